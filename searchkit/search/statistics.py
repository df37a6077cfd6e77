"""What scores need to know of a whole commit: how rare a term is, how long a field is on average."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.fields import Schema

from searchkit.search.similarity import WHOOSH, FieldSimilarity, Similarity
from searchkit.storage.segment import Segment

_MOST_REMEMBERED = 100_000


class CommitStatistics:
    """Counts over all segments of a commit, as its similarity wants them: of live documents, or as Whoosh counts."""

    def __init__(self, segments: Sequence[Segment], schema: Schema, similarity: Similarity = WHOOSH) -> None:
        self.segments, self.schema, self.similarity = tuple(segments), schema, similarity
        self.doc_count_all = sum(segment.doc_count for segment in segments)
        self._gone = [None if similarity.as_whoosh else _gone(segment) for segment in segments]
        self._doc_freqs: dict[tuple[str, bytes], int] = {}
        self._fields: dict[str, tuple[int, FieldSimilarity]] = {}
        self._scorable: dict[str, bool] = {}

    def counted(self, number: int, docs: NDArray[Any]) -> int:
        """How many of these documents of a segment count."""
        gone = self._gone[number]
        return len(docs) - (0 if gone is None else int(np.count_nonzero(gone.take(docs))))

    def doc_freq(self, field: str, term: bytes) -> int:
        """In how many documents a term stands."""
        key = field, term
        found = self._doc_freqs.get(key)
        if found is None:
            found = sum(self._doc_freq_in(number, field, term) for number in range(len(self.segments)))
            if len(self._doc_freqs) >= _MOST_REMEMBERED:
                self._doc_freqs.clear()
            self._doc_freqs[key] = found
        return found

    def _doc_freq_in(self, number: int, field: str, term: bytes) -> int:
        terms = self.segments[number].fields.get(field)
        ordinal = -1 if terms is None else terms.find(term)
        if terms is None or ordinal < 0:
            return 0
        return terms.doc_freq(ordinal) if self._gone[number] is None else self.counted(number, terms.docs(ordinal))

    def idf(self, field: str, doc_freq: int) -> float:
        """Inverse document frequency of a term that stands in a field of so many documents."""
        return self.similarity.idf(self.doc_count(field), doc_freq)

    def idf_in_any(self, fields: Iterable[str], term: bytes) -> float:
        """The same of a term in several fields: most documents that have it in one, of most that have one at all."""
        each = [(self.doc_count(field), self.doc_freq(field, term)) for field in fields]
        return self.similarity.idf(max(count for count, _ in each), max(freq for _, freq in each))

    def doc_count(self, field: str) -> int:
        """The number of documents that rarity in a field is measured by."""
        return self._of_field(field)[0]

    def in_field(self, field: str) -> FieldSimilarity:
        """How terms in a field score; its average length is some positive number at least."""
        return self._of_field(field)[1]

    def _of_field(self, field: str) -> tuple[int, FieldSimilarity]:
        found = self._fields.get(field)
        if found is None:
            doc_count, total_length = self._counts(field)
            average = total_length / (doc_count or 1) or 1.0
            found = self._fields[field] = doc_count, self.similarity.of_field(field, average)
        return found

    def _counts(self, field: str) -> tuple[int, int]:
        """Documents, and the words they have in a field."""
        if self.similarity.as_whoosh:
            total_length = sum(s.fields[field].total_length for s in self.segments if field in s.fields)
            return self.doc_count_all, total_length
        each = [_live_counts(*pair, field) for pair in zip(self.segments, self._gone, strict=True)]
        return sum(doc_count for doc_count, _ in each), sum(total_length for _, total_length in each)

    def scorable(self, field: str) -> bool:
        """Whether the schema scores the field by BM25; else a posting's weight is its score."""
        found = self._scorable.get(field)
        if found is None:
            found = self._scorable[field] = bool(self.schema[field].scorable)
        return found


def _gone(segment: Segment) -> NDArray[np.bool_] | None:
    """True for deleted documents; None where there are none."""
    return segment.deleted if segment.deleted is not None and segment.deleted.any() else None


def _live_counts(segment: Segment, gone: NDArray[np.bool_] | None, field: str) -> tuple[int, int]:
    """The live documents of a segment that have words in a field, and how many words."""
    terms = segment.fields.get(field)
    if terms is None:
        return 0, 0
    if terms.lengths is None:
        return segment.live_count, 0
    if gone is None:
        return int(np.count_nonzero(terms.lengths)), terms.total_length
    lengths = terms.lengths * ~gone
    return int(np.count_nonzero(lengths)), int(lengths.sum(dtype=np.int64))
