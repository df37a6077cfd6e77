"""Versions of one story in several files: the last one is indexed, whatever order the files come in."""

from itertools import permutations
from pathlib import Path

import pytest

import searchkit
from searchkit import IndexOptions, IndexSummary, Rejected
from searchkit.archive import index as index_files

ITEM = """<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="{guid}" version="{version}"><itemMeta>
<itemClass qcode="ninat:text"/><pubStatus qcode="stat:{status}"/></itemMeta>
<contentMeta><headline>{guid} {version}</headline></contentMeta></newsItem>"""


def write(folder: Path, name: str, guid: str, version: int, status: str = "usable") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(ITEM.format(guid=guid, version=version, status=status))
    return path


def titles(index: Path) -> list[str]:
    with searchkit.open(index) as archive:
        return sorted(hit.article.title for hit in archive.search("*", limit=100))


def run(paths: list[Path], index: Path, options: IndexOptions | None = None) -> IndexSummary:
    summary = index_files(index, paths, options or IndexOptions(jobs=1))
    assert summary.records == summary.added + summary.updated + summary.unchanged + sum(summary.skipped.values())
    return summary


STATES = {
    "the highest number": ([("usable", 1), ("usable", 2), ("usable", 3)], ["g 3"]),
    "taken back": ([("usable", 1), ("canceled", 3), ("usable", 2)], []),
    "taken back and sent again": ([("canceled", 2), ("usable", 3), ("usable", 1)], ["g 3"]),
    "taken back by the same number": ([("usable", 2), ("canceled", 2), ("usable", 1)], []),
    "twice": ([("usable", 2), ("usable", 2), ("usable", 1)], ["g 2"]),
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("names", list(permutations("abc")), ids="".join)
def test_the_last_version_is_indexed_whatever_the_order_of_files(
    state: str, names: tuple[str, ...], tmp_path: Path
) -> None:
    versions, expected = STATES[state]
    papers = tmp_path / "papers"
    paths = [
        write(papers, f"{name}.xml", "g", version, status)
        for name, (status, version) in zip(names, versions, strict=True)
    ]
    write(papers, "other.xml", "h", 1)
    run([papers], tmp_path / "at-once")
    assert titles(tmp_path / "at-once") == [*expected, "h 1"]
    for path in paths:
        run([path], tmp_path / "one-by-one")
    assert titles(tmp_path / "one-by-one") == expected


def test_every_version_is_accounted_for_at_first_and_again(tmp_path: Path) -> None:
    papers, index = tmp_path / "papers", tmp_path / "index"
    write(papers, "a.xml", "g", 1)
    write(papers, "b.xml", "g", 2)
    write(papers, "c.xml", "g", 1)
    skipped: list[Rejected] = []
    summary = index_files(index, [papers], IndexOptions(jobs=1), on_skip=skipped.append)
    assert (summary.added, summary.removed, summary.skipped) == (2, 1, {"replaced by a later version": 1})
    assert [(str(each.origin), each.detail) for each in skipped] == [
        ("papers/c.xml#1", "version 2 stands in papers/b.xml")
    ]
    again = run([papers], index)
    assert (again.unchanged, again.skipped) == (1, {"replaced by a later version": 2})


def test_an_earlier_version_comes_back_when_the_last_one_is_gone(tmp_path: Path) -> None:
    papers, index = tmp_path / "papers", tmp_path / "index"
    write(papers, "a.xml", "g", 1)
    last = write(papers, "b.xml", "g", 2, "canceled")
    run([papers], index)
    assert titles(index) == []
    last.unlink()
    run([papers], index, IndexOptions(jobs=1, prune=True))
    run([papers], index)
    assert titles(index) == ["g 1"]


def test_an_earlier_version_comes_back_when_the_last_one_was_another_story(tmp_path: Path) -> None:
    papers, index = tmp_path / "papers", tmp_path / "index"
    write(papers, "a.xml", "g", 1)
    write(papers, "b.xml", "g", 2)
    run([papers], index)
    write(papers, "b.xml", "another story", 7)
    run([papers], index)
    run([papers], index)
    assert titles(index) == ["another story 7", "g 1"]


def test_the_index_is_the_same_for_any_number_of_jobs(tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    for number in range(1, 1201):
        write(
            papers, f"{number * 7 % 1201:04}.xml", f"g{number % 50}", number, "canceled" if number > 1191 else "usable"
        )
    for jobs in (1, 2):
        run([papers], tmp_path / str(jobs), IndexOptions(jobs=jobs))
    assert titles(tmp_path / "1") == sorted(f"g{n % 50} {n}" for n in range(1151, 1192))
    assert titles(tmp_path / "2") == titles(tmp_path / "1")


def test_a_dry_run_tells_the_same_and_changes_nothing(tmp_path: Path) -> None:
    papers, index = tmp_path / "papers", tmp_path / "index"
    write(papers, "a.xml", "g", 1)
    run([papers], index)
    write(papers, "b.xml", "g", 2)
    told = run([papers], index, IndexOptions(jobs=1, dry_run=True))
    assert titles(index) == ["g 1"]
    done = run([papers], index)
    assert (told.added, told.removed) == (done.added, done.removed) == (1, 1)


def test_articles_without_a_version_that_share_an_id_all_stay(tmp_path: Path) -> None:
    papers, index = tmp_path / "papers", tmp_path / "index"
    papers.mkdir()
    for name in "ab":
        record = f'{{"id": "g", "title": "{name}", "body": "It rained.", "version": 1}}\n'
        (papers / f"{name}.jsonl").write_text(record)
    write(papers, "c.xml", "g", 1)
    run([papers], index)
    assert titles(index) == ["a", "b", "g 1"]
    write(papers, "d.xml", "g", 2)
    run([papers], index)
    assert titles(index) == ["a", "b", "g 2"]
