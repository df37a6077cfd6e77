"""What counts as a date, in which precision, and what does not."""

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.extract.dates import (
    bounds,
    date_in_lines,
    date_in_path,
    date_in_url,
    day_first_in,
    day_first_in_json,
    names,
    parse_date,
    parse_epoch,
)
from searchkit.model import PublicationDate

# The machines of a test service may be slow at any one example.


def written(date: PublicationDate | None) -> str | None:
    return None if date is None else str(date)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2006", "2006"),
        ("2016.0", "2016"),
        ("2006-01", "2006-01"),
        ("2006-01-05", "2006-01-05"),
        ("20060105", "2006-01-05"),
        ("20060105101112", "2006-01-05T10:11:12"),
        ("2006-W01-4", "2006-01-05"),
        ("2006-01-05T10Z", "2006-01-05T10:00:00+00:00"),
        ("2006-01-05 10:00:00.123456+01:00", "2006-01-05T10:00:00+01:00"),
        ("20151210T191044Z", "2015-12-10T19:10:44+00:00"),
        ("20020226T000000-0500", "2002-02-26T00:00:00-05:00"),
        ("Thu, 05 Jan 2006 10:00:00 -0500", "2006-01-05T10:00:00-05:00"),
        ("Thu, 05 Jan 06 10:00 GMT", "2006-01-05T10:00:00+00:00"),
        ("Thu Jan  5 10:00:00 EST 2006", "2006-01-05T10:00:00-05:00"),
        ("26-FEB-1987 15:01:01.79", "1987-02-26T15:01:01"),
        ("1485102321", "2017-01-22T16:25:21+00:00"),
        ("1485102321000", "2017-01-22T16:25:21+00:00"),
        ("5 January 2006", "2006-01-05"),
        ("Sept. 5, 2006", "2006-09-05"),
        ("September 2006", "2006-09"),
        ("Published on Thursday, 5 January 2006 at 10:15 p.m. EST", "2006-01-05T22:15:00-05:00"),
        ("Veröffentlicht am 5. März 2006 um 10.30 Uhr", "2006-03-05T10:30:00"),
        ("mar. 7 mars 2006", "2006-03-07"),
        ("le 1er FÉVRIER 2006 à 10h30", "2006-02-01T10:30:00"),
        ("1 de enero de 2006", "2006-01-01"),
        ("Lunedì 2 gennaio 2006", "2006-01-02"),
        ("Sex, 5 de janeiro de 2006", "2006-01-05"),
        ("6 augustus 2006", "2006-08-06"),
        ("5 января 2006 г.", "2006-01-05"),
        ("2006年1月5日 10:30", "2006-01-05T10:30:00"),
        ("２００６年１月", "2006-01"),
        ("2006/1/5", "2006-01-05"),
        ("25/01/2006", "2006-01-25"),
        ("01/25/2006", "2006-01-25"),
        ("5.1.2006", "2006-01-05"),
        ("01/2006", "2006-01"),
    ],
)
def test_dates_are_read_in_the_precision_they_are_written_in(text: str, expected: str) -> None:
    assert written(parse_date(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("", "  ", "nonsense", "May 5", "5", "05/01/2006", "05-01-2006", "31 February 2006", "20231301"),
        *("two 5 May 2006 things", "2006-13-01", "2006-01-05T25:00", "1599-12-31", "9999-01-01"),
        *("0001-01-01", "1900-01-01", "1970-01-01", "1970-01-01T00:00:00Z", "1970-01-01T01:00+01:00"),
        *("2006-01-05" + " " * 200, "9" * 150, "10:75 5 May 2006", "2006-01-05T10:00+99:00"),
    ],
)
def test_what_is_surely_no_date_is_none(text: str) -> None:
    assert parse_date(text) is None


def test_a_year_alone_is_a_date_in_a_field_only() -> None:
    assert (written(parse_date("2006")), parse_date("2006", "text")) == ("2006", None)


@pytest.mark.parametrize(("day_first", "expected"), [(True, "2006-01-05"), (False, "2006-05-01"), (None, None)])
def test_slashes_are_read_as_the_caller_says(day_first: bool | None, expected: str | None) -> None:
    assert written(parse_date("05/01/2006", day_first=day_first)) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [(1485102321, "2017-01-22T16:25:21+00:00"), (1485102321000.0, "2017-01-22T16:25:21+00:00"), (20060105, None)],
)
def test_epochs_have_ten_or_thirteen_digits(number: float, expected: str | None) -> None:
    assert written(parse_epoch(number)) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("news/2023/09/01/wheat.html", "2023-09-01"),
        ("news/2023/sep/01/wheat", "2023-09-01"),
        ("news/2023/9/1/wheat", "2023-09-01"),
        ("posts/2023-09-01-wheat.md", "2023-09-01"),
        ("20230901.txt", "2023-09-01"),
        ("01-09-2023.txt", "2023-09-01"),
        ("CC-NEWS-20230901123000.txt", "2023-09-01"),
        ("2019-01-02/2020-05-06.md", "2020-05-06"),
        ("2023-09/wheat.md", "2023-09"),
        ("2023/09/wheat.md", "2023-09"),
        ("1485102321.txt", None),
        ("1234567890123.txt", None),
        ("20231301.txt", None),
        ("2023-maja.txt", None),
        ("wheat.txt", None),
    ],
)
def test_dates_in_paths(path: str, expected: str | None) -> None:
    assert written(date_in_path(path.split("/"))) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [("https://a.org/2023/09/01/x?on=2024-01-01", "2023-09-01"), ("https://[broken/2023/09/01", None), ("", None)],
)
def test_dates_in_addresses_stand_in_their_path(url: str, expected: str | None) -> None:
    assert written(date_in_url(url)) == expected


PIECES = st.sampled_from(
    [
        *"0123456789-/.:T Z+年月日",
        "2006",
        "12",
        "31",
        " May ",
        "Sept.",
        " um ",
        "10:30",
        " p.m.",
        "+01:00",
        "mars ",
        "GMT",
    ]
)


@given(st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=12).map("".join)))
def test_any_text_is_none_or_a_date_that_reads_back_as_itself(text: str) -> None:
    date = parse_date(text)
    assert date is None or parse_date(str(date)) == date


@given(st.datetimes(dt.datetime(1600, 1, 1), dt.datetime(2026, 1, 1)), st.integers(-840, 840))
def test_every_iso_date_and_time_is_read(moment: dt.datetime, offset: int) -> None:
    date = PublicationDate(moment.replace(microsecond=0), "second", offset)
    epoch, other = dt.datetime(1970, 1, 1), dt.datetime(1900, 1, 1)
    is_placeholder = date.start in (epoch, other) or date.start - dt.timedelta(minutes=offset) == epoch
    assert parse_date(str(date)) == (None if is_placeholder else date)


@pytest.mark.parametrize("text", ["2287-01-05", "5 January 2287", "9999999999", "Wed, 05 Jan 2287 10:00:00 GMT"])
def test_a_date_that_lies_ahead_is_read_once_it_has_come(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = parse_date(text)
    monkeypatch.setattr(bounds, "_AHEAD", dt.timedelta(days=300 * 365))
    assert (before, str(parse_date(text))[:3]) == (None, "228")


def test_a_text_is_a_date_in_one_place_and_none_in_another() -> None:
    found = [
        parse_date("2006"),
        parse_date("2006", "text"),
        parse_date("05/01/2006"),
        parse_date("05/01/2006", "text", True),
    ]
    assert [written(date) for date in found] == ["2006", None, None, "2006-01-05"]


CLOCKS = st.sampled_from(["", " 10:00", " 23:59:60", " 24:00:00", " 9:05", " 10:00:00.79", " 10:00:00 pm"])
ZONES = st.sampled_from(["", " GMT", " EST", " z", " p", " h", " XYZ", " +0100", " -05:30", " +2500", "+01", " uhr"])
MONTHS = st.sampled_from(["FEB", "jan", "Mar", "mai", "Set", "Sept", "gennaio", "mon", "out", "am", "xyz", "ago"])


@given(
    st.sampled_from(["", "Thu, ", "mon ", "SAT,", "xyz "]),
    st.integers(0, 32),
    st.sampled_from("- ./"),
    MONTHS,
    st.sampled_from(["1987", "0087", "87", "1970", "1900", "1599"]),
    CLOCKS,
    ZONES,
)
def test_dates_as_in_mail_are_what_they_are_behind_a_word(
    weekday: str, day: int, hyphen: str, month: str, year: str, clock: str, zone: str
) -> None:
    text = f"{weekday}{day}{hyphen}{month}{hyphen}{year}{clock}{zone}"
    assert parse_date(text) == parse_date(f"Published {text}")


def test_tomorrow_is_a_date_and_the_day_after_is_not() -> None:
    today = dt.date.today()
    ahead = [str(today + dt.timedelta(days=days)) for days in (1, 2)]
    assert [written(parse_date(f"{day}T23:59")) for day in ahead] == [f"{ahead[0]}T23:59:00", None]


def test_no_month_has_the_name_of_another_in_another_language() -> None:
    named = [
        (names.fold(name), month)
        for table in names._MONTHS_BY_LANGUAGE
        for month, line in enumerate(table.strip().split("\n"), 1)
        for name in line.split()
    ]
    assert [name for name, month in named if names.MONTHS[name] != month] == []


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Rain", "", "Published: 5 January 2006", "It rained."], "2006-01-05"),
        (["Rain", "Updated: 6 January 2006", "It rained.", "Published: 5 January 2006"], "2006-01-05"),
        (["Rain", "Updated: 6 January 2006", "It rained."], "2006-01-06"),
        (["It rained."] * 5 + ["Published: 5 January 2006"] + ["It rained."] * 5, None),
        (["It rained."] * 20 + ["Posted on January 5, 2006 by Ann Roe"] + ["It rained."] * 4, "2006-01-05"),
        (["Published: 05/01/2006"], None),
        (["Published: " + "x " * 500 + "5 January 2006"], None),
        ([], None),
    ],
)
def test_dates_on_lines_that_say_so_near_either_end(lines: list[str], expected: str | None) -> None:
    assert written(date_in_lines(lines)) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["05/01/2006", "25/01/2006"], True),
        (["05/01/2006", "01-25-2006 10:15"], False),
        (["25/01/2006", "01/25/2006"], None),
        (["05/01/2006", "5.1.2006", "2006-01-25", "45/01/2006", "25/25/2006"], None),
        (["25/01/2006 was the day on which the rain began to fall"], None),
        ([], None),
    ],
)
def test_the_order_of_day_and_month_is_told_by_dates_that_show_it(values: list[str], expected: bool | None) -> None:
    as_json = json.dumps([{"date": value} for value in values])
    assert (day_first_in(values), day_first_in_json(as_json)) == (expected, expected)


def test_the_order_is_told_in_json_with_slashes_escaped() -> None:
    assert day_first_in_json(r'{"date":"25\/01\/2006"}') is True


def test_a_line_in_a_source_with_the_day_first_is_read_so() -> None:
    assert written(date_in_lines(["Published: 05/01/2006"], day_first=True)) == "2006-01-05"
