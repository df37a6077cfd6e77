"""What each unit of text that was seen consists of: one token, as most do, or a row among the compounds."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchkit.analysis.characters import Positions
from searchkit.analysis.units import Units

Numbers = NDArray[np.uint32]

FORM, TERM, COMPOUND, WORDS = range(4)
"""Columns of a unit's row: the numbers of form and term of its only token, which begins with it; or the number of
the compound it is, from 1. And the words that `passages` counts in it; of pairs of dense characters none."""

STEP, BYTE_START = 2, 3
"""Columns of a compound's token beside FORM and TERM: how many positions it is behind the token before (1 of the
first), and its first byte, counted from that of the unit."""

FIRST, SIZE = range(2)


class Compounds:
    """The tokens of units that have not just one: `rows` (compounds, 2) has number of the first and how many, of the
    rows laid end to end in `token_rows` (tokens, 4)."""

    def __init__(self) -> None:
        self._compounds, self._tokens = Rows(2), Rows(4)
        self._compounds.append(np.zeros((1, 2), np.uint32))  # 0 is the number of none

    @property
    def rows(self) -> Numbers:
        return self._compounds.rows

    @property
    def token_rows(self) -> Numbers:
        return self._tokens.rows

    @property
    def size_bytes(self) -> int:
        return self._compounds.size_bytes + self._tokens.size_bytes

    def add(self, rows: Numbers, units: Positions, places: Positions, tokens: Numbers) -> None:
        """Fills the `rows` of `units` from their tokens: the place (see `Pieces`) and the form and term of each."""
        unit, in_unit, positions, byte_starts = places
        sizes = np.bincount(unit, minlength=len(rows))[units]
        firsts = np.zeros(len(rows), np.int64)
        firsts[units] = np.cumsum(sizes) - sizes
        order = np.empty(len(unit), np.int64)
        order[firsts[unit] + in_unit] = np.arange(len(unit))
        behind = (in_unit == 0) | (positions > 0)  # only the joined spelling stands where the first part does
        ordered = np.column_stack([tokens, behind, byte_starts]).take(order, axis=0)
        rows[:, COMPOUND][units] = len(self.rows) + np.arange(len(units))
        self._compounds.append(np.stack([len(self.token_rows) + firsts[units], sizes], axis=1))
        self._tokens.append(ordered)


@dataclass(frozen=True, slots=True)
class UnitTokens:
    """The tokens of units, unit after unit: `forms` and `terms` (tokens,). `firsts` (units + 1,) is the number of the
    first token of each unit. Of the tokens of compounds, in order: `inner` their numbers, `steps` and `inner_bytes`
    how many positions each is behind the token before, and where it begins in the texts."""

    forms: Numbers
    terms: Numbers
    firsts: Positions
    inner: Positions
    steps: Numbers
    inner_bytes: Positions

    @classmethod
    def of(cls, units: Units, rows: Numbers, compounds: Compounds) -> "UnitTokens":
        """The tokens of units, given by their rows."""
        where = np.flatnonzero(rows[:, COMPOUND] != 0)
        firsts, sizes = compounds.rows.take(rows[where, COMPOUND], axis=0).T.astype(np.int64)
        counts = np.ones(len(rows), np.int64)
        counts[where] = sizes
        ends = np.zeros(len(rows) + 1, np.int64)
        np.cumsum(counts, out=ends[1:])
        in_compound = _ranges(sizes)
        inner = np.repeat(ends[where], sizes) + in_compound
        tokens = compounds.token_rows.take(np.repeat(firsts, sizes) + in_compound, axis=0)
        forms, terms = np.repeat(rows[:, FORM], counts), np.repeat(rows[:, TERM], counts)
        forms[inner], terms[inner] = tokens[:, FORM], tokens[:, TERM]
        byte_starts = np.repeat(units.starts[where], sizes) + tokens[:, BYTE_START]
        return cls(forms, terms, ends, inner, tokens[:, STEP], byte_starts)

    def positions(self, text_tokens: Positions) -> Numbers:
        """The position of each token in its text; `text_tokens` (texts + 1,) is the number of the first of each."""
        steps = np.ones(len(self.terms), np.uint32)
        steps[self.inner] = self.steps
        joined = self.inner[self.steps == 0]
        starts = text_tokens[:-1][np.diff(text_tokens) > 0]
        before = starts - np.searchsorted(joined, starts)  # the positions of all texts before
        steps[starts] = 1 - np.diff(before, prepend=-1).astype(np.uint32)  # goes back; what is below zero comes right
        return np.cumsum(steps, dtype=np.uint32)


def _ranges(sizes: Positions) -> Positions:
    """0, 1, … up to each size, one after another."""
    ends = np.cumsum(sizes)
    counted: Positions = np.arange(int(sizes.sum())) - np.repeat(ends - sizes, sizes)
    return counted


class Rows:
    """Rows of numbers, (count, width), that grow by doubling."""

    def __init__(self, width: int) -> None:
        self._count = 0
        self._rows = np.zeros((1024, width), np.uint32)

    @property
    def size_bytes(self) -> int:
        return self._rows.nbytes

    @property
    def rows(self) -> Numbers:
        return self._rows[: self._count]

    def append(self, rows: NDArray[Any]) -> None:
        """Adds rows, (n, width)."""
        end = self._count + len(rows)
        if end > len(self._rows):
            grown = np.zeros((2 * end, self._rows.shape[1]), np.uint32)
            grown[: self._count] = self.rows
            self._rows = grown
        self._rows[self._count : end] = rows
        self._count = end
