"""Segment files out of stored articles: written in one go, or fed batch after batch to a process of its own."""

import pickle
import tempfile
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from searchkit.analysis.batch import Lexicon
from searchkit.settings import MEBIBYTE
from searchkit.storage import ArticleSegment, SegmentEntry, load_values, new_segment_name, stored_bytes
from searchkit.stored import Packed, unpacked
from searchkit.workers.failures import WorkerDied
from searchkit.workers.pool import Task, WorkerPool

T = TypeVar("T")

MOST_LEXICON_BYTES = 128 * MEBIBYTE
"""A process forgets the words it has met, before it writes a segment, when they take more: some 600,000 of them."""

BATCHES_AHEAD = 4
MOST_DEATHS = 24
"""After so many processes that died one after the other it is no article that kills: to find one takes up to 18."""


Document = Packed | bytes
"""An article on its way into a segment, or its stored fields as they are kept."""


@dataclass(frozen=True, slots=True)
class Built:
    """A segment file that is on disk, and the languages its articles were analysed in.

    They were given to the segment called `draft`, where the first of them had the number `first`.
    """

    entry: SegmentEntry
    languages: tuple[str, ...]
    draft: str = ""
    first: int = 0


@dataclass(frozen=True, slots=True)
class Lost:
    """An article of which every process died that was to bring it into a segment, and how the last one did."""

    draft: str
    number: int
    values: dict[str, Any]
    reason: str


class _Local(threading.local):
    """What this thread builds with: the words it has met, and the segment that it is being fed.

    The words are None after an interruption, which may have been in the middle of learning them.
    """

    lexicon: Lexicon | None = None
    name = ""
    segment: ArticleSegment | None = None


_local = _Local()


def new_segment(folder: Path, name: str) -> ArticleSegment:
    """An empty segment, analysed with the words that this thread knows."""
    if _local.lexicon is None:
        _local.lexicon = Lexicon()
    return ArticleSegment(folder / f"{name}.sk", _local.lexicon)


def written(segment: ArticleSegment, name: str) -> Built:
    """Puts a segment on disk."""
    if _local.lexicon and _local.lexicon.size_bytes > MOST_LEXICON_BYTES:
        _local.lexicon = None
    count = len(segment)
    stamp = segment.write()
    entry = SegmentEntry(name, stamp.name, stamp.size_bytes, stamp.digest, count)
    return Built(entry, tuple(sorted(segment.languages)), name)


def discard(segment: ArticleSegment) -> None:
    """Removes what there is of a segment that is not to be."""
    _local.lexicon = None
    segment.discard()


def stored(document: Document) -> tuple[dict[str, Any], bytes]:
    """The stored fields of a document, as values and as they are kept."""
    if isinstance(document, bytes):
        return load_values(document), document
    values = unpacked(document)
    return values, stored_bytes(values)


def build_segment(folder: Path, name: str, documents: Sequence[Document]) -> Built:
    """Writes a segment of articles."""
    segment = new_segment(folder, name)
    try:
        for document in documents:
            segment.add(*stored(document))
        return written(segment, name)
    except BaseException:
        discard(segment)
        raise


def feed(folder: Path, name: str, first: int, documents: Sequence[Document]) -> bool:
    """Takes further articles into a segment, whose number `first` is the first of them.

    False if this process does not have those before: another one had them, and is gone.
    """
    if not first:
        _local.name, _local.segment = name, new_segment(folder, name)
    segment = _local.segment
    if segment is None or (_local.name, len(segment)) != (name, first):
        return False
    for document in documents:
        segment.add(*stored(document))
    return True


def finish(name: str, count: int) -> Built | None:
    """Writes the segment that was fed; None if this process does not have its `count` articles."""
    segment = _local.segment
    if segment is None or (_local.name, len(segment)) != (name, count):
        return None
    _local.segment = None
    return written(segment, name)


class Draft:
    """A segment that is being built by another process: the only one of `pool`, which tries nothing twice.

    Its articles are kept in a file without a name until the segment is on disk. If the process dies, another one
    builds it of them; if that dies too, its halves are tried, and so on down to the article that kills.
    """

    def __init__(self, folder: Path, pool: WorkerPool) -> None:
        self.name, self.count, self.size_bytes = new_segment_name(), 0, 0
        self._folder, self._pool = folder, pool
        self._kept = tempfile.SpooledTemporaryFile(  # noqa: SIM115 - see `close`
            MEBIBYTE, prefix=self.name, suffix=".tmp", dir=str(folder)
        )
        self._fed: deque[Task[bool]] = deque()
        self._written: Task[Built | None] | None = None
        self._is_whole = True
        self._deaths = 0

    def add(self, documents: Sequence[Document], size_bytes: int) -> None:
        """The next articles; waits while too many are on their way."""
        self.size_bytes += size_bytes
        pickle.dump(documents, self._kept, pickle.HIGHEST_PROTOCOL)
        if self._is_whole:
            self._fed.append(self._pool.submit(feed, self._folder, self.name, self.count, documents))
        self.count += len(documents)
        self._await_all_but(BATCHES_AHEAD)

    def end(self) -> None:
        """There are no more: it may be written."""
        if self._is_whole:
            self._written = self._pool.submit(finish, self.name, self.count)

    def results(self) -> Iterator[Built | Lost]:
        """Waits for the segment, or what became of its articles."""
        self._await_all_but(0)
        built = self._outcome(self._written)
        if built:
            yield built
        else:
            yield from self._again(0, self._documents())

    def _await_all_but(self, ahead: int) -> None:
        while len(self._fed) > ahead:
            if not self._outcome(self._fed.popleft()):
                self._is_whole = False
                for task in self._fed:
                    task.cancel()
                self._fed.clear()

    def _outcome(self, task: Task[T] | None) -> T | None:
        try:
            return task.result() if task and self._is_whole else None
        except WorkerDied:
            return None

    def _documents(self) -> list[Document]:
        self._kept.seek(0)
        documents: list[Document] = []
        while len(documents) < self.count:
            documents += pickle.load(self._kept)
        return documents

    def _again(self, first: int, documents: Sequence[Document]) -> Iterator[Built | Lost]:
        """Builds a segment of these articles, several if its process dies."""
        try:
            built = self._pool.submit(build_segment, self._folder, new_segment_name(), documents).result()
            self._deaths = 0
            yield replace(built, draft=self.name, first=first)
        except WorkerDied as death:
            self._deaths += 1
            if self._deaths > MOST_DEATHS:
                raise
            if len(documents) == 1:
                yield Lost(self.name, first, stored(documents[0])[0], str(death))
                return
            half = len(documents) // 2
            yield from self._again(first, documents[:half])
            yield from self._again(first + half, documents[half:])

    def close(self) -> None:
        """Lets go of the articles."""
        self._kept.close()
