"""The first so many of many: by score, then by newer date, then by id; nothing is sorted that is not shown."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from searchkit.search.postings import Docs
from searchkit.search.view import SegmentView
from searchkit.storage.segment import KeyColumn, NumberColumn

Sort = Literal["relevance", "newest", "oldest"]

UNDATED = np.iinfo(np.int64).min
_FEW_TIES = 50


def floor_of_kth(values: NDArray[Any], k: int) -> Any:
    """A number that is not greater than the k-th greatest of at least k values, and near it if there are many.

    It is the k-th greatest of the greatest values of blocks, found by looking at each value once.
    """
    columns = max(8 * k, 512)
    rows = len(values) // columns
    if rows < 3:
        return values.min()
    tops = values[: rows * columns].reshape(rows, columns).max(axis=0)
    return np.partition(tops, columns - k)[columns - k]


def kth_greatest(values: NDArray[Any], k: int) -> Any:
    """The k-th greatest of at least k values."""
    if len(values) > 2048:
        floor = floor_of_kth(values, k)
        values = values.take(np.flatnonzero(values >= floor))
        if values.max() == floor:
            return floor
    return np.partition(values, len(values) - k)[len(values) - k]


class TieOrder:
    """In which order documents of equal score stand: the dated first, newest first, then by id.

    Columns that an index does not have decide nothing; what is equal then stands by document number.
    """

    def __init__(
        self, parts: Sequence[SegmentView], date: str = "date", undated: str = "undated", ident: str = "id"
    ) -> None:
        self._parts, self._names = parts, (date, undated, ident)

    @cached_property
    def newness(self) -> NDArray[np.int64]:
        """For every document of the commit a number that is greater for newer ones, least for undated ones."""
        each = [self._newness_in(part) for part in self._parts]
        return np.concatenate(each) if each else np.empty(0, np.int64)

    def _newness_in(self, part: SegmentView) -> NDArray[np.int64]:
        date, undated, _ = self._names
        column = part.segment.columns.get(date)
        if not isinstance(column, NumberColumn):
            return np.full(part.doc_count, UNDATED)
        values = column.values.astype(np.int64)
        flags = part.segment.columns.get(undated)
        if isinstance(flags, KeyColumn):
            is_undated = np.array([key == b"1" for key in flags.keys], np.bool_)[flags.ids]
        else:
            is_undated = column.values == column.values.dtype.type(column.default)
        values[is_undated] = UNDATED
        return values

    def by_date(self, docs: Docs, sort: Sort) -> NDArray[np.int64]:
        """What documents are sorted by if not by score: greater is sooner; undated ones come last either way."""
        values = self.newness.take(docs)
        return np.where(values == UNDATED, values, -values) if sort == "oldest" else values

    def first(self, docs: Docs, values: NDArray[Any], count: int) -> NDArray[np.intp]:
        """The places of the first `count` of ascending documents, in order: greater values are sooner."""
        places: NDArray[np.intp] = np.arange(len(docs))
        if len(docs) > count:
            least = kth_greatest(values, count)
            places = np.flatnonzero(values >= least)
            places = self._without_late_ties(docs, values, places, least, count)
        chosen = values.take(places)
        descending = -chosen if values.dtype.kind == "f" else ~chosen  # ~ cannot overflow
        order = descending.argsort(kind="stable")
        if not (np.diff(chosen.take(order)) == 0).any():
            return places.take(order[:count])
        tied = docs.take(places)
        order = np.lexsort((self._id_ranks(tied), ~self.newness.take(tied), descending))
        return places.take(order[:count])

    def _without_late_ties(
        self, docs: Docs, values: NDArray[Any], places: NDArray[np.intp], least: Any, count: int
    ) -> NDArray[np.intp]:
        """Of those at the least value only what can be shown: the newest, of the equally new those of least id."""
        is_tied = values.take(places) == least
        tied = places[is_tied]
        wanted = count - (len(places) - len(tied))
        if len(tied) <= max(wanted, _FEW_TIES):
            return places
        newness = self.newness.take(docs.take(tied))
        date = kth_greatest(newness, wanted)
        last = tied[newness == date]
        kept = [places[~is_tied], tied[newness > date], last[self._least_ids(docs.take(last), wanted)]]
        found: NDArray[np.intp] = np.sort(np.concatenate(kept))
        return found

    def _least_ids(self, docs: Docs, count: int) -> NDArray[np.intp]:
        """The places of those of the documents that have the least ids of their segment, at most `count` of each."""
        kept = []
        for part, first, last in self._cut(docs):
            column = part.segment.columns.get(self._names[2])
            if isinstance(column, KeyColumn) and last - first > count:
                kept.append(first + np.argpartition(column.ids[docs[first:last] - part.base], count - 1)[:count])
            else:
                kept.append(np.arange(first, last if isinstance(column, KeyColumn) else min(last, first + count)))
        return np.concatenate(kept)

    def _id_ranks(self, docs: Docs) -> NDArray[np.int64]:
        """The order of the ids of documents; without a column that of their numbers."""
        texts: list[bytes] = []
        for part, first, last in self._cut(docs):
            column = part.segment.columns.get(self._names[2])
            if isinstance(column, KeyColumn):
                texts += [column.keys[number] for number in column.ids[docs[first:last] - part.base].tolist()]
            else:
                texts += [b""] * (last - first)
        rank = {text: number for number, text in enumerate(sorted(set(texts)))}
        return np.array([rank[text] for text in texts], np.int64)

    def _cut(self, docs: Docs) -> Iterator[tuple[SegmentView, int, int]]:
        """The segments that hold ascending documents, each with the first place of those and the one past the last."""
        last = 0
        for part in self._parts:
            first, last = last, int(docs.searchsorted(part.base + part.doc_count))
            if last > first:
                yield part, first, last
