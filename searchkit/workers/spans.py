"""Cuts one large file of JSON lines into spans that several workers can read, to the same records.

A reader decides on format and encoding by what it reads first, and numbers records by their lines. So a worker
gives it the first lines of the file and, as if they came next, the lines of its span.
"""

import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO, cast

from searchkit.model import Article, Origin, Rejected
from searchkit.settings import MEBIBYTE, ReadOptions
from searchkit.sources import SourceFile, jsonrecords, read_stream
from searchkit.sources.base import UNREADABLE
from searchkit.sources.decode import PREFIX_BYTES, LineDecoder
from searchkit.sources.formats import format_of
from searchkit.sources.guard import PIECE_BYTES
from searchkit.sources.head import Head
from searchkit.sources.jsonrecords import is_lines

# The first lines, 1 MiB, are read once more with each span.
SPAN_BYTES = 24 * MEBIBYTE
_BLOCK_BYTES = MEBIBYTE


@dataclass(frozen=True, slots=True)
class Span:
    """The bytes from `start` to `stop` (0: to the end), which are whole lines, behind `lines_before` others.

    `head_bytes` and `head_lines` measure the first lines of the file.
    """

    start: int
    stop: int
    lines_before: int
    head_bytes: int
    head_lines: int
    is_last: bool


def spans_of(file: SourceFile, options: ReadOptions) -> Iterator[Span] | None:
    """The spans of a file, which is read in the caller's thread to find them; None for a file to be read whole."""
    if file.size_bytes < 2 * SPAN_BYTES:
        return None
    try:
        with file.path.open("rb") as stream:
            head = stream.read(PREFIX_BYTES)
            rest = stream.readline(MEBIBYTE)
    except OSError:
        return None
    is_cut = rest.endswith(b"\n") and _is_of_lines(head, file, options)
    return _spans(file, len(head) + len(rest), (head + rest).count(b"\n")) if is_cut else None


def _is_of_lines(head: bytes, file: SourceFile, options: ReadOptions) -> bool:
    """Whether a reader would take each line for a record, and could tell lines before it decodes them."""
    name = file.name.rpartition("/")[2]
    if b"\n" not in head or b"\0" in head:
        return False
    entry = format_of(Head(head[:PIECE_BYTES], name, options.encoding))
    if entry is None or entry.reader is not jsonrecords.read:
        return False
    decoder = LineDecoder(head, forced=options.encoding)
    return not decoder.is_wide and is_lines(head.decode(decoder.encoding, "replace"))


def _spans(file: SourceFile, head_bytes: int, head_lines: int) -> Iterator[Span]:
    start = lines_before = stop = 0
    is_last = False
    while not is_last:
        try:
            stop, lines = _line_end(file, start, start + SPAN_BYTES)
        except OSError:
            stop = lines = 0  # who reads the rest will meet it too, and say so
        is_last = not stop or stop >= file.size_bytes
        yield Span(start, 0 if is_last else stop, lines_before, head_bytes, head_lines, is_last)
        start, lines_before = stop, lines_before + lines


def _line_end(file: SourceFile, start: int, wanted: int) -> tuple[int, int]:
    """Where the first line ends that ends behind `wanted` (0: none does), and how many end from `start` to there."""
    lines, at = 0, start
    with file.path.open("rb") as stream:
        stream.seek(start)
        while block := stream.read(min(_BLOCK_BYTES, wanted - at) if at < wanted else _BLOCK_BYTES):
            if at >= wanted and (end := block.find(b"\n") + 1):
                return at + end, lines + 1
            lines += block.count(b"\n")
            at += len(block)
    return 0, lines


def read_span(file: SourceFile, span: Span, options: ReadOptions) -> Iterator[Article | Rejected]:
    """The records of one span, with the origins they have in the whole file."""
    shift = span.lines_before - span.head_lines if span.start else 0
    try:
        stream = _Spliced(file, span)
    except OSError as error:
        yield Rejected(Origin(file.name), UNREADABLE, error.strerror or str(error))
        return
    with stream:
        for record in read_stream(cast(BinaryIO, stream), file.name, options):
            origin = record.origin
            if not span.start or origin is None or origin.record is None:
                yield record
            elif origin.record > span.head_lines:
                yield replace(record, origin=replace(origin, record=origin.record + shift))


class _Spliced(io.RawIOBase):
    """The first lines of a file and those of a span, one after the other; of the first span, only that."""

    def __init__(self, file: SourceFile, span: Span) -> None:
        self._stream = file.path.open("rb")
        own = (span.start, span.stop - span.start if span.stop else sys.maxsize)
        self._extents = [(0, span.head_bytes), own] if span.start else [own]
        self._left = 0

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # narrower than Buffer
        """Fills some of the buffer; 0 at the end."""
        while True:
            if count := self._stream.readinto(memoryview(buffer)[: self._left]):
                self._left -= count
                return count
            if not self._extents:
                return 0
            start, self._left = self._extents.pop(0)
            self._stream.seek(start)

    def close(self) -> None:
        """Lets go of the file."""
        self._stream.close()
        super().close()
