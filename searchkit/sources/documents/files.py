"""Gives the bytes of a source a place on disk, for parsers that read files and no streams."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from searchkit.sources.base import TOO_LARGE, Source, Unreadable
from searchkit.sources.guard import PIECE_BYTES


@contextmanager
def on_disk(source: Source) -> Iterator[Path]:
    """The file of a source, or a temporary copy of one that stands in a container, for as long as it is needed."""
    if source.path is not None:
        yield source.path
        return
    number, name = tempfile.mkstemp(prefix="searchkit-")
    try:
        with os.fdopen(number, "wb") as copy:
            _copy(source, copy)
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _copy(source: Source, copy: BinaryIO) -> None:
    limit = source.options.max_file_bytes
    count = 0
    while piece := source.stream.read(PIECE_BYTES):
        count += len(piece)
        if count > limit:
            raise Unreadable(TOO_LARGE, f"more than {limit:,} bytes (--max-file-size)")
        copy.write(piece)
