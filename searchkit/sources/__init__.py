"""Which articles stand in these files? Opens, unpacks, recognises and reads them; nothing bad in one raises."""

import stat
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, cast

from searchkit.model import Article, Origin, Rejected
from searchkit.settings import ReadOptions
from searchkit.sources.base import BAD_RECORD, NOT_TEXT, UNKNOWN_FORMAT, UNREADABLE, Source, Unreadable
from searchkit.sources.containers import members
from searchkit.sources.finishing import finished
from searchkit.sources.formats import FORMATS, format_of
from searchkit.sources.guard import PIECE_BYTES
from searchkit.sources.head import Head
from searchkit.sources.sniff import describe
from searchkit.sources.walk import SourceFile, walk

__all__ = ["FORMATS", "SourceFile", "read", "read_stream", "walk"]

_STANDARD_INPUT = "-"


def read(file: SourceFile, options: ReadOptions) -> Iterator[Article | Rejected]:
    """The articles in one file, through all containers, in order; what cannot be read is a `Rejected`.

    Never raises for anything about the file. An article's id is the one its source gives it, or empty.
    """
    origin = Origin(file.name)
    try:
        if not stat.S_ISREG(file.path.stat().st_mode):
            yield Rejected(origin, UNREADABLE, "not a regular file")
            return
        with file.path.open("rb") as stream:
            yield from _read(stream, origin, file.name, options, file.path)
    except Exception as error:
        yield _rejected(origin, error)


def read_stream(stream: BinaryIO, name: str, options: ReadOptions) -> Iterator[Article | Rejected]:
    """The articles in a stream that need not seek; `name` stands for a file name, `-` for JSON lines.

    The name decides only where the content leaves the format open.
    """
    origin = Origin(name)
    try:
        yield from _read(stream, origin, f"{name}.jsonl" if name == _STANDARD_INPUT else name, options)
    except Exception as error:
        yield _rejected(origin, error)


def _read(
    stream: BinaryIO, origin: Origin, full_name: str, options: ReadOptions, path: Path | None = None
) -> Iterator[Article | Rejected]:
    *folders, name = full_name.split("/")
    for source in members(stream, origin, name, folders, options, path):
        if isinstance(source, Rejected):
            yield source
        else:
            yield from _read_source(source)


def _read_source(source: Source) -> Iterator[Article | Rejected]:
    """The articles of one source; whatever goes wrong in it becomes one `Rejected`."""
    try:
        for record in _recognised(source):
            yield record if isinstance(record, Rejected) else finished(record, source)
    except Exception as error:  # readers meet every kind of broken input; a bug in one costs one source as well
        yield _rejected(source.origin, error)


def _recognised(source: Source) -> Iterator[Article | Rejected]:
    content = cast(BufferedReader, source.stream).peek(PIECE_BYTES)
    head = Head(content, source.name, source.options.encoding)
    if entry := format_of(head):
        yield from entry.reader(source)
    elif seems := describe(head):
        yield source.rejected(UNKNOWN_FORMAT, seems)
    else:
        yield source.rejected(NOT_TEXT)


def _rejected(origin: Origin, error: Exception) -> Rejected:
    if isinstance(error, Unreadable):
        return Rejected(origin, error.reason, error.detail)
    if isinstance(error, OSError):
        return Rejected(origin, UNREADABLE, error.strerror or str(error))
    return Rejected(origin, BAD_RECORD, f"{type(error).__name__}: {error}"[:200])
