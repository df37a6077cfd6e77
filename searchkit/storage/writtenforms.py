"""The written forms of all terms of a field, numbered through, term after term."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from searchkit.storage.arrays import AnyArray, ragged
from searchkit.storage.forms import Pieces, bytes_alike, restored_pieces
from searchkit.storage.smallnumbers import Ends
from searchkit.storage.texts import Texts

Numbers = NDArray[np.int64]

_CHARACTER_BYTES = np.ones(256, np.uint8)  # of the character that begins with this byte in UTF-8
_CHARACTER_BYTES[0xC0:0xE0], _CHARACTER_BYTES[0xE0:0xF0], _CHARACTER_BYTES[0xF0:] = 2, 3, 4


class WrittenForms:
    """Reads forms by their numbers."""

    def __init__(self, terms: Texts, ends: Ends, shorts: Texts) -> None:
        """`shorts` are the forms as `forms.shortened` made them, `ends` where those of each term end among them."""
        self._terms, self._ends, self._shorts = terms, ends, shorts

    def __len__(self) -> int:
        return len(self._shorts)

    def begins(self, first: int, last: int) -> Numbers:
        """Where the forms of the terms `first` to `last` begin, and those of the last one end."""
        begins: Numbers = self._ends[first : last + 1]
        return begins

    def counts(self, ordinals: Numbers) -> Numbers:
        """How many forms each of these terms has."""
        return _lengths(self._ends, ordinals).astype(np.int64)

    def owners(self, forms: Numbers) -> Numbers:
        """The term of each of these forms."""
        owners: Numbers = self._ends.items_at(forms)
        return owners

    def between(self, first: int, last: int) -> Pieces:
        """The forms of the terms `first` to `last`."""
        begins = self.begins(first, last)
        shorts = self._shorts.arrays(int(begins[0]), int(begins[-1]))
        return restored_pieces(shorts, self._terms.arrays(first, last), np.diff(begins))

    def some(self, forms: Numbers) -> Pieces:
        """The forms of these numbers."""
        shorts, terms = _cut(self._shorts, forms), _cut(self._terms, self.owners(forms))
        return restored_pieces(shorts, terms, np.ones(len(forms), np.int64))

    def texts(self, forms: Numbers) -> list[str]:
        """The forms of these numbers, each by itself."""
        blob, borders = self.some(forms)
        raw = blob.tobytes()
        return [raw[start:end].decode("utf-8", "replace") for start, end in pairwise(borders.tolist())]

    def alike(self, first: int, last: int) -> AnyArray:
        """How many bytes each form of the terms `first` to `last` begins with as its term does: whole characters.

        A byte each; capitals of ASCII are taken for small letters; 63 may stand for more.
        """
        begins = self.begins(first, last)
        alike = self._alike(int(begins[0]), int(begins[-1]))
        blob, borders = self._terms.arrays(first, last)
        if not blob.tobytes().isascii():
            blob, starts = np.append(blob, np.uint8(0)), borders[:-1].repeat(np.diff(begins))
            for _ in range(3):  # no character has more bytes behind its first
                alike -= blob.take(starts + alike) & 0xC0 == 0x80
        return alike

    def unlike(self) -> Numbers:
        """The numbers of the forms that begin with another character than their term, capitals of ASCII aside."""
        blob, borders = self._terms.arrays(0, len(self._terms))
        needed = _CHARACTER_BYTES.take(blob[borders[:-1]]).repeat(self._ends.lengths(0, len(self._terms)))
        return np.flatnonzero(self._alike(0, len(self)) < needed)

    def _alike(self, first: int, last: int) -> AnyArray:
        blob, borders = self._shorts.arrays(first, last)
        return bytes_alike(blob[borders[:-1]])


def _cut(texts: Texts, numbers: Numbers) -> Pieces:
    """Some of the texts, ascending."""
    lengths = _lengths(texts.ends, numbers)
    borders = np.zeros(len(numbers) + 1, np.int64)
    np.cumsum(lengths, out=borders[1:])
    return np.frombuffer(texts.blob, np.uint8)[ragged(texts.ends.some(numbers), lengths)], borders


def _lengths(ends: Ends, numbers: Numbers) -> AnyArray:
    """Of some items, ascending."""
    if not len(numbers):
        return numbers
    first = int(numbers[0])
    return ends.lengths(first, int(numbers[-1]) + 1)[numbers - first]
