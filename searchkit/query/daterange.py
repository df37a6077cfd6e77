"""The articles of an interval of the calendar, as a query."""

import datetime as dt

from whoosh import query

from searchkit.query.dates import Interval

_LONGEST = dt.timedelta(days=366)  # no article's date is longer than a year: ranges of dates end somewhere


class _Dates(query.DateRange):
    """A range of dates that prints as dates."""

    def __str__(self) -> str:
        interval = str(Interval(self.startdate, self.enddate))
        return f"{self.fieldname}:{'{' if self.startexcl else ''}{interval[self.startexcl :]}"


def date_query(interval: Interval) -> query.Query:
    """Articles whose date, at its precision, overlaps the interval: a month's article is in each of its days."""
    parts: list[query.Query] = []
    if interval.end is not None:
        earliest = interval.start and _shifted(interval.start, -_LONGEST)
        parts.append(_Dates("date", earliest, interval.end, endexcl=True))
    if interval.start is not None:
        latest = interval.end and _shifted(interval.end, _LONGEST)
        parts.append(_Dates("date_end", interval.start, latest, startexcl=True))
    return query.And(parts) if parts else query.Every("date")


def _shifted(moment: dt.datetime, step: dt.timedelta) -> dt.datetime | None:
    """None where the calendar ends before."""
    try:
        return moment + step
    except OverflowError:
        return None
