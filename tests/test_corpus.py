"""The sample articles: all are read, in every format and encoding, and questions find what they should."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import searchkit
from searchkit import Archive
from searchkit.archive import index as index_files

ROOT = Path(__file__).parent.parent
EXPECTED = json.loads((ROOT / "tests" / "corpus_expectations.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder = tmp_path_factory.mktemp("sample")
    summary = index_files(folder, [ROOT / "corpus"])
    assert (summary.added, summary.files, dict(summary.skipped)) == (EXPECTED["articles"], EXPECTED["files"], {})
    with searchkit.open(folder) as archive:
        yield archive


@pytest.mark.parametrize("question", EXPECTED["queries"], ids=lambda question: question["query"])
def test_the_best_article_comes_first(sample: Archive, question: dict[str, Any]) -> None:
    hits = sample.search(question["query"], limit=question.get("within", 1)).hits
    best = (question["best_ids_contain"], question["best_title"])
    found = [(str(hit.article.origin), hit.article.title) for hit in hits]
    assert any(best[0] in origin and best[1] == title for origin, title in found), found


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("vestnik-zarechya/2024-03-13-pshenitsa.txt", "пшеницы"),  # windows-1251
        ("minatogawa-shimpo/2024-04-04-suimon.txt", "水門"),  # Shift_JIS
        ("sada-almina/2024-03-10-qamh.txt", "القمح"),  # UTF-16
        ("auenfelder-tagblatt/2024-04-06-schleusen-pruefung.txt", "„"),  # windows-1252
    ],
)
def test_old_encodings_come_out_readable(sample: Archive, file: str, words: str) -> None:
    article = sample.article(f"corpus/{file}")
    assert words in article.body
    assert "\ufffd" not in article.body + article.title


def test_offsets_hold_for_every_hit_of_every_question(sample: Archive) -> None:
    for question in EXPECTED["queries"]:
        for hit in sample.search(question["query"], match="any", passages=5, limit=50):
            for passage in hit.passages:
                assert hit.article.body[passage.char_start : passage.char_end] == passage.text
                assert all(0 <= start < end <= len(passage.text) for start, end in passage.spans)


def test_no_title_is_repeated_in_its_body(sample: Archive) -> None:
    hits = sample.search("*", limit=100).hits
    assert [hit.id for hit in hits if hit.article.body.startswith(hit.article.title)] == []


def test_all_but_two_articles_are_dated(sample: Archive) -> None:
    assert sample.stats().undated == 2
