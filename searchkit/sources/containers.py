"""Takes sources out of gzip, bzip2, xz, Zstandard, zip and tar, however nested, without trusting any of them."""

import bz2
import gzip
import io
import lzma
import tempfile
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import IO, BinaryIO, cast

from searchkit.model import Origin
from searchkit.settings import MEBIBYTE, ReadOptions
from searchkit.sources.base import EMPTY, TOO_DEEP, Source
from searchkit.sources.guard import PIECE_BYTES, Budget, Counted, FaultLast, guarded
from searchkit.sources.packages import package_of
from searchkit.sources.place import Place, Result, safely
from searchkit.sources.tars import is_tar, tar_members
from searchkit.sources.zips import zip_members
from searchkit.sources.zstd import ZstdStream, is_zstd

_SPOOL_BYTES = 32 * MEBIBYTE

_DECOMPRESSORS: dict[str, Callable[[BinaryIO], IO[bytes]]] = {
    "gzip": lambda packed: cast(IO[bytes], gzip.GzipFile(fileobj=packed)),
    "bzip2": bz2.BZ2File,
    "xz": lzma.LZMAFile,
    "zstd": lambda packed: cast(IO[bytes], ZstdStream(packed)),
}


def members(
    stream: BinaryIO,
    origin: Origin,
    name: str,
    folders: Sequence[str],
    options: ReadOptions,
    path: Path | None = None,
) -> Result:
    """The sources in a stream: itself, if it is no container, or what stands in it at any depth.

    `path` is the file that the stream reads, if it is one. A `FaultLast` is read as it is.

    Each source must be read before the next is asked for. Bad content gives `Rejected`; only the disk's own
    OSError is raised.
    """
    counted = Counted(stream)
    size = _size(stream)
    budget = Budget(options, (lambda: counted.taken_bytes) if size is None else (lambda: size))
    place = Place(origin, name, tuple(folders), budget, path=path)
    if isinstance(stream, FaultLast):
        yield from safely(partial(_unpack, stream), place)
    elif size is not None and _container(_head(stream), name) == "zip":
        yield from safely(lambda at: zip_members(stream, at, _unpack), place)
    else:
        yield from safely(partial(_unpack, FaultLast(counted, PIECE_BYTES)), place)


def _unpack(stream: BinaryIO, place: Place) -> Result:
    head = cast(io.BufferedReader, stream).peek(PIECE_BYTES)
    kind = _container(head, place.name)
    if not head:
        yield place.rejected(EMPTY)
    elif not kind:
        yield Source(stream, place.origin, place.name, place.folders, place.options, place.path)
    elif place.depth >= place.options.max_depth:
        yield place.rejected(TOO_DEEP, f"more than {place.options.max_depth} deep (--max-depth)")
    elif kind == "zip":
        with nullcontext(stream) if stream.seekable() else _spooled(stream) as file:
            yield from zip_members(file, place, _unpack)
    elif kind == "tar":
        yield from tar_members(stream, place, _unpack)
    else:
        counted = Counted(stream)
        with _DECOMPRESSORS[kind](FaultLast(counted, PIECE_BYTES)) as unpacked:
            inner = guarded(cast(BinaryIO, unpacked), place.budget, lambda: counted.taken_bytes)
            yield from _unpack(inner, place.inside())


def _container(head: bytes, name: str) -> str:
    """Which container begins with these bytes; empty for none."""
    if head.startswith(b"\x1f\x8b\x08"):
        return "gzip"
    if head.startswith(b"BZh") and head[4:10] in (b"1AY&SY", b"\x17\x72\x45\x38\x50\x90"):
        return "bzip2"
    if head.startswith(b"\xfd7zXZ\0"):
        return "xz"
    if is_zstd(head, name):
        return "zstd"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return "" if package_of(head, name) else "zip"
    return "tar" if is_tar(head, name) else ""


def _spooled(stream: BinaryIO) -> IO[bytes]:
    """A seekable copy, in memory or in a temporary file; as large as the guard of `stream` lets it become."""
    file = cast(IO[bytes], tempfile.SpooledTemporaryFile(_SPOOL_BYTES))  # noqa: SIM115  (the caller closes it)
    try:
        while piece := stream.read(PIECE_BYTES):
            file.write(piece)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def _size(stream: BinaryIO) -> int | None:
    """The size of a file in bytes; None for a stream that cannot seek."""
    if not stream.seekable():
        return None
    here = stream.tell()
    size = stream.seek(0, io.SEEK_END)
    stream.seek(here)
    return size


def _head(stream: BinaryIO) -> bytes:
    here = stream.tell()
    head = stream.read(PIECE_BYTES)
    stream.seek(here)
    return head
