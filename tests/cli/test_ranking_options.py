"""Options of `searchkit query` that say how answers are ranked, and what a score consists of."""

import json
from pathlib import Path

import pytest

import searchkit
from searchkit import Article
from tests.cli.running import run

FILLER = (
    "Nobody in the town spoke of anything else for many days and weeks on end, as people do. " * 2
    + "So it went on and on."
)
ARTICLES = (
    Article(
        "long",
        "The quay",
        f"{FILLER}\n\nThe wheat board met on the quay at noon. {FILLER}\n\nThen wheat was loaded. {FILLER}",
        "2006-01-05",
    ),
    Article("new", "Ships", "The board of the port heard of wheat, and of nothing else.", "2006-03-06"),
    Article("title", "Wheat", "", "2006-01-05"),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ranking") / "index"
    with searchkit.create(folder) as archive:
        archive.add(ARTICLES)
    return folder


def asked(folder: Path, *args: str) -> str:
    done = run("query", *args, "-q", "--index", folder)
    assert (done.stderr, done.returncode) == ("", 0)
    return done.stdout


def scores(folder: Path, *args: str) -> dict[str, float]:
    return {hit["id"]: hit["score"] for hit in map(json.loads, asked(folder, *args, "-f", "jsonl").splitlines())}


def test_passages_are_named_by_their_place(folder: Path) -> None:
    body = ARTICLES[0].body
    second, third = body.index("The wheat"), body.index("Then wheat")
    assert sorted(asked(folder, "wheat", "--unit", "passage", "-l").splitlines()) == [
        f"long#char={second},{third - 2}",
        f"long#char={third},{len(body)}",
        f"new#char=0,{len(ARTICLES[1].body)}",
        "title",
    ]
    assert run("query", "wheat", "-c", "--index", folder, SEARCHKIT_UNIT="passage").stdout == "4\n"


def test_a_passage_tells_its_place(folder: Path) -> None:
    shown = asked(folder, "quay noon", "--unit", "passage", "--width", "40")
    assert shown.splitlines()[1].endswith(" · long · passage 2")


def test_more_articles_than_were_searched_for_passages_are_told(folder: Path) -> None:
    done = run("query", "wheat", "--unit", "passage", "--params", "passage_depth=2", "-l", "--index", folder)
    assert done.stderr == "note: 3 articles match; these are the passages of the best 2 (passage_depth)\n"


def test_the_half_life_is_that_of_the_score(folder: Path) -> None:
    plain, recent = scores(folder, "wheat"), scores(folder, "wheat", "--recent", "30d")
    assert recent == pytest.approx({"long": plain["long"] / 4, "new": plain["new"], "title": plain["title"] / 4}, 1e-5)


def test_plain_bm25_keeps_to_its_own_numbers(folder: Path) -> None:
    plain = scores(folder, "wheat", "--ranker", "bm25")
    assert scores(folder, "wheat", "--ranker", "bm25", "--params", "k1=9,form=9") == plain
    with searchkit.open(folder) as archive:
        assert plain == pytest.approx({hit.id: hit.score for hit in archive.search("wheat", ranker="bm25")}, abs=1e-6)


def test_numbers_of_the_ranking_can_be_set(folder: Path) -> None:
    done = run(
        "query",
        "wheat board",
        "--params",
        "closeness=0,passage=0, form=0",
        "--explain",
        "-f",
        "jsonl",
        "--index",
        folder,
    )
    names = {part["name"] for line in done.stdout.splitlines() for part in json.loads(line)["parts"]}
    assert names == {"word:wheat", "word:board"}


def test_deep_adds_words_of_the_best_articles(folder: Path) -> None:
    done = run("query", "noon", "--deep", "-l", "--index", folder)
    assert (done.stdout.splitlines()[0], done.returncode) == ("long", 0)
    assert "note: " in done.stderr


def test_explain_shows_what_each_score_consists_of(folder: Path) -> None:
    for hit in json.loads(run("query", "wheat board", "--explain", "-f", "json", "--index", folder).stdout)["hits"]:
        assert sum(part["value"] for part in hit["parts"]) == pytest.approx(hit["score"], abs=1e-5)
    assert "parts" not in asked(folder, "wheat", "-f", "json")


def test_explain_in_text_stands_below_the_passage(folder: Path) -> None:
    done = run("query", "title:wheat", "--explain", "-q", "--index", folder)
    lines = done.stdout.splitlines()
    assert lines[:3] == ["1. *Wheat*", f"   2006-01-05 · {lines[1].split(' · ')[1]} · title · matched in: title", ""]
    assert " = " in lines[3]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--recent", "soon"], "recent: 'soon' is no age; write 7d, 2w, 3m or 1y"),
        (["--recent", "0d"], "recent: '0d' is no age; write 7d, 2w, 3m or 1y"),
        (["--recent", "7d", "--sort", "newest"], "recent ranks by relevance: it cannot be combined with sort newest"),
        (["--deep", "--sort", "oldest"], "deep ranks by relevance: it cannot be combined with sort oldest"),
        (
            ["--unit", "passage", "--sort", "newest"],
            "unit passage ranks by relevance: it cannot be combined with sort newest",
        ),
        (
            ["--unit", "passage", "--passages", "2"],
            "unit passage gives each passage by itself: passages is 0 or 1, not 2",
        ),
        (["--params", "k1=-1"], "ranking setting k1: '-1' is not a number from 0 on"),
        (["--params", "closness=1"], "there is no ranking setting 'closness'; there are k1, "),
    ],
)
@pytest.mark.parametrize("words", ["wheat", "zeppelin", ""])
def test_what_contradicts_itself_is_one_line(folder: Path, words: str, args: list[str], message: str) -> None:
    done = run("query", words, *args, "--index", folder)
    assert done.stderr.startswith(f"searchkit: {message}")
    assert (done.stderr.count("\n"), done.stdout, done.returncode) == (1, "", 2)
