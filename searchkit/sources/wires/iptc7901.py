"""Reads the telegrams of news agencies: IPTC 7901 and ANPA-1312, one or more in a file."""

import re
from collections.abc import Iterator

from searchkit.model import Article, Rejected
from searchkit.sources.base import DAMAGED, NO_TEXT, TOO_LARGE, Source, Unreadable
from searchkit.sources.decode import clean, text_in
from searchkit.sources.head import Head
from searchkit.sources.wires import anpa1312, dpa
from searchkit.sources.wires.bordered import Borders, cut
from searchkit.sources.wires.telegrams import Story, Telegram

_START = re.compile(rb"[\x16\s\0]{0,100}\x01\s{0,10}[A-Za-z]{1,4}[0-9]{3,5}[ \x1f]")
# Start of heading and end of transmission; the shifts between them are its parts.
_BORDERS = Borders(re.compile(rb"\x01|(?P<end>\x04)"), 1)
_NOTHING = b"\0\x7f\x16"
_ANPA_LINE = re.compile(r"[^\n]*\n\s*[a-z] [a-z][\x11-\x14]", re.IGNORECASE)


def recognises(head: Head) -> bool:
    """Whether a heading stands at the start: the letters of a service, and a number."""
    return _START.match(head.content) is not None


def read(source: Source) -> Iterator[Article | Rejected]:
    """One article for each telegram, numbered as they stand; memory holds one of them."""
    limit = source.options.max_article_bytes
    number = 0
    for number, telegram in enumerate(cut(source.stream, _BORDERS, limit), 1):
        if telegram.content is None:
            yield source.rejected(TOO_LARGE, f"more than {limit:,} bytes (--max-article-size)", number)
        elif telegram.is_last and b"\x03" not in telegram.content:
            raise Unreadable(DAMAGED, "the last telegram has no end")
        else:
            text = text_in(telegram.content.translate(None, _NOTHING), source)
            yield _article(_opened(text.replace("\r\n", "\n")), source, number)
    if not number:
        raise Unreadable(NO_TEXT, "no telegram in it")


def _opened(text: str) -> Telegram:
    """The parts of a telegram: heading, text, and what stands behind it; without a start, all lines but the first."""
    heading, has_start, rest = text.partition("\x02")
    if not has_start:
        heading, _, rest = text.partition("\n")
    body, _, trailer = rest.partition("\x03")
    return Telegram(heading, body, clean(trailer).strip())


def _article(telegram: Telegram, source: Source, number: int) -> Article | Rejected:
    story = _story(telegram)
    if not (story.title or story.paragraphs):
        return source.rejected(NO_TEXT, "", number)
    return Article(
        title=story.title,
        body=story.paragraphs,
        date=story.date,
        source=story.agency,
        section=story.section,
        authors=story.authors,
        origin=source.at(number),
        extra={name: value for name, value in story.extra.items() if value},
    )


def _story(telegram: Telegram) -> Story:
    return anpa1312.story_of(telegram) if _ANPA_LINE.match(telegram.heading) else dpa.story_of(telegram)
