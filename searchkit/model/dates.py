"""When an article was published, as precisely as is known."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

from searchkit.errors import InvalidArticleError

Precision = Literal["year", "month", "day", "second"]
FoundIn = Literal["field", "jsonld", "meta", "header", "path", "text", "mtime", "api"]

_ISO_SHORT = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_ISO_CHARS = {"year": 4, "month": 7, "day": 10}


@dataclass(frozen=True, slots=True)
class PublicationDate:
    """When an article was published, as precisely as is known and as its publisher wrote it.

    `start` is wall-clock time at the place of publication, without zone; what lies beyond
    `precision` is filled with its first value. `utc_offset_minutes` is the zone where it is known.
    """

    start: dt.datetime
    precision: Precision = "day"
    utc_offset_minutes: int | None = None
    found_in: FoundIn = "field"

    def __post_init__(self) -> None:
        if self.start.year > 9998:
            raise ValueError("the calendar ends before this date does")

    @property
    def end(self) -> dt.datetime:
        """The first moment after the year, month, day or second that is meant."""
        start = self.start
        if self.precision == "year":
            return start.replace(year=start.year + 1)
        if self.precision == "month":
            return (start.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
        return start + (dt.timedelta(days=1) if self.precision == "day" else dt.timedelta(seconds=1))

    def __str__(self) -> str:
        """ISO 8601, cut at the precision: `2006`, `2006-01`, `2006-01-05`, `2006-01-05T10:00:00+11:00`."""
        if self.precision != "second":
            return self.start.date().isoformat()[: _ISO_CHARS[self.precision]]
        if self.utc_offset_minutes is None:
            return self.start.isoformat(timespec="seconds")
        zone = dt.timezone(dt.timedelta(minutes=self.utc_offset_minutes))
        return self.start.replace(tzinfo=zone).isoformat(timespec="seconds")

    @classmethod
    def from_datetime(cls, moment: dt.datetime, found_in: FoundIn = "field") -> "PublicationDate":
        """Of a datetime, with or without zone; fractions of a second are dropped."""
        offset = moment.utcoffset()
        minutes = None if offset is None else round(offset.total_seconds() / 60)
        return cls(moment.replace(tzinfo=None, microsecond=0), "second", minutes, found_in)

    @classmethod
    def from_iso(cls, text: str, found_in: FoundIn = "field") -> "PublicationDate":
        """Of ISO 8601 text in any precision: `2006`, `2006-01`, `2006-01-05`, `2006-01-05T10:00Z`.

        Raises ValueError where the text is no such date.
        """
        text = text.strip()
        if short := _ISO_SHORT.fullmatch(text):
            year, month, day = short.groups()
            precision: Precision = "day" if day else "month" if month else "year"
            return cls(dt.datetime(int(year), int(month or 1), int(day or 1)), precision, None, found_in)
        return cls.from_datetime(dt.datetime.fromisoformat(text), found_in)

    @classmethod
    def of(cls, value: "DateLike") -> "PublicationDate | None":
        """Of whatever a program may hold; None and empty text are no date."""
        if value is None or value == "":
            return None
        if isinstance(value, PublicationDate):
            return value
        try:
            if isinstance(value, dt.datetime):
                return cls.from_datetime(value, "api")
            if isinstance(value, dt.date):
                return cls(dt.datetime(value.year, value.month, value.day), "day", None, "api")
            return cls.from_iso(value, "api")
        except (ValueError, TypeError, AttributeError) as error:
            raise InvalidArticleError(
                f"date {value!r} is not an ISO 8601 date; write it as 2006-01-05, a date or a datetime"
            ) from error


DateLike = PublicationDate | dt.date | dt.datetime | str | None
