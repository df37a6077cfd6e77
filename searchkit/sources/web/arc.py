"""Reads web archives of the older ARC format, versions 1 and 2: the pages among what a crawler fetched."""

import re
from collections.abc import Iterator

from searchkit.model import Article, Rejected
from searchkit.sources.base import DAMAGED, Source
from searchkit.sources.head import Head
from searchkit.sources.web.blocks import LONGEST_LINE, Block
from searchkit.sources.web.captures import Capture, articles

# Address, address of the server, date, media type, in version 2 five more fields, and the length.
_HEADER = re.compile(rb"([a-z][a-z0-9+.-]*:\S+) (\S+) (\d{4,18}) (\S+)(?: \S+){0,5} (\d{1,18})\r?\n", re.IGNORECASE)
_MOMENT = re.compile(rb"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)")


def recognises(head: Head) -> bool:
    """By the record about the file itself, which comes first."""
    return head.content.startswith(b"filedesc://")


def read(source: Source) -> Iterator[Article | Rejected]:
    """The pages of a crawl, one record in memory at a time; a record that is damaged costs itself."""
    return articles(_captures(source), source)


def _captures(source: Source) -> Iterator[Capture | Rejected]:
    number, is_lost = 0, False
    while line := source.stream.readline(LONGEST_LINE):
        if not line.strip():
            continue
        header = _HEADER.match(line)
        if header is None:
            if not is_lost:
                number += 1
                yield source.rejected(DAMAGED, "no record begins where it should", number)
            is_lost = True
            continue
        number, is_lost = number + 1, False
        block = Block(source.stream, int(header[5]))
        if line.startswith((b"filedesc:", b"dns:")):
            block.skip()
        else:
            yield Capture(number, header[1].decode("utf-8", "replace"), _date(header[3]), block)


def _date(digits: bytes) -> str:
    """`20060105123000`, which is in UTC, in a form that says so."""
    moment = _MOMENT.match(digits)
    return "{}-{}-{}T{}:{}:{}Z".format(*(part.decode("ascii") for part in moment.groups())) if moment else ""
