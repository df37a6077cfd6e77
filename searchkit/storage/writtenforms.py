"""The written forms of all terms of a field, numbered through, term after term."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from searchkit.storage.arrays import AnyArray, ragged
from searchkit.storage.ends import Ends
from searchkit.storage.forms import Pieces, bytes_alike, restored_pieces
from searchkit.storage.texts import Texts

Numbers = NDArray[np.int64]

_NEWLINE = np.uint8(ord("\n"))
_CHARACTER_BYTES = np.ones(256, np.uint8)  # of the character that begins with this byte in UTF-8
_CHARACTER_BYTES[0xC0:0xE0], _CHARACTER_BYTES[0xE0:0xF0], _CHARACTER_BYTES[0xF0:] = 2, 3, 4


class Parted(NamedTuple):
    """Forms as what each has in common with its term, capitals of ASCII aside, and what follows; whole characters.

    Form `i` is `alike[i]` bytes of `terms` from `begins[i]` on (63 may stand for more) and then `rests` from
    `starts[i]` to its line end. `rests` has a line end before each rest and behind the last, `starts` one more place
    than forms. A form `is_cut` whose rest lacks its first bytes: its term has a character that begins with the same.
    """

    numbers: Numbers
    terms: AnyArray
    begins: Numbers
    alike: AnyArray
    is_cut: NDArray[np.bool_]
    rests: AnyArray
    starts: Numbers


class Unlike(NamedTuple):
    """Forms, with the bytes of the first character of each as a little-endian number."""

    numbers: Numbers
    firsts: NDArray[np.uint32]


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

    def begins_of(self, ordinals: Numbers) -> Numbers:
        """Where the forms of each of these terms, ascending, begin."""
        begins: Numbers = self._ends.some(ordinals).astype(np.int64)
        return begins

    def counts(self, ordinals: Numbers) -> Numbers:
        """How many forms each of these terms has."""
        return self._ends.some_lengths(ordinals).astype(np.int64)

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

    def parted(self, first: int, last: int) -> Parted:
        """The forms of the terms `first` to `last`."""
        begins = self.begins(first, last)
        numbers = np.arange(begins[0], begins[-1])
        terms, term_borders = self._terms.arrays(first, last)
        shorts, borders = self._shorts.arrays(int(begins[0]), int(begins[-1]))
        starts = term_borders[:-1].repeat(np.diff(begins))
        whole = bytes_alike(shorts[borders[:-1]])
        alike = whole.copy()
        if not terms.tobytes().isascii():
            _to_whole_characters(alike, np.append(terms, np.uint8(0)), starts)
        rests = np.append(shorts, _NEWLINE)
        rests[borders] = _NEWLINE
        return Parted(numbers, terms, starts, alike, whole != alike, rests, borders + 1)

    def unlike(self) -> Unlike:
        """The forms that begin with another character than their term, capitals of ASCII aside."""
        shorts, borders = self._shorts.arrays(0, len(self))
        alike = bytes_alike(shorts[borders[:-1]])
        is_unlike = alike == 0
        wide, last = self._terms.ceiling(b"\x80"), len(self._terms)  # terms are in byte order
        terms, term_borders = self._terms.arrays(wide, last)
        begins = term_borders[:-1].repeat(self._ends.lengths(wide, last))
        first = self._ends[wide]
        is_unlike[first:] = alike[first:] < _CHARACTER_BYTES.take(terms[begins])
        numbers = np.flatnonzero(is_unlike)
        of_wide = np.maximum(numbers - first, 0)
        begins = begins.take(of_wide) if len(begins) else of_wide
        return Unlike(numbers, _first_characters((terms, begins), alike[numbers], (shorts, borders[numbers] + 1)))


def _to_whole_characters(alike: AnyArray, terms: AnyArray, begins: Numbers) -> None:
    forms = np.arange(len(alike))
    while len(forms):
        alike_now = alike.take(forms)
        is_inner = terms.take(begins.take(forms) + alike_now) & 0xC0 == 0x80
        forms = forms[is_inner]
        alike[forms] = alike_now[is_inner] - np.uint8(1)


def _first_characters(terms: Pieces, alike: AnyArray, rests: Pieces) -> NDArray[np.uint32]:
    """Of forms that have fewer than four bytes in common with their term; the places where term and rest begin."""
    places = np.arange(4)
    of_rest = places - alike[:, None]
    firsts = rests[0].take(rests[1][:, None] + of_rest, mode="clip")
    shared = np.flatnonzero(alike)
    of_terms = terms[0].take(terms[1][shared, None] + places, mode="clip") if len(shared) else firsts[:0]
    firsts[shared] = np.where(of_rest[shared] < 0, of_terms, firsts[shared])
    firsts[places >= _CHARACTER_BYTES.take(firsts[:, :1])] = 0
    codes: NDArray[np.uint32] = firsts.view("<u4").ravel()
    return codes


def _cut(texts: Texts, numbers: Numbers) -> Pieces:
    """Some of the texts, ascending."""
    lengths = texts.ends.some_lengths(numbers)
    borders = np.zeros(len(numbers) + 1, np.int64)
    np.cumsum(lengths, out=borders[1:])
    return np.frombuffer(texts.blob, np.uint8)[ragged(texts.ends.some(numbers), lengths)], borders
