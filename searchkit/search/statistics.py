"""What scores need to know of a whole commit: how rare a term is, how long a field is on average."""

from collections.abc import Sequence
from math import log

from whoosh.fields import Schema

from searchkit.storage.segment import Segment

B, K1 = 0.75, 1.2
"""BM25's length normalisation and saturation, as `whoosh.scoring.BM25F` has them."""

_MOST_REMEMBERED = 100_000


class CommitStatistics:
    """Counts over all segments of a commit; deleted documents count, as they do in Whoosh until they are merged."""

    def __init__(self, segments: Sequence[Segment], schema: Schema) -> None:
        self.segments, self.schema = tuple(segments), schema
        self.doc_count_all = sum(segment.doc_count for segment in segments)
        self._doc_freqs: dict[tuple[str, bytes], int] = {}
        self._lengths: dict[str, float] = {}
        self._scorable: dict[str, bool] = {}

    def doc_freq(self, field: str, term: bytes) -> int:
        """In how many documents a term stands."""
        key = field, term
        found = self._doc_freqs.get(key)
        if found is None:
            found = 0
            for segment in self.segments:
                terms = segment.fields.get(field)
                if terms is not None and (ordinal := terms.find(term)) >= 0:
                    found += terms.doc_freq(ordinal)
            if len(self._doc_freqs) >= _MOST_REMEMBERED:
                self._doc_freqs.clear()
            self._doc_freqs[key] = found
        return found

    def idf(self, doc_freq: int) -> float:
        """Inverse document frequency, as `WeightingModel.idf` has it."""
        return log(self.doc_count_all / (doc_freq + 1)) + 1

    def average_length(self, field: str) -> float:
        """The mean number of tokens a document has in a field, at least some positive number."""
        found = self._lengths.get(field)
        if found is None:
            total = sum(s.fields[field].total_length for s in self.segments if field in s.fields)
            found = self._lengths[field] = total / (self.doc_count_all or 1) or 1.0
        return found

    def scorable(self, field: str) -> bool:
        """Whether the schema scores the field by BM25; else a posting's weight is its score."""
        found = self._scorable.get(field)
        if found is None:
            found = self._scorable[field] = bool(self.schema[field].scorable)
        return found
