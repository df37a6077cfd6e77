"""Whole arrays and Whoosh's matchers must agree: the same articles, the same scores, for every tree of queries."""

from collections.abc import Iterator
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import query

from searchkit.search import postings, union
from tests.search.twin import QUERIES, UNIONS, WORDS, Twin, make

SEEDS = st.integers(0, 7)


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> list[Twin]:
    """Eight indexes."""
    return [make(tmp_path_factory.mktemp("twin"), seed) for seed in range(8)]


@pytest.fixture
def thrifty(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As in segments too large for rows over all documents: nothing is dense, every Or is cut short."""
    monkeypatch.setattr(postings, "FREQUENT", 0)
    monkeypatch.setattr(union, "PRUNED_FROM_DOCS", 0)
    yield


def found(twin: Twin, node: query.Query) -> dict[int, float]:
    docs, scores = twin.executor.matches(node)
    return dict(zip(docs.tolist(), scores.tolist(), strict=True))


@settings(max_examples=400, deadline=None)
@given(seed=SEEDS, node=QUERIES)
def test_the_articles_and_scores_are_whooshs(twins: list[Twin], seed: int, node: query.Query) -> None:
    twin = twins[seed]
    assert found(twin, node) == pytest.approx(twin.expected(node), rel=1e-5)


@settings(max_examples=200, deadline=None)
@given(seed=SEEDS, node=QUERIES | UNIONS, limit=st.integers(1, 12))
def test_the_first_are_the_first_of_all(twins: list[Twin], seed: int, node: query.Query, limit: int) -> None:
    twin = twins[seed]
    scores = found(twin, node)
    top = twin.executor.top(node, limit)
    assert (top.docs, top.total) == (twin.ordered(scores)[:limit], len(scores))
    assert top.scores == pytest.approx([scores[doc] for doc in top.docs])


@settings(max_examples=200, deadline=None)
@given(seed=SEEDS, node=QUERIES | UNIONS, mask=QUERIES, limit=st.integers(1, 12))
def test_a_mask_filters_and_does_not_score(
    twins: list[Twin], seed: int, node: query.Query, mask: query.Query, limit: int
) -> None:
    twin = twins[seed]
    passing = found(twin, mask)
    scores = {doc: score for doc, score in found(twin, node).items() if doc in passing}
    top = twin.executor.top(node, limit, mask)
    assert (top.docs, top.total) == (twin.ordered(scores)[:limit], len(scores))
    assert twin.executor.count(node, mask) == len(scores)


@settings(max_examples=200, deadline=None)
@given(seed=SEEDS, node=QUERIES, newest=st.booleans(), limit=st.integers(1, 12))
def test_by_date_the_undated_come_last(
    twins: list[Twin], seed: int, node: query.Query, newest: bool, limit: int
) -> None:
    twin = twins[seed]

    def key(doc: int) -> tuple[bool, int, bytes]:
        undated, date, ident = twin.sort_key(doc)
        return undated, date if newest else -date, ident

    scores = found(twin, node)
    top = twin.executor.top(node, limit, sort="newest" if newest else "oldest")
    assert (top.docs, top.total) == (sorted(scores, key=key)[:limit], len(scores))
    assert top.scores == pytest.approx([scores[doc] for doc in top.docs])


@pytest.mark.usefixtures("thrifty")
def test_a_thrifty_search_finds_the_same(tmp_path_factory: pytest.TempPathFactory) -> None:
    twins = [make(tmp_path_factory.mktemp("thrifty"), seed) for seed in range(4)]

    @settings(max_examples=200, deadline=None)
    @given(seed=st.integers(0, 3), node=UNIONS | QUERIES, limit=st.integers(1, 3), mask=st.none() | QUERIES)
    def agrees(seed: int, node: query.Query, limit: int, mask: query.Query | None) -> None:
        twin = twins[seed]
        passing = None if mask is None else found(twin, mask)
        scores = {doc: score for doc, score in twin.expected(node).items() if passing is None or doc in passing}
        top = twin.executor.top(node, limit, mask)
        assert top.total == len(scores)
        assert top.scores == pytest.approx(sorted(scores.values(), reverse=True)[:limit], rel=1e-5)

    agrees()
    for twin in twins:
        for rare, frequent in permutations(WORDS, 2):
            twin.executor.top(query.Or([query.Term("body", rare), query.Term("body", frequent)]), 1)
    assert sum(twin.executor.counters.pruned for twin in twins) > 0
