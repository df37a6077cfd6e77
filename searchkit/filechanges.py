"""Which files are new or changed since they were last read? By size and time, then by content."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from searchkit.account import Account
from searchkit.model import Origin, Rejected
from searchkit.sources import SourceFile, walk
from searchkit.sources.base import NEEDS_EXTRA, UNREADABLE
from searchkit.storage import SourceRecord

_MAY_PASS = frozenset((NEEDS_EXTRA, UNREADABLE))
"""Reasons that may be gone while the file is the same: an extra was installed, a permission given."""


class FileChanges:
    """Tells the files of a run that are to be read; the others are counted as they were."""

    def __init__(
        self,
        known: dict[str, SourceRecord],
        fingerprint: str,
        rereads_skipped: bool,
        account: Account,
        remember: Callable[[SourceRecord], None],
    ) -> None:
        """`known` are the files of the index by name, `fingerprint` is of all that decides how a file is read.

        `remember` takes the record of a file that was only moved or touched.
        """
        self._known, self._fingerprint, self._rereads_skipped = known, fingerprint, rereads_skipped
        self._account, self._remember = account, remember
        self._names = {record.path: record.name for record in known.values()}
        self._fresh: dict[str, SourceRecord] = {}

    def taken(self, name: str) -> SourceRecord:
        """The record of a file that was to be read, once."""
        return self._fresh.pop(name)

    def _named(self, file: SourceFile) -> SourceFile:
        """The file under the name it has in the index; two files never share one.

        A name whose file is gone passes to the new one: a moved folder keeps its articles' ids.
        """
        file = replace(file, path=Path(os.path.abspath(file.path)))  # links stay links  # noqa: PTH100
        path = str(file.path)
        if path in self._names:
            return replace(file, name=self._names[path])
        name, parents = file.name, file.path.parents
        depth = name.count("/") + 1
        while self._is_taken(name) and depth <= len(parents):
            name = f"{parents[depth - 1].name or 'root'}/{name}"
            depth += 1
        self._names[path] = name
        return replace(file, name=name)

    def _is_taken(self, name: str) -> bool:
        record = self._fresh.get(name) or self._known.get(name)
        return record is not None and Path(record.path).exists()

    def to_read(self, roots: list[Path], exclude: Iterable[Path]) -> Iterator[SourceFile]:
        """The files below the roots that are new or changed; the others are counted."""
        for found in walk(roots, list(exclude)):
            if isinstance(found, Rejected):
                self._account.skip(found)
                continue
            file = self._named(found)
            self._account.files += 1
            self._account.progress(file.name)
            if self._is_to_be_read(file):
                yield file

    def _is_to_be_read(self, file: SourceFile) -> bool:
        record = self._known.get(file.name)
        reread = record is not None and self._is_read_again(record)
        if record and self._as_before(file, record) and not reread:
            self._count_unread(record)
            return False
        try:
            digest = _digest(file.path)
        except OSError as error:
            self._account.skip(Rejected(Origin(file.name), UNREADABLE, error.strerror or str(error)))
            return False
        fresh = self._record(file, digest, 0, {})
        if record and (digest, self._fingerprint) == (record.digest, record.options) and not reread:
            same = replace(fresh, articles=record.articles, skipped=record.skipped, versions=record.versions)
            self._remember(same)
            self._count_unread(record)
            return False
        self._fresh[file.name] = fresh
        return True

    def _is_read_again(self, record: SourceRecord) -> bool:
        """Whether what was skipped of a file may be read now, though the file is as before."""
        return bool((record.skipped and self._rereads_skipped) or _MAY_PASS & record.skipped.keys())

    def _as_before(self, file: SourceFile, record: SourceRecord) -> bool:
        now = (str(file.path), file.size_bytes, file.mtime_ns, self._fingerprint)
        return now == (record.path, record.size_bytes, record.mtime_ns, record.options)

    def _count_unread(self, record: SourceRecord) -> None:
        self._account.unchanged += record.articles
        self._account.skipped.update(record.skipped)

    def _record(self, file: SourceFile, digest: str, articles: int, skipped: dict[str, int]) -> SourceRecord:
        path = str(file.path)
        return SourceRecord(
            file.name, path, file.size_bytes, file.mtime_ns, digest, self._fingerprint, articles, skipped
        )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
