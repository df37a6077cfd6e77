"""The slug at the head of a wire story: `LONDON, Sept 1 (Reuters) - Text…` gives place, agency and day.

A head without an agency counts only where its place is in capitals and known, or stands with a day: sentences begin
with names and dashes too, and a story loses nothing if its slug stays in the text.
"""

import re
from dataclasses import dataclass

from searchkit.extract.agencies import is_agency
from searchkit.extract.dates.names import PLAIN_MONTHS, WEEKDAYS, fold
from searchkit.extract.places import CITIES, REGIONS

_HEAD_CHARS = 140
_DAYS_IN_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

# Also EFE's `.-`, and AP's underscore. Text may follow at once (`LONDON--The`), but not as in `LONDON-based`.
_DASH = r"(?:\s?(?:--+|[–—―‒−])\s*|\s?-\s+|(?<=\.)-\s*|\s-(?=\S)|\s_\s*)"
_BRACKETS = (
    r"(?:\((?P<agency>[^()\n]{2,40})\)|(?<=\s)/(?P<slashed>[^/()\n]{2,30})/|(?<=--)\((?P<tight>[^()\n]{2,40})\))"
)
# One of these stands in every slug, behind names and a day alone.
_SIGN = re.compile(r"[(\[（［—–―‒−]|--|\s[-_/]|\.-|[电電]")
_MOST_WORDS = 12
_WITH_AGENCY = re.compile(rf"(?P<head>[^()\n]{{0,80}}?){_BRACKETS}(?:\.?{_DASH}|[:.]\s+|(?P<bare>\s+))")
_AGENCY_FIRST = re.compile(rf"\((?P<agency>[^()\n]{{2,40}})\)\s?[-–—]\s(?P<head>[^()\n–—]{{3,60}}?){_DASH}")
_AGENCY_LAST = re.compile(r"(?P<head>[^()\n–—]{5,60}?)\s[-–—]\s(?P<agency>[^.()\n]{3,30})\.\s+")
_PLACE_ONLY = re.compile(rf"(?P<head>[^()\n–—]{{3,80}}?){_DASH}(?=[\"“„«'‘¿¡]?[^\W\d_])")
_CHINESE = re.compile(
    r"[（(]?(?P<agency>新华社|新華社|中新社|中央社|法新社|路透社|美联社)"
    r"(?P<head>[^\d\s，。]{1,8}(?P<month>[0-9]{1,2})月(?P<day>[0-9]{1,2})日)[电電](?:[（(][^（）()]{1,30}[）)])?[）)]?\s*"
)
_JAPANESE = re.compile(
    r"[［\[](?P<head>[^\]］]{1,20}?[0-9０-９]{1,2}日)\s(?P<agency>ロイター|時事|共同|AFP)[］\]]\s*[-－ー–—]\s*"
)

_WORD = r"(?:[^\W\d_][\w.'’-]*)"
_PLACE = rf"(?P<place>{_WORD}(?:[\s/-]{_WORD}){{0,5}}?)(?:,\s(?P<region>{_WORD}(?:\s{_WORD}){{0,3}}?))?"
_DAY = r"""(?:(?P<name>[^\W\d_]{3,12})\.?\s(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?
    |(?P<day_first>[0-9]{1,2})(?:er|º|\.)?\s(?:de\s|d['’])?(?P<name_last>[^\W\d_]{3,12})\.?)
    (?:,?\s(?:de\s)?(?P<year>(?:19|20)[0-9]{2}))?"""
_HEAD = re.compile(rf"(?:{_PLACE})?(?:(?:^|[,.:]?\s){_DAY})?[,.]?", re.VERBOSE)
_SMALL = frozenset("de da do del della des di la le les du of am an der auf and et und sur y e el al en the".split())
_ELIDED = ("d'", "d’", "l'", "l’")


@dataclass(frozen=True, slots=True)
class Slug:
    """What a slug says: `LONDON, Sept 1` as written, `Reuters`, and the day; `char_end` is where the text begins.

    `month`, `day` and `year` are 0 where they are not written.
    """

    dateline: str
    agency: str
    char_end: int
    month: int = 0
    day: int = 0
    year: int = 0


@dataclass(frozen=True, slots=True)
class _Head:
    """What stands before the agency or the dash."""

    place: str
    region: str
    month: int
    day: int
    year: int


def slug_of(paragraph: str) -> Slug | None:
    """The slug that a paragraph begins with; None where it has none, or where it is nothing but a slug."""
    start = paragraph[:_HEAD_CHARS]
    if not _may_have_one(start):
        return None
    slug = _with_agency(start) or _without_agency(start) or _east_asian(start)
    return slug if slug is not None and slug.char_end < len(paragraph) else None


def _may_have_one(text: str) -> bool:
    """Whether a sign of a slug stands behind so few words in lower case that a place and a day can be before it."""
    sign = _SIGN.search(text)
    words = text[: sign.start()].split() if sign else []
    return sign is not None and len(words) <= _MOST_WORDS and sum(w[0].islower() and w not in _SMALL for w in words) < 2


def _with_agency(text: str) -> Slug | None:
    if match := _AGENCY_FIRST.match(text):
        head = _head_of(match["head"])
        if head and head.day and head.place.isupper() and is_agency(match["agency"], stands_alone=True):
            return _slug(match["head"], match["agency"], match.end(), head)
    match = _WITH_AGENCY.match(text)
    if match is None:
        return None
    agency = match["agency"] or match["slashed"]
    written = match["head"].strip().removesuffix("--").strip()
    head = _head_of(written)
    if head is None or not _is_place(head) or not is_agency(agency, stands_alone=not head.place):
        return None
    is_capital = head.place.isupper()
    if text[match.end() :][:1].islower() and head.place and not is_capital:
        return None
    is_set_off = match["bare"] is None or (head.day and is_capital)
    return _slug(written, agency, match.end(), head) if is_set_off else None


def _without_agency(text: str) -> Slug | None:
    if match := _AGENCY_LAST.match(text):
        head = _head_of(match["head"])
        if head and head.day and head.place and is_agency(match["agency"], stands_alone=True):
            return _slug(match["head"], match["agency"], match.end(), head)
    match = _PLACE_ONLY.match(text)
    head = _head_of(match["head"]) if match else None
    if match is None or head is None or not head.place or text[match.end()].islower():
        return None
    is_known = fold(head.place) in CITIES
    is_capital = head.place.isupper() and len(head.place) > 3
    where = fold(head.region).rstrip(".") in REGIONS if head.region else is_known
    is_surely_one = (head.day and (is_capital or is_known)) or (is_capital and where)
    return _slug(match["head"], "", match.end(), head) if is_surely_one and _is_place(head) else None


def _east_asian(text: str) -> Slug | None:
    if match := _CHINESE.match(text):
        return Slug(match["head"], match["agency"], match.end(), int(match["month"]), int(match["day"]))
    match = _JAPANESE.match(text)
    return Slug(match["head"], match["agency"], match.end()) if match else None


def _slug(written: str, agency: str, char_end: int, head: _Head) -> Slug:
    return Slug(written.rstrip(", "), agency.strip(), char_end, head.month, head.day, head.year)


def _head_of(text: str) -> _Head | None:
    """Place, region and day; None for a text that is not made of these."""
    match = _HEAD.fullmatch(text)
    if match is None:
        return None
    name, day = match["name"] or match["name_last"], int(match["day"] or match["day_first"] or 0)
    month = PLAIN_MONTHS.get(fold(name), 0) if name else 0
    if name and not (month and 1 <= day <= _DAYS_IN_MONTH[month - 1]):
        return None
    return _Head(match["place"] or "", match["region"] or "", month, day, int(match["year"] or 0))


def _is_place(head: _Head) -> bool:
    """Whether every word is written as in a name; so is no place at all."""
    words = re.split(r"[\s/]", f"{head.place} {head.region}".strip())
    if fold(words[0]) in WEEKDAYS or fold(words[0]) in PLAIN_MONTHS:
        return False
    return all(not word[:1].islower() or word in _SMALL or word[:2] in _ELIDED for word in words)
