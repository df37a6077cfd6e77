"""What time a date clause means: every spelling becomes one half-open interval of the calendar.

A date stands for all of its unit: `2006-01` is the month. Days are days as published, at the place of
publication; see docs/decisions/dates.md.
"""

import datetime as dt
import re
from dataclasses import dataclass

from searchkit.errors import QueryError

_DAY = dt.timedelta(days=1)
_CALENDAR = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_QUARTER = re.compile(r"(\d{4})-?q([1-4])", re.IGNORECASE)
_WEEK = re.compile(r"(\d{4})-?w(\d{2})", re.IGNORECASE)
_AGE = re.compile(r"(?:last-)?(\d{1,5})-?(d|day|days|w|week|weeks|m|month|months|y|year|years)", re.IGNORECASE)
_RANGE = re.compile(r"(?P<open>[\[{])\s*(?P<first>.*?)\s+TO\s+(?P<last>.*?)\s*(?P<close>[\]}])", re.IGNORECASE)
_COMPARE = re.compile(r"(?P<sign>>=|<=|=>|=<|>|<)\s*(?P<date>.+)")
_HOW = "write 2006, 2006-01, 2006-01-15, 2006-Q1, 2006-W03, today, 7d, 2006-01..2006-03 or [2006-01 TO 2006-03]"


@dataclass(frozen=True, slots=True)
class Interval:
    """From `start` on, before `end`; None is open."""

    start: dt.datetime | None = None
    end: dt.datetime | None = None

    def __str__(self) -> str:
        return f"[{_short(self.start)} TO {_short(self.end)}}}"

    def meet(self, other: "Interval") -> "Interval":
        """What lies in both."""
        starts = [s for s in (self.start, other.start) if s is not None]
        ends = [e for e in (self.end, other.end) if e is not None]
        return Interval(max(starts, default=None), min(ends, default=None))


def _short(moment: dt.datetime | None) -> str:
    if moment is None:
        return "*"
    return moment.date().isoformat() if moment.time() == dt.time() else moment.isoformat(timespec="seconds")


def clause_interval(name: str, value: str, now: dt.datetime) -> Interval:
    """The interval of a clause such as `date:2006-01` or `newer:7d`; QueryError where it cannot be read."""
    value = value.strip().strip('"').strip()
    if len(value) > 60:
        raise QueryError(f"cannot read {name}:{value[:20]}… as a date; {_HOW}")
    if name in ("newer", "older"):
        ago = _ago(value, now)
        if ago is None:
            raise QueryError(f"{name}:{value} is no age; write 7d, 2w, 3m or 1y")
        return Interval(ago, None) if name == "newer" else Interval(None, ago)
    if name == "date":
        return _interval(value, now)
    unit = _unit(value, now)
    if name == "after":
        return Interval(unit.start, None)
    return Interval(None, unit.start if name == "before" else unit.end)


_AGE_DAYS = {"d": 1.0, "w": 7.0, "m": 365.25 / 12, "y": 365.25}


def age_days(text: str) -> float:
    """The days of an age such as `30d`, `2w`, `3m` or `1y`, above 0; QueryError where it is none."""
    match = _AGE.fullmatch(text.strip())
    if not match or not int(match[1]):
        raise QueryError(f"{text!r} is no age; write 7d, 2w, 3m or 1y")
    return int(match[1]) * _AGE_DAYS[match[2][0].lower()]


def _interval(value: str, now: dt.datetime) -> Interval:
    if match := _RANGE.fullmatch(value):
        first, last = _end(match["first"], now), _end(match["last"], now)
        start = first.start if match["open"] == "[" else first.end
        return Interval(start, last.end if match["close"] == "]" else last.start)
    if ".." in value:
        first_text, _, last_text = value.partition("..")
        return Interval(_end(first_text, now).start, _end(last_text, now).end)
    if match := _COMPARE.fullmatch(value):
        unit = _unit(match["date"], now)
        match match["sign"]:
            case ">":
                return Interval(unit.end, None)
            case ">=" | "=>":
                return Interval(unit.start, None)
            case "<":
                return Interval(None, unit.start)
            case _:
                return Interval(None, unit.end)
    return _unit(value, now)


def _end(text: str, now: dt.datetime) -> Interval:
    """One end of a range; `*` and nothing leave it open."""
    return Interval() if text.strip() in ("", "*") else _unit(text.strip(), now)


def _unit(text: str, now: dt.datetime) -> Interval:
    """The year, quarter, month, week, day or moment a date names."""
    try:
        found = _named(text.strip().lower(), now) or _numbered(text.strip())
    except (ValueError, OverflowError) as error:
        raise QueryError(f"there is no date {text!r} ({error}); {_HOW}") from error
    if found is None:
        raise QueryError(f"cannot read {text!r} as a date; {_HOW}")
    return found


def _numbered(text: str) -> Interval | None:
    if match := _COMPACT.fullmatch(text) or _CALENDAR.fullmatch(text):
        year, month, day = match.groups()
        if day:
            return _days(dt.datetime(int(year), int(month), int(day)), 1)
        return _months(int(year), int(month), 1) if month else _months(int(year), 1, 12)
    if match := _QUARTER.fullmatch(text):
        return _months(int(match[1]), 3 * int(match[2]) - 2, 3)
    if match := _WEEK.fullmatch(text):
        monday = dt.date.fromisocalendar(int(match[1]), int(match[2]), 1)
        return _days(dt.datetime.combine(monday, dt.time()), 7)
    if "t" in text.lower():
        moment = dt.datetime.fromisoformat(text).replace(tzinfo=None)
        length = dt.timedelta(seconds=1) if moment.second or text.count(":") > 1 else dt.timedelta(minutes=1)
        return Interval(moment, moment + length)
    return None


def _named(text: str, now: dt.datetime) -> Interval | None:
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    monday = today - today.weekday() * _DAY
    if match := _AGE.fullmatch(text):
        start = _ago(f"{match[1]}{match[2][0]}", now)
        return Interval(start, today + _DAY)
    match text:
        case "now":
            return Interval(now, now + dt.timedelta(seconds=1))
        case "today":
            return _days(today, 1)
        case "yesterday":
            return _days(today - _DAY, 1)
        case "this-week":
            return _days(monday, 7)
        case "last-week":
            return _days(monday - 7 * _DAY, 7)
        case "this-month":
            return _months(today.year, today.month, 1)
        case "last-month":
            before = today.replace(day=1) - _DAY
            return _months(before.year, before.month, 1)
        case "this-year":
            return _months(today.year, 1, 12)
        case "last-year":
            return _months(today.year - 1, 1, 12)
    return None


def _ago(text: str, now: dt.datetime) -> dt.datetime | None:
    """The start of the day so many days, weeks, months or years before today."""
    match = _AGE.fullmatch(text)
    if not match:
        return None
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    count, unit = int(match[1]), match[2][0].lower()
    try:
        if unit in "dw":
            return today - count * (7 if unit == "w" else 1) * _DAY
        months = today.year * 12 + today.month - 1 - count * (12 if unit == "y" else 1)
        first = dt.datetime(months // 12, months % 12 + 1, 1)
        last_day = (_months(first.year, first.month, 1).end or first) - _DAY
        return first.replace(day=min(today.day, last_day.day))
    except (ValueError, OverflowError) as error:
        raise QueryError(f"{text} is further back than the calendar goes") from error


def _days(start: dt.datetime, count: int) -> Interval:
    return Interval(start, start + count * _DAY)


def _months(year: int, month: int, count: int) -> Interval:
    after = year * 12 + month - 1 + count
    return Interval(dt.datetime(year, month, 1), dt.datetime(after // 12, after % 12 + 1, 1))
