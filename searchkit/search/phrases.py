"""Phrases: words in order, each at most `slop` positions behind the one before, by whole arrays of positions."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchkit.search.nodes import NOTHING, Node
from searchkit.search.postings import Docs, FieldPostings, Flags, Postings, Scores, locate, times
from searchkit.search.segmentpostings import Places, SegmentPostings
from searchkit.search.view import CommitView

_PLACE_BITS = 32
_MOST_SLOP = 1 << 31  # no position is that far behind another
_MUCH_FEWER = 16  # times fewer: quicker to search for each than to merge

Word = tuple[bytes, str | None]
Parts = Mapping[Word, SegmentPostings]
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

    def _terms(self, view: CommitView) -> dict[Word, FieldPostings] | None:
        """The distinct words, rarest first; None where one is missing."""
        found = {}
        for word in self.words:
            if word not in found:
                postings = view.of_field(self.field, *word)
                if postings is None:
                    return None
                found[word] = postings
        return dict(sorted(found.items(), key=lambda item: item[1].size))

    def size(self, view: CommitView) -> int:
        found = self._terms(view)
        return min(postings.size for postings in found.values()) if found else 0

    def docs(self, view: CommitView) -> Docs:
        return self._matches(view, None)[0]

    def all(self, view: CommitView) -> tuple[Docs, Scores]:
        return self._matches(view, None)

    def has(self, view: CommitView, docs: Docs) -> Flags:
        return self.at(view, docs)[0]

    def at(self, view: CommitView, docs: Docs) -> tuple[Flags, Any]:
        matches, scores = self._matches(view, docs)
        if not len(matches):
            return np.zeros(len(docs), np.bool_), np.zeros(len(docs))
        member, places = locate(matches, docs)
        return member, scores.take(places, mode="clip") * member

    def _matches(self, view: CommitView, within: Docs | None) -> tuple[Docs, Scores]:
        terms = self._terms(view)
        if not terms:
            return NOTHING
        docs = common(list(terms.values()), within)
        borders = docs.searchsorted([part.base for part in view.parts] + [view.doc_count]).tolist()
        found = [
            self._in_segment(terms, number, docs[first:last])
            for number, (first, last) in enumerate(pairwise(borders))
            if last > first
        ]
        if not found:
            return NOTHING
        return np.concatenate([docs for docs, _ in found]), np.concatenate([scores for _, scores in found])

    def _in_segment(self, terms: Mapping[Word, FieldPostings], number: int, docs: Docs) -> tuple[Docs, Scores]:
        """Those of a segment's documents, which have all words, that have them as wanted, and their scores."""
        parts = {word: postings.parts[number] for word, postings in terms.items()}
        places = {word: part.places(docs - part.base) for word, part in parts.items()}
        if len(self.words) > 1:
            kept = self._side_by_side(parts, places) if self.slop == 1 else self._in_order(parts, places)
            docs, places = docs[kept], {word: found[kept] for word, found in places.items()}
        scores, times_each = np.zeros(len(docs)), Counter(self.words)
        for word, found in places.items():
            scores += times(terms[word].scores_of(parts[word].weights.take(found), docs), times_each[word])
        return docs, times(scores, self.boost)

    def _side_by_side(self, parts: Parts, places: Mapping[Word, Places]) -> NDArray[np.intp]:
        """Which of the documents have the words side by side: rarest first, each among what is left of the others."""
        kept, starts = np.arange(len(next(iter(places.values())))), None
        for word, part in parts.items():
            keys = _keys(part, places[word].take(kept), kept)
            for offset in (offset for offset, other in enumerate(self.words) if other == word):
                here = keys - (offset - len(self.words))  # where the phrase would begin, never below 0
                starts = here if starts is None else _in_both(starts, here)
            kept = _owners(starts)
            if not len(kept):
                break
        return kept

    def _in_order(self, parts: Parts, places: Mapping[Word, Places]) -> NDArray[np.intp]:
        """Which of the documents have the words in order, each near enough to the one before."""
        if self.slop < 1:
            return np.empty(0, np.intp)
        owners = np.arange(len(next(iter(places.values()))))
        keys = {word: _keys(part, places[word], owners) for word, part in parts.items()}
        ends = keys[self.words[0]]
        for word in self.words[1:]:
            ends = following(ends, keys[word], min(self.slop, _MOST_SLOP))
        return _owners(ends)


def common(terms: Sequence[Postings], within: Docs | None) -> Docs:
    """The documents, of `within` if given, that have all the terms; rarest first."""
    docs, rest = (terms[0].docs, terms[1:]) if within is None else (within, terms)
    for postings in rest:
        if not len(docs):
            break
        docs = docs.take(np.flatnonzero(postings.has(docs)))
    return docs


def _keys(part: SegmentPostings, places: Places, numbers: NDArray[np.intp]) -> Keys:
    """The positions of the documents at these places, with the documents' numbers."""
    owners, positions = part.positions_at(places)
    keys: Keys = numbers.take(owners)
    keys <<= _PLACE_BITS
    keys += positions
    return keys


def _owners(keys: Any) -> NDArray[np.intp]:
    """The documents' numbers, each once."""
    found = keys >> _PLACE_BITS
    if len(found) > 1:
        found = found[np.concatenate(([True], found[1:] != found[:-1]))]
    return np.asarray(found, np.intp)


def _in_both(some: Keys, others: Keys) -> Keys:
    """What stands in both; both ascend."""
    if len(some) > len(others):
        some, others = others, some
    if not len(some):
        return some
    if len(some) * _MUCH_FEWER < len(others):
        found: Keys = some[others.take(others.searchsorted(some), mode="clip") == some]
        return found
    both = np.concatenate((some, others))
    both.sort(kind="stable")  # two ascending runs: merged in one go
    found = both[1:].take(np.flatnonzero(both[1:] == both[:-1]))
    return found


def following(ends: Keys, nexts: Keys, slop: int) -> Keys:
    """Those of `nexts` that stand 1 to `slop` positions behind one of `ends`."""
    if not len(ends) or not len(nexts):
        return ends[:0]
    before = ends.searchsorted(nexts) - 1
    found: Keys = nexts[(before >= 0) & (nexts - ends.take(before, mode="clip") <= slop)]
    return found
