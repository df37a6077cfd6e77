"""Who wrote a story, where a line of its text says so: `By Jane Doe of The Planet`, `Ann Roe, Associated Press`."""

import re
from dataclasses import dataclass

from searchkit.extract.agencies import is_agency
from searchkit.extract.dates.names import fold
from searchkit.extract.places import CITIES
from searchkit.sources.values import remembered, split_byline

_LONGEST = 120
_MOST_WORDS = 14
_BY = re.compile(r"\(?(?:by|von|par|por|di|door|af|av)(?::\s*|\s+)(?P<names>\S[^()]{3,100}?)[\s)]*", re.IGNORECASE)
_OFFICE = re.compile(r"(?:,|\s+(?P<of>of|for|[|–—-]))\s+(?P<office>[^,|]{2,50})$")
_RANK = re.compile(
    r"(?:^|\s)(?:(?:our|staff|senior|chief|special|foreign|political|business)\s+)*"
    r"(?:staff|writer|correspondent|reporter|editor|columnist)s?$",
    re.IGNORECASE,
)
_WORD = re.compile(
    r"[^\W\d_a-zß-öø-ÿ][\w.'’-]*,?|[&|–—-]"
    r"|de|da|del|della|der|den|di|du|la|le|van|von|zu|ter|bin|al|el|and|und|et|y|e|en|in|for|of|dpa",
)
_PLACE = re.compile(r"\s+(?:in|for)\s+.*$")
_NO_PERSON = re.compile(
    r"\b(?:staff|writer|correspondent|reporter|editor|columnist|news|press|times|agency|reuters?|afp|ap|dpa|upi|our)\b",
    re.IGNORECASE,
)
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Byline:
    """The persons in a byline, in order, and the medium or agency they write for; empty where it names none."""

    authors: tuple[str, ...]
    office: str = ""


def byline_of(line: str) -> Byline | None:
    """What a line says that is nothing but a byline: `By` and names, or names and an agency; None for others."""
    line = line.strip()
    if len(line) > _LONGEST or line.endswith((".", "!", "?", ":")):
        return None
    match = _BY.fullmatch(line)
    if match is None and "," not in line and "|" not in line:
        return None
    written = match["names"] if match else line
    words = _SPACE.split(written)
    if not 2 <= len(words) <= _MOST_WORDS or not all(map(_WORD.fullmatch, words)):
        return None
    names, office = _parted(written)
    if match is None and (not is_agency(office, stands_alone=True) or fold(names) in CITIES):
        return None
    authors = split_authors(names)
    return Byline(authors, office) if any(" " in author for author in authors) else None


def _parted(written: str) -> tuple[str, str]:
    """The names and the medium they write for, without their rank: `Associated Press Writer` is Associated Press."""
    match = _OFFICE.search(written)
    if match is None or not (match["of"] or _NO_PERSON.search(match["office"])):
        return written, ""
    return written[: match.start()], _RANK.sub("", match["office"]).strip()


@remembered
def split_authors(byline: str) -> tuple[str, ...]:
    """The persons in a byline; what follows a comma and is an office or a medium is none."""
    names = [part.strip() for name in split_byline(_PLACE.sub("", byline)) for part in name.split(",")]
    return tuple(name for name in names if name and not _NO_PERSON.search(name))
