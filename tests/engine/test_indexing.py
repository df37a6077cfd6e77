"""Indexing files: every record accounted for, only what changed is read, nothing lost."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import cast

import pytest
import whoosh.index

import searchkit
from searchkit import (
    Article,
    IndexLockedError,
    IndexMissingError,
    IndexOpenError,
    IndexOptions,
    IndexSummary,
    InvalidArticleError,
    ReadOptions,
    Rejected,
    SourceError,
)
from searchkit.account import Progress
from searchkit.archive import index as index_files


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    (folder / "courier").mkdir(parents=True)
    (folder / "courier" / "2024-02-11-flood.txt").write_text("River rises\n\nThe river rose in Harrow on Sunday.\n")
    (folder / "courier" / "2024-02-12-gate.txt").write_text("Gate fails\n\nThe sluice gate failed at dawn.\n")
    lines = [
        {"id": "w1", "headline": "Wheat up", "body": "Wheat rose.", "date": "2024-03-01"},
        {"id": "w2", "headline": "Wheat down", "body": "Wheat fell.", "date": "2024-03-02"},
    ]
    (folder / "wire.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return folder


def counts(summary: IndexSummary) -> tuple[int, int, int, int, int]:
    assert summary.records == summary.added + summary.updated + summary.unchanged + sum(summary.skipped.values())
    return summary.added, summary.updated, summary.unchanged, summary.removed, sum(summary.skipped.values())


def all_ids(folder: Path) -> list[str]:
    with searchkit.open(folder) as archive:
        return sorted(hit.id for hit in archive.search("*", limit=1000))


def touch_later(path: Path, text: str) -> None:
    """Writes new content with a time stamp that is later, whatever the clock's grain."""
    path.write_text(text)
    later = time.time() + 10
    os.utime(path, (later, later))


def test_files_become_articles_with_ids_that_last(papers: Path, tmp_path: Path) -> None:
    summary = index_files(tmp_path / "ix", [papers])
    assert (summary.files, counts(summary)) == (3, (4, 0, 0, 0, 0))
    assert all_ids(tmp_path / "ix") == [
        "papers/courier/2024-02-11-flood.txt",
        "papers/courier/2024-02-12-gate.txt",
        "w1",
        "w2",
    ]


def test_unchanged_files_are_not_even_read(papers: Path, tmp_path: Path) -> None:
    index_files(tmp_path / "ix", [papers])
    for path in papers.rglob("*.*"):
        before = path.stat()
        path.write_bytes(b"\x00" * before.st_size)  # whoever read it now would reject it
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    summary = index_files(tmp_path / "ix", [papers])
    assert (summary.files, counts(summary)) == (3, (0, 0, 4, 0, 0))


def test_a_touched_file_with_equal_content_is_unchanged(papers: Path, tmp_path: Path) -> None:
    index_files(tmp_path / "ix", [papers])
    wire = papers / "wire.jsonl"
    touch_later(wire, wire.read_text())
    assert counts(index_files(tmp_path / "ix", [papers])) == (0, 0, 4, 0, 0)


def test_a_changed_file_changes_only_what_changed(papers: Path, tmp_path: Path) -> None:
    index_files(tmp_path / "ix", [papers])
    lines = [
        {"id": "w1", "headline": "Wheat up", "body": "Wheat rose.", "date": "2024-03-01"},
        {"id": "w3", "headline": "Wheat flat", "body": "Wheat stood still.", "date": "2024-03-03"},
        {"id": "w2", "headline": "Wheat down", "body": "Wheat fell hard.", "date": "2024-03-02"},
    ]
    touch_later(papers / "wire.jsonl", "".join(json.dumps(line) + "\n" for line in lines[:2]))
    assert counts(index_files(tmp_path / "ix", [papers])) == (1, 0, 3, 1, 0)
    touch_later(papers / "wire.jsonl", "".join(json.dumps(line) + "\n" for line in lines[1:]) + "\n")
    assert counts(index_files(tmp_path / "ix", [papers])) == (1, 0, 3, 1, 0)
    assert all_ids(tmp_path / "ix")[2:] == ["w2", "w3"]


def test_an_updated_article_takes_the_place_of_the_old(papers: Path, tmp_path: Path) -> None:
    index_files(tmp_path / "ix", [papers])
    touch_later(papers / "courier" / "2024-02-12-gate.txt", "Gate fails\n\nThe sluice gate failed at noon.\n")
    assert counts(index_files(tmp_path / "ix", [papers])) == (0, 1, 3, 0, 0)
    with searchkit.open(tmp_path / "ix") as archive:
        assert (archive.search("noon").total, archive.search("body:dawn").total, archive.count()) == (1, 0, 4)


def test_what_is_gone_is_removed_with_prune_only(papers: Path, tmp_path: Path) -> None:
    index_files(tmp_path / "ix", [papers])
    (papers / "courier" / "2024-02-12-gate.txt").unlink()
    assert counts(index_files(tmp_path / "ix", [papers])) == (0, 0, 3, 0, 0)
    assert len(all_ids(tmp_path / "ix")) == 4
    assert counts(index_files(tmp_path / "ix", [papers], IndexOptions(prune=True))) == (0, 0, 3, 1, 0)
    assert len(all_ids(tmp_path / "ix")) == 3


def test_prune_keeps_what_lies_outside_the_given_paths(papers: Path, tmp_path: Path) -> None:
    index_files(tmp_path / "ix", [papers])
    (papers / "wire.jsonl").unlink()
    index_files(tmp_path / "ix", [papers / "courier"], IndexOptions(prune=True))
    assert len(all_ids(tmp_path / "ix")) == 4


def test_a_moved_folder_keeps_its_articles(papers: Path, tmp_path: Path) -> None:
    index_files(tmp_path / "ix", [papers])
    moved = tmp_path / "elsewhere" / "papers"
    moved.parent.mkdir()
    shutil.move(papers, moved)
    assert counts(index_files(tmp_path / "ix", [moved])) == (0, 0, 4, 0, 0)


def test_two_folders_of_the_same_name_are_told_apart(papers: Path, tmp_path: Path) -> None:
    other = tmp_path / "archive" / "papers" / "courier"
    other.mkdir(parents=True)
    (other / "2024-02-11-flood.txt").write_text("Other river\n\nAnother river rose.\n")
    index_files(tmp_path / "ix", [papers])
    assert counts(index_files(tmp_path / "ix", [other.parent])) == (1, 0, 0, 0, 0)
    assert "archive/papers/courier/2024-02-11-flood.txt" in all_ids(tmp_path / "ix")


def test_equal_ids_in_two_files_lose_nothing(papers: Path, tmp_path: Path) -> None:
    (papers / "other.jsonl").write_text('{"id": "w1", "title": "Another w1", "body": "Not wheat at all."}\n')
    assert counts(index_files(tmp_path / "ix", [papers])) == (5, 0, 0, 0, 0)
    ids = all_ids(tmp_path / "ix")
    assert len(ids) == 5
    assert sum(key.startswith("w1") for key in ids) == 2
    index_files(tmp_path / "again", [papers])
    assert all_ids(tmp_path / "again") == ids


def test_other_reading_options_read_unchanged_files_again(papers: Path, tmp_path: Path) -> None:
    index_files(tmp_path / "ix", [papers])
    other = IndexOptions(read=ReadOptions(field_map={"title": "body", "body": "headline"}))
    assert counts(index_files(tmp_path / "ix", [papers], other)) == (0, 2, 2, 0, 0)


def test_every_skipped_record_can_be_listed_also_later(papers: Path, tmp_path: Path) -> None:
    (papers / "broken.jsonl").write_text('{"id": "x", "body": "fine and long enough"}\n{"id": \n')
    (papers / "empty.txt").touch()
    listed: list[Rejected] = []
    first = index_files(tmp_path / "ix", [papers], on_skip=listed.append)
    assert counts(first) == (5, 0, 0, 0, 2)
    assert sorted(str(rejected.origin) for rejected in listed) == ["papers/broken.jsonl#2", "papers/empty.txt"]
    again = index_files(tmp_path / "ix", [papers])
    assert (counts(again), again.skipped) == ((0, 0, 5, 0, 2), first.skipped)
    relisted: list[Rejected] = []
    index_files(tmp_path / "ix", [papers], IndexOptions(reread_skipped=True), relisted.append)
    assert relisted == listed


def test_pages_skipped_for_a_missing_extra_are_read_once_it_is_there(
    papers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "The river rose in Harrow on Sunday and the council opened the gates of the sluice at noon. " * 5
    (papers / "page.html").write_text(f"<html><head><title>River</title></head><body><p>{text}</p></body></html>")
    here = IndexOptions(read=ReadOptions(max_parse_seconds=0))  # without a limit pages are read in this process
    with monkeypatch.context() as without:
        without.setitem(sys.modules, "trafilatura", None)  # what Python does where it is not installed
        first = index_files(tmp_path / "ix", [papers], here)
    assert first.skipped == {"needs an extra that is not installed": 1}
    pytest.importorskip("trafilatura")
    assert counts(index_files(tmp_path / "ix", [papers], here)) == (1, 0, 4, 0, 0)


def test_a_dry_run_tells_the_same_and_changes_nothing(papers: Path, tmp_path: Path) -> None:
    dry = index_files(tmp_path / "ix", [papers], IndexOptions(dry_run=True))
    assert (counts(dry), (tmp_path / "ix").exists()) == ((4, 0, 0, 0, 0), False)
    index_files(tmp_path / "ix", [papers])
    (papers / "new.txt").write_text("New\n\nSomething new was said today.\n")
    (papers / "courier" / "2024-02-12-gate.txt").unlink()
    before = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "ix").iterdir() if "LOCK" not in path.name}
    dry = index_files(tmp_path / "ix", [papers], IndexOptions(dry_run=True, prune=True))
    after = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "ix").iterdir() if "LOCK" not in path.name}
    assert (counts(dry), after) == ((1, 0, 3, 1, 0), before)


def test_rebuild_does_not_read_the_old_index(papers: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ix"
    index_files(folder, [papers])
    for path in folder.iterdir():
        path.write_bytes(b"broken")
    assert counts(index_files(folder, [papers], IndexOptions(rebuild=True))) == (4, 0, 0, 0, 0)
    assert len(all_ids(folder)) == 4
    assert counts(index_files(folder, [papers])) == (0, 0, 4, 0, 0)


def test_a_failed_rebuild_leaves_the_old_index(papers: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ix"
    index_files(folder, [papers])

    def fail(progress: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index_files(folder, [papers], IndexOptions(rebuild=True), on_progress=fail)
    assert len(all_ids(folder)) == 4
    assert counts(index_files(folder, [papers], IndexOptions(rebuild=True))) == (4, 0, 0, 0, 0)


def test_an_interrupted_run_keeps_the_last_commit_and_goes_on(papers: Path, tmp_path: Path) -> None:
    lines = [json.dumps({"id": f"n{i}", "title": f"No {i}", "body": f"Item {i} of many."}) for i in range(300)]
    (papers / "many.jsonl").write_text("\n".join(lines))
    folder = tmp_path / "ix"

    def interrupt(progress: Progress) -> None:
        if progress.records >= 200:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index_files(folder, [papers], IndexOptions(commit_every=50), on_progress=interrupt)
    kept = all_ids(folder)
    assert 150 <= len(kept) <= 200
    summary = index_files(folder, [papers])
    assert (summary.records, len(all_ids(folder))) == (304, 304)
    assert summary.unchanged >= len(kept) - 2


def test_the_index_inside_the_archive_is_not_indexed(papers: Path) -> None:
    index_files(papers / "index", [papers])
    assert counts(index_files(papers / "index", [papers])) == (0, 0, 4, 0, 0)


def test_two_writers_at_once(papers: Path, tmp_path: Path) -> None:
    code = (
        "import sys, searchkit, time\n"
        "from searchkit.engines.embedded import BulkWriter\n"
        "from pathlib import Path\n"
        "w = BulkWriter(Path(sys.argv[1]), searchkit.IndexOptions())\n"
        "print('locked', flush=True); sys.stdin.read(); w.close()\n"
    )
    folder = tmp_path / "ix"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout and other.stdout.readline() == "locked\n"
        with pytest.raises(IndexLockedError, match="--wait"):
            index_files(folder, [papers])
        assert other.stdin
        other.stdin.close()
        assert counts(index_files(folder, [papers], IndexOptions(wait_s=30))) == (4, 0, 0, 0, 0)


def test_a_killed_writer_leaves_the_last_commit(papers: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ix"
    index_files(folder, [papers])
    code = (
        "import os, sys, searchkit\n"
        "from searchkit.engines.embedded import BulkWriter\n"
        "from pathlib import Path\n"
        "w = BulkWriter(Path(sys.argv[1]), searchkit.IndexOptions())\n"
        "w.put(searchkit.Article(id='lost', body='lost'), '', 'digest')\n"
        "os._exit(9)\n"
    )
    assert subprocess.run([sys.executable, "-c", code, str(folder)], check=False).returncode == 9
    assert len(all_ids(folder)) == 4
    assert counts(index_files(folder, [papers])) == (0, 0, 4, 0, 0)


def test_readers_keep_their_commit_until_they_refresh(papers: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ix"
    index_files(folder, [papers])
    with searchkit.open(folder) as reader, searchkit.open(folder) as writer:
        writer.add([Article(id="new", title="New", body="Something new.")])
        assert (reader.search("new").total, writer.search("new").total) == (0, 1)
        reader.refresh()
        assert reader.search("new").total == 1


def test_two_programs_add_in_turn_and_lose_nothing(papers: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ix"
    index_files(folder, [papers / "courier"])
    with searchkit.open(folder) as archive:
        index_files(folder, [papers / "wire.jsonl"])  # commits behind the archive's back
        assert len(archive.sources()) == 3
        archive.add([Article(id="new", body="Something new.")])
        assert (archive.count(), len(archive.sources())) == (5, 3)
    assert counts(index_files(folder, [papers / "courier", papers / "wire.jsonl"])) == (0, 0, 4, 0, 0)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is forbidden to this user")
def test_a_folder_that_is_forbidden_is_one_clear_error(papers: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ix"
    index_files(folder, [papers])
    folder.chmod(0)
    try:
        with pytest.raises(IndexOpenError, match="Permission denied"):
            searchkit.open(folder)
        with pytest.raises(searchkit.SearchkitError, match="Permission denied"):
            index_files(folder, [papers])
    finally:
        folder.chmod(0o700)


def test_an_empty_archive_answers_too(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "ix") as archive:
        page, stats = archive.search("wheat OR *"), archive.stats()
        assert (page.total, stats.articles, stats.earliest, archive.count()) == (0, 0, None, 0)
    assert len(all_ids(tmp_path / "ix")) == 0


def test_articles_of_any_shape_can_be_added_and_found(tmp_path: Path) -> None:
    odd = [
        Article(id="a\nb\x1b[31m", title="T\x1b[31m<script>", body="line\x00one\r\n=cmd()|x\u202e wheat"),
        Article(id="x" * 2000, body="an id too long, wheat"),
        Article(body=["one paragraph of wheat", "and another"], authors="Solo", date="1600-01-01"),
        Article(id="url", url="http://" + "y" * 5000, body="wheat"),
        Article(id="long", body="wheat " + "z" * 100_000),
        Article(id="empty"),
    ]
    with searchkit.create(tmp_path / "ix") as archive:
        assert counts(archive.add(odd)) == (6, 0, 0, 0, 0)
        assert counts(archive.add(odd)) == (0, 0, 6, 0, 0)
        assert (archive.search("wheat").total, archive.search("z" * 100).total) == (5, 1)
        assert archive.article("empty") == Article(id="empty")


def test_adding_again_updates_or_leaves(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "ix") as archive:
        assert counts(archive.add([Article(id="1", body="one"), Article(id="2", body="two")])) == (2, 0, 0, 0, 0)
        assert counts(archive.add([Article(id="1", body="one"), Article(id="2", body="zwei")])) == (0, 1, 1, 0, 0)
        assert counts(archive.add([Article(id="3", body="a"), Article(id="3", body="b")])) == (1, 1, 0, 0, 0)
        assert (archive.count(), archive.article("3").body) == (3, "b")


def test_articles_without_id_get_one_from_their_content(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "ix") as archive:
        article = Article(title="T", body="B")
        assert counts(archive.add([article])) == (1, 0, 0, 0, 0)
        assert counts(archive.add([article])) == (0, 0, 1, 0, 0)


def test_what_is_no_article_adds_nothing(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "ix") as archive:
        with pytest.raises(InvalidArticleError, match="not dict"):
            archive.add([Article(id="1", body="x"), cast(Article, {"id": "2"})])
        assert archive.count() == 0


@pytest.mark.parametrize("value", ["soon", "2006-13", "32/1/2006"])
def test_a_date_that_is_none_is_refused(value: str) -> None:
    with pytest.raises(InvalidArticleError, match="ISO 8601"):
        Article(id="1", date=value)


def test_missing_paths_and_folders_are_clear_errors(papers: Path, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="does not exist"):
        index_files(tmp_path / "ix", [tmp_path / "nowhere"])
    with pytest.raises(IndexMissingError, match="does not exist"):
        searchkit.open(tmp_path / "ix")
    with pytest.raises(IndexMissingError, match="is not a searchkit index"):
        searchkit.open(papers)
    with pytest.raises(IndexOpenError, match="holds other files"):
        index_files(papers, [papers])
    with pytest.raises(IndexOpenError, match="is a file"):
        searchkit.create(papers / "wire.jsonl")


def test_a_commit_by_another_program_is_noticed(papers: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ix"
    index_files(folder, [papers])
    stranger = whoosh.index.open_dir(str(folder)).writer()
    stranger.add_document(id="strange")
    stranger.commit()
    with pytest.raises(searchkit.IndexDamagedError, match="another program committed with Whoosh"):
        searchkit.open(folder)
    index_files(folder, [papers], IndexOptions(rebuild=True))
    assert len(all_ids(folder)) == 4


@pytest.mark.parametrize("kind", ["manifest-*.json", "*.sk", "sources-*.jsonl"])
@pytest.mark.parametrize("damage", [b"", b"\x00" * 100, b"not an index"], ids=["empty", "zeros", "text"])
def test_a_damaged_index_is_one_clear_error(papers: Path, tmp_path: Path, kind: str, damage: bytes) -> None:
    folder = tmp_path / "ix"
    index_files(folder, [papers])
    damaged = next(path for path in folder.glob(kind) if ".copy." not in path.name)
    damaged.write_bytes(damage)
    with pytest.raises(searchkit.IndexDamagedError, match=f"{damaged.name}.*searchkit check"):
        searchkit.open(folder)
