"""Reads web archives of the WARC format (ISO 28500): the pages among what a crawler fetched."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from searchkit.model import Article, Rejected
from searchkit.sources.base import BAD_RECORD, DAMAGED, Source
from searchkit.sources.head import Head
from searchkit.sources.web.blocks import LONGEST_LINE, Block, Fields, fields_of, head_before
from searchkit.sources.web.captures import Capture, articles

_VERSION = re.compile(rb"WARC/\d+\.\d+\s*$")
_LENGTH = re.compile(r"\d{1,18}$")

# Requests, the notes of the crawler, and revisits, which say of a page only that it is as it was.
_WITH_CONTENT = ("response", "resource", "conversion")


def recognises(head: Head) -> bool:
    """By its first line."""
    return _VERSION.match(head.content.partition(b"\n")[0]) is not None


def read(source: Source) -> Iterator[Article | Rejected]:
    """The pages of a crawl, one record in memory at a time; a record that is damaged costs itself."""
    return articles(_captures(source), source)


def _captures(source: Source) -> Iterator[Capture | Rejected]:
    number = 0
    line = source.stream.readline(LONGEST_LINE)
    while line:
        if not line.strip():
            line = source.stream.readline(LONGEST_LINE)
            continue
        number += 1
        if not _VERSION.match(line):
            yield source.rejected(DAMAGED, "no record begins where it should", number)
            line = _next_version(source.stream)
            continue
        head = head_before(source.stream)
        fields = fields_of(head or b"")
        if not _LENGTH.match(fields.get("content-length", "")):
            yield source.rejected(BAD_RECORD, "a header without a length" if head else "a header too long", number)
            line = _next_version(source.stream)
            continue
        block = Block(source.stream, int(fields["content-length"]))
        if fields.get("warc-type", "").lower() in _WITH_CONTENT:
            yield _capture(fields, number, block)
        elif not block.skip():
            yield source.rejected(DAMAGED, "the file ends in this record", number)
        line = source.stream.readline(LONGEST_LINE)


def _capture(fields: Fields, number: int, block: Block) -> Capture:
    kind, content_type = fields["warc-type"].lower(), fields.get("content-type", "")
    is_answer = kind == "response" or content_type.lower().startswith("application/http")
    return Capture(
        number=number,
        address=fields.get("warc-target-uri", "").strip("<>"),  # wget writes them
        date=fields.get("warc-date", ""),
        block=block,
        content_type="" if is_answer else content_type or "unk",
        may_be_text=kind == "conversion",
    )


def _next_version(stream: BinaryIO) -> bytes:
    """The next line with which a record begins; empty at the end."""
    while (line := stream.readline(LONGEST_LINE)) and not _VERSION.match(line):
        pass
    return line
