"""The postings of a term in one segment, as they are kept or only where it is written in some shape."""

from collections.abc import Container
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.query import QueryError

from searchkit.analysis.tokens import width_of
from searchkit.query.exact import accepts
from searchkit.query.wordqueries import fold
from searchkit.storage.arrays import ragged
from searchkit.storage.segment import SegmentField

_SAMPLED = 64
"""Of every so many postings it is kept where their positions begin: an eighth of a byte a posting."""

_SEARCHED = 16
"""A search for a document takes about as long as spreading so many postings over a row."""

_WITHIN = np.arange(_SAMPLED)

Places = NDArray[np.intp]
Numbers = NDArray[Any]


@dataclass(frozen=True, slots=True)
class WideWords:
    """Where a term is the joined spelling of a compound, which reaches over the positions of all its parts."""

    docs: Numbers
    """The documents that have any, ascending."""
    numbers: Places
    """Of its positions in the segment those where one begins, ascending."""
    beyond: Numbers
    """How far behind each of these it ends."""

    def lasts(self, firsts: Numbers, numbers: Places | None) -> Numbers:
        """The last positions of words that begin at some of the positions, or at all; `firsts` if all end there."""
        at, beyond = self.numbers, self.beyond
        if numbers is not None:
            found, places = locate(self.numbers, numbers)
            at = np.flatnonzero(found)
            beyond = self.beyond.take(places.take(at))
        if not len(at):
            return firsts
        lasts = firsts.astype(np.int64)
        lasts[at] += beyond
        return lasts


class SegmentPostings:
    """Where a term stands in one segment; documents are numbered within it, and in the commit from `base` on."""

    def __init__(self, base: int, field: SegmentField, ordinal: int) -> None:
        self.base, self.field, self.ordinal = base, field, ordinal
        self.docs: Numbers = field.docs(ordinal)
        self._asked = 0

    @cached_property
    def weights(self) -> Numbers:
        """How often the term stands in each document."""
        return self.field.weights(self.ordinal)

    @cached_property
    def counts(self) -> Numbers:
        """How many positions each document has."""
        return self.field.position_counts(self.ordinal) if self.field.has_own_counts else self.weights

    def positions(self, numbers: Places | None = None) -> Numbers:
        """The positions, document after document, or those of these numbers."""
        if numbers is None:
            return self.field.positions(self.ordinal)
        return self.field.positions_at(self.ordinal, numbers)

    @cached_property
    def wide(self) -> WideWords | None:
        """Where it reaches over several positions; None where it never does."""
        if not self.field.has_forms:
            return None
        beyond = np.array([width_of(form) - 1 for form in self.field.forms(self.ordinal)], np.int64)
        if not beyond.any():
            return None
        ids = self._form_ids()
        numbers = np.flatnonzero((beyond > 0).take(ids))
        owners = self.counts.cumsum(dtype=np.intp).searchsorted(numbers, side="right")
        return WideWords(self.docs[np.unique(owners)], numbers, beyond.take(ids.take(numbers)))

    def _form_ids(self) -> Numbers:
        """The number of the form at each position."""
        return self.field.form_ids(self.ordinal)

    @cached_property
    def _samples(self) -> Places:
        sums = np.add.reduceat(self.counts, np.arange(0, len(self.counts), _SAMPLED), dtype=np.intp)
        return np.concatenate(([0], sums.cumsum()))

    def ceiling(self) -> tuple[float, int]:
        """The greatest weight and the shortest field it stands in, or bounds of them."""
        return self.field.ceiling_of(self.ordinal)

    @cached_property
    def _flags(self) -> NDArray[np.bool_]:
        """For each document of the segment up to the last that has the term whether it has it."""
        row = np.zeros(int(self.docs[-1]) + 2, np.bool_)
        row[self.docs.astype(np.intp)] = True
        return row

    def has(self, docs: Numbers) -> NDArray[np.bool_]:
        """Of each of these documents of the segment whether it has the term."""
        self._asked += len(docs)
        if self._asked * _SEARCHED > len(self.docs):
            return self._flags.take(docs, mode="clip")
        return locate(self.docs, docs)[0]

    def places(self, docs: Numbers) -> Places:
        """The places of documents that all have the term."""
        if len(docs) == len(self.docs):
            return np.arange(len(docs))
        return self.docs.searchsorted(docs.astype(self.docs.dtype, copy=False))

    def positions_at(self, places: Places) -> tuple[Places, Numbers]:
        """For each position of the documents at these places the number of its place among them, and the position."""
        owners, numbers = self._standing(places)
        return owners, self.positions(numbers)

    def written_at(self, places: Places, forms: Container[str]) -> tuple[Places, Numbers, NDArray[np.bool_]]:
        """What `positions_at` gives, and for each position whether what is written there, folded, is one of these."""
        counts, starts = self.counts.take(places), self._starts(places)
        positions = self.positions(ragged(starts, counts))
        return np.arange(len(places)).repeat(counts), positions, self._written(starts, counts, forms)

    def _written(self, starts: Numbers, counts: Numbers, forms: Container[str]) -> NDArray[np.bool_]:
        accepted = np.array([form in forms for form in self._folded_forms], np.bool_)
        if accepted.all() or not accepted.any():
            return np.full(int(counts.sum(dtype=np.int64)), bool(accepted.any()))
        return accepted.take(self.field.form_ids_at(self.ordinal, starts, counts))

    @cached_property
    def _folded_forms(self) -> list[str]:
        return [fold(form) for form in self.field.forms(self.ordinal)] if self.field.has_forms else []

    def spans_at(self, places: Places) -> tuple[Places, Numbers, Numbers]:
        """The same with the last position of each word; it is the same array where all of them have one."""
        owners, numbers = self._standing(places)
        firsts = self.positions(numbers)
        return owners, firsts, firsts if self.wide is None else self.wide.lasts(firsts, numbers)

    def _standing(self, places: Places) -> tuple[Places, Places | None]:
        """The owner of each position as above, and its number among all positions of the term; None for all of them."""
        if len(places) == 1:
            return self._standing_in_one(int(places[0]))
        counts = self.counts.take(places)
        ends = counts.cumsum(dtype=np.intp)
        owners = np.arange(len(places)).repeat(counts)
        if len(places) == len(self.docs):
            return owners, None
        first = self._starts(places)
        first -= ends
        first += counts
        wanted = first.take(owners)
        wanted += np.arange(len(owners))
        return owners, wanted

    def _standing_in_one(self, place: int) -> tuple[Places, Places]:
        sample = place // _SAMPLED
        start = int(self._samples[sample]) + int(self.counts[sample * _SAMPLED : place].sum())
        count = int(self.counts[place])
        return np.zeros(count, np.intp), np.arange(start, start + count)

    def _starts(self, places: Places) -> Places:
        """Where the positions of the documents at these places begin."""
        if len(places) * _SAMPLED > len(self.docs):
            sums: Places = self.counts.cumsum(dtype=np.intp)
            return sums.take(places) - self.counts.take(places)
        samples = places // _SAMPLED
        before = (samples * _SAMPLED)[:, None] + _WITHIN
        counts = self.counts.take(before, mode="clip")
        counts *= before < places[:, None]
        starts: Places = self._samples.take(samples) + counts.sum(axis=1, dtype=np.intp)
        return starts


class ExactSegmentPostings(SegmentPostings):
    """The postings of a term at those positions where it is written as wanted; how many is their weight."""

    def __init__(self, base: int, field: SegmentField, ordinal: int, shape: str) -> None:
        """Raises Whoosh's QueryError where the field keeps no written forms."""
        if not field.has_forms:
            raise QueryError(f"field {field.name} keeps no exact forms")
        super().__init__(base, field, ordinal)
        accepted = np.array([accepts(shape, form) for form in field.forms(ordinal)], np.bool_)
        ids = field.form_ids(ordinal)
        kept = accepted[ids]
        before = np.concatenate(([0], np.cumsum(kept)))[field.position_starts(ordinal)]
        counts = np.diff(before)
        found = np.flatnonzero(counts)
        self.docs, self.weights, self.counts = self.docs[found], counts[found], counts[found]
        self._positions, self._ids = field.positions(ordinal)[kept], ids[kept]

    def positions(self, numbers: Places | None = None) -> Numbers:
        return self._positions if numbers is None else self._positions.take(numbers)

    def _written(self, starts: Numbers, counts: Numbers, forms: Container[str]) -> NDArray[np.bool_]:
        return np.ones(int(counts.sum(dtype=np.int64)), np.bool_)

    def _form_ids(self) -> Numbers:
        return self._ids


def segment_postings(base: int, field: SegmentField, ordinal: int, shape: str | None) -> SegmentPostings:
    """The postings of a term of a segment, where it is written in that shape."""
    if shape is None:
        return SegmentPostings(base, field, ordinal)
    return ExactSegmentPostings(base, field, ordinal, shape)


def locate(among: Numbers, docs: Numbers) -> tuple[NDArray[np.bool_], Places]:
    """For each document whether it is among those, and its place there; both ascend.

    Needles take the type of the haystack: otherwise all of it is copied to a common type.
    """
    if not len(among):
        return np.zeros(len(docs), np.bool_), np.zeros(len(docs), np.intp)
    needles = docs.astype(among.dtype, copy=False)
    places = among.searchsorted(needles)
    return among.take(places, mode="clip") == needles, places
