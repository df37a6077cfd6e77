"""Commits: the newest whole one is read, what is dead goes, and nothing is lost without a word."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from searchkit.errors import IndexDamagedError, IndexMissingError, IndexOpenError, IndexWriteError
from searchkit.storage.commitfile import Manifest
from searchkit.storage.commits import commit, require_space
from searchkit.storage.generations import newest, opened, read_deletes, require_analyzer
from searchkit.storage.layout import foreign_files, require_room, size_bytes
from tests.storage import tiny


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def own(manifest: Manifest) -> set[str]:
    """What a folder holds after a commit, and nothing else."""
    generation = manifest.generation
    return {*manifest.files(), f"manifest-{generation}.copy.json", f"_MAIN_{generation}.toc"}


def test_the_last_commit_is_read(tmp_path: Path) -> None:
    made = tiny.second_commit(tmp_path, tiny.first_commit(tmp_path))
    assert newest(tmp_path) == made


def test_a_commit_leaves_its_own_files_only(tmp_path: Path) -> None:
    made = tiny.second_commit(tmp_path, tiny.first_commit(tmp_path))
    assert names(tmp_path) == own(made) | {"lock", "MAIN_WRITELOCK"}
    assert foreign_files(names(tmp_path)) == []


def test_files_of_others_are_left_alone(tmp_path: Path) -> None:
    strangers = {"seg-0123456789abcdef.txt", "manifest-01.json", "notes.tmp", "manifest-5.json.bak", "seg-x.sk"}
    for name in strangers:
        (tmp_path / name).write_text("mine")
    tiny.second_commit(tmp_path, tiny.first_commit(tmp_path))
    assert strangers <= names(tmp_path)


def test_segments_still_being_written_are_kept(tmp_path: Path) -> None:
    first, pending = tiny.first_commit(tmp_path), tiny.segment(tmp_path)
    commit(tmp_path, tiny.contents(*first.segments), [], tiny.toc, keep=[pending.name])
    assert pending.file in names(tmp_path)


def test_deletes_are_read_back(tmp_path: Path) -> None:
    first, second = tiny.first_commit(tmp_path).segments
    assert read_deletes(tmp_path, first) is None
    deleted = read_deletes(tmp_path, second)
    assert deleted is not None
    assert (deleted.tolist(), second.deleted_count, second.live_count) == ([True, False], 1, 1)


def test_deletes_stay_through_a_commit_that_does_not_change_them(tmp_path: Path) -> None:
    first = tiny.first_commit(tmp_path)
    second = commit(tmp_path, tiny.contents(*first.segments), [], tiny.toc)
    assert second.segments == first.segments
    assert newest(tmp_path) == second


def test_deletes_of_another_length_are_a_mistake(tmp_path: Path) -> None:
    first = tiny.first_commit(tmp_path)
    with pytest.raises(ValueError, match="has 2 documents, its deletes 3"):
        commit(tmp_path, tiny.contents(*first.segments, **{first.segments[0].name: [True] * 3}), [])


def test_changed_deletes_are_damage(tmp_path: Path) -> None:
    entry = tiny.first_commit(tmp_path).segments[1]
    (tmp_path / str(entry.deletes_file)).write_bytes(np.packbits([False, True], bitorder="little").tobytes())
    with pytest.raises(IndexDamagedError, match="its checksum is wrong"):
        read_deletes(tmp_path, entry)


@pytest.mark.parametrize("which", [0, 1, 2, 3, 4])
def test_a_missing_file_of_a_commit_is_damage_though_an_older_commit_is_whole(tmp_path: Path, which: int) -> None:
    first = tiny.first_commit(tmp_path)
    older = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    made = tiny.second_commit(tmp_path, first)
    for name, data in older.items():
        if not name.startswith("_MAIN"):
            (tmp_path / name).write_bytes(data)
    lost = [*made.files()][1 + which]
    (tmp_path / lost).unlink()
    with pytest.raises(IndexDamagedError, match=rf"{lost} is missing; try: searchkit check --repair"):
        newest(tmp_path)


def test_a_file_cut_short_is_damage(tmp_path: Path) -> None:
    entry = tiny.first_commit(tmp_path).segments[0]
    (tmp_path / entry.file).write_bytes(b"1234")
    with pytest.raises(IndexDamagedError, match=f"has 4 bytes instead of {entry.size_bytes}"):
        newest(tmp_path)


def test_an_unfinished_commit_is_passed_over(tmp_path: Path) -> None:
    first = tiny.first_commit(tmp_path)
    (tmp_path / "manifest-2.json.tmp").write_text("{")
    (tmp_path / "sources-2.jsonl").write_text("{")
    tiny.segment(tmp_path)
    assert newest(tmp_path) == first


def test_a_segment_that_is_not_there_is_not_committed(tmp_path: Path) -> None:
    first = tiny.first_commit(tmp_path)
    lost = replace(first.segments[0], name="seg-" + "0" * 16, file=f"seg-{'0' * 16}.sk")
    with pytest.raises(IndexWriteError, match="is missing; the last commit still stands"):
        commit(tmp_path, tiny.contents(lost), [])
    assert (newest(tmp_path), names(tmp_path)) == (first, own(first))


def test_a_reader_moves_on_when_its_files_are_collected_while_it_opens(tmp_path: Path) -> None:
    first = tiny.first_commit(tmp_path)
    seen: list[int] = []

    def open_slowly(manifest: Manifest) -> Manifest:
        if not seen:
            tiny.second_commit(tmp_path, first)
        seen.append(manifest.generation)
        for segment in manifest.segments:
            (tmp_path / segment.file).read_bytes()
        return manifest

    assert opened(tmp_path, open_slowly) == newest(tmp_path)
    assert seen == [1, 2]


def test_a_stock_commit_after_ours_is_told(tmp_path: Path) -> None:
    tiny.first_commit(tmp_path)
    (tmp_path / "_MAIN_2.toc").write_bytes(b"stock")
    message = r"another program committed with Whoosh \(_MAIN_2.toc\) after searchkit's last commit \(manifest-1.json\)"
    with pytest.raises(IndexDamagedError, match=message):
        newest(tmp_path)


def test_a_stock_commit_of_the_same_number_is_told(tmp_path: Path) -> None:
    tiny.first_commit(tmp_path)
    (tmp_path / "_MAIN_1.toc").write_bytes(b"stock")
    with pytest.raises(IndexDamagedError, match="another program committed"):
        newest(tmp_path)


def test_a_stock_commit_is_not_written_over(tmp_path: Path) -> None:
    first = tiny.first_commit(tmp_path)
    (tmp_path / "_MAIN_2.toc").write_bytes(b"stock")
    with pytest.raises(IndexDamagedError, match="another program committed"):
        commit(tmp_path, tiny.contents(*first.segments), [])


def test_a_missing_stock_commit_harms_nobody(tmp_path: Path) -> None:
    first = tiny.first_commit(tmp_path)
    (tmp_path / "_MAIN_1.toc").unlink()
    assert newest(tmp_path) == first


def test_a_rebuild_reads_nothing_of_a_broken_index(tmp_path: Path) -> None:
    tiny.first_commit(tmp_path)
    (tmp_path / "manifest-1.json").write_text("{")
    (tmp_path / "_MAIN_4.toc").write_bytes(b"stock")
    made = commit(tmp_path, tiny.contents(tiny.segment(tmp_path)), [], tiny.toc, rebuild=True)
    assert (made.generation, newest(tmp_path), names(tmp_path)) == (5, made, own(made))


def old_index(folder: Path) -> None:
    for name in ("searchkit-3.json", "sources-3.jsonl", "_MAIN_3.toc", "MAIN_0123456789abcdef.seg", "MAIN_RUNLOCK"):
        (folder / name).write_bytes(b"old")
    (folder / "rebuild.tmp").mkdir()


def test_an_index_of_format_0_says_so(tmp_path: Path) -> None:
    old_index(tmp_path)
    with pytest.raises(IndexOpenError, match="made by an older searchkit"):
        newest(tmp_path)
    with pytest.raises(IndexOpenError, match="made by an older searchkit"):
        commit(tmp_path, tiny.contents(), [])


def test_a_rebuild_takes_the_place_of_format_0(tmp_path: Path) -> None:
    old_index(tmp_path)
    require_room(tmp_path)
    made = commit(tmp_path, tiny.contents(tiny.segment(tmp_path)), [], tiny.toc, rebuild=True)
    assert (made.generation, names(tmp_path)) == (4, own(made))


def test_an_index_of_plain_whoosh_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "_MAIN_1.toc").write_bytes(b"stock")
    for attempt in (newest, require_room):
        with pytest.raises(IndexOpenError, match="another program made with Whoosh"):
            attempt(tmp_path)


def test_folders_without_an_index(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "empty").mkdir()
    for name, what in (("empty", "is empty"), ("file", "is a file"), ("none", "does not exist"), ("", "is not a")):
        with pytest.raises(IndexMissingError, match=what):
            newest(tmp_path / name)


def test_other_rules_of_analysis_are_told(tmp_path: Path) -> None:
    with pytest.raises(IndexDamagedError, match="made with other rules of analysis"):
        require_analyzer(tmp_path, tiny.first_commit(tmp_path), "analysis-2")


def test_a_disk_too_small_is_told_with_both_numbers(tmp_path: Path) -> None:
    require_space(tmp_path, 1)
    with pytest.raises(IndexWriteError, match=r"1,000,000,000,000,000,000 bytes of free disk space are needed and \d"):
        require_space(tmp_path, 10**18)


def test_size_counts_the_files_of_the_index(tmp_path: Path) -> None:
    first = tiny.first_commit(tmp_path)
    (tmp_path / "notes.txt").write_text("mine")
    assert size_bytes(tmp_path) == sum((tmp_path / name).stat().st_size for name in own(first))
