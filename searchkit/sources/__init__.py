"""Which articles stand in these files? Opens, unpacks, recognises and reads them; nothing bad in one raises."""

import io
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from searchkit.model import Article, Origin, Rejected
from searchkit.settings import ReadOptions
from searchkit.sources.base import (
    BAD_RECORD,
    NOT_TEXT,
    UNKNOWN_FORMAT,
    UNREADABLE,
    Decoding,
    Source,
    Unreadable,
)
from searchkit.sources.containers import members
from searchkit.sources.finishing import finished
from searchkit.sources.format import Format
from searchkit.sources.formats import FORMATS, all_formats, format_of
from searchkit.sources.guard import PIECE_BYTES, FaultLast
from searchkit.sources.head import Head
from searchkit.sources.sniff import describe
from searchkit.sources.walk import SourceFile, walk

__all__ = [
    "FORMATS",
    "Examined",
    "SourceFile",
    "all_formats",
    "examine",
    "examine_stream",
    "read",
    "read_stream",
    "walk",
]

_STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True)
class Examined:
    """One source outside all containers: the format it is taken for, if there is one, and what stands in it.

    `decoding` tells of its encoding as soon as the first record has been taken.
    """

    origin: Origin
    format: Format | None
    decoding: Decoding
    records: Iterator[Article | Rejected]


def read(file: SourceFile, options: ReadOptions) -> Iterator[Article | Rejected]:
    """The articles in one file, through all containers, in order; what cannot be read is a `Rejected`.

    Never raises for anything about the file. An article's id is the one its source gives it, or empty.
    """
    return _records(examine(file, options))


def examine(file: SourceFile, options: ReadOptions) -> Iterator[Examined | Rejected]:
    """The sources in one file, through all containers; the records of each must be taken before the next comes.

    Never raises for anything about the file.
    """
    origin = Origin(file.name)
    try:
        if not stat.S_ISREG(file.path.stat().st_mode):
            yield Rejected(origin, UNREADABLE, "not a regular file")
            return
        with FaultLast(io.FileIO(file.path), PIECE_BYTES) as stream:
            yield from _examined(stream, origin, file.name, options, file.path)
    except Exception as error:
        yield _rejected(origin, error)


def read_stream(stream: BinaryIO, name: str, options: ReadOptions) -> Iterator[Article | Rejected]:
    """The articles in a stream that need not seek; `name` stands for a file name, `-` for JSON lines.

    The name decides only where the content leaves the format open.
    """
    return _records(examine_stream(stream, name, options))


def examine_stream(stream: BinaryIO, name: str, options: ReadOptions) -> Iterator[Examined | Rejected]:
    """The sources in a stream, as `examine` gives those in a file."""
    origin = Origin(name)
    try:
        full_name = f"{name}.jsonl" if name == _STANDARD_INPUT else name
        yield from _examined(stream, origin, full_name, options)
    except Exception as error:
        yield _rejected(origin, error)


def _records(sources: Iterable[Examined | Rejected]) -> Iterator[Article | Rejected]:
    for source in sources:
        if isinstance(source, Rejected):
            yield source
        else:
            yield from source.records


def _examined(
    stream: BinaryIO, origin: Origin, full_name: str, options: ReadOptions, path: Path | None = None
) -> Iterator[Examined | Rejected]:
    *folders, name = full_name.split("/")
    for source in members(stream, origin, name, folders, options, path):
        yield source if isinstance(source, Rejected) else _examine(source)


def _examine(source: Source) -> Examined:
    try:
        content = cast(io.BufferedReader, source.stream).peek(PIECE_BYTES)
        head = Head(content, source.name, source.options.encoding)
        entry = format_of(head)
    except Exception as error:
        return Examined(source.origin, None, source.decoding, iter((_rejected(source.origin, error),)))
    if entry is not None:
        return Examined(source.origin, entry, source.decoding, _read(entry, source))
    seems = describe(head)
    unknown = source.rejected(UNKNOWN_FORMAT, seems) if seems else source.rejected(NOT_TEXT)
    return Examined(source.origin, None, source.decoding, iter((unknown,)))


def _read(entry: Format, source: Source) -> Iterator[Article | Rejected]:
    """The records of one source; whatever goes wrong in it becomes one `Rejected`."""
    try:
        for record in entry.reader(source):
            yield record if isinstance(record, Rejected) else finished(record, source)
    except Exception as error:  # readers meet every kind of broken input; a bug in one costs one source as well
        yield _rejected(source.origin, error)


def _rejected(origin: Origin, error: Exception) -> Rejected:
    if isinstance(error, Unreadable):
        return Rejected(origin, error.reason, error.detail)
    if isinstance(error, OSError):
        return Rejected(origin, UNREADABLE, error.strerror or str(error))
    return Rejected(origin, BAD_RECORD, f"{type(error).__name__}: {error}"[:200])
