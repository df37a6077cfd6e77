"""Reads source files in several processes, and gives what stands in them as one process would."""

import pickle
from collections import Counter, deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import chain
from typing import Any

from searchkit.model import Origin, Rejected
from searchkit.settings import MEBIBYTE, ReadOptions
from searchkit.sources import SourceFile, read
from searchkit.workers.batches import Chunk, Pack, Part, Piece, packed, read_batch
from searchkit.workers.failures import WorkerDied, WorkerStartError
from searchkit.workers.pool import Stream, WorkerPool
from searchkit.workers.spans import spans_of

KILLED_READER = "reading it killed the reader twice"
"""The reason for which a file, or what is left of it, is turned down."""

# Two workers are started in the time in which one process reads about 5 MB of JSON lines.
_WORTH_BYTES = 4 * MEBIBYTE
_WORTH_FILES = 1000
# Work for 0.05 to 2 s: less, and a worker waits for tasks more than it reads; more, and the last one works alone.
_BATCH_BYTES = MEBIBYTE
_BATCH_FILES = 256
_WINDOW = 4

Records = Iterator[Any]
"""Articles, or what `pack` makes of them, and `Rejected`."""


def read_files(
    files: Iterable[SourceFile],
    options: ReadOptions,
    jobs: int,
    pack: Pack | None = None,
    worth_bytes: int = _WORTH_BYTES,
) -> Generator[tuple[SourceFile, Records], None, None]:
    """Each file with what stands in it, in the order of `files`, the same for any number of jobs.

    The records of a file must be taken before the next file is asked for; those that are left are dropped.
    With more than one job, and `worth_bytes` or a thousand files to read, so many other processes read ahead:
    at most 2 MiB of records in each of two batches of files a job. `files` is then consumed up to 512 files a job
    ahead, always in the caller's thread. Closing the iterator ends the processes.
    JSON lines in one file of 48 MiB or more are read by several. What other processes read comes as `pack`, an
    importable function, makes of it there; an article that was read in this one comes as it is.

    Where a reader dies, another one goes on from the record that had not come yet; if that dies as well, the
    rest of the file (or of 24 MiB of a large one) is one `Rejected`. Where no process can be started, this one
    reads.
    """
    files = iter(files)
    first = _enough(files, worth_bytes) if jobs > 1 else []
    is_worth = len(first) >= _WORTH_FILES or sum(file.size_bytes for file in first) >= worth_bytes
    files = chain(first, files)
    if jobs > 1 and is_worth:
        with WorkerPool(jobs, window=_WINDOW, retries=0) as pool:
            yield from _read_ahead(files, options, pack, pool)
    else:
        for file in files:
            with closing(_each(read(file, options))) as records:
                yield file, records


def _enough(files: Iterator[SourceFile], size_bytes: int) -> list[SourceFile]:
    """The first of the files, until they are so large or so many that workers are worth their start."""
    first: list[SourceFile] = []
    while size_bytes > 0 and len(first) < _WORTH_FILES and (file := next(files, None)):
        first.append(file)
        size_bytes -= file.size_bytes
    return first


def _each(records: Records) -> Generator[Any, None, None]:
    yield from records


def _read_ahead(
    files: Iterator[SourceFile], options: ReadOptions, pack: Pack | None, pool: WorkerPool
) -> Iterator[tuple[SourceFile, Records]]:
    pieces = _pieces((_Reading(pool, batch, options, pack) for batch in _batches(files, options)), 2 * pool.jobs)
    for piece, records in pieces:
        reading = _Joined(piece, records, pieces)
        with closing(_each(reading)) as joined:
            yield piece.file, joined
        reading.skip()


def _pieces(readings: "Iterator[_Reading]", at_once: int) -> Iterator[tuple[Piece, Records]]:
    """The pieces of all batches with their records, while workers read a few batches ahead."""
    ahead: deque[_Reading] = deque()
    while True:
        while len(ahead) < at_once and (reading := next(readings, None)):
            ahead.append(reading)
        if not ahead:
            return
        yield from ahead.popleft().pieces()


def _batches(files: Iterator[SourceFile], options: ReadOptions) -> Iterator[list[Piece]]:
    """Neighbours together as long as they are small; a large file, or each span of it, is a batch of its own."""
    batch: list[Piece] = []
    size_bytes = 0
    for file in files:
        spans = spans_of(file, options)
        if batch and (spans or size_bytes + file.size_bytes > _BATCH_BYTES or len(batch) == _BATCH_FILES):
            yield batch
            batch, size_bytes = [], 0
        if spans:
            yield from ([Piece(file, span)] for span in spans)
        else:
            batch.append(Piece(file))
            size_bytes += file.size_bytes
    if batch:
        yield batch


class _Joined(Iterator[Any]):
    """The records of all pieces of one file."""

    def __init__(self, first: Piece, records: Records, pieces: Iterator[tuple[Piece, Records]]) -> None:
        self._piece, self._records, self._pieces = first, records, pieces

    def __next__(self) -> Any:
        while (record := next(self._records, None)) is None and not self._piece.is_last:
            self._piece, self._records = next(self._pieces)
        if record is None:
            raise StopIteration
        return record

    def skip(self) -> None:
        """Goes on to the last piece."""
        while not self._piece.is_last:
            self._piece, self._records = next(self._pieces)


class _Reading:
    """A batch that is being read by a worker."""

    def __init__(self, pool: WorkerPool, batch: Sequence[Piece], options: ReadOptions, pack: Pack | None) -> None:
        self._pool, self._batch, self._pack = pool, batch, pack
        # A worker stands where this process stood when it was started; a mapping of any kind may not travel.
        self._sent = [Piece(replace(file, path=file.path.absolute()), span) for file, span in batch]
        self._options = replace(options, field_map=dict(options.field_map))
        self._stream: Iterator[Chunk] = pool.stream(read_batch, self._sent, self._options, pack, 0, False)

    def pieces(self) -> Iterator[tuple[Piece, Records]]:
        """Each piece of the batch with its records."""
        parts = self._parts()
        for place, piece in enumerate(self._batch):
            with closing(self._records(place, parts)) as records:
                yield piece, records
        if isinstance(self._stream, Stream):
            self._stream.close()

    def _records(self, place: int, parts: Iterator[Part]) -> Generator[Any, None, None]:
        """The records of one piece; parts that were left of one before are passed over."""
        for part in parts:
            if part.place == place:
                for record in part.records:
                    yield pickle.loads(record)
                if part.is_last:
                    return

    def _parts(self) -> Iterator[Part]:
        """What comes of the whole batch, each record once, however many workers it takes."""
        at = given = 0  # the first piece that has not ended, and how many of its records have come
        deaths: Counter[int] = Counter()
        is_known = len(self._batch) == 1  # whether it is piece `at` that a worker dies of
        while at < len(self._batch):
            first = at
            try:
                for part in chain.from_iterable(self._stream):
                    at, given = (at + 1, 0) if part.is_last else (at, given + len(part.records))
                    yield part._replace(place=first + part.place)
                return
            except WorkerDied as death:
                deaths[at] += is_known
                if deaths[at] > 1:
                    yield self._rejected(at, death)
                    at, given = at + 1, 0
                is_known = True
                self._again(at, given)
            except WorkerStartError:
                self._stream = read_batch(self._sent[at:], self._options, self._pack, given, False)

    def _again(self, at: int, given: int) -> None:
        """Goes on with a worker that loses nothing; a further one, for the others may wait for us to take theirs."""
        if at < len(self._batch):
            self._stream = self._pool.stream_apart(read_batch, self._sent[at:], self._options, self._pack, given, True)

    def _rejected(self, at: int, death: WorkerDied) -> Part:
        origin = Origin(self._batch[at].file.name)
        return Part(at, [packed(Rejected(origin, KILLED_READER, str(death)))], True)
