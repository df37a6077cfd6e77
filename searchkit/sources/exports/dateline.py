"""Finds the date at the beginning of a line that goes on with something else."""

from searchkit.extract.dates import parse_date
from searchkit.model import PublicationDate

_LONGEST = 160
_MOST_WORDS = 9


def dated(line: str) -> tuple[PublicationDate, str] | None:
    """The date that a line begins with, and what follows it: `December 19, 1991, Sunday, Late Edition`."""
    words = line.split()
    if len(line) > _LONGEST or not words or not any(map(str.isdigit, line)):
        return None
    for count in range(min(len(words), _MOST_WORDS), 0, -1):
        text = " ".join(words[:count])
        if (date := parse_date(text)) and not (count == 1 and date.precision == "year"):
            return date, " ".join(words[count:])
    return None
