"""The folded spellings of written forms, each as what it has in common with its term and what follows.

Most forms are their term and a few letters: what a pattern wants of a spelling is looked for in the terms, in the
endings and where they meet, and only what may match is put together.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from searchkit.search.foldedwords import FoldedWords
from searchkit.search.postings import union_of
from searchkit.storage.arrays import AnyArray, ragged

_NEWLINE = ord("\n")

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class FormRows:
    """Spelling `i` is `alike[i]` bytes of `terms` from `begins[i]` on, then `rests` from `starts[i]` to its line end.

    `rests` has a line end before each rest and behind the last; `starts` (rows + 1,) ends with its length. `numbers`
    (rows,) tell what each is a spelling of; they and `begins` ascend. Spellings are UTF-8.
    """

    terms: AnyArray
    begins: AnyArray
    alike: AnyArray
    rests: AnyArray
    starts: AnyArray
    numbers: AnyArray

    @property
    def nbytes(self) -> int:
        """How much memory it takes; the terms lie in the index."""
        return sum(each.nbytes for each in (self.begins, self.alike, self.rests, self.starts, self.numbers))

    def lengths(self) -> Rows:
        """How many code points each spelling has."""
        lengths = self._sizes(np.arange(len(self.numbers)))
        shared = (self.terms, self.begins, self.begins + self.alike)
        for blob, firsts, lasts in (shared, (self.rests, self.starts[:-1], self.starts[1:] - 1)):
            is_inner = blob & 0xC0 == 0x80
            if is_inner.any():
                sums = np.append(0, np.cumsum(is_inner))
                lengths -= sums.take(lasts) - sums.take(firsts)
        return lengths

    def beginning(self, start: bytes) -> Rows:
        """The rows whose spellings begin so, ascending."""
        rows = np.arange(len(self.numbers))
        for place, byte in enumerate(start):
            rows = rows[self._bytes_at(rows, np.full(len(rows), place)) == byte]
        return rows

    def ending(self, end: bytes) -> Rows:
        """The rows whose spellings end so, ascending."""
        lasts = self.rests.take(self.starts[1:] - 2)  # a line end where nothing follows
        bare = np.flatnonzero(lasts == _NEWLINE)
        lasts[bare] = self._bytes_at(bare, self._sizes(bare) - 1)
        rows = np.flatnonzero(lasts == end[-1])
        sizes = self._sizes(rows)
        rows = rows[sizes >= len(end)]
        for place, byte in enumerate(reversed(end), 1):
            rows = rows[self._bytes_at(rows, self._sizes(rows) - place) == byte]
        return rows

    def _sizes(self, rows: Rows) -> Rows:
        """How many bytes each of these has."""
        sizes = self.starts.take(rows + 1).astype(np.int64)
        sizes -= self.starts.take(rows)
        sizes += self.alike.take(rows)
        sizes -= 1
        return sizes

    def _bytes_at(self, rows: Rows, places: Rows) -> AnyArray:
        """The byte at a place of each of these rows, a line end right behind the last."""
        alike = self.alike.take(rows)
        in_terms = self.terms.take(self.begins.take(rows) + places, mode="clip") if len(self.terms) else 0
        in_rests = self.rests.take(self.starts.take(rows) + places - alike, mode="clip")
        found: AnyArray = np.where(places < alike, in_terms, in_rests)
        return found

    def containing(self, piece: bytes) -> Rows:
        """The rows whose spellings have the piece somewhere, ascending."""
        in_rests = self.starts.searchsorted(_places(self.rests, piece), side="right") - 1
        return union_of([in_rests, self.sharing(_places(self.terms, piece), len(piece)), *self._across(piece)])

    def sharing(self, places: Rows, size: int) -> Rows:
        """The rows that have so many bytes from one of the places of `terms` on in common with their term."""
        ends = self.begins.searchsorted(places, side="right")
        places, ends = places[ends > 0], ends[ends > 0]
        begins = self.begins.take(ends - 1)
        firsts = self.begins.searchsorted(begins)
        rows = ragged(firsts, ends - firsts)
        return rows[self.alike.take(rows) >= (places - begins + size).repeat(ends - firsts)]

    def _across(self, piece: bytes) -> Iterator[Rows]:
        """The rows in which the piece begins in what is shared and ends in what follows."""
        firsts = self.rests.take(self.starts[:-1])
        for cut in range(1, len(piece)):
            rows = np.flatnonzero((firsts == piece[cut]) & (self.alike >= cut))
            begins = self.alike.take(rows).astype(np.int64) - cut
            for place, byte in enumerate(piece):
                kept = self._bytes_at(rows, begins + place) == byte
                rows, begins = rows[kept], begins[kept]
            yield rows

    def words(self, rows: Rows) -> FoldedWords:
        """The spellings of these rows."""
        alike, starts = self.alike.take(rows).astype(np.int64), self.starts.take(rows)
        rests = self.starts.take(rows + 1) - starts  # with the line end behind
        ends = np.cumsum(alike + rests)
        firsts = ends - alike - rests + 1
        text = np.full(1 + int(ends[-1]) if len(rows) else 1, _NEWLINE, np.uint8)
        text[ragged(firsts, alike)] = self.terms[ragged(self.begins.take(rows), alike)]
        text[ragged(firsts + alike, rests)] = self.rests[ragged(starts, rests)]
        return FoldedWords.of_bytes(text, self.numbers.take(rows))


def _places(blob: AnyArray, piece: bytes) -> Rows:
    """Wherever the piece stands, also where it overlaps itself."""
    at = np.flatnonzero(blob[: max(0, len(blob) - len(piece) + 1)] == piece[0])
    for place, byte in enumerate(piece[1:], 1):
        at = at[blob.take(at + place) == byte]
    return at
