"""Reads Factiva's XML (PPS 2.0) as a stream: memory holds one article."""

import re
from collections.abc import Iterator
from functools import reduce
from textwrap import dedent
from typing import Any, BinaryIO

from searchkit.extract.dates import date_in_path, parse_date
from searchkit.model import Article, PublicationDate, Rejected
from searchkit.sources.base import BAD_RECORD, DAMAGED, NO_TEXT, TOO_LARGE, Source, Unreadable
from searchkit.sources.bylines import split_authors
from searchkit.sources.paragraphs import join_lines, paragraphs_of
from searchkit.sources.values import LABEL_CHARS, language_of

_LISTS = {"newsSubject": "subjects", "region": "regions", "company": "companies", "industry": "industries"}
_LABELS = {
    **{"wordCount": "length", "edition": "edition", "volume": "volume", "copyright": "rights", "credit": "credit"},
    **{"sourceCode": "source_code", "publisherName": "publisher", "columnName": "column", "notes": "notes"},
}

_END = re.compile(rb"</(?:\w+:)?pps\w+>\s*\Z", re.IGNORECASE)
_TAIL_BYTES = 200


def xml_articles(source: Source) -> Iterator[Article | Rejected]:
    """The articles of an answer; Unreadable where one is too large or the XML ends being any."""
    from lxml import etree  # noqa: PLC0415 -- 30 ms that other archives need not pay

    stream = _Measured(source.stream, source.options.max_article_bytes)
    number = announced = 0
    try:
        for event, element in etree.iterparse(
            stream,
            events=("start", "end"),
            tag=("{*}article", "{*}ppsarticleResultSet"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            recover=True,
        ):
            is_article = element.tag.endswith("}article") or element.tag == "article"
            if not is_article and event == "start":
                announced += _count(element)
            elif is_article and event == "end":
                number += 1
                yield _article(element, source, number)
                _forget(element)
                stream.taken_bytes = 0
    except etree.XMLSyntaxError as error:
        raise Unreadable(BAD_RECORD, f"not readable as XML: {error}"[:200]) from error
    if not number:
        yield source.rejected(NO_TEXT, "an answer without articles")
    elif not _END.search(stream.tail):
        yield source.rejected(DAMAGED, "the answer has no end")
    elif number < announced:
        yield source.rejected(DAMAGED, f"{number} of {announced} documents found")


class _Measured:
    """A stream that stops where a single article takes too many bytes."""

    def __init__(self, stream: BinaryIO, limit: int) -> None:
        self._stream = stream
        self._limit = limit
        self.taken_bytes = 0
        self.tail = b""

    def read(self, size: int = -1) -> bytes:
        piece = self._stream.read(size)
        self.taken_bytes += len(piece)
        self.tail = (self.tail + piece)[-_TAIL_BYTES:]
        if self.taken_bytes > self._limit + max(size, 0):
            raise Unreadable(TOO_LARGE, f"more than {self._limit:,} bytes for one article (--max-article-size)")
        return piece


def _count(element: Any) -> int:
    """How many articles an answer says it has."""
    written = element.get("count") or ""
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 10 else 0


def _forget(element: Any) -> None:
    """Takes an article and all that was read before it out of the tree."""
    element.clear(keep_tail=False)
    while (parent := element.getparent()) is not None:
        while element.getprevious() is not None:
            del parent[0]
        element = parent


def _article(element: Any, source: Source, number: int) -> Article | Rejected:
    title = _line(element, "headline")
    body = "\n\n".join((*_paragraphs(element, "leadParagraph"), *_paragraphs(element, "tailParagraphs")))
    if not (title or body):
        return source.rejected(NO_TEXT, "", number)
    byline = _line(element, "byline")
    return Article(
        id=_line(element, "accessionNo"),
        title=title,
        body=body,
        date=_date(element) or date_in_path((*source.folders, source.name)),
        source=_line(element, "sourceName"),
        section=_line(element, "sectionName"),
        authors=split_authors(byline) if byline else (),
        language=language_of(_line(element, "baseLanguage")),
        origin=source.at(number),
        extra=_extra(element),
    )


def _line(element: Any, name: str) -> str:
    """The text of the first child of that name, on one line."""
    found = element.find(f"{{*}}{name}")
    return "" if found is None else " ".join("".join(found.itertext()).split())


def _paragraphs(element: Any, name: str) -> list[str]:
    """The paragraphs in a child; where it has none marked, those of its text."""
    texts: list[str] = []
    for part in element.iterfind(f"{{*}}{name}"):
        marked = [" ".join("".join(each.itertext()).split()) for each in part.iterfind("{*}paragraph")]
        texts += [text for text in marked if text] if any(marked) else _of_text("".join(part.itertext()))
    return texts


def _of_text(text: str) -> list[str]:
    """The paragraphs of text without any marked: what blank lines part, else what lines that are set in begin."""
    text = dedent(text).strip("\n")
    if "\n\n" in text:
        return paragraphs_of(text)
    parts = re.split(r"\n(?=\s)", text)
    return [part for each in parts if (part := reduce(join_lines, each.strip().split("\n")))]


def _date(element: Any) -> PublicationDate | None:
    parts = element.find("{*}publicationDate")
    written = [] if parts is None else [_line(parts, "dateTime"), _line(parts, "date"), "".join(parts.itertext())]
    return next((date for text in written if text and (date := parse_date(text.strip()))), None)


def _extra(element: Any) -> dict[str, Any]:
    extra: dict[str, Any] = {label: _line(element, name) for name, label in _LABELS.items()}
    extra["page"] = _line(element, "pages")
    for name, label in _LISTS.items():
        found = [_line(each, "name") for each in element.findall(f"{{*}}{name}")[:50]]
        extra[label] = [each for each in found if each]
    return {label: value for label, value in extra.items() if value and len(value) <= LABEL_CHARS}
