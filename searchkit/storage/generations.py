"""Which commit of an index folder is the newest, and is it whole?

A commit is finished when its manifest has its name: all that it names was on disk before. So a manifest that
is there and wrong, or that names a file that is missing, is damage and never an unfinished commit, and the
answer is an error: falling back to an older commit would lose articles without a word. What an unfinished
commit leaves (files in no manifest, manifests with `.tmp` at the end) is passed over and removed by the next.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from searchkit.errors import IndexDamagedError, IndexOpenError
from searchkit.storage.commitfile import FileEntry, Manifest, SegmentEntry, digest_of, read_manifest_file
from searchkit.storage.layout import generations_of, manifest_name, missing_index, names_in, toc_name, tocs_of
from searchkit.storage.regular import read_regular, regular_size

T = TypeVar("T")

MAX_TABLE_BYTES = 256 << 20


def newest(folder: Path) -> Manifest:
    """The newest commit; reads one small file and looks at the sizes of those it names.

    Raises IndexMissingError where there is none, IndexDamagedError where it is not whole or another program
    committed after it, and a plain IndexOpenError for an index of another format.
    """
    return opened(folder, lambda manifest: manifest)


def opened(folder: Path, opener: Callable[[Manifest], T]) -> T:
    """What `opener` makes of the newest commit.

    A writer may commit and remove files of the old commit between reading the manifest and opening them:
    when that happened, the same is done again with the new one. Errors as of `newest`, and those of `opener`.
    """
    names = names_in(folder)
    while True:
        try:
            return opener(_newest(folder, names))
        except (IndexOpenError, FileNotFoundError) as error:
            now = names_in(folder)
            if generations_of(now) == generations_of(names):
                if isinstance(error, FileNotFoundError):
                    raise IndexDamagedError(f"{error.filename} is missing; try: searchkit check --repair") from error
                raise
            names = now


def _newest(folder: Path, names: list[str]) -> Manifest:
    generation = next(iter(generations_of(names)), None)
    if generation is None:
        raise missing_index(folder, names)
    manifest = read_manifest_file(folder / manifest_name(generation), generation)
    if foreign := foreign_toc(folder, manifest, names):
        raise IndexDamagedError(foreign_message(folder, manifest, foreign))
    for name, what in file_problems(folder, manifest):
        raise IndexDamagedError(f"{folder / name} {what}; try: searchkit check --repair")
    return manifest


def require_analyzer(folder: Path, manifest: Manifest, fingerprint: str) -> None:
    """IndexDamagedError where articles were analysed in another way than queries would be."""
    if manifest.analyzer != fingerprint:
        raise IndexDamagedError(
            f"{folder} was made with other rules of analysis ({manifest.analyzer[:80]}; "
            f"this searchkit has {fingerprint}); make the index anew with --rebuild"
        )


def file_problems(folder: Path, manifest: Manifest) -> list[tuple[str, str]]:
    """Names of files of the commit that are missing, no files, or of another size; and what is wrong with each."""
    files = [manifest.sources, *([manifest.boilerplate] if manifest.boilerplate else [])]
    wanted = [(file.name, file.size_bytes) for file in files]
    for segment in manifest.segments:
        wanted.append((segment.file, segment.size_bytes))
        if segment.deletes_file:
            wanted.append((segment.deletes_file, deletes_size(segment)))
    found = ((name, _file_problem(folder / name, size)) for name, size in wanted)
    return [(name, what) for name, what in found if what]


def _file_problem(path: Path, size_bytes: int) -> str:
    try:
        size = regular_size(path)
    except FileNotFoundError:
        return "is missing"
    except ValueError:
        return "is not a regular file"
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    return "" if size == size_bytes else f"has {size:,} bytes instead of {size_bytes:,}"


def foreign_toc(folder: Path, manifest: Manifest, names: Iterable[str]) -> str:
    """The stock commit that another program made after this one, by the name of its file; "" for none.

    It has a higher number, or the same one and other content: after a crash between our two files of a
    commit, a stock program counts on from the one before.
    """
    number = next(iter(tocs_of(names)), -1)
    if number < manifest.generation:
        return ""
    name = toc_name(number)
    if number > manifest.generation or manifest.toc is None or not is_whole(folder, manifest.toc):
        return name
    return ""


def foreign_message(folder: Path, manifest: Manifest, foreign: str) -> str:
    """What happened, and the two ways out."""
    return (
        f"{folder}: another program committed with Whoosh ({foreign}) after searchkit's last commit "
        f"({manifest_name(manifest.generation)}); to keep searchkit's commit: searchkit check --repair, which sets "
        f"{foreign} aside; to take the other's articles: export them with Whoosh first, then repair and index them"
    )


def is_whole(folder: Path, entry: FileEntry) -> bool:
    """Whether a file is the one that was written; reads it. Meant for small ones."""
    try:
        data = read_regular(folder / entry.name, entry.size_bytes)
    except (OSError, ValueError):
        return False
    return len(data) == entry.size_bytes and digest_of(data) == entry.digest


def read_table(folder: Path, entry: FileEntry | None) -> bytes:
    """What is known of boilerplate, as it was written; nothing where there is none.

    Raises IndexDamagedError where the file is not the one that was written, FileNotFoundError where it is gone.
    """
    if entry is None:
        return b""
    try:
        data = read_regular(folder / entry.name, min(entry.size_bytes, MAX_TABLE_BYTES))
        if digest_of(data) != entry.digest:
            raise ValueError("its checksum is wrong")
    except FileNotFoundError:
        raise
    except (OSError, ValueError) as error:
        raise IndexDamagedError(f"{folder / entry.name} is damaged: {error}; try: searchkit check --repair") from error
    return data


def deletes_size(segment: SegmentEntry) -> int:
    """Bytes of a file of deletes: a bit for each document."""
    return (segment.doc_count + 7) // 8


def pack_deletes(deleted: NDArray[np.bool_]) -> bytes:
    """The content of a file of deletes: bit `doc % 8` of byte `doc // 8`."""
    return np.packbits(deleted, bitorder="little").tobytes()


def read_deletes(folder: Path, segment: SegmentEntry) -> NDArray[np.bool_] | None:
    """Which documents of a segment are deleted, (doc_count,), or None for none of them.

    Raises IndexDamagedError where the file is not the one that was written, FileNotFoundError where it is gone.
    """
    if segment.deletes_file is None:
        return None
    path = folder / segment.deletes_file
    try:
        data = read_regular(path, deletes_size(segment))
        if digest_of(data) != segment.deletes_digest:
            raise ValueError("its checksum is wrong")
        deleted = _unpacked(data, segment)
    except FileNotFoundError:
        raise
    except (OSError, ValueError) as error:
        raise IndexDamagedError(f"{path} is damaged: {error}; try: searchkit check --repair") from error
    return deleted


def _unpacked(data: bytes, segment: SegmentEntry) -> NDArray[np.bool_]:
    if len(data) != deletes_size(segment):
        raise ValueError("it is cut short")
    deleted = np.unpackbits(np.frombuffer(data, np.uint8), count=segment.doc_count, bitorder="little").astype(bool)
    if int(np.count_nonzero(deleted)) != segment.deleted_count:
        raise ValueError("it has another number of deleted documents than the manifest says")
    return deleted
