"""The documents of a commit as the evaluation sees them, numbered through, with what is remembered about them."""

import threading
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

import numpy as np

from searchkit.search.caches import ByteCache
from searchkit.search.fieldsums import JointPostings, SumPostings
from searchkit.search.keep import Keep
from searchkit.search.postings import (
    Docs,
    FieldPostings,
    Flags,
    Impacts,
    Postings,
    Scores,
    times,
)
from searchkit.search.segmentpostings import SegmentPostings, segment_postings
from searchkit.search.similarity import RelativeFrequency, TermSimilarity
from searchkit.search.statistics import CommitStatistics
from searchkit.storage.segment import Segment

_MOST_RECENT = 64
"""Terms of the query that is being run, which asks for each of them several times."""

_ROW_FROM_USES = 2
"""A row of scores is kept from the second time on that it was worked out: four times the memory of the weights."""

Fields = tuple[tuple[str, float], ...]
"""Names of fields, each with its boost."""

StockMatches = Callable[[int, Any], tuple[list[int], list[float]]]


class SegmentView:
    """Segment `number` of a commit, whose documents are numbered from `base` there."""

    def __init__(
        self, number: int, base: int, statistics: CommitStatistics, cache: ByteCache, stock: StockMatches
    ) -> None:
        self.number, self.base, self.statistics, self._cache, self._stock = number, base, statistics, cache, stock
        self.segment: Segment = statistics.segments[number]
        self.doc_count = self.segment.doc_count

    def of(self, docs: Docs) -> Docs:
        """Those of ascending documents of the commit that this segment holds, by their numbers here."""
        first, last = docs.searchsorted((self.base, self.base + self.doc_count)).tolist()
        return docs[first:last] - self.base

    def norms(self, field: str) -> Any:
        """BM25's length norm: float32 by document, or one number where lengths are not kept."""
        terms = self.segment.fields.get(field)
        lengths = 1.0 if terms is None or terms.lengths is None else terms.lengths.astype(np.float32)
        return self.statistics.in_field(field).norms(lengths)

    def remembered(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """What `CommitView.remembered` gives, of this segment alone."""
        return self._cache.remembered((self.number, key), make)

    def stock(self, query: Any) -> tuple[Docs, Scores]:
        """What the stock matcher of a Whoosh query finds in this segment, with its scores."""
        docs, scores = self._stock(self.number, query)
        return np.array(docs, np.intp), np.array(scores, np.float64)


class CommitView:
    """All documents of a commit, the deleted ones among them, segment after segment."""

    def __init__(
        self, statistics: CommitStatistics, cache: ByteCache, row_cache: ByteCache, stock: StockMatches
    ) -> None:
        self.statistics, self._cache, self._rows = statistics, cache, row_cache
        bases = np.cumsum([0, *(segment.doc_count for segment in statistics.segments)]).tolist()
        self.parts = tuple(SegmentView(n, base, statistics, cache, stock) for n, base in enumerate(bases[:-1]))
        self.doc_count: int = bases[-1]
        self.live = Keep(_live(statistics.segments))
        self._local = threading.local()
        self._norms: dict[str, Any] = {}
        self._recent: dict[Hashable, Any] = {}

    def postings(self, fields: Fields, term: bytes, shape: str | None = None) -> Postings | None:
        """The postings of a term in any of the fields, where it is written in that shape; None where it has none."""
        key = fields, term, shape
        found: Postings | None
        try:
            found = self._recent[key]
        except KeyError:
            found = self._recently(key, lambda: self._of_fields(*key))
        return found

    def positions(self, field: str, term: bytes, shape: str | None = None) -> FieldPostings | None:
        """The postings of a term in one field, for those who ask for its positions."""
        key = field, term, shape
        found: FieldPostings | None
        try:
            found = self._recent[key]
        except KeyError:
            found = self._recently(key, lambda: self._of_field(*key))
        return found

    def _recently(self, key: Hashable, make: Callable[[], Postings | None]) -> Any:
        """Postings from the cache, or made, and kept at hand for the query that is being run."""
        found: Postings | None = self._cache.get(key)
        if found is None:
            found = make()
            if found is not None:
                self._cache.put(key, found, found.size_bytes)
        if len(self._recent) >= _MOST_RECENT:
            self._recent.clear()
        self._recent[key] = found
        return found

    def _of_fields(self, fields: Fields, term: bytes, shape: str | None) -> Postings | None:
        joint = self.statistics.similarity.joint_weights(fields)
        if joint is not None:
            return self._joint(joint, term, shape)
        found = [(one, boost) for name, boost in fields if (one := self.positions(name, term, shape)) is not None]
        if len(fields) == 1:
            return found[0][0] if found else None
        return SumPostings(found, self.doc_count) if found else None

    def _joint(self, weights: Mapping[str, float], term: bytes, shape: str | None) -> Postings | None:
        """The postings of a term in fields in each of which an occurrence counts so much."""
        statistics, parts = self.statistics, []
        for name, weight in weights.items():
            known = self.positions(name, term, shape)
            if known is not None:
                frequency = RelativeFrequency(statistics.in_field(name), self.norms(name), 1.0, weight)
                parts.append(FieldPostings(known.parts, known.counted, self.doc_count, frequency))
        if not parts:
            return None
        return JointPostings(parts, self.doc_count, statistics.idf_in_any(weights, term))

    def _of_field(self, field: str, term: bytes, shape: str | None) -> FieldPostings | None:
        parts: dict[int, SegmentPostings] = {}
        for part in self.parts:
            terms = part.segment.fields.get(field)
            if terms is not None and (ordinal := terms.find(term)) >= 0:
                found = segment_postings(part.base, terms, ordinal, shape)
                if len(found.docs):
                    parts[part.number] = found
        if not parts:
            return None
        statistics = self.statistics
        counted = sum(statistics.counted(number, one.docs) for number, one in parts.items())
        if not statistics.scorable(field):
            return FieldPostings(parts, counted, self.doc_count)
        doc_freq = counted if shape is None else statistics.doc_freq(field, term)
        return FieldPostings(parts, counted, self.doc_count, self.similarity(field, doc_freq))

    def similarity(self, field: str, doc_freq: int) -> TermSimilarity:
        """How a term that stands in a field of so many documents scores there."""
        statistics = self.statistics
        return TermSimilarity(statistics.in_field(field), self.norms(field), statistics.idf(field, doc_freq))

    def counted(self, docs: Docs) -> int:
        """How many of ascending documents count, as `CommitStatistics.counted` has it."""
        return sum(self.statistics.counted(part.number, part.of(docs)) for part in self.parts)

    def add(self, row: Impacts, postings: Postings, boost: float) -> None:
        """Adds the scores of a term to those of all documents."""
        if not postings.is_row:
            postings.add_list(row, boost)
            return
        scores = self._rows.get(postings)
        if scores is None:
            scores = self._scratch()
            postings.fill(scores)
            postings.uses += 1
            if postings.uses >= _ROW_FROM_USES:
                self._rows.put(postings, scores.copy(), scores.nbytes)
        row += times(scores, boost)

    def _scratch(self) -> Impacts:
        """A row of this thread's to write on: to have memory anew from the system takes longer than to fill it."""
        row: Impacts | None = getattr(self._local, "row", None)
        if row is None:
            row = self._local.row = np.empty(self.doc_count, np.float32)
        return row

    def norms(self, field: str) -> Any:
        """BM25's length norm: float32 by document, or one number where lengths are not kept."""
        found = self._norms.get(field)
        if found is None:
            each = [part.norms(field) for part in self.parts]
            if all(isinstance(norm, float) for norm in each):
                found = each[0]
            else:
                counts = (part.doc_count for part in self.parts)
                found = np.concatenate([np.broadcast_to(norm, count) for norm, count in zip(each, counts, strict=True)])
            self._norms[field] = found
        return found

    def remembered(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """An array, or a tuple of arrays, that is made once and kept while there is room."""
        return self._cache.remembered(key, make)

    def flags(self, docs: Docs) -> Flags:
        """A row over all documents, true for these."""
        row = np.zeros(self.doc_count, np.bool_)
        row[docs] = True
        return row


def _live(segments: Sequence[Segment]) -> Flags | None:
    """A row that is false for deleted documents; None where there are none."""
    if not any(segment.deleted is not None and segment.deleted.any() for segment in segments):
        return None
    rows = [np.zeros(s.doc_count, np.bool_) if s.deleted is None else s.deleted for s in segments]
    return np.concatenate(rows) ^ True
