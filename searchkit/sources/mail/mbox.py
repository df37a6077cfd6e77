"""Reads mailboxes: the messages of one file, each behind a line that begins with `From `."""

import re
from collections.abc import Iterator

from searchkit.model import Article, Rejected
from searchkit.sources.base import Source
from searchkit.sources.head import Head
from searchkit.sources.mail.messages import Message, article_of

# With a day and a time of day, which a line of text that begins so and was not escaped seldom has.
_ENVELOPE = (
    r"From [^\n]{0,300}?\b((?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b[^\n]{0,30}?\b[0-9]{1,2}:[0-9]{2}\b[^\n]{0,60})\r?\n"
)
_START = re.compile(_ENVELOPE + r"(?:>From |[A-Za-z][A-Za-z0-9-]{0,75}[ \t]*:)")
_FROM = re.compile(_ENVELOPE.encode())
_ESCAPED = re.compile(rb"(?m)^>(>*From )")
_LINE_BYTES = 1 << 16


def recognises(head: Head) -> bool:
    """Whether a source begins with an envelope and a header field."""
    return head.text.startswith("From ") and not head.is_binary and _START.match(head.text) is not None


def read(source: Source) -> Iterator[Article | Rejected]:
    """One article for each message, numbered as they stand; memory holds one message, as far as the limit."""
    for number, message in enumerate(_messages(source), 1):
        yield article_of(message, source, number)


def _messages(source: Source) -> Iterator[Message]:
    """The messages; a line is an envelope at the start and behind a blank line."""
    limit = source.options.max_article_bytes
    lines: list[bytes] = []
    size, date = 0, ""
    is_first = is_behind_blank = True
    while line := source.stream.readline(_LINE_BYTES):
        envelope = _FROM.match(line) if is_behind_blank and line.startswith(b"From ") else None
        if envelope:
            if not is_first:
                yield _message(lines, date, size > limit)
            lines, size, is_first = [], 0, False
            date = envelope[1].decode("ascii", "replace")
        elif size <= limit:
            size += len(line)
            lines.append(line)
        is_behind_blank = not line.strip()
    yield _message(lines, date, size > limit)


def _message(lines: list[bytes], date: str, is_cut: bool) -> Message:
    content = b"".join(lines[:-1] if is_cut else lines)
    return Message(_ESCAPED.sub(rb"\1", content) if b"\n>" in content else content, date, is_cut)
