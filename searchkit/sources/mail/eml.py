"""Reads a mail message that is a file: one article."""

import re
from collections.abc import Iterator

from searchkit.model import Article, Rejected
from searchkit.sources.base import Source
from searchkit.sources.guard import PIECE_BYTES
from searchkit.sources.head import Head
from searchkit.sources.mail.messages import Message, article_of

_FIELD = re.compile(
    r"(?mi)^(return-path|received|message-id|mime-version|delivered-to|from|to|subject|content-type|date)[ \t]*:"
)
_FIRST_LINE = re.compile(r"(?:[0-9]{1,10}[ \t]*\n)?[A-Za-z][A-Za-z0-9-]{0,75}[ \t]*:")
_OF_MAIL = {"return-path", "received", "message-id", "delivered-to", "from", "to"}
_LENGTH = re.compile(rb"\s*([0-9]{1,10})[ \t]*\r?\n(?=[A-Za-z-]+:)")


def recognises(head: Head) -> bool:
    """Whether a header of three fields that mail has stands before the first blank line."""
    if head.is_binary or not _FIRST_LINE.match(head.text):
        return False
    names = {name.lower() for name in _FIELD.findall(head.text.partition("\n\n")[0])}
    return len(names) >= 3 and len(names & _OF_MAIL) > 1


def read(source: Source) -> Iterator[Article | Rejected]:
    """One article; of a message beyond the limit only if what is beyond it is a file sent along."""
    limit = source.options.max_article_bytes
    content = source.stream.read(limit)
    is_cut = False
    while source.stream.read(PIECE_BYTES):  # to the end; or raises what is wrong with a damaged stream
        is_cut = True
    if length := _LENGTH.match(content):  # Apple Mail: the number of bytes, the message, a property list
        content = content[length.end() : length.end() + int(length[1])]
    yield article_of(Message(content, is_cut=is_cut), source, None)
