"""Nodes that choose among spans: those of which there are enough, the early ones, words that stand together."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from searchkit.search.spannodes import SpanNode, SpanSource
from searchkit.search.spans import FAR, NO_SPANS, PLACE_BITS, Keys, Numbers, Part, Spans, joined, most_disjoint, owners

_MOST_RIVALS = 6


@dataclass(frozen=True)
class AtLeastSpans(SpanNode):
    """The spans of a node in articles that have `count` of them in all fields together, none overlapping."""

    part: SpanNode
    count: int

    @property
    def children(self) -> tuple[SpanNode, ...]:
        return (self.part,)

    def spans(self, source: SpanSource, field: str) -> Spans:
        found = {name: self.part.spans(source, name) for name in self.part.fields}
        if field not in found:
            return NO_SPANS
        spans = found[field]
        often = np.isin(spans.firsts >> PLACE_BITS, self._often(found.values()))
        return spans if often.all() else spans.take(np.flatnonzero(often))

    def places(self, source: SpanSource, field: str) -> Numbers:
        return self._often([self.part.spans(source, name) for name in self.part.fields])

    def _often(self, found: Iterable[Spans]) -> Numbers:
        """The articles that have enough of the spans."""
        counted = [most_disjoint(spans, self.count) for spans in found]
        places, numbers = np.unique(np.concatenate([places for places, _ in counted]), return_inverse=True)
        sums = np.bincount(numbers, np.concatenate([counts for _, counts in counted]), len(places))
        often: Numbers = places[sums >= self.count]
        return often


@dataclass(frozen=True)
class LeadingSpans(SpanNode):
    """The spans of a node that end within the first so many words of a field, or, with None, within the lead."""

    part: SpanNode
    words: int | None

    @property
    def children(self) -> tuple[SpanNode, ...]:
        return (self.part,)

    def spans(self, source: SpanSource, field: str) -> Spans:
        found = self.part.spans(source, field)
        if self.words is not None:
            early = found.lasts & ((1 << PLACE_BITS) - 1) < self.words
        elif (ends := source.lead_ends(field)) is not None:
            early = found.lasts < ends.take(found.lasts >> PLACE_BITS)
        else:
            return found
        return found.take(np.flatnonzero(early))


@dataclass(frozen=True)
class TogetherSpans(SpanNode):
    """All words in any order within `room` positions; each is wanted as often as it is among them."""

    words: tuple[SpanNode, ...]
    room: int

    @property
    def children(self) -> tuple[SpanNode, ...]:
        return self.words

    @cached_property
    def fields(self) -> frozenset[str]:
        return reduce(frozenset.intersection, [child.fields for child in self.words])

    def spans(self, source: SpanSource, field: str) -> Spans:
        each = [(node.spans(source, field), count) for node, count in Counter(self.words).items()]
        if not all(len(spans) for spans, _ in each):
            return NO_SPANS
        rarest = min([spans for spans, _ in each], key=len)
        firsts = np.unique(np.concatenate([spans.firsts[_beside(spans, rarest, self.room)] for spans, _ in each]))
        lasts = reduce(np.maximum, [_nth_end(spans, firsts, count) for spans, count in _with_rivals(each)])
        found = np.flatnonzero(lasts - firsts < self.room)
        firsts, lasts = firsts.take(found), lasts.take(found)
        return Spans(firsts, lasts, lambda: [_inside(firsts, self.room, spans) for spans, _ in each])

    def hopeful(self, source: SpanSource, field: str, size: Callable[[SpanNode, str], int]) -> Numbers:
        """The articles in which the two rarest words are near enough."""
        rare = [word.spans(source, field) for word in sorted(set(self.words), key=lambda word: size(word, field))[:2]]
        return owners(rare[0].firsts[_beside(rare[0], rare[-1], self.room)])


def _beside(spans: Spans, others: Spans, room: int) -> NDArray[np.bool_]:
    """Of each span whether one of the others begins less than so many positions from where it begins."""
    at = others.firsts.searchsorted(spans.firsts - room + 1)
    near: NDArray[np.bool_] = np.append(others.firsts, FAR).take(at) < spans.firsts + room
    return near


def _with_rivals(each: Sequence[tuple[Spans, int]]) -> Iterator[tuple[Spans, int]]:
    """Lists of spans, with how many of each are wanted; and of words that may stand in one place all together.

    There is a place for each of them if for every choice of some there are as many places as words (Hall, On
    Representatives of Subsets, 1935).
    """
    yield from each
    rivals = [one for one in each if any(_overlap(one[0], other[0]) for other in each if other is not one)]
    for size in range(2, min(len(rivals), _MOST_RIVALS) + 1):
        for some in combinations(rivals, size):
            yield joined([spans for spans, _ in some]), sum(count for _, count in some)


def _overlap(some: Spans, others: Spans) -> bool:
    return _begins_inside(some, others) or _begins_inside(others, some)


def _begins_inside(some: Spans, others: Spans) -> bool:
    """Whether one of the others begins where one of some stands."""
    nearest = np.append(others.firsts, FAR).take(others.firsts.searchsorted(some.firsts))
    return bool((nearest <= some.lasts).any())


def _nth_end(spans: Spans, begins: Keys, count: int) -> Keys:
    """Where from each position on the `count`-th of the spans that do not overlap ends; far away if there are fewer."""
    least = np.append(np.minimum.accumulate(spans.lasts[::-1])[::-1], FAR)
    ends = begins - 1
    for _ in range(count):
        ends = least.take(spans.firsts.searchsorted(ends, side="right"))
    return ends


def _inside(begins: Keys, room: int, spans: Spans) -> Part:
    """The spans that lie in the `room` positions from any of the begins on; those, for each of these."""
    low = spans.firsts.searchsorted(begins)
    counts = np.maximum(spans.firsts.searchsorted(begins + room) - low, 0)
    places = np.arange(len(begins)).repeat(counts)
    numbers = low.repeat(counts) + np.arange(len(places)) - (counts.cumsum() - counts).repeat(counts)
    fits = spans.lasts.take(numbers) < begins.take(places) + room
    return Part(spans, places[fits], numbers[fits])
