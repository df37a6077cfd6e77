"""The manifest: read back as written, and refused in every other form."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.errors import IndexDamagedError, IndexOpenError
from searchkit.storage.commitfile import (
    FORMAT,
    FileEntry,
    Manifest,
    SegmentEntry,
    decode,
    digest_of,
    encode,
    read_manifest_file,
)
from searchkit.storage.generations import newest
from searchkit.storage.sourcerecords import read_sources
from tests.storage import tiny

NAME = "seg-0123456789abcdef"
DIGEST = "0" * 32
SEGMENT = SegmentEntry(NAME, f"{NAME}.sk", 4096, DIGEST, 10, 3, f"{NAME}-6.del", DIGEST)
MANIFEST = Manifest(
    generation=7,
    schema={"body": ["text", 1.5, None, True, "ü"]},
    analyzer="analysis-1",
    languages=("en", "de"),
    segments=(SEGMENT,),
    sources=FileEntry("sources-7.jsonl", 100, DIGEST),
    created="2026-01-16T10:00:00+00:00",
    searchkit="0.1.0",
    toc=FileEntry("_MAIN_7.toc", 100, DIGEST),
)


def sealed(record: Any) -> bytes:
    """A manifest file of any content, with a checksum that is right."""
    canonical = json.dumps(record, sort_keys=True, separators=(",", ":")).encode()
    return json.dumps({"manifest": record, "digest": digest_of(canonical)}).encode()


def record() -> Any:
    return json.loads(encode(MANIFEST))["manifest"]


def test_a_manifest_is_read_back_as_written() -> None:
    assert decode(encode(MANIFEST)) == MANIFEST


def test_the_test_seals_as_the_manifest_does() -> None:
    assert decode(sealed(record())) == MANIFEST


@given(st.integers(0, len(encode(MANIFEST)) * 8 - 1))
def test_a_flipped_bit_is_found_or_changes_nothing(bit: int) -> None:
    data = bytearray(encode(MANIFEST))
    data[bit // 8] ^= 1 << bit % 8
    try:
        found = decode(bytes(data))
    except ValueError:
        return
    assert found == MANIFEST


@given(st.binary(max_size=200))
def test_noise_is_no_manifest(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        decode(data)


HOSTILE_SEGMENTS = {
    "path": {"name": "../../etc/passwd", "file": "../../etc/passwd.sk"},
    "file elsewhere": {"file": "/etc/passwd"},
    "file of another": {"file": "seg-ffffffffffffffff.sk"},
    "capital digits": {"name": NAME.upper(), "file": f"{NAME.upper()}.sk"},
    "line end": {"name": NAME + "\n", "file": f"{NAME}\n.sk"},
    "name of no text": {"name": 7},
    "deletes elsewhere": {"deletes_file": f"../{NAME}-6.del"},
    "deletes of another": {"deletes_file": "seg-ffffffffffffffff-6.del"},
    "deletes of the future": {"deletes_file": f"{NAME}-8.del"},
    "deletes without checksum": {"deletes_digest": None},
    "deletes of none": {"deleted_count": 0},
    "no file of deletes": {"deletes_file": None},
    "checksum of no file": {"deletes_file": None, "deleted_count": 0},
    "negative": {"doc_count": -1, "deleted_count": -1},
    "too many": {"doc_count": 2**31},
    "more deleted than there are": {"deleted_count": 11},
    "endless number": {"size_bytes": 10**4000},
    "float": {"size_bytes": 4096.0},
    "bool": {"doc_count": True, "deleted_count": True},
    "checksum of another kind": {"digest": "pickle"},
}


@pytest.mark.parametrize("change", HOSTILE_SEGMENTS.values(), ids=HOSTILE_SEGMENTS)
def test_hostile_segments_are_refused(change: dict[str, Any]) -> None:
    hostile = record()
    hostile["segments"][0] |= change
    with pytest.raises(ValueError, match=r"."):
        decode(sealed(hostile))


HOSTILE = {
    "generation of no number": {"generation": "7"},
    "negative generation": {"generation": -1},
    "sources elsewhere": {"sources": {"name": "../sources-7.jsonl", "size_bytes": 1, "digest": DIGEST}},
    "sources of another": {"sources": {"name": "sources-6.jsonl", "size_bytes": 1, "digest": DIGEST}},
    "no sources": {"sources": None},
    "toc elsewhere": {"toc": {"name": "/etc/passwd", "size_bytes": 1, "digest": DIGEST}},
    "segments no list": {"segments": {}},
    "segment no record": {"segments": [[]]},
    "a segment twice": {"segments": record()["segments"] * 2},
    "languages of numbers": {"languages": [1]},
    "absurdly long": {"analyzer": "a" * 1001},
    "unknown key": {"run": "rm"},
}


@pytest.mark.parametrize("change", HOSTILE.values(), ids=HOSTILE)
def test_hostile_manifests_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        decode(sealed(record() | change))


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(ValueError, match=r"."):
        decode(b'{"digest": "", "manifest": ' + b"[" * 100_000 + b"]" * 100_000 + b"}")


def test_a_pickle_is_not_loaded(tmp_path: Path) -> None:
    (tmp_path / "manifest-1.json").write_bytes(b"cposix\nsystem\n(S'touch ran'\ntR.")
    with pytest.raises(IndexDamagedError, match=r"manifest-1\.json is damaged"):
        newest(tmp_path)


def test_a_manifest_of_another_generation_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "manifest-8.json"
    path.write_bytes(encode(MANIFEST))
    with pytest.raises(IndexDamagedError, match="it is that of generation 7"):
        read_manifest_file(path, 8)


def test_a_newer_format_is_not_called_damaged(tmp_path: Path) -> None:
    path = tmp_path / "manifest-7.json"
    path.write_bytes(encode(replace(MANIFEST, format=FORMAT + 1)))
    with pytest.raises(
        IndexOpenError, match=f"it is of format {FORMAT + 1}, this searchkit reads format {FORMAT}"
    ) as caught:
        read_manifest_file(path, 7)
    assert not isinstance(caught.value, IndexDamagedError)


def test_an_endless_manifest_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "manifest-7.json"
    with path.open("wb") as file:
        file.truncate((64 << 20) + 1)
    with pytest.raises(IndexDamagedError, match="longer than 67,108,864 bytes"):
        read_manifest_file(path, 7)


@pytest.mark.parametrize("what", ["manifest", "segment", "deletes", "sources"])
def test_links_are_not_followed(tmp_path: Path, what: str) -> None:
    folder = tmp_path / "index"
    manifest = tiny.first_commit(folder)
    name = {
        "manifest": "manifest-1.json",
        "segment": manifest.segments[0].file,
        "deletes": manifest.segments[1].deletes_file or "",
        "sources": manifest.sources.name,
    }[what]
    (folder / name).rename(tmp_path / "elsewhere")
    (folder / name).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(IndexDamagedError, match=f"{name} is (damaged: it is )?not a regular file"):
        newest(folder)


def test_sources_are_read_back_as_written(tmp_path: Path) -> None:
    manifest = tiny.first_commit(tmp_path)
    assert read_sources(tmp_path, manifest.sources) == {"one": tiny.source("one")}


def test_changed_sources_are_damage(tmp_path: Path) -> None:
    manifest = tiny.first_commit(tmp_path)
    path = tmp_path / manifest.sources.name
    path.write_bytes(path.read_bytes().replace(b"abcd", b"abce"))
    with pytest.raises(IndexDamagedError, match="its checksum is wrong"):
        read_sources(tmp_path, manifest.sources)


@pytest.mark.parametrize("line", ["[]", '{"name": 1}', "null", "x"])
def test_sources_of_other_values_are_damage(tmp_path: Path, line: str) -> None:
    data = line.encode()
    (tmp_path / "sources-1.jsonl").write_bytes(data)
    with pytest.raises(IndexDamagedError, match=r"sources-1\.jsonl is damaged"):
        read_sources(tmp_path, FileEntry("sources-1.jsonl", len(data), digest_of(data)))
