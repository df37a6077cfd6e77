"""The postings of some terms of a field, read in as few pieces as pay.

Terms that stand near each other are read in one piece, and all others are gathered at once; to cut each out by itself
takes longer.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from searchkit.storage.arrays import AnyArray, ragged
from searchkit.storage.segment import SegmentField

Numbers = NDArray[np.int64]

NO_NUMBERS: Numbers = np.empty(0, np.int64)

_APART = 1000
"""Postings between two terms: to read them as well takes about as long as to begin anew."""
_LONG = 20_000
"""Postings of a run: to read it in one piece takes less time than to gather it, which takes 20 ns a posting."""
_FEW = 5
"""Runs, and one: not worth gathering."""


class TermPostings(NamedTuple):
    """Postings of some terms, `counts` of each, term after term."""

    ordinals: Numbers
    counts: Numbers
    docs: AnyArray
    weights: AnyArray


class Occurrences(NamedTuple):
    """Where terms stand: the document, the position, and the number of the form that is written there if asked for."""

    docs: AnyArray
    positions: AnyArray
    forms: Numbers


def flags_of(numbers: AnyArray) -> NDArray[np.bool_]:
    """A row in which these, which ascend and are at least one, are marked; the last stands for all that lie behind."""
    flags = np.zeros(int(numbers[-1]) + 2, np.bool_)
    flags[numbers] = True
    return flags


def _sums(values: AnyArray) -> Numbers:
    """Of all that stand before each, and of all."""
    sums = np.zeros(len(values) + 1, np.int64)
    np.cumsum(values, out=sums[1:])
    return sums


def pieces_of(field: SegmentField, ordinals: Numbers) -> Iterator["Piece"]:
    """Long runs of near terms by themselves, all others together."""
    if not len(ordinals):
        return
    first, last = int(ordinals[0]), int(ordinals[-1]) + 1
    begins = field.posting_begins(first, last)
    starts, ends = begins[ordinals - first], begins[ordinals - first + 1]
    cuts = np.concatenate(([0], np.flatnonzero(starts[1:] - ends[:-1] > _APART) + 1, [len(ordinals)]))
    is_long = (ends[cuts[1:] - 1] - starts[cuts[:-1]] >= _LONG) | (len(cuts) < _FEW)
    for start, end in zip(cuts[:-1][is_long].tolist(), cuts[1:][is_long].tolist(), strict=True):
        near = ordinals[start:end]
        yield _Run(field, near, begins[int(near[0]) - first : int(near[-1]) - first + 2])
    apart = ordinals[~is_long.repeat(np.diff(cuts))]
    if len(apart):
        yield _Apart(field, apart)


class Piece(ABC):
    """The postings of some terms, all at hand, perhaps with those of other terms."""

    def __init__(self, field: SegmentField, ordinals: Numbers, freqs: Numbers, docs: AnyArray) -> None:
        """`freqs` are the document frequencies of all terms at hand, `docs` the documents of their postings."""
        self._field, self._ordinals, self._freqs, self._docs = field, ordinals, freqs, docs
        self._begins = _sums(freqs)

    @abstractmethod
    def _at_hand(self) -> Numbers:
        """All terms at hand."""

    @abstractmethod
    def _of_terms(self) -> NDArray[np.bool_] | None:
        """Of each term at hand whether it is one of those that are asked for; None where all are."""

    @abstractmethod
    def _weights(self) -> AnyArray:
        """The weight of each posting."""

    @abstractmethod
    def _counts(self) -> AnyArray:
        """How many positions each posting has."""

    @abstractmethod
    def _positions(self, numbers: Numbers, starts: Numbers) -> AnyArray:
        """Some of the positions; `starts` are those of the postings among them all, and their number."""

    @abstractmethod
    def _form_ids(self, count: int) -> AnyArray:
        """Which form of its term stands at each position; `count` is how many positions there are."""

    @abstractmethod
    def _form_begins(self) -> Numbers:
        """The number of the first form of each term."""

    def postings(self) -> TermPostings:
        """The postings of the terms."""
        freqs, docs, weights = self._freqs, self._docs, self._weights()
        wanted = self._of_terms()
        if wanted is not None:
            kept = np.flatnonzero(wanted.repeat(freqs))
            freqs, docs, weights = freqs[wanted], docs.take(kept), weights.take(kept)
        return TermPostings(self._ordinals, freqs, docs, weights)

    def counted(self, forms: Numbers) -> TermPostings:
        """The postings of the terms that have any of the forms, and how many of them."""
        starts = _sums(self._counts())
        is_chosen = flags_of(forms)
        weights = np.diff(_sums(is_chosen.take(self._forms(starts), mode="clip")).take(starts))
        places = np.flatnonzero(weights)
        counts = np.diff(places.searchsorted(self._begins))
        wanted = self._of_terms()
        if wanted is not None:
            counts = counts[wanted]
        return TermPostings(self._ordinals, counts, self._docs.take(places), weights.take(places))

    def occurrences(self, wanted: NDArray[np.bool_], with_forms: bool) -> Occurrences:
        """Where the terms stand in wanted documents."""
        places = self._places(wanted)
        if not len(places):
            return Occurrences(self._docs[:0], NO_NUMBERS, NO_NUMBERS)
        counts = self._counts()
        starts = _sums(counts)
        counts = counts.take(places)
        numbers = ragged(starts.take(places), counts)
        forms = self._forms(starts).take(numbers) if with_forms else NO_NUMBERS
        return Occurrences(self._docs.take(places).repeat(counts), self._positions(numbers, starts), forms)

    def terms_in(self, wanted: NDArray[np.bool_]) -> tuple[AnyArray, Numbers]:
        """Wanted documents, and a term for each."""
        places = self._places(wanted)
        return self._docs.take(places), self._at_hand().take(self._begins.searchsorted(places, side="right") - 1)

    def _places(self, wanted: NDArray[np.bool_]) -> Numbers:
        """Where the postings of the terms in wanted documents are."""
        is_wanted = wanted.take(self._docs, mode="clip")
        of_terms = self._of_terms()
        if of_terms is not None:
            is_wanted &= of_terms.repeat(self._freqs)
        return np.flatnonzero(is_wanted)

    def _forms(self, starts: Numbers) -> Numbers:
        """The number of the form at each position; `starts` are those of the postings among the positions."""
        forms = self._form_begins().repeat(np.diff(starts.take(self._begins)))
        forms += self._form_ids(int(starts[-1]))
        return forms


class _Run(Piece):
    """Near terms, and all that lies between them."""

    def __init__(self, field: SegmentField, ordinals: Numbers, begins: Numbers) -> None:
        """`begins` tell where the postings of the terms, and of those between them, begin."""
        self._first, self._last = int(ordinals[0]), int(ordinals[-1]) + 1
        super().__init__(field, ordinals, np.diff(begins), field.docs_between(self._first, self._last))

    def _at_hand(self) -> Numbers:
        return np.arange(self._first, self._last)

    def _of_terms(self) -> NDArray[np.bool_] | None:
        if len(self._freqs) == len(self._ordinals):
            return None
        wanted = np.zeros(len(self._freqs), np.bool_)
        wanted[self._ordinals - self._first] = True
        return wanted

    def _weights(self) -> AnyArray:
        return self._field.weights_of(self._first, self._last)

    def _counts(self) -> AnyArray:
        return self._field.position_counts_of(self._first, self._last)

    def _positions(self, numbers: Numbers, starts: Numbers) -> AnyArray:
        return self._field.positions_at(self._first, numbers)

    def _form_ids(self, count: int) -> AnyArray:
        return self._field.form_ids_between(self._first, 0, count)

    def _form_begins(self) -> Numbers:
        return self._field.written.begins(self._first, self._last)[:-1]


class _Apart(Piece):
    """Terms wherever they stand in the dictionary."""

    def __init__(self, field: SegmentField, ordinals: Numbers) -> None:
        starts, freqs = field.posting_places(ordinals)
        self._numbers = ragged(starts, freqs)
        super().__init__(field, ordinals, freqs, field.docs_of(ordinals))

    def _at_hand(self) -> Numbers:
        return self._ordinals

    def _of_terms(self) -> None:
        return None

    def _weights(self) -> AnyArray:
        return self._field.weights_at(self._numbers)

    def _counts(self) -> AnyArray:
        return self._field.position_counts_at(self._numbers)

    def _positions(self, numbers: Numbers, starts: Numbers) -> AnyArray:
        of_terms = starts.take(self._begins)
        begins = self._field.position_places(self._ordinals)[0] - of_terms[:-1]
        return self._field.some_positions(numbers + begins.take(of_terms[1:].searchsorted(numbers, side="right")))

    def _form_ids(self, count: int) -> AnyArray:
        return self._field.form_ids_of(self._ordinals)

    def _form_begins(self) -> Numbers:
        return self._field.written.begins_of(self._ordinals)
