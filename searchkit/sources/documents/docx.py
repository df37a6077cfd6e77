"""Text out of Word files: the paragraphs and rows of tables in `word/document.xml`, parsed without a tree."""

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Any, BinaryIO, cast

from searchkit.sources.base import BAD_RECORD, UNREADABLE, Source, Unreadable
from searchkit.sources.blocks import BLOCK_CHARS, Block
from searchkit.sources.decode import clean
from searchkit.sources.documents.files import on_disk
from searchkit.sources.guard import DAMAGE, PIECE_BYTES, Budget, damaged, guarded
from searchkit.sources.packages import package_of

_TEXT = "word/document.xml"
_LOCAL = re.compile(rb"PK\x03\x04.{2}(.{2})(.{2}).{8}(.{4}).{4}(.{2})(.{2})", re.DOTALL)
_MOST_CELLS = 1000
_NOT_SHOWN = frozenset(("del", "moveFrom", "Fallback", "instrText", "delText"))
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_OPENING_BYTES = 1 << 18


def is_docx(start: bytes) -> bool:
    """Whether a source that begins so is a Word file."""
    return package_of(start) == "docx"


@lru_cache(maxsize=2)
def opening_of(start: bytes) -> str:
    """The text at the beginning of a Word file of which these are the first bytes; empty if it stands behind them."""
    target = _Blocks()
    parser = _parser(target)
    with suppress(Exception):  # cut off anywhere; what it says up to there is wanted
        parser.feed(_inflated(start))
    return "\n".join(block.text for block in target.taken())


def blocks_of(source: Source) -> Iterator[Block]:
    """The blocks of a Word file; Unreadable where it is damaged, encrypted or expands too much."""
    try:
        with on_disk(source) as path, zipfile.ZipFile(path) as archive:
            info = archive.getinfo(_TEXT)
            with archive.open(info) as packed:
                budget = Budget(source.options, lambda: max(info.compress_size, 1))
                stream = guarded(cast(BinaryIO, packed), budget, lambda: max(info.compress_size, 1))
                yield from _parsed(stream)
    except KeyError as error:
        raise Unreadable(BAD_RECORD, f"a Word file without {_TEXT}") from error
    except RuntimeError as error:
        raise Unreadable(UNREADABLE, "encrypted") from error
    except (OSError, NotImplementedError, *DAMAGE) as error:
        raise damaged(error) from error


def _parsed(stream: BinaryIO) -> Iterator[Block]:
    from lxml import etree  # noqa: PLC0415 -- 30 ms that other archives need not pay

    target = _Blocks()
    parser = _parser(target)
    start = stream.read(PIECE_BYTES)
    if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
        raise Unreadable(BAD_RECORD, "a Word file with a document type, which the format forbids")
    try:
        while start:
            parser.feed(start)
            yield from target.taken()
            start = stream.read(PIECE_BYTES)
        parser.close()
    except etree.XMLSyntaxError as error:
        yield from target.taken()
        raise Unreadable(BAD_RECORD, f"{_TEXT}: {error}"[:200]) from error
    yield from target.taken()


def _parser(target: Any) -> Any:
    from lxml import etree  # noqa: PLC0415 -- as above

    return etree.XMLParser(
        target=target, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )


def _inflated(start: bytes) -> bytes:
    """What the first bytes of a zip hold of the document, at most 256 KiB."""
    for match in _LOCAL.finditer(start):
        flags, method, size, name_size, extra_size = (int.from_bytes(part, "little") for part in match.groups())
        name_end = match.end() + name_size
        if start[match.end() : name_end] != _TEXT.encode():
            continue
        content = start[name_end + extra_size :]
        if method == zipfile.ZIP_STORED:
            return content[:size] if size and not flags & 8 else content
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(content, _OPENING_BYTES)
    return b""


class _Blocks:
    """A parser target that gathers blocks; knows elements by their local names, as some writers change the space."""

    def __init__(self) -> None:
        self._done: list[Block] = []
        self._open: list[str] = []
        self._open_chars = 0
        self._style = ""
        self._is_text = False
        self._not_shown = 0
        self._tables = 0
        self._cells: list[list[str]] = []

    def taken(self) -> list[Block]:
        """The blocks that are whole by now; each is given once."""
        done, self._done = self._done, []
        return done

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = _local(tag)
        if name in _NOT_SHOWN:
            self._not_shown += 1
        elif name == "t":
            self._is_text = True
        elif name == "p":
            self._end_block()
        elif name == "tbl":
            self._tables += 1
        elif name == "tc" and self._tables == 1:
            self._start_cell()
        elif name == "pStyle":
            self._style = next(iter(attributes.values()), "").lower()[:80]
        elif not self._not_shown and (sign := _SIGNS.get(name)) and self._is_shown(tag, attributes):
            self._open.append(sign)

    def end(self, tag: str) -> None:
        name = _local(tag)
        if name in _NOT_SHOWN:
            self._not_shown = max(0, self._not_shown - 1)
        elif name == "t":
            self._is_text = False
        elif name == "p":
            self._end_block()
        elif name == "tbl":
            self._tables = max(0, self._tables - 1)
        elif name == "tr" and self._tables == 1:
            self._end_row()

    def data(self, text: str) -> None:
        if self._is_text and not self._not_shown:
            self._open.append(text)
            self._open_chars += len(text)
            if self._open_chars > BLOCK_CHARS:
                self._end_block()

    def close(self) -> None:
        self._end_block()
        self._end_row()

    def _is_shown(self, tag: str, attributes: Mapping[str, str]) -> bool:
        """Whether a sign stands in the text: the stops of tabs, which have the same name, have attributes."""
        return not tag.endswith("}tab") or not attributes

    def _end_block(self) -> None:
        lines = (line.strip() for line in clean("".join(self._open)).replace("\xa0", " ").split("\n"))
        text = "\n".join(lines).strip()
        self._open.clear()
        self._open_chars = 0
        if text and self._cells:
            self._cells[-1].append(text)
        elif text:
            self._done.append(Block(text, (self._style,) if self._style else ()))
        self._style = ""

    def _start_cell(self) -> None:
        if len(self._cells) == _MOST_CELLS:
            self._end_row()
        self._cells.append([])

    def _end_row(self) -> None:
        cells = tuple("\n".join(cell) for cell in self._cells)
        self._cells = []
        if any(cells):
            self._done.append(Block("\t".join(cells), (), cells))


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
