"""Measures have the values one works out by hand, whatever scores and ids a run has."""

from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.evaluation import EvaluationError, Judgement, measure_run, write_run

ir_measures = pytest.importorskip("ir_measures", reason="no trec_eval for this platform")

RUN = {"1": [("a", 9.0), ("b", 8.0), ("c", 7.0), ("d", 6.0)]}
JUDGED = [Judgement("1", "b", 2), Judgement("1", "d", 1), Judgement("1", "x", 1), Judgement("1", "a", 0)]
IDEAL = 2 + 1 / log2(3) + 1 / log2(4)


@pytest.mark.parametrize(
    ("measure", "value"),
    [
        ("nDCG@10", (2 / log2(3) + 1 / log2(5)) / IDEAL),
        ("nDCG@2", (2 / log2(3)) / (2 + 1 / log2(3))),
        ("AP", (1 / 2 + 2 / 4) / 3),
        ("RR", 1 / 2),
        ("P@10", 2 / 10),
        ("P(rel=2)@2", 1 / 2),
        ("R@100", 2 / 3),
        ("Success@1", 0),
        ("Judged@4", 3 / 4),
        ("IPrec@0.5", 1 / 2),
    ],
)
def test_a_value_is_the_one_worked_out_by_hand(measure: str, value: float) -> None:
    assert measure_run(RUN, JUDGED, [measure])["1"][measure] == pytest.approx(value)


def test_every_judged_query_counts_and_no_other() -> None:
    run = {"1": [("a", 1.0)], "9": [("a", 1.0)]}
    judged = [Judgement("2", "a", 1), Judgement("1", "a", 1), Judgement("3", "a", 0)]
    assert measure_run(run, judged, ["RR"]) == {"2": {"RR": 0.0}, "1": {"RR": 1.0}, "3": {"RR": 0.0}}


def test_an_empty_run_is_worth_nothing() -> None:
    assert measure_run({}, JUDGED, ["nDCG@10", "AP"]) == {"1": {"nDCG@10": 0.0, "AP": 0.0}}


def test_less_than_irrelevant_is_irrelevant() -> None:
    assert measure_run(RUN, [Judgement("1", "a", -2), Judgement("1", "b", 1)], ["RR"]) == {"1": {"RR": 0.5}}


def test_equal_scores_keep_the_order_they_are_given_in() -> None:
    run = {"1": [("a", 5.0), ("b", 5.0), ("c", 5.0)]}
    assert measure_run(run, [Judgement("1", "a", 1)], ["RR"]) == {"1": {"RR": 1.0}}


@given(st.lists(st.floats(0, 40), min_size=1, max_size=12), st.sets(st.integers(0, 11), min_size=1))
def test_trec_eval_finds_the_same_values_in_the_file_of_a_run(
    tmp_path_factory: pytest.TempPathFactory, scores: list[float], relevant: set[int]
) -> None:
    run = {"1": [(f"d{place}", score) for place, score in enumerate(sorted(scores, reverse=True))]}
    file = tmp_path_factory.mktemp("run") / "run"
    write_run(run, file)
    qrels = [ir_measures.Qrel("1", f"d{number}", 1) for number in relevant]
    theirs = ir_measures.nDCG.calc_aggregate(qrels, ir_measures.read_trec_run(str(file)))
    ours = measure_run(run, [Judgement("1", f"d{number}", 1) for number in relevant], ["nDCG"])
    assert ours["1"]["nDCG"] == pytest.approx(theirs)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("P", "measure P needs a number after it, as in P@10"),
        ("P@0", "measure P@0: cutoff cannot be 0"),
        ("P@1.5", "measure P@1.5: cutoff cannot be 1.5"),
        ("AP(rel=0)", "measure AP(rel=0): rel cannot be 0"),
        ("AP(colour=1)", "measure AP(colour=1): colour cannot be 1"),
        ("AP(2)", "measure AP(2): '2' cannot be read; write parameters as in P(rel=2)@5"),
        ("nDCG(gains={1:-5})@5", "measure nDCG(gains={1:-5})@5: gains cannot be {1: -5}"),
        ("SDCG@10", "measure SDCG@10 needs max_rel, as in SDCG@10(max_rel=1)"),
    ],
)
def test_a_measure_that_cannot_be_is_told(name: str, message: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        measure_run(RUN, JUDGED, [name])
    assert str(caught.value) == message


def test_an_unknown_measure_is_told_with_those_there_are() -> None:
    with pytest.raises(EvaluationError, match=r"there is no measure 'F1'; write AP, .* with .*, AP, .*, nDCG, "):
        measure_run(RUN, JUDGED, ["F1"])


def test_a_measure_of_which_the_library_is_missing_is_told() -> None:
    with pytest.raises(EvaluationError, match="measure RBP cannot be worked out: Unsupported measures"):
        measure_run(RUN, JUDGED, ["RBP"])


def test_a_relevance_that_would_take_minutes_is_refused() -> None:
    with pytest.raises(EvaluationError, match="relevance 2000000000 is above 1000"):
        Judgement("1", "a", 2_000_000_000)
