"""Cuts a stream of XML into its records by their tags, so that a broken one costs itself and memory holds one.

A parser that recovers is no help across records: after one end tag too many it takes every later one for
another element's, and the records behind it for parts of the broken one.
"""

import codecs
import re
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from searchkit.sources.base import DAMAGED, Source, Unreadable
from searchkit.sources.charset import choose_encoding
from searchkit.sources.decode import text_in
from searchkit.sources.guard import PIECE_BYTES

_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?\bencoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_HIDING = {b"<!--": b"-->", b"<![CDATA[": b"]]>"}
_LONGEST_TAG = 200
_NONE = -1


class _Tag(NamedTuple):
    """Where a tag of a record stands; of an opening one `end` is behind its name."""

    start: int
    end: int
    is_closing: bool


class RecordCutter:
    """The records of one source, which are the elements of the given names, as bytes; and the text of each."""

    def __init__(self, source: Source, *names: str) -> None:
        self._source = source
        self._limit = source.options.max_article_bytes
        tag = rf"<!--|<!\[CDATA\[|<(/?)(?:[\w.-]{{1,100}}:)?(?:{'|'.join(map(re.escape, names))})(?=[\s/>])"
        self._tag = re.compile(tag.encode(), re.IGNORECASE)
        self._declared = ""
        self._recoded: tuple[str, str] | None = None
        self._held = bytearray()
        self._at = 0
        self._start = _NONE
        self._is_too_long = False

    def __iter__(self) -> Iterator[bytes | None]:
        """Each record with its tags, up to the next one where its end is missing; None for one beyond the limit.

        Raises Unreadable where the last one is cut off. Of nested records each is one, the outer one without
        what follows the first inner one.
        """
        for piece in self._pieces():
            self._held += piece
            while tag := self._next_tag():
                end = tag.end if tag.is_closing else tag.start
                if self._start != _NONE:
                    is_too_long = self._is_too_long or end - self._start > self._limit
                    yield None if is_too_long else bytes(self._held[self._start : end])
                self._start, self._is_too_long = (_NONE if tag.is_closing else tag.start), False
            self._forget()
        if self._start != _NONE:
            raise Unreadable(DAMAGED, "the last record has no end")

    def text(self, record: bytes) -> str:
        """A record as text; how it was decoded is noted in the source."""
        if self._recoded is None:
            text = text_in(record, self._source, self._declared)
            if record.isascii() and text.isascii():  # whatever was declared, nothing was decided by it
                self._source.decoding.encoding = "ascii"
            return text
        self._source.decoding.encoding, self._source.decoding.how = self._recoded
        return record.decode()

    def _next_tag(self) -> _Tag | None:
        """The next tag of a record outside of comments and character data; None where more bytes must come."""
        while found := self._tag.search(self._held, self._at):
            start, slash = found.start(), found[1]
            if slash == b"":
                self._at = found.end()
                return _Tag(start, found.end(), is_closing=False)
            closing = b">" if slash else _HIDING[found[0].upper()]
            end = self._held.find(closing, found.end()) + len(closing)
            if end < len(closing):
                if len(self._held) - start <= self._limit:
                    self._at = start
                    return None
                end = found.end()  # it never ends, and so is no such thing
            self._at = end
            if slash:
                return _Tag(start, end, is_closing=True)
        self._at = max(self._at, len(self._held) - _LONGEST_TAG)
        return None

    def _forget(self) -> None:
        """Lets go of the bytes that are not needed any more."""
        done = self._at if self._start == _NONE else self._start
        if len(self._held) - done > self._limit + PIECE_BYTES:
            self._is_too_long, done = True, self._at
        del self._held[:done]
        self._at -= done
        self._start = _NONE if self._start == _NONE else 0

    def _pieces(self) -> Iterator[bytes]:
        """The stream in an encoding whose tags are ASCII, which nearly all are; else as UTF-8."""
        stream = self._source.stream
        first = stream.read(PIECE_BYTES)
        if declared := _DECLARED.search(first[:1024]):
            self._declared = declared[1].decode()
        choice = choose_encoding(first, self._declared, self._source.options.encoding)
        pieces = iter(partial(stream.read, PIECE_BYTES), b"")
        if _writes_ascii(choice.encoding):
            yield first
            yield from pieces
            return
        self._recoded = (choice.encoding, choice.how)
        decoder = codecs.getincrementaldecoder(choice.encoding)("replace")
        yield decoder.decode(first).encode("utf-8", "replace")
        for piece in pieces:
            yield decoder.decode(piece).encode("utf-8", "replace")


def _writes_ascii(encoding: str) -> bool:
    """Whether a tag has the same bytes in this encoding as in ASCII."""
    return "<a>".encode(encoding).removeprefix(codecs.BOM_UTF8) == b"<a>"
