"""How many words stand before a byte, and where a word begins, as `passages` counts them."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from searchkit.analysis.characters import Positions
from searchkit.analysis.passages import words_in
from searchkit.analysis.units import Units


class Places(NamedTuple):
    """Bytes `at` which something starts or ends, the number of the first unit from each on, and how many words begin
    before it."""

    at: Positions
    units: Positions
    words: Positions


@dataclass(frozen=True, slots=True)
class Words:
    """The words of texts: all lie within units. `before` (units + 1,) is how many begin before each unit."""

    data: bytearray
    units: Units
    before: Positions

    @classmethod
    def of(cls, data: bytearray, units: Units, counts: NDArray[np.uint32]) -> "Words":
        """Of units with so many words each (units,), pairs of dense characters aside."""
        before = np.zeros(len(counts) + 1, np.int64)
        before[1:] = counts
        before[units.pairs + 1] = units.begins_word
        return cls(data, units, np.cumsum(before, out=before))

    def places(self, at: Positions) -> Places:
        """These bytes, ascending, none of which lies within a unit, as places among the words."""
        units = np.searchsorted(self.units.starts, at)
        return Places(at, units, self.before[units])

    def first_byte(self, number: int) -> int:
        """Where the word of this number, from 0, begins."""
        unit = int(np.searchsorted(self.before, number, side="right")) - 1
        start, end = int(self.units.starts[unit]), int(self.units.ends[unit])
        text = self.data[start:end].decode()
        word = words_in(text)[number - int(self.before[unit])]
        return start + len(text[: word.start()].encode())
