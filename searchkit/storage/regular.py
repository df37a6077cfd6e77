"""Opening files of a folder that a stranger may have made: regular ones only, no links, no pipes, within a size."""

import os
import stat
from pathlib import Path
from typing import BinaryIO

_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def regular_size(path: Path) -> int:
    """The size of a regular file in bytes; ValueError for a link, a folder or a device, OSError where it is missing."""
    found = path.lstat()
    if not stat.S_ISREG(found.st_mode):
        raise ValueError("it is not a regular file")
    return found.st_size


def open_regular(path: Path) -> BinaryIO:
    """Opens a regular file for reading; errors as of `regular_size`."""
    regular_size(path)
    descriptor = os.open(path, _FLAGS)  # a link put there since fails (O_NOFOLLOW), a pipe does not wait (O_NONBLOCK)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise ValueError("it is not a regular file")
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def read_regular(path: Path, max_bytes: int) -> bytes:
    """The content of a regular file; ValueError where it is longer than `max_bytes`."""
    with open_regular(path) as file:
        data = file.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise ValueError(f"it is longer than {max_bytes:,} bytes")
    return data
