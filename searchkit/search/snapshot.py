"""The open segments of one commit, with everything about them that is worth remembering between queries."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Any

from whoosh.fields import Schema
from whoosh.query import Query
from whoosh.reading import IndexReader
from whoosh.searching import Searcher

from searchkit.errors import SearchkitError
from searchkit.search.caches import ByteCache
from searchkit.search.multiterm import TermsNode
from searchkit.search.plan import plan
from searchkit.search.similarity import WHOOSH, Similarity
from searchkit.search.statistics import CommitStatistics
from searchkit.search.topk import TieOrder
from searchkit.search.view import CommitView
from searchkit.storage.segment import Segment

CACHE_BYTES = 96 << 20


class Snapshot:
    """One commit: its segments, their documents numbered through, its statistics.

    `open_reader` opens Whoosh's own reader over the same segments in the same order; it is asked for only
    when a query has a part that none but Whoosh's matchers can run, which always score as Whoosh does.
    `cache_bytes` bounds what is remembered of terms, patterns and filters.
    """

    def __init__(
        self,
        segments: Sequence[Segment],
        schema: Schema,
        open_reader: Callable[[], IndexReader] | None = None,
        cache_bytes: int = CACHE_BYTES,
        similarity: Similarity = WHOOSH,
    ) -> None:
        self.schema, self._open_reader, self._cache_bytes = schema, open_reader, cache_bytes
        self.statistics = CommitStatistics(segments, schema, similarity)
        self._searcher: Searcher | None = None
        self.view = CommitView(
            self.statistics, ByteCache(cache_bytes // 3 * 2), ByteCache(cache_bytes // 3), self._stock_matches
        )
        self._bases = [part.base for part in self.view.parts]
        self.order = TieOrder(self.view.parts)

    @property
    def similarity(self) -> Similarity:
        """How it is scored."""
        return self.statistics.similarity

    @property
    def doc_count_all(self) -> int:
        """All documents, deleted ones included."""
        return self.statistics.doc_count_all

    def segment_at(self, number: int) -> tuple[Segment, int]:
        """The segment that holds a document of the commit, and the document's number there."""
        place = bisect_right(self._bases, number) - 1
        return self.statistics.segments[place], number - self._bases[place]

    def number_of(self, segment: Segment, number: int) -> int:
        """The number in the commit of a document of one of its segments."""
        return self._bases[self.statistics.segments.index(segment)] + number

    def doc_freq(self, field: str, term: bytes) -> int:
        """In how many documents a term stands, deleted ones included."""
        return self.statistics.doc_freq(field, term)

    def word_count(self, pattern: Query) -> int:
        """The most terms that a pattern of words stands for in any segment."""
        node = plan(pattern, self.schema)
        found = [node.chosen(part) for part in self.view.parts] if isinstance(node, TermsNode) else []
        return max((chosen.count for _, chosen in filter(None, found)), default=0)

    def _stock_matches(self, number: int, query: Any) -> tuple[list[int], list[float]]:
        """What the stock matcher of a query finds in a segment."""
        searcher, _ = self.searcher().leaf_searchers()[number]
        matcher = query.matcher(searcher, searcher.context())
        docs, scores = [], []
        while matcher.is_active():
            docs.append(matcher.id())
            scores.append(matcher.score())
            matcher.next()
        return docs, scores

    def searcher(self) -> Searcher:
        """Whoosh's searcher over this commit."""
        if self._searcher is None:
            if self._open_reader is None:
                raise SearchkitError("this query needs Whoosh's own matchers, and no reader was given for them")
            self._searcher = Searcher(self._open_reader())
        return self._searcher

    def scored_by(self, similarity: Similarity) -> "Snapshot":
        """The same commit scored otherwise; what is remembered of scores is apart."""
        other = Snapshot(self.statistics.segments, self.schema, self._open_reader, self._cache_bytes, similarity)
        other.order, other.view.live = self.order, self.view.live
        return other

    def close(self) -> None:
        """Closes Whoosh's reader, if it was opened; the segments are their owner's to close."""
        if self._searcher is not None:
            self._searcher.close()
            self._searcher = None
