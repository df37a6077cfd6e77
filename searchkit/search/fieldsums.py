"""The postings of a term in several fields: its scores added up, or one score for all of them."""

from collections.abc import Sequence
from functools import cached_property, reduce

import numpy as np

from searchkit.search.postings import Docs, FieldPostings, Flags, Impacts, Postings, sums_of, times
from searchkit.search.segmentpostings import locate
from searchkit.search.similarity import saturated


class SumPostings(Postings):
    """The postings of a term in several fields, each with its boost; the scores of a document are added up."""

    def __init__(self, fields: Sequence[tuple[FieldPostings, float]], doc_count: int) -> None:
        size, counted = (sum(each) for each in zip(*((one.size, one.counted) for one, _ in fields), strict=True))
        super().__init__(min(doc_count, size), counted, doc_count)
        self._fields = sorted(fields, key=lambda field: -field[0].counted)

    def fill(self, row: Impacts) -> None:
        (first, boost), *others = self._fields
        first.fill(row)
        if boost != 1.0:
            row *= np.float32(boost)
        for one, boost in others:
            one.add_list(row, boost)

    @cached_property
    def _list(self) -> tuple[Docs, Impacts]:
        lists = ((*one.new_list(), boost) for one, boost in self._fields)
        return sums_of([(docs, times(impacts, boost)) for docs, impacts, boost in lists])

    @property
    def size_bytes(self) -> int:
        return 1000 + (0 if self.is_frequent else 12 * self.size)

    def _at_row(self, docs: Docs) -> tuple[Flags, Impacts]:
        member, scores = np.zeros(len(docs), np.bool_), np.zeros(len(docs), np.float32)
        for one, boost in self._fields:
            found, more = one.at(docs)
            member |= found
            scores += times(more, boost)
        return member, scores

    def has(self, docs: Docs) -> Flags:
        if not self.is_row:
            return locate(self._list[0], docs)[0]
        return reduce(np.logical_or, (one.has(docs) for one, _ in self._fields))

    def mark(self, flags: Flags) -> None:
        for one, _ in self._fields:
            one.mark(flags)

    @cached_property
    def bound(self) -> float:
        return sum(one.bound * boost for one, boost in self._fields)

    @cached_property
    def is_positive(self) -> bool:
        return all(boost > 0 and one.is_positive for one, boost in self._fields)


class JointPostings(SumPostings):
    """The postings of a term that saturates once for several fields, as BM25F has it.

    H. Zaragoza et al., "Microsoft Cambridge at TREC-13", 2004. The fields give `RelativeFrequency`.
    """

    def __init__(self, fields: Sequence[FieldPostings], doc_count: int, idf: float) -> None:
        super().__init__([(one, 1.0) for one in fields], doc_count)
        self.idf = idf

    def fill(self, row: Impacts) -> None:
        super().fill(row)
        saturated(row, self.idf)

    @cached_property
    def _list(self) -> tuple[Docs, Impacts]:
        docs, frequencies = sums_of([one.new_list() for one, _ in self._fields])
        return docs, saturated(frequencies, self.idf)

    def _at_row(self, docs: Docs) -> tuple[Flags, Impacts]:
        member, frequencies = super()._at_row(docs)
        return member, saturated(frequencies, self.idf)

    @cached_property
    def bound(self) -> float:
        most = sum(one.bound for one, _ in self._fields)
        return self.idf * most / (most + 1)
