"""The postings of one term in one segment, with its BM25 scores worked out once, and ways to look documents up."""

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.query import QueryError

from searchkit.query.exact import accepts
from searchkit.search.statistics import K1, B
from searchkit.storage.segment import SegmentField

Docs = NDArray[Any]  # ascending document numbers within a segment, of any integer type
Scores = NDArray[np.float64]
Flags = NDArray[np.bool_]
Impacts = NDArray[np.float32]

# Measured on segments of 30,000 and 100,000 documents: a dense row is quicker to add and to look up than its
# postings from about every 19th document on (0.14 ns a document, 2.7 ns a posting); a row of flags is worth
# its bytes from about every 32nd.
DENSE_FROM = 16
DENSE_AFTER_USES = 4
FLAGS_FROM = 32


class Postings:
    """Where a term stands in a segment of `doc_count` documents, and what it adds to the score of each document.

    `impacts` are float32: equal terms of equal documents give equal scores whichever way they are summed.
    """

    def __init__(self, field: SegmentField, ordinal: int, doc_count: int, idf: float | None, norms: Any) -> None:
        """`norms` is BM25's K1·((1−B)+B·length/average), of each document or for all; not used without `idf`."""
        self.field, self.ordinal, self.doc_count = field, ordinal, doc_count
        self._idf, self._norms = idf, norms
        self.docs: Docs = field.docs(ordinal)
        self.doc_freq = len(self.docs)
        self.uses = 0
        self.average_length = 1.0

    def weights(self) -> NDArray[Any]:
        """How often the term stands in each document."""
        return self.field.weights(self.ordinal)

    def position_starts(self) -> NDArray[np.int64]:
        """Where the positions of each posting begin among `positions`; one more at the end."""
        return self.field.position_starts(self.ordinal)

    def positions(self) -> NDArray[Any]:
        """The positions, posting after posting."""
        return self.field.positions(self.ordinal)

    @property
    def size_bytes(self) -> int:
        """About how much memory it takes once everything was asked for."""
        rows = (4 if self._may_be_dense else 0) + (1 if self.has_flags else 0)
        return 500 + self.doc_freq * 4 + rows * self.doc_count

    @cached_property
    def impacts(self) -> Impacts:
        """The score of each posting."""
        weights = self.weights()
        if self._idf is None:
            return np.asarray(weights, np.float32)
        return bm25(weights, self._norms if isinstance(self._norms, float) else self._norms.take(self.docs), self._idf)

    @property
    def bound(self) -> float:
        """No posting has a greater score: the greatest, if they were worked out, else an estimate from the file."""
        if "impacts" in self.__dict__ or self._idf is None:
            return float(self.impacts.max(initial=0))
        weight, shortest = self.field.ceiling_of(self.ordinal)
        norm = self._norms if isinstance(self._norms, float) else length_norm(shortest, self.average_length)
        return self._idf * (K1 + 1) * weight / (weight + norm)

    @cached_property
    def is_positive(self) -> bool:
        """Whether every score is above 0, so that a score tells a match."""
        return self._idf is not None or self.doc_freq == 0 or float(self.impacts.min()) > 0

    @property
    def _may_be_dense(self) -> bool:
        return self.doc_freq * DENSE_FROM >= self.doc_count and (self._idf is not None or self.is_positive)

    @property
    def is_dense(self) -> bool:
        """Whether `dense` is worth having: it takes longer to make than to do without once."""
        return self.uses > DENSE_AFTER_USES and self._may_be_dense

    @cached_property
    def has_flags(self) -> bool:
        """Whether `flags` is worth having."""
        return self.doc_freq * FLAGS_FROM >= self.doc_count

    @cached_property
    def dense(self) -> Impacts:
        """The score of every document of the segment, 0 where the term is not."""
        row = np.zeros(self.doc_count, np.float32)
        row[self.docs] = self.impacts
        return row

    @cached_property
    def flags(self) -> Flags:
        """For every document of the segment whether the term stands in it."""
        row = np.zeros(self.doc_count, np.bool_)
        row[self.docs] = True
        return row

    def at(self, docs: Docs) -> tuple[Flags, Impacts]:
        """Of each of these documents whether it has the term, and its score, 0 where it has not."""
        if self.is_dense:
            row: Impacts = self.dense.take(docs)
            return row > 0, row
        if self._is_quicker_as_row(docs) and (self._idf is not None or self.is_positive):
            row = np.zeros(self.doc_count, np.float32)
            row[self.docs] = self.impacts
            row = row.take(docs)
            return row > 0, row
        found, places = locate(self.docs, docs)
        scores = np.zeros(len(docs), np.float32)
        scores[found] = self.impacts_of(places[found])
        return found, scores

    def impacts_of(self, places: NDArray[np.intp]) -> Impacts:
        """The scores of some of its postings; the others are not worked out for them."""
        if "impacts" in self.__dict__ or self._idf is None or len(places) * 4 > self.doc_freq:
            return self.impacts.take(places)
        norms = self._norms if isinstance(self._norms, float) else self._norms.take(self.docs.take(places))
        return bm25(self.weights().take(places), norms, self._idf)

    def has(self, docs: Docs) -> Flags:
        """Of each of these documents whether it has the term."""
        if self.has_flags:
            return self.flags.take(docs)
        if self._is_quicker_as_row(docs):
            row = np.zeros(self.doc_count, np.bool_)
            row[self.docs] = True
            return row.take(docs)
        return locate(self.docs, docs)[0]

    def _is_quicker_as_row(self, docs: Docs) -> bool:
        """Whether spreading the postings over a row takes less time than a search for each document."""
        return len(docs) * 8 > self.doc_count // 32 + self.doc_freq

    def places(self, docs: Docs) -> NDArray[np.intp]:
        """The places among its postings of documents that all have the term."""
        if len(docs) == self.doc_freq:
            return np.arange(self.doc_freq)
        if len(docs) * 16 < self.doc_freq:
            return self.docs.searchsorted(docs.astype(self.docs.dtype, copy=False))
        row = np.zeros(self.doc_count, np.bool_)
        row[docs] = True
        return np.flatnonzero(row.take(self.docs))


class ExactPostings(Postings):
    """The postings of a term at those positions where it is written as wanted; how many is their weight."""

    def __init__(
        self, field: SegmentField, ordinal: int, doc_count: int, idf: float | None, norms: Any, shape: str
    ) -> None:
        """Raises Whoosh's QueryError where the field keeps no written forms."""
        if not field.has_forms:
            raise QueryError(f"field {field.name} keeps no exact forms")
        super().__init__(field, ordinal, doc_count, idf, norms)
        accepted = np.array([accepts(shape, form) for form in field.forms(ordinal)], np.bool_)
        kept = accepted[field.form_ids(ordinal)]
        before = np.concatenate(([0], np.cumsum(kept)))[field.position_starts(ordinal)]
        counts = np.diff(before)
        found = np.flatnonzero(counts)
        self.docs, self._counts = self.docs[found], counts[found]
        self._positions = field.positions(ordinal)[kept]
        self.doc_freq = len(self.docs)

    @property
    def size_bytes(self) -> int:
        return super().size_bytes + self._positions.nbytes + self.docs.nbytes + self._counts.nbytes

    def weights(self) -> NDArray[Any]:
        return self._counts

    def position_starts(self) -> NDArray[np.int64]:
        return np.concatenate(([0], np.cumsum(self._counts)))

    def positions(self) -> NDArray[Any]:
        return self._positions


def length_norm(lengths: Any, average: float) -> Any:
    """BM25's K1·((1−B)+B·length/average); lengths are float32 or a number."""
    return K1 * ((1 - B) + B * (lengths / average))


def bm25(weights: NDArray[Any], norms: Any, idf: Any) -> Impacts:
    """idf·tf·(K1+1)/(tf+norm) of each posting; `norms` and `idf` are arrays of its length or numbers."""
    frequency = np.asarray(weights, np.float32)
    scores: Impacts = frequency / (frequency + norms)
    scores *= idf * (K1 + 1)
    return scores


def locate(among: Docs, docs: Docs) -> tuple[Flags, NDArray[np.intp]]:
    """For each document whether it is among those, and its place there; both ascend.

    Needles take the type of the haystack: otherwise all of it is copied to a common type.
    """
    if not len(among):
        return np.zeros(len(docs), np.bool_), np.zeros(len(docs), np.intp)
    needles = docs.astype(among.dtype, copy=False)
    places = among.searchsorted(needles)
    return among.take(places, mode="clip") == needles, places
