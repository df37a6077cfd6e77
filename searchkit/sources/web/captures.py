"""Makes articles of pages as a crawler fetched them: which captures are pages, and not the same again?"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from searchkit.extract.dates import parse_date
from searchkit.model import Article, Rejected
from searchkit.sources.base import (
    BAD_RECORD,
    DAMAGED,
    DUPLICATE,
    NEEDS_EXTRA,
    NO_ARTICLE,
    TOO_LARGE,
    UNKNOWN_FORMAT,
    Source,
    Unreadable,
)
from searchkit.sources.decode import clean, text_in
from searchkit.sources.guard import PIECE_BYTES
from searchkit.sources.html import article_in
from searchkit.sources.text import article_of_text
from searchkit.sources.values import host_of
from searchkit.sources.web.blocks import Block
from searchkit.sources.web.http import Response, charset_of, mime_of, response_in, unpacked

_PAGE_TYPES = ("text/html", "application/xhtml+xml")
_UNKNOWN_TYPES = ("", "unk", "no-type", "application/octet-stream")
_OK = 200


@dataclass(frozen=True, slots=True)
class Capture:
    """What was fetched from an address: the answer of the server, or, with a media type, its content alone.

    `date` is when, as it is written. `may_be_text`: plain text is that of a page, and not a file of the site's.
    """

    number: int
    address: str
    date: str
    block: Block
    content_type: str = ""
    may_be_text: bool = False


def articles(captures: Iterator[Capture | Rejected], source: Source) -> Iterator[Article | Rejected]:
    """The articles among captures; a `Rejected` for each answer that is no page, or the same page again."""
    seen: set[bytes] = set()
    capture = None
    for capture in captures:
        if isinstance(capture, Rejected):
            yield capture
            continue
        answer = _answer(capture, source)
        if not capture.block.skip():
            yield source.rejected(DAMAGED, "the file ends in this record", capture.number)
        elif isinstance(answer, Rejected):
            yield answer
        else:
            yield _article(capture, answer, source, seen)
    if capture is None:
        yield source.rejected(NO_ARTICLE, "nothing but notes of the crawler")


def _answer(capture: Capture, source: Source) -> Response | Rejected:
    """The answer, with all of its body, if it may be a page."""
    head = capture.block.read(PIECE_BYTES)
    answer = Response(_OK, {"content-type": capture.content_type}, head) if capture.content_type else response_in(head)
    limit = source.options.max_article_bytes
    if answer is None:
        return source.rejected(BAD_RECORD, "not an answer of a web server", capture.number)
    if answer.status != _OK:
        return source.rejected(NO_ARTICLE, f"HTTP status {answer.status}", capture.number)
    if not _is_page(answer) and not (capture.may_be_text and _is_text(answer)):
        mime = mime_of(answer.fields.get("content-type", "")) or "unknown media type"
        return source.rejected(UNKNOWN_FORMAT, mime[:100], capture.number)
    if capture.block.length > limit + PIECE_BYTES:
        detail = f"more than {limit:,} bytes for one article (--max-article-size)"
        return source.rejected(TOO_LARGE, detail, capture.number)
    return answer._replace(body=answer.body + capture.block.read(capture.block.length))


def _is_page(answer: Response) -> bool:
    mime = mime_of(answer.fields.get("content-type", ""))
    begin = answer.body[:1024].lower()
    return mime in _PAGE_TYPES or (mime in _UNKNOWN_TYPES and (b"<html" in begin or b"<!doctype html" in begin))


def _is_text(answer: Response) -> bool:
    return mime_of(answer.fields.get("content-type", "")) == "text/plain"


def _article(capture: Capture, answer: Response, source: Source, seen: set[bytes]) -> Article | Rejected:
    """The article of a page; Unreadable only where none of the archive can be read here."""
    try:
        content = unpacked(answer.body, answer.fields, source.options)
    except Unreadable as error:
        return source.rejected(error.reason, error.detail, capture.number)
    digest = hashlib.blake2b(content, digest_size=8).digest()
    if digest in seen:
        return source.rejected(DUPLICATE, "the same page as in a record before", capture.number)
    seen.add(digest)
    try:
        article = _read(capture, answer, content, source)
    except Unreadable as error:
        if error.reason == NEEDS_EXTRA:
            raise
        return source.rejected(error.reason, error.detail, capture.number)
    fetched = parse_date(capture.date, "header")
    extra = {**article.extra, "fetched": str(fetched)} if fetched else article.extra
    return replace(article, date=article.date or fetched, url=capture.address or article.url, extra=extra)


def _read(capture: Capture, answer: Response, content: bytes, source: Source) -> Article:
    charset = charset_of(answer.fields.get("content-type", ""))
    if capture.may_be_text and _is_text(answer):
        article = article_of_text(clean(text_in(content, source, charset)), source, capture.number)
        return replace(article, date=None, source=host_of(capture.address))
    return article_in(content, source, capture.number, capture.address, charset)
