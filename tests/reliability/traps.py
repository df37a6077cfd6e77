"""What a stranger may put into an index folder: one function for each trap, given the folder and a place outside."""

import hashlib
import json
import os
import pickle
import struct
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from searchkit.storage.arrays import MAGIC, AnyArray, ArrayFile
from searchkit.storage.commitfile import FORMAT, Manifest, SegmentEntry, digest_of, encode, read_manifest_file
from searchkit.storage.zstd import compress
from tests.storage import newsroom

Trap = Callable[[Path, Path], None]
GENERATION = 3
MANIFEST = f"manifest-{GENERATION}.json"
COPY = f"manifest-{GENERATION}.copy.json"


class Evil:
    """Makes a file when it is unpickled."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.marker),)


def evil(outside: Path) -> bytes:
    return pickle.dumps(Evil(outside / "marker"))


def manifest_of(folder: Path) -> Manifest:
    return read_manifest_file(folder / MANIFEST, GENERATION)


def segment_of(folder: Path) -> Path:
    return folder / manifest_of(folder).segments[0].file


def put(folder: Path, manifest: Manifest) -> None:
    """Both copies of the manifest, with checksums that are right."""
    for name in (MANIFEST, COPY):
        (folder / name).write_bytes(encode(manifest))


def put_record(folder: Path, **changes: Any) -> None:
    """A manifest of any content, sealed."""
    record = asdict(manifest_of(folder)) | changes
    canonical = json.dumps(record, sort_keys=True, separators=(",", ":")).encode()
    for name in (MANIFEST, COPY):
        (folder / name).write_text(json.dumps({"manifest": record, "digest": digest_of(canonical)}))


def put_segment(folder: Path, **changes: Any) -> None:
    """The same, with other values in the entry of the first segment."""
    first, *others = (asdict(segment) for segment in manifest_of(folder).segments)
    put_record(folder, segments=[first | changes, *others])


def reseal(folder: Path) -> None:
    """A manifest that fits the segment file as it is now."""
    path, manifest = segment_of(folder), manifest_of(folder)
    digest = path.read_bytes()[-24:-8].hex()
    entry = replace(manifest.segments[0], size_bytes=path.stat().st_size, digest=digest)
    put(folder, replace(manifest, segments=(entry, *manifest.segments[1:])))


def with_arrays(**changes: Callable[[AnyArray], AnyArray]) -> Trap:
    """Other numbers in arrays (`f1_docs` is `f1.docs`), under checksums that are right."""

    def set_trap(folder: Path, outside: Path) -> None:
        path = segment_of(folder)
        file = ArrayFile(path)
        names = {key.replace("_", ".", 1): change for key, change in changes.items()}
        newsroom.rewrite(path, {name: change(file.get(name).copy()) for name, change in names.items()})
        file.close()
        reseal(folder)

    return set_trap


def filled(value: int) -> Callable[[AnyArray], AnyArray]:
    return lambda values: np.full_like(values, value)


def with_directory(change: Callable[[dict[str, Any]], Any]) -> Trap:
    """Another directory in the segment file, sealed."""

    def set_trap(folder: Path, outside: Path) -> None:
        path = segment_of(folder)
        data = path.read_bytes()
        offset, length = struct.unpack("<QQ", data[-40:-24])
        raw = change(json.loads(data[offset : offset + length]))
        raw = raw if isinstance(raw, bytes) else json.dumps(raw).encode()
        trailer = struct.pack("<QQ16s8s", offset, len(raw), hashlib.blake2b(raw, digest_size=16).digest(), MAGIC)
        path.write_bytes(data[:offset] + raw + trailer)
        reseal(folder)

    return set_trap


def with_entries(*entry: Any) -> Trap:
    """A directory that says the same of every array."""

    def change(directory: dict[str, Any]) -> dict[str, Any]:
        return directory | {"arrays": {name: list(entry) for name in directory["arrays"]}}

    return with_directory(change)


def with_meta(**meta: Any) -> Trap:
    return with_directory(lambda directory: directory | {"meta": directory["meta"] | meta})


def huge_directory(folder: Path, outside: Path) -> None:
    path, length = segment_of(folder), 65 << 20
    with path.open("r+b") as file:
        file.truncate(8)
        file.seek(8 + length)
        file.write(struct.pack("<QQ16s8s", 8, length, bytes(16), MAGIC))
    reseal(folder)


def bomb(said_bytes: int) -> Trap:
    """A block of documents that expands to 256 MiB; the ends say that it is `said_bytes` long."""

    def set_trap(folder: Path, outside: Path) -> None:
        packed = np.frombuffer(compress(bytes(1 << 24), 3) * 16, np.uint8)
        with_arrays(
            documents_blocks=lambda values: packed,
            documents_starts=lambda values: np.array([0, len(packed)], values.dtype),
            documents_firsts=lambda values: np.array([0, 2], values.dtype),
            documents_ends=lambda values: np.array([10, said_bytes], values.dtype),
        )(folder, outside)

    return set_trap


def linked(name: Callable[[Path], str]) -> Trap:
    """A file of the index moved outside, and a link to it in its place."""

    def set_trap(folder: Path, outside: Path) -> None:
        path = folder / name(folder)
        path.replace(outside / "moved")
        path.symlink_to(outside / "moved")

    return set_trap


def pointing(name: str, target: str) -> Trap:
    """A link of this name; `target` is below the place outside, or absolute."""

    def set_trap(folder: Path, outside: Path) -> None:
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to(outside / target)

    return set_trap


def pipe(name: Callable[[Path], str]) -> Trap:
    """A pipe nobody writes into."""

    def set_trap(folder: Path, outside: Path) -> None:
        path = folder / name(folder)
        path.unlink(missing_ok=True)
        os.mkfifo(path)

    return set_trap


def holding(name: Callable[[Path], str], content: Callable[[Path], bytes]) -> Trap:
    """A file of this content."""
    return lambda folder, outside: ignore((folder / name(folder)).write_bytes(content(outside)))


def ignore(value: object) -> None:
    """For a lambda that has nothing to say."""


def named(name: str) -> Callable[[Path], str]:
    return lambda folder: name


def segment_name(folder: Path) -> str:
    return segment_of(folder).name


def deletes_name(folder: Path) -> str:
    return next(segment.deletes_file for segment in manifest_of(folder).segments if segment.deletes_file)


def padded_pickle(folder: Path, outside: Path) -> None:
    path = segment_of(folder)
    path.write_bytes(evil(outside).ljust(path.stat().st_size, b"\0"))


def many_segments(folder: Path, outside: Path) -> None:
    first = manifest_of(folder).segments[0]
    names = (f"seg-{number:016x}" for number in range(20_000))
    entries: list[SegmentEntry] = [replace(first, name=name, file=f"{name}.sk") for name in names]
    put(folder, replace(manifest_of(folder), segments=tuple(entries)))


def nested_manifest(folder: Path, outside: Path) -> None:
    for name in (MANIFEST, COPY):
        (folder / name).write_text("[" * 200_000)


def long_manifest(folder: Path, outside: Path) -> None:
    for name in (MANIFEST, COPY):
        with (folder / name).open("r+b") as file:
            file.truncate(1 << 40)


def folder_in_place(name: Callable[[Path], str]) -> Trap:
    def set_trap(folder: Path, outside: Path) -> None:
        (folder / name(folder)).unlink(missing_ok=True)
        (folder / name(folder) / "inner").mkdir(parents=True)

    return set_trap


HARMLESS: dict[str, Trap] = {
    "an old stock commit of pickles": holding(named("_MAIN_1.toc"), evil),
    "this stock commit is a link": pointing(f"_MAIN_{GENERATION}.toc.tmp", "secret.txt"),
    "an old manifest of pickles": holding(named("manifest-1.json"), evil),
    "an unfinished manifest is a link": pointing("manifest-4.json.tmp", "secret.txt"),
    "unfinished sources are a link": pointing("sources-4.jsonl.tmp", "secret.txt"),
    "an unfinished manifest is a pipe": pipe(named("manifest-4.json.tmp")),
    "an unfinished segment is a pipe": pipe(named("seg-0000000000000000.sk.tmp")),
    "a dead segment is a link": pointing("seg-0000000000000000.sk", "secret.txt"),
    "a dead segment is a link to a folder": pointing("seg-0000000000000000.sk", "."),
    "a dead segment is a folder": folder_in_place(named("seg-0000000000000000.sk")),
    "an old workshop is a link": pointing("rebuild.tmp", "."),
    "the lock is a link": pointing("lock", "secret.txt"),
    "the lock is a pipe": pipe(named("lock")),
    "the lock is a folder": folder_in_place(named("lock")),
    "the stock lock is a link": pointing("MAIN_WRITELOCK", "secret.txt"),
}
"""Things beside the index, which searching need not notice; writing may refuse them."""

REFUSED: dict[str, Trap] = {
    "a later stock commit of pickles": holding(named("_MAIN_9.toc"), evil),
    "this stock commit is of pickles": holding(named(f"_MAIN_{GENERATION}.toc"), evil),
    "a later stock commit is a pipe": pipe(named("_MAIN_9.toc")),
    "a later manifest of pickles": holding(named("manifest-9.json"), evil),
    "a later manifest is a link": pointing("manifest-9.json", "secret.txt"),
    "a later manifest is a pipe": pipe(named("manifest-9.json")),
    "a later manifest is a folder": folder_in_place(named("manifest-9.json")),
    "the last of all manifests": holding(named("manifest-999999999999999999.json"), evil),
    "a segment of pickles": holding(segment_name, evil),
    "a segment of pickles and its size": padded_pickle,
    "a segment is a link": linked(segment_name),
    "a segment is a link to a device": lambda folder, outside: pointing(segment_name(folder), "/dev/zero")(
        folder, outside
    ),
    "a segment is a link to a file of the system": lambda folder, outside: pointing(
        segment_name(folder), "/etc/passwd"
    )(folder, outside),
    "a segment is a pipe": pipe(segment_name),
    "a segment is a folder": folder_in_place(segment_name),
    "the manifest is a link": linked(named(MANIFEST)),
    "the manifest is a pipe": pipe(named(MANIFEST)),
    "sources are a pipe": pipe(named(f"sources-{GENERATION}.jsonl")),
    "sources are a link": linked(named(f"sources-{GENERATION}.jsonl")),
    "deletes are a link": linked(deletes_name),
    "deletes are a pipe": pipe(deletes_name),
    "a manifest of a terabyte": long_manifest,
    "a manifest that nests deep": nested_manifest,
    "a manifest of many segments": many_segments,
    "a segment outside": lambda folder, outside: put_segment(folder, file=f"{outside}/moved.sk"),
    "a segment above": lambda folder, outside: put_segment(folder, name="../seg", file="../seg.sk"),
    "a segment without end": lambda folder, outside: put_segment(folder, size_bytes=2**63, doc_count=2**40),
    "a segment of less than nothing": lambda folder, outside: put_segment(folder, doc_count=-1),
    "a segment of other counts": lambda folder, outside: put_segment(folder, doc_count=2**31 - 1),
    "deletes outside": lambda folder, outside: put_segment(
        folder, deleted_count=1, deletes_file="../x-1.del", deletes_digest="0" * 32
    ),
    "sources outside": lambda folder, outside: put_record(
        folder, sources={"name": "../../secret.txt", "size_bytes": 6, "digest": "0" * 32}
    ),
    "sources of an exabyte": lambda folder, outside: put_record(
        folder, sources={"name": f"sources-{GENERATION}.jsonl", "size_bytes": 2**60, "digest": "0" * 32}
    ),
    "a schema of any class": lambda folder, outside: put_record(folder, schema={"class": "os.system", "name": "true"}),
    "another format": lambda folder, outside: put_record(folder, format=FORMAT + 1),
    "a huge directory": huge_directory,
    "a directory that nests deep": with_directory(lambda directory: b"[" * 200_000),
    "a directory that is no record": with_directory(lambda directory: []),
    "arrays before the file": with_entries("u1", -8, 8, 0),
    "arrays of less than nothing": with_entries("u1", 64, -1, 0),
    "arrays behind the file": with_entries("u8", 64, 2**61, 0),
    "arrays of objects": with_entries("O", 64, 1, 0),
    "arrays of true": with_entries("u1", True, True, 0),
    "arrays on top of each other": with_entries("u4", 64, 40, 0),
    "a document count without end": with_meta(doc_count=2**31 - 1),
    "a document count of 400 digits": with_meta(doc_count=10**400),
    "fields that are a number": with_meta(fields=7),
    "documents nobody has": with_arrays(f1_docs=filled(65535)),
    "postings that end beyond": with_arrays(f1_posting_ends=filled(254)),
    "positions that end beyond": with_arrays(f1_position_ends=filled(254)),
    "terms that end beyond": with_arrays(f1_term_ends=filled(254)),
    "blocks without end": with_arrays(f0_tf=lambda values: np.full(len(values), 2**40, np.uint64)),
    "exceptions nobody has": with_arrays(f1_tf=filled(255), f1_form_ids=filled(255)),
    "positions beyond all lists": with_arrays(**{"f1_positions.high": filled(255)}),
    "documents that end beyond": with_arrays(documents_ends=filled(2**31)),
    "a bomb": bomb(1 << 20),
    "a bomb that says so": bomb(1 << 28),
    "a bomb that says more": bomb((1 << 32) - 1),
}
"""Things in the index itself: what needs them is refused in one line."""
