"""The engine in this process: one commit, opened, and asked."""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

from searchkit import storage
from searchkit.engines.embedded.counts import archive_stats
from searchkit.engines.embedded.lookup import Lookup
from searchkit.engines.embedded.search import Search
from searchkit.engines.failures import reading
from searchkit.errors import ArticleNotFoundError, IndexDamagedError, SearchkitError
from searchkit.model import (
    ArchiveStats,
    Article,
    Explanation,
    ResultPage,
    SearchRequest,
    SignificantTerm,
    SimilarRequest,
    Span,
)
from searchkit.search import LUCENE, Executors, Similarity, Snapshot, merged
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

    from searchkit.engines.embedded.similar import Similar
    from searchkit.search.textterms import TextTerms
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
            self._executors = Executors(Snapshot(opened.segments, schema(), self._stock_reader))
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
        executor = self._executors.scoring_by(Similarity.of(request.ranker, request.ranking))
        return Search(executor, self.commit.manifest.languages, request, self._text_terms if request.deep else None)

    @cached_property
    def _text_terms(self) -> "TextTerms":
        """Counts terms, and remembers the words it has met."""
        from searchkit.search.textterms import TextTerms  # noqa: PLC0415 -- takes 10 ms to import, and few need it

        return TextTerms()

    def similar(self, request: SimilarRequest) -> ResultPage:
        """The page of articles like one."""
        with self._lock, reading(self.folder):
            return self._similar(request).page()

    def explain_similar(self, request: SimilarRequest) -> Explanation:
        """By which words articles like one are looked for."""
        with self._lock, reading(self.folder):
            return self._similar(request).explanation()

    def _similar(self, request: SimilarRequest) -> "Similar":
        from searchkit.engines.embedded.similar import Similar  # noqa: PLC0415 -- as above

        place = self._place(request.article)
        return Similar(self._executors.scoring_by(LUCENE), self._text_terms, request, place)

    def significant(self, request: SearchRequest, most: int) -> tuple[SignificantTerm, ...]:
        """The `request.limit` words that most mark the best `most` articles of a query (0: all that match)."""
        with self._lock, reading(self.folder):
            from searchkit.search.significant import significant_terms  # noqa: PLC0415 -- as above
            from searchkit.search.textterms import stop_words  # noqa: PLC0415 -- as above

            search = self._start(request)
            docs = search.matching(most)
            asked = {str(getattr(leaf, "text", "")) for leaf in search.query.leaves()}
            unwanted = asked | stop_words(search.resolver.languages)
            return significant_terms(search.snapshot, docs, request.limit, unwanted)

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
                return self._executors.snapshot.number_of(segment, number)
        return None

    def count(self) -> int:
        """How many articles it holds."""
        return sum(segment.live_count for segment in self.commit.segments)

    def stats(self) -> ArchiveStats:
        """What the archive holds, counted over the articles that are not deleted."""
        with self._lock, reading(self.folder):
            return archive_stats(self.commit.segments, size_bytes(self.folder))
