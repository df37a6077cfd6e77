"""What becomes of spans, beside all the ways there are to choose them."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from searchkit.query.standing import Span, chained, disjoint, gathered

SPANS = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 2)).map(lambda pair: Span(pair[0], pair[0] + pair[1])), max_size=6
).map(lambda spans: sorted(set(spans)))


@given(parts=st.lists(SPANS, min_size=1, max_size=3), slop=st.integers(1, 3))
def test_chains_are_all_rows_without_gaps(parts: list[list[Span]], slop: int) -> None:
    rows = [
        row for row in itertools.product(*parts) if all(1 <= y[0] - x[1] <= slop for x, y in itertools.pairwise(row))
    ]
    assert chained(parts, slop) == sorted({Span(row[0].first, row[-1].last) for row in rows})


def choices(spans: list[Span], count: int) -> list[tuple[Span, ...]]:
    """All ways to choose so many spans of which no two overlap."""
    ways = itertools.combinations(spans, count)
    return [way for way in ways if all(x.last < y.first for x, y in itertools.pairwise(way))]


@given(words=st.lists(SPANS, min_size=1, max_size=3), room=st.integers(1, 8))
def test_what_is_gathered_is_the_shortest_of_all_choices(words: list[list[Span]], room: int) -> None:
    ways = [sorted(way) for way in itertools.product(*words)]
    chosen = [way for way in ways if all(x.last < y.first for x, y in itertools.pairwise(way))]
    expected = []
    for first in sorted({span.first for spans in words for span in spans}):
        lasts = [way[-1].last for way in chosen if way[0].first >= first]
        if lasts and min(lasts) - first < room:
            expected.append(Span(first, min(lasts)))
    assert gathered(words, room) == expected


@given(spans=SPANS)
def test_as_many_are_disjoint_as_can_be(spans: list[Span]) -> None:
    assert len(disjoint(spans)) == max(count for count in range(len(spans) + 1) if choices(spans, count))
    assert tuple(disjoint(spans)) in choices(spans, len(disjoint(spans)))
