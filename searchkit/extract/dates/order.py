"""Whether the day or the month stands first in a source's dates, told by those that show it."""

import re
from collections.abc import Iterable

_LONGEST = 40
_NUMERIC = re.compile(r"\s*([0-9]{1,2})([/-])([0-9]{1,2})\2[0-9]{4}\b")
_IN_JSON = re.compile(r'"\s*([0-9]{1,2})(\\?/|-)([0-9]{1,2})\2[0-9]{4}\b[^"\\]{0,30}"')


def day_first_in(values: Iterable[str]) -> bool | None:
    """Of values of records, of which short ones that begin as `25/01/2006` does count.

    None where none of them shows it, or some show the one and some the other.
    """
    return _shown(match for value in values if len(value) < _LONGEST and (match := _NUMERIC.match(value)))


def day_first_in_json(text: str) -> bool | None:
    """As `day_first_in`, of the strings in JSON, which may be cut off at its end."""
    return _shown(_IN_JSON.finditer(text))


def _shown(dates: Iterable[re.Match[str]]) -> bool | None:
    day_first = month_first = False
    for match in dates:
        first, second = int(match[1]), int(match[3])
        day_first |= 12 < first <= 31 and second <= 12
        month_first |= 12 < second <= 31 and first <= 12
    return None if day_first == month_first else day_first
