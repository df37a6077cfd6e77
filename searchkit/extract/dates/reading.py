"""Reads one date out of a text, in the precision it is written in, without guessing.

Own code and not dateparser: that one reads `01/09/2023` the American way unasked, fills missing parts
with today's, and takes seconds to load. A date that cannot be read surely is no date here.
"""

import datetime as dt
import re
import unicodedata
from functools import lru_cache

from searchkit.extract.dates.bounds import EPOCH, has_come, is_meant, is_plausible
from searchkit.extract.dates.names import AROUND, MONTHS, PLAIN_MONTHS, WEEKDAYS, ZONES, fold
from searchkit.model import FoundIn, Precision, PublicationDate

_LONGEST = 200

_OFFSET = r"[+-][0-9]{2}(?::?[0-9]{2})?"
_ISO = re.compile(
    r"([0-9]{4})-([0-9]{2})(?:-([0-9]{2})"
    rf"(?:[Tt ]([0-9]{{2}})(?::([0-9]{{2}})(?::([0-9]{{2}})(?:[.,][0-9]+)?)?)?\ ?([Zz]|{_OFFSET})?)?)?"
)
_BASIC = re.compile(
    r"([0-9]{4})([0-9]{2})([0-9]{2})"
    rf"(?:[Tt]?([0-9]{{2}})([0-9]{{2}})(?:([0-9]{{2}})(?:[.,][0-9]+)?)?([Zz]|{_OFFSET})?)?"
)
_WEEK = re.compile(r"[0-9]{4}-?W[0-9]{2}-?[0-9](T.*)?")
_YEAR = re.compile(r"([0-9]{4})(?:\.0)?")
_EPOCH_DIGITS = re.compile(r"[0-9]{10}(?:[0-9]{3})?(?:\.[0-9]+)?")
_NUMERIC = re.compile(r"(?<![0-9])([0-9]{1,4})\ ?([./-])\ ?([0-9]{1,2})\ ?\2\ ?([0-9]{1,4})(?![0-9])")
_NUMERIC_MONTH = re.compile(r"([0-9]{1,2})[./]([0-9]{4})|([0-9]{4})[./]([0-9]{1,2})")
_EAST_ASIAN = re.compile(r"([0-9]{4})\ ?[年년]\ ?([0-9]{1,2})\ ?[月월](?:\ ?([0-9]{1,2})\ ?[日일号])?")
_TIME = re.compile(
    r"(?:(?<=[0-9])T)?(?<![0-9:.])(?P<hour>[0-9]{1,2})"
    r"(?:\ ?[:h]\ ?(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,:][0-9]{1,9})?)?(?![0-9:])"
    r"|\.(?P<dotted>[0-9]{2})(?=\ ?(?:uhr|[ap]\.?m\b|gmt|bst|utc|ces?t|mes?z))|(?=\ ?(?:uhr\b|h\b|[ap]\.?m\b)))"
    r"(?:\ ?(?P<half>[ap])\.?m\b\.?|\ ?uhr\b|\ ?h\b)?"
    rf"(?:\ ?(?:GMT|UTC)?\ ?(?P<offset>{_OFFSET})(?![0-9])|\ ?(?P<zone>[a-z]{{1,4}})\b)?",
    re.IGNORECASE,
)
# As mail, feeds and wires have it: `Thu, 05 Jan 2006 10:00:00 GMT`, `26-FEB-1987 15:01:01`.
_MAIL = re.compile(
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun),? )?([0-9]{1,2})([- ])([a-z]{3,9})\2([0-9]{4})"
    rf"(?: ([0-9]{{2}}):([0-9]{{2}})(?::([0-9]{{2}}))?(?: ({_OFFSET}|[a-z]{{1,4}}))?)?",
    re.IGNORECASE | re.ASCII,
)
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")  # Arabic, Persian, Devanagari and others
_TOKEN = re.compile(r"[0-9]+|[^\W\d_]+")

Clock = tuple[int, int, int, int | None]


def parse_date(text: str, found_in: FoundIn = "field", day_first: bool | None = None) -> PublicationDate | None:
    """The date that `text` is, in the precision it is written in; None where it is none or not surely one.

    Reads ISO 8601 (extended, basic, week dates), RFC 2822, month names in some forty languages, `2006年1月5日`,
    epoch seconds and milliseconds, each with an optional time, zone, weekday and words such as
    `Published on`. `05/01/2006` is read where one part is above 12 or by `day_first`; without that, dots
    mean day first (`5.1.2006`) and slashes or hyphens are not readable. A year alone is a date in a field only.
    Years before 1600, days after tomorrow, and 1900-01-01 or 1970-01-01 at midnight are None.
    Never raises; text longer than 200 characters is None.
    """
    if len(text) > _LONGEST:
        return None
    date = _stated(str(text), found_in, day_first)
    return date if date is not None and has_come(date) else None


def parse_epoch(number: float, found_in: FoundIn = "field") -> PublicationDate | None:
    """Of seconds (10 digits) or milliseconds (13 digits) since 1970, as UTC; other magnitudes are None."""
    date = _of_epoch(number, found_in)
    return date if date is not None and is_plausible(date) else None


# Many stories have the same date. Whether it lies ahead is asked each time, for time goes on.
@lru_cache(maxsize=4096)
def _stated(text: str, found_in: FoundIn, day_first: bool | None) -> PublicationDate | None:
    """The date that a text is, however far ahead; None also before 1600 and for a placeholder."""
    squeezed = " ".join(unicodedata.normalize("NFKC", text).split())
    if not squeezed.isascii():
        squeezed = _OTHER_DIGIT.sub(lambda digit: str(int(digit[0])), squeezed)
    try:
        date = _read(squeezed, found_in, day_first)
        return date if date is not None and is_meant(date) else None
    except (ValueError, OverflowError):  # the 31st of February, or minute 75
        return None


def _read(text: str, found_in: FoundIn, day_first: bool | None) -> PublicationDate | None:
    if match := _ISO.fullmatch(text) or _BASIC.fullmatch(text):
        year, month, day, hour, minute, second, zone = match.groups()
        clock = (int(hour), int(minute or 0), int(second or 0), _offset(zone)) if hour else None
        return dated(int(year), int(month), int(day) if day else None, clock, found_in)
    if date := _mailed(text, found_in):
        return date
    if match := _YEAR.fullmatch(text):
        return (
            PublicationDate(dt.datetime(int(match[1]), 1, 1), "year", None, found_in) if found_in == "field" else None
        )
    if _EPOCH_DIGITS.fullmatch(text):
        return _of_epoch(float(text), found_in) if found_in == "field" else None
    if match := _WEEK.fullmatch(text):
        moment = PublicationDate.from_datetime(dt.datetime.fromisoformat(text), found_in)
        return moment if match[1] else PublicationDate(moment.start, "day", None, found_in)
    return _written(text, found_in, day_first)


def _mailed(text: str, found_in: FoundIn) -> PublicationDate | None:
    """Of the commonest dates with the name of a month, as `_written` reads them, in a fifth of the time."""
    match = _MAIL.fullmatch(text)
    if match is None:
        return None
    day, _, name, year, hour, minute, second, zone = match.groups()
    month = PLAIN_MONTHS.get(name.lower())
    is_named = zone is not None and zone.isalpha()
    if month is None or (is_named and zone.lower() not in ZONES):
        return None
    offset = ZONES[zone.lower()] if is_named else _offset(zone)
    clock = (int(hour), int(minute), int(second or 0), offset) if hour else None
    return dated(int(year), month, int(day), clock, found_in)


def _of_epoch(number: float, found_in: FoundIn) -> PublicationDate | None:
    seconds = number / 1000 if 1e12 <= number < 1e13 else number
    if not 1e9 <= seconds < 1e10:
        return None
    return PublicationDate(EPOCH + dt.timedelta(seconds=int(seconds)), "second", 0, found_in)


def _written(text: str, found_in: FoundIn, day_first: bool | None) -> PublicationDate | None:
    """Of a date in words or numbers, after its time has been cut out of it."""
    clock: Clock | None = None
    if match := _TIME.search(text):
        clock = _clock(match)
        kept_zone = "" if match["zone"] is None or match["zone"].lower() in ZONES else match["zone"]
        text = f"{text[: match.start()]} {kept_zone}{text[match.end() :]}"
    if match := _EAST_ASIAN.search(text):
        year, month, day = match.groups()
        return dated(int(year), int(month), int(day) if day else None, clock, found_in)
    tokens = [t for t in _TOKEN.findall(fold(text)) if t not in AROUND and t not in ZONES]
    months = [t for t in tokens if t in MONTHS]
    if len(months) > 1:  # French "mar. 5 mars": the weekday looks like a month
        months = [t for t in months if t not in WEEKDAYS]
    if any(not t.isdecimal() and t not in WEEKDAYS and t not in MONTHS for t in tokens) or len(months) > 1:
        return None
    numbers = [t for t in tokens if t.isdecimal()]
    found = _of_words(numbers, MONTHS[months[0]]) if months else _of_numbers(text, numbers, day_first)
    return dated(*found, clock, found_in) if found else None


def _of_words(numbers: list[str], month: int) -> tuple[int, int, int | None] | None:
    """Year, month, day of the numbers around a month's name."""
    if len(numbers) == 1 and len(numbers[0]) == 4:
        return int(numbers[0]), month, None
    if len(numbers) != 2:
        return None
    if len(numbers[0]) == 4:
        numbers.reverse()
    day, year = numbers
    if len(day) > 2 or len(year) not in (2, 4):
        return None
    century = 0 if len(year) == 4 else 2000 if int(year) < 69 else 1900  # as RFC 2822 readers do
    return century + int(year), month, int(day)


def _of_numbers(text: str, numbers: list[str], day_first: bool | None) -> tuple[int, int, int | None] | None:
    """Year, month, day of `2006/01/05`, `5.1.2006` or `01/2006`."""
    if len(numbers) == 2 and (match := _NUMERIC_MONTH.search(text)):
        return int(match[2] or match[3]), int(match[1] or match[4]), None
    match = _NUMERIC.search(text)
    if len(numbers) != 3 or match is None:
        return None
    first, second, third = int(match[1]), int(match[3]), int(match[4])
    if len(match[1]) == 4 and len(match[4]) <= 2:
        return first, second, third
    if len(match[4]) != 4 or len(match[1]) > 2:
        return None
    if first > 12 or second > 12 or first == second:
        day_first = first > 12 or first == second
    elif day_first is None:
        day_first = True if match[2] == "." else None
    if day_first is None:
        return None
    return (third, second, first) if day_first else (third, first, second)


def _clock(match: re.Match[str]) -> Clock:
    hour = int(match["hour"])
    if match["half"]:
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + (12 if match["half"] in "pP" else 0)
    zone = ZONES.get(match["zone"].lower()) if match["zone"] else _offset(match["offset"])
    return hour, int(match["minute"] or match["dotted"] or 0), int(match["second"] or 0), zone


def _offset(zone: str | None) -> int | None:
    """Minutes east of Greenwich of `Z`, `+01`, `-0530`, `+05:30`; ValueError from a day on."""
    if not zone:
        return None
    if zone in "Zz":
        return 0
    digits = zone[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    if minutes >= 24 * 60 or int(digits[2:]) > 59:
        raise ValueError(zone)
    return -minutes if zone[0] == "-" else minutes


def dated(year: int, month: int, day: int | None, clock: Clock | None, found_in: FoundIn) -> PublicationDate:
    if day is None or clock is None:
        precision: Precision = "month" if day is None else "day"
        return PublicationDate(dt.datetime(year, month, day or 1), precision, None, found_in)
    hour, minute, second, offset = clock
    moment = dt.datetime(year, month, day, hour, minute, min(second, 59) if second == 60 else second)
    return PublicationDate(moment, "second", offset, found_in)
