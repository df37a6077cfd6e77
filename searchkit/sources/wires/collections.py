"""Knows the news collections in TREC's and the LDC's SGML: whose a document is and of what day, by its number."""

import re
from dataclasses import dataclass

from searchkit.extract.dates import parse_date
from searchkit.model import FoundIn, PublicationDate
from searchkit.sources.names import language_tag

_PAPERS = {
    "AP": "AP",
    "APW": "AP",
    "AFP": "AFP",
    "CNA": "Central News Agency",
    "CR": "Congressional Record",
    "FBIS": "FBIS",
    "FR": "Federal Register",
    "FT": "Financial Times",
    "GH": "The Herald",
    "LA": "Los Angeles Times",
    "LTW": "Los Angeles Times-Washington Post",
    "NYT": "The New York Times",
    "SJMN": "San Jose Mercury News",
    "WSJ": "The Wall Street Journal",
    "XIE": "Xinhua",
    "XIN": "Xinhua",
}
_LANGUAGES = {"ENG": "en", "FRE": "fr", "FRA": "fr", "SPA": "es", "ARB": "ar", "CMN": "zh"}
_NUMBER = re.compile(r"([A-Z]+)(?:_([A-Z]{3})_)?[0-9-]")
_DIGITS = re.compile(r"(?<![0-9])([0-9]{8}|[0-9]{6})(?![0-9])")
_MONTH_FIRST = ("LA",)
_NO_DAY = ("SJMN", "FT", "FBIS")  # numbers that look like days

_SLASHES = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{2})(?![0-9])")
_SENT = re.compile(r"([0-9]{2})-([0-9]{2})-([0-9]{2})[ \t]+([0-9]{2})([0-9]{2})([A-Z]{3})?")
_LONG = re.compile(r"[A-Z][a-z]{2,8}\.? [0-9]{1,2}, [0-9]{4}")


@dataclass(frozen=True, slots=True)
class Collection:
    """What the number of a document says: whose it is, in which language; empty where it says nothing."""

    prefix: str
    paper: str
    language: str


def collection_of(number: str) -> Collection:
    """`AP890101-0001`, `LA042990-0001`, `FT911-3`, `FBIS3-1`, `AFP_FRE_19940512.0003` and the like."""
    found = _NUMBER.match(number)
    prefix = found[1] if found else ""
    paper = _PAPERS.get(prefix, "")
    language = _LANGUAGES.get(found[2], "") if found and found[2] else "en" if paper else ""
    return Collection(prefix, paper, language)


def date_in_number(number: str) -> PublicationDate | None:
    """The day in `WSJ870324-0001`, `LA042990-0001` (month first) or `NYT19980601.0001`."""
    found = _NUMBER.match(number)
    digits = _DIGITS.search(number)
    if found is None or digits is None or found[1] in _NO_DAY:
        return None
    text = digits[1]
    return date_in_field(text[4:] + text[:4] if found[1] in _MONTH_FIRST else text, "header")


def date_in_field(text: str, found_in: FoundIn = "field") -> PublicationDate | None:
    """The date in an element: `910514`, `= 891102`, `03/24/87` (month first), `January 1, 1989, Sunday`."""
    if sent := date_sent(text):
        return sent
    if found := _LONG.search(text):
        return parse_date(found[0], found_in)
    if found := _SLASHES.search(text):
        month, day, year = found.groups()
        return parse_date(f"{_year(year)}-{int(month):02}-{int(day):02}", found_in)
    text = text.strip(" =.")
    if len(text) == 6 and text.isdecimal():
        text = f"{_year(text[:2])}-{text[2:4]}-{text[4:]}"
    return parse_date(text, found_in, day_first=False)


def date_sent(text: str) -> PublicationDate | None:
    """The moment in `AP-NR-01-01-89 2358EST`, month first, as agencies note when a story was sent."""
    found = _SENT.search(text)
    if found is None:
        return None
    month, day, year, hour, minute, zone = found.groups()
    return parse_date(f"{_year(year)}-{month}-{day} {hour}:{minute} {zone or ''}".strip())


def language_in(text: str) -> str:
    """The language that an element names by its name or code (`ENG`)."""
    return _LANGUAGES.get(text.upper(), "") or language_tag(text)


def _year(digits: str) -> int:
    """The year of its last two digits; the collections begin in 1987."""
    return int(digits) + (2000 if int(digits) < 69 else 1900)
