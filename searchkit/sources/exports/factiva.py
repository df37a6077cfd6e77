"""Reads exports of Factiva: pages, text, Word and RTF files with its two-letter codes or without, and its XML."""

import re
from collections.abc import Iterable, Iterator
from io import BufferedReader
from typing import Any, cast

from searchkit.extract.dates import date_in_path, parse_date
from searchkit.model import Article, PublicationDate, Rejected
from searchkit.sources.base import NO_TEXT, TOO_LARGE, Source
from searchkit.sources.blocks import Block, records
from searchkit.sources.bylines import split_authors
from searchkit.sources.exports.factivafields import (
    DOCUMENT,
    TEXT,
    WORDS,
    Fields,
    by_codes,
    by_order,
    coded,
    lines_apart,
)
from searchkit.sources.exports.factivaxml import xml_articles
from searchkit.sources.exports.opened import blocks_of, opening_of
from searchkit.sources.exports.pages import Layout
from searchkit.sources.guard import PIECE_BYTES
from searchkit.sources.head import Head
from searchkit.sources.paragraphs import paragraphs_of
from searchkit.sources.values import LABEL_CHARS, language_of

_XML_ROOTS = ("ppsresponse", "ppsarticleresponse", "ppsarticleresultset")
_PAGE = re.compile(r"<title>\s*Factiva\s*</title>|class=\"article [a-z]{2}Article\"", re.IGNORECASE)
_CODES = {code: re.compile(rf"(?m)^{code}(?:\s|$)") for code in ("HD", "WC", "PD", "SN")}
_NUMBER = re.compile(r"(?m)^Document [A-Z0-9]{6,10}\d{8}e\w{7,9}\s*$")

_LISTS = {"NS": "subjects", "RE": "regions", "CO": "companies", "IN": "industries"}
_LABELS = {
    **{"WC": "length", "PG": "page", "ED": "edition", "VOL": "volume", "CY": "rights", "CR": "credit"},
    **{"SC": "source_code", "PUB": "publisher", "CLM": "column", "ART": "graphic", "CT": "contact", "RF": "notes"},
}


def recognises(head: Head) -> bool:
    """Whether a source is Factiva's XML or page, or text with its codes or its accession numbers."""
    if head.root is not None and head.root.tag in _XML_ROOTS:
        return True
    text = opening_of(head)
    if text.startswith("<"):
        return ("activa" in text or "articleParagraph" in text) and _PAGE.search(text) is not None
    if all(code in text for code in _CODES) and all(pattern.search(text) for pattern in _CODES.values()):
        return True
    return "Document " in text and _NUMBER.search(text) is not None and any(map(WORDS.fullmatch, text.split("\n")))


def read(source: Source) -> Iterator[Article | Rejected]:
    """The articles of an export in order; what is no document in it, such as the search summary, gives nothing."""
    head = cast(BufferedReader, source.stream).peek(PIECE_BYTES)
    root = Head(head, source.name, source.options.encoding).root
    if root is not None and root.tag in _XML_ROOTS:
        yield from xml_articles(source)
        return
    number = 0
    limit = source.options.max_article_bytes
    borders = _Borders()
    blocks = lines_apart(blocks_of(source, Layout(has_rows=True)))
    for record in records(blocks, borders.starts, borders.ends, limit):
        if record is None:
            number += 1
            yield source.rejected(TOO_LARGE, f"more than {limit:,} characters (--max-article-size)", number)
        elif fields := by_codes(record) or by_order(record):
            number += 1
            yield _article(fields, source, number)
    if not number:
        yield source.rejected(NO_TEXT, "an export without documents")


class _Borders:
    """Where documents begin and end; one whose number is missing ends where the next headline stands."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def starts(self, block: Block) -> bool:
        has_text = bool(self._seen & TEXT)
        code = coded(block, has_text)[0]
        is_start = has_text and code in ("SE", "HD")
        if is_start:
            self._seen.clear()
        self._seen.add(code)
        return is_start

    def ends(self, block: Block) -> bool:
        is_end = len(block.text) < 80 and DOCUMENT.fullmatch(block.text.rpartition("\n")[2]) is not None
        if is_end:
            self._seen.clear()
        return is_end


def _article(fields: Fields, source: Source, number: int) -> Article | Rejected:
    title = _line(fields, "HD")
    body = _text((*fields.get("LP", ()), *fields.get("TD", ())))
    if not (title or body):
        return source.rejected(NO_TEXT, "", number)
    found = DOCUMENT.fullmatch(_line(fields, "AN"))
    byline = _line(fields, "BY")
    return Article(
        id=found[1] if found else "",
        title=title,
        body=body,
        date=_date(fields) or date_in_path((*source.folders, source.name)),
        source=_line(fields, "SN"),
        section=_line(fields, "SE"),
        authors=split_authors(byline) if byline else (),
        language=language_of(_line(fields, "LA")),
        origin=source.at(number),
        extra=_extra(fields),
    )


def _line(fields: Fields, code: str) -> str:
    return " ".join(" ".join(fields.get(code, ())).split())


def _text(parts: Iterable[str]) -> str:
    return "\n\n".join(paragraphs_of("\n\n".join(parts)))


def _date(fields: Fields) -> PublicationDate | None:
    day, clock = _line(fields, "PD"), _line(fields, "ET")
    return (parse_date(f"{day} {clock}") if clock else None) or parse_date(day)


def _extra(fields: Fields) -> dict[str, Any]:
    extra: dict[str, Any] = {name: _line(fields, code) for code, name in _LABELS.items()}
    for code, name in _LISTS.items():
        extra[name] = [
            part.rpartition(" : ")[2].strip() for part in _line(fields, code).split("|")[:50] if part.strip()
        ]
    return {name: value for name, value in extra.items() if value and len(value) <= LABEL_CHARS}
