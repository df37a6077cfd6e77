"""Reads Reuters-21578 (distribution 1.0): SGML that is no XML, cut by its tags and never parsed as a tree."""

import re
from collections.abc import Iterator
from functools import reduce
from textwrap import dedent
from typing import Any

from searchkit.extract.dates import parse_date
from searchkit.model import Article, PublicationDate, Rejected
from searchkit.sources.base import BAD_RECORD, DAMAGED, NO_TEXT, TOO_LARGE, Source, Unreadable
from searchkit.sources.bylines import split_authors
from searchkit.sources.decode import clean
from searchkit.sources.entities import unescaped
from searchkit.sources.guard import PIECE_BYTES
from searchkit.sources.paragraphs import has_columns, join_lines

# The README calls the text ASCII; stray bytes (one 0xFC in the whole set) are Western.
_ENCODING = "cp1252"

_OPEN, _CLOSE = b"<REUTERS", b"</REUTERS>"
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
_USUAL_TAG = re.compile(r'(?: [A-Z]+="[^"]*")* NEWID="([^"]*)"')
# What stands before the first end tag, as `.*?` does, which takes each character by itself.
_CONTENT = r"([^<]*+(?:<(?!/\1>)[^<]*+)*+)"
_ELEMENT = re.compile(rf"<(DATE|TOPICS|PLACES|PEOPLE|ORGS|EXCHANGES|COMPANIES)>{_CONTENT}</\1>")
_TEXT = re.compile(r"<TEXT[^>]*>(.*)</TEXT>", re.DOTALL)
_PART = re.compile(rf"<(TITLE|AUTHOR|DATELINE|BODY)>{_CONTENT}</\1>")
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
_SIGNATURES = ("Reuter", "REUTER", "Reuters", "REUTERS")
_HEADLINE_CHARS = 100
_FILLER = re.compile(r"(?:blah[\s.,]*)+", re.IGNORECASE)


def read(source: Source) -> Iterator[Article | Rejected]:
    """One article for each REUTERS element, numbered as they stand; memory holds one element."""
    for number, record in enumerate(_records(source), 1):
        if record is None:
            limit = source.options.max_article_bytes
            yield source.rejected(TOO_LARGE, f"more than {limit:,} bytes (--max-article-size)", number)
        else:
            encoding = "ascii" if record.isascii() else _ENCODING
            source.decoding.note(encoding, "declared")
            yield _article(record.decode(encoding, "replace"), source, number)


def _records(source: Source) -> Iterator[bytes | None]:
    """The bytes of each element; None for one beyond the limit. Raises Unreadable where the last one is cut off."""
    limit = source.options.max_article_bytes
    pending, is_too_long = b"", False
    while data := source.stream.read(PIECE_BYTES):
        searched, start = max(0, len(pending) - len(_CLOSE)), 0
        pending += data
        while (end := pending.find(_CLOSE, searched)) >= 0:
            if is_too_long:
                yield None
            for record in pending[start:end].split(_OPEN)[1:]:  # more than one where an end is missing
                yield record if len(record) <= limit else None
            start = searched = end + len(_CLOSE)
            is_too_long = False
        pending = pending[start:]
        if len(pending) > limit + PIECE_BYTES:
            pending, is_too_long = pending[-len(_CLOSE) :], True
    if is_too_long or _OPEN in pending:
        raise Unreadable(DAMAGED, "the last record has no end")


def _article(record: str, source: Source, number: int) -> Article | Rejected:
    head, _, _ = record.partition("<TEXT")
    text = _TEXT.search(record)
    if text is None:
        return source.rejected(BAD_RECORD, "no TEXT element", number)
    elements = dict(_ELEMENT.findall(head))
    parts = {name: _unescape(part) for name, part in _PART.findall(text[1])}
    body = parts["BODY"] if "BODY" in parts else _unescape(_PART.sub("", text[1]))
    title = " ".join(parts.get("TITLE", "").split()).lstrip(_MARKS)
    if not title:
        title, body = _headline(body)
    byline = " ".join(parts.get("AUTHOR", "").split())
    paragraphs = _paragraphs(body)
    if not title and not paragraphs:
        return source.rejected(NO_TEXT, "", number)
    return Article(
        id=_id(record.partition(">")[0]),
        title=title,
        body=paragraphs,
        date=_date(elements.get("DATE", "")),
        source="Reuters",
        authors=split_authors(byline) if byline else (),
        language="en",
        origin=source.at(number),
        extra=_extra(elements, parts),
    )


def _id(tag: str) -> str:
    """The value of NEWID in the opening tag; empty if it has none."""
    usual = _USUAL_TAG.fullmatch(tag)
    return clean(usual[1] if usual else dict(_ATTRIBUTE.findall(tag)).get("NEWID", ""))


def _extra(elements: dict[str, str], parts: dict[str, str]) -> dict[str, Any]:
    """The lists of codes that are not empty, and the dateline without its dash."""
    extra: dict[str, Any] = {
        name.lower(): [unescaped(item) for item in found]
        for name, items in elements.items()
        if items and (found := _ITEM.findall(items))
    }
    if dateline := " ".join(parts.get("DATELINE", "").split()).rstrip(" -"):
        extra["dateline"] = dateline
    return extra


def _date(text: str) -> PublicationDate | None:
    """`26-FEB-1987 15:01:01.79`, behind which some records have codes or a remark."""
    found = _DATE.search(text)
    return parse_date(found[0]) if found else None


def _unescape(text: str) -> str:
    """Text without tags and control references, entities resolved once."""
    if "<" in text:
        text = _TAG.sub("", text)
    text = text.removesuffix("&#3;")
    if "&" in text:
        text = unescaped(_CONTROL_REFERENCE.sub("", text))
    return clean(text)


def _paragraphs(body: str) -> list[str]:
    """A paragraph starts at an indent or after a blank line; lines of figures keep their line ends."""
    body = _signed_off(body.rstrip().lstrip("\n"))
    if _FILLER.fullmatch(body.strip(_MARKS)):
        return []
    texts = _of_running_text(body)
    if texts is None:
        texts = [dedent(text) if "\n" in text else text for text in _of_lines(body)]
    return [paragraph for text in texts if (paragraph := text.strip(_MARKS))]


def _signed_off(body: str) -> str:
    """The body without the agency's name at its end."""
    text, _, last_line = body.rpartition("\n")
    if last_line.strip() in _SIGNATURES:
        return text.rstrip()
    return body[:-_TAIL_CHARS] + _SIGN_OFF.sub("", body[-_TAIL_CHARS:])


def _of_running_text(body: str) -> list[str] | None:
    """As `_of_lines`, of a body that plainly has no line of a table; None for any other one."""
    is_set_in_by_few = body.startswith(" ") and not body.startswith("   ")
    if not body.isascii() or "\t" in body or "...." in body or is_set_in_by_few:
        return None
    pieces = [piece.strip(" ") for piece in body.split("\n   ")]
    # Two spaces are what a gap in a line leaves, a blank line, and a line that is set in by a few.
    texts = [piece.replace("\n", " ") for piece in pieces]
    if any(["  " in text for text in texts]):  # noqa: C419 -- a list is faster than a generator
        return None
    if "-\n" in body:
        return [reduce(join_lines, piece.split("\n")) for piece in pieces]
    return texts


def _of_lines(body: str) -> list[str]:
    """The paragraphs of a body, line by line."""
    paragraphs: list[str] = []
    is_open = was_table = False
    for line in body.split("\n"):
        text = line.strip()
        is_set_in = line.startswith("   ")
        # Lines of tables have columns, or are set in by a single space, as Reuters set its tables.
        is_table = (line.startswith(" ") and not is_set_in) or has_columns(text)
        if not text:
            is_open = False
        elif is_table and is_open and was_table:
            paragraphs[-1] += f"\n{line.rstrip()}"
        elif is_open and not (is_table or was_table or is_set_in):
            paragraphs[-1] = join_lines(paragraphs[-1], text)
        else:
            paragraphs.append(line.rstrip() if is_table else text)
        is_open, was_table = bool(text), is_table
    return paragraphs


def _headline(body: str) -> tuple[str, str]:
    """The first line and the rest, where that line is in capitals, as in stories in which nothing is marked."""
    line, _, rest = body.strip(_MARKS).partition("\n")
    letters = [c for c in line if c.isalpha()]
    is_headline = len(line) < _HEADLINE_CHARS and sum(c.isupper() for c in letters) > 0.7 * len(letters)
    return (" ".join(line.split()), rest) if is_headline and rest.strip() else ("", body)
