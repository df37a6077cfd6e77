"""`check`: silent about a whole index, and names the file and the array of every damage."""

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from searchkit.errors import IndexDamagedError, IndexMissingError
from searchkit.storage.arrays import AnyArray, ArrayFile
from searchkit.storage.build import SegmentBuilder
from searchkit.storage.checks import check
from searchkit.storage.commitfile import Manifest
from searchkit.storage.commits import commit
from searchkit.storage.documents import write_documents
from searchkit.storage.opening import open_commit
from searchkit.storage.structure import Problem, check_segment
from tests.storage import newsroom, tiny


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """Five articles in two segments, one of them deleted."""
    segments = (
        newsroom.segment(tmp_path, [newsroom.article(key) for key in ("a1", "a2", "a3")], "a.jsonl"),
        newsroom.segment(tmp_path, [newsroom.article(key) for key in ("b1", "b2")], "b.jsonl"),
    )
    deleted = {segments[0].name: np.array([False, True, False])}
    records = [newsroom.record("a.jsonl", 2), newsroom.record("b.jsonl", 2)]
    commit(tmp_path, newsroom.contents(segments, deleted), records, tiny.toc)
    return tmp_path


def manifest_of(folder: Path) -> Manifest:
    found = open_commit(folder)
    found.close()
    return found.manifest


def files_with_problems(folder: Path, deep: bool = False) -> set[str]:
    return {problem.file for problem in check(folder, deep).problems}


@pytest.mark.parametrize("deep", [False, True])
def test_a_whole_index_has_no_problems(index: Path, deep: bool) -> None:
    assert check(index, deep).to_dict() == {
        "ok": True,
        "folder": str(index),
        "generation": 1,
        "deep": deep,
        "segments": 2,
        "articles": 4,
        "deleted": 1,
        "problems": [],
        "remarks": (),
    }


KINDS = ["manifest", "copy", "sources", "deletes", "segment"]
HARMS = [(kind, harm) for kind in KINDS for harm in ("gone", "cut", "flipped") if (kind, harm) != ("copy", "gone")]


@pytest.mark.parametrize(("kind", "harm"), HARMS)
def test_damage_is_found_in_every_file_of_a_commit(index: Path, kind: str, harm: str) -> None:
    manifest = manifest_of(index)
    name = {
        "manifest": "manifest-1.json",
        "copy": "manifest-1.copy.json",
        "sources": "sources-1.jsonl",
        "deletes": str(manifest.segments[0].deletes_file),
        "segment": manifest.segments[0].file,
    }[kind]
    path = index / name
    if harm == "gone":
        path.unlink()
    elif harm == "cut":
        path.write_bytes(path.read_bytes()[:-2])
    else:
        newsroom.flip(path, (path.stat().st_size - 20) * 8 if kind != "deletes" else 0)
    assert files_with_problems(index) == {name}


def test_a_flipped_bit_in_an_array_is_found_deep_only(index: Path) -> None:
    name = newsroom.damage(index, manifest_of(index), 0)
    assert files_with_problems(index) == set()
    assert check(index, deep=True).problems == (Problem(name, "documents.firsts", "its checksum is wrong"),)


def test_a_thousand_flipped_bits_are_found_or_lie_in_no_array(index: Path) -> None:
    path = index / manifest_of(index).segments[0].file
    bits = path.stat().st_size * 8
    file = ArrayFile(path)
    content = {name: bytes(file.bytes_of(name)) for name in file.names()}
    file.close()
    chance = random.Random(1)
    for _ in range(1000):
        bit = chance.randrange(bits)
        newsroom.flip(path, bit)
        if not check_segment(path):
            found = ArrayFile(path)
            assert {name: bytes(found.bytes_of(name)) for name in found.names()} == content
            found.close()
        newsroom.flip(path, bit)


def test_a_segment_of_another_commit_is_found(index: Path) -> None:
    first, second = manifest_of(index).segments
    (index / first.file).write_bytes((index / second.file).read_bytes().ljust(first.size_bytes, b"\0"))
    assert files_with_problems(index) == {first.file}


def test_a_commit_of_another_program_is_a_problem(index: Path) -> None:
    (index / "_MAIN_2.toc").write_bytes(b"stock")
    assert files_with_problems(index) == {"_MAIN_2.toc"}


def test_what_harms_nobody_is_remarked(index: Path) -> None:
    for name in ("seg-0000000000000000.sk", "manifest-2.json.tmp", "notes.txt", "_MAIN_9.toc.foreign"):
        (index / name).write_text("x")
    (index / "_MAIN_1.toc").unlink()
    (index / "manifest-1.copy.json").unlink()
    report = check(index, deep=True)
    assert report.ok
    assert [remark.split()[0].rstrip(":") for remark in report.remarks] == [
        "manifest-2.json.tmp",
        "seg-0000000000000000.sk",
        "manifest-1.copy.json",
        "_MAIN_1.toc",
        "_MAIN_9.toc.foreign",
        "notes.txt",
    ]


def test_other_rules_of_analysis_are_a_problem(tmp_path: Path) -> None:
    commit(tmp_path, replace(tiny.contents(), analyzer="other"), [])
    assert "made with other rules of analysis" in check(tmp_path).problems[0].what


def test_no_index_is_no_report(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError):
        check(tmp_path)


def changed(at: int, value: int) -> Callable[[AnyArray], AnyArray]:
    def change(values: AnyArray) -> AnyArray:
        values = values.copy()
        values[at] = value
        return values

    return change


def shorter(values: AnyArray) -> AnyArray:
    return values[:-1]


BODY = "f1."  # title, body, authors, source, section, id, … in this order
BROKEN = {
    f"{BODY}terms": changed(0, 255),
    f"{BODY}term_ends": changed(1, 200),
    f"{BODY}posting_ends": changed(1, 0),
    f"{BODY}docs": changed(0, 3),
    f"{BODY}tf": changed(0, 2),
    f"{BODY}positions": changed(-2, 200),
    f"{BODY}position_ends": shorter,
    f"{BODY}form_ids": changed(0, 9),
    f"{BODY}form_ends": changed(-1, 99),
    f"{BODY}form_text_ends": changed(0, 9),
    f"{BODY}lengths": changed(0, 0),
    f"{BODY}sentence_ends": shorter,
    f"{BODY}sentence": changed(0, 200),
    "f6.docs": changed(0, 200),
    "f6.terms": changed(0, 255),
    "c1.ids": changed(0, 200),
    "c1.ends": changed(1, 200),
    "c1.texts": changed(0, 255),
    "c5.values": shorter,
    "documents.firsts": changed(-1, 9),
    "documents.starts": changed(-1, 9),
    "documents.ends": changed(0, 60_000),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_wrong_number_under_a_right_checksum_is_found(tmp_path: Path, name: str) -> None:
    articles = [newsroom.article(key, "Wheat rose. Wheat fell. Barley too.") for key in ("a1", "a2", "a3")]
    path = tmp_path / newsroom.segment(tmp_path, articles, "a.jsonl").file
    assert check_segment(path) == []
    file = ArrayFile(path)
    newsroom.rewrite(path, {name: BROKEN[name](file.get(name))})
    file.close()
    assert {problem.part.partition(".")[0] for problem in check_segment(path)} == {name.partition(".")[0]}


LISTED = {
    "term_ends.marks": changed(-1, 1),
    "posting_ends.marks": shorter,
    "often": changed(0, 3),
    "often_ends": changed(-1, 1),
    "often_docs": changed(1, 0),
    "often_blocks": changed(0, 1),
    "max_weight": changed(0, 9),
    "shortest": changed(-1, 900),
    "tf.at": changed(0, 60_000),
    "tf.big": changed(0, 254),
    "position_ends.at": shorter,
    "position_ends.big": changed(0, 70_000),
    "positions.high": changed(-1, 255),
    "positions.at": changed(-1, 60_000),
    "positions.big": changed(0, 5),
    "form_ids.marks": changed(-1, 1),
    "form_ids.big": changed(0, 254),
}


@pytest.mark.parametrize("name", LISTED)
def test_a_wrong_number_beside_packed_ones_is_found(tmp_path: Path, name: str) -> None:
    shapes = "RAINS Rained raining rAin"
    bodies = [
        f"Wheat{number} wheat rain rain rain rain {shapes} and {'so ' * (number % 40)}on." for number in range(180)
    ]
    articles = [newsroom.article(f"a{number}", body) for number, body in enumerate([*bodies, "hail " * 900])]
    path = tmp_path / newsroom.segment(tmp_path, articles, "a.jsonl").file
    assert check_segment(path) == []
    file = ArrayFile(path)
    newsroom.rewrite(path, {BODY + name: LISTED[name](file.get(BODY + name))})
    file.close()
    assert {problem.part.partition(".")[0] for problem in check_segment(path)} == {"f1"}


def test_a_missing_array_is_found(tmp_path: Path) -> None:
    path = tmp_path / newsroom.segment(tmp_path, [newsroom.article("a1")], "a.jsonl").file
    newsroom.rewrite(path, {"f1.docs": None})
    assert "array 'f1.docs' is missing" in check_segment(path)[0].what


HOSTILE = [
    {"doc_count": 2**40},
    {"doc_count": "1"},
    {"doc_count": -1},
    {"fields": None},
    {"fields": [{}]},
    {"fields": ["x"]},
    {"columns": [{"name": "x", "kind": "pickle"}]},
    {"columns": {"kind": 1}},
]


@pytest.mark.parametrize("meta", HOSTILE)
def test_a_hostile_description_is_a_problem_and_no_crash(tmp_path: Path, meta: dict[str, object]) -> None:
    path = tmp_path / newsroom.segment(tmp_path, [newsroom.article("a1")], "a.jsonl").file
    newsroom.rewrite(path, {}, meta)
    assert len(check_segment(path)) == 1


def test_documents_that_are_no_json_are_found(tmp_path: Path) -> None:
    with SegmentBuilder(tmp_path / "seg-0000000000000000.sk", 2) as builder:
        write_documents(builder.writer, [b"{}", b"\x80\x04]"])
        builder.writer.collect()
        builder.finish()
    problem = Problem("seg-0000000000000000.sk", "documents.blocks", "document 1 is no JSON of stored fields")
    assert check_segment(tmp_path / "seg-0000000000000000.sk") == [problem]


def test_an_empty_segment_is_whole(tmp_path: Path) -> None:
    path = tmp_path / newsroom.segment(tmp_path, [], "a.jsonl").file
    assert check_segment(path) == []


def test_what_check_says_is_what_opening_says(index: Path) -> None:
    (index / manifest_of(index).segments[0].file).unlink()
    with pytest.raises(IndexDamagedError, match="is missing; try: searchkit check --repair"):
        open_commit(index)
