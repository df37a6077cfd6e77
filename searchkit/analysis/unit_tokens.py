"""What each numbered unit of text consists of, in arrays that grow."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchkit.analysis.characters import Positions

Numbers = NDArray[np.uint32]


FIRST, SIZE, ADVANCE = range(3)
"""Columns of a unit's row: the first of its token rows, how many these are, and how many positions they take up."""

TERM, FORM, POSITION, BYTE_START = range(4)
"""Columns of a token's row; position and first byte are counted from those of its unit."""


class UnitTokens:
    """The tokens of numbered units: `unit_rows` (units, 4) and, laid end to end, `token_rows` (tokens, 4)."""

    def __init__(self) -> None:
        self._units, self._tokens = Rows(4), Rows(4)  # 16 bytes a row are fetched at once

    @property
    def unit_rows(self) -> Numbers:
        return self._units.rows

    @property
    def token_rows(self) -> Numbers:
        return self._tokens.rows

    @property
    def size_bytes(self) -> int:
        return self._units.size_bytes + self._tokens.size_bytes

    def grow(self, count: int) -> int:
        """Makes room for so many units more, which are yet without tokens; the number of the first."""
        first = len(self.unit_rows)
        self._units.append(np.zeros((count, 4), np.uint32))
        return first

    def fill(self, units: Positions, places: Positions, terms: Numbers, forms: Positions) -> None:
        """Gives units their tokens, with the place (see `Pieces`) and the numbers of term and form of each."""
        unit, in_unit, positions, byte_starts = places
        sizes = np.bincount(unit, minlength=len(units))
        ends = np.cumsum(sizes)
        firsts = ends - sizes
        rows = np.empty((len(unit), 4), np.uint32)
        rows[firsts[unit] + in_unit] = np.stack([terms, forms, positions, byte_starts], axis=1)
        # Positions never go back within a unit: its last token has the highest.
        advances = np.where(sizes > 0, np.append(rows[:, POSITION] + 1, 0)[ends - 1], 0)
        self.unit_rows[units, :3] = np.stack([firsts + len(self.token_rows), sizes, advances], axis=1)
        self._tokens.append(rows)


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
