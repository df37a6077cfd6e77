"""`repair`: every article of undamaged segments stays, and what is lost is told."""

from pathlib import Path

import numpy as np
import pytest
import whoosh.index

from searchkit.errors import IndexDamagedError, IndexLockedError, IndexMissingError
from searchkit.storage.checks import check
from searchkit.storage.commitfile import Manifest
from searchkit.storage.commits import commit
from searchkit.storage.generations import newest
from searchkit.storage.lock import WriteLock
from searchkit.storage.repairs import LostSegment, repair
from searchkit.storage.sourcerecords import SourceRecord, forgotten, read_sources
from tests.storage import newsroom, tiny


@pytest.fixture
def made(tmp_path: Path) -> Manifest:
    """Articles a1 and a3 (a2 is deleted, a3 was updated: its first version is) and b1, b2."""
    first = newsroom.segment(tmp_path, [newsroom.article(key) for key in ("a1", "a2", "a3")], "a.jsonl")
    second = newsroom.segment(tmp_path, [newsroom.article(key) for key in ("a3", "b1", "b2")], "b.jsonl")
    third = newsroom.segment(tmp_path, [newsroom.article("c1")], "")
    deleted = {first.name: np.array([False, True, True])}
    records = [newsroom.record("a.jsonl", 1), newsroom.record("b.jsonl", 3)]
    return commit(tmp_path, newsroom.contents((first, second, third), deleted), records, tiny.toc)


def sources(folder: Path) -> dict[str, SourceRecord]:
    return read_sources(folder, newest(folder).sources)


def test_a_whole_index_is_left_alone(made: Manifest, tmp_path: Path) -> None:
    assert repair(tmp_path).generation is None
    assert newest(tmp_path) == made


def test_a_damaged_segment_goes_and_its_articles_are_told(made: Manifest, tmp_path: Path) -> None:
    name = newsroom.damage(tmp_path, made, 1)
    done = repair(tmp_path)
    assert (done.lost, done.lost_articles, done.reread, done.revived) == (
        (LostSegment(made.segments[1].name, 3, f"{name}.damaged"),),
        3,
        ("b.jsonl",),
        0,
    )
    assert newsroom.live_ids(tmp_path) == ["a1", "c1"]
    assert check(tmp_path, deep=True).ok
    assert (tmp_path / f"{name}.damaged").exists()


def test_stock_whoosh_opens_what_was_repaired(made: Manifest, tmp_path: Path) -> None:
    newsroom.damage(tmp_path, made, 1)
    repair(tmp_path)
    with whoosh.index.open_dir(str(tmp_path)).searcher() as searcher:
        assert sorted(stored["id"] for stored in searcher.documents()) == ["a1", "c1"]


def test_sources_of_lost_articles_are_read_again(made: Manifest, tmp_path: Path) -> None:
    before = sources(tmp_path)
    newsroom.damage(tmp_path, made, 1)
    repair(tmp_path)
    assert sources(tmp_path) == {"a.jsonl": before["a.jsonl"], "b.jsonl": forgotten(before["b.jsonl"])}


def test_a_missing_segment_is_lost(made: Manifest, tmp_path: Path) -> None:
    (tmp_path / made.segments[0].file).unlink()
    assert repair(tmp_path).lost == (LostSegment(made.segments[0].name, 1, ""),)
    assert newsroom.live_ids(tmp_path) == ["a3", "b1", "b2", "c1"]


@pytest.mark.parametrize("name", ["manifest-1.json", "manifest-1.copy.json"])
def test_one_damaged_copy_of_the_manifest_loses_nothing(made: Manifest, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("{")
    done = repair(tmp_path)
    assert (done.lost, done.reread, done.notes, newest(tmp_path).generation) == ((), (), (), 2)
    assert newsroom.live_ids(tmp_path) == ["a1", "a3", "b1", "b2", "c1"]


def test_a_lost_manifest_loses_nothing(made: Manifest, tmp_path: Path) -> None:
    (tmp_path / "manifest-1.json").unlink()
    with pytest.raises(IndexDamagedError, match=r"manifest-1\.json is missing; try: searchkit check --repair"):
        newest(tmp_path)
    repair(tmp_path)
    assert newsroom.live_ids(tmp_path) == ["a1", "a3", "b1", "b2", "c1"]


def test_both_copies_damaged_cannot_be_repaired(made: Manifest, tmp_path: Path) -> None:
    for name in ("manifest-1.json", "manifest-1.copy.json"):
        (tmp_path / name).write_text("{")
    with pytest.raises(IndexDamagedError, match="both copies of the manifest are damaged"):
        repair(tmp_path)
    assert (tmp_path / made.segments[0].file).exists()


def test_damaged_deletes_bring_back_no_article_that_has_a_newer_version(made: Manifest, tmp_path: Path) -> None:
    newsroom.flip(tmp_path / str(made.segments[0].deletes_file), 0)
    done = repair(tmp_path)
    assert (done.lost, done.revived, done.reread) == ((), 1, ("a.jsonl", "b.jsonl"))
    assert newsroom.live_ids(tmp_path) == ["a1", "a2", "a3", "b1", "b2", "c1"]


def test_damaged_sources_lose_no_article(made: Manifest, tmp_path: Path) -> None:
    (tmp_path / made.sources.name).write_text("{")
    done = repair(tmp_path)
    assert done.notes == ("the records of source files are lost; the next indexing reads all of them again",)
    assert (sources(tmp_path), newsroom.live_ids(tmp_path)) == ({}, ["a1", "a3", "b1", "b2", "c1"])


def test_a_commit_of_another_program_is_set_aside(made: Manifest, tmp_path: Path) -> None:
    (tmp_path / "_MAIN_7.toc").write_bytes(b"stock")
    done = repair(tmp_path)
    assert "set aside as _MAIN_7.toc.foreign" in done.notes[0]
    assert (tmp_path / "_MAIN_7.toc.foreign").read_bytes() == b"stock"
    assert newest(tmp_path).segments == made.segments


def test_an_index_in_use_is_not_repaired(made: Manifest, tmp_path: Path) -> None:
    newsroom.damage(tmp_path, made, 0)
    with WriteLock(tmp_path), pytest.raises(IndexLockedError):
        repair(tmp_path)


def test_no_index_gets_no_lock(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError):
        repair(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_account_is_json(made: Manifest, tmp_path: Path) -> None:
    newsroom.damage(tmp_path, made, 2)
    done = repair(tmp_path).to_dict()
    assert (done["generation"], done["lost_articles"], done["found"]["ok"]) == (2, 1, False)
