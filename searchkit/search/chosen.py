"""Chosen terms of a field, some of them only where they are written in chosen forms: postings and positions.

Terms that stand near each other are read in one piece; to cut each out by itself takes longer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from searchkit.search.segmentpostings import locate
from searchkit.storage.arrays import AnyArray, ragged
from searchkit.storage.segment import SegmentField
from searchkit.storage.writtenforms import WrittenForms

Numbers = NDArray[np.int64]

NO_NUMBERS: Numbers = np.empty(0, np.int64)

_APART = 1000
"""Postings between two terms: to read them as well takes about as long as to begin anew.

Measured on 20,000 articles: a piece takes 50 µs, 200 µs with its forms; `*ment*` takes as long with 200 and with 4,096.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """Terms of a field: the `whole` wherever they stand, the `partial` only where one of the `forms` is written.

    `whole` and `partial` are ordinals, `forms` numbers of forms of the partial terms; all ascend.
    """

    whole: Numbers
    partial: Numbers
    forms: Numbers

    @classmethod
    def of(cls, written: WrittenForms, forms: Numbers) -> "Chosen":
        """The terms that are written in any of these forms, which ascend."""
        owners = written.owners(forms)
        firsts = np.flatnonzero(np.diff(owners, prepend=-1))
        ordinals, counts = owners[firsts], np.diff(np.append(firsts, len(owners)))
        is_whole = counts == written.counts(ordinals)
        return cls(ordinals[is_whole], ordinals[~is_whole], forms[~is_whole.repeat(counts)])

    @classmethod
    def terms(cls, ordinals: Numbers) -> "Chosen":
        """These terms."""
        return cls(ordinals, NO_NUMBERS, NO_NUMBERS)

    @property
    def count(self) -> int:
        """How many terms."""
        return len(self.whole) + len(self.partial)

    @property
    def ordinals(self) -> Numbers:
        """All terms, ascending."""
        return np.sort(np.concatenate((self.whole, self.partial)))

    @property
    def nbytes(self) -> int:
        """How much memory it takes."""
        return self.whole.nbytes + self.partial.nbytes + self.forms.nbytes


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


def chosen_postings(field: SegmentField, chosen: Chosen) -> TermPostings:
    """The postings of chosen terms; the weight of a partial one is how often it stands there in a chosen form."""
    found = [near.postings() for near in _pieces(field, chosen.whole)]
    found += [near.counted(chosen.forms) for near in _pieces(field, chosen.partial)]
    return TermPostings(*_joined(found)) if found else TermPostings(NO_NUMBERS, NO_NUMBERS, NO_NUMBERS, NO_NUMBERS)


def occurrences(field: SegmentField, chosen: Chosen, docs: AnyArray, with_forms: bool = False) -> Occurrences:
    """Where chosen terms stand in these documents, which ascend; in no order. Nowhere if positions are not kept."""
    if not len(docs) or not field.has_positions:
        return Occurrences(NO_NUMBERS, NO_NUMBERS, NO_NUMBERS)
    wanted = np.zeros(int(docs[-1]) + 2, np.bool_)  # the last stands for all that lie behind
    wanted[docs] = True
    found = [near.occurrences(wanted, with_forms) for near in _pieces(field, chosen.whole)]
    for near in _pieces(field, chosen.partial):
        each = near.occurrences(wanted, True)
        kept = locate(chosen.forms, each.forms)[0]
        found.append(Occurrences(*(values[kept] for values in each)))
    return Occurrences(*_joined(found)) if found else Occurrences(NO_NUMBERS, NO_NUMBERS, NO_NUMBERS)


def _joined(parts: Sequence[tuple[AnyArray, ...]]) -> Iterator[AnyArray]:
    return (np.concatenate(values) for values in zip(*parts, strict=True))


def _sums(values: AnyArray) -> Numbers:
    """Of all that stand before each, and of all."""
    sums = np.zeros(len(values) + 1, np.int64)
    np.cumsum(values, out=sums[1:])
    return sums


def _pieces(field: SegmentField, ordinals: Numbers) -> Iterator["_Piece"]:
    if not len(ordinals):
        return
    first, last = int(ordinals[0]), int(ordinals[-1]) + 1
    begins = field.posting_begins(first, last)
    between = begins[ordinals[1:] - first] - begins[ordinals[:-1] - first + 1]
    cuts = [0, *(np.flatnonzero(between > _APART) + 1).tolist(), len(ordinals)]
    for start, end in pairwise(cuts):
        near = ordinals[start:end]
        yield _Piece(field, near, begins[int(near[0]) - first : int(near[-1]) - first + 2])


class _Piece:
    """Some terms, and all that lies between them."""

    def __init__(self, field: SegmentField, ordinals: Numbers, begins: Numbers) -> None:
        """`begins` tell where the postings of the terms, and of those between them, begin."""
        self._field, self._ordinals = field, ordinals
        self._first, self._last = int(ordinals[0]), int(ordinals[-1]) + 1
        self._begins = begins - begins[0]
        self._freqs = np.diff(begins)
        self._docs = field.docs_between(self._first, self._last)

    def postings(self) -> TermPostings:
        """The postings of the terms."""
        freqs, docs = self._freqs, self._docs
        weights = self._field.weights_of(self._first, self._last)
        if len(freqs) > len(self._ordinals):
            kept = np.flatnonzero(self._of_terms())
            freqs, docs, weights = freqs[self._ordinals - self._first], docs.take(kept), weights.take(kept)
        return TermPostings(self._ordinals, freqs, docs, weights)

    def counted(self, forms: Numbers) -> TermPostings:
        """The postings of the terms that have any of the forms, and how many of them."""
        starts = _sums(self._counts())
        begins = self._form_begins
        is_chosen = np.zeros(int(begins[-1] - begins[0]), np.bool_)
        is_chosen[forms[slice(*forms.searchsorted(begins[[0, -1]]).tolist())] - begins[0]] = True
        weights = np.diff(_sums(is_chosen.take(self._forms(starts) - begins[0])).take(starts))
        places = np.flatnonzero(weights)
        counts = np.diff(places.searchsorted(self._begins))
        return TermPostings(
            self._ordinals, counts[self._ordinals - self._first], self._docs.take(places), weights.take(places)
        )

    def occurrences(self, wanted: NDArray[np.bool_], with_forms: bool) -> Occurrences:
        """Where the terms stand in wanted documents."""
        is_wanted = wanted.take(self._docs, mode="clip")
        if len(self._freqs) > len(self._ordinals):
            is_wanted &= self._of_terms()
        places = np.flatnonzero(is_wanted)
        if not len(places):
            return Occurrences(self._docs[:0], NO_NUMBERS, NO_NUMBERS)
        counts = self._counts()
        starts = _sums(counts)
        counts = counts.take(places)
        numbers = ragged(starts.take(places), counts)
        forms = self._forms(starts).take(numbers) if with_forms else NO_NUMBERS
        positions = self._field.positions_at(self._first, numbers)
        return Occurrences(self._docs.take(places).repeat(counts), positions, forms)

    def _of_terms(self) -> NDArray[np.bool_]:
        """Of each posting whether it is one of the terms."""
        wanted = np.zeros(len(self._freqs), np.bool_)
        wanted[self._ordinals - self._first] = True
        return wanted.repeat(self._freqs)

    def _counts(self) -> AnyArray:
        """How many positions each posting has."""
        return self._field.position_counts_of(self._first, self._last)

    def _forms(self, starts: Numbers) -> Numbers:
        """The number of the form at each position; `starts` are those of the postings among the positions."""
        forms: Numbers = self._form_begins[:-1].repeat(np.diff(starts.take(self._begins)))
        forms += self._field.form_ids_between(self._first, 0, int(starts[-1]))
        return forms

    @cached_property
    def _form_begins(self) -> Numbers:
        return self._field.written.begins(self._first, self._last)
