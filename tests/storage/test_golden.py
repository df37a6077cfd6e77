"""The golden index: what format 2 was when it was written can be read, checked, searched and added to today."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from whoosh import query

import searchkit
from searchkit import Article
from searchkit.storage.checks import check
from tests.storage.golden import make


@pytest.fixture
def golden(tmp_path: Path) -> Path:
    shutil.copytree(make.FOLDER, tmp_path / "ix")
    return tmp_path / "ix"


def expected() -> Any:
    return json.loads(make.EXPECTED.read_text("utf-8"))


def test_it_answers_as_it_did(golden: Path) -> None:
    with searchkit.open(golden) as archive:
        assert make.answers(archive) == expected()


def test_it_is_whole(golden: Path) -> None:
    found = check(golden, deep=True)
    assert (found.segments, found.articles, found.deleted, found.problems, found.remarks) == (2, 10, 1, (), ())


def test_stock_whoosh_finds_the_same(golden: Path) -> None:
    questions: dict[str, query.Query] = {
        "words": query.And([query.Term("body", "wheat"), query.Term("body", "port")]),
        "not": query.Not(query.Term("id", "ferry")) & query.Term("body", "wheat"),
        "newest": query.Every(),
    }
    with searchkit.open(golden) as archive, archive.whoosh.searcher() as searcher:
        for name, question in questions.items():
            ids = {hit["id"] for hit in searcher.search(question, limit=None)}
            assert ids == {hit["id"] for hit in expected()["pages"][name]["hits"]}


def test_articles_can_be_added(golden: Path) -> None:
    with searchkit.open(golden) as archive:
        archive.add([Article(id="new", title="Kestrel", body="The kestrel is back.")])
        assert (archive.count(), [hit.id for hit in archive.search("kestrel")]) == (11, ["new"])
    assert check(golden, deep=True).problems == ()


def test_the_same_would_be_written_today(golden: Path, tmp_path: Path) -> None:
    """Where this fails and the next one too, the format has changed: see docs/index-format.md, "Versions"."""
    make.make(tmp_path / "new")
    assert make.contents(tmp_path / "new") == make.contents(golden)
