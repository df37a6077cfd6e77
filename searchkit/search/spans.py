"""Spans of matches as whole arrays, and which of them are near which.

The spans of one field of many articles are two arrays of keys: the place of the article among those that are looked
at, shifted by 32 bits, plus a position. Lists of spans ascend by their first positions.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from searchkit.errors import QueryError
from searchkit.storage.arrays import ragged

PLACE_BITS = 32
MOST_PAIRS = 1 << 22
"""So many pairs of spans are made at a time: 200 MB at the most."""

MOST_PAIRS_OF_ONE = 1 << 25
"""And so many in a single article; more are refused."""

Keys = NDArray[np.int64]
Numbers = NDArray[np.int64]

NO_KEYS: Keys = np.empty(0, np.int64)
FAR = np.iinfo(np.int64).max


class Part(NamedTuple):
    """The spans at `numbers` of another list are parts of those at `places` of this one."""

    spans: "Spans"
    places: Numbers
    numbers: Numbers


class Piece(NamedTuple):
    """Spans of one leaf that take part in a match."""

    leaf: Any
    firsts: Keys
    lasts: Keys


@dataclass(frozen=True, slots=True)
class Spans:
    """First and last position of each span; `parts` tells what they are made of, if they are not a `leaf`'s own."""

    firsts: Keys
    lasts: Keys
    parts: Callable[[], Sequence[Part]] | None = None
    leaf: Any = None

    def __len__(self) -> int:
        return len(self.firsts)

    def take(self, numbers: Numbers) -> "Spans":
        """Some of the spans."""
        parts = [Part(self, np.arange(len(numbers)), numbers)]
        firsts = self.firsts.take(numbers)
        return Spans(firsts, firsts if self.firsts is self.lasts else self.lasts.take(numbers), lambda: parts)

    def pieces(self, chosen: NDArray[np.bool_] | None = None) -> Iterator[Piece]:
        """What the chosen spans, or all, are made of."""
        if self.parts is None:
            firsts, lasts = (self.firsts, self.lasts) if chosen is None else (self.firsts[chosen], self.lasts[chosen])
            if len(firsts):
                yield Piece(self.leaf, firsts, lasts)
            return
        for spans, places, numbers in self.parts():
            flags = np.zeros(len(spans), np.bool_)
            flags[numbers if chosen is None else numbers[chosen.take(places)]] = True
            yield from spans.pieces(flags)


NO_SPANS = Spans(NO_KEYS, NO_KEYS, lambda: [])


def owners(keys: Keys) -> Numbers:
    """The places of articles in ascending keys, each once."""
    places: Numbers = keys >> PLACE_BITS
    return places[np.concatenate(([True], places[1:] != places[:-1]))] if len(places) > 1 else places


def joined(lists: Sequence[Spans]) -> Spans:
    """The spans of all lists."""
    lists = [spans for spans in lists if len(spans)]
    if len(lists) < 2:
        return lists[0] if lists else NO_SPANS
    firsts = np.concatenate([spans.firsts for spans in lists])
    order = firsts.argsort(kind="stable")
    lasts = np.concatenate([spans.lasts for spans in lists]).take(order)

    def parts() -> Iterator[Part]:
        begin = 0
        for spans in lists:
            places = np.flatnonzero((order >= begin) & (order < begin + len(spans)))
            yield Part(spans, places, order.take(places) - begin)
            begin += len(spans)

    return Spans(firsts.take(order), lasts, lambda: [*parts()])


@dataclass(frozen=True, slots=True)
class Within:
    """How far a span reaches: from `lows` back where others may end or begin, to `highs` where they may begin."""

    lows: Keys
    highs: Keys


def so_many_words(spans: Spans, words: int) -> Within:
    """So many positions to either side."""
    return Within(spans.firsts - words, spans.lasts + words)


def same_unit(spans: Spans, borders: Keys) -> Within:
    """From the beginning to the end of the unit a span begins in; `borders` are their first positions, and FAR."""
    numbers = borders.searchsorted(spans.firsts, side="right")
    return Within(borders.take(numbers - 1), borders.take(numbers) - 1)


def whole(spans: Spans, borders: Keys) -> Spans:
    """The spans that do not reach over a border."""
    if spans.firsts is spans.lasts:
        return spans
    ends = borders.searchsorted(spans.lasts, side="right")
    kept = np.flatnonzero(ends == borders.searchsorted(spans.firsts, side="right"))
    return spans if len(kept) == len(spans) else spans.take(kept)


@dataclass(frozen=True, slots=True)
class Partners:
    """For each span where among others those behind it begin, and how many they are; and those before it.

    Numbers of those before it count in `by_last`, which sorts the others by their ends; None: they are in that order.
    """

    behind: Numbers
    behind_counts: Numbers
    before: Numbers
    before_counts: Numbers
    by_last: Numbers | None

    @property
    def counts(self) -> Numbers:
        """How many each span has."""
        return self.behind_counts + self.before_counts


def partners(spans: Spans, others: Spans, reach: Within, behind: bool, before: bool) -> Partners:
    """The others within reach of each span that do not overlap it, on the sides asked for."""
    none = np.zeros(len(spans), np.int64)
    first = after = first_before = after_before = none
    by_last = None
    if behind:
        first = others.firsts.searchsorted(spans.lasts, side="right")
        after = np.maximum(first, others.firsts.searchsorted(reach.highs, side="right"))
    if before:
        lasts = others.lasts
        if others.firsts is not lasts and len(lasts) > 1 and (lasts[1:] < lasts[:-1]).any():
            by_last = lasts.argsort(kind="stable")
            lasts = lasts.take(by_last)
        first_before = lasts.searchsorted(reach.lows)
        after_before = np.maximum(first_before, lasts.searchsorted(spans.firsts))
    return Partners(first, after - first, first_before, after_before - first_before, by_last)


def have_partners(spans: Spans, others: Spans, reach: Within, behind: bool, before: bool) -> NDArray[np.bool_]:
    """Of each span whether it has partners: whether the nearest on a side is one."""
    if spans.firsts is spans.lasts and others.firsts is others.lasts and behind and before:
        return _are_near(spans.firsts, others.firsts, reach)
    found = np.zeros(len(spans), np.bool_)
    if behind:
        at = others.firsts.searchsorted(spans.lasts, side="right")
        found |= np.append(others.firsts, FAR).take(at) <= reach.highs
    if before:
        ends = others.lasts if others.firsts is others.lasts else np.sort(others.lasts)
        found |= np.append(ends, -FAR).take(ends.searchsorted(spans.firsts) - 1) >= reach.lows
    return found


def _are_near(keys: Keys, others: Keys, reach: Within) -> NDArray[np.bool_]:
    """The same of single positions on both sides, each looked for once."""
    at = others.searchsorted(keys)
    padded = np.concatenate((others, (FAR, -FAR)))  # what is looked for before the first is the last
    following = padded.take(at)
    same = np.flatnonzero(following == keys)
    if len(same):
        following[same] = padded.take(others.searchsorted(keys.take(same), side="right"))
    found: NDArray[np.bool_] = following <= reach.highs
    found |= padded.take(at - 1, mode="wrap") >= reach.lows
    return found


class TooManyPairs(Exception):
    """More pairs than are made at a time; to be tried with fewer articles."""


def pairs(spans: Spans, others: Spans, found: Partners) -> Spans:
    """A span for each pair, from the beginning of the first to the end of the second."""
    total = int(found.counts.sum())
    if total > MOST_PAIRS:
        one = len(owners(spans.firsts)) == 1
        if not one:
            raise TooManyPairs
        if total > MOST_PAIRS_OF_ONE:
            raise QueryError("a proximity inside another matches too often in one article; ask for nearer words")
    before = ragged(found.before, found.before_counts)
    if found.by_last is not None:
        before = found.by_last.take(before)
    behind = ragged(found.behind, found.behind_counts)
    every = np.arange(len(spans))
    ours = np.concatenate((every.repeat(found.before_counts), every.repeat(found.behind_counts)))
    theirs = np.concatenate((before, behind))
    firsts = np.minimum(spans.firsts.take(ours), others.firsts.take(theirs))
    lasts = np.maximum(spans.lasts.take(ours), others.lasts.take(theirs))
    order = firsts.argsort(kind="stable")
    ours, theirs, all_pairs = ours.take(order), theirs.take(order), np.arange(total)
    made_of = [Part(spans, all_pairs, ours), Part(others, all_pairs, theirs)]
    return Spans(firsts.take(order), lasts.take(order), lambda: made_of)


def most_disjoint(spans: Spans, enough: int) -> tuple[Numbers, Numbers]:
    """Of each article that has spans: how many of them there are at most of which no two overlap, up to `enough`.

    The first to end is taken, then the first to end of those that begin behind it, and so on.
    """
    places = owners(spans.firsts)
    if spans.firsts is spans.lasts:
        distinct = np.unique(spans.firsts)
        return places, np.unique(distinct >> PLACE_BITS, return_counts=True)[1].astype(np.int64)
    order = spans.firsts.argsort(kind="stable")
    firsts, lasts = spans.firsts.take(order), spans.lasts.take(order)
    least = np.minimum.accumulate(lasts[::-1])[::-1]  # the first end of all spans from each on, of later articles too
    counts = np.zeros(len(places), np.int64)
    ends = places << PLACE_BITS
    ends -= 1
    going = np.arange(len(places))
    for _ in range(enough):
        at = firsts.searchsorted(ends.take(going), side="right")
        nearest = np.append(least, -1).take(at)
        kept = (nearest >> PLACE_BITS) == places.take(going)
        going = going[kept]
        if not len(going):
            break
        counts[going] += 1
        ends[going] = nearest[kept]
    return places, counts
