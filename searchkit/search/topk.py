"""The first so many of many: by score, then by newer date, then by id; nothing is sorted that is not shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from searchkit.search.postings import Docs, Scores
from searchkit.search.view import SegmentView
from searchkit.storage.segment import KeyColumn, NumberColumn

Sort = Literal["relevance", "newest", "oldest"]

_UNDATED = np.iinfo(np.int64).min


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
        self, views: Sequence[SegmentView], date: str = "date", undated: str = "undated", ident: str = "id"
    ) -> None:
        self._views, self._names = views, (date, undated, ident)
        self._newness: dict[int, NDArray[np.int64]] = {}

    def newness(self, view: SegmentView) -> NDArray[np.int64]:
        """For every document of a segment a number that is greater for newer ones, least for undated ones."""
        found = self._newness.get(view.number)
        if found is None:
            found = self._newness[view.number] = self._read_newness(view)
        return found

    def _read_newness(self, view: SegmentView) -> NDArray[np.int64]:
        date, undated, _ = self._names
        column = view.segment.columns.get(date)
        if not isinstance(column, NumberColumn):
            return np.full(view.doc_count, _UNDATED)
        values = column.values.astype(np.int64)
        flags = view.segment.columns.get(undated)
        if isinstance(flags, KeyColumn):
            is_undated = np.array([key == b"1" for key in flags.keys], np.bool_)[flags.ids]
        else:
            is_undated = column.values == column.values.dtype.type(column.default)
        values[is_undated] = _UNDATED
        return values

    def primary(self, view: SegmentView, docs: Docs, sort: Sort) -> NDArray[np.int64]:
        """What sorting by date goes by: greater is sooner; undated documents come last either way."""
        values = self.newness(view)[docs]
        return np.where(values == _UNDATED, values, -values) if sort == "oldest" else values

    def ids(self, view: SegmentView, docs: Docs) -> list[bytes]:
        """The ids of documents; empty ones where there is no such column."""
        column = view.segment.columns.get(self._names[2])
        if not isinstance(column, KeyColumn):
            return [b""] * len(docs)
        return [column.keys[number] for number in column.ids[docs].tolist()]

    def least_ids(self, view: SegmentView, docs: Docs, count: int) -> Docs:
        """Those of the documents with the least ids of the segment, at most `count`."""
        column = view.segment.columns.get(self._names[2])
        if len(docs) <= count or not isinstance(column, KeyColumn):
            return docs[:count]
        return docs[np.argpartition(column.ids[docs], count - 1)[:count]]


@dataclass(frozen=True, slots=True)
class _Part:
    """Candidates of one segment, with what they are ordered by first: greater is sooner."""

    view: SegmentView
    docs: Docs
    primary: NDArray[Any]
    scores: Scores

    def where(self, wanted: Any) -> "_Part":
        return _Part(self.view, self.docs[wanted], self.primary[wanted], self.scores[wanted])


class Selection:
    """Takes the candidates of segment after segment, keeps those that may be among the first `count`."""

    def __init__(self, count: int, order: TieOrder) -> None:
        self.count, self.order = count, order
        self._parts: list[_Part] = []
        self.threshold: Any = None
        """The count-th best so far: whoever is below is out. None while there are not so many."""

    def add(self, view: SegmentView, docs: Docs, primary: NDArray[Any], scores: Scores) -> None:
        """The candidates of the next segment; `scores` go along."""
        part = _Part(view, docs, primary, scores)
        if self.threshold is not None:
            part = part.where(primary >= self.threshold)
        if not len(part.docs) or not self.count:
            return
        self._parts.append(part)
        keys = np.concatenate([part.primary for part in self._parts])
        if len(keys) >= self.count:
            self.threshold = kth_greatest(keys, self.count)
            self._parts = [part.where(part.primary >= self.threshold) for part in self._parts]

    def best(self) -> tuple[list[int], list[float]]:
        """Document numbers of the commit and scores, in order."""
        if self.threshold is not None:
            self._cut_ties()
        if not self._parts:
            return [], []
        primary = np.concatenate([part.primary for part in self._parts])
        docs = np.concatenate([part.view.base + part.docs.astype(np.int64) for part in self._parts])
        scores = np.concatenate([part.scores for part in self._parts])
        order = self._sorted(primary, docs)[: self.count]
        return docs[order].tolist(), scores[order].tolist()

    def _sorted(self, primary: NDArray[Any], docs: NDArray[np.int64]) -> NDArray[np.intp]:
        descending = -primary if primary.dtype.kind == "f" else ~primary  # ~ cannot overflow
        order = np.lexsort((docs, descending))
        if (np.diff(primary[order]) == 0).any():
            newness = np.concatenate([self.order.newness(part.view)[part.docs] for part in self._parts])
            order = np.lexsort((docs, self._id_ranks(), ~newness, descending))
        return order

    def _id_ranks(self) -> NDArray[np.int64]:
        texts = [text for part in self._parts for text in self.order.ids(part.view, part.docs)]
        rank = {text: number for number, text in enumerate(sorted(set(texts)))}
        return np.array([rank[text] for text in texts], np.int64)

    def _cut_ties(self) -> None:
        """Of those at the threshold leaves what can be shown: the newest, of the equally new those of least id."""
        better = sum(int(np.count_nonzero(part.primary > self.threshold)) for part in self._parts)
        tied = sum(len(part.docs) for part in self._parts) - better
        wanted = self.count - better
        if tied <= max(wanted, 50):
            return
        newness = [self.order.newness(part.view)[part.docs] for part in self._parts]
        is_tied = [part.primary == self.threshold for part in self._parts]
        date = kth_greatest(np.concatenate([new[tie] for new, tie in zip(newness, is_tied, strict=True)]), wanted)
        kept = []
        for part, new, tie in zip(self._parts, newness, is_tied, strict=True):
            last = part.where(tie & (new == date))
            chosen = self.order.least_ids(part.view, last.docs, wanted)
            kept += [part.where(~tie | (new > date)), last.where(np.isin(last.docs, chosen))]
        self._parts = [part for part in kept if len(part.docs)]
