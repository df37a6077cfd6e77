"""From a stream of articles to segment files: in this process, or in others beside it."""

import threading
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from searchkit.analysis.batch import Lexicon
from searchkit.errors import IndexWriteError
from searchkit.settings import MEBIBYTE, IndexOptions
from searchkit.storage import ArticleSegment, SegmentEntry, load_values, new_segment_name
from searchkit.workers.failures import TaskFailed, WorkerDied, WorkerStartError
from searchkit.workers.pool import Task, WorkerPool

BYTES_A_TOKEN = 80
"""What a token of a segment in the making takes at most, while the segment is written, with all beside it.

On 100,000 generated articles a process that reckoned with 48 took 1.5 times what it was allowed.
"""

MAX_ARTICLES = 1 << 16
"""Of so many articles the numbers fit into two bytes; on Reuters news that is a tenth of the index."""

MOST_LEXICON_BYTES = 128 * MEBIBYTE
"""A process forgets the words it has met when they take more: some 600,000 of them."""

CHARS_A_TOKEN = 6
"""Of news text and its stored fields, about."""

WORTH_BYTES = 8 * MEBIBYTE
"""Articles for less than this are analysed in this process: another one takes 0.4 s to start."""


@dataclass(frozen=True, slots=True)
class Built:
    """A segment file that is on disk, and the languages its articles were analysed in."""

    entry: SegmentEntry
    languages: tuple[str, ...]


class _Known(threading.local):
    """The words this thread has met in building segments; None after an interruption, which may have been in one."""

    lexicon: Lexicon | None = None


_known = _Known()


def _lexicon() -> Lexicon:
    if _known.lexicon is None or _known.lexicon.size_bytes > MOST_LEXICON_BYTES:
        _known.lexicon = Lexicon()
    return _known.lexicon


def build_segment(folder: Path, name: str, documents: Sequence[bytes]) -> Built:
    """Writes a segment of articles, given by their stored fields."""
    draft = ArticleSegment(folder / f"{name}.sk", _lexicon())
    try:
        for stored in documents:
            draft.add(load_values(stored), stored)
        return _written(draft, name)
    except BaseException:
        _known.lexicon = None
        draft.discard()
        raise


class Segmenter:
    """Builds segments of as many articles as fit into the memory that the options allow.

    With one job, articles are analysed as they come; with more, whole segments are built in other processes
    while the next ones are gathered.
    """

    def __init__(self, folder: Path, options: IndexOptions) -> None:
        self.folder, self.jobs = folder, options.processes
        tokens = options.memory_mb * MEBIBYTE // BYTES_A_TOKEN // (self.jobs + (self.jobs > 1))
        self._most_bytes = max(MEBIBYTE, tokens * CHARS_A_TOKEN)
        self._pool: WorkerPool | None = None
        self._ahead: deque[Task[Built]] = deque()
        self._built: list[Built] = []
        self._closed = 0
        self._begin()

    def _begin(self) -> None:
        self._name = new_segment_name()
        self._draft: ArticleSegment | None = None
        self._documents: list[bytes] = []
        self._count = self._size_bytes = 0

    def add(self, values: Mapping[str, Any], stored: bytes) -> tuple[str, int]:
        """The next article; gives the name of its segment and its number there."""
        place = self._name, self._count
        if self.jobs == 1:
            self._draft = self._draft or ArticleSegment(self.folder / f"{self._name}.sk", _lexicon())
            self._draft.add(values, stored)
        else:
            self._documents.append(stored)
        self._count += 1
        self._size_bytes += len(stored)
        if self._size_bytes >= self._limit() or self._count >= MAX_ARTICLES:
            self._close(is_last=False)
        return place

    def _limit(self) -> int:
        """Segments grow: the first ones are small, that no process waits long for work."""
        if self.jobs == 1:
            return self._most_bytes
        return min(self._most_bytes, WORTH_BYTES << min(20, self._closed // self.jobs))

    def _close(self, is_last: bool) -> None:
        """Ends the segment in the making; it is on disk now, or will be once its process is done."""
        if not self._count:
            return
        self._closed += 1
        if self._draft is not None:
            draft, self._draft = self._draft, None
            self._built.append(_written(draft, self._name))
        elif is_last and self._pool is None:
            self._built.append(build_segment(self.folder, self._name, self._documents))
        else:
            self._pool = self._pool or WorkerPool(self.jobs)
            self._ahead.append(self._pool.submit(build_segment, self.folder, self._name, self._documents))
            while len(self._ahead) > self.jobs:
                self._built.append(self._result())
        self._begin()

    def _result(self) -> Built:
        try:
            return self._ahead.popleft().result()
        except (WorkerDied, WorkerStartError, TaskFailed) as error:
            raise IndexWriteError(
                f"{self.folder}: a segment could not be built: {error}; the last commit stands"
            ) from error

    def finish(self) -> list[Built]:
        """Ends the segment in the making; gives all that were built since the last time."""
        self._close(is_last=True)
        while self._ahead:
            self._built.append(self._result())
        built, self._built = self._built, []
        return built

    def discard(self) -> None:
        """Ends the processes, and removes the segment in the making."""
        if self._pool is not None:
            self._pool.close()
        draft, self._draft = self._draft, None
        if draft is not None:
            _known.lexicon = None
            draft.discard()


def _written(draft: ArticleSegment, name: str) -> Built:
    count = len(draft)
    stamp = draft.write()
    entry = SegmentEntry(name, stamp.name, stamp.size_bytes, stamp.digest, count)
    return Built(entry, tuple(sorted(draft.languages)))
