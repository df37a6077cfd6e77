"""How relevance is measured: what other engines are asked, and what the tables make of the figures."""

import json
from pathlib import Path
from typing import Any

import pytest

from bench import peers, relevance_page
from bench.judged import AnswerSpan, JudgedSet
from bench.measure import BenchError
from bench.relevance_own import OFF, opened, ranked, slower, times
from bench.relevance_peers import PEERS
from bench.relevance_report import reports
from gate.ranking import holds
from searchkit import Article, Hit
from searchkit.model import Passage, Ranking

ARTICLES = [
    Article(id="wheat", title="Wheat prices", body="Wheat rose for the third day, traders AND millers said."),
    Article(id="board", title="The board", body="The board of the port met behind closed doors."),
    Article(id="rain", title="Rain", body="Rain fell on the fields all night."),
    Article(id="tram", title="Tram", body="The tram was late again."),
]


@pytest.mark.parametrize("name", PEERS)
def test_another_engine_reads_a_question_as_words_of_which_any_may_match(name: str, tmp_path: Path) -> None:
    if not peers.is_installed(name):
        pytest.skip(f"{name} is not installed")
    found = PEERS[name](ARTICLES, {"1": "NOT wheat's (price) OR \"fields", "2": "nothing:such*"}, tmp_path)
    assert ([docid for docid, _ in found["1"]], found["2"]) == (["wheat", "rain"], [])
    assert all(score > 0 for _, score in found["1"])


def test_searchkit_is_asked_in_the_same_way(tmp_path: Path) -> None:
    with opened(ARTICLES, tmp_path / "index") as archive:
        found = ranked(archive, {"1": "NOT wheat's (price) OR \"fields"}, {})
    assert [docid for docid, _ in found["1"]] == ["wheat", "rain"]


def test_each_part_of_the_ranking_can_be_left_out() -> None:
    assert all(isinstance(Ranking().changed(settings), Ranking) for settings in OFF.values())


def test_times_are_of_every_question(tmp_path: Path) -> None:
    with opened(ARTICLES, tmp_path / "index") as archive:
        taken = times(archive, ["wheat", "rain"], {"bm25": {"ranker": "bm25"}, "full": {}}, passages=0, rounds=1)
    assert {name: len(found) for name, found in taken.items()} == {"bm25": 2, "full": 2}


def test_how_much_slower_is_the_median_over_the_questions() -> None:
    assert slower({"full": [2.0, 9.0, 3.0], "bm25": [1.0, 1.0, 1.0]}, "full", "bm25") == 3.0


def one_set(name: str, other: float, bm25: float, full: float, deep: float) -> dict[str, Any]:
    """What is measured of a set, with the same value for each measure and half."""
    engines = {"bm25s": other, "bm25": bm25, "full": full, "deep": deep}
    measures = ("nDCG@10", "RR")
    means = {
        engine: {half: dict.fromkeys(measures, value) for half in ("all", "fit", "test")}
        for engine, value in engines.items()
    }
    times = {"bm25": 1.0, "full": 1.5, "deep": 9.0}
    return {
        "name": name,
        "articles": 10,
        "questions": {"all": 4, "fit": 2, "test": 2},
        "means": means,
        "p": {"bm25s": 0.0004, "bm25": 0.5, "full": None, "deep": 1.0},
        "without": {"passage": {"all": {"nDCG@10": full - 0.05}}},
        "slower": {"ids": times, "page": times},
        "cost": {"passage": 1.25},
    }


RAW = {
    "missing": ["tantivy: not installed"],
    "measures": ["nDCG@10", "RR"],
    "sets": [one_set("time", 0.5, 0.5, 0.6, 0.63), one_set("planted", 0.8, 0.4, 0.76, 0.8)],
}


def test_goals_say_what_is_reached_on_every_set_and_on_their_mean() -> None:
    (goals,) = [report for report in reports(RAW) if report.benchmark == "relevance: goals"]
    assert [row for row in goals.rows if "not fitted" not in str(row[0])] == [
        ("time, all questions: default by the best other engine (bm25s, p < 0.001)", "1.200 ×", "≥ 1.00 ×", "yes"),
        ("planted, all questions: default by the best other engine (bm25s, p < 0.001)", "0.950 ×", "≥ 1.00 ×", "no"),
        (
            "mean of the sets, all questions: default by the best other engine of each set",
            "1.075 ×",
            "≥ 1.10 ×",
            "no",
        ),
        ("mean of the sets, all questions: default by bm25s", "1.075 ×", "≥ 1.10 ×", "no"),
        ("mean of the sets, all questions: deep by default", "1.051 ×", "≥ 1.05 ×", "yes"),
        ("time of searchkit by that of bm25, articles only, median of the sets", "1.50 ×", "≤ 2 ×", "yes"),
        ("time of searchkit by that of bm25, with passages, median of the sets", "1.50 ×", "≤ 2 ×", "yes"),
        ("time of searchkit deep by that of bm25, articles only, median of the sets", "9.00 ×", "≤ 8 ×", "no"),
        ("time of searchkit deep by that of bm25, with passages, median of the sets", "9.00 ×", "≤ 8 ×", "no"),
    ]


def test_what_a_part_adds_is_what_is_lost_without_it() -> None:
    (parts,) = [report for report in reports(RAW) if report.benchmark == "relevance: what each part adds"]
    assert parts.rows == (("passage", "+0.050", "+0.050", "+0.050", "1.25 ×"),)


def test_the_page_gets_the_tables_between_its_marks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page, run = tmp_path / "ranking.md", tmp_path / "run.json"
    page.write_text(f"Before\n\n{relevance_page.BEGIN}\nold\n{relevance_page.END}\n\nAfter\n", "utf-8")
    record = {"machine": {"python": "CPython 3.11"}, "libraries": {"bm25s": "0.3"}, "command": "python -m bench"}
    benchmarks = [{"benchmark": "relevance", "raw": RAW}]
    run.write_text(json.dumps(record | {"benchmarks": benchmarks}), "utf-8")
    monkeypatch.setattr(relevance_page, "PAGE", page)
    assert relevance_page.write_page(run) == page
    text = page.read_text("utf-8")
    assert text.startswith(f"Before\n\n{relevance_page.BEGIN}\n\nFrom `bench/runs/run.json`: CPython 3.11, bm25s 0.3.")
    assert text.endswith(f"\n\n{relevance_page.END}\n\nAfter\n")
    assert [line.split("|")[-2].strip() for line in text.splitlines() if line.startswith("| passage ")] == ["1.25 ×"]


def test_a_run_without_relevance_makes_no_page(tmp_path: Path) -> None:
    run = tmp_path / "run.json"
    run.write_text('{"benchmarks": [{"benchmark": "engines", "raw": {}}]}', "utf-8")
    with pytest.raises(BenchError, match=r"run\.json holds no measurement of relevance"):
        relevance_page.write_page(run)


def test_a_passage_holds_an_answer_only_as_a_whole() -> None:
    article = Article(id="wheat", body="Wheat rose. Barley fell.")
    one = JudgedSet("", (article,), {"1": ""}, {}, {"1": (AnswerSpan("wheat", 12, 18),)})
    whole, part = (Hit(1, 1.0, article, passages=(Passage(0, start, end, ""),)) for start, end in ((11, 18), (0, 17)))
    assert [holds(whole, one, "1"), holds(part, one, "1")] == [True, False]
