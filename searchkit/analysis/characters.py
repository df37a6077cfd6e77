"""Texts laid end to end as UTF-8 bytes, and the class of each character as an array over those bytes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from searchkit.analysis.tokens import DENSE, JOINERS, WORD

Positions = NDArray[np.int64]
Bytes = NDArray[np.uint8]

IN_WORD, JOINER, IN_DENSE = 1, 2, 4
"""Classes of `WORD_CLASSES`; a dense character of a word has both, a joiner that is also a letter is a letter."""

PADDING = 24
"""Bytes behind the last text, so that whole machine words may be read from any byte of it."""

_ASCII = bytes(range(128))
_LAST_LETTERS = 0x40000  # no letter, mark, space or stop has a code point from here on


@dataclass(frozen=True, slots=True)
class ClassTable:
    """The class of every code point, and of the bytes that stand for ASCII ones (others 0)."""

    by_code_point: Bytes  # up to the last letters, and a 0 for all behind them
    by_byte: bytes  # 256

    @classmethod
    def of(cls, by_code_point: Bytes) -> "ClassTable":
        """Both views of the same classes."""
        return cls(by_code_point, by_code_point[:128].tobytes() + bytes(128))

    def classify(self, code_points: NDArray[np.uint32]) -> Bytes:
        """The class of each code point."""
        return self.by_code_point.take(code_points, mode="clip")


def class_table(*patterns: tuple[str, int]) -> ClassTable:
    """A table made by the very regular expressions it stands for: what `[pattern]` matches gets the bits."""
    every = np.arange(_LAST_LETTERS, dtype="<u4").tobytes().decode("utf-32-le", "surrogatepass")
    table = np.zeros(_LAST_LETTERS + 1, np.uint8)
    for pattern, bits in patterns:
        for match in re.finditer(rf"[{pattern}]+", every):
            table[match.start() : match.end()] |= bits
    return ClassTable.of(table)


def word_classes() -> ClassTable:
    """The classes that decide where units of text start and end."""
    table = class_table((WORD, IN_WORD), (JOINERS, JOINER), (DENSE, IN_DENSE)).by_code_point
    letter = (table & IN_WORD).astype(bool)
    classes = np.where(letter, table & ~np.uint8(JOINER), table & np.uint8(JOINER))
    return ClassTable.of(classes)


@dataclass(frozen=True, slots=True)
class EncodedTexts:
    """Texts in UTF-8, a line end before, between and behind them, then PADDING zeros.

    `starts` (texts + 1,) is the byte where each text starts, the last where one more would. Of each character
    outside ASCII, in order: `wide_at` its first byte, `wide` its code point, `widths` its bytes, 2 to 4.
    """

    data: bytearray
    starts: Positions
    wide_at: Positions
    wide: NDArray[np.uint32]
    widths: NDArray[np.uint8]

    @classmethod
    def of(cls, texts: Sequence[str]) -> "EncodedTexts":
        """Encodes the texts; lone surrogates are kept as they are."""
        encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
        data = bytearray(b"\n").join([b"", *encoded, bytes(PADDING)])
        starts = np.ones(len(texts) + 1, np.int64)
        np.cumsum(np.fromiter(map(len, encoded), np.int64, len(texts)) + 1, out=starts[1:])
        starts[1:] += 1
        if data.isascii():
            return cls(data, starts, np.empty(0, np.int64), np.empty(0, np.uint32), np.empty(0, np.uint8))
        wide = data.translate(None, _ASCII).decode("utf-8", "surrogatepass").encode("utf-32-le", "surrogatepass")
        points = np.frombuffer(wide, "<u4")
        widths = (2 + (points >= 0x800) + (points >= 0x10000)).astype(np.uint8)
        return cls(data, starts, np.flatnonzero(np.frombuffer(data, np.uint8) >= 0xC0), points, widths)

    def classify(self, table: ClassTable) -> Bytes:
        """The class of each byte: that of the character it belongs to. A new array, (bytes,)."""
        classes = np.frombuffer(self.data.translate(table.by_byte), np.uint8)
        if len(self.wide):
            fill(classes, self.wide_at, self.widths, table.classify(self.wide))
        return classes


def fill(classes: Bytes, at: Positions, widths: NDArray[np.uint8], values: Bytes) -> None:
    """Gives all bytes of the characters that start at `at` their values."""
    classes[at] = values
    for k in range(1, int(widths.max(initial=1))):
        wider = widths > k
        classes[at[wider] + k] = values[wider]
