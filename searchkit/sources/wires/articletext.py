"""Reads the texts of single articles that the Dutch National Library (KB) keeps beside its scanned newspapers."""

import re
from collections.abc import Iterator

from searchkit.extract.dates import date_in_path
from searchkit.model import Article, Rejected
from searchkit.sources.base import BAD_RECORD, NO_TEXT, Source, Unreadable
from searchkit.sources.decode import text_in
from searchkit.sources.head import Head
from searchkit.sources.wires.tree import text_at, texts_at, tree_of

_START = re.compile(r"<text>\s*<(?:title|p)>")


def recognises(head: Head) -> bool:
    """Whether a title or a paragraph stands within a root element `text`."""
    root = head.root
    return root is not None and root.tag == "text" and not root.prefix and _START.search(head.text) is not None


def read(source: Source) -> Iterator[Article | Rejected]:
    """One article; its day is that of the issue, where the path says it."""
    text = tree_of(text_in(source.read_all(), source))
    if text is None:
        raise Unreadable(BAD_RECORD, "not readable as XML")
    title, paragraphs = text_at(text, "title"), list(texts_at(text, "p"))
    if not (title or paragraphs):
        yield source.rejected(NO_TEXT)
        return
    date = date_in_path((*source.folders, source.name))
    yield Article(title=title, body=paragraphs, date=date, origin=source.at(None))
