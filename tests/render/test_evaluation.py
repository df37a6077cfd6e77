"""What a ranking is worth, as people and programs see it."""

import pytest

from searchkit.model.judging import Comparison, Evaluation, LeftOut
from searchkit.render.evaluation import evaluation_csv, evaluation_notes, evaluation_table

EVALUATION = Evaluation(
    ("AP", "RR"),
    {"1": {"AP": 0.25, "RR": 0.5}, "=2": {"AP": 0.75, "RR": 1.0}},
    {"1": [("a", 2.0)]},
    LeftOut(unjudged=("3", "4", "5", "6", "7", "8")),
)
COMPARED = [
    Comparison("AP", 0.5, 0.375, 1, 1, 0, 0.5, 0.00001, {"1": 0.25, "=2": 0.0}),
    Comparison("RR", 0.75, 0.75, 0, 2, 0, None, 1.0, {"1": 0.0, "=2": 0.0}),
]


def test_a_table_has_the_queries_their_means_and_the_comparison() -> None:
    assert evaluation_table(EVALUATION, COMPARED, per_query=True).splitlines() == [
        "query                    AP      RR",
        "---------  ----------------  ------",
        "1          (+0.2500) 0.2500  0.5000",
        "=2                   0.7500  1.0000",
        "mean of 2            0.5000  0.7500",
        "",
        "measure      this run    other run    difference    wins    ties    losses    p (t-test)    p (random)",
        "---------  ----------  -----------  ------------  ------  ------  --------  ------------  ------------",
        "AP             0.5000       0.3750       +0.1250       1       1         0        0.5000       <0.0001",
        "RR             0.7500       0.7500       +0.0000       0       2         0             –        1.0000",
    ]


def test_csv_has_a_row_for_each_value_and_harms_no_spreadsheet() -> None:
    assert evaluation_csv(EVALUATION, COMPARED, per_query=True).split("\r\n") == [
        "query,measure,value,other,difference,wins,ties,losses,t_test_p,randomisation_p",
        "1,AP,0.25,0.0,0.25,,,,,",
        "1,RR,0.5,0.5,0.0,,,,,",
        "'=2,AP,0.75,0.75,0.0,,,,,",
        "'=2,RR,1.0,1.0,0.0,,,,,",
        "all,AP,0.5,0.375,0.125,1,1,0,0.5,1e-05",
        "all,RR,0.75,0.75,0.0,0,2,0,,1.0",
        "",
    ]


@pytest.mark.parametrize(
    ("evaluation", "notes"),
    [
        (
            EVALUATION,
            [
                "queries without judgements, which do not count (6): 3, 4, 5, 6, 7 …",
                "queries for which nothing was found, which count 0 (1): =2",
            ],
        ),
        (Evaluation(("RR",), {"1": {"RR": 1.0}}, {"1": [("a", 1.0)]}), []),
    ],
)
def test_what_does_not_count_is_named(evaluation: Evaluation, notes: list[str]) -> None:
    assert list(evaluation_notes(evaluation)) == notes
