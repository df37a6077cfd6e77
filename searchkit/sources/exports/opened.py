"""Opens an export in whatever it was saved: plain text, page, Word or RTF file."""

from collections.abc import Iterator
from io import BufferedReader
from typing import cast

from searchkit.sources.base import Source
from searchkit.sources.blocks import Block
from searchkit.sources.documents import docx, rtf
from searchkit.sources.exports.pages import Layout, page_blocks
from searchkit.sources.exports.plain import text_blocks
from searchkit.sources.head import Head

_BLANKS = b"\xef\xbb\xbf \t\r\n"


def opening_of(head: Head) -> str:
    """The text at the start of a source, with the tags where it is a page; empty where it is no text."""
    if docx.is_docx(head.content):
        return docx.opening_of(head.content)
    if rtf.is_rtf(head.content):
        return rtf.opening_of(head.content)
    return "" if head.is_binary else head.text


def blocks_of(source: Source, layout: Layout) -> Iterator[Block]:
    """The blocks of a source; Unreadable where it is damaged beyond reading."""
    start = cast(BufferedReader, source.stream).peek(16)
    if docx.is_docx(start):
        return docx.blocks_of(source)
    if rtf.is_rtf(start):
        return rtf.blocks_of(source)
    is_page = start.replace(b"\0", b"").lstrip(b"\xff\xfe" + _BLANKS).startswith(b"<")
    return page_blocks(source, layout) if is_page else text_blocks(source)
