"""Nothing that is typed is a traceback: random bytes and mutated queries are answered, or refused in one line."""

import random
from collections.abc import Callable

import pytest

from searchkit import Archive
from tests.reliability.queryfuzz import asked, mutation, random_bytes


@pytest.mark.parametrize(("make", "count"), [(random_bytes, 3000), (mutation, 1000)])
def test_every_query_is_answered_or_refused_in_one_line(
    hay: Archive, make: Callable[[random.Random], str], count: int
) -> None:
    chance = random.Random(7)
    assert len(asked(hay, (make(chance) for _ in range(count)))) == count
