"""How much less an article counts for its age."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from searchkit.search.recency import Recency
from searchkit.search.topk import UNDATED, TieOrder

DAY = 86_400_000_000


class Dates(TieOrder):
    """The dates of documents, known without an index."""

    def __init__(self, days: Sequence[int | None]) -> None:
        super().__init__(())
        self._days = days

    @property
    def newness(self) -> NDArray[np.int64]:
        return np.array([UNDATED if day is None else day * DAY for day in self._days])


def recency(half_life: float, days: Sequence[int | None], moment: int | None = None) -> Recency:
    return Recency(Dates(days), half_life, None if moment is None else moment * DAY)


def test_a_score_halves_with_every_half_life_from_the_newest_on() -> None:
    assert recency(7, [100, 93, 86, 30]).factors(np.arange(4)).tolist() == [1, 1 / 2, 1 / 4, 1 / 1024]


def test_an_article_without_a_date_is_as_old_as_the_oldest() -> None:
    assert recency(7, [100, None, 86]).ages(np.arange(3)).tolist() == [0, 14, 14]


def test_only_the_articles_asked_for_are_told() -> None:
    assert recency(7, [100, 93, None, 86]).ages(np.array([1, 2])).tolist() == [7, 14]


def test_no_article_has_a_date() -> None:
    assert recency(7, [None, None]).factors(np.arange(2)).tolist() == [1, 1]


@pytest.mark.parametrize(("moment", "ages"), [(100, [0, 7]), (95, [5, 2]), (90, [10, 3])])
def test_days_are_counted_from_a_moment_either_way(moment: int, ages: list[int]) -> None:
    assert recency(7, [100, 93], moment).ages(np.arange(2)).tolist() == ages
