"""The manifest, the truth of a commit: which segments it has, how they were made, and what tells that they are whole.

It is JSON with its own checksum. Everything in it is checked at reading, as if a stranger had written it.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NoReturn

from searchkit.errors import IndexDamagedError, IndexOpenError
from searchkit.storage.layout import (
    DELETES_FILE,
    SEGMENT_FILE,
    SEGMENT_NAME,
    manifest_name,
    sources_name,
    table_generation,
    table_name,
    toc_name,
)
from searchkit.storage.regular import read_regular

FORMAT = 2
"""Number of the index format; 0 kept articles in Whoosh's default codec, 1 had no field of boilerplate."""

DIGEST_BYTES = 16
MAX_MANIFEST_BYTES = 64 << 20
MAX_DOCS = 2**31 - 1
"""Documents one segment may have: their numbers are kept in 32 bits."""

_MAX_SIZE = 2**62
_DIGEST = re.compile(r"[0-9a-f]{16,128}")
_MAX_TEXT = 1000

Json = Any
"""A value of JSON types, which only the caller understands."""


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file of a commit: size in bytes, BLAKE2b digest of its content."""

    name: str
    size_bytes: int
    digest: str


@dataclass(frozen=True, slots=True)
class SegmentEntry:
    """A segment of a commit; `digest` is that of its directory of arrays, `deletes_digest` that of the whole file."""

    name: str
    file: str
    size_bytes: int
    digest: str
    doc_count: int
    deleted_count: int = 0
    deletes_file: str | None = None
    deletes_digest: str | None = None

    @property
    def live_count(self) -> int:
        """Documents that are not deleted."""
        return self.doc_count - self.deleted_count


@dataclass(frozen=True, slots=True)
class Manifest:
    """A commit. `created` is an ISO time, `searchkit` the version that made it; `toc` and `boilerplate`
    are None where there is none.
    """

    generation: int
    schema: Json
    analyzer: str
    languages: tuple[str, ...]
    segments: tuple[SegmentEntry, ...]
    sources: FileEntry
    created: str
    searchkit: str
    toc: FileEntry | None = None
    boilerplate: FileEntry | None = None
    format: int = FORMAT

    def files(self) -> tuple[str, ...]:
        """The names of all files that a reader of this commit needs."""
        deletes = (segment.deletes_file for segment in self.segments)
        return (
            manifest_name(self.generation),
            self.sources.name,
            *([self.boilerplate.name] if self.boilerplate else []),
            *(segment.file for segment in self.segments),
            *(name for name in deletes if name),
        )


def digest_of(data: bytes) -> str:
    """BLAKE2b, in hexadecimal."""
    return hashlib.blake2b(data, digest_size=DIGEST_BYTES).hexdigest()


def encode(manifest: Manifest) -> bytes:
    """The content of a manifest file."""
    record = asdict(manifest)
    document = {"manifest": record, "digest": digest_of(_canonical(record))}
    return json.dumps(document, ensure_ascii=True, allow_nan=False, indent=1).encode() + b"\n"


def _canonical(record: Json) -> bytes:
    return json.dumps(record, ensure_ascii=True, allow_nan=False, sort_keys=True, separators=(",", ":")).encode()


class OtherFormatError(ValueError):
    """The manifest is whole, and of a format this version does not know."""


def decode(data: bytes) -> Manifest:
    """The manifest in these bytes; ValueError says what is wrong with them."""
    try:
        document = _record(json.loads(data, parse_constant=_refuse), ("manifest", "digest"))
        body = document["manifest"]
        if digest_of(_canonical(body)) != document["digest"]:
            raise ValueError("its checksum is wrong")
    except RecursionError as error:
        raise ValueError("it nests too deep") from error
    if type(body) is dict and body.get("format") != FORMAT:
        raise OtherFormatError(f"it is of format {str(body.get('format'))[:20]}")
    return _manifest(body)


def read_manifest_file(path: Path, generation: int) -> Manifest:
    """The manifest in a file that is named for `generation`.

    Raises IndexDamagedError for anything but a manifest as it was written, and a plain IndexOpenError for
    one of another format.
    """
    try:
        manifest = decode(read_regular(path, MAX_MANIFEST_BYTES))
        if manifest.generation != generation:
            raise ValueError(f"it is that of generation {manifest.generation}")
    except FileNotFoundError as error:
        raise IndexDamagedError(f"{path} is missing; try: searchkit check --repair") from error
    except OtherFormatError as error:
        raise IndexOpenError(
            f"{path}: {error}, this searchkit reads format {FORMAT}; "
            "use the searchkit that made it, or make the index anew with --rebuild"
        ) from error
    except (OSError, ValueError) as error:
        raise IndexDamagedError(f"{path} is damaged: {error}; try: searchkit check --repair") from error
    return manifest


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _record(value: Json, keys: Sequence[str]) -> Mapping[str, Json]:
    if type(value) is not dict or set(value) != set(keys):
        raise ValueError(f"it must have exactly {', '.join(keys)}")
    return value


def _manifest(value: Json) -> Manifest:
    record = _record(value, Manifest.__slots__)
    generation = _number(record["generation"], 10**18)
    languages = tuple(_text(language) for language in _list(record["languages"]))
    segments = tuple(_segment(segment, generation) for segment in _list(record["segments"]))
    if len({segment.name for segment in segments}) != len(segments):
        raise ValueError("a segment is named twice")
    return Manifest(
        generation=generation,
        schema=record["schema"],
        analyzer=_text(record["analyzer"]),
        languages=languages,
        segments=segments,
        sources=_file(record["sources"], sources_name(generation)),
        created=_text(record["created"]),
        searchkit=_text(record["searchkit"]),
        toc=None if record["toc"] is None else _file(record["toc"], toc_name(generation)),
        boilerplate=None if record["boilerplate"] is None else _table(record["boilerplate"], generation),
    )


def _segment(value: Json, generation: int) -> SegmentEntry:
    entry = SegmentEntry(**_record(value, SegmentEntry.__slots__))
    if not SEGMENT_NAME.fullmatch(_text(entry.name)) or not SEGMENT_FILE.fullmatch(_text(entry.file)):
        raise ValueError(f"{entry.name[:80]!r} is no name of a segment")
    if entry.file != f"{entry.name}.sk":
        raise ValueError(f"{entry.name} is not in a file of its name")
    _number(entry.size_bytes, _MAX_SIZE)
    _number(entry.deleted_count, _number(entry.doc_count, MAX_DOCS))
    _digest(entry.digest)
    if (entry.deleted_count > 0) != (entry.deletes_file is not None):
        raise ValueError(f"{entry.name} has deleted documents and no file of them, or the other way round")
    if entry.deletes_file is None:
        if entry.deletes_digest is not None:
            raise ValueError(f"{entry.name} has a checksum of no file")
        return entry
    match = DELETES_FILE.fullmatch(_text(entry.deletes_file))
    if not match or not entry.deletes_file.startswith(f"{entry.name}-") or int(match[1]) > generation:
        raise ValueError(f"{entry.deletes_file[:80]!r} is no name of deletes of {entry.name}")
    _digest(entry.deletes_digest)
    return entry


def _file(value: Json, name: str) -> FileEntry:
    entry = FileEntry(**_record(value, FileEntry.__slots__))
    if entry.name != name:
        raise ValueError(f"{str(entry.name)[:80]!r} should be {name}")
    _number(entry.size_bytes, _MAX_SIZE)
    _digest(entry.digest)
    return entry


def _table(value: Json, generation: int) -> FileEntry:
    """A file that may be of an earlier commit."""
    made = table_generation(_text(value["name"]) if type(value) is dict and "name" in value else "")
    if made > generation:
        raise ValueError("a table is of a later commit")
    return _file(value, table_name(made))


def _list(value: Json) -> list[Json]:
    if type(value) is not list:
        raise ValueError("a list is missing")
    return value


def _text(value: Json) -> str:
    if type(value) is not str or len(value) > _MAX_TEXT:
        raise ValueError("a text is missing or absurdly long")
    return value


def _number(value: Json, most: int) -> int:
    if type(value) is not int or not 0 <= value <= most:
        raise ValueError(f"{str(value)[:40]} is not a number from 0 to {most:,}")
    return value


def _digest(value: Json) -> str:
    if not _DIGEST.fullmatch(_text(value)):
        raise ValueError("a checksum is missing")
    return str(value)
