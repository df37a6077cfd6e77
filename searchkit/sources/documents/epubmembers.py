"""The members of an EPUB book, read within the limits that hold for containers."""

import posixpath
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast
from urllib.parse import unquote

from searchkit.settings import ReadOptions
from searchkit.sources.base import DAMAGED, TOO_LARGE, UNREADABLE, Unreadable
from searchkit.sources.documents.xmlroot import root_of
from searchkit.sources.guard import DAMAGE, Budget, damaged, guarded

_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the format knows no others


class Members:
    """An open book as a zip file; a name leads to a member of it and nowhere else."""

    def __init__(self, archive: zipfile.ZipFile, budget: Budget) -> None:
        self._archive = archive
        self._budget = budget

    def __contains__(self, name: str) -> bool:
        return name in self._archive.NameToInfo

    @property
    def is_spent(self) -> bool:
        """Whether the book has expanded so far that nothing more is read of it."""
        return self._budget.is_spent

    def read(self, name: str) -> bytes:
        """A member's content; Unreadable if there is none of this name, or it is damaged or too large."""
        if name not in self:
            raise Unreadable(DAMAGED, "named in the book and not in it")
        info = self._archive.NameToInfo[name]
        if info.flag_bits & _ENCRYPTED or info.compress_type not in _METHODS:
            raise Unreadable(UNREADABLE, "encrypted, or packed in a way that books are not")
        limit = self._budget.options.max_article_bytes
        packed_bytes = max(info.compress_size, 1)
        try:
            with self._archive.open(info) as file:
                stream = guarded(cast(BinaryIO, file), self._budget, lambda: packed_bytes)
                content = stream.read(limit + 1)
                stream.read(1)  # at the end; or raises what is wrong with the member
        except (OSError, RuntimeError, NotImplementedError, *DAMAGE) as error:
            raise damaged(error) from error
        if len(content) > limit:
            raise Unreadable(TOO_LARGE, f"more than {limit:,} bytes for one article (--max-article-size)")
        return content

    def xml(self, name: str) -> Any:
        """The root element of a member; Unreadable if there is none."""
        content = self.read(name)
        try:
            return root_of(content)
        except Unreadable as error:
            raise Unreadable(DAMAGED, f"{name}: {error.detail}"[:200]) from error


@contextmanager
def opened(path: Path, options: ReadOptions) -> Iterator[Members]:
    """The members of the book in a file; Unreadable where that is no zip file, or a broken one."""
    size_bytes = path.stat().st_size
    try:
        archive = zipfile.ZipFile(path)
    except (OSError, NotImplementedError, *DAMAGE) as error:
        raise damaged(error) from error
    with archive:
        yield Members(archive, Budget(options, lambda: size_bytes))


def resolved(folder: str, reference: str) -> str:
    """The name of the member that a reference in a document of this folder leads to."""
    return posixpath.normpath(posixpath.join(folder, unquote(reference.partition("#")[0])))
