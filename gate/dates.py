"""How many written dates are read as what they mean, and how many of those that are given are right."""

from collections.abc import Callable, Mapping
from pathlib import Path

from searchkit.extract.dates import date_in_lines, date_in_path, date_in_url, parse_date
from searchkit.model import PublicationDate

_DATA = Path(__file__).parent / "data" / "dates" / "written.tsv"

_READ: Mapping[str, Callable[[str], PublicationDate | None]] = {
    "field": parse_date,
    "text": lambda text: parse_date(text, "text"),
    "dayfirst": lambda text: parse_date(text, day_first=True),
    "monthfirst": lambda text: parse_date(text, day_first=False),
    "path": lambda text: date_in_path(text.split("/")),
    "url": date_in_url,
    "line": lambda text: date_in_lines([text]),
}


def measure() -> Mapping[str, float]:
    """`read`: the share of dates that are read exactly, with precision and zone; `right`: of those given, the right."""
    given = right = dates = 0
    for how, text, truth in _written():
        date = _READ[how](text)
        found = "-" if date is None else str(date)
        dates += truth != "-"
        given += found != "-"
        right += found == truth != "-"
    return {"read": right / dates, "right": right / given}


def _written() -> list[list[str]]:
    lines = _DATA.read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]
