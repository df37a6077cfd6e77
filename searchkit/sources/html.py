"""Reads saved web pages, one article a page."""

import re
from collections.abc import Iterator
from dataclasses import replace

from searchkit.extract.dates import date_in_path
from searchkit.model import Article, Rejected
from searchkit.sources.base import EMPTY, Source, Unreadable
from searchkit.sources.decode import clean, text_in
from searchkit.sources.limited import limited
from searchkit.sources.pages import page_in

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)


def read(source: Source) -> Iterator[Article | Rejected]:
    """The one article of a page; Unreadable without text, or where the page is too large or takes too long."""
    article = article_in(source.read_all(), source)
    yield replace(article, date=article.date or date_in_path((*source.folders, source.name)))


def article_in(
    content: bytes, source: Source, record: int | None = None, address: str = "", charset: str = ""
) -> Article:
    """The article of a page that stands in a source, or is a record of it.

    `address` is where the page was fetched from, `charset` what its transport says; both go before what it says of
    itself. Raises Unreadable.
    """
    declared = charset or (match[1].decode("ascii") if (match := _CHARSET.search(content[:8192])) else "")
    text = clean(text_in(content, source, declared))
    if not text.strip():
        raise Unreadable(EMPTY, "nothing but blanks")
    page = limited(page_in, text, address, source.options.html, options=source.options)
    return Article(
        title=page.title,
        body=page.body,
        date=page.date,
        source=page.source,
        section=page.section,
        authors=page.authors,
        language=page.language,
        url=page.url,
        origin=source.at(record),
    )
