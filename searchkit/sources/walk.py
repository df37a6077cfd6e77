"""Which files lie under these paths? Each once, in an order that is the same on every platform."""

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from searchkit.errors import SourceError
from searchkit.model import Origin, Rejected
from searchkit.sources.base import HIDDEN, UNREADABLE

# Written by operating systems into every folder; compared in lower case.
_SYSTEM_NAMES = frozenset(
    {"thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx", "$recycle.bin", "system volume information", "icon\r"}
)
_PASSED_OVER = frozenset({".gitkeep", ".gitignore"})
_KINDS = (
    (stat.S_ISFIFO, "a named pipe, not a file"),
    (stat.S_ISSOCK, "a socket, not a file"),
    (stat.S_ISCHR, "a device, not a file"),
    (stat.S_ISBLK, "a device, not a file"),
)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read. `name` is its path below the given folder, with that folder's own name, `/`-separated."""

    path: Path
    name: str
    size_bytes: int
    mtime_ns: int


def walk(paths: Sequence[Path], exclude: Sequence[Path] = ()) -> Iterator[SourceFile | Rejected]:
    """The files among `paths` and, sorted, in the folders among them and below; a file is given once.

    Links are followed, pipes and devices never opened, the folders in `exclude` not entered.
    Raises SourceError, before anything is given, for a path that does not exist.
    """
    for path in paths:
        if not os.path.lexists(path):
            raise SourceError(f"{path}: no such file or folder; check the spelling and the current folder")
    return _walk_all(list(paths), _Seen({os.path.realpath(path) for path in exclude}))


def is_hidden(name: str) -> bool:
    """Whether a file or folder of this name belongs to the system and not to the archive."""
    return name.startswith(".") or name.lower() in _SYSTEM_NAMES


@dataclass(slots=True)
class _Seen:
    """Real paths that are done with: every folder, and those files that are reached by a link or given directly.

    A file that is no link and is reached through its folder needs no mark, for its folder has one;
    so memory grows with the folders, not with the files.
    """

    folders: set[str]
    files: set[str] = field(default_factory=set)

    def first_folder(self, real: str) -> bool:
        """Whether this folder comes for the first time."""
        is_first = real not in self.folders
        self.folders.add(real)
        return is_first

    def has_walked(self, real: str) -> bool:
        """Whether this file is, or will be, given by the walk of its own folder."""
        folder, name = os.path.split(real)
        is_below = folder in self.folders and real not in self.files
        return is_below and not is_hidden(name) and os.path.exists(real)  # noqa: PTH110

    def first_file(self, real: str, is_reached_twice: bool) -> bool:
        """Whether this file comes for the first time."""
        if real in self.files:
            return False
        if is_reached_twice:
            self.files.add(real)
        return True


def printable(name: str) -> str:
    r"""A file name as text that can be stored: bytes that are no UTF-8 become `\xe9` and the like."""
    return name if name.isascii() else os.fsencode(name).decode("utf-8", "backslashreplace")


def _walk_all(paths: list[Path], seen: _Seen) -> Iterator[SourceFile | Rejected]:
    for path in paths:
        own_name = path.name if path.name not in ("", ".", "..") else Path(os.path.realpath(path)).name
        name, real = printable(own_name), os.path.realpath(path)
        if path.is_dir():
            yield from _walk_folder(str(path), name, seen)
        elif not seen.has_walked(real):
            yield from _take_file(path, name, real, seen, is_reached_twice=True)


def _walk_folder(root: str, root_name: str, seen: _Seen) -> Iterator[SourceFile | Rejected]:
    """Depth first with a stack of our own: a folder may nest deeper than Python recurses."""
    stack = [_entries(_Folder(root, root_name, os.path.realpath(root)), seen)]
    while stack:
        item = next(stack[-1], None)
        if item is None:
            stack.pop()
        elif isinstance(item, _Folder):
            stack.append(_entries(item, seen))
        else:
            yield item


@dataclass(frozen=True, slots=True)
class _Folder:
    path: str
    name: str
    real: str


def _entries(folder: _Folder, seen: _Seen) -> Iterator[SourceFile | Rejected | _Folder]:
    """What one folder holds, sorted by name; nothing if it was entered before."""
    if not seen.first_folder(folder.real):
        return
    try:
        with os.scandir(folder.path) as listing:
            entries = sorted(listing, key=lambda entry: printable(entry.name))
    except OSError as error:
        yield _unreadable(folder.name, error)
        return
    for entry in entries:
        name = printable(entry.name)
        yield from _take_entry(entry, f"{folder.name}/{name}" if folder.name else name, folder.real, seen)


def _take_entry(
    entry: os.DirEntry[str], name: str, real_folder: str, seen: _Seen
) -> Iterator[SourceFile | Rejected | _Folder]:
    if entry.name in _PASSED_OVER:
        return
    if is_hidden(entry.name):
        yield Rejected(Origin(name), HIDDEN)
        return
    try:
        is_folder, is_link = entry.is_dir(), entry.is_symlink()
    except OSError as error:
        yield _unreadable(name, error)
        return
    # The real path costs a look at each folder above, so it is put together where that gives the same;
    # on Windows a folder can stand for another one and be no link.
    is_asked = is_link or os.name == "nt"
    real = os.path.realpath(entry.path) if is_asked else os.path.join(real_folder, entry.name)  # noqa: PTH118
    if is_folder:
        yield _Folder(entry.path, name, real)
    elif not (is_link and seen.has_walked(real)):
        yield from _take_file(Path(entry.path), name, real, seen, is_link)


def _take_file(
    path: Path, name: str, real: str, seen: _Seen, is_reached_twice: bool
) -> Iterator[SourceFile | Rejected]:
    try:
        status = path.stat()
    except OSError as error:
        yield _unreadable(name, error, "link to nothing" if path.is_symlink() else "")
        return
    is_regular = stat.S_ISREG(status.st_mode)
    if not is_regular and (kind := next((words for is_kind, words in _KINDS if is_kind(status.st_mode)), "")):
        yield Rejected(Origin(name), UNREADABLE, kind)
    elif seen.first_file(real, is_reached_twice):
        yield SourceFile(path, name, status.st_size, status.st_mtime_ns)


def _unreadable(name: str, error: OSError, detail: str = "") -> Rejected:
    return Rejected(Origin(name), UNREADABLE, detail or error.strerror or str(error))
