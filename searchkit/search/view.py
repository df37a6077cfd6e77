"""One segment of a commit as the evaluation sees it: its documents, its term's postings, what is remembered of it."""

from collections.abc import Callable, Hashable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchkit.search.caches import ByteCache
from searchkit.search.keep import Keep
from searchkit.search.postings import Docs, ExactPostings, Flags, Postings, Scores, length_norm
from searchkit.search.statistics import CommitStatistics
from searchkit.storage.segment import Segment

_MOST_RECENT = 64
"""Terms of the query that is being run, which asks for each of them several times."""

StockMatches = Callable[[int, Any], tuple[list[int], list[float]]]


class SegmentView:
    """Segment `number` of a commit, whose documents are numbered from `base` there."""

    def __init__(
        self, number: int, base: int, statistics: CommitStatistics, cache: ByteCache, stock: StockMatches
    ) -> None:
        self.number, self.base, self.statistics, self._cache, self._stock = number, base, statistics, cache, stock
        self.segment: Segment = statistics.segments[number]
        self.doc_count = self.segment.doc_count
        deleted = self.segment.deleted
        self.live = Keep(None if deleted is None or not deleted.any() else ~deleted)
        self._norms: dict[str, Any] = {}
        self._recent: dict[tuple[str, bytes, str | None], Postings | None] = {}

    def postings(self, field: str, term: bytes, shape: str | None = None) -> Postings | None:
        """The postings of a term, where it is written in that shape; None where it has none here."""
        key = field, term, shape
        try:
            found = self._recent[key]
        except KeyError:
            found = self._postings(field, term, shape)
            if len(self._recent) >= _MOST_RECENT:
                self._recent.clear()
            self._recent[key] = found
        if found is not None:
            found.uses += 1
        return found

    def _postings(self, field: str, term: bytes, shape: str | None) -> Postings | None:
        key = self.number, field, term, shape
        found: Postings | None = self._cache.get(key)
        if found is None:
            terms = self.segment.fields.get(field)
            if terms is None or (ordinal := terms.find(term)) < 0:
                return None
            scorable = self.statistics.scorable(field)
            idf = self.statistics.idf(self.statistics.doc_freq(field, term)) if scorable else None
            source = terms, ordinal, self.doc_count, idf, self.norms(field) if scorable else None
            found = Postings(*source) if shape is None else ExactPostings(*source, shape)
            found.average_length = self.statistics.average_length(field) if scorable else 1.0
            self._cache.put(key, found, found.size_bytes)
        return found if found.doc_freq else None

    def position_starts(self, postings: Postings) -> NDArray[np.int64]:
        """Where the positions of each posting of a term begin; one more at the end."""
        if isinstance(postings, ExactPostings):
            return postings.position_starts()
        key = "starts", postings.field.name, postings.ordinal
        found: NDArray[np.int64] = self.remembered(key, postings.position_starts)
        return found

    def norms(self, field: str) -> Any:
        """BM25's K1·((1−B)+B·length/average): float32 by document, or one number where lengths are not kept."""
        found = self._norms.get(field)
        if found is None:
            lengths = self.segment.fields[field].lengths
            average = self.statistics.average_length(field)
            known = 1.0 if lengths is None else lengths.astype(np.float32)
            found = self._norms[field] = length_norm(known, average)
        return found

    def remembered(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """An array, or a tuple of arrays, that is made once and kept while there is room."""
        full_key = self.number, key
        found = self._cache.get(full_key)
        if found is None:
            found = make()
            parts = found if isinstance(found, tuple) else (found,)
            self._cache.put(full_key, found, 200 + sum(part.nbytes for part in parts if part is not None))
        return found

    def flags(self, docs: Docs) -> Flags:
        """A row over all documents, true for these."""
        row = np.zeros(self.doc_count, np.bool_)
        row[docs] = True
        return row

    def stock(self, query: Any) -> tuple[Docs, Scores]:
        """What the stock matcher of a Whoosh query finds in this segment, with its scores."""
        docs, scores = self._stock(self.number, query)
        return np.array(docs, np.intp), np.array(scores, np.float64)
