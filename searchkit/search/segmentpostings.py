"""The postings of a term in one segment, as they are kept or only where it is written in some shape."""

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.query import QueryError

from searchkit.query.exact import accepts
from searchkit.storage.segment import SegmentField

_SAMPLED = 64
"""Of every so many postings it is kept where their positions begin: an eighth of a byte a posting."""

Places = NDArray[np.intp]
Numbers = NDArray[Any]


class SegmentPostings:
    """Where a term stands in one segment; documents are numbered within it, and in the commit from `base` on."""

    def __init__(self, base: int, field: SegmentField, ordinal: int) -> None:
        self.base, self.field, self.ordinal = base, field, ordinal
        self.docs: Numbers = field.docs(ordinal)

    @cached_property
    def weights(self) -> Numbers:
        """How often the term stands in each document."""
        return self.field.weights(self.ordinal)

    @cached_property
    def counts(self) -> Numbers:
        """How many positions each document has."""
        return self.field.position_counts(self.ordinal)

    @cached_property
    def positions(self) -> Numbers:
        """The positions, document after document."""
        return self.field.positions(self.ordinal)

    @cached_property
    def _samples(self) -> NDArray[np.int64]:
        sums = np.add.reduceat(self.counts, np.arange(0, len(self.counts), _SAMPLED), dtype=np.int64)
        return np.concatenate(([0], np.cumsum(sums)))

    def ceiling(self) -> tuple[float, int]:
        """The greatest weight and the shortest field it stands in, or bounds of them."""
        return self.field.ceiling_of(self.ordinal)

    def places(self, docs: Numbers) -> Places:
        """The places of documents that all have the term."""
        if len(docs) == len(self.docs):
            return np.arange(len(docs))
        return self.docs.searchsorted(docs.astype(self.docs.dtype, copy=False))

    def positions_at(self, places: Places) -> tuple[NDArray[np.int64], Numbers]:
        """For each position of the documents at these places the number of its place among them, and the position."""
        counts = self.counts.take(places)
        owners = np.repeat(np.arange(len(places), dtype=np.int64), counts)
        if len(places) == len(self.docs):
            return owners, self.positions
        wanted = self._starts(places) - (np.cumsum(counts, dtype=np.int64) - counts)
        return owners, self.positions.take(wanted.take(owners) + np.arange(len(owners)))

    def _starts(self, places: Places) -> NDArray[np.int64]:
        """Where the positions of the documents at these places begin."""
        if len(places) * _SAMPLED > len(self.docs):
            return np.cumsum(self.counts, dtype=np.int64).take(places) - self.counts.take(places)
        within = places % _SAMPLED
        rows = (places - within)[:, None] + np.arange(_SAMPLED)
        before = self.counts.take(rows, mode="clip") * (np.arange(_SAMPLED) < within[:, None])
        starts: NDArray[np.int64] = self._samples.take(places // _SAMPLED) + before.sum(axis=1, dtype=np.int64)
        return starts


class ExactSegmentPostings(SegmentPostings):
    """The postings of a term at those positions where it is written as wanted; how many is their weight."""

    def __init__(self, base: int, field: SegmentField, ordinal: int, shape: str) -> None:
        """Raises Whoosh's QueryError where the field keeps no written forms."""
        if not field.has_forms:
            raise QueryError(f"field {field.name} keeps no exact forms")
        super().__init__(base, field, ordinal)
        accepted = np.array([accepts(shape, form) for form in field.forms(ordinal)], np.bool_)
        kept = accepted[field.form_ids(ordinal)]
        before = np.concatenate(([0], np.cumsum(kept)))[field.position_starts(ordinal)]
        counts = np.diff(before)
        found = np.flatnonzero(counts)
        self.docs, self.weights, self.counts = self.docs[found], counts[found], counts[found]
        self.positions = field.positions(ordinal)[kept]


def segment_postings(base: int, field: SegmentField, ordinal: int, shape: str | None) -> SegmentPostings:
    """The postings of a term of a segment, where it is written in that shape."""
    if shape is None:
        return SegmentPostings(base, field, ordinal)
    return ExactSegmentPostings(base, field, ordinal, shape)
