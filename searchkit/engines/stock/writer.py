"""The plain engine's writer: Whoosh's own, with the manifests of every commit beside it."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from whoosh.index import FileIndex, LockError
from whoosh.reading import ReaderClosed

from searchkit.analysis import analysis_language
from searchkit.engines.stock.failures import reading, writing
from searchkit.engines.stock.lookup import Lookup
from searchkit.errors import IndexLockedError
from searchkit.model import Article
from searchkit.settings import IndexOptions
from searchkit.storage import (
    Manifest,
    SourceRecord,
    create_index,
    document,
    fresh_workshop,
    latest_generation,
    move_in,
    open_index,
    read_manifest,
    read_sources,
    remove_other_manifests,
    write_lock,
    write_manifest,
)


class StockWriter:
    """A `Writer` on an index folder; holds the folder's lock until `close`.

    With `rebuild` it writes a new index in a workshop inside the folder, and the last commit puts it in
    the place of the old one, which is never read.
    """

    def __init__(self, folder: Path, options: IndexOptions) -> None:
        """Raises IndexLockedError where another process holds the lock past `options.wait_s`."""
        self.folder, self.options = folder, options
        with writing(folder):
            self._lock = write_lock(folder, options.wait_s)
        try:
            with writing(folder):
                self._open()
        except BaseException:
            self._lock.release()
            raise

    def _open(self) -> None:
        existing = latest_generation(self.folder)
        self._first_generation = existing + 1
        if self.options.rebuild:
            self._place = fresh_workshop(self.folder)
            self._index = create_index(self._place)
            self._languages: set[str] = set()
            self._sources: list[SourceRecord] = []
        else:
            self._place = self.folder
            if existing < 0:
                write_manifest(self.folder, Manifest(0), ())
                create_index(self.folder)
                existing = 0
            self._languages = set(read_manifest(self.folder, existing).languages)
            self._sources = list(read_sources(self.folder, existing).values())
            with reading(self.folder):
                self._index = open_index(self.folder)
        self._committed = self._ended = False
        self._begin()

    def _begin(self) -> None:
        """A Whoosh transaction, and a view of what is committed."""
        self._writer = _whoosh_writer(self._index, self.folder, self.options)
        if self.options.rebuild and not self._committed:
            self._writer.generation = max(self._writer.generation, self._first_generation)
        self._committed_view = Lookup(self._index.searcher())
        self._put: dict[str, tuple[str, str]] = {}
        self._removed: set[str] = set()

    def held(self, source: str) -> Mapping[str, str]:
        """Id to content hash of the articles that belong to a source file."""
        committed = self._committed_view.held(source)
        found = {key: digest for key, digest in committed.items() if key not in self._removed}
        return found | {key: digest for key, (owner, digest) in self._put.items() if owner == source}

    def find(self, id: str) -> tuple[str, str] | None:
        """Source file ("" for none) and content hash of an article, or None."""
        if id in self._put or id in self._removed:
            return self._put.get(id)
        return self._committed_view.find(id)

    def put(self, article: Article, source: str) -> None:
        """Adds an article, in place of one with the same id."""
        if article.id in self._put:
            self._commit(merge=False)  # Whoosh cannot take back what its open transaction holds
        self.remove(article.id)
        with writing(self.folder):
            self._writer.add_document(**document(article, source))
        self._put[article.id] = (source, article.content_hash)
        self._removed.discard(article.id)
        self._languages.add(analysis_language(article.language))

    def remove(self, id: str) -> None:
        """Takes an article out."""
        if id in self._put:
            self._commit(merge=False)
        if self._committed_view.has(id):
            with writing(self.folder):
                self._writer.delete_by_term("id", id, searcher=self._committed_view.searcher)
            self._removed.add(id)

    def commit(self, sources: Iterable[SourceRecord], last: bool) -> None:
        """Makes all since the last commit visible and lasting; the `last` one merges small segments."""
        self._sources = list(sources)
        self._commit(merge=last)
        if last and self.options.rebuild:
            self._swap()

    def _commit(self, merge: bool) -> None:
        generation = self._writer.generation
        manifest = Manifest(generation, tuple(sorted(self._languages)))
        self._committed_view.close()
        with writing(self.folder):
            write_manifest(self._place, manifest, self._sources)
            self._writer.commit(merge=merge)
            remove_other_manifests(self._place, generation)
            self._committed = True
            self._begin()

    def _swap(self) -> None:
        generation = self._writer.generation - 1
        self._end()
        with writing(self.folder):
            self._index.close()
            move_in(self._place, self.folder, generation)

    def _end(self) -> None:
        if self._ended:
            return
        self._ended = True
        with suppress(ReaderClosed):  # by a commit that failed
            self._committed_view.close()
        if not self._writer.is_closed:
            with suppress(Exception):  # half a commit cannot be cancelled, and needs not: nothing names its files
                self._writer.cancel()

    def close(self) -> None:
        """Ends the run; what was not committed is dropped."""
        try:
            self._end()
        finally:
            self._lock.release()


def _whoosh_writer(index: FileIndex, folder: Path, options: IndexOptions) -> Any:
    try:
        return index.writer(timeout=options.wait_s, limitmb=options.memory_mb)
    except LockError as error:
        raise IndexLockedError(f"{folder} is being written to by another program; wait for it to finish") from error
