"""Text out of RTF files, read in pieces: paragraphs and rows of tables, each with the style that Word gave it."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from searchkit.sources.base import DAMAGED, Source, Unreadable
from searchkit.sources.blocks import Block
from searchkit.sources.documents.rtfwords import Writer, tokens
from searchkit.sources.guard import PIECE_BYTES

_START = re.compile(rb"\s*\{\\rtf")


def is_rtf(start: bytes) -> bool:
    """Whether a source that begins so is an RTF file."""
    return _START.match(start) is not None


@lru_cache(maxsize=2)
def opening_of(start: bytes) -> str:
    """The text in the first bytes of an RTF file."""
    return "\n".join(block.text for block in _blocks([start]))


def blocks_of(source: Source) -> Iterator[Block]:
    """The blocks of an RTF file; Unreadable at the end where it is cut off."""
    yield from _blocks(iter(lambda: source.stream.read(PIECE_BYTES), b""), is_whole=True)


def _blocks(pieces: Iterable[bytes], is_whole: bool = False) -> Iterator[Block]:
    writer = Writer()
    for word, number, data in tokens(pieces):
        writer.take(word, number, data)
        yield from writer.taken()
    writer.end()
    yield from writer.taken()
    if is_whole and writer.depth > 0:
        raise Unreadable(DAMAGED, "the RTF file has no end")
