"""Phrases: words in order, each at most `slop` positions behind the one before, by whole arrays of positions."""

from collections import Counter
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchkit.search.nodes import NOTHING, Node, boosted
from searchkit.search.postings import Docs, Flags, Postings, Scores, locate
from searchkit.search.view import SegmentView

_PLACE_BITS = 32
_MOST_SLOP = 1 << 31  # no position is that far behind another
_MUCH_FEWER = 16  # times fewer: quicker to search for each than to merge

Places = NDArray[np.intp]  # of postings within a term
Word = tuple[bytes, str | None]
Keys = NDArray[np.int64]  # document's place << 32 | position, ascending


@dataclass(frozen=True)
class PhraseNode(Node):
    """A phrase of terms, each with the shape it is written in, if that matters.

    Its score is the sum of its words' scores, as often as the phrase has each.
    """

    field: str
    words: tuple[Word, ...]
    slop: int = 1
    boost: float = 1.0

    def _postings(self, view: SegmentView) -> dict[Word, Postings] | None:
        """The distinct words, rarest first; None where one is missing."""
        found = {}
        for word in self.words:
            if word not in found:
                postings = view.postings(self.field, *word)
                if postings is None:
                    return None
                found[word] = postings
        return dict(sorted(found.items(), key=lambda item: item[1].doc_freq))

    def size(self, view: SegmentView) -> int:
        found = self._postings(view)
        return min(postings.doc_freq for postings in found.values()) if found else 0

    def docs(self, view: SegmentView) -> Docs:
        return self._matches(view, None)[0]

    def all(self, view: SegmentView) -> tuple[Docs, Scores]:
        return self._matches(view, None)

    def has(self, view: SegmentView, docs: Docs) -> Flags:
        return self.at(view, docs)[0]

    def at(self, view: SegmentView, docs: Docs) -> tuple[Flags, Any]:
        matches, scores = self._matches(view, docs)
        if not len(matches):
            return np.zeros(len(docs), np.bool_), np.zeros(len(docs))
        member, places = locate(matches, docs)
        return member, scores.take(places, mode="clip") * member

    def _matches(self, view: SegmentView, within: Docs | None) -> tuple[Docs, Scores]:
        terms = self._postings(view)
        if not terms:
            return NOTHING
        docs, places = common(list(terms.values()), within)
        if not len(docs):
            return NOTHING
        by_word = dict(zip(terms, places, strict=True))
        if len(self.words) > 1:
            kept = self._in_order(view, terms, by_word)
            docs = docs[kept]
            by_word = {word: found[kept] for word, found in by_word.items()}
        times = Counter(self.words)
        scores = [boosted(terms[word].impacts_of(found), times[word]) for word, found in by_word.items()]
        return docs, boosted(reduce(np.add, scores), self.boost)

    def _in_order(self, view: SegmentView, terms: dict[Word, Postings], places: dict[Word, Places]) -> NDArray[np.intp]:
        """Which of the documents that have all words have them as the phrase wants them."""
        if self.slop < 1:
            return np.empty(0, np.intp)
        keys = {word: positions_of(view, postings, places[word]) for word, postings in terms.items()}
        ends = keys[self.words[0]]
        for word in self.words[1:]:
            ends = following(ends, keys[word], min(self.slop, _MOST_SLOP))
        found = ends >> _PLACE_BITS
        if len(found) > 1:
            found = found[np.concatenate(([True], found[1:] != found[:-1]))]
        return found.astype(np.intp)


def common(terms: list[Postings], within: Docs | None) -> tuple[Docs, list[Places]]:
    """The documents, of `within` if given, that have all the terms, and their places in each; rarest first."""
    docs, rest = (terms[0].docs, terms[1:]) if within is None else (within, terms)
    for postings in rest:
        docs = docs.take(np.flatnonzero(postings.has(docs)))
    return docs, [postings.places(docs) for postings in terms]


def positions_of(view: SegmentView, postings: Postings, places: Places) -> Keys:
    """The positions of some postings, each with the number of its document among those."""
    starts = view.position_starts(postings)
    first = starts.take(places)
    counts = starts.take(places + 1) - first
    owners = np.repeat(np.arange(len(places), dtype=np.int64), counts)
    positions = postings.positions()
    if len(places) < postings.doc_freq:
        first -= np.cumsum(counts) - counts
        wanted = first.take(owners)
        wanted += np.arange(len(owners))
        positions = positions.take(wanted)
    owners <<= _PLACE_BITS
    owners += positions
    return owners


def following(ends: Keys, nexts: Keys, slop: int) -> Keys:
    """Those of `nexts` that stand 1 to `slop` positions behind one of `ends`."""
    if not len(ends) or not len(nexts):
        return ends[:0]
    found: Keys
    if slop > 1:
        before = ends.searchsorted(nexts) - 1
        found = nexts[(before >= 0) & (nexts - ends.take(before, mode="clip") <= slop)]
        return found
    wanted = ends + 1
    if len(wanted) * _MUCH_FEWER < len(nexts):
        found = wanted[nexts.take(nexts.searchsorted(wanted), mode="clip") == wanted]
        return found
    both = np.concatenate((wanted, nexts))
    both.sort(kind="stable")  # two ascending runs: merged in one go
    found = both[1:].take(np.flatnonzero(both[1:] == both[:-1]))
    return found
