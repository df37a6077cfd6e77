"""The index folder: is there an index in it, which commit is the newest, and how does a new one take its place?"""

import re
import shutil
from pathlib import Path

from whoosh import index
from whoosh.filedb.filestore import FileStorage
from whoosh.util.filelock import LockBase, try_for

from searchkit.errors import IndexLockedError, IndexMissingError, IndexOpenError
from searchkit.storage.schema import schema

_INDEX_NAME = "MAIN"
_COMMIT = re.compile(rf"_{_INDEX_NAME}_(\d+)\.toc")
_OWN = re.compile(rf"_?{_INDEX_NAME}[_.].*|(?:searchkit|sources)-\d+\.jsonl?")
WORKSHOP = "rebuild.tmp"


def latest_generation(folder: Path) -> int:
    """The number of the newest commit, from file names alone; -1 where there is none."""
    if not folder.is_dir():
        return -1
    matches = (_COMMIT.fullmatch(name) for name in _names(folder))
    return max((int(match[1]) for match in matches if match), default=-1)


def _names(folder: Path) -> list[str]:
    try:
        return sorted(path.name for path in folder.iterdir())
    except OSError as error:
        raise IndexOpenError(f"{folder} cannot be read: {error.strerror}") from error


def require_index(folder: Path) -> int:
    """The newest generation, or an error that says what is in the folder instead of an index."""
    generation = latest_generation(folder)
    if generation >= 0:
        return generation
    if folder.is_dir():
        what = "is not a searchkit index" if foreign_files(folder) else "is empty"
    else:
        what = "is a file, not a folder" if folder.exists() else "does not exist"
    raise IndexMissingError(f"{folder} {what}; make an index with: searchkit index FILES --index {folder}")


def require_room(folder: Path) -> None:
    """An error where a new index would mix with files of somebody else."""
    if folder.exists() and not folder.is_dir():
        raise IndexOpenError(f"{folder} is a file; name a folder for the index")
    if latest_generation(folder) < 0 and (others := foreign_files(folder)):
        raise IndexOpenError(f"{folder} holds other files ({others[0]}, …) and no index; name an empty folder")


def foreign_files(folder: Path) -> list[str]:
    """Names in the folder that no index of ours has; hidden ones (placeholders) are not counted."""
    if not folder.is_dir():
        return []
    return [name for name in _names(folder) if not (name.startswith(".") or name == WORKSHOP or _OWN.fullmatch(name))]


def create_index(folder: Path) -> index.FileIndex:
    """A new, empty Whoosh index in the folder, which is made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    return index.create_in(str(folder), schema())


def open_index(folder: Path) -> index.FileIndex:
    """The Whoosh index in the folder."""
    return index.open_dir(str(folder))


def write_lock(folder: Path, wait_s: float) -> LockBase:
    """The lock one indexing run holds through all its commits; released by `release()` or when the process ends.

    IndexLockedError where it is still held by another after `wait_s` seconds.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock: LockBase = FileStorage(str(folder)).lock(f"{_INDEX_NAME}_RUNLOCK")
    if not try_for(lock.acquire, timeout=wait_s):
        raise IndexLockedError(f"{folder} is being written to by another process; wait for it (--wait SECONDS)")
    return lock


def fresh_workshop(folder: Path) -> Path:
    """An empty folder inside the index folder in which a new index is built beside the old one."""
    workshop = folder / WORKSHOP
    shutil.rmtree(workshop, ignore_errors=True)
    workshop.mkdir(parents=True)
    return workshop


def move_in(workshop: Path, folder: Path, generation: int) -> None:
    """Puts the finished index in the place of the old one.

    Files of the new commit come first, the file that names the commit last: whoever opens the folder
    in between finds the old index whole. Then the old one's files go.
    """
    commit = f"_{_INDEX_NAME}_{generation}.toc"
    fresh = {path.name for path in workshop.iterdir() if not path.name.endswith("LOCK")}
    for name in sorted(fresh - {commit}):
        (workshop / name).replace(folder / name)
    (workshop / commit).replace(folder / commit)
    shutil.rmtree(workshop, ignore_errors=True)
    for path in folder.iterdir():
        if _OWN.fullmatch(path.name) and path.name not in fresh and not path.name.endswith("LOCK"):
            _discard(path)


def _discard(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except PermissionError:  # Windows: a reader still has it open; the next commit collects it
        return


def size_bytes(folder: Path) -> int:
    """What the index takes on disk."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
