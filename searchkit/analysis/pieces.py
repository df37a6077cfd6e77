"""What the tokens of units of text are made of: spellings and forms, before anything is folded or stemmed."""

from dataclasses import dataclass
from itertools import compress
from typing import NamedTuple

import numpy as np

from searchkit.analysis.characters import Bytes, Positions
from searchkit.analysis.passages import words_in
from searchkit.analysis.tokens import (
    APOSTROPHES,
    JOINERS,
    LETTER_APOSTROPHE,
    MAX_PARTS,
    MAX_SPELLING_CHARS,
    MAX_TERM_CHARS,
    NUMBER,
    divide,
    form_of,
)

_POSSESSIVES = frozenset(apostrophe + s for apostrophe in APOSTROPHES for s in "sS")
# Joiners become cuts, in UTF-8 after as many fillers as keep the offsets; an underscore makes a unit an odd one.
_CUT, _FILLER, _LINE_END = b"\0", b"\1", b"\n"
_NARROW_CUTS = bytes(0 if chr(code) in JOINERS.replace("_", "") else code for code in range(256))
_WIDE_CUTS = [(j.encode(), _CUT.rjust(len(j.encode()), _FILLER)) for j in JOINERS if not j.isascii()]
_CUTS_TO_LINES = bytes.maketrans(_CUT, _LINE_END)


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of units, in any order: of each what its term is made of, and its form.

    The rows of `places` (4, pieces) are the number of its unit, its own number in that unit, counted in the order
    of `unit_tokens`, its position and its first byte in the unit.
    """

    spellings: list[str]
    forms: list[str]
    places: Positions


class SortedPieces(NamedTuple):
    """The pieces of units by kind.

    `single` are whole units, and their own spelling. `parts` are of simple compounds: what form they have tells
    their spelling. Of the `odd` ones it does not. `words` (units,) is how many words `passages` counts in each unit.
    """

    single: Pieces
    parts: Pieces
    odd: Pieces
    words: Positions


def pieces_of_pairs(pairs: list[str]) -> SortedPieces:
    """Each pair is one piece."""
    none = _single([], np.arange(0))
    return SortedPieces(_single(pairs, np.arange(len(pairs))), none, none, np.zeros(len(pairs), np.int64))


def pieces_of_units(units: list[str]) -> SortedPieces:
    """The parts of each unit, and its joined spelling, in number right behind its first part.

    Single words and simple compounds are taken all at once; all other units go through `divide`.
    """
    plain = np.fromiter(map(str.isalnum, units), np.bool_, len(units))
    simple = ~plain
    simple[simple] = _are_simple(list(compress(units, simple.tolist())))
    odd = _odd(units)
    plain[odd] = simple[odd] = False
    kinds = (plain, simple, ~(plain | simple))
    numbers = [np.flatnonzero(kind) for kind in kinds]
    single, compound, other = (list(compress(units, kind.tolist())) for kind in kinds)
    words = np.ones(len(units), np.int64)
    parts, words[numbers[1]] = _compounds(compound, numbers[1])
    words[numbers[2]] = [len(words_in(unit)) for unit in other]
    return SortedPieces(_single(single, numbers[0]), parts, _divided(other, numbers[2]), words)


def _are_simple(units: list[str]) -> list[bool]:
    """Whether all of each unit but its joiners is alphanumeric, and none of these stands beside a dense character."""
    bare = _without_cuts(_with_cuts(units))
    return [u[0].isalnum() and u[-1].isalnum() and b.isalnum() for u, b in zip(units, bare, strict=False)]


def _odd(units: list[str]) -> list[int]:
    """The numbers of units to be cut short, and of those with the one joiner that is also a letter."""
    longest = max(map(len, units), default=0)
    if longest <= MAX_TERM_CHARS and LETTER_APOSTROPHE not in "".join(units):
        return []
    return [i for i, unit in enumerate(units) if len(unit) > MAX_TERM_CHARS or LETTER_APOSTROPHE in unit]


def _single(units: list[str], numbers: Positions) -> Pieces:
    places = np.zeros((4, len(units)), np.int64)
    places[0] = numbers
    return Pieces(units, units, places)


def _compounds(units: list[str], numbers: Positions) -> tuple[Pieces, Positions]:
    """The parts, and the joined spellings, of units whose parts are all alphanumeric and meet in one joiner each;
    and how many words each unit has."""
    if not units:
        return _single([], numbers), numbers
    written = [unit[:-2] if unit[-2:] in _POSSESSIVES else unit for unit in units]
    marked = _with_cuts(written)
    parts = marked.translate(_CUTS_TO_LINES, _FILLER).decode().split("\n")
    data: Bytes = np.frombuffer(marked, np.uint8)
    cuts = np.flatnonzero((data == ord(_CUT)) | (data == ord(_LINE_END)))
    byte_starts = np.append(0, cuts + 1)
    first = np.append(0, np.flatnonzero(data[cuts] == ord(_LINE_END)) + 1)  # the number of each unit's first part
    counts = np.diff(first, append=len(parts))
    in_unit = np.arange(len(parts)) - np.repeat(first, counts)
    joined = (counts > 1) & (counts <= MAX_PARTS)
    behind_whole = np.repeat(joined, counts) & (in_unit > 0)
    byte_starts -= np.repeat(byte_starts[first], counts)
    places = np.stack([np.repeat(numbers, counts), in_unit + behind_whole, in_unit, byte_starts])
    wholes = _wholes(written, _without_cuts(marked), np.flatnonzero(joined), numbers)
    pieces = Pieces(parts + wholes.spellings, parts + wholes.forms, np.append(places, wholes.places, axis=1))
    return pieces, counts + np.fromiter(map(str.__ne__, units, written), np.int64, len(units))


def _wholes(written: list[str], bare: list[str], joined: Positions, numbers: Positions) -> Pieces:
    """The joined spellings of those units that have one; numbers keep their points."""
    chosen = joined.tolist()
    forms = [written[i] for i in chosen]
    spellings = [bare[i] if not (bare[i].isdecimal() and NUMBER.fullmatch(written[i])) else written[i] for i in chosen]
    places = np.zeros((4, len(forms)), np.int64)
    places[0] = numbers[joined]
    places[1] = 1
    return Pieces(spellings, forms, places)


def _with_cuts(units: list[str]) -> bytes:
    marked = _LINE_END.join([unit.encode() for unit in units]).translate(_NARROW_CUTS)
    for joiner, cut in () if marked.isascii() else _WIDE_CUTS:
        marked = marked.replace(joiner, cut)
    return marked


def _without_cuts(marked: bytes) -> list[str]:
    return marked.translate(None, _CUT + _FILLER).decode().split("\n")


def _divided(units: list[str], numbers: Positions) -> Pieces:
    """Units of any kind, one by one."""
    spellings: list[str] = []
    forms: list[str] = []
    places: list[tuple[int, int, int, int]] = []
    for unit, number in zip(units, numbers.tolist(), strict=True):
        spans, whole = divide(unit)
        byte_start, before = 0, 0
        for i, (start, end) in enumerate(spans):
            byte_start += len(unit[before:start].encode())
            before = start
            spellings.append(unit[start:end][:MAX_SPELLING_CHARS])
            forms.append(form_of(unit[start:end]))
            places.append((number, i + (i > 0 and whole != ""), i, byte_start))
            if whole and i == 0:
                spellings.append(whole[:MAX_SPELLING_CHARS])
                forms.append(form_of(unit[start : spans[-1][1]]))
                places.append((number, 1, 0, byte_start))
    return Pieces(spellings, forms, np.array(places, np.int64).reshape(-1, 4).T)
