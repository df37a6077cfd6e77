"""The numbers of the ranking, and the parts that a score is made of."""

from dataclasses import asdict, dataclass, replace
from typing import Literal, NamedTuple

from searchkit.errors import QueryError

Ranker = Literal["full", "bm25"]
Unit = Literal["article", "passage"]


class ScorePart(NamedTuple):
    """A share of a hit's score; the values of all parts sum to it.

    `name` says what scores (`body:wheat`, `closeness`), `formula` holds the numbers to work `value` out by hand.
    """

    name: str
    value: float
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Ranking:
    """How much each kind of evidence counts; docs/ranking.md tells what each adds, and how the defaults were chosen.

    The base is BM25 over title and body. For the first `depth` articles by the base, evidence that is never
    negative is added to it.
    """

    k1: float = 1.2
    """BM25's saturation: greater, and further occurrences count for more."""

    body_b: float = 0.7
    """How much the length of a body tells against it, 0 to 1."""

    title_b: float = 0.75
    """The same of a title."""

    title_frequency: float = 6.0
    """An occurrence in the title counts as so many in the body."""

    title_weight: float = 2.0
    """A phrase or pattern in the title counts this much more than in the body."""

    least_length: float = 50.0
    """A body of fewer words counts as one of so many: shortness alone earns nothing."""

    depth: int = 100
    """Articles whose evidence is looked at, best base first."""

    passage_depth: int = 1000
    """Articles whose passages are ranked where passages are asked for, best base first."""

    title_evidence: float = 2.0
    """As evidence an occurrence in the title counts as so many in the body."""

    passage_title: float = 0.5
    """The same where passages are ranked, which are told apart by their own words."""

    passage: float = 1.2
    """What the best passage counts."""

    passage_k: float = 0.5
    """Saturation in a passage."""

    short_sentence: int = 6
    """An article that begins with many sentences of fewer words is like a list, and its passages count less."""

    closeness: float = 0.6
    """What words of the query near each other count."""

    closeness_k: float = 1.2
    """Saturation of closeness."""

    window: int = 10
    """Words further apart are not near."""

    decay: float = 1.0
    """How fast closeness ends with the distance: 0, not before the window; 1, half as much at twice the distance."""

    form: float = 0.5
    """What words written as in the query count, beside other forms of them."""

    headline: float = 1.5
    """What a title counts whose words are all in the query."""

    stop_weight: float = 0.3
    """A stop or question word of a long question counts this much."""

    long_query: int = 3
    """A question with at least so many other words is long."""

    feedback_articles: int = 10
    """With `deep`: articles from which further words are taken."""

    feedback_terms: int = 30
    """With `deep`: how many further words."""

    feedback_weight: float = 0.6
    """With `deep`: the share of the words that were asked for; the rest goes to the further ones."""

    def changed(self, settings: str) -> "Ranking":
        """The same with other values: `k1=0.9,passage=0`.

        Raises QueryError for a name there is none of, or what is no number from 0 on.
        """
        values = dict(_setting(part) for part in settings.split(",") if part.strip())
        return replace(self, **values)  # type: ignore[arg-type]  # each has its field's type


def _setting(part: str) -> tuple[str, float]:
    name, _, typed = (piece.strip() for piece in part.partition("="))
    defaults = asdict(Ranking())
    if name not in defaults:
        raise QueryError(f"there is no ranking setting {name!r}; there are {', '.join(defaults)}")
    try:
        value: float = int(typed) if isinstance(defaults[name], int) else float(typed)
    except ValueError:
        value = -1
    if not 0 <= value < float("inf"):
        raise QueryError(f"ranking setting {name}: {typed!r} is not a number from 0 on")
    return name, value
