"""Which source files a commit was made from: one JSON line each, so that indexing again reads only what changed."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from searchkit.errors import IndexDamagedError
from searchkit.storage.commitfile import DIGEST_BYTES, FileEntry
from searchkit.storage.regular import open_regular

_MAX_LINE_BYTES = 16 << 20
_TEXTS = ("name", "path", "digest", "options")
_NUMBERS = ("size_bytes", "mtime_ns", "articles")


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A source file as it was when it was read: unchanged since, it need not be read again."""

    name: str
    path: str
    size_bytes: int
    mtime_ns: int
    digest: str
    options: str
    articles: int
    skipped: Mapping[str, int] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    """Which versions of which stories stand in it, as `searchkit.versions` has them."""


def forgotten(record: SourceRecord) -> SourceRecord:
    """The record without what tells that the file is unchanged: it is read again at the next indexing."""
    return replace(record, size_bytes=-1, mtime_ns=-1, digest="")


def source_lines(records: Iterable[SourceRecord]) -> bytes:
    """The content of a sources file."""
    return "".join(json.dumps(_line(record), ensure_ascii=True) + "\n" for record in records).encode()


def _line(record: SourceRecord) -> dict[str, Any]:
    """The values of a record; nothing of versions where a file has none, as nearly all have."""
    return {name: value for name, value in asdict(record).items() if name != "versions" or value}


def read_sources(folder: Path, entry: FileEntry) -> dict[str, SourceRecord]:
    """The source files of a commit, by name; IndexDamagedError where the file is not the one that was written."""
    path = folder / entry.name
    try:
        records = {record.name: record for record in _records(path, entry)}
    except FileNotFoundError as error:
        raise IndexDamagedError(f"{path} is missing; try: searchkit check --repair") from error
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise IndexDamagedError(f"{path} is damaged ({error}); try: searchkit check --repair") from error
    return records


def _records(path: Path, entry: FileEntry) -> Iterator[SourceRecord]:
    """Reads line by line: millions of files fit into the memory of one line. The digest is checked at the end."""
    digest, size = hashlib.blake2b(digest_size=DIGEST_BYTES), 0
    with open_regular(path) as file:
        while line := file.readline(_MAX_LINE_BYTES):
            digest.update(line)
            size += len(line)
            if size > entry.size_bytes:
                break
            yield _record(json.loads(line))
    if size != entry.size_bytes or digest.hexdigest() != entry.digest:
        raise ValueError("its checksum is wrong")


def _record(values: Any) -> SourceRecord:
    record = SourceRecord(**values)
    texts = all(type(getattr(record, name)) is str for name in _TEXTS)
    numbers = all(type(getattr(record, name)) is int for name in _NUMBERS)
    counts = all(_counts(getattr(record, name)) for name in ("skipped", "versions"))
    if not (texts and numbers and counts):
        raise ValueError("a value is of the wrong type")
    return record


def _counts(value: Any) -> bool:
    return type(value) is dict and all(type(count) is int for count in value.values())
