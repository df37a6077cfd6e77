"""What a worker does with source files: reads several in one go and packs what they give into chunks."""

import datetime as dt
import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from itertools import islice
from typing import Any, NamedTuple

from searchkit.model import Article, Origin, PublicationDate, Rejected
from searchkit.settings import ReadOptions
from searchkit.sources import SourceFile, read
from searchkit.workers.spans import Span, read_span

CHUNK_BYTES = 1 << 19
"""What a chunk holds before it is sent; fits into a pipe of Linux, so that one read takes it out."""

_FIELDS = tuple(f.name for f in fields(Article))
_DATE, _ORIGIN = _FIELDS.index("date"), _FIELDS.index("origin")


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
    """Packed records of one piece of a batch, `place` among its pieces; `is_last` if no more come of it."""

    place: int
    records: list[bytes]
    is_last: bool


Chunk = list[Part]


def read_batch(pieces: Sequence[Piece], options: ReadOptions, skip: int, is_careful: bool) -> Iterator[Chunk]:
    """What stands in the pieces, in order, without the first `skip` records of the first one.

    With `is_careful` each record makes a chunk, so that none is lost with a worker that dies of the next one:
    in a single piece up to the first `CHUNK_BYTES`, for what one worker had not sent was no more than that.
    """
    pending = _Pending()
    sent_bytes = 0
    for place, piece in enumerate(pieces):
        for record in islice(piece.records(options), 0 if place else skip, None):
            pending.add(place, pack(record, piece.file.name))
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


def pack(record: Article | Rejected, file: str) -> bytes:
    """A record of the file of this name as bytes, in a quarter of the time that pickling its object takes.

    An article takes its content hash along, so that only the worker computes it.
    """
    origin = record.origin
    where = origin and (None if origin.file == file else origin.file, origin.member, origin.record)
    if isinstance(record, Rejected):
        return pickle.dumps((where, record.reason, record.detail), pickle.HIGHEST_PROTOCOL)
    _ = record.content_hash  # which it keeps
    values: list[Any] = [getattr(record, name) for name in _FIELDS]
    date = record.date
    values[_DATE] = date and (date.start.isoformat(), date.precision, date.utc_offset_minutes, date.found_in)
    values[_ORIGIN] = where
    return pickle.dumps(values, pickle.HIGHEST_PROTOCOL)


def unpack(packed: bytes, file: str) -> Article | Rejected:
    """What `pack` was given; an article is not checked again."""
    values = pickle.loads(packed)
    if isinstance(values, tuple):
        return Rejected(_origin(values[0], file), *values[1:])
    if date := values[_DATE]:
        values[_DATE] = PublicationDate(dt.datetime.fromisoformat(date[0]), *date[1:])
    if where := values[_ORIGIN]:
        values[_ORIGIN] = _origin(where, file)
    article = Article.__new__(Article)
    for name, value in zip(_FIELDS, values, strict=True):
        object.__setattr__(article, name, value)
    return article


def _origin(where: tuple[str | None, str | None, int | None], file: str) -> Origin:
    return Origin(where[0] or file, where[1], where[2])
