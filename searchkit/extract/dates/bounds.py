"""Which dates can be dates of publication."""

import datetime as dt

from searchkit.model import PublicationDate

EPOCH = dt.datetime(1970, 1, 1)
_EARLIEST_YEAR = 1600
_AHEAD = dt.timedelta(days=1)
# What programs write where they know no date.
_PLACEHOLDERS = {EPOCH, dt.datetime(1900, 1, 1)}
_PLACEHOLDER_YEARS = (1900, 1969, 1970)  # west of Greenwich 1970 begins in 1969


def is_plausible(date: PublicationDate) -> bool:
    """Whether something can have been published then: since 1600, no later than tomorrow, and no placeholder."""
    return is_meant(date) and has_come(date)


def has_come(date: PublicationDate) -> bool:
    """Whether a date is no later than tomorrow, for in other zones it is tomorrow already.

    By the calendar of this machine, which is a day behind the date line's other side, never two.
    """
    return date.start.date() <= dt.date.today() + _AHEAD


def is_meant(date: PublicationDate) -> bool:
    """Whether a date is not before 1600 and none that programs write where they know no date."""
    start = date.start
    if start.year < _EARLIEST_YEAR:
        return False
    if start.year not in _PLACEHOLDER_YEARS or date.precision in ("year", "month"):
        return True
    in_utc = start - dt.timedelta(minutes=date.utc_offset_minutes or 0)
    return start not in _PLACEHOLDERS and in_utc != EPOCH
