"""The place of an error in a query, under it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit import QueryError
from searchkit.render import caret, for_terminal
from searchkit.render.boundaries import columns


@pytest.mark.parametrize(
    ("query", "column", "shown"),
    [
        ('wheat AND "port', 11, 'wheat AND "port\n          ^'),
        ("小麦 AND (", 8, "小麦 AND (\n         ^"),
        ("wheat\tAND\n(\x1b[2J", 11, "wheat AND (␛[2J\n          ^"),
        ("(wheat", 1, "(wheat\n^"),
        ("wheat AND", 10, "wheat AND\n         ^"),
        ("a" * 100 + "(" + "b" * 100, 101, f"…{'a' * 49}({'b' * 24}…\n{' ' * 50}^"),
        ("a" * 100 + "(", 101, f"…{'a' * 74}(\n{' ' * 75}^"),
        ("(" + "a" * 100, 1, f"({'a' * 74}…\n^"),
    ],
)
def test_points_at_the_place(query: str, column: int, shown: str) -> None:
    assert caret(QueryError("", query=query, column=column)) == shown


def test_nothing_where_no_place_is_known() -> None:
    assert caret(QueryError("too long", query="wheat")) == ""


@given(st.text(), st.integers(1, 100))
def test_two_lines_that_fit_any_terminal(query: str, column: int) -> None:
    lines = caret(QueryError("", query=query * 5, column=min(column, len(query) * 5 + 1))).split("\n")

    assert [columns(line) <= 76 for line in lines] == [True, True]
    assert lines[1].strip() == "^"
    assert lines == [for_terminal(line) for line in lines]
