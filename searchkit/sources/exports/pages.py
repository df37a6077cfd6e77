"""Saved pages as blocks, parsed piece by piece without a tree, so that neither their size nor their depth matters."""

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from searchkit.extract.markup import BLOCKS, DROPPED
from searchkit.sources.base import BAD_RECORD, Source, Unreadable
from searchkit.sources.blocks import BLOCK_CHARS, Block
from searchkit.sources.charset import choose_encoding
from searchkit.sources.decode import PREFIX_BYTES, clean
from searchkit.sources.guard import PIECE_BYTES

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_SPACES = re.compile(r"[^\S\xa0\n]+")
_MOST_CELLS = 200
_PARTS = frozenset(("header", "section", "aside", "footer"))


@dataclass(frozen=True, slots=True)
class Layout:
    """What the elements of a page mean: whether tables hold data in rows, and whether a `<br>` ends a paragraph."""

    has_rows: bool = False
    breaks_end: bool = False


def page_blocks(source: Source, layout: Layout) -> Iterator[Block]:
    """The blocks of a page of any length; a named anchor is an empty block with `#name` as its mark."""
    from lxml import etree  # noqa: PLC0415 -- 30 ms that other archives need not pay

    target = _Blocks(layout)
    parsed: Any = target
    parser: Any = etree.HTMLParser(target=parsed, encoding="utf-8", no_network=True, huge_tree=True)
    try:
        for text in _texts(source):
            parser.feed(_CONTROL.sub("", text).encode("utf-8", "replace"))
            yield from target.taken()
        parser.close()
    except etree.LxmlError as error:
        yield from target.taken()
        raise Unreadable(BAD_RECORD, f"not readable as HTML: {error}"[:200]) from error
    yield from target.taken()


def _texts(source: Source) -> Iterator[str]:
    """The page as text, in pieces; its encoding is decided on the first MiB."""
    prefix = source.stream.read(PREFIX_BYTES)
    declared = match[1].decode("ascii") if (match := _CHARSET.search(prefix[:8192])) else ""
    whole = prefix[: prefix.rfind(b">") + 1] or prefix  # no letter is cut there
    choice = choose_encoding(whole, declared, source.options.encoding)
    source.decoding.encoding, source.decoding.how = choice.encoding, choice.how
    decoder = codecs.getincrementaldecoder(choice.encoding)("replace")
    for start in range(0, len(prefix), PIECE_BYTES):
        yield decoder.decode(prefix[start : start + PIECE_BYTES])
    while piece := source.stream.read(PIECE_BYTES):
        yield decoder.decode(piece)
    yield decoder.decode(b"", True)


class _Blocks:
    """A parser target that gathers blocks."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._done: list[Block] = []
        self._open: list[str] = []
        self._open_chars = 0
        self._marks: tuple[str, ...] = ()
        self._classes: list[tuple[str, ...]] = []
        self._part: list[str] = []
        self._dropped = 0
        self._row: list[list[str]] = []
        self._row_chars = 0

    def taken(self) -> list[Block]:
        """The blocks that are whole by now; each is given once."""
        done, self._done = self._done, []
        return done

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag in DROPPED:
            self._dropped += 1
        self._classes.append(tuple(attributes.get("class", "").split()[:4]) or self._class())
        if tag in _PARTS:
            self._part.append(tag)
        if tag == "br":
            self._break()
        elif tag in BLOCKS or tag in ("td", "th"):
            self._end_block()
        if tag in ("tr", "td", "th") and self._layout.has_rows:
            self._start_cell(tag)
        elif tag == "a" and (name := attributes.get("name")):
            self._end_block()
            self._done.append(Block("", (f"#{name}",)))

    def end(self, tag: str) -> None:
        if self._classes:
            self._classes.pop()
        if tag in DROPPED:
            self._dropped = max(0, self._dropped - 1)
        elif tag in BLOCKS or tag in ("td", "th"):
            self._end_block()
        if tag in _PARTS and self._part:
            self._part.pop()
        if tag == "tr" and self._row:
            self._end_row()

    def data(self, text: str) -> None:
        if self._dropped:
            return
        text = _SPACES.sub(" ", text.replace("\n", " "))
        if not self._marks and not text.isspace():
            self._marks = (*self._part[-1:], *self._class())
        self._open.append(text)
        self._open_chars += len(text)
        if self._open_chars > BLOCK_CHARS:
            self._end_block()

    def close(self) -> None:
        self._end_block()
        self._end_row()

    def _class(self) -> tuple[str, ...]:
        return self._classes[-1] if self._classes else ()

    def _break(self) -> None:
        if self._layout.breaks_end:
            self._end_block()
        else:
            self._open.append("\n")

    def _end_block(self) -> None:
        lines: list[str] = []
        for line in (*"".join(self._open).split("\n"), ""):
            if text := " ".join(line.split()):
                lines.append(text)
            elif lines:
                self._put(clean("\n".join(lines)))
                lines = []
        self._open.clear()
        self._open_chars, self._marks = 0, ()

    def _put(self, text: str) -> None:
        if not self._row:
            self._done.append(Block(text, self._marks))
            return
        self._row[-1].append(text)
        self._row_chars += len(text)
        if self._row_chars > BLOCK_CHARS:
            self._end_row()

    def _start_cell(self, tag: str) -> None:
        if tag == "tr":
            self._end_row()
        elif len(self._row) < _MOST_CELLS:
            self._row.append([])

    def _end_row(self) -> None:
        cells = tuple("\n".join(cell) for cell in self._row)
        self._row, self._row_chars = [], 0
        if any(cells):
            self._done.append(Block("\t".join(cells), (), cells))
