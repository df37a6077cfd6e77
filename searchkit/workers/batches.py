"""What a worker does with source files: reads several in one go and packs what they give into chunks."""

import pickle
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from searchkit.model import Article, Rejected
from searchkit.settings import ReadOptions
from searchkit.sources import SourceFile, read
from searchkit.workers.spans import Span, read_span

CHUNK_BYTES = 1 << 19
"""What a chunk holds before it is sent; fits into a pipe of Linux, so that one read takes it out."""

Pack = Callable[[Article], object]
"""What a worker makes of each article before it sends it; a function of a module."""


class Piece(NamedTuple):
    """What is read in one go: a file, or a span of a large one."""

    file: SourceFile
    span: Span | None = None

    @property
    def is_last(self) -> bool:
        """Whether its file ends with it."""
        return self.span is None or self.span.is_last

    def records(self, options: ReadOptions) -> Iterator[Article | Rejected]:
        """What stands in it."""
        return read_span(self.file, self.span, options) if self.span else read(self.file, options)


class Part(NamedTuple):
    """Pickled records of one piece of a batch, `place` among its pieces; `is_last` if no more come of it."""

    place: int
    records: list[bytes]
    is_last: bool


Chunk = list[Part]


def read_batch(
    pieces: Sequence[Piece], options: ReadOptions, pack: Pack | None, skip: int, is_careful: bool
) -> Iterator[Chunk]:
    """What stands in the pieces, in order, without the first `skip` records of the first one.

    With `is_careful` each record makes a chunk, so that none is lost with a worker that dies of the next one:
    in a single piece up to the first `CHUNK_BYTES`, for what one worker had not sent was no more than that.
    """
    pending = _Pending()
    sent_bytes = 0
    for place, piece in enumerate(pieces):
        for record in islice(piece.records(options), 0 if place else skip, None):
            pending.add(place, packed(pack(record) if pack and isinstance(record, Article) else record))
            is_careful = is_careful and (len(pieces) > 1 or sent_bytes < CHUNK_BYTES)
            if is_careful or pending.size_bytes >= CHUNK_BYTES:
                sent_bytes += pending.size_bytes
                yield pending.take()
        pending.end(place)
        if is_careful:
            yield pending.take()
    if pending.parts:
        yield pending.take()


@dataclass(slots=True)
class _Pending:
    """The chunk that is being filled."""

    parts: Chunk = field(default_factory=list)
    size_bytes: int = 0

    def add(self, place: int, record: bytes) -> None:
        if not self.parts or self.parts[-1].is_last:
            self.parts.append(Part(place, [], False))
        self.parts[-1].records.append(record)
        self.size_bytes += len(record)

    def end(self, place: int) -> None:
        """No more records come of a piece; an empty part may say so."""
        records = self.parts.pop().records if self.parts and not self.parts[-1].is_last else []
        self.parts.append(Part(place, records, True))

    def take(self) -> Chunk:
        parts, self.parts, self.size_bytes = self.parts, [], 0
        return parts


def packed(record: object) -> bytes:
    """A record as bytes."""
    return pickle.dumps(record, pickle.HIGHEST_PROTOCOL)
