"""Judged passages are found by passages that overlap them, each once."""

import pytest

from searchkit import Span
from searchkit.evaluation import EvaluationError, Judgement, measure_run, passage_id, passage_of

pytest.importorskip("ir_measures", reason="no trec_eval for this platform")


def found(*entries: str) -> dict[str, list[tuple[str, float]]]:
    return {"1": [(entry, 1.0) for entry in entries]}


def reciprocal_rank(judged: list[Judgement], *entries: str) -> float:
    return measure_run(found(*entries), judged, ["RR"])["1"]["RR"]


ANSWER = [Judgement("1", "a", 1, Span(100, 120))]


@pytest.mark.parametrize(
    ("entry", "meets"),
    [
        ("a#char=0,100", False),
        ("a#char=0,101", True),
        ("a#char=105,110", True),
        ("a#char=119,300", True),
        ("a#char=120,300", False),
        ("b#char=100,120", False),
        ("a", False),
    ],
)
def test_a_passage_meets_the_span_that_it_overlaps(entry: str, meets: bool) -> None:
    assert reciprocal_rank(ANSWER, entry) == float(meets)


def test_the_first_passage_that_answers_gives_the_rank() -> None:
    assert reciprocal_rank(ANSWER, "b#char=0,90", "a#char=0,90", "a#char=90,180") == pytest.approx(1 / 3)


def test_a_span_is_found_once_though_two_passages_have_part_of_it() -> None:
    values = measure_run(found("a#char=0,110", "a#char=110,200"), ANSWER, ["P@2", "R@2"])
    assert values == {"1": {"P@2": 0.5, "R@2": 1.0}}


def test_a_passage_is_credited_with_the_most_relevant_span() -> None:
    judged = [Judgement("1", "a", 1, Span(0, 10)), Judgement("1", "a", 2, Span(20, 30))]
    values = measure_run(found("a#char=0,40", "a#char=0,15"), judged, ["nDCG@1", "R@2"])
    assert values == {"1": {"nDCG@1": 1.0, "R@2": 1.0}}


def test_a_judgement_of_an_article_is_met_by_its_best_passage() -> None:
    values = measure_run(found("a#char=0,40", "a#char=40,90", "b#char=0,9"), [Judgement("1", "a", 1)], ["P@2", "RR"])
    assert values == {"1": {"P@2": 0.5, "RR": 1.0}}


def test_an_articles_id_may_look_like_a_passages() -> None:
    assert reciprocal_rank([Judgement("1", "a#char=1,2", 1)], "a#char=1,2") == 1.0


def test_the_id_of_a_passage_is_read_back() -> None:
    assert passage_of(passage_id("wire.jsonl#2", Span(40, 95))) == ("wire.jsonl#2", Span(40, 95))


def test_a_span_without_text_is_refused() -> None:
    with pytest.raises(EvaluationError, match="from 9 to 9 there is no text"):
        Judgement("1", "a", 1, Span(9, 9))
