"""Checks of long arrays piece by piece, against the same said plainly."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.storage import ascending
from searchkit.storage.ascending import ascend_within, ends_problem, term_runs, texts_ascend

LISTS = st.lists(st.lists(st.integers(0, 9), max_size=7), max_size=8)


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ascending, "CHUNK", 3)
    monkeypatch.setattr(ascending, "TEXTS", 3)


@given(LISTS, st.booleans())
def test_ascend_within(lists: list[list[int]], strictly: bool) -> None:
    ends = np.cumsum([0, *map(len, lists)]).astype(np.uint32)
    values = np.array(list(itertools.chain(*lists)), np.uint16)
    pairs = [pair for part in lists for pair in itertools.pairwise(part)]
    assert ascend_within(values, ends, strictly) == all(a < b or (a == b and not strictly) for a, b in pairs)


@given(st.lists(st.integers(0, 20), max_size=20), st.integers(0, 20), st.booleans())
def test_ends_problem(ends: list[int], last: int, strictly: bool) -> None:
    ordered = all(a < b or (a == b and not strictly) for a, b in itertools.pairwise(ends))
    right = bool(ends) and ends[0] == 0 and ends[-1] == last and ordered
    assert (not ends_problem(np.array(ends, np.uint64), last, strictly)) == right


@given(st.lists(st.binary(max_size=2), max_size=12))
def test_texts_ascend(texts: list[bytes]) -> None:
    ends = np.cumsum([0, *map(len, texts)]).astype(np.uint32)
    assert texts_ascend(memoryview(b"".join(texts)), ends) == all(a < b for a, b in itertools.pairwise(texts))


@given(st.lists(st.integers(0, 7), max_size=20))
def test_term_runs_cover_every_term_once_and_are_small(sizes: list[int]) -> None:
    ends = np.cumsum([0, *sizes]).astype(np.uint32)
    runs = list(term_runs(ends))
    assert list(itertools.chain(*(range(*run) for run in runs))) == list(range(len(sizes)))
    assert all(sum(sizes[first:last]) <= 3 or last == first + 1 for first, last in runs)
