"""The engine in this process: one commit, opened, and asked."""

from collections.abc import Mapping
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

from searchkit import storage
from searchkit.engines.embedded.counts import archive_stats
from searchkit.engines.embedded.lookup import Lookup
from searchkit.engines.embedded.search import Search
from searchkit.engines.failures import reading
from searchkit.errors import ArticleNotFoundError, IndexDamagedError, SearchkitError
from searchkit.model import ArchiveStats, Article, Explanation, ResultPage, SearchRequest, Span
from searchkit.search import Executor, Snapshot, merged
from searchkit.storage import (
    OpenCommit,
    article_of,
    load_values,
    newest,
    open_commit,
    require_own_fields,
    schema,
    size_bytes,
)

if TYPE_CHECKING:
    from whoosh.index import FileIndex
    from whoosh.reading import IndexReader

    from searchkit.storage import SourceRecord


class EmbeddedEngine:
    """An `Engine` over the newest commit of an index folder. Threads may share it."""

    def __init__(self, folder: Path) -> None:
        """Raises IndexOpenError where the folder holds no index that can be read."""
        self.folder = folder
        self._lock = RLock()
        self._commit: OpenCommit | None = None
        self.refresh()

    def refresh(self) -> None:
        """Moves on to the newest commit; nothing happens where it is the one that is open."""
        with self._lock, reading(self.folder):
            if self._commit is not None and newest(self.folder).generation == self._commit.manifest.generation:
                return
            opened = open_commit(self.folder)
            require_own_fields(self.folder, opened.manifest)
            self.close()
            self._commit = opened
            self._executor = Executor(Snapshot(opened.segments, schema(), self._stock_reader))
            self._lookup = Lookup(opened.segments)

    def close(self) -> None:
        """Lets go of the files of the commit."""
        with self._lock:
            if self._commit is not None:
                self._commit.close()
            self._commit = None

    @property
    def commit(self) -> OpenCommit:
        """The commit that is open."""
        if self._commit is None:
            raise SearchkitError("this archive is closed")
        return self._commit

    @property
    def whoosh(self) -> "FileIndex":
        """The commit as an index of Whoosh."""
        return storage.ArchiveIndex(self.folder, self.commit)

    def _stock_reader(self) -> "IndexReader":
        reader: IndexReader = self.whoosh.reader()
        return reader

    def sources(self) -> "Mapping[str, SourceRecord]":
        """The source files whose articles it holds, by name; of the newest commit, if its own is gone."""
        manifest = self.commit.manifest
        try:
            return storage.read_sources(self.folder, manifest.sources)
        except IndexDamagedError:
            latest = newest(self.folder)
            if latest.generation == manifest.generation:
                raise
            return storage.read_sources(self.folder, latest.sources)

    def lookup(self) -> Lookup:
        """The commit as an indexing run sees it; it closes with this engine."""
        return Lookup(self.commit.segments)

    def article(self, id: str) -> Article:
        """The article with this id, whole."""
        with self._lock, reading(self.folder):
            stored = Lookup(self.commit.segments).stored(id)
            if stored is None:
                raise ArticleNotFoundError(f"no article has the id {id!r}; searchkit query -l lists ids")
            return article_of(stored)

    def search(self, request: SearchRequest) -> ResultPage:
        """The page of hits a request asks for."""
        with self._lock, reading(self.folder):
            return self._start(request).page()

    def _start(self, request: SearchRequest) -> Search:
        return Search(self._executor, self.commit.manifest.languages, request)

    def explain(self, request: SearchRequest) -> Explanation:
        """How a query is understood and run."""
        with self._lock, reading(self.folder):
            return self._start(request).explanation()

    def highlights(self, article: Article, request: SearchRequest) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
        """The spans in title and body of an article that a query matches, or any of its words where not all do."""
        with self._lock, reading(self.folder):
            search = self._start(request)
            place = self._place(article)
            marks = search.marks(article, place)
            if marks is None:
                search.relax()
                marks = search.marks(article, place) or {}
            return merged(marks.get("title", ())), merged(marks.get("body", ()))

    def _place(self, article: Article) -> int | None:
        """The number of an article in the commit, if that holds it as it is."""
        for segment, number in self._lookup.places("id", article.id):
            if article_of(load_values(segment.stored(number))) == article:
                return self._executor.snapshot.number_of(segment, number)
        return None

    def count(self) -> int:
        """How many articles it holds."""
        return sum(segment.live_count for segment in self.commit.segments)

    def stats(self) -> ArchiveStats:
        """What the archive holds, counted over the articles that are not deleted."""
        with self._lock, reading(self.folder):
            return archive_stats(self.commit.segments, size_bytes(self.folder))
