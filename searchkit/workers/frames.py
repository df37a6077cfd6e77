"""The messages between a pool and its workers: kind, task number and length, then so many bytes."""

import struct
from enum import IntEnum
from typing import BinaryIO, NamedTuple

_HEADER = struct.Struct("<BIQ")
_COUNT = struct.Struct("<Q")
_JOINED_BYTES = 1 << 14


class Kind(IntEnum):
    """What a message says; the first four go to the worker, the others come from it."""

    SETUP = 1
    TASK = 2
    TAKEN = 3
    CANCEL = 4
    READY = 5
    BEGUN = 6
    ITEM = 7
    DONE = 8
    FAILED = 9


_KINDS = frozenset(Kind)


class Frame(NamedTuple):
    """One message; `number` is the task's."""

    kind: int
    number: int
    content: bytearray


def send(stream: BinaryIO, kind: Kind, number: int = 0, content: bytes = b"") -> None:
    """Writes one message to an unbuffered stream; OSError where the other end is gone."""
    header = _HEADER.pack(kind, number, len(content))
    if len(content) <= _JOINED_BYTES:
        _write(stream, header + content)
    else:
        _write(stream, header)
        _write(stream, content)


def receive(stream: BinaryIO) -> Frame | None:
    """The next message of an unbuffered stream; None where the other end is gone, or speaks another language."""
    header = _exactly(stream, _HEADER.size)
    if header is None:
        return None
    kind, number, size = _HEADER.unpack(header)
    if kind not in _KINDS:
        return None
    content = _exactly(stream, size)
    return None if content is None else Frame(kind, number, content)


def packed(count: int) -> bytes:
    """A count as the content of a message."""
    return _COUNT.pack(count)


def unpacked(content: bytes | bytearray) -> int:
    """The count in the content of a message."""
    count: int = _COUNT.unpack(content)[0]
    return count


def _write(stream: BinaryIO, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[stream.write(view) :]


def _exactly(stream: BinaryIO, size: int) -> bytearray | None:
    buffer = bytearray(size)
    with memoryview(buffer) as view:
        filled = 0
        while filled < size:
            count: int = stream.readinto(view[filled:])  # type: ignore[attr-defined]  # every raw stream has it
            if not count:
                return None
            filled += count
    return buffer
