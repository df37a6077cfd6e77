"""Which characters stand in these bytes? Never an exception for bad content, never a silent guess: `how` says."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from typing import BinaryIO

from searchkit.sources.base import Decoding, Source
from searchkit.sources.charset import BOMS, MULTIBYTE, WIDE, choose_encoding, decodes, wide_encoding
from searchkit.sources.mending import MENDED, mended

PREFIX_BYTES = 1 << 20
"""How much of a line stream decides its encoding."""

_CONTROL_BYTES = bytes(code for code in (*range(0x20), 0x7F) if code not in b"\t\n\f\r\x0e\x0f\x1b")

_LINE_ENDS = re.compile("\r\n?|[\v\x85\u2028\u2029]")
_TO_CLEAN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\u2028\u2029]")
_ASCII_TO_CLEAN = bytes(code for code in range(128) if _TO_CLEAN.match(chr(code)))
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the codec that gave it, and why that codec.

    `how` is one of: forced, bom, utf-8, declared, nul pattern, detected; with ", replaced" behind it
    where some bytes fit no character and became U+FFFD, and ", double encoding mended" where the text was.
    """

    text: str
    encoding: str
    how: str


def decode(data: bytes, declared: str = "", forced: str = "") -> Decoded:
    """All of `data` as text. `declared` is what the document says of itself, `forced` what the user says.

    A declared name that is unknown or does not fit is passed over; an unknown forced one is Unreadable.
    Text that was encoded twice is mended where nothing is forced.
    """
    choice = choose_encoding(data, declared, forced)
    if choice.strict:
        try:
            text = data.decode(choice.encoding)
        except UnicodeError:
            pass
        else:
            better = text if forced else mended(text)
            return Decoded(better, choice.encoding, choice.how if better == text else choice.how + MENDED)
    return Decoded(data.decode(choice.encoding, "replace"), choice.encoding, f"{choice.how}, replaced")


def text_in(content: bytes, source: Source, declared: str = "") -> str:
    """All of `content`, which was read of a source, as text; how it was decoded is noted there."""
    decoded = decode(content, declared, source.options.encoding)
    source.decoding.note(decoded.encoding, decoded.how)
    return decoded.text


class LineDecoder:
    """Decodes the lines of one stream, whose encoding is decided on its first bytes.

    A line that does not fit is decoded on its own (a file put together from several sources has such
    lines), so that one bad line costs no other one its characters.
    """

    def __init__(self, prefix: bytes, declared: str = "", forced: str = "", noted: Decoding | None = None) -> None:
        """With `noted`, the encoding is noted there: the stream's, and with a line that has another one, that."""
        choice = choose_encoding(_whole_lines(prefix), declared, forced, by_lines=True)
        self.encoding = choice.encoding
        self._how = choice.how
        self._noted = noted or Decoding()
        self._noted.note(self.encoding, self._how)
        self._has_strayed = False
        self._forced = choice.how == "forced"
        # By chance no line of a single-byte encoding is UTF-8, but short ones of GBK and its like are.
        self._is_utf8_first = choice.how == "detected" and not choice.encoding.startswith((*MULTIBYTE, *WIDE))

    @property
    def is_wide(self) -> bool:
        """Whether a line end is more than one byte (UTF-16, UTF-32): such a stream is not split as bytes."""
        return self.encoding.startswith(WIDE)

    def decode(self, line: bytes) -> str:
        """One line, its end included, as text; never an exception."""
        if self._has_strayed:
            self._noted.note(self.encoding, self._how)
            self._has_strayed = False
        if self._is_utf8_first and decodes(line, "utf-8"):
            return line.decode("utf-8") if line.isascii() else self._strayed(Decoded(line.decode(), "utf-8", "utf-8"))
        try:
            return line.decode(self.encoding)
        except UnicodeError:
            if self._forced or self.is_wide:
                text = line.decode(self.encoding, "replace")
                return self._strayed(Decoded(text, self.encoding, f"{self._how}, replaced"))
            return self._strayed(decode(line))

    def _strayed(self, decoded: Decoded) -> str:
        self._noted.note(decoded.encoding, decoded.how)
        self._has_strayed = True
        return decoded.text


def text_lines(
    stream: BinaryIO,
    max_line_bytes: int,
    declared: str = "",
    forced: str = "",
    prefix: bytes = b"",
    noted: Decoding | None = None,
) -> Iterator[str | None]:
    r"""The lines of a stream of any length, in order, each with its own line end; memory stays bounded.

    None stands for a line of more than `max_line_bytes`, which is passed over. Lines end at `\n` only.
    `prefix` is what has been read of the stream before; it then decides the encoding alone. With `noted`, the
    encoding of the line that was given last is noted there.
    """
    prefix = prefix or stream.read(PREFIX_BYTES)
    decoder = LineDecoder(prefix, declared, forced, noted)
    if decoder.is_wide:
        yield from _wide_lines(prefix, stream, decoder.encoding, max_line_bytes)
        return
    lines = _byte_lines(prefix, stream, max_line_bytes)
    for line in islice(lines, 1):
        yield None if line is None else decoder.decode(line).removeprefix("\ufeff")
    for line in lines:
        yield None if line is None else decoder.decode(line)


def clean(text: str) -> str:
    r"""Text with `\n` for every line end, an empty line for a form feed, and without control characters.

    C1 controls are what windows-1252 has at their place (as in HTML, section 13.2.5.80); NUL, DEL and
    inner byte order marks vanish; other controls but the tab become spaces. Not normalised otherwise.
    """
    if _is_clean(text):
        return text
    text = _LINE_ENDS.sub("\n", text).replace("\f", "\n\n")
    return _CONTROLS.sub(_control, text)


def is_plain(content: bytes) -> bool:
    """Whether bytes are ASCII with nothing to be cleaned; told by deleting, in a sixth of the time of searching."""
    return content.isascii() and len(content.translate(None, _ASCII_TO_CLEAN)) == len(content)


def _is_clean(text: str) -> bool:
    return is_plain(text.encode()) if text.isascii() else not _TO_CLEAN.search(text)


def looks_binary(head: bytes) -> bool:
    """Whether the first bytes of a file are not text in any encoding: NULs out of pattern, many controls."""
    head = head.rstrip(b"\0")
    if not head or head.startswith(tuple(mark for mark, _ in BOMS)) or wide_encoding(head):
        return False
    controls = len(head) - len(head.translate(None, _CONTROL_BYTES))
    return controls > 1 and controls * 50 > len(head)


def _control(match: re.Match[str]) -> str:
    character = match[0]
    if character in "\x00\x7f\ufeff":
        return ""
    if character < "\x80":
        return " "
    return character.encode("latin-1").decode("cp1252", "ignore")


def _whole_lines(prefix: bytes) -> bytes:
    """A full prefix cut at its last line end, so that no character is cut in two."""
    if len(prefix) < PREFIX_BYTES:
        return prefix
    end = prefix.rfind(b"\n") + 1 or max(prefix.rfind(b" ") + 1, 1)
    return prefix[: end + -end % 4] if b"\0" in prefix[:4096] else prefix[:end]


def _byte_lines(prefix: bytes, stream: BinaryIO, limit: int) -> Iterator[bytes | None]:
    for line in chain(_prefix_lines(prefix, stream, limit), iter(partial(stream.readline, limit + 1), b"")):
        if len(line) <= limit:
            yield line
            continue
        yield None
        if not line.endswith(b"\n"):
            _skip_line(stream)


def _prefix_lines(prefix: bytes, stream: BinaryIO, limit: int) -> Iterator[bytes]:
    """The lines that begin in the prefix; the last one is read to its end (or past the limit)."""
    start = 0
    while (end := prefix.find(b"\n", start) + 1) > 0:
        yield prefix[start:end]
        start = end
    if rest := prefix[start:]:
        yield rest + stream.readline(max(0, limit + 1 - len(rest)))


def _skip_line(stream: BinaryIO) -> None:
    while (piece := stream.readline(PREFIX_BYTES)) and not piece.endswith(b"\n"):
        pass


def _wide_lines(prefix: bytes, stream: BinaryIO, encoding: str, limit: int) -> Iterator[str | None]:
    """Lines of UTF-16 or UTF-32, which can be told only after decoding; half of `limit` in characters."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    pending, too_long, data = "", False, prefix
    while data:
        *lines, pending = (pending + decoder.decode(data)).split("\n")
        for line in lines:
            yield None if too_long or len(line) * 2 > limit else f"{line}\n".removeprefix("\ufeff")
            too_long = False
        too_long = too_long or len(pending) * 2 > limit
        pending = "" if too_long else pending
        data = stream.read(1 << 16)
    if pending or too_long:
        yield None if too_long else pending + decoder.decode(b"", final=True)
