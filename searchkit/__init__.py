"""Full-text search over news archives: ranked passages with exact highlights."""

import logging

from searchkit.archive import Archive, create, open
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
from searchkit.model import (
    ArchiveStats,
    Article,
    Filters,
    Hit,
    IndexSummary,
    Origin,
    Passage,
    PublicationDate,
    Rejected,
    ResultPage,
    SearchRequest,
    Span,
)
from searchkit.settings import IndexOptions, ReadOptions

__version__ = "0.1.0"

logging.getLogger(__name__).addHandler(logging.NullHandler())

__all__ = [
    "Archive",
    "ArchiveStats",
    "Article",
    "ArticleNotFoundError",
    "Filters",
    "Hit",
    "IndexDamagedError",
    "IndexLockedError",
    "IndexMissingError",
    "IndexOpenError",
    "IndexOptions",
    "IndexSummary",
    "IndexWriteError",
    "InvalidArticleError",
    "Origin",
    "Passage",
    "PublicationDate",
    "QueryError",
    "ReadOptions",
    "Rejected",
    "ResultPage",
    "SearchRequest",
    "SearchkitError",
    "SourceError",
    "Span",
    "create",
    "open",
]
