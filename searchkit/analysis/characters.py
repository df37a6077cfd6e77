"""Texts laid end to end as UTF-8 bytes, and the class of each character as an array over those bytes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from searchkit.analysis.passages import CLOSERS, DENSE_CLOSERS, DENSE_STOPS, STOPS
from searchkit.analysis.tokens import DENSE, JOINERS, WORD

Positions = NDArray[np.int64]
Bytes = NDArray[np.uint8]

IN_WORD, JOINER, IN_DENSE, SPACE, STOP, CLOSER, DENSE_STOP, DENSE_CLOSER = (1 << bit for bit in range(8))
"""Classes of characters: a dense character of a word has IN_WORD too, a joiner that is also a letter only that."""

PADDING = 24
"""Bytes behind the last text, so that whole machine words may be read from any byte of it."""

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


def class_table(*patterns: tuple[str, int]) -> Bytes:
    """A table made by the very regular expressions it stands for: what `[pattern]` matches gets the bits."""
    every = np.arange(_LAST_LETTERS, dtype="<u4").tobytes().decode("utf-32-le", "surrogatepass")
    table = np.zeros(_LAST_LETTERS + 1, np.uint8)
    for pattern, bits in patterns:
        for match in re.finditer(rf"[{pattern}]+", every):
            table[match.start() : match.end()] |= bits
    return table


@cache
def _classes() -> ClassTable:
    """The classes that decide where units, sentences and paragraphs start and end."""
    table = class_table((WORD, IN_WORD), (DENSE, IN_DENSE), (r"\s", SPACE))
    table[(table & IN_WORD) == 0] &= ~np.uint8(IN_DENSE)
    marks = ((JOINERS, JOINER), (STOPS, STOP), (CLOSERS, CLOSER), (DENSE_STOPS, DENSE_STOP))
    for chars, bits in (*marks, (DENSE_CLOSERS, DENSE_CLOSER)):
        for code in map(ord, chars.replace("\\", "")):  # which only marks what follows it
            table[code] |= bits if bits != JOINER or not table[code] & IN_WORD else 0
    return ClassTable.of(table)


@dataclass(frozen=True, slots=True)
class EncodedTexts:
    """Texts in UTF-8, a line end before, between and behind them, then PADDING zeros.

    `starts` (texts + 1,) is the byte where each text starts, the last where one more would. `classes` (bytes,) has the
    class of the character that each byte belongs to. Of each character outside ASCII, in order: `wide_at` its first
    byte, `wide` its code point, `wide_classes` its class, `widths` its bytes, 2 to 4.
    """

    data: bytearray
    starts: Positions
    classes: Bytes
    wide_at: Positions
    wide: NDArray[np.uint32]
    wide_classes: Bytes
    widths: NDArray[np.uint8]

    @classmethod
    def of(cls, texts: Sequence[str]) -> "EncodedTexts":
        """Encodes the texts; lone surrogates are kept as they are."""
        encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
        data = bytearray(b"\n").join([b"", *encoded, bytes(PADDING)])
        starts = np.ones(len(texts) + 1, np.int64)
        np.cumsum(np.fromiter(map(len, encoded), np.int64, len(texts)) + 1, out=starts[1:])
        starts[1:] += 1
        at, points = _wide_characters(data)
        widths = (2 + (points >= 0x800) + (points >= 0x10000)).astype(np.uint8)
        wide_classes = _classes().classify(points)
        classes: Bytes = np.frombuffer(data.translate(_classes().by_byte), np.uint8)
        fill(classes, at, widths, wide_classes)
        return cls(data, starts, classes, at, points, wide_classes, widths)


def _wide_characters(data: bytearray) -> tuple[Positions, NDArray[np.uint32]]:
    """First byte and code point of each character outside ASCII."""
    if data.isascii():
        return np.empty(0, np.int64), np.empty(0, np.uint32)
    units: Bytes = np.frombuffer(data, np.uint8)
    wide = units[units >= 0x80].tobytes().decode("utf-8", "surrogatepass").encode("utf-32-le", "surrogatepass")
    return np.flatnonzero(units >= 0xC0), np.frombuffer(wide, "<u4")


def fill(classes: Bytes, at: Positions, widths: NDArray[np.uint8], values: Bytes | int) -> None:
    """Gives all bytes of the characters that start at `at` their values."""
    values = np.broadcast_to(np.asarray(values, np.uint8), at.shape)
    classes[at] = values
    for k in range(1, int(widths.max(initial=1))):
        wider = widths > k
        classes[at[wider] + k] = values[wider]
