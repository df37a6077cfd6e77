"""Every write, fsync, rename and removal of the storage layer, one function each, so that tests can step through."""

import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, Literal

Operation = Literal["write", "fsync", "replace", "fsync_folder", "remove"]
Hook = Callable[[Operation, Path], None]

hooks: list[Hook] = []
"""Called before every operation with its kind and path. A test appends one that raises, or that kills the process."""

_NO_FOLDER_SYNC = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EBADF})
"""What file systems answer that cannot flush a folder; there is nothing to wait for on those."""


def step(kind: Operation, path: Path) -> None:
    """To be called before an operation that has no function here, such as writing to an open file."""
    for hook in hooks:
        hook(kind, path)


def write_file(path: Path, data: bytes) -> None:
    """Makes the file anew with this content and waits until it is on disk; no link or pipe there is written into."""
    step("write", path)
    path.unlink(missing_ok=True)
    with path.open("xb") as file:
        file.write(data)
        fsync_file(file)


def fsync_file(file: IO[Any]) -> None:
    """Waits until what was written to the open file is on disk."""
    step("fsync", Path(str(file.name)))
    file.flush()
    os.fsync(file.fileno())


def replace(src: Path, dst: Path) -> None:
    """Gives the file its name; whoever opens `dst` finds the old file or the new one, whole."""
    step("replace", dst)
    src.replace(dst)


def fsync_folder(path: Path) -> None:
    """Waits until the names in the folder are on disk; does nothing where a folder cannot be flushed (Windows)."""
    step("fsync_folder", path)
    if sys.platform == "win32":
        return
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_FOLDER_SYNC:
            raise
    finally:
        os.close(descriptor)


def remove(path: Path) -> bool:
    """Deletes the file; False where that must wait because it is in use (Windows). One that is gone is no error."""
    step("remove", path)
    try:
        path.unlink(missing_ok=True)
    except PermissionError:
        return False
    return True
