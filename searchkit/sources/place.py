"""Where a stream stands among containers, and how the members of one are gone through, trusting no name."""

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import BinaryIO, TypeVar

from searchkit.model import Origin, Rejected
from searchkit.settings import ReadOptions
from searchkit.sources.base import EMPTY, EXPANDS, HIDDEN, UNSAFE_NAME, Source, Unreadable
from searchkit.sources.guard import Budget
from searchkit.sources.walk import is_hidden

Result = Iterator[Source | Rejected]
Info = TypeVar("Info")

_SUFFIXES = re.compile(r"\.(?:gz|gzip|bz2|xz|zst|zstd|zip|tar)$|\.(t)(?:gz|bz2?|xz|zst)$", re.IGNORECASE)
_DRIVE = re.compile(r"[A-Za-z]:")


@dataclass(frozen=True, slots=True)
class Place:
    """What a `Source` needs beside its stream, and how deep and at what cost it was reached.

    `path` is the file itself as long as nothing has been unpacked.
    """

    origin: Origin
    name: str
    folders: tuple[str, ...]
    budget: Budget
    depth: int = 0
    path: Path | None = None

    @property
    def options(self) -> ReadOptions:
        """The options of the whole run."""
        return self.budget.options

    def inside(self) -> "Place":
        """One container of a single stream deeper: the name loses the container's suffix."""
        return replace(self, name=without_suffix(self.name), depth=self.depth + 1, path=None)

    def member(self, name: str) -> "Place":
        """The place of a member of the container that stands here; the container counts as its folder."""
        path = f"{self.origin.member}!{name}" if self.origin.member else name
        *folders, own = name.split("/")
        folders = [*self.folders, _stem(self.name), *folders]
        return Place(replace(self.origin, member=path), own, tuple(folders), self.budget, self.depth + 1)

    def rejected(self, reason: str, detail: str = "") -> Rejected:
        """All that stands here turned down."""
        return Rejected(self.origin, reason, detail)


Unpack = Callable[[BinaryIO, Place], Result]


def safely(unpack: Callable[[Place], Result], place: Place) -> Result:
    """What `unpack` gives, and a `Rejected` where it cannot go on."""
    try:
        yield from unpack(place)
    except Unreadable as error:
        yield place.rejected(error.reason, error.detail)


def each(entries: Iterator[tuple[Info, str]], place: Place, unpack: Callable[[Info, Place], Result]) -> Result:
    """Every member in turn; one that is broken costs itself, a budget that is spent ends the container."""
    number = 0
    for number, (info, full_name) in enumerate(entries, 1):
        if number > place.options.max_members:
            limit = f"{place.options.max_members:,} members (--max-members)"
            raise Unreadable(EXPANDS, f"more than {limit}; the rest was not read")
        if place.budget.is_spent:
            raise Unreadable(EXPANDS, "the rest of the container was not read")
        name = posixpath.normpath(full_name.replace("\\", "/"))
        at = place.member(name.replace("\0", "\\0"))
        if fault := _unsafe(full_name):
            yield at.rejected(UNSAFE_NAME, fault)
        elif any(is_hidden(part) for part in name.split("/")):
            yield at.rejected(HIDDEN)
        else:
            yield from safely(partial(unpack, info), at)
    if not number:
        yield place.rejected(EMPTY, "container without members")


def without_suffix(name: str) -> str:
    """A file name without the suffix of its container: `a.txt.gz` is `a.txt`, `a.tgz` is `a.tar`."""
    return _SUFFIXES.sub(lambda match: ".tar" if match[1] else "", name)


def _stem(name: str) -> str:
    while (shorter := without_suffix(name)) != name:
        name = shorter
    return name


def _unsafe(name: str) -> str:
    """Why a member of this name must not be read; empty if nothing speaks against it."""
    parts = name.replace("\\", "/").split("/")
    if not name or "\0" in name:
        return "NUL in the name" if name else "no name"
    if not parts[0] or _DRIVE.match(name):
        return "absolute path"
    return "leads out of the container" if ".." in parts else ""
