"""What wires say about a story beside its text: dates, names, sections and codes, in the forms they have there."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from searchkit.extract.dates import parse_date
from searchkit.model import PublicationDate, Rejected
from searchkit.sources.bylines import split_authors
from searchkit.sources.values import LABEL_CHARS, split_byline

CANCELED = ("canceled", "cancelled")
"""The words for the status by which a publisher takes a story back."""

_MIDNIGHT = re.compile(r"(?<=[0-9])T00:?00(?::?00(?:\.0+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?\Z")
_DESKS = re.compile(r"\s+/\s+")
_COMPANY = re.compile(r"\b(?:inc|ltd|llc|corp|gmbh|ag|s\.?a|plc|network|agency|agentur)\b\.?$", re.IGNORECASE)
_HOST = re.compile(r"(?:https?://)?(?:www\.)?(?:[A-Za-z0-9-]{1,63}\.){1,5}[a-z]{2,12}(?:/.*)?")
_TIME_STAMP = re.compile(r"[0-9]{4}-?[0-9]{2}-?[0-9]{2}")
_MOST = 50
_VERSION_DIGITS = 18
_BYLINE_CHARS = 500
_CODE = re.compile(r"(?:\w+:)?([0-9]{8})")

# The first two digits of an IPTC Subject Code, and of a Media Topic that ends in zeros.
_SUBJECTS = {
    "01": "arts, culture and entertainment",
    "02": "crime, law and justice",
    "03": "disaster and accident",
    "04": "economy, business and finance",
    "05": "education",
    "06": "environment",
    "07": "health",
    "08": "human interest",
    "09": "labour",
    "10": "lifestyle and leisure",
    "11": "politics",
    "12": "religion and belief",
    "13": "science and technology",
    "14": "society",
    "15": "sport",
    "16": "conflict, war and peace",
    "17": "weather",
}


def date_in(*texts: str) -> PublicationDate | None:
    """The first of these that is a date; midnight to the second stands for the day."""
    dates = (parse_date(_MIDNIGHT.sub("", text.strip())) for text in texts if text)
    return next((date for date in dates if date), None)


def authors_in(bylines: Iterable[str]) -> tuple[str, ...]:
    """The persons in bylines; desks, companies and initials (`gr/bp`) are none."""
    read = (_DESKS.sub("; ", byline) for byline in bylines if len(byline) <= _BYLINE_CHARS)
    names = (name for byline in read for name in split_authors(byline))
    return tuple(dict.fromkeys(name for name in names if _is_person(name)))


def _is_person(name: str) -> bool:
    is_initials = name == name.lower() and any(map(str.islower, name))
    return not is_initials and not _COMPANY.search(name) and not is_host(name)


def place_of(dateline: str) -> str:
    """A dateline without the dash behind it; empty where it is a time stamp."""
    return "" if _TIME_STAMP.match(dateline) else dateline.rstrip(" -–—")


def without_byline(paragraphs: Sequence[str], byline: str) -> Sequence[str]:
    """The paragraphs without a first one that is only the byline, with or without its `By`."""
    if byline and paragraphs and split_byline(paragraphs[0]) == split_byline(byline):
        return paragraphs[1:] or paragraphs
    return paragraphs


def version_in(text: str) -> int:
    """A version as a number; the first one where none is given, or no number."""
    digits = text.strip()
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= _VERSION_DIGITS
    return max(int(digits), 1) if is_number else 1


def withdrawn(rejected: Rejected, id: str, version: int) -> Rejected:
    """The same, with the story that is taken back."""
    return replace(rejected, withdraws=(id, version)) if id else rejected


def is_host(name: str) -> bool:
    """Whether a name is the address of a site."""
    return _HOST.fullmatch(name) is not None


def subject_of(codes: Iterable[str]) -> str:
    """The subject of the first IPTC Subject Code, in words; empty where there is none."""
    found = (match[1] for code in codes if (match := _CODE.fullmatch(code)))
    return next((_SUBJECTS[code[:2]] for code in found if code[:2] in _SUBJECTS), "")


def short(extra: Mapping[str, Any]) -> dict[str, Any]:
    """What of this is there and fits `Article.extra`; lists without their repetitions."""
    kept: dict[str, Any] = {}
    for name, value in extra.items():
        if isinstance(value, list):
            kept[name] = list(dict.fromkeys(text for text in value if len(text) <= LABEL_CHARS))[:_MOST]
        elif not isinstance(value, str) or len(value) <= LABEL_CHARS:
            kept[name] = value
    return {name: value for name, value in kept.items() if value}
