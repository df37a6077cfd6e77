"""Making a commit: everything aside and on disk first, then the manifest's name, then what is dead goes."""

import datetime as dt
import errno
import importlib.metadata
import logging
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from searchkit.errors import IndexDamagedError, IndexWriteError
from searchkit.storage import disk
from searchkit.storage.commitfile import FileEntry, Json, Manifest, SegmentEntry, digest_of, encode, read_manifest_file
from searchkit.storage.generations import file_problems, foreign_message, foreign_toc, is_whole, pack_deletes
from searchkit.storage.layout import (
    OLD_WORKSHOP,
    collectable,
    copy_name,
    deletes_name,
    generations_of,
    made_by_older,
    manifest_name,
    missing_index,
    names_in,
    next_generation,
    sources_name,
    table_name,
    toc_name,
    tocs_of,
)
from searchkit.storage.sourcerecords import SourceRecord, source_lines

_LOG = logging.getLogger(__name__)

TocWriter = Callable[[int, tuple[SegmentEntry, ...]], bytes]
"""Gives the content of the stock TOC of a generation with these segments."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What the next commit shall hold.

    The files of `segments` are in the folder already. `deleted` has, by segment name, the documents
    deleted in all, bool (doc_count,), of the segments where that changed. `boilerplate` is a new table of what is
    known of it, or that of the commit before.
    """

    schema: Json
    analyzer: str
    languages: tuple[str, ...]
    segments: tuple[SegmentEntry, ...]
    deleted: Mapping[str, NDArray[np.bool_]] = field(default_factory=dict)
    boilerplate: bytes | FileEntry | None = None


def commit(
    folder: Path,
    contents: Contents,
    sources: Iterable[SourceRecord],
    toc: TocWriter | None = None,
    keep: Collection[str] = (),
    rebuild: bool = False,
) -> Manifest:
    """Makes the contents the newest commit, and removes the files that it does not name.

    The caller holds the folder's lock. `keep` are names of segments (without extension) that are still being
    written. `rebuild` takes the place of whatever index is there, which is not read. Raises IndexWriteError
    where the disk refuses; the last commit then stands, and what was written of this one is gone. Raises
    IndexDamagedError where another program committed with Whoosh meanwhile.
    """
    names = names_in(folder)
    if not rebuild:
        _require_own(folder, names)
    generation = next_generation(names)
    with writing(folder):
        manifest = _write(folder, generation, contents, sources, toc)
        _finish(folder, manifest, keep)
    return manifest


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turns a disk that is full or may not be written to into IndexWriteError."""
    try:
        yield
    except OSError as error:
        what = error.strerror or str(error)
        raise IndexWriteError(f"cannot write to {folder}: {what}; the last commit still stands") from error


def require_space(folder: Path, needed_bytes: int) -> None:
    """IndexWriteError where fewer bytes than needed are free on the folder's disk."""
    with writing(folder):
        free = shutil.disk_usage(folder).free
    if free < needed_bytes:
        raise IndexWriteError(
            f"{folder}: {needed_bytes:,} bytes of free disk space are needed and {free:,} are there; "
            "the last commit still stands"
        )


def _require_own(folder: Path, names: list[str]) -> None:
    generations = generations_of(names)
    if not generations:
        if tocs_of(names) or made_by_older(names):
            raise missing_index(folder, names)
        return
    manifest = read_manifest_file(folder / manifest_name(generations[0]), generations[0])
    if foreign := foreign_toc(folder, manifest, names):
        raise IndexDamagedError(foreign_message(folder, manifest, foreign))


def _write(
    folder: Path, generation: int, contents: Contents, sources: Iterable[SourceRecord], toc: TocWriter | None
) -> Manifest:
    """Writes all files of the commit aside, then gives them their names, the manifest's last."""
    files: dict[str, bytes] = {}
    segments = tuple(_segment(segment, contents, generation, files) for segment in contents.segments)
    files[sources_name(generation)] = source_lines(sources)
    if toc:
        files[toc_name(generation)] = toc(generation, segments)
    table = contents.boilerplate
    if isinstance(table, bytes):
        files[table_name(generation)] = table
        table = _entry(table_name(generation), files)
    manifest = Manifest(
        generation=generation,
        schema=contents.schema,
        analyzer=contents.analyzer,
        languages=contents.languages,
        segments=segments,
        sources=_entry(sources_name(generation), files),
        created=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        searchkit=_version(),
        toc=_entry(toc_name(generation), files) if toc else None,
        boilerplate=table,
    )
    files[copy_name(generation)] = files[manifest_name(generation)] = encode(manifest)
    try:
        _put(folder, manifest, files)
    except BaseException:
        _take_back(folder, manifest, files)
        raise
    return manifest


def _segment(segment: SegmentEntry, contents: Contents, generation: int, files: dict[str, bytes]) -> SegmentEntry:
    """The segment as the commit names it; a file of its deletes is added to `files` where they changed."""
    deleted = contents.deleted.get(segment.name)
    if deleted is None:
        return segment
    if len(deleted) != segment.doc_count:
        raise ValueError(f"{segment.name} has {segment.doc_count} documents, its deletes {len(deleted)}")
    count = int(np.count_nonzero(deleted))
    if not count:
        return replace(segment, deleted_count=0, deletes_file=None, deletes_digest=None)
    name = deletes_name(segment.name, generation)
    files[name] = pack_deletes(deleted)
    return replace(segment, deleted_count=count, deletes_file=name, deletes_digest=digest_of(files[name]))


def _version() -> str:
    try:
        return importlib.metadata.version("searchkit")
    except importlib.metadata.PackageNotFoundError:  # run from a folder, not installed
        return "unknown"


def _entry(name: str, files: Mapping[str, bytes]) -> FileEntry:
    return FileEntry(name, len(files[name]), digest_of(files[name]))


def _put(folder: Path, manifest: Manifest, files: Mapping[str, bytes]) -> None:
    last = manifest_name(manifest.generation)
    for name, data in files.items():
        disk.write_file(_aside(folder, name), data)
    for name in files:
        if name != last and name not in _later(manifest):
            disk.replace(_aside(folder, name), folder / name)
    disk.fsync_folder(folder)  # or the manifest's name could outlive a power cut, and the others' not
    for name, what in file_problems(folder, manifest):
        raise OSError(errno.ENOENT, f"{name} {what}")
    disk.replace(_aside(folder, last), folder / last)
    disk.fsync_folder(folder)


def _later(manifest: Manifest) -> tuple[str, ...]:
    """Files that tell of a finished commit, and so get their names after the manifest."""
    return (copy_name(manifest.generation), *([manifest.toc.name] if manifest.toc else []))


def _aside(folder: Path, name: str) -> Path:
    return folder / f"{name}.tmp"


def _take_back(folder: Path, manifest: Manifest, files: Mapping[str, bytes]) -> None:
    """Removes what was written; the manifest first, and where it cannot be removed nothing else either."""
    with suppress(OSError):
        if not disk.remove(folder / manifest_name(manifest.generation)):
            return
        for name in files:
            disk.remove(_aside(folder, name))
            disk.remove(folder / name)


def _finish(folder: Path, manifest: Manifest, keep: Collection[str]) -> None:
    """What may fail without harm once the manifest has its name; the next commit does it again."""
    try:
        for name in _later(manifest):
            disk.replace(_aside(folder, name), folder / name)
        collect(folder, manifest, keep)
    except OSError as error:
        _LOG.warning("%s: generation %d is committed; tidying up failed: %s", folder, manifest.generation, error)


def tidy(folder: Path, manifest: Manifest) -> None:
    """Does what the writer of the newest commit was killed before: names its last files, removes the dead ones.

    The caller holds the folder's lock. Raises IndexWriteError where the disk refuses; nothing is lost then.
    """
    with writing(folder):
        copy = copy_name(manifest.generation)
        if not (folder / copy).exists():
            disk.write_file(_aside(folder, copy), encode(manifest))
            disk.replace(_aside(folder, copy), folder / copy)
        if manifest.toc and not (folder / manifest.toc.name).exists():
            waiting = replace(manifest.toc, name=f"{manifest.toc.name}.tmp")
            if is_whole(folder, waiting):
                disk.replace(folder / waiting.name, folder / manifest.toc.name)
        collect(folder, manifest)


def collect(folder: Path, manifest: Manifest, keep: Collection[str] = ()) -> None:
    """Removes the index's own files that the commit does not name; readers keep what they have mapped.

    A file in use (Windows) stays until the next commit. Files of others are never touched.
    """
    names = names_in(folder)
    if made_by_older(names):
        shutil.rmtree(folder / OLD_WORKSHOP, ignore_errors=True)
    for name in sorted(dead_files(names, manifest, keep)):
        with suppress(IsADirectoryError):
            disk.remove(folder / name)


def dead_files(names: Iterable[str], manifest: Manifest, keep: Collection[str] = ()) -> list[str]:
    """Those names that are an index's own and that the commit does not need."""
    living = {*manifest.files(), *_later(manifest)}
    kept = tuple(keep)
    return [name for name in collectable(names) if name not in living and not (kept and name.startswith(kept))]
