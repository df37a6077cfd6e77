"""Reads Reuters-21578 (distribution 1.0): SGML that is no XML, cut by its tags and never parsed as a tree."""

import html
import re
from collections.abc import Iterator
from textwrap import dedent
from typing import Any

from searchkit.extract.dates import parse_date
from searchkit.model import Article, PublicationDate, Rejected
from searchkit.sources.base import BAD_RECORD, DAMAGED, NO_TEXT, TOO_LARGE, Source, Unreadable
from searchkit.sources.decode import clean
from searchkit.sources.guard import PIECE_BYTES
from searchkit.sources.paragraphs import has_columns, join_lines
from searchkit.sources.text import split_authors

# The README calls the text ASCII; stray bytes (one 0xFC in the whole set) are Western.
_ENCODING = "cp1252"

_OPEN, _CLOSE = b"<REUTERS", b"</REUTERS>"
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
_ELEMENT = re.compile(r"<(DATE|TOPICS|PLACES|PEOPLE|ORGS|EXCHANGES|COMPANIES)>(.*?)</\1>", re.DOTALL)
_TEXT = re.compile(r"<TEXT[^>]*>(.*)</TEXT>", re.DOTALL)
_PART = re.compile(r"<(TITLE|AUTHOR|DATELINE|BODY)>(.*?)</\1>", re.DOTALL)
_ITEM = re.compile(r"<D>(.*?)</D>", re.DOTALL)
_TAG = re.compile(r"</?[A-Z]+[^<>]*>")
_CONTROL_REFERENCE = re.compile(r"&#(?:[0-8]|1[0-9]|2[0-9]|3[01]|127);")
_MARKS = " \t\n*+"
_DATE = re.compile(r"\d{1,2}-[A-Z]{3}-\d{4}\s+\d\d:\d\d:\d\d")
# On a line of its own, or behind the last sentence; `told Reuters.` is neither.
_SIGN_OFF = re.compile(
    r"(?:(?:\A|\n)\s*(?:reuters?|more)|(?<=[.!?\"')])\s+reuters?)(?: *\.{2,})?(?:\^M)?\s*\Z", re.IGNORECASE
)
_TAIL_CHARS = 80
_HEADLINE_CHARS = 100
_FILLER = re.compile(r"(?:blah[\s.,]*)+", re.IGNORECASE)


def read(source: Source) -> Iterator[Article | Rejected]:
    """One article for each REUTERS element, numbered as they stand; memory holds one element."""
    for number, record in enumerate(_records(source), 1):
        if record is None:
            limit = source.options.max_article_bytes
            yield source.rejected(TOO_LARGE, f"more than {limit:,} bytes (--max-article-size)", number)
        else:
            yield _article(record.decode(_ENCODING, "replace"), source, number)


def _records(source: Source) -> Iterator[bytes | None]:
    """The bytes of each element; None for one beyond the limit. Raises Unreadable where the last one is cut off."""
    limit = source.options.max_article_bytes
    pending, is_too_long = b"", False
    while data := source.stream.read(PIECE_BYTES):
        searched = max(0, len(pending) - len(_CLOSE))
        pending += data
        while (end := pending.find(_CLOSE, searched)) >= 0:
            if is_too_long:
                yield None
            for record in pending[:end].split(_OPEN)[1:]:  # more than one where an end is missing
                yield record if len(record) <= limit else None
            pending, searched, is_too_long = pending[end + len(_CLOSE) :], 0, False
        if len(pending) > limit + PIECE_BYTES:
            pending, is_too_long = pending[-len(_CLOSE) :], True
    if is_too_long or _OPEN in pending:
        raise Unreadable(DAMAGED, "the last record has no end")


def _article(record: str, source: Source, number: int) -> Article | Rejected:
    attributes = dict(_ATTRIBUTE.findall(record.partition(">")[0]))
    head, text_tag, _ = record.partition("<TEXT")
    text = _TEXT.search(record)
    if not text_tag or text is None:
        return source.rejected(BAD_RECORD, "no TEXT element", number)
    elements = dict(_ELEMENT.findall(head))
    parts = {name: _unescape(part) for name, part in _PART.findall(text[1])}
    body = parts["BODY"] if "BODY" in parts else _unescape(_PART.sub("", text[1]))
    title = " ".join(parts.get("TITLE", "").split()).lstrip(_MARKS)
    if not title:
        title, body = _headline(body)
    paragraphs = _paragraphs(body)
    if not title and not paragraphs:
        return source.rejected(NO_TEXT, "", number)
    return Article(
        id=attributes.get("NEWID", ""),
        title=title,
        body=paragraphs,
        date=_date(elements.get("DATE", "")),
        source="Reuters",
        authors=split_authors(" ".join(parts.get("AUTHOR", "").split())),
        language="en",
        origin=source.at(number),
        extra=_extra(elements, parts),
    )


def _extra(elements: dict[str, str], parts: dict[str, str]) -> dict[str, Any]:
    """The lists of codes that are not empty, and the dateline without its dash."""
    codes = {name: [html.unescape(item) for item in _ITEM.findall(items)] for name, items in elements.items()}
    extra: dict[str, Any] = {name.lower(): items for name, items in codes.items() if items}
    if dateline := " ".join(parts.get("DATELINE", "").split()).rstrip(" -"):
        extra["dateline"] = dateline
    return extra


def _date(text: str) -> PublicationDate | None:
    """`26-FEB-1987 15:01:01.79`, behind which some records have codes or a remark."""
    found = _DATE.search(text)
    return parse_date(found[0]) if found else None


def _unescape(text: str) -> str:
    """Text without tags and control references, entities resolved once."""
    text = _CONTROL_REFERENCE.sub("", _TAG.sub("", text))
    return clean(html.unescape(text))


def _paragraphs(body: str) -> list[str]:
    """A paragraph starts at an indent or after a blank line; lines of figures keep their line ends."""
    body = body.rstrip().lstrip("\n")
    body = body[:-_TAIL_CHARS] + _SIGN_OFF.sub("", body[-_TAIL_CHARS:])
    if _FILLER.fullmatch(body.strip(_MARKS)):
        return []
    paragraphs: list[str] = []
    is_open = was_table = False
    for line in body.split("\n"):
        is_table = _is_table_line(line)
        if not line.strip():
            is_open = False
        elif is_table and is_open and was_table:
            paragraphs[-1] += f"\n{line.rstrip()}"
        elif is_open and not is_table and not was_table and not line.startswith("   "):
            paragraphs[-1] = join_lines(paragraphs[-1], line)
        else:
            paragraphs.append(line.rstrip() if is_table else line.strip())
        is_open, was_table = bool(line.strip()), is_table
    lined_up = (dedent(paragraph) if "\n" in paragraph else paragraph for paragraph in paragraphs)
    return [paragraph for text in lined_up if (paragraph := text.strip(_MARKS))]


def _headline(body: str) -> tuple[str, str]:
    """The first line and the rest, where that line is in capitals, as in stories in which nothing is marked."""
    line, _, rest = body.strip(_MARKS).partition("\n")
    letters = [c for c in line if c.isalpha()]
    is_headline = len(line) < _HEADLINE_CHARS and sum(c.isupper() for c in letters) > 0.7 * len(letters)
    return (" ".join(line.split()), rest) if is_headline and rest.strip() else ("", body)


def _is_table_line(line: str) -> bool:
    """A line with columns, or one set in by a single space, as Reuters set its tables."""
    return has_columns(line) or (line.startswith(" ") and not line.startswith("   "))
