"""What the files of an index folder are called, and which of them a commit may remove.

Patterns are strict: a file whose name matches none of them is somebody else's and is never touched.
"""

import re
import secrets
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path

from searchkit.errors import IndexMissingError, IndexOpenError

LOCK = "lock"
STOCK_LOCK = "MAIN_WRITELOCK"
"""What a stock Whoosh writer locks; ours holds it too, so that the two exclude each other."""
OLD_WORKSHOP = "rebuild.tmp"
"""The folder in which format 0 built a new index beside the old one."""

SEGMENT_NAME = re.compile(r"seg-[0-9a-f]{16}")
SEGMENT_FILE = re.compile(r"seg-[0-9a-f]{16}\.sk")
DELETES_FILE = re.compile(r"seg-[0-9a-f]{16}-(0|[1-9][0-9]{0,17})\.del")
_MANIFEST = re.compile(r"manifest-(0|[1-9][0-9]{0,17})\.json")
_COPY = re.compile(r"manifest-(0|[1-9][0-9]{0,17})\.copy\.json")
_SOURCES = re.compile(r"sources-(0|[1-9][0-9]{0,17})\.jsonl")
_TABLE = re.compile(r"boilerplate-(0|[1-9][0-9]{0,17})\.table")
_TOC = re.compile(r"_MAIN_(0|[1-9][0-9]{0,17})\.toc")
_SET_ASIDE = re.compile(r"_MAIN_([0-9]{1,18})\.toc\.foreign|seg-[0-9a-f]{16}(?:-[0-9]{1,18})?\.(?:sk|del)\.damaged")
_UNFINISHED = re.compile(
    r"(?:seg-[0-9a-f]{16}|manifest-[0-9]|sources-[0-9]|boilerplate-[0-9]|_MAIN_[0-9]).*\.tmp|_MAIN_[0-9]+\.toc\.[0-9.]+"
)
_OLD_MANIFEST = re.compile(r"searchkit-([0-9]{1,18})\.json")
_OLD_SEGMENT = re.compile(r"MAIN_[0-9a-z]{16}\.[a-z0-9_.]{1,40}|MAIN_RUNLOCK")
_NUMBERED = (_MANIFEST, _COPY, _SOURCES, _TABLE, DELETES_FILE, _TOC, _SET_ASIDE, _OLD_MANIFEST)
_COLLECTED = (
    _MANIFEST,
    _COPY,
    _SOURCES,
    _TABLE,
    SEGMENT_FILE,
    DELETES_FILE,
    _TOC,
    _UNFINISHED,
    _OLD_MANIFEST,
    _OLD_SEGMENT,
)


def manifest_name(generation: int) -> str:
    """The file that makes a commit."""
    return f"manifest-{generation}.json"


def copy_name(generation: int) -> str:
    """The second copy of the manifest: proof of a finished commit, and read by a repair."""
    return f"manifest-{generation}.copy.json"


def sources_name(generation: int) -> str:
    """The source files of a commit."""
    return f"sources-{generation}.jsonl"


def table_name(generation: int) -> str:
    """What is known of boilerplate since a commit."""
    return f"boilerplate-{generation}.table"


def table_generation(name: str) -> int:
    """The commit that such a file is named for; ValueError for another name."""
    if not (match := _TABLE.fullmatch(name)):
        raise ValueError(f"{name[:80]!r} is no name of a table")
    return int(match[1])


def deletes_name(segment: str, generation: int) -> str:
    """Which documents of a segment are deleted since a commit."""
    return f"{segment}-{generation}.del"


def toc_name(generation: int) -> str:
    """What a stock Whoosh reads of a commit."""
    return f"_MAIN_{generation}.toc"


def new_segment_name() -> str:
    """A name no other segment has: `seg-` and 16 hexadecimal digits."""
    return f"seg-{secrets.token_hex(8)}"


def names_in(folder: Path) -> list[str]:
    """The names in a folder, sorted; none where it does not exist. IndexOpenError where it cannot be read."""
    try:
        return sorted(path.name for path in folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise IndexOpenError(f"{folder} cannot be read: {error.strerror}") from error


def generations_of(names: Collection[str]) -> list[int]:
    """The numbers of the finished commits in a folder, newest first.

    The second copy of a manifest gets its name after the manifest, so it stands for a commit as well: one
    whose manifest is gone is damaged, not unmade.
    """
    return sorted({*_numbers(_MANIFEST, names), *_numbers(_COPY, names)}, reverse=True)


def tocs_of(names: Iterable[str]) -> list[int]:
    """The numbers of the stock commits in a folder, newest first."""
    return _numbers(_TOC, names)


def _numbers(pattern: re.Pattern[str], names: Iterable[str]) -> list[int]:
    matches = (pattern.fullmatch(name) for name in names)
    return sorted((int(match[1]) for match in matches if match), reverse=True)


def next_generation(names: Iterable[str]) -> int:
    """One more than any number a file name speaks of, so that no name is used twice; 1 for an empty folder.

    IndexOpenError where names leave no such number.
    """
    matches = (pattern.fullmatch(name) for name in names for pattern in _NUMBERED)
    following = max((int(match[1] or 0) for match in matches if match), default=0) + 1
    if following >= 10**18:
        raise IndexOpenError(f"a file is named for commit {following - 1}, after which none can come; remove it")
    return following


def collectable(names: Iterable[str]) -> list[str]:
    """Those names that are an index's own: dead where no commit names them."""
    return [name for name in names if any(pattern.fullmatch(name) for pattern in _COLLECTED)]


def foreign_files(names: Iterable[str]) -> list[str]:
    """Those names that no index has; hidden ones (placeholders) are not counted."""
    locks = (LOCK, STOCK_LOCK, OLD_WORKSHOP)
    others = [
        name for name in names if not name.startswith(".") and name not in locks and not _SET_ASIDE.fullmatch(name)
    ]
    own = set(collectable(others))
    return [name for name in others if name not in own]


def set_aside(names: Iterable[str]) -> list[str]:
    """Those names that a repair gave to files it took out of the index."""
    return [name for name in names if _SET_ASIDE.fullmatch(name)]


def made_by_older(names: Iterable[str]) -> bool:
    """Whether the folder holds an index of format 0, which kept articles in Whoosh's default codec."""
    return any(_OLD_MANIFEST.fullmatch(name) for name in names)


def missing_index(folder: Path, names: list[str]) -> IndexOpenError:
    """The error for a folder without a commit: says what is there instead."""
    if made_by_older(names):
        return IndexOpenError(
            f"{folder} was made by an older searchkit (format 0); make the index anew: searchkit index FILES --rebuild"
        )
    if tocs_of(names):
        return IndexOpenError(
            f"{folder} holds an index that another program made with Whoosh; name another folder, "
            "or export its articles and index them"
        )
    if folder.is_dir():
        what = "is not a searchkit index" if foreign_files(names) else "is empty"
    else:
        what = "is a file, not a folder" if folder.exists() else "does not exist"
    return IndexMissingError(f"{folder} {what}; make an index with: searchkit index FILES --index {folder}")


def require_room(folder: Path) -> None:
    """IndexOpenError where a new index would mix with files of somebody else."""
    if folder.exists() and not folder.is_dir():
        raise IndexOpenError(f"{folder} is a file; name a folder for the index")
    names = names_in(folder)
    if generations_of(names) or made_by_older(names):
        return
    if tocs_of(names):
        raise missing_index(folder, names)
    if others := foreign_files(names):
        raise IndexOpenError(f"{folder} holds other files ({others[0]}, …) and no index; name an empty folder")


def size_bytes(folder: Path) -> int:
    """What the index takes on disk; files of others are not counted."""
    total = 0
    for name in collectable(names_in(folder)):
        with suppress(FileNotFoundError):  # collected by a writer this moment
            total += (folder / name).lstat().st_size
    return total
