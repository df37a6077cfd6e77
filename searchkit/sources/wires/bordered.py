"""Cuts a stream at the marks that stand around its records, whatever else it may hold."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from searchkit.sources.guard import PIECE_BYTES


@dataclass(frozen=True, slots=True)
class Borders:
    """What begins and what ends a record; no mark is longer than `longest` bytes.

    `marks` matches both; its group `end` is in a match that ends a record.
    """

    marks: re.Pattern[bytes]
    longest: int


@dataclass(frozen=True, slots=True)
class Cut:
    """A record without its marks, None where it is beyond the limit; `is_last` if the stream ended before it did."""

    content: bytes | None
    is_last: bool = False


def cut(stream: BinaryIO, borders: Borders, limit: int, prefix: bytes = b"") -> Iterator[Cut]:
    """The records of a stream behind `prefix`, each to its end or the beginning of the next; memory holds one."""
    pending = bytearray()
    searched, is_open, is_too_long = 0, False, False
    data = prefix or stream.read(PIECE_BYTES)
    while data:
        pending += data
        start = 0
        for mark in list(borders.marks.finditer(pending, searched)):
            if is_open:
                is_too_long = is_too_long or mark.start() - start > limit
                yield Cut(None if is_too_long else bytes(pending[start : mark.start()]))
            is_open, is_too_long, start = mark.lastgroup != "end", False, mark.end()
        if not is_open or len(pending) - start > limit + PIECE_BYTES:
            is_too_long = is_open
            start = max(start, len(pending) - borders.longest)
        del pending[:start]
        searched = max(0, len(pending) - borders.longest)
        data = stream.read(PIECE_BYTES)
    if is_open:
        yield Cut(None if is_too_long or len(pending) > limit else bytes(pending), is_last=True)
