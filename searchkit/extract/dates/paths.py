"""Dates in the names of folders and files, and in addresses."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from urllib.parse import urlsplit

from searchkit.extract.dates.bounds import is_plausible
from searchkit.extract.dates.names import MONTHS_IN_PATHS, fold
from searchkit.extract.dates.reading import dated
from searchkit.model import PublicationDate

_YYYY = r"(?<![0-9])((?:1[6-9]|20)[0-9]{2})"
_PATH_DAYS = (
    re.compile(_YYYY + r"([-_/.]?)([0-9]{2})\2([0-9]{2})(?:[0-9]{6})?(?![0-9])"),
    re.compile(_YYYY + r"(/)([0-9]{1,2})/([0-9]{1,2})(?![0-9])"),
    re.compile(_YYYY + r"([-_/])([A-Za-z]{3,9})\2([0-9]{1,2})(?![0-9])"),
)
_PATH_DAY_FIRST = re.compile(r"(?<![0-9])([0-9]{2})([-_.])([0-9]{2})\2((?:1[6-9]|20)[0-9]{2})(?![0-9])")
_PATH_MONTH = re.compile(_YYYY + r"[-_/.]([0-9]{2}|[A-Za-z]{3,9})(?![0-9A-Za-z])")


def date_in_path(parts: Sequence[str]) -> PublicationDate | None:
    """The date in folder names and a file name, outermost first; the one nearest the file, days before months.

    Reads `2023/09/01/`, `2023/sep/01/`, `2023-09-01-x.md`, `20230901`, `01-09-2023`, the day of a 14-digit
    time stamp, and `2023-09` or `2023/09/` as a month. Other runs of digits are ids, not dates.
    """
    path = "/".join(parts)
    return next((date for date in chain(_days_in(path), _months_in(path)) if is_plausible(date)), None)


def date_in_url(url: str) -> PublicationDate | None:
    """The date in the path of an address, as `date_in_path` reads it; None for what is no address."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return None
    return date_in_path(path.split("/"))


def _days_in(path: str) -> Iterator[PublicationDate]:
    """Whole dates, the last one first."""
    found = [(m.start(), m[1], m[3], m[4]) for pattern in _PATH_DAYS for m in pattern.finditer(path)]
    found += [(m.start(), m[4], m[3], m[1]) for m in _PATH_DAY_FIRST.finditer(path)]
    for _, year, month, day in sorted(found, reverse=True):
        if date := _of_path(year, month, day):
            yield date


def _months_in(path: str) -> Iterator[PublicationDate]:
    for match in reversed(list(_PATH_MONTH.finditer(path))):
        if date := _of_path(match[1], match[2], None):
            yield date


def _of_path(year: str, month: str, day: str | None) -> PublicationDate | None:
    number = int(month) if month.isdecimal() else MONTHS_IN_PATHS.get(fold(month), 0)
    try:
        return dated(int(year), number, int(day) if day else None, None, "path")
    except ValueError:
        return None
