"""What the control words of RTF 1.9.1 mean for the text: letters in many code pages, paragraphs, tables, what to skip.

Own code and not striprtf: that one takes the whole file as one string, leaves characters beyond the first plane as
lone surrogates, loses cells and styles, and takes each letter by itself (2 MB/s; this takes 5).
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from searchkit.sources.blocks import BLOCK_CHARS, Block
from searchkit.sources.decode import clean

Token = tuple[str, int | None, bytes]
r"""A control word with its number, a control symbol or brace, or (with an empty word) bytes of text."""

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?[0-9]{1,10})? ?|\\'([0-9a-fA-F]{2})|\\(\r?\n|[^a-zA-Z'])|([{}])"
    rb"|([^\\{}\r\n]{1,4096})|[\r\n]+|\\'?"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_HELD_BYTES = 64  # longer than any token but text, which may be cut
_MOST_GROUPS = 10_000

_SKIPPED = frozenset(
    """fonttbl colortbl info pict object header headerl headerr headerf footer footerl footerr footerf footnote
    annotation atnid atnauthor fldinst datafield themedata listtable listoverridetable rsidtbl generator bkmkstart
    bkmkend xe tc txe pntext pntxta pntxtb listtext nonesttables shprslt result filetbl revtbl""".split()
)
_SIGNS = {
    "tab": "\t", "line": "\n", "lbr": "\n", "softline": "\n", "emdash": "—", "endash": "–", "lquote": "‘",
    "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•", "emspace": " ", "enspace": " ", "qmspace": " ",
    "~": " ", "_": "-",
}  # fmt: skip
_ENDS = frozenset(("par", "sect", "page", "\n", "\r\n", "\r"))
_CODECS = {
    0: "cp1252", 77: "mac-roman", 78: "cp932", 79: "cp949", 80: "gb18030", 81: "cp950", 128: "cp932", 129: "cp949",
    130: "johab", 134: "gb18030", 136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255",
    178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip


def tokens(pieces: Iterable[bytes]) -> Iterator[Token]:
    """The tokens of an RTF file that comes in pieces of any size."""
    rest, binary = b"", 0
    for piece in chain(pieces, (b"",)):
        held = _HELD_BYTES if piece else 0
        skipped = min(binary, len(piece))
        buffer, rest, binary = rest + piece[skipped:], b"", binary - skipped
        end = 0
        for match in _TOKEN.finditer(buffer):
            if match.start() < end:
                continue
            if match.end() > len(buffer) - held:
                rest = buffer[match.start() :]
                break
            word, number, _ = token = _token(match)
            if word == "bin" and number and number > 0:
                end = match.end() + number
                binary = max(0, end - len(buffer))
            else:
                yield token


def _token(match: re.Match[bytes]) -> Token:
    word, number, code, symbol, brace, text = match.groups()
    if word:
        return word.decode("ascii"), int(number) if number else None, b""
    if code:
        return "", None, bytes.fromhex(code.decode("ascii"))
    if symbol in (b"{", b"}", b"\\"):
        return "", None, symbol
    return (symbol or brace or b"").decode("latin-1"), None, text or b""


@dataclass(frozen=True, slots=True)
class _State:
    """What a group inherits from the one around it."""

    skips: bool = False
    table: str = ""
    is_hidden: bool = False
    font: int = -1
    fallback: int = 1
    style: int = -1
    in_table: bool = False


class Writer:
    """Takes tokens and makes blocks of them."""

    def __init__(self) -> None:
        self._state = _State()
        self._groups: list[_State] = []
        self._deeper = 0
        self._page = "cp1252"
        self._fonts: dict[int, str] = {}
        self._styles: dict[int, str] = {}
        self._bytes = bytearray()
        self._open: list[str] = []
        self._open_chars = 0
        self._cells: list[str] = []
        self._to_skip = 0
        self._done: list[Block] = []

    @property
    def depth(self) -> int:
        """How many groups are open."""
        return len(self._groups) + self._deeper

    def taken(self) -> list[Block]:
        """The blocks that are whole by now; each is given once."""
        if not self._done:
            return self._done
        done, self._done = self._done, []
        return done

    def take(self, word: str, number: int | None, data: bytes) -> None:
        """The next token."""
        if data:
            self._text(data)
        elif word == "{":
            self._start_group()
        elif word == "}":
            self._end_group()
        elif word == "*":
            self._state = replace(self._state, skips=True)
        elif word:
            self._word(word, number)

    def end(self) -> None:
        """All that is left becomes a block."""
        self._end_block()
        self._end_row()

    def _start_group(self) -> None:
        self._flush()
        self._to_skip = 0
        if len(self._groups) < _MOST_GROUPS:
            self._groups.append(self._state)
        else:
            self._deeper += 1

    def _end_group(self) -> None:
        self._flush()
        self._to_skip = 0
        if self._deeper:
            self._deeper -= 1
        elif self._groups:
            self._state = self._groups.pop()

    def _text(self, data: bytes) -> None:
        if self._to_skip:
            skipped = min(self._to_skip, len(data))
            self._to_skip -= skipped
            data = data[skipped:]
        state = self._state
        if state.table == "stylesheet":
            self._name_style(data)
        elif not (state.skips or state.is_hidden):
            self._bytes += data
            self._open_chars += len(data)
            if self._open_chars > BLOCK_CHARS:
                self._end_block()

    def _name_style(self, data: bytes) -> None:
        name = self._styles.get(self._state.style, "") + data.decode("latin-1")
        self._styles[self._state.style] = name.partition(";")[0].strip()[:80]

    def _word(self, word: str, number: int | None) -> None:
        if self._to_skip and (sign := _SIGNS.get(word)) and len(word) == 1 and sign:
            self._to_skip -= 1
        elif word in _SKIPPED or word == "stylesheet":
            self._state = replace(self._state, skips=True, table=word)
        elif self._state.skips:
            self._in_table(word, number)
        elif word == "u":
            self._unicode(number or 0)
        elif word in _ENDS:
            self._end_paragraph()
        elif word in ("cell", "nestcell"):
            self._end_cell()
        elif word in ("row", "nestrow"):
            self._end_row()
        elif (sign := _SIGNS.get(word)) is not None:
            self._put(sign)
        else:
            self._set(word, number)

    def _in_table(self, word: str, number: int | None) -> None:
        """In the tables of fonts and styles, where text stands for nothing else."""
        if word == "f" and self._state.table == "fonttbl":
            self._state = replace(self._state, font=number or 0)
        elif word == "fcharset" and self._state.table == "fonttbl" and len(self._fonts) < _MOST_GROUPS:
            self._fonts[self._state.font] = _CODECS.get(number or 0, "")
        elif word == "s" and self._state.table == "stylesheet" and len(self._styles) < _MOST_GROUPS:
            self._state = replace(self._state, style=number or 0)

    def _set(self, word: str, number: int | None) -> None:
        match word:
            case "f":
                self._flush()
                self._state = replace(self._state, font=number or 0)
            case "plain":
                self._state = replace(self._state, is_hidden=False)
            case "v":
                self._state = replace(self._state, is_hidden=number != 0)
            case "uc":
                self._state = replace(self._state, fallback=min(max(number or 0, 0), 16))
            case "ansicpg" | "mac" | "pc" | "pca":
                self._page = _codec({"mac": "mac-roman", "pc": "cp437", "pca": "cp850"}.get(word, f"cp{number}"))
            case "pard":
                self._state = replace(self._state, style=-1, in_table=False)
            case "intbl":
                self._state = replace(self._state, in_table=True)
            case "s":
                self._state = replace(self._state, style=number or 0)
            case _:
                pass

    def _unicode(self, number: int) -> None:
        self._put(chr(number % 0x10000))
        self._to_skip = self._state.fallback

    def _put(self, text: str) -> None:
        if not (self._state.skips or self._state.is_hidden):
            self._flush()
            self._open.append(text)
            self._open_chars += len(text)

    def _flush(self) -> None:
        """Bytes are decoded as late as can be, for a letter may have two."""
        if self._bytes:
            codec = self._fonts.get(self._state.font) or self._page
            self._open.append(self._bytes.decode(codec, "replace"))
            self._bytes.clear()

    def _end_paragraph(self) -> None:
        if self._state.in_table and self._open_chars < BLOCK_CHARS:
            self._put("\n")
        else:
            self._end_block()

    def _end_block(self) -> None:
        if text := self._taken_text():
            style = re.sub(r"\s", "", self._styles.get(self._state.style, "")).lower()
            self._done.append(Block(text, (style,) if style else ()))

    def _end_cell(self) -> None:
        self._cells.append(self._taken_text())
        if len(self._cells) > _MOST_GROUPS:
            self._end_row()

    def _end_row(self) -> None:
        cells, self._cells = tuple(self._cells), []
        if any(cells):
            self._done.append(Block("\t".join(cells), (), cells))

    def _taken_text(self) -> str:
        self._flush()
        text = "".join(self._open)
        self._open.clear()
        self._open_chars = 0
        if _SURROGATE.search(text):
            text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return "\n".join(line.strip() for line in clean(text).split("\n")).strip()


def _codec(name: str) -> str:
    """A code page that Python knows; else the usual one."""
    try:
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        return "cp1252"
