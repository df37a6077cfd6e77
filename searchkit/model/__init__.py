"""The frozen values that travel between stages: what was read, what was asked, what was found.

Offsets are counted in Unicode code points, half-open, as Python slices strings.
"""

from searchkit.model.answers import (
    Expansion,
    ExpansionKind,
    Explanation,
    Filters,
    Hit,
    Match,
    Passage,
    ResultPage,
    SearchOptions,
    SearchRequest,
    Sort,
    Span,
    Suggestion,
    passage_id,
)
from searchkit.model.articles import (
    ARTICLE_FIELDS,
    VERSION,
    ArchiveStats,
    Article,
    IndexSummary,
    Origin,
    Rejected,
    marked_hash,
)
from searchkit.model.dates import DateLike, FoundIn, Precision, PublicationDate
from searchkit.model.likeness import SignificantTerm, SimilarOptions, SimilarRequest
from searchkit.model.ranking import Ranker, Ranking, ScorePart, Unit

__all__ = [
    "ARTICLE_FIELDS",
    "VERSION",
    "ArchiveStats",
    "Article",
    "DateLike",
    "Expansion",
    "ExpansionKind",
    "Explanation",
    "Filters",
    "FoundIn",
    "Hit",
    "IndexSummary",
    "Match",
    "Origin",
    "Passage",
    "Precision",
    "PublicationDate",
    "Ranker",
    "Ranking",
    "Rejected",
    "ResultPage",
    "ScorePart",
    "SearchOptions",
    "SearchRequest",
    "SignificantTerm",
    "SimilarOptions",
    "SimilarRequest",
    "Sort",
    "Span",
    "Suggestion",
    "Unit",
    "marked_hash",
    "passage_id",
]
