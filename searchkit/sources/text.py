"""Reads plain text: a title on the first line, paragraphs, and what the path and the first lines tell."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from searchkit.extract.dates import date_in_path, parse_date
from searchkit.extract.markup import without_title
from searchkit.model import Article, PublicationDate, Rejected
from searchkit.sources.base import EMPTY, NO_TEXT, Source
from searchkit.sources.decode import clean, text_in
from searchkit.sources.paragraphs import paragraphs_of, wrap_width
from searchkit.sources.values import remembered, split_byline

_TITLE_CHARS = 200
_HEADER_LINES = 5
_PART_WORDS = 30

_SEPARATOR = re.compile(r"(?m)^[^\S\n]*(?:([-=_*#~])\1{4,})[^\S\n]*$|\f")
_RULE = re.compile(r"\s*([-=_*#~])\1{2,}\s*")
_LETTER = re.compile(r"[^\W\d_]")
_SENTENCE_END = re.compile(r"(?<![A-Z])(?<!\.\.)[.。][\"'”’»)]*$")
_ABBREVIATED = re.compile(r"\b(?:Inc|Corp|Co|Ltd|Jr|Sr|St|No|Bros|Mr|Mrs|Dr)\.$")
_BYLINE = re.compile(r"\s*(?:by|von|par|por|di|door)[:\s]\s*(\S.{2,100})", re.IGNORECASE)
_NAME = re.compile(
    r"(?:[^\W\d_a-zß-öø-ÿ][\w.'’-]*|de|da|del|della|der|den|di|du|la|le|van|von|zu|ter|bin|al|el|and|und|et|y|e|en|in|for|&)",
)
_PLACE = re.compile(r"\s+(?:in|for)\s+.*$")
_NO_PERSON = re.compile(
    r"\b(?:staff|writer|correspondent|reporter|editor|columnist|news|press|times|agency|reuters?|afp|ap|dpa|upi|our)\b",
    re.IGNORECASE,
)
_DATE_LINE = re.compile(
    r"\s*(published|posted|date|updated|last updated|veröffentlicht|publié|publicado|pubblicato|datum|fecha|data)"
    r"\b(?: (?:on|am|le|el|il))?[^\S\n]*:?[^\S\n]*(\S.{3,60})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Head:
    """What the first lines say, and the lines that are left."""

    title: str
    authors: tuple[str, ...]
    date: PublicationDate | None
    lines: list[str]


def read(source: Source) -> Iterator[Article | Rejected]:
    """One article; several where separator lines or form feeds stand between parts that each have a title."""
    text = text_in(source.read_all(), source)
    parts = [clean(part) for part in _parts(text)]
    if not any(map(str.strip, parts)):
        yield source.rejected(EMPTY)
    elif not any(_LETTER.search(part) for part in parts):
        yield source.rejected(NO_TEXT, "not a word in it")
    elif len(parts) == 1:
        yield _article(parts[0], source, None)
    else:
        for number, part in enumerate(parts, 1):
            yield _article(part, source, number)


@remembered
def split_authors(byline: str) -> tuple[str, ...]:
    """The persons in a byline; what follows a comma and is an office or a medium is none."""
    names = [part.strip() for name in split_byline(_PLACE.sub("", byline)) for part in name.split(",")]
    return tuple(name for name in names if name and not _NO_PERSON.search(name))


def _parts(text: str) -> list[str]:
    """The articles in one file; a single part unless every part looks like one."""
    pieces: list[str] = []
    start = 0
    for separator in _SEPARATOR.finditer(text):
        pieces.append(text[start : separator.start()])
        start = separator.end()
    pieces = [piece for piece in (*pieces, text[start:]) if piece.strip()]
    return pieces if len(pieces) > 1 and all(map(_is_article, pieces)) else [text]


def _is_article(piece: str) -> bool:
    lines = [line.rstrip() for line in clean(piece).strip().split("\n")]
    has_title = len(lines) > 2 and not lines[1] and _title_ends(lines) == 1
    return has_title and len(piece.split()) >= _PART_WORDS


def _paper(folders: Sequence[str]) -> str:
    """The innermost folder that has a name and not only a date; archives of one paper are divided by months."""
    return next((folder for folder in reversed(folders) if any(map(str.isalpha, folder))), "")


def _article(text: str, source: Source, record: int | None) -> Article:
    head = _read_head([line.rstrip() for line in text.split("\n")])
    body = without_title("\n\n".join(paragraphs_of("\n".join(head.lines))), head.title)
    if not body:  # a text of one line is a body without a title: else nothing of it would be found as text
        head, body = replace(head, title=""), "\n\n".join(paragraphs_of(text))
    in_path = date_in_path((*source.folders, source.name))
    return Article(
        title=head.title,
        body=body,
        date=in_path if in_path and (in_path.precision == "day" or not head.date) else head.date,
        source=_paper(source.folders),
        authors=head.authors,
        origin=source.at(record),
    )


def _read_head(lines: list[str]) -> _Head:
    """Takes title, byline and date line off; all stand within the first five lines that are not blank."""
    lines = _without_blank_start(lines)
    title_ends = _title_ends(lines)
    title = lines[0].strip() if title_ends else ""
    rest = _without_blank_start(lines[title_ends:])
    if title and rest and _RULE.fullmatch(rest[0]):  # an underlined title
        rest = rest[1:]
    authors: tuple[str, ...] = ()
    dates: dict[str, PublicationDate] = {}
    taken: set[int] = set()
    for at in [i for i, line in enumerate(rest) if line.strip()][: _HEADER_LINES - title_ends]:
        if not authors and (names := _byline(rest, at)):
            authors = names
            taken.add(at)
        elif found := _date_line(rest[at]):
            dates.setdefault(*found)
            taken.add(at)
    date = next((date for word, date in dates.items() if "updated" not in word), next(iter(dates.values()), None))
    return _Head(title, authors, date, [line for i, line in enumerate(rest) if i not in taken])


def _title_ends(lines: list[str]) -> int:
    """1 if the first line is a title: short, no sentence, and set off by a blank line or a longer one."""
    first = lines[0].strip() if lines else ""
    ends_sentence = _SENTENCE_END.search(first) and not _ABBREVIATED.search(first)
    if not first or len(first) > _TITLE_CHARS or ends_sentence or _byline(lines, 0) or len(lines) < 2:
        return 0
    after = lines[1].strip()
    if not after or _RULE.fullmatch(after):
        return 1
    continues = after[0].islower() or _is_first_of_wrapped(lines)
    return int(len(after) > len(first) and not continues)


def _is_first_of_wrapped(lines: list[str]) -> bool:
    """Whether the first line is as full as those below it, and so the start of a wrapped paragraph."""
    block = lines[: lines.index("") if "" in lines else len(lines)]
    width = wrap_width(block[:20])
    return width > 0 and len(block) > 2 and len(block[0]) + 1 + len(block[1].split()[0]) > width - 2


def _byline(lines: list[str], at: int) -> tuple[str, ...]:
    """The authors, if the line is a byline: `By` and names alone, on a line that is a paragraph or ends a head."""
    match = _BYLINE.fullmatch(lines[at])
    if not match or match[1].endswith("."):
        return ()
    words = re.split(r"[\s,]+", match[1].strip(" ,"))
    return split_authors(match[1]) if 2 <= len(words) <= 12 and all(map(_NAME.fullmatch, words)) else ()


def _date_line(line: str) -> tuple[str, PublicationDate] | None:
    match = _DATE_LINE.fullmatch(line)
    date = parse_date(match[2], "text") if match else None
    return (match[1].casefold(), date) if match and date else None


def _without_blank_start(lines: list[str]) -> list[str]:
    start = next((i for i, line in enumerate(lines) if line.strip()), len(lines))
    return lines[start:]
