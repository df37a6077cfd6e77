"""Which articles are like one, and which words mark some articles: what is asked for, and what is found."""

from dataclasses import dataclass
from typing import TypedDict

from searchkit.model.articles import Article


@dataclass(frozen=True, slots=True)
class SimilarRequest:
    """Which articles of an archive are like `article`, which itself need not be one of them.

    `limit` of them from `offset` on, at most `passages` of each. `terms` is how many words of the article are looked
    for. `before` keeps those published before a date (`2006`, `2006-01`, `2006-01-15`, `7d`), `earlier` those of before
    the article itself. With `half_life` (`30d`, `1y`) a score halves for every so much time between the two; where
    the article has no date, it is counted from the newest one of the archive.
    """

    article: Article
    limit: int = 10
    offset: int = 0
    passages: int = 1
    terms: int = 40
    before: str = ""
    earlier: bool = False
    half_life: str = ""


class SimilarOptions(TypedDict, total=False):
    """The values of a `SimilarRequest` beside the article, to be given by name."""

    limit: int
    offset: int
    passages: int
    terms: int
    before: str
    earlier: bool
    half_life: str


@dataclass(frozen=True, slots=True)
class SignificantTerm:
    """A word that marks some articles against the rest of an archive.

    `term` is what the index has for it, `word` how that is written most often. `inside` of `all_inside` articles have
    it, `outside` of `all_outside` others. `score` is Dunning's log-likelihood ratio G2: of a single word, 3.8 and more
    is rarely chance.
    """

    term: str
    word: str
    score: float
    inside: int
    all_inside: int
    outside: int
    all_outside: int
