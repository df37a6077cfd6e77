"""Where a text with spans may be cut: at sentence ends, between words, between grapheme clusters, never in a span."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property

from searchkit.model import Span
from searchkit.render.boundaries import cluster_borders, sentence_ends, word_borders
from searchkit.render.marked import Folded, Marked

# A run of whole sentences that fills less than this part of the room says too little: it is filled up with words.
_LEAST_FILLED = 0.5
# Furthest that is looked for the end of a word, in code points: what is longer is no word.
_LONGEST_WORD = 40
_SURROGATE_PAIR = re.compile("[\ud800-\udbff](?=[\udc00-\udfff])")


class Cutter:
    """One folded text; it makes runs of matches to windows that are fit to be shown."""

    def __init__(self, folded: Folded) -> None:
        self.text = folded.marked.text
        self.marked = Marked.of(self.text, [self._whole_clusters(span) for span in folded.marked.spans])
        """The text, its spans widened to the whole of the clusters that they have a part of."""
        ends = sorted({*sentence_ends(self.text), *folded.paragraph_ends})
        self._ends = [end for end in ends if not self._inside_span(end)]
        self._starts = [0, *self._ends[:-1]]

    @cached_property
    def _clusters(self) -> Sequence[int]:
        """All offsets at which no grapheme cluster is cut, ascending."""
        if self.text.isascii():
            return range(len(self.text) + 1)
        halves = {match.end() for match in _SURROGATE_PAIR.finditer(self.text)}
        return [border for border in cluster_borders(self.text, 0, len(self.text)) if border not in halves]

    def first_cluster(self) -> Span:
        """The least of a text that can be shown."""
        return Span(0, self._clusters[min(1, len(self._clusters) - 1)])

    def grown(self, core: Span, limits: Span, most: int) -> Span:
        """The core with up to `most` code points within the limits, from sentence to sentence where it can be."""
        index = bisect_right(self._starts, core.start) - 1
        start = self._starts[index]
        if start < limits.start or core.end - start > most:
            room = max(0, most - (core.end - core.start))
            start, index = self._first_border(max(core.start - room // 2, limits.start), core.start, core.start), 0
        end = self._last_end(core.end, min(start + most, limits.end))
        while end is not None and index > 0 and end - self._starts[index - 1] <= most:
            if self._starts[index - 1] < limits.start:
                break
            index -= 1
            start = self._starts[index]
        least = most * _LEAST_FILLED
        if end is None or end - start < least:
            low = max(core.end, end or 0)
            end = self._last_border(low, min(start + most, limits.end), low)
        if end - start < least:
            start = self._first_border(max(end - most, limits.start), start, start)
        return Span(start, end)

    def widened_in(self, core: Span, context: int) -> Span:
        """The core with at most `context` code points on either side, rounded in to words."""
        start = self._first_border(max(core.start - context, 0), core.start, core.start)
        return Span(start, self._last_border(core.end, min(core.end + context, len(self.text)), core.end))

    def widened_out(self, core: Span, context: int) -> Span:
        """The core with at least `context` code points, if there are as many, on either side, rounded out to words."""
        low, high = max(core.start - context, 0), min(core.end + context, len(self.text))
        start = self._last_border(max(low - _LONGEST_WORD, 0), low, core.start)
        end = self._first_border(high, min(high + _LONGEST_WORD, len(self.text)), core.end)
        return Span(min(start, core.start), max(end, core.end))

    def _whole_clusters(self, span: Span) -> Span:
        first = bisect_right(self._clusters, span.start) - 1
        return Span(self._clusters[first], self._clusters[bisect_left(self._clusters, span.end)])

    def _last_end(self, low: int, high: int) -> int | None:
        """The last sentence end from `low` to `high`."""
        index = bisect_right(self._ends, high) - 1
        return self._ends[index] if index >= 0 and self._ends[index] >= max(low, 1) else None

    def _first_border(self, low: int, high: int, otherwise: int) -> int:
        """The first offset from `low` to `high` where a word, else a cluster begins or ends, outside of spans."""
        for borders in (self._words(low, high), self._clusters_between(low, high)):
            for border in borders:
                if not self._inside_span(border):
                    return border
        return otherwise

    def _last_border(self, low: int, high: int, otherwise: int) -> int:
        """The last such offset."""
        for borders in (self._words(low, high), self._clusters_between(low, high)):
            for border in reversed(borders):
                if not self._inside_span(border):
                    return border
        return otherwise

    def _words(self, low: int, high: int) -> Sequence[int]:
        """Offsets from `low` to `high` at which no word is cut."""
        clusters = self._clusters
        # One cluster more on either side: whether an offset lies between words is told by its neighbours.
        first = max(bisect_right(clusters, low) - 2, 0)
        last = min(bisect_left(clusters, high) + 1, len(clusters) - 1)
        return [border for border in word_borders(self.text, clusters[first], clusters[last]) if low <= border <= high]

    def _clusters_between(self, low: int, high: int) -> Sequence[int]:
        return self._clusters[bisect_left(self._clusters, low) : bisect_right(self._clusters, high)]

    def _inside_span(self, offset: int) -> bool:
        spans = self.marked.spans
        index = bisect_left(spans, offset, key=lambda span: span.end)
        return index < len(spans) and spans[index].start < offset < spans[index].end
