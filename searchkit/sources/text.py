"""Reads plain text: a title on the first line, paragraphs, and what the path and the first lines tell."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from searchkit.extract.dates import date_in_path, date_line
from searchkit.extract.markup import without_title
from searchkit.model import Article, PublicationDate, Rejected
from searchkit.sources.base import EMPTY, NO_TEXT, Source
from searchkit.sources.bylines import Byline, byline_of
from searchkit.sources.decode import clean, text_in
from searchkit.sources.paragraphs import paragraphs_of, wrap_width

_TITLE_CHARS = 200
_HEADER_LINES = 5
_PART_WORDS = 30

_SEPARATOR = re.compile(r"(?m)^[^\S\n]*(?:([-=_*#~])\1{4,})[^\S\n]*$|\f")
# A separator that is no form feed and not on the first line begins so, which is found in a seventh of the time.
_SEPARATOR_BEGINS = re.compile(r"\n[^\S\n]*([-=_*#~])\1{4}")
_RULE = re.compile(r"\s*([-=_*#~])\1{2,}\s*")
_LETTER = re.compile(r"[^\W\d_]")
_SENTENCE_END = re.compile(r"(?<![A-Z])(?<!\.\.)[.。][\"'”’»)]*$")
_ABBREVIATED = re.compile(r"\b(?:Inc|Corp|Co|Ltd|Jr|Sr|St|No|Bros|Mr|Mrs|Dr)\.$")


@dataclass(frozen=True, slots=True)
class _Head:
    """What the first lines say, and the lines that are left."""

    title: str
    byline: Byline | None
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
        yield article_of_text(parts[0], source, None)
    else:
        for number, part in enumerate(parts, 1):
            yield article_of_text(part, source, number)


def _parts(text: str) -> list[str]:
    """The articles in one file; a single part unless every part looks like one."""
    if not (_SEPARATOR_BEGINS.search(text) or "\f" in text or _SEPARATOR.match(text)):
        return [text]
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


def article_of_text(text: str, source: Source, record: int | None) -> Article:
    """The article that a text is; its first lines say title, writer and date."""
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
        authors=head.byline.authors if head.byline else (),
        origin=source.at(record),
        extra={"office": head.byline.office} if head.byline and head.byline.office else {},
    )


def _read_head(lines: list[str]) -> _Head:
    """Takes title, byline and date line off; all stand within the first five lines that are not blank."""
    lines = _without_blank_start(lines)
    title_ends = _title_ends(lines)
    title = lines[0].strip() if title_ends else ""
    rest = _without_blank_start(lines[title_ends:])
    if title and rest and _RULE.fullmatch(rest[0]):  # an underlined title
        rest = rest[1:]
    byline: Byline | None = None
    published: PublicationDate | None = None
    updated: PublicationDate | None = None
    taken: set[int] = set()
    for at in islice((i for i, line in enumerate(rest) if line.strip()), _HEADER_LINES - title_ends):
        if byline is None and (found := byline_of(rest[at])):
            byline = found
        elif dated := date_line(rest[at]):
            is_update, date = dated
            published, updated = (published, updated or date) if is_update else (published or date, updated)
        else:
            continue
        taken.add(at)
    return _Head(title, byline, published or updated, [line for i, line in enumerate(rest) if i not in taken])


def _title_ends(lines: list[str]) -> int:
    """1 if the first line is a title: short, no sentence, and set off by a blank line or a longer one."""
    first = lines[0].strip() if lines else ""
    ends_sentence = _SENTENCE_END.search(first) and not _ABBREVIATED.search(first)
    if not first or len(first) > _TITLE_CHARS or ends_sentence or byline_of(lines[0]) or len(lines) < 2:
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


def _without_blank_start(lines: list[str]) -> list[str]:
    start = next((i for i, line in enumerate(lines) if line.strip()), len(lines))
    return lines[start:]
