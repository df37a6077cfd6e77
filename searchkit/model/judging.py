"""What is judged and measured: topics, judgements, runs, and what came of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean

from searchkit.errors import EvaluationError
from searchkit.model.answers import Span

MOST_RELEVANT = 1000
"""trec_eval's time and memory go with the greatest relevance: 10 minutes at two thousand million."""

Run = Mapping[str, Sequence[tuple[str, float]]]
"""For each query id what was found, best first: the ids of articles or passages, and their scores."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A query with the id that judgements know it by."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """How relevant an article is to a query, or a span of its body: 0 and less is not, 2 is more than 1.

    Raises EvaluationError for a relevance above `MOST_RELEVANT` and for an empty span.
    """

    query_id: str
    article_id: str
    relevance: int
    span: Span | None = None

    def __post_init__(self) -> None:
        if self.relevance > MOST_RELEVANT:
            raise EvaluationError(f"relevance {self.relevance} is above {MOST_RELEVANT}")
        if self.span and not 0 <= self.span.start < self.span.end:
            raise EvaluationError(f"from {self.span.start} to {self.span.end} there is no text")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What was given and cannot count as it was meant, in the order in which it was given.

    `unjudged` are ids of queries without judgements, `unasked` of judged queries that nobody asked; neither count.
    `irrelevant` are ids of queries for which nothing was judged relevant: they count 0. `absent` are relevant
    articles that the archive lacks, `outside` those shorter than where their judged span begins: no ranking can
    find them.
    """

    unjudged: tuple[str, ...] = ()
    unasked: tuple[str, ...] = ()
    irrelevant: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The values of all measures for each query that was asked and judged, in the order of the topics.

    `run` is what was found, for the queries without judgements too.
    """

    measures: tuple[str, ...]
    per_query: Mapping[str, Mapping[str, float]]
    run: Run = field(default_factory=dict, repr=False)
    left_out: LeftOut = LeftOut()

    @property
    def means(self) -> dict[str, float]:
        """Each measure's mean over the queries; one for which nothing was found counts as well."""
        return {name: fmean(row[name] for row in self.per_query.values()) for name in self.measures}


@dataclass(frozen=True, slots=True)
class Comparison:
    """One measure of two runs over the same queries.

    `differences` are by how much the first run is better, for each query; `wins` counts those where it is. Both p
    are two-sided: how often a difference at least as great would come about if it were chance alone which run got
    which value. The t-test has none (None) where there is one query only, or all differences are the same.
    """

    measure: str
    mean: float
    other_mean: float
    wins: int
    ties: int
    losses: int
    t_test_p: float | None
    randomisation_p: float
    differences: Mapping[str, float] = field(default_factory=dict, repr=False)

    @property
    def difference(self) -> float:
        """By how much the first run is better."""
        return self.mean - self.other_mean
