"""Full-text search over news archives: ranked passages with exact highlights."""

import logging
from typing import TYPE_CHECKING

from searchkit.lazy import lazy_names

__version__ = "0.1.0"

logging.getLogger(__name__).addHandler(logging.NullHandler())

if TYPE_CHECKING:
    from searchkit.archive import Archive, check, create, open, repair
    from searchkit.errors import (
        ArticleNotFoundError,
        IndexDamagedError,
        IndexLockedError,
        IndexMissingError,
        IndexOpenError,
        IndexWriteError,
        InvalidArticleError,
        QueryError,
        SearchkitError,
        SourceError,
    )
    from searchkit.extract.boilerplate import LearntBoilerplate
    from searchkit.inspecting import formats, inspect, inspect_stream
    from searchkit.model import (
        ArchiveStats,
        Article,
        Expansion,
        Explanation,
        Filters,
        Hit,
        IndexSummary,
        Origin,
        Passage,
        PublicationDate,
        Ranking,
        Rejected,
        ResultPage,
        ScorePart,
        SearchOptions,
        SearchRequest,
        SignificantTerm,
        SimilarOptions,
        SimilarRequest,
        Span,
        Suggestion,
    )
    from searchkit.paragraphs import Boilerplate
    from searchkit.query.sets import read_sets
    from searchkit.settings import IndexOptions, ReadOptions
    from searchkit.sources import Examined
    from searchkit.sources.base import Source, Unreadable
    from searchkit.sources.format import Format
    from searchkit.sources.head import Head
    from searchkit.storage.checks import CheckReport
    from searchkit.storage.repairs import RepairReport
else:
    # A process that reads files beside ours needs a tenth of this package, a search half of it.
    __getattr__, __dir__ = lazy_names(
        __name__,
        {
            "archive": ("Archive", "check", "create", "open", "repair"),
            "errors": (
                "ArticleNotFoundError",
                "IndexDamagedError",
                "IndexLockedError",
                "IndexMissingError",
                "IndexOpenError",
                "IndexWriteError",
                "InvalidArticleError",
                "QueryError",
                "SearchkitError",
                "SourceError",
            ),
            "extract.boilerplate": ("LearntBoilerplate",),
            "inspecting": ("formats", "inspect", "inspect_stream"),
            "model": (
                "ArchiveStats",
                "Article",
                "Expansion",
                "Explanation",
                "Filters",
                "Hit",
                "IndexSummary",
                "Origin",
                "Passage",
                "PublicationDate",
                "Ranking",
                "Rejected",
                "ResultPage",
                "ScorePart",
                "SearchOptions",
                "SearchRequest",
                "SignificantTerm",
                "SimilarOptions",
                "SimilarRequest",
                "Span",
                "Suggestion",
            ),
            "paragraphs": ("Boilerplate",),
            "query.sets": ("read_sets",),
            "settings": ("IndexOptions", "ReadOptions"),
            "sources": ("Examined",),
            "sources.base": ("Source", "Unreadable"),
            "sources.format": ("Format",),
            "sources.head": ("Head",),
            "storage.checks": ("CheckReport",),
            "storage.repairs": ("RepairReport",),
        },
    )

__all__ = [
    "Archive",
    "ArchiveStats",
    "Article",
    "ArticleNotFoundError",
    "Boilerplate",
    "CheckReport",
    "Examined",
    "Expansion",
    "Explanation",
    "Filters",
    "Format",
    "Head",
    "Hit",
    "IndexDamagedError",
    "IndexLockedError",
    "IndexMissingError",
    "IndexOpenError",
    "IndexOptions",
    "IndexSummary",
    "IndexWriteError",
    "InvalidArticleError",
    "LearntBoilerplate",
    "Origin",
    "Passage",
    "PublicationDate",
    "QueryError",
    "Ranking",
    "ReadOptions",
    "Rejected",
    "RepairReport",
    "ResultPage",
    "ScorePart",
    "SearchOptions",
    "SearchRequest",
    "SearchkitError",
    "SignificantTerm",
    "SimilarOptions",
    "SimilarRequest",
    "Source",
    "SourceError",
    "Span",
    "Suggestion",
    "Unreadable",
    "check",
    "create",
    "formats",
    "inspect",
    "inspect_stream",
    "open",
    "read_sets",
    "repair",
]
