"""Comparisons say what is known of a difference, and no more."""

from itertools import product
from math import sqrt
from statistics import fmean

import pytest

from searchkit.evaluation import EvaluationError, compare
from searchkit.evaluation.comparing import Values

pytest.importorskip("scipy", reason="comes with ir-measures")


def values(*numbers: float) -> Values:
    return {str(query): {"AP": number} for query, number in enumerate(numbers)}


def test_means_wins_ties_and_losses() -> None:
    (compared,) = compare(values(0.5, 0.5, 0.2, 1.0), values(0.5, 0.1, 0.3, 0.1))
    counts = (compared.wins, compared.ties, compared.losses)
    assert (compared.measure, compared.mean, compared.other_mean, counts) == ("AP", 0.55, 0.25, (2, 1, 1))
    assert compared.difference == pytest.approx(0.3)
    assert compared.differences == pytest.approx({"0": 0.0, "1": 0.4, "2": -0.1, "3": 0.9})


def test_p_of_the_t_test_is_the_one_worked_out_by_hand() -> None:
    """Differences of mean 0.2 and deviation 0.1; with 2 degrees of freedom t has p in closed form."""
    (compared,) = compare(values(0.1, 0.2, 0.3), values(0, 0, 0))
    t = 0.2 / (0.1 / sqrt(3))
    assert compared.t_test_p == pytest.approx(1 - t / sqrt(t * t + 2))


def test_p_of_the_randomisation_is_the_share_of_all_ways_to_deal_the_values() -> None:
    differences = [0.3, 0.25, -0.1, 0.4, 0.05, 0.2]
    ways = [
        fmean(sign * each for sign, each in zip(signs, differences, strict=True))
        for signs in product((1, -1), repeat=6)
    ]
    as_far = sum(abs(way) >= fmean(differences) - 1e-12 for way in ways)
    (compared,) = compare(values(*differences), values(*[0.0] * 6))
    assert compared.randomisation_p == pytest.approx(as_far / len(ways))


def test_many_queries_are_dealt_out_the_same_way_every_time() -> None:
    ours, theirs = values(*(n % 7 / 7 for n in range(60))), values(*(n % 5 / 5 for n in range(60)))
    assert compare(ours, theirs) == compare(ours, theirs)


def test_a_difference_that_chance_gives_every_third_time_has_such_a_p() -> None:
    ours, theirs = values(*[0.6, 0.4] * 20), values(*[0.5, 0.48] * 20)
    (compared,) = compare(ours, theirs)
    assert compared.t_test_p == pytest.approx(compared.randomisation_p, abs=0.03)


def test_runs_that_are_the_same_differ_by_chance() -> None:
    (compared,) = compare(values(0.5, 0.2), values(0.5, 0.2))
    assert (compared.ties, compared.t_test_p, compared.randomisation_p) == (2, None, 1.0)


def test_one_query_shows_nothing() -> None:
    (compared,) = compare(values(1.0), values(0.0))
    assert (compared.wins, compared.t_test_p, compared.randomisation_p) == (1, None, 1.0)


@pytest.mark.parametrize(
    ("ours", "theirs", "message"),
    [
        (values(1.0), values(1.0, 0.5), "over the same queries"),
        ({}, {}, "over the same queries"),
        (values(1.0), {"0": {"RR": 1.0}}, "with the same measures"),
    ],
)
def test_what_was_measured_otherwise_cannot_be_compared(ours: Values, theirs: Values, message: str) -> None:
    with pytest.raises(EvaluationError, match=message):
        compare(ours, theirs)
