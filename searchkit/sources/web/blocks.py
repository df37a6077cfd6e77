"""The content of one record in a stream of records, and the lines that stand before it; both bounded."""

import re
from typing import BinaryIO

from searchkit.sources.guard import PIECE_BYTES

LONGEST_LINE = 1 << 16
_MOST_HEAD_BYTES = 1 << 18
_HEAD_END = re.compile(rb"\r?\n\r?\n")

Fields = dict[str, str]
"""The values of header fields by their names in lower case."""


class Block:
    """The next `length` bytes of a stream, which may end before: read in pieces, the rest of it passed over."""

    def __init__(self, stream: BinaryIO, length: int) -> None:
        self._stream = stream
        self.length = self._left = length

    def read(self, count: int) -> bytes:
        """The next `count` bytes; fewer only at the end."""
        content = self._stream.read(min(count, self._left))
        self._left -= len(content)
        return content

    def skip(self) -> bool:
        """Passes over what was not read; False if the stream ended in it."""
        while self._left and self.read(PIECE_BYTES):
            pass
        return not self._left


def fields_of(head: bytes) -> Fields:
    """The fields in the lines of a header; a line that begins with a blank continues the one before."""
    fields: Fields = {}
    last = ""
    for line in head.decode("utf-8", "replace").split("\n"):
        name, colon, value = line.partition(":")
        if line[:1] in (" ", "\t") and last:
            fields[last] += " " + line.strip()
        elif colon:
            last = name.strip().lower()
            fields[last] = value.strip()
    return fields


def head_before(stream: BinaryIO) -> bytes | None:
    """The lines up to a blank one, which is passed over; None if there are more than 256 KiB of them."""
    head = b""
    while (line := stream.readline(LONGEST_LINE)) and line.strip():
        head += line
        if len(head) > _MOST_HEAD_BYTES:
            return None
    return head


def split_head(content: bytes) -> tuple[bytes, bytes]:
    """A header and what follows its blank line."""
    end = _HEAD_END.search(content)
    return (content[: end.start()], content[end.end() :]) if end else (content, b"")
