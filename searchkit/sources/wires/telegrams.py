"""What telegrams of all agencies have: their parts, the categories of their stories, bylines."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from searchkit.model import PublicationDate
from searchkit.sources.bylines import split_authors

# The letters of ANPA-1312 that agencies agree on, in words.
_SECTIONS = {
    "a": "domestic",
    "e": "entertainment",
    "f": "business",
    "i": "international",
    "l": "lifestyle",
    "o": "weather",
    "p": "politics",
    "s": "sports",
    "v": "advisory",
    "w": "Washington",
}
_BYLINE = re.compile(r"(?:by|von|par|por)\s+(\S.*)", re.IGNORECASE)
_OFFICE = re.compile(r"(?:[\w.]+ ){0,3}(?:writer|press|correspondents?|editor|staff|reporter)\b.{0,20}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Telegram:
    """Heading, text and trailer of a message; heading and text with their control characters."""

    heading: str
    text: str
    trailer: str


@dataclass(frozen=True, slots=True)
class Story:
    """What a telegram says."""

    title: str
    paragraphs: list[str]
    date: PublicationDate | None
    agency: str
    section: str
    authors: tuple[str, ...]
    extra: Mapping[str, str]


def section_of(category: str) -> str:
    """The words for a category letter; empty for one that agencies use each in their own way."""
    return _SECTIONS.get(category.lower(), "")


def byline_of(line: str) -> str:
    """What stands behind `By` in a line of a heading; empty where that is no byline."""
    found = _BYLINE.fullmatch(line.strip())
    return found[1] if found else ""


def persons_in(byline: str) -> tuple[str, ...]:
    """The persons in a byline; offices and agencies are none."""
    names = split_authors(byline) if len(byline) < 200 else ()
    return tuple(name for name in names if name[0].isupper() and not is_office(name))


def is_office(line: str) -> bool:
    """Whether a line says what the person above it does: `Associated Press Writer`."""
    return _OFFICE.fullmatch(line.strip()) is not None
