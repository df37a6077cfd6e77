"""Reads exports of Europresse and Eureka.cc: their pages, and what text, Word or RTF files keep of them."""

import re
from collections.abc import Iterator

from searchkit.model import Article, Rejected
from searchkit.sources.base import NO_TEXT, TOO_LARGE, Source
from searchkit.sources.blocks import Block, records
from searchkit.sources.exports.europressearticle import NUMBER, article_of, has_mark
from searchkit.sources.exports.opened import blocks_of, opening_of
from searchkit.sources.exports.pages import Layout
from searchkit.sources.head import Head

_MARKS = ("DocPublicationName", "cedrom-sni.com/schema")
_IN_NUMBER = re.compile(r"news[·•.]\d{8}[·•.]")
_PAGE = re.compile(r"cedrom-sni\.com/schema|\bclass=[\"'](?:rdp__)?DocPublicationName\b")


def recognises(head: Head) -> bool:
    """Whether a source is a page with its classes, or text with its document numbers."""
    text = opening_of(head)
    if text.startswith("<"):
        return any(mark in text for mark in _MARKS) and _PAGE.search(text) is not None
    # Few texts have the middle of a number, which is quickly told.
    return "news" in text and _IN_NUMBER.search(text) is not None and any(map(NUMBER.search, text.split("\n")))


def read(source: Source) -> Iterator[Article | Rejected]:
    """The articles of an export in order."""
    number = 0
    limit = source.options.max_article_bytes
    for record in records(blocks_of(source, Layout(breaks_end=True)), _starts, _ends, limit):
        if record is None:
            number += 1
            yield source.rejected(TOO_LARGE, f"more than {limit:,} characters (--max-article-size)", number)
        elif found := article_of(record, source, number + 1):
            number += 1
            yield found
    if not number:
        yield source.rejected(NO_TEXT, "an export without documents")


def _starts(block: Block) -> bool:
    return has_mark(block, "docpublicationname")


def _ends(block: Block) -> bool:
    """Only in text: on pages more follows that belongs to the document, and the next one is marked."""
    return not block.marks and NUMBER.search(block.text) is not None
