"""A text and its spans stay together."""

from hypothesis import given
from hypothesis import strategies as st

from searchkit.model import Span
from searchkit.render.marked import Marked

spans = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)).map(Span._make), max_size=8)


@given(spans, st.integers(0, 29), st.integers(1, 30))
def test_a_part_has_what_the_spans_have_of_it(given_spans: list[Span], start: int, length: int) -> None:
    text = "abcdefghijklmnopqrstuvwxyz0123"
    marked = Marked.of(text, given_spans)
    end = min(start + length, len(text))
    inside = {i for span in marked.spans for i in range(*span) if start <= i < end}

    part = marked.part(start, end)

    assert part.text == text[start:end]
    assert {start + i for span in part.spans for i in range(*span)} == inside
    assert Marked.of(part.text, part.spans) == part
