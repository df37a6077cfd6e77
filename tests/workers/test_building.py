"""Segments built by other processes: an article that kills them is found and told, and costs no other one."""

import json
import sys
from contextlib import closing
from pathlib import Path
from types import ModuleType

import pytest

import searchkit
from searchkit import IndexOptions, IndexSummary, Rejected
from searchkit.archive import index
from searchkit.engines.base import KILLED_BUILDER
from searchkit.engines.embedded import BulkWriter, building, segmenting
from searchkit.indexing import IndexingRun
from searchkit.storage.checks import check
from tests.storage import newsroom

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are killed by signal")


@pytest.fixture(autouse=True)
def deadly(monkeypatch: pytest.MonkeyPatch, tasks: ModuleType) -> None:
    """Articles named `Dies once` and `Dies always` end the process that is to index them; batches are small."""
    monkeypatch.setattr(building, "feed", tasks.feed_deadly)
    monkeypatch.setattr(building, "build_segment", tasks.build_deadly)
    monkeypatch.setattr(segmenting, "WORTH_BYTES", 1)
    monkeypatch.setattr(segmenting, "_BATCH_BYTES", 1000)


def write(path: Path, *titles: str) -> None:
    records = [{"id": str(n), "title": title, "body": f"It grew. {'x' * 100}"} for n, title in enumerate(titles)]
    path.write_text("".join(f"{json.dumps(record)}\n" for record in records))


def index_two_jobs(folder: Path, papers: Path) -> tuple[IndexSummary, list[Rejected]]:
    skipped: list[Rejected] = []
    return index(folder, [papers], IndexOptions(jobs=2), skipped.append), skipped


def counts(summary: IndexSummary) -> tuple[int, int, int, int, dict[str, int]]:
    return summary.added, summary.updated, summary.unchanged, summary.removed, dict(summary.skipped)


def test_an_article_that_kills_once_is_indexed(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", *["Rye"] * 20, "Dies once", *["Oats"] * 20)
    summary, _ = index_two_jobs(tmp_path / "ix", tmp_path / "a.jsonl")
    assert counts(summary) == (41, 0, 0, 0, {})
    assert newsroom.live_ids(tmp_path / "ix") == sorted(map(str, range(41)))


def test_articles_that_always_kill_are_told_and_cost_no_other(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", *["Rye"] * 20, "Dies always", "Rye", "Dies always", *["Oats"] * 20)
    summary, skipped = index_two_jobs(tmp_path / "ix", tmp_path / "a.jsonl")
    assert counts(summary) == (41, 0, 0, 0, {KILLED_BUILDER: 2})
    assert sorted(str(one.origin) for one in skipped) == ["a.jsonl#21", "a.jsonl#23"]
    assert newsroom.live_ids(tmp_path / "ix") == sorted({*map(str, range(43))} - {"20", "22"})
    assert check(tmp_path / "ix", deep=True).ok
    again, _ = index_two_jobs(tmp_path / "ix", tmp_path / "a.jsonl")
    assert counts(again) == (0, 0, 41, 0, {KILLED_BUILDER: 2})


def test_an_update_that_always_kills_removes_what_it_was_to_replace(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", *["Rye"] * 20)
    index_two_jobs(tmp_path / "ix", tmp_path / "a.jsonl")
    write(tmp_path / "a.jsonl", *["Rye"] * 9, "Dies always", *["Oats"] * 12)
    summary, _ = index_two_jobs(tmp_path / "ix", tmp_path / "a.jsonl")
    assert counts(summary) == (2, 10, 9, 0, {KILLED_BUILDER: 1})
    with searchkit.open(tmp_path / "ix") as archive:
        assert {hit.article.id for hit in archive.search("*", limit=100).hits} == {*map(str, range(22))} - {"9"}


def test_what_was_replaced_in_the_same_run_stays_replaced(tmp_path: Path) -> None:
    articles = [searchkit.Article(id=str(n % 30), title="Dies once" if n == 35 else f"Rye {n}") for n in range(40)]
    with closing(BulkWriter(tmp_path / "ix", IndexOptions(jobs=2))) as writer:
        IndexingRun(writer, (), IndexOptions(jobs=2)).add_articles(articles)
    with searchkit.open(tmp_path / "ix") as archive:
        titles = {hit.article.id: hit.article.title for hit in archive.search("*", limit=100).hits}
    assert titles == {article.id: article.title for article in articles}
