"""What was asked, and what was found: requests, hits, passages and spans."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Literal, NamedTuple, TypedDict

from searchkit.model.articles import Article
from searchkit.model.ranking import Ranker, Ranking, ScorePart, Unit

Match = Literal["auto", "all", "any"]
Sort = Literal["relevance", "newest", "oldest"]
ExpansionKind = Literal["stem", "prefix", "wildcard", "fuzzy", "regex", "exact", "set"]


class Span(NamedTuple):
    """A match in a text: code points `start` to `end`, end not included."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions on the articles beside the query; several values of one field mean any of them.

    `since` and `until` take what a date clause takes (`2006`, `2006-01`, `7d`) and are both inclusive.
    """

    sources: Sequence[str] = ()
    sections: Sequence[str] = ()
    authors: Sequence[str] = ()
    languages: Sequence[str] = ()
    since: str = ""
    until: str = ""

    def __post_init__(self) -> None:
        for name in ("sources", "sections", "authors", "languages"):
            value = getattr(self, name)
            object.__setattr__(self, name, (value,) if isinstance(value, str) else tuple(value))


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One question to an archive.

    `passages` is the most to give for an article; 0 gives articles only, without any spans. `strict` makes
    an error of what would be read as plain text with a note. `max_query_bytes` is the longest query as UTF-8,
    `max_terms` the most words that one pattern such as `expor*` may stand for. `sets` are the saved sets
    that `@name` stands for: words and phrases of which any may stand in the article.

    `plain` reads the query as words without operators. `ranker` "bm25" scores articles by BM25 alone, "full" adds
    the evidence of passages, closeness and forms. `deep` adds words of the best articles to the query and asks again.
    `recent` is the half-life of a score by the article's date, such as `30d`; empty: dates do not count. `unit`
    "passage" ranks passages of all articles, each as a hit. `scores` asks for `Hit.parts`; `ranking` has the numbers.
    """

    query: str
    limit: int = 10
    offset: int = 0
    passages: int = 1
    match: Match = "auto"
    sort: Sort = "relevance"
    filters: Filters = Filters()
    strict: bool = False
    max_query_bytes: int = 65_536
    max_terms: int = 20_000
    sets: Mapping[str, Sequence[str]] = field(default_factory=dict, hash=False)
    plain: bool = False
    ranker: Ranker = "full"
    deep: bool = False
    recent: str = ""
    unit: Unit = "article"
    scores: bool = False
    ranking: Ranking = Ranking()


class SearchOptions(TypedDict, total=False):
    """The values of a `SearchRequest` beside the query, to be given by name."""

    limit: int
    offset: int
    passages: int
    match: Match
    sort: Sort
    filters: Filters
    strict: bool
    max_query_bytes: int
    max_terms: int
    sets: Mapping[str, Sequence[str]]
    plain: bool
    ranker: Ranker
    deep: bool
    recent: str
    unit: Unit
    scores: bool
    ranking: Ranking


@dataclass(frozen=True, slots=True)
class Passage:
    """An answer-sized piece of an article: `body[char_start:char_end] == text`; spans lie within `text`."""

    ordinal: int
    char_start: int
    char_end: int
    text: str
    spans: tuple[Span, ...] = ()
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Hit:
    """One ranked article with its best passages first; `title_spans` lie within the title.

    Where the match lies outside the body, the one passage is its opening, without spans. There are no
    passages where none were asked for or the body is empty. `matched_fields` are the index's names of the
    fields in which the query matched; empty where that is not known. `parts` sum to the score; empty unless
    they were asked for.
    """

    rank: int
    score: float
    article: Article
    title_spans: tuple[Span, ...] = ()
    passages: tuple[Passage, ...] = ()
    matched_fields: tuple[str, ...] = ()
    _all_spans: Callable[[], tuple[Span, ...]] | tuple[Span, ...] | None = field(
        default=None, repr=False, compare=False
    )
    parts: tuple[ScorePart, ...] = ()

    @property
    def id(self) -> str:
        """The article's id."""
        return self.article.id

    @property
    def spans(self) -> tuple[Span, ...]:
        """All matches in the article's body, those outside of the passages too.

        They are looked for when first asked for: until then the archive must stay open. Where the engine
        gave no way to look, these are the matches in the passages.
        """
        known = self._all_spans
        if known is None:
            shifted = {Span(p.char_start + s, p.char_start + e) for p in self.passages for s, e in p.spans}
            known = tuple(sorted(shifted))
        elif callable(known):
            known = known()
        object.__setattr__(self, "_all_spans", known)
        return known

    def __reduce__(self) -> tuple[type["Hit"], tuple[Any, ...]]:
        """Pickled with all its spans, as what looks for them belongs to the open archive."""
        given = {f.name: getattr(self, f.name) for f in fields(self)} | {"_all_spans": self.spans}
        return Hit, tuple(given.values())


def passage_id(article_id: str, span: Span) -> str:
    """The id of a passage: that of its article and its code points in the body, as in RFC 5147.

    >>> passage_id("wire.jsonl#2", Span(40, 95))
    'wire.jsonl#2#char=40,95'
    """
    return f"{article_id}#char={span.start},{span.end}"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A word of the query that no article has, or hardly any, and what may have been meant, likeliest first."""

    word: str
    alternatives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Expansion:
    """What one word of a query stands for in one field of the index.

    `typed` is how the query has it. `words` are words as articles write them, each with the number of
    articles that have it, most articles first: 20 at most, of `total`. Those of a set are its alternatives.
    """

    typed: str
    field: str
    kind: ExpansionKind
    words: tuple[tuple[str, int], ...]
    total: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a query was understood, and what it came to.

    `interpreted` is the query in its own language with nothing left to guess, `dates` are its intervals with
    first and last moment, `undated` counts the articles left out for having no date, and `run_as` is the query
    tree with every term in every field.
    """

    interpreted: str
    dates: tuple[str, ...] = ()
    expansions: tuple[Expansion, ...] = ()
    undated: int = 0
    run_as: str = ""


@dataclass(frozen=True, slots=True)
class ResultPage:
    """The answer to a `SearchRequest`: `hits` from `offset` on, of `total` matching articles.

    `interpreted` is the query as understood; `relaxed` says that no article had all words and these
    have the most; `notes` are remarks for the person who asked, one line each. `suggestions` are for words that no
    article has, or hardly any where few were found, `did_you_mean` is the whole query with the best of them; empty
    where there is none.
    With the `unit` "passage" each hit is one passage of its article, and `total` counts passages.
    """

    query: str
    interpreted: str
    total: int
    hits: tuple[Hit, ...] = ()
    relaxed: bool = False
    notes: tuple[str, ...] = ()
    elapsed_ms: float = 0.0
    suggestions: tuple[Suggestion, ...] = ()
    did_you_mean: str = ""
    unit: Unit = "article"

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.hits)
