"""The streams that stand between a hostile container and a reader: they count, they stop, they speak one language."""

import errno
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from searchkit.errors import SearchkitError
from searchkit.settings import MEBIBYTE, ReadOptions
from searchkit.sources.base import DAMAGED, EXPANDS, Unreadable

PIECE_BYTES = 1 << 16
_FREE_BYTES = 10 * MEBIBYTE

# What the standard library raises for a broken container. An OSError with an errno is a broken disk instead.
DAMAGE = (EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError, struct.error, ValueError)


@dataclass(slots=True)
class Budget:
    """How much one source file may still expand to, in all its containers together.

    `packed_bytes` says how many bytes of the file itself all this came from.
    """

    options: ReadOptions
    packed_bytes: Callable[[], int]
    spent_bytes: int = 0

    def spend(self, count: int) -> None:
        """Raises Unreadable when the file has expanded too much."""
        self.spent_bytes += count
        if self.is_spent:
            check_ratio(self.spent_bytes, self.packed_bytes(), self.options)
            raise Unreadable(EXPANDS, f"to more than {self.options.max_file_bytes:,} bytes (--max-file-size)")

    @property
    def is_spent(self) -> bool:
        """Whether nothing more may be read from this file."""
        too_much = self.spent_bytes > self.options.max_file_bytes
        return too_much or _is_beyond(self.spent_bytes, self.packed_bytes(), self.options)


def check_ratio(expanded: int, packed: int, options: ReadOptions) -> None:
    """Raises Unreadable where `packed` bytes gave more than the ratio allows."""
    if _is_beyond(expanded, packed, options):
        raise Unreadable(EXPANDS, f"to more than {options.max_ratio} times its size (--max-ratio)")


def _is_beyond(expanded: int, packed: int, options: ReadOptions) -> bool:
    return expanded > _FREE_BYTES and expanded > options.max_ratio * packed


class Counted(io.RawIOBase):
    """A stream that knows how many bytes were taken from it; reads fill the buffer, also from a pipe."""

    def __init__(self, stream: BinaryIO) -> None:
        self._read = getattr(stream, "read1", stream.read)
        self._fault: Exception | None = None
        self.taken_bytes = 0

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # narrower than Buffer
        """Fills the buffer; 0 at the end. A fault is raised when all that came before it has been given."""
        view, filled = memoryview(buffer), 0
        while filled < len(view) and self._fault is None:
            try:
                data = self._take(len(view) - filled)
            except (SearchkitError, OSError) as error:
                self._fault = error
                break
            if not data:
                break
            view[filled : filled + len(data)] = data
            filled += len(data)
        if self._fault is not None and not filled:
            raise self._fault
        self.taken_bytes += filled
        return filled

    def _take(self, count: int) -> bytes:
        data: bytes = self._read(count)
        return data


class Guarded(Counted):
    """What comes out of a container: bounded by a budget and a ratio, every kind of damage an Unreadable."""

    def __init__(self, stream: BinaryIO, budget: Budget, packed_bytes: Callable[[], int], step: int) -> None:
        super().__init__(stream)
        self._budget = budget
        self._packed_bytes = packed_bytes
        self._step = step
        self._given_bytes = 0

    def _take(self, count: int) -> bytes:
        try:
            data: bytes = self._read(min(count, self._step))
        except (OSError, *DAMAGE) as error:
            if _is_after_last_member(error, self._given_bytes):
                return b""
            raise damaged(error) from error
        self._given_bytes += len(data)
        self._budget.spend(len(data))
        check_ratio(self._given_bytes, self._packed_bytes(), self._budget.options)
        return data


class FaultLast(io.BufferedReader):
    """A buffered stream whose `read` gives what stands before a fault and raises it at the next call.

    So the first lines of a truncated file are not lost with the block that could not be filled.
    """

    def read(self, size: int | None = -1, /) -> bytes:
        """As of any stream, with fewer bytes than asked for only before a fault and at the end."""
        wanted = -1 if size is None else size
        pieces: list[bytes] = []
        got = 0
        while wanted < 0 or got < wanted:
            try:
                piece = self.read1(PIECE_BYTES if wanted < 0 else min(wanted - got, PIECE_BYTES))
            except (SearchkitError, OSError):
                if pieces:
                    break
                raise
            if not piece:
                break
            pieces.append(piece)
            got += len(piece)
        return b"".join(pieces)


def guarded(stream: BinaryIO, budget: Budget, packed_bytes: Callable[[], int], step: int = PIECE_BYTES) -> BinaryIO:
    """`stream`, a decompressor, read at most `step` bytes at a time; `packed_bytes` is what went into it so far."""
    return FaultLast(Guarded(stream, budget, packed_bytes, step), PIECE_BYTES)


def damaged(error: Exception) -> Exception:
    """An error of the standard library as ours: damage in the container, or the disk's own error as it is."""
    # A broken directory of a zip asks to seek before the start of the file, which is an invalid argument.
    if isinstance(error, SearchkitError) or (isinstance(error, OSError) and error.errno not in (None, errno.EINVAL)):
        return error
    reason = EXPANDS if "verlapped entries" in str(error) else DAMAGED
    return Unreadable(reason, str(error) or type(error).__name__)


def _is_after_last_member(error: Exception, given: int) -> bool:
    """Whether only rubbish behind the end of a gzip file is at fault, which gzip itself passes over too."""
    return given > 0 and str(error).startswith("Not a gzipped file")
