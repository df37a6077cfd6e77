"""What an engine must be able to do; everything above it knows only this."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from searchkit.model import (
    ArchiveStats,
    Article,
    Explanation,
    Rejected,
    ResultPage,
    SearchRequest,
    SignificantTerm,
    SimilarRequest,
    Span,
)
from searchkit.storage import SourceRecord
from searchkit.stored import PackedArticle

KILLED_BUILDER = "indexing it killed the process twice"
"""The reason for which an article is turned down that no process survives."""


class Engine(Protocol):
    """An archive that can be searched: a view of the commit it opened, until `refresh`."""

    def search(self, request: SearchRequest) -> ResultPage:
        """The page of hits a request asks for; QueryError where it cannot be answered."""

    def article(self, id: str) -> Article:
        """The article with this id, whole; ArticleNotFoundError where there is none."""

    def highlights(self, article: Article, request: SearchRequest) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
        """The spans in title and body of an article that a query matches."""

    def explain(self, request: SearchRequest) -> Explanation:
        """How a query is understood and run."""

    def similar(self, request: SimilarRequest) -> ResultPage:
        """The page of articles like one; QueryError where a date cannot be read."""

    def explain_similar(self, request: SimilarRequest) -> Explanation:
        """By which words articles like one are looked for."""

    def significant(self, request: SearchRequest, most: int) -> tuple[SignificantTerm, ...]:
        """The `request.limit` words that most mark the best `most` articles of a query (0: all that match)."""

    def count(self) -> int:
        """How many articles it holds."""

    def stats(self) -> ArchiveStats:
        """What the archive holds."""

    def sources(self) -> Mapping[str, SourceRecord]:
        """The source files whose articles it holds, by name."""

    def refresh(self) -> None:
        """Moves on to the newest commit."""

    def close(self) -> None:
        """Lets go of files; searching afterwards is an error."""


class Lookup(Protocol):
    """What an indexing run must know of an archive."""

    def held(self, source: str) -> Mapping[str, str]:
        """Id to content hash of the articles that belong to a source file."""

    def find(self, id: str) -> tuple[str, str] | None:
        """Source file ("" for none) and content hash of an article, or None."""

    def close(self) -> None:
        """Lets go of files."""


@dataclass(frozen=True, slots=True)
class Unstored:
    """An article that was put and could not be stored, and whether it was to replace another one."""

    id: str
    source: str
    was_update: bool
    rejected: Rejected


class Writer(Lookup, Protocol):
    """One indexing run's way into the archive. Nothing is seen by readers before `commit`.

    What it has put counts as held and found; `close` drops what was not committed.
    """

    def put(self, article: Article | PackedArticle, source: str, digest: str) -> None:
        """Adds an article, in place of one with the same id; `digest` is its content hash."""

    def remove(self, id: str) -> None:
        """Takes an article out."""

    def settle(self) -> Sequence[Unstored]:
        """Brings all that was put to disk, as a commit must; tells of what could not be."""

    def commit(self, sources: Iterable[SourceRecord], last: bool, boilerplate: bytes | None = None) -> None:
        """Makes all since the last commit visible and lasting; `last` also tidies the index.

        `boilerplate` is what is now known of it; None: as at the last commit.
        """
