"""Occurrences of words by article and position, how near they are to each other, and the passages they lie in."""

from collections.abc import Sequence

import numpy as np
import pytest

from searchkit.search.occurrences import Occurrences, Passages

ARTICLE = 1 << 32


def occurrences(*found: tuple[int, int, int], words: int = 2, articles: int = 2) -> Occurrences:
    """Of (article, position, word)."""
    keys = np.array([article * ARTICLE + position for article, position, _ in found], np.int64)
    numbers = np.array([word for _, _, word in found], np.int64)
    return Occurrences(keys, numbers, numbers == 0, words, articles)


def passages(*firsts: Sequence[int], sentences: Sequence[int] = (0,)) -> Passages:
    """Of the first positions of the passages of each article, and of the sentences of the first article."""
    keys = [number * ARTICLE + first for number, each in enumerate(firsts) for first in each]
    begins = np.cumsum([0, *map(len, firsts)])[:-1]
    return Passages(np.array(keys, np.int64), begins, np.array(sentences, np.int64))


def test_words_are_counted_by_article() -> None:
    found = occurrences((0, 3, 0), (0, 4, 1), (0, 9, 0), (1, 0, 1))
    assert found.counts.tolist() == [[2, 0], [1, 1]]
    assert found.counts_as_typed.tolist() == [[2, 0], [0, 0]]


@pytest.mark.parametrize(
    ("positions", "near"),
    [
        ([(0, 0), (1, 1)], [1, 1]),
        ([(0, 0), (4, 1)], [1 / 4, 1 / 4]),
        ([(0, 0), (10, 1)], [1 / 10, 1 / 10]),
        ([(0, 0), (11, 1)], [0, 0]),
        ([(0, 0), (1, 0)], [0, 0]),  # one word near itself
        ([(5, 0), (5, 1)], [0, 0]),  # one place is no distance
        ([(0, 0), (2, 1), (3, 0)], [1 + 1 / 2, 1 + 1 / 2]),
    ],
)
def test_neighbours_give_each_other_the_inverse_of_their_distance(
    positions: list[tuple[int, int]], near: list[float]
) -> None:
    found = occurrences(*[(0, position, word) for position, word in positions], articles=1)
    assert found.nearness(10, 1.0)[:, 0].tolist() == pytest.approx(near)


def test_how_fast_nearness_ends_can_be_set() -> None:
    found = occurrences((0, 0, 0), (0, 4, 1), articles=1)
    assert [found.nearness(10, power)[0, 0] for power in (0.0, 0.5, 2.0)] == [1, 1 / 2, 1 / 16]


def test_the_end_of_one_article_is_not_near_the_next() -> None:
    assert not occurrences((0, 9, 0), (1, 0, 1)).nearness(10, 1.0).any()


def test_words_are_counted_by_passage() -> None:
    found = occurrences((0, 3, 0), (0, 40, 0), (0, 80, 1), (1, 5, 1))
    assert found.in_passages(passages([0, 40, 90], [0])).tolist() == [[1, 1, 0, 0], [0, 1, 0, 1]]


def test_passages_are_numbered_in_their_article() -> None:
    known = passages([0, 40], [0], [0, 7, 9])
    assert (known.docs.tolist(), known.ordinals.tolist()) == ([0, 0, 1, 2, 2, 2], [0, 1, 0, 0, 1, 2])


def test_short_sentences_are_counted_but_for_the_last_of_a_body() -> None:
    known = passages([0, 20], [0], sentences=[0, 3, 6, 15, 20, 22, 24, ARTICLE, ARTICLE + 2])
    assert known.short_sentences(6, 100).tolist() == [5, 1]


def test_short_sentences_far_down_a_body_do_not_count() -> None:
    known = passages([0], sentences=[0, 30, 35, 40, 45, 50])
    assert known.short_sentences(6, 40).tolist() == [2]
