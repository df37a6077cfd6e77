"""Which files beside a METS document are its pages: none that lies elsewhere, whatever the document says."""

import os
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote

from searchkit.settings import ReadOptions
from searchkit.sources.base import Unreadable
from searchkit.sources.documents.metsissue import Issue, issue_of
from searchkit.sources.head import Head

_DRIVE = re.compile(r"[A-Za-z]:")
_HEAD_BYTES = 1 << 14
_MOST_LOOKED_INTO = 200
"""How many XML files of a folder are looked into to find its METS document; those with `mets` in their names first."""


def is_mets(head: Head) -> bool:
    """Whether a source is a METS document."""
    return head.root is not None and head.root.tag == "mets"


def beside(folder: Path, address: str) -> Path | None:
    """The file that an address in a document of this folder leads to; None where that is not below the folder.

    Links count as what they lead to.
    """
    name = unquote(address.strip()).replace("\\", "/").removeprefix("file://")
    parts = [part for part in name.split("/") if part not in ("", ".")]
    if not parts or name.startswith("/") or _DRIVE.match(name) or ".." in parts or "\0" in name:
        return None
    root = Path(os.path.realpath(folder))
    path = Path(os.path.realpath(root.joinpath(*parts)))
    return path if path.is_relative_to(root) else None


def mets_with_page(page: Path, options: ReadOptions) -> str:
    """The name of a METS document in the folder of a page, or in the one above, that makes articles of it; or empty."""
    real = Path(os.path.realpath(page))
    for folder in (page.parent, page.parent.parent):
        try:
            changed_ns = folder.stat().st_mtime_ns
            pages = _pages_in(folder, changed_ns, options.max_article_bytes)
        except OSError:
            continue
        if real in pages:
            return pages[real]
    return ""


@lru_cache(maxsize=16)
def _pages_in(folder: Path, changed_ns: int, max_bytes: int) -> dict[Path, str]:
    """The pages that METS documents in this folder make articles of, each with the name of its document.

    Kept for the next page, until something is put into the folder or taken out of it.
    """
    pages: dict[Path, str] = {}
    for path in _candidates(folder):
        try:
            with path.open("rb") as file:
                head = file.read(_HEAD_BYTES)
                if not is_mets(Head(head, path.name)):
                    continue
                content = head + file.read(max_bytes + 1 - len(head))
            issue = issue_of(content) if len(content) <= max_bytes else None
        except (OSError, Unreadable):
            continue
        for page in _pages_of(issue, folder) if issue else ():
            pages.setdefault(page, path.name)
    return pages


def _candidates(folder: Path) -> list[Path]:
    with os.scandir(folder) as entries:
        names = [entry.name for entry in entries if entry.name.lower().endswith(".xml") and entry.is_file()]
    names.sort(key=lambda name: ("mets" not in name.lower(), name))
    return [folder / name for name in names[:_MOST_LOOKED_INTO]]


def _pages_of(issue: Issue, folder: Path) -> Iterator[Path]:
    used = {area.file for division in issue.divisions for area in division.areas}
    for name, address in issue.files.items():
        if name in used and (path := beside(folder, address)) is not None:
            yield path
