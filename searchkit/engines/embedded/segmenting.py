"""From a stream of articles to segment files: in this process, or in others beside it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from searchkit.engines.embedded.building import (
    Built,
    Document,
    Draft,
    Lost,
    build_segment,
    discard,
    new_segment,
    written,
)
from searchkit.errors import IndexWriteError
from searchkit.model import Article
from searchkit.settings import MEBIBYTE, IndexOptions
from searchkit.storage import ArticleSegment, new_segment_name, stored_bytes
from searchkit.stored import PackedArticle, stored_fields, unpacked
from searchkit.workers.failures import TaskFailed, WorkerDied, WorkerStartError
from searchkit.workers.pool import WorkerPool

BYTES_A_TOKEN = 9
"""What a token of a segment in the making takes at most, while the segment is written: 8, and its share of the rest."""

BUILDER_BYTES, READER_BYTES, OWN_BYTES = 270 * MEBIBYTE, 20 * MEBIBYTE, 100 * MEBIBYTE
"""What processes take beside: one that builds segments (on 50,000 generated articles, most of it for the 300,000 words
it has met), one that reads, and the one that is asked to index."""

MAX_ARTICLES = 1 << 16
"""Of so many articles the numbers fit into two bytes; on Reuters news that is a tenth of the index."""

CHARS_A_TOKEN = 7
"""Of news text and its stored fields, about."""

WORTH_BYTES = 8 * MEBIBYTE
"""Articles for less than this are analysed in this process: another one takes 0.4 s to start."""

MOST_BUILDERS = 8
"""More segments than this would be merged at once."""

_BATCH_BYTES = MEBIBYTE

Place = tuple[str, int]
"""The name of a segment in the making, and an article's number there."""


class Segmenter(Protocol):
    """Builds segments of as many articles as fit into the memory that the options allow."""

    def add(self, article: Article | PackedArticle, owner: str) -> Place:
        """The next article; `owner` is its source file, "" for none."""

    def finish(self) -> list[Built | Lost]:
        """Ends the segments in the making; gives all that became of articles since the last time."""

    def discard(self) -> None:
        """Drops the segments in the making."""


def segmenter(folder: Path, options: IndexOptions) -> Segmenter:
    """One that analyses articles as they come, or, where the options allow several jobs, has others do it."""
    builders = min(options.processes, MOST_BUILDERS)
    memory = options.memory_mb * MEBIBYTE
    beside = builders * BUILDER_BYTES + options.processes * READER_BYTES + OWN_BYTES
    tokens = max(memory - beside, memory // 4) // BYTES_A_TOKEN // builders
    most_bytes = max(MEBIBYTE, tokens * CHARS_A_TOKEN)
    return _Alone(folder, most_bytes) if builders == 1 else _Together(folder, most_bytes, builders)


class _Alone:
    """Builds one segment after another in this process."""

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self._folder, self._most_bytes = folder, most_bytes
        self._built: list[Built | Lost] = []
        self._segment: ArticleSegment | None = None
        self._name, self._size_bytes = "", 0

    def add(self, article: Article | PackedArticle, owner: str) -> Place:
        if self._segment is None:
            self._name, self._size_bytes = new_segment_name(), 0
            self._segment = new_segment(self._folder, self._name)
        place = self._name, len(self._segment)
        values = _values(article, owner)
        kept = stored_bytes(values)
        self._segment.add(values, kept)
        self._size_bytes += len(kept)
        if self._size_bytes >= self._most_bytes or len(self._segment) >= MAX_ARTICLES:
            self._end()
        return place

    def _end(self) -> None:
        segment, self._segment = self._segment, None
        if segment is not None:
            self._built.append(written(segment, self._name))

    def finish(self) -> list[Built | Lost]:
        self._end()
        built, self._built = self._built, []
        return built

    def discard(self) -> None:
        segment, self._segment = self._segment, None
        if segment is not None:
            discard(segment)


class _Together:
    """Has other processes build a segment each, all the time: so they end together as well.

    The next batch goes to the segment with the fewest bytes, which does not depend on how fast any process is.
    """

    def __init__(self, folder: Path, most_bytes: int, builders: int) -> None:
        self._folder, self._most_bytes = folder, most_bytes
        self._pools = [WorkerPool(1, retries=0) for _ in range(builders)]
        self._is_started = False
        self._begin()

    def _begin(self) -> None:
        self._batch: list[Document] = []
        self._batch_bytes = 0
        self._ended: list[Draft] = []
        self._drafts = [Draft(self._folder, pool) for pool in self._pools]
        self._target = self._drafts[0]

    def add(self, article: Article | PackedArticle, owner: str) -> Place:
        place = self._target.name, self._target.count + len(self._batch)
        if isinstance(article, PackedArticle):
            self._batch.append(article.owned_by(owner))
            self._batch_bytes += len(article.values)
        else:  # it may hold what cannot travel, and what cannot be kept
            kept = stored_bytes(_values(article, owner))
            self._batch.append(kept)
            self._batch_bytes += len(kept)
        worth_bytes = _BATCH_BYTES if self._is_started else min(WORTH_BYTES, self._most_bytes)
        if self._batch_bytes >= worth_bytes or place[1] + 1 >= MAX_ARTICLES:
            self._send()
        return place

    def _send(self) -> None:
        """Gives the batch to its segment, and ends that if it is large enough."""
        self._is_started = True
        draft, at = self._target, self._drafts.index(self._target)
        with _one_clear_error(self._folder):
            draft.add(self._batch, self._batch_bytes)
            self._batch, self._batch_bytes = [], 0
            if draft.size_bytes >= self._most_bytes or draft.count >= MAX_ARTICLES:
                draft.end()
                self._ended.append(draft)
                self._drafts[at] = Draft(self._folder, self._pools[at])
        self._target = min(self._drafts, key=lambda draft: draft.size_bytes)

    def finish(self) -> list[Built | Lost]:
        if not self._is_started:
            return self._finish_here()
        if self._batch:
            self._send()
        drafts = [*self._ended, *(draft for draft in self._drafts if draft.count)]
        with _one_clear_error(self._folder):
            for draft in drafts[len(self._ended) :]:
                draft.end()
            found = [result for draft in drafts for result in draft.results()]
        self._close_drafts()
        self._begin()
        return found

    def _finish_here(self) -> list[Built | Lost]:
        batch, name = self._batch, self._target.name
        self._close_drafts()
        self._begin()
        return [build_segment(self._folder, name, batch)] if batch else []

    def _close_drafts(self) -> None:
        for draft in (*self._ended, *self._drafts):
            draft.close()

    def discard(self) -> None:
        for pool in self._pools:
            pool.close()
        self._close_drafts()


def _values(article: Article | PackedArticle, owner: str) -> dict[str, Any]:
    if isinstance(article, PackedArticle):
        return unpacked(article.owned_by(owner))
    return stored_fields(article, owner, article.content_hash)


@contextmanager
def _one_clear_error(folder: Path) -> Iterator[None]:
    try:
        yield
    except (WorkerDied, WorkerStartError, TaskFailed) as error:
        raise IndexWriteError(f"{folder}: a segment could not be built: {error}; the last commit stands") from error
