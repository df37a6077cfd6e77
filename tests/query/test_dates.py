"""Date clauses: every spelling, and the half-open interval it means."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.errors import QueryError
from searchkit.query import clause_interval

NOW = dt.datetime(2024, 3, 14, 15, 9, 26)  # a Thursday


def interval(name: str, value: str) -> str:
    return str(clause_interval(name, value, NOW))


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("date", "2006", "[2006-01-01 TO 2007-01-01}"),
        ("date", "2006-01", "[2006-01-01 TO 2006-02-01}"),
        ("date", "2006-12", "[2006-12-01 TO 2007-01-01}"),
        ("date", "2006-01-31", "[2006-01-31 TO 2006-02-01}"),
        ("date", "2006/1/5", "[2006-01-05 TO 2006-01-06}"),
        ("date", "20060105", "[2006-01-05 TO 2006-01-06}"),
        ("date", "2006-Q4", "[2006-10-01 TO 2007-01-01}"),
        ("date", "2006-W01", "[2006-01-02 TO 2006-01-09}"),
        ("date", "2006-01-05T10:30", "[2006-01-05T10:30:00 TO 2006-01-05T10:31:00}"),
        ("date", "[2023-09-01 TO 2023-09-30]", "[2023-09-01 TO 2023-10-01}"),
        ("date", "[2006-01 TO 2006-03}", "[2006-01-01 TO 2006-03-01}"),
        ("date", "{2006-01 TO 2006-03]", "[2006-02-01 TO 2006-04-01}"),
        ("date", "[2006 TO *]", "[2006-01-01 TO *}"),
        ("date", "[* TO 2006]", "[* TO 2007-01-01}"),
        ("date", "2006-01..2006-03", "[2006-01-01 TO 2006-04-01}"),
        ("date", "..2006", "[* TO 2007-01-01}"),
        ("date", ">2006", "[2007-01-01 TO *}"),
        ("date", ">=2006", "[2006-01-01 TO *}"),
        ("date", "<2006-03", "[* TO 2006-03-01}"),
        ("date", "<=2006-03", "[* TO 2006-04-01}"),
        ("date", "today", "[2024-03-14 TO 2024-03-15}"),
        ("date", "yesterday", "[2024-03-13 TO 2024-03-14}"),
        ("date", "this-week", "[2024-03-11 TO 2024-03-18}"),
        ("date", "last-month", "[2024-02-01 TO 2024-03-01}"),
        ("date", "last-7-days", "[2024-03-07 TO 2024-03-15}"),
        ("date", "last-year", "[2023-01-01 TO 2024-01-01}"),
        ("after", "2006-01", "[2006-01-01 TO *}"),
        ("before", "2006-01", "[* TO 2006-01-01}"),
        ("until", "2006-01", "[* TO 2006-02-01}"),
        ("newer", "7d", "[2024-03-07 TO *}"),
        ("newer", "1m", "[2024-02-14 TO *}"),
        ("older", "1y", "[* TO 2023-03-14}"),
    ],
)
def test_clauses(name: str, value: str, expected: str) -> None:
    assert interval(name, value) == expected


def test_a_month_before_the_31st_ends_on_its_own_last_day() -> None:
    now = dt.datetime(2023, 3, 31)
    assert str(clause_interval("newer", "1m", now)) == "[2023-02-28 TO *}"


@pytest.mark.parametrize("value", ["2023-13-45", "soon", "", "2006-W60", "99999", "[2006]", "1" * 1000, "2006-02-30"])
def test_what_is_no_date_is_a_clear_error(value: str) -> None:
    with pytest.raises(QueryError, match=r"2006-01-15|calendar"):
        interval("date", value)


@given(st.sampled_from(["date", "after", "before", "until", "newer", "older"]), st.text(max_size=40))
def test_any_text_gives_an_interval_or_a_query_error(name: str, value: str) -> None:
    try:
        clause_interval(name, value, NOW)
    except QueryError as error:
        assert str(error)
