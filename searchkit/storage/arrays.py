"""Files of named arrays: written once, checked at opening, then read through a memory map without a copy.

Layout, all numbers little-endian: 8 bytes of magic; the arrays, each beginning at a multiple of 64; the
directory (JSON: what the file is about, and dtype, offset, count and CRC-32 of each array); a trailer with
the place, length and BLAKE2b digest of the directory. Nothing in it is ever run: it is numbers and JSON.
"""

import hashlib
import json
import mmap
import os
import shutil
import struct
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, BinaryIO, Self

import numpy as np
from numpy.typing import NDArray

from searchkit.errors import IndexDamagedError
from searchkit.storage import disk
from searchkit.storage.regular import open_regular

MAGIC = b"SKARRAY1"
ALIGNMENT = 64
DTYPES = frozenset(("u1", "u2", "u4", "u8", "i1", "i2", "i4", "i8", "f4", "f8"))
_TRAILER = struct.Struct("<QQ16s8s")
_MOST_TOUCHED_BYTES = 8 << 20
_MAPPED_AROUND = 64 << 10  # what Linux maps around a page that is touched
_MAX_DIRECTORY_BYTES = 64 << 20
_SPOOL_BYTES = 1 << 20

AnyArray = NDArray[Any]
_EMPTY: AnyArray = np.empty(0, np.uint8)


@dataclass(frozen=True, slots=True)
class FileStamp:
    """What a manifest says of a file: its name, its size in bytes and the digest of its directory."""

    name: str
    size_bytes: int
    digest: str


@dataclass(frozen=True, slots=True)
class _Entry:
    dtype: str
    offset: int
    count: int
    crc: int

    @property
    def size_bytes(self) -> int:
        return self.count * int(self.dtype[1])


class ArrayFile:
    """A file of arrays, open for reading; `meta` is what its writer said of it.

    Opening reads the directory only. Every array lies within the file and has a known type, so that
    whatever the bytes are, reading them is safe; whether they are the bytes written, `verify` tells.
    """

    def __init__(self, path: Path) -> None:
        """Raises IndexDamagedError naming the file where it is missing, cut short or no such file."""
        self.path, self._touched_bytes = path, 0
        try:
            with open_regular(path) as file:
                self.size_bytes = os.fstat(file.fileno()).st_size
                if self.size_bytes < len(MAGIC) + _TRAILER.size:
                    raise self._damaged("it is cut short")
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except FileNotFoundError as error:
            raise IndexDamagedError(f"{path} is missing; see searchkit check") from error
        except ValueError as error:
            raise self._damaged(str(error)) from error
        except OSError as error:
            raise IndexDamagedError(f"{path} cannot be read ({error.strerror}); see searchkit check") from error
        try:
            self._read_directory()
        except BaseException:
            self._map.close()
            raise

    def _damaged(self, what: str) -> IndexDamagedError:
        return IndexDamagedError(f"{self.path} is damaged: {what}; see searchkit check")

    def _read_directory(self) -> None:
        offset, length, digest, magic = _TRAILER.unpack(self._map[-_TRAILER.size :])
        if magic != MAGIC or self._map[: len(MAGIC)] != MAGIC:
            raise self._damaged("it is no file of arrays, or cut short")
        if length > _MAX_DIRECTORY_BYTES or offset + length + _TRAILER.size != self.size_bytes:
            raise self._damaged("its directory is not where it should be")
        raw = self._map[offset : offset + length]
        if hashlib.blake2b(raw, digest_size=16).digest() != digest:
            raise self._damaged("the checksum of its directory is wrong")
        self.digest = digest.hex()
        try:
            directory = json.loads(raw)
            self.meta: dict[str, Any] = directory["meta"]
            self._entries = {str(name): _Entry(*entry) for name, entry in directory["arrays"].items()}
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise self._damaged("its directory cannot be read") from error
        for name, entry in self._entries.items():
            self._require_bounds(name, entry, offset)

    def _require_bounds(self, name: str, entry: _Entry, end: int) -> None:
        offset, count, crc = entry.offset, entry.count, entry.crc
        whole = type(offset) is type(count) is type(crc) is int
        if (
            not whole
            or min(offset, count, crc) < 0
            or entry.dtype not in DTYPES
            or entry.offset + entry.size_bytes > end
        ):
            raise self._damaged(f"array {name!r} does not lie in it")

    def touched(self, size_bytes: int) -> None:
        """Notes that so much was read; now and then what is mapped goes back to the system, which has it at hand."""
        self._touched_bytes += size_bytes + _MAPPED_AROUND
        if self._touched_bytes > _MOST_TOUCHED_BYTES:
            self._touched_bytes = 0
            if hasattr(mmap, "MADV_DONTNEED"):
                self._map.madvise(mmap.MADV_DONTNEED)

    def names(self) -> tuple[str, ...]:
        """The names of all arrays."""
        return tuple(self._entries)

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def get(self, name: str) -> AnyArray:
        """The array of this name, a read-only view of the file; IndexDamagedError where there is none."""
        entry = self._entries.get(name)
        if entry is None:
            raise self._damaged(f"array {name!r} is missing")
        return np.frombuffer(self._map, f"<{entry.dtype}", entry.count, entry.offset)

    def get_or_empty(self, name: str) -> AnyArray:
        """The array of this name, an empty one where there is none."""
        return self.get(name) if name in self._entries else _EMPTY

    def packed(self, name: str, optional: bool = False) -> AnyArray:
        """The array of this name, which must be one of bytes: what it is unpacked to is bounded by its length."""
        values = self.get_or_empty(name) if optional else self.get(name)
        if values.dtype != np.uint8:
            raise self._damaged(f"array {name!r} is not one of bytes")
        return values

    def bytes_of(self, name: str) -> memoryview:
        """The bytes of an array."""
        entry = self._entries.get(name)
        if entry is None:
            raise self._damaged(f"array {name!r} is missing")
        return memoryview(self._map)[entry.offset : entry.offset + entry.size_bytes]

    def size_of(self, name: str) -> int:
        """What an array takes, in bytes."""
        return self._entries[name].size_bytes

    def verify(self) -> list[str]:
        """The names of arrays whose bytes are not those that were written; reads the whole file."""
        return [name for name, entry in self._entries.items() if self._crc(entry) != entry.crc]

    def _crc(self, entry: _Entry) -> int:
        crc = 0
        view = memoryview(self._map)
        for start in range(entry.offset, entry.offset + entry.size_bytes, 1 << 24):
            crc = zlib.crc32(view[start : min(start + (1 << 24), entry.offset + entry.size_bytes)], crc)
        return crc

    def close(self) -> None:
        """Lets go of the file; the map lives on as long as a view of it does."""
        with suppress(BufferError):
            self._map.close()


class ArrayStream:
    """One array being written in pieces."""

    def __init__(self, dtype: str, file: IO[bytes]) -> None:
        self.dtype = np.dtype(f"<{dtype}")
        self.count = self.crc = 0
        self._file = file

    def write(self, values: AnyArray) -> None:
        """Appends values, cast to the array's type."""
        data = np.ascontiguousarray(values, self.dtype).data.cast("B")
        self._file.write(data)
        self.crc = zlib.crc32(data, self.crc)
        self.count += len(values)


class ArrayFileWriter:
    """Writes a file of arrays aside (`.tmp`) and puts it in its place when it is finished and on disk.

    A context manager: leaving it without `finish` removes what was written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._aside = path.with_name(path.name + ".tmp")
        disk.step("write", self._aside)
        self._file: BinaryIO = self._aside.open("wb")
        self._offset = len(MAGIC)
        self._file.write(MAGIC)
        self._entries: dict[str, _Entry] = {}
        self._spools: dict[str, tuple[ArrayStream, IO[bytes]]] = {}
        self._optional: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for _, file in self._spools.values():
            file.close()
        if not self._file.closed:
            with suppress(OSError):  # a disk that is full says so once
                self._file.close()
            disk.remove(self._aside)

    def add(self, name: str, values: AnyArray) -> None:
        """Writes a whole array."""
        offset = self._begin(name)
        stream = ArrayStream(values.dtype.str[1:], self._file)
        stream.write(values)
        self._end(name, offset, stream)

    def stream(self, name: str, dtype: str, optional: bool = False) -> ArrayStream:
        """An array to be written piece by piece; any number may be open at once. An `optional` one is never empty."""
        spool = tempfile.SpooledTemporaryFile(  # noqa: SIM115 - closed by `collect` or on leaving
            _SPOOL_BYTES, prefix=self.path.stem, suffix=".tmp", dir=str(self.path.parent)
        )
        stream = ArrayStream(dtype, spool)
        self._spools[name] = (stream, spool)
        if optional:
            self._optional.add(name)
        return stream

    def _begin(self, name: str) -> int:
        if name in self._entries:
            raise ValueError(f"array {name!r} was written before")
        padding = -self._offset % ALIGNMENT
        self._file.write(bytes(padding))
        self._offset += padding
        return self._offset

    def _end(self, name: str, offset: int, stream: ArrayStream) -> None:
        entry = _Entry(stream.dtype.str[1:], offset, stream.count, stream.crc)
        if entry.dtype not in DTYPES:
            raise ValueError(f"array {name!r} of {stream.dtype} cannot be kept")
        self._entries[name] = entry
        self._offset = offset + entry.size_bytes

    def collect(self) -> None:
        """Moves the streams opened so far into the file."""
        disk.step("write", self._aside)
        for name, (stream, spool) in self._spools.items():
            if stream.count or name not in self._optional:
                offset = self._begin(name)
                spool.seek(0)
                shutil.copyfileobj(spool, self._file, 1 << 20)
                self._end(name, offset, stream)
            spool.close()
        self._spools.clear()

    def finish(self, meta: dict[str, Any]) -> FileStamp:
        """Ends the file, waits until it is on disk, and puts it in its place."""
        self.collect()
        arrays = {name: [e.dtype, e.offset, e.count, e.crc] for name, e in self._entries.items()}
        raw = json.dumps({"meta": meta, "arrays": arrays}, separators=(",", ":")).encode()
        digest = hashlib.blake2b(raw, digest_size=16).digest()
        self._file.write(raw)
        self._file.write(_TRAILER.pack(self._offset, len(raw), digest, MAGIC))
        disk.fsync_file(self._file)
        self._file.close()
        disk.replace(self._aside, self.path)
        return FileStamp(self.path.name, self._offset + len(raw) + _TRAILER.size, digest.hex())


def ragged(starts: AnyArray, counts: AnyArray) -> NDArray[np.int64]:
    """The numbers `starts[i] … starts[i] + counts[i] - 1` for each i, one after the other.

    >>> ragged(np.array([5, 0, 7]), np.array([2, 0, 3])).tolist()
    [5, 6, 7, 8, 9]
    """
    counts = counts.astype(np.int64)
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    numbers = np.arange(total, dtype=np.int64)
    numbers += np.repeat(starts.astype(np.int64) - (ends - counts), counts)
    return numbers


def slices(total: int, step: int) -> Iterator[tuple[int, int]]:
    """The borders of pieces of at most `step` that make up `total`."""
    for start in range(0, total, step):
        yield start, min(start + step, total)
