"""Reads Word and RTF files, each of which is one article."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from searchkit.extract.markup import without_title
from searchkit.model import Article, Rejected
from searchkit.sources.base import DAMAGED, NO_TEXT, TOO_LARGE, Source, Unreadable
from searchkit.sources.blocks import Block, paragraphs
from searchkit.sources.documents import docx, rtf
from searchkit.sources.head import Head
from searchkit.sources.text import article_of_text

_TITLE_STYLE = re.compile(
    r"(?:title|titel|titre|título|titulo|titolo|heading1|überschrift1|berschrift1|titre1|ttulo1?)"
)

_FIRST_BLOCKS = 5


def is_docx(head: Head) -> bool:
    """Whether a source is a Word file."""
    return docx.is_docx(head.content)


def is_rtf(head: Head) -> bool:
    """Whether a source is an RTF file."""
    return rtf.is_rtf(head.content)


def read_docx(source: Source) -> Iterator[Article | Rejected]:
    """The article in a Word file, also of one that is damaged further on, which is then said by Unreadable."""
    return _read(docx.blocks_of(source), source)


def read_rtf(source: Source) -> Iterator[Article | Rejected]:
    """The article in an RTF file, also of one that is cut off, which is then said by Unreadable."""
    return _read(rtf.blocks_of(source), source)


def _read(blocks: Iterator[Block], source: Source) -> Iterator[Article | Rejected]:
    found: list[Block] = []
    fault: Unreadable | None = None
    try:
        found += _bounded(blocks, source)
    except Unreadable as error:
        fault = error
    if fault is None or (found and fault.reason == DAMAGED):
        yield _article(found, source)
    if fault is not None:
        raise fault


def _bounded(blocks: Iterator[Block], source: Source) -> Iterator[Block]:
    limit = source.options.max_article_bytes
    size = 0
    for block in blocks:
        size += len(block.text)
        if size > limit:
            raise Unreadable(TOO_LARGE, f"more than {limit:,} characters for one article (--max-article-size)")
        yield block


def _article(blocks: Sequence[Block], source: Source) -> Article | Rejected:
    """As of plain text; a paragraph in the style of a title is one, whatever it looks like."""
    text = "\n\n".join(paragraphs(blocks))
    if not any(map(str.isalpha, text)):
        return source.rejected(NO_TEXT, "not a word in it")
    article = article_of_text(text, source, None)
    titles = (block.text for block in blocks[:_FIRST_BLOCKS] if any(map(_TITLE_STYLE.fullmatch, block.marks)))
    title = " ".join(next(titles, "").split())
    if not title or title == article.title:
        return article
    return replace(article, title=title, body=without_title(article.body, title) or article.body)
