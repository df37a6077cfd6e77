"""Unpacks Zstandard, whose errors become those of the standard library's other decompressors."""

import sys
import zlib
from typing import BinaryIO

if sys.version_info >= (3, 14):
    from compression.zstd import DecompressionParameter, ZstdError, ZstdFile
else:
    from backports.zstd import DecompressionParameter, ZstdError, ZstdFile

# The most that a frame may make us hold, 128 MiB: as the `zstd` program itself has it.
_WINDOW_LOG = 27
_MAGIC = b"\x28\xb5\x2f\xfd"
# A frame to be skipped, as parallel compressors put it first; LZ4 has the same.
_SKIPPED = b"\x2a\x4d\x18"


def is_zstd(head: bytes, name: str) -> bool:
    """By the mark of a frame, or of one to be skipped where the name promises Zstandard."""
    is_skipped = head[1:4] == _SKIPPED and 0x50 <= head[0] <= 0x5F
    return head.startswith(_MAGIC) or (is_skipped and name.lower().endswith((".zst", ".zstd", ".tzst")))


class ZstdStream:
    """What stands in all frames of a packed stream; as much of a file as `guarded` needs."""

    def __init__(self, packed: BinaryIO) -> None:
        self._file = ZstdFile(packed, options={DecompressionParameter.window_log_max: _WINDOW_LOG})

    def read(self, size: int) -> bytes:
        """At most `size` bytes; raises zlib.error for damage and EOFError where the end is missing."""
        try:
            return self._file.read1(size)
        except ZstdError as error:
            raise zlib.error(str(error)) from error

    def __enter__(self) -> "ZstdStream":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
