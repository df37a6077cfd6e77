"""Cuts a feed of any length into feeds of some entries each, so that memory holds a few megabytes of it."""

import re
from collections.abc import Iterator

from searchkit.settings import MEBIBYTE
from searchkit.sources.base import TOO_LARGE, Source, Unreadable
from searchkit.sources.guard import PIECE_BYTES

_PIECE_BYTES = 4 * MEBIBYTE

_ENTRY = rb"<(?:[\w-]{1,20}:)?(?:item|entry)[\s>]"
_FIRST_ENTRY = re.compile(_ENTRY)
# Both tags, as one of them alone may be part of what a story shows.
_BETWEEN = re.compile(rb"</(?:[\w-]{1,20}:)?(?:item|entry)\s*>\s*(?=" + _ENTRY + rb")")
_OPEN = re.compile(rb"<(/?)((?:[\w-]{1,20}:)?(?:rss|rdf|feed|channel))[\s>]", re.IGNORECASE)


def pieces_of(source: Source) -> Iterator[bytes]:
    """The feed itself, or, of a large one, feeds of its next entries behind its own head.

    Raises Unreadable where one entry is larger than the limit. What is encoded in wide units is one piece.
    """
    limit = source.options.max_article_bytes
    head, held = b"", b""
    while data := source.stream.read(PIECE_BYTES):
        held += data
        if len(held) < min(_PIECE_BYTES, limit):
            continue
        if not head and (first := _FIRST_ENTRY.search(held)):
            head, held = held[: first.start()], held[first.start() :]
        end = max((match.end() for match in _BETWEEN.finditer(held)), default=0) if head else 0
        if end:
            yield head + held[:end] + _ends(head)
            held = held[end:]
        elif len(held) > limit:
            raise Unreadable(TOO_LARGE, f"more than {limit:,} bytes for one article (--max-article-size)")
    yield head + held


def _ends(head: bytes) -> bytes:
    """The end tags of what is open at the first entry."""
    open_tags: list[bytes] = []
    for is_end, name in _OPEN.findall(head):
        if not is_end:
            open_tags.append(name)
        elif name in open_tags:
            open_tags.remove(name)
    return b"".join(b"</%b>" % name for name in reversed(open_tags))
