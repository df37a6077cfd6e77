"""Reads news collections in the SGML of TREC and the LDC: AP, WSJ, LA Times, FT, FBIS, SJMN, AQUAINT, Gigaword."""

import re
from collections.abc import Iterator
from typing import Any

from searchkit.model import Article, PublicationDate, Rejected
from searchkit.sources.base import DAMAGED, NO_TEXT, TOO_LARGE, Source, Unreadable
from searchkit.sources.bylines import split_authors
from searchkit.sources.decode import PREFIX_BYTES, LineDecoder
from searchkit.sources.head import Head
from searchkit.sources.values import label_of, url_of
from searchkit.sources.wires.bordered import Borders, cut
from searchkit.sources.wires.collections import (
    Collection,
    collection_of,
    date_in_field,
    date_in_number,
    date_sent,
    language_in,
)
from searchkit.sources.wires.lines import printed
from searchkit.sources.wires.sgml import (
    BETWEEN,
    CAPTIONS,
    TEXTS,
    TITLES,
    Elements,
    elements_of,
    line_in,
    lines_in,
    paragraphs_in,
)

_START = re.compile(
    r"(?:<!--[^>]{0,1000}-->\s*)*(?:<DOC(?:\s[^<>]{0,500})?>\s*<[A-Z][A-Z0-9_]{0,20}[\s>]"
    r"|(?i:<doc(?:\s[^<>]{0,500})?>\s*<(?:docno|docid|doctype|text|headline|head|date|title|ttl|hl|url)[\s>]))"
)
_BORDERS = Borders(re.compile(rb"<(?:DOC|doc)(?=[\s>])|(?P<end></(?:DOC|doc)>)"), 6)
_ID = re.compile(r"\s[^<>]*?\bid\s*=\s*[\"']?([^\s\"'<>]+)", re.IGNORECASE)
_KIND = re.compile(r"\s[^<>]*?\btype\s*=\s*[\"']?(\w+)", re.IGNORECASE)

_MONTHS_PREFIX = re.compile(r"FT\s+[0-9]{1,2} [A-Z]{3} [0-9]{2}\s*/\s*")
_RULE = re.compile(r"[-–—_]{3,}")
_BY = re.compile(r"by\s+(?=[A-Z])", re.IGNORECASE)
_NAME_WORDS = 5
_FBIS_HEAD = re.compile(r"\A(?:\s|Language:[^\n]*\n|Article Type:[^\n]*\n)*(?:\[(?:Text|Excerpts?)\])?")
_FBIS_LANGUAGE = re.compile(r"Language:\s*(?:<F P=105>)?\s*([A-Z][a-z]+)")
_AGENCY = re.compile(r"\A(.+?)\s*\(([A-Z][A-Za-z/]{1,20})\)\Z")
_SJMN_BREAK = re.compile(r"(?<=[.!?\"')]);\s+")
_EXTRA = {
    "DATELINE": "dateline",
    "PAGE": "page",
    "EDITION": "edition",
    "SUBJECT": "subject",
    "DESCRIPT": "keywords",
    "SECOND": "slug",
    "SLUG": "slug",
    "TYPE": "type",
    "F101": "country",
    "F104": "publisher",
}


def recognises(head: Head) -> bool:
    """Whether a document begins at once, with one of the elements that such documents begin with."""
    return head.text.startswith("<") and _START.match(head.text) is not None


def read(source: Source) -> Iterator[Article | Rejected]:
    """One article for each DOC, numbered as they stand; memory holds one of them.

    A document without an end reaches to the next one. Unreadable where the last one is cut off, or there is none.
    """
    prefix = source.stream.read(PREFIX_BYTES)
    decoder = LineDecoder(prefix, forced=source.options.encoding, noted=source.decoding)
    limit = source.options.max_article_bytes
    number = 0
    for number, document in enumerate(cut(source.stream, _BORDERS, limit, prefix), 1):
        content = document.content
        if document.is_last and (content is None or b"</TEXT>" not in content.upper()):
            raise Unreadable(DAMAGED, "the last document has no end")
        if content is None:
            yield source.rejected(TOO_LARGE, f"more than {limit:,} bytes (--max-article-size)", number)
        else:
            yield _article(decoder.decode(content), source, number)
    if not number:
        raise Unreadable(NO_TEXT, "no DOC element in it")


def _article(document: str, source: Source, number: int) -> Article | Rejected:
    tag, _, content = document.partition(">")
    elements = elements_of(content)
    if "DOCHDR" in elements:
        return source.rejected(NO_TEXT, "a page of a crawl (DOCHDR), which is no news story", number)
    values = {name: line_in(contents[0]) for name, contents in elements.items() if name not in TEXTS and name}
    docno = values.get("DOCNO") or (found[1] if (found := _ID.match(tag)) else "") or values.get("DOCID", "")
    collection = collection_of(docno)
    title, authors = _title(elements)
    body = _body(elements, collection)
    if not (title or body):
        return source.rejected(NO_TEXT, "", number)
    section, _, place = values.get("SECTION", values.get("F100", "")).partition("; ")
    return Article(
        id=docno,
        title=title,
        body=body,
        date=_date(values, docno),
        source=collection.paper or _stated_source(values),
        section=label_of(section),
        authors=_authors(elements) or authors,
        language=collection.language or language_in(values.get("LANGUAGE", "")),
        url=url_of(values.get("URL", "")),
        origin=source.at(number),
        extra=_extra(values, tag, elements, place),
    )


def _title(elements: Elements) -> tuple[str, tuple[str, ...]]:
    """The title, of several elements put together, and the authors that WSJ names within it."""
    authors: tuple[str, ...] = ()
    titles: list[str] = []
    for content in next((elements[name] for name in TITLES if name in elements), ()):
        lines = [line.lstrip("@ ") for line in lines_in(content)]
        by = next((i for i, line in enumerate(lines) if i and _BY.match(line)), len(lines))
        rule = next((i for i, line in enumerate(lines) if _RULE.fullmatch(line)), len(lines))
        authors = authors or (_persons(lines[by]) if by < len(lines) else ())
        titles.append(" ".join(lines[: min(by, rule)]))
    title = " – ".join(filter(None, titles))
    return printed(_MONTHS_PREFIX.sub("", title, count=1)), authors


def _body(elements: Elements, collection: Collection) -> list[str]:
    """The paragraphs of all texts in the order of the document, then of captions."""
    contents = [content for name, found in elements.items() if name in TEXTS for content in found]
    if not contents and not any(name in elements for name in TITLES):
        contents = elements[BETWEEN]
    if collection.prefix == "FBIS":
        contents = [_FBIS_HEAD.sub("", re.sub(r"</?F[^<>]*>", "", content)) for content in contents]
    if collection.prefix == "SJMN":
        contents = [_SJMN_BREAK.sub("\n\n", content) for content in contents]
    contents += [content for name in CAPTIONS for content in elements.get(name, ())]
    return [paragraph for content in contents for paragraph in paragraphs_in(content)]


def _date(values: dict[str, str], docno: str) -> PublicationDate | None:
    """The moment a story was sent where that is said, else the day it was published."""
    for name in ("FILEID", "TRAILER"):
        if date := date_sent(values.get(name, "")):
            return date
    for name in ("DATE_TIME", "PUBDATE", "DATE", "DATE1", "DD"):
        if date := date_in_field(values.get(name, "")):
            return date
    return date_in_number(docno)


def _stated_source(values: dict[str, str]) -> str:
    return next((label_of(values[name]) for name in ("PUB", "NAME", "SOURCE", "SO") if values.get(name)), "")


def _authors(elements: Elements) -> tuple[str, ...]:
    """Of BYLINE or AUTHOR, or of a line between title and text that begins with `By`."""
    bylines = [line_in(content) for name in ("BYLINE", "AUTHOR") for content in elements.get(name, ())]
    bylines = bylines or [line for text in elements[BETWEEN] for line in lines_in(text) if _BY.match(line)]
    return tuple(dict.fromkeys(name for byline in bylines for name in _persons(byline)))


def _persons(byline: str) -> tuple[str, ...]:
    """The names in a byline, without what it says about them."""
    names = split_authors(byline.rstrip(";")) if len(byline) < 300 else ()
    return tuple(name for name in names if name[0].isupper() and len(name.split()) <= _NAME_WORDS)


def _extra(values: dict[str, str], tag: str, elements: Elements, place: str) -> dict[str, Any]:
    """What else is said about a story and is short."""
    said = {key: label_of(values[name]).rstrip(" -_;") for name, key in _EXTRA.items() if name in values}
    extra = {key: label for key, label in said.items() if label}
    if found := _AGENCY.search(extra.get("dateline", "")):
        extra |= {"dateline": found[1], "agency": found[2]}
    if place:
        extra["page"] = label_of(place)
    if kind := _KIND.match(tag):
        extra["type"] = kind[1]
    if "F100" in values and (found := _FBIS_LANGUAGE.search("".join(elements.get("TEXT", ()))[:500])):
        extra["original_language"] = found[1]
    return extra
