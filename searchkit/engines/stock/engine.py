"""The plain engine: Whoosh's own searcher over its default codec. Slow, and obviously right."""

import threading
import time
from collections.abc import Mapping
from pathlib import Path

from whoosh.index import FileIndex
from whoosh.searching import Searcher

from searchkit.engines.stock.counts import Counts
from searchkit.engines.stock.failures import reading
from searchkit.engines.stock.lookup import Lookup
from searchkit.engines.stock.search import Search
from searchkit.errors import ArticleNotFoundError, IndexDamagedError, SearchkitError
from searchkit.model import ArchiveStats, Article, ResultPage, SearchRequest, Span
from searchkit.search import merged
from searchkit.storage import (
    Manifest,
    SourceRecord,
    article_of,
    open_index,
    read_manifest,
    read_sources,
    require_index,
    size_bytes,
)

_OPEN_ATTEMPTS = 10


class StockEngine:
    """An `Engine` over the newest commit of an index folder. Threads may share it; they take turns."""

    def __init__(self, folder: Path) -> None:
        """Raises IndexOpenError where the folder holds no index that can be read."""
        self.folder = folder
        self._lock = threading.RLock()
        self._searcher: Searcher | None = None
        self.refresh()

    def refresh(self) -> None:
        """Moves on to the newest commit."""
        with self._lock, reading(self.folder):
            self.close()
            self.whoosh, self.manifest = self._opened()
            self._searcher = self.whoosh.searcher()

    def _opened(self) -> tuple[FileIndex, Manifest]:
        """Whoosh's index and our manifest of one generation; a commit in between makes it try again."""
        for _ in range(_OPEN_ATTEMPTS):
            generation = require_index(self.folder)
            try:
                manifest = read_manifest(self.folder, generation)
            except IndexDamagedError:
                if require_index(self.folder) != generation:
                    continue
                raise
            opened = open_index(self.folder)
            if require_index(self.folder) == generation:
                return opened, manifest
            time.sleep(0.02)
        raise IndexDamagedError(f"{self.folder} changes faster than it can be opened; try again")

    def close(self) -> None:
        """Lets go of the files of the commit."""
        with self._lock:
            if self._searcher is not None:
                self._searcher.close()
            self._searcher = None

    @property
    def searcher(self) -> Searcher:
        """Whoosh's searcher over the commit."""
        if self._searcher is None:
            raise SearchkitError("this archive is closed")
        return self._searcher

    def sources(self) -> Mapping[str, SourceRecord]:
        """The source files whose articles it holds, by name; of the newest commit, if its own is gone."""
        try:
            return read_sources(self.folder, self.manifest.generation)
        except IndexDamagedError:
            newest = require_index(self.folder)
            if newest == self.manifest.generation:
                raise
            return read_sources(self.folder, newest)

    def lookup(self) -> Lookup:
        """The commit as an indexing run sees it; it closes with this engine."""
        return Lookup(self.searcher)

    def article(self, id: str) -> Article:
        """The article with this id, whole."""
        with self._lock, reading(self.folder):
            stored = self.searcher.document(id=id)
            if stored is None:
                raise ArticleNotFoundError(f"no article has the id {id!r}; searchkit query -l lists ids")
            return article_of(stored)

    def search(self, request: SearchRequest) -> ResultPage:
        """The page of hits a request asks for."""
        with self._lock, reading(self.folder):
            return self._start(request).page()

    def _start(self, request: SearchRequest) -> Search:
        return Search(self.searcher, self.manifest.languages, request)

    def explain(self, request: SearchRequest) -> str:
        """The query as it is run: every term in every field."""
        with self._lock, reading(self.folder):
            search = self._start(request)
            mask = "" if search.mask is None else f"\nfiltered by {search.mask}"
            return f"{search.query}{mask}"

    def highlights(self, article: Article, text: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
        """The spans in title and body of an article that a query matches, or any of its words where not all do."""
        with self._lock, reading(self.folder):
            search = self._start(SearchRequest(text))
            marks = search.marks(article)
            if marks is None:
                search.relax()
                marks = search.marks(article) or []
            return merged(marks, "title"), merged(marks, "body")

    def count(self) -> int:
        """How many articles it holds."""
        return int(self.searcher.doc_count())

    def stats(self) -> ArchiveStats:
        """What the archive holds, counted over the articles that are not deleted."""
        with self._lock, reading(self.folder):
            reader = self.searcher.reader()
            counts = Counts()
            for leaf, _ in reader.leaf_readers():
                if leaf.doc_count_all():
                    counts.add(leaf)
            years = sorted(counts.years.items())
            return ArchiveStats(
                articles=reader.doc_count(),
                passages=counts.passages,
                terms=sum(1 for _ in reader.lexicon("body")),
                undated=counts.undated,
                earliest=counts.dates[0].isoformat() if counts.dates else None,
                latest=counts.dates[1].isoformat() if counts.dates else None,
                sources=dict(counts.sources.most_common()),
                languages=dict(counts.languages.most_common()),
                years=dict(years),
                size_bytes=size_bytes(self.folder),
            )
