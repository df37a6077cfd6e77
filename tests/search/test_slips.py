"""What a slip costs depends on how it comes about: by the hand, by the ear, by miscounting."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.search.editdistance import Spelt
from searchkit.search.slips import (
    ADDED,
    CHANGED,
    DOUBLED,
    EXCHANGED,
    FIRST,
    MISSING,
    NEAR_ADDED,
    NEAR_KEY,
    SOUNDS_ALIKE,
    UNDOUBLED,
    WEAK_MISSING,
    slip_costs,
)


def slip_cost(typed: str, word: str) -> float:
    return float(slip_costs(typed, Spelt.of([word]))[0])


@pytest.mark.parametrize(
    ("typed", "word", "cost"),
    [
        ("wheat", "wheat", 0.0),
        ("wheta", "wheat", EXCHANGED),
        ("hweat", "wheat", EXCHANGED),
        ("comittee", "committee", UNDOUBLED),
        ("committtee", "committee", DOUBLED),
        ("presidant", "president", SOUNDS_ALIKE),
        ("prezident", "president", SOUNDS_ALIKE),
        ("fone", "phone", SOUNDS_ALIKE),
        ("phorecast", "forecast", SOUNDS_ALIKE),
        ("wjeat", "wheat", NEAR_KEY),
        ("wxeat", "wheat", CHANGED),
        ("weat", "wheat", WEAK_MISSING),
        ("whea", "wheat", MISSING),
        ("wjheat", "wheat", NEAR_ADDED),
        ("wheatx", "wheat", ADDED),
        ("jheat", "wheat", CHANGED + FIRST),
        ("heat", "wheat", MISSING + FIRST),
        ("qheat", "wheat", NEAR_KEY + FIRST),
        ("экспотр", "экспорт", EXCHANGED),
        ("экспарт", "экспорт", SOUNDS_ALIKE),
    ],
)
def test_what_a_slip_costs(typed: str, word: str, cost: float) -> None:
    assert slip_costs(typed, Spelt.of([word])).tolist() == pytest.approx([cost])


@given(typed=st.text("abehpf中", min_size=1, max_size=7), words=st.lists(st.text("abehpf中", max_size=9), min_size=1))
def test_costs_of_many_words_are_those_of_each(typed: str, words: list[str]) -> None:
    assert slip_costs(typed, Spelt.of(words)).tolist() == [slip_cost(typed, word) for word in words]


@given(word=st.text("abehpfж", min_size=1, max_size=7), typed=st.text("abehpfж", min_size=1, max_size=7))
def test_only_the_word_itself_costs_nothing(word: str, typed: str) -> None:
    assert (slip_cost(typed, word) == 0.0) == (typed == word)
