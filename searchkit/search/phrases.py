"""Phrases: words in order, each at most `slop` positions behind the one before, by whole arrays of positions."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchkit.search.nodes import NOTHING, Node
from searchkit.search.postings import Docs, FieldPostings, Flags, Scores, times, union_of
from searchkit.search.segmentpostings import SegmentPostings, locate
from searchkit.search.spans import Spans, have_partners, owners, so_many_words
from searchkit.search.view import CommitView
from searchkit.search.wordpositions import ends_in

_PLACE_BITS = 32
_MOST_SLOP = 1 << 31  # no position is that far behind another
_MUCH_FEWER = 16  # times fewer: quicker to search for each than to merge
_FEW = 64  # so few are quicker searched for in any case

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
    to_end: bool = False
    """Whether a compound that is kept as one word reaches to the end of its last part."""

    def _terms(self, view: CommitView) -> dict[Word, FieldPostings] | None:
        """The distinct words, rarest first; None where one is missing."""
        found = {}
        for word in self.words:
            if word not in found:
                postings = view.positions(self.field, *word)
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
        found = []
        for number, part in enumerate(view.parts):
            parts = {word: postings.parts[number] for word, postings in terms.items() if number in postings.parts}
            if len(parts) == len(terms):
                docs = _in_all([*parts.values()], None if within is None else part.of(within))
                if len(docs):
                    found.append(self._scored(terms, parts, self._as_wanted(parts, docs)))
        if not found:
            return NOTHING
        return np.concatenate([docs for docs, _ in found]), np.concatenate([scores for _, scores in found])

    def _as_wanted(self, parts: Parts, docs: Docs) -> Docs:
        """Those of a segment's documents, which have all words, that have them as the phrase wants them."""
        if len(self.words) == 1:
            return docs
        wide = [part.wide.docs for part in parts.values() if part.wide is not None] if self.to_end else []
        if not wide:
            return docs.take(self._placed(parts, docs))
        are_there, places = locate(docs, union_of(wide))
        at = places[are_there]
        if not len(at):
            return docs.take(self._placed(parts, docs))
        rest = np.delete(docs, at)
        found = self._end_to_end(parts, docs.take(at)), rest.take(self._placed(parts, rest))
        return np.sort(np.concatenate(found))

    def _placed(self, parts: Parts, docs: Docs) -> NDArray[np.int64]:
        """The places of the documents that have the words where they should be, each in one position."""
        if not len(docs):
            return np.empty(0, np.int64)
        return self._side_by_side(parts, docs) if self.slop == 1 else self._in_order(parts, docs)

    def _end_to_end(self, parts: Parts, docs: Docs) -> Docs:
        """The documents that have the words in order, each near enough to the end of the one before."""
        places = np.arange(len(docs), dtype=np.int64)
        each = {word: Spans(*ends_in(part, docs, places)) for word, part in parts.items()}
        found = each[self.words[0]]
        for word in self.words[1:]:
            spans = each[word]
            reach = so_many_words(spans, min(self.slop, _MOST_SLOP))
            found = spans.take(np.flatnonzero(have_partners(spans, found, reach, behind=False, before=True)))
        return docs.take(owners(found.firsts))

    def _scored(self, terms: Mapping[Word, FieldPostings], parts: Parts, docs: Docs) -> tuple[Docs, Scores]:
        """Documents of a segment by their numbers in the commit, and their scores."""
        scores, times_each = np.zeros(len(docs)), Counter(self.words)
        numbers = docs.astype(np.int64) + next(iter(parts.values())).base
        for word, part in parts.items():
            weights = part.weights.take(part.places(docs))
            scores += times(terms[word].scores_of(weights, numbers), times_each[word])
        return numbers, times(scores, self.boost)

    def _side_by_side(self, parts: Parts, docs: Docs) -> NDArray[np.int64]:
        """The places of the documents that have the words side by side.

        Rarest first; each word is looked for only where those before it are as they should be.
        """
        kept, starts = np.arange(len(docs), dtype=np.int64), None
        for word, part in parts.items():
            keys = _keys(part, docs, kept)
            for offset in (offset for offset, other in enumerate(self.words) if other == word):
                here = keys - (offset - len(self.words))  # where the phrase would begin, never below 0
                starts = here if starts is None else _in_both(starts, here)
            kept = owners(starts)  # type: ignore[arg-type]  # there was at least one offset
            if not len(kept):
                break
        return kept

    def _in_order(self, parts: Parts, docs: Docs) -> NDArray[np.int64]:
        """The places of the documents that have the words in order, each near enough to the one before."""
        if self.slop < 1:
            return np.empty(0, np.int64)
        all_docs = np.arange(len(docs), dtype=np.int64)
        keys = {word: _keys(part, docs, all_docs) for word, part in parts.items()}
        ends = keys[self.words[0]]
        for word in self.words[1:]:
            ends = following(ends, keys[word], min(self.slop, _MOST_SLOP))
        return owners(ends)


def _in_all(terms: Sequence[SegmentPostings], within: Docs | None) -> Docs:
    """The documents of a segment, of `within` if given, that have all the terms; rarest first."""
    docs, rest = (terms[0].docs, terms[1:]) if within is None else (within, terms)
    for postings in rest:
        if not len(docs):
            break
        docs = docs.take(np.flatnonzero(postings.has(docs)))
    return docs


def _keys(part: SegmentPostings, docs: Docs, places: NDArray[np.int64]) -> Keys:
    """The positions in those of the documents that stand at these places, with the places."""
    numbers, positions = part.positions_at(part.places(docs.take(places)))
    keys: Keys = places.take(numbers)
    keys <<= _PLACE_BITS
    keys += positions
    return keys


def _in_both(some: Keys, others: Keys) -> Keys:
    """What stands in both; both ascend."""
    if len(some) > len(others):
        some, others = others, some
    if not len(some):
        return some
    if len(some) * _MUCH_FEWER < len(others) or len(some) < _FEW:
        found: Keys = some[others.take(others.searchsorted(some), mode="clip") == some]
        return found
    both = np.concatenate((some, others))
    both.sort(kind="stable")  # two ascending runs: merged in one go
    return both[1:].take(np.flatnonzero(both[1:] == both[:-1]))


def following(ends: Keys, nexts: Keys, slop: int) -> Keys:
    """Those of `nexts` that stand 1 to `slop` positions behind one of `ends`."""
    if not len(ends) or not len(nexts):
        return ends[:0]
    before = ends.searchsorted(nexts) - 1
    found: Keys = nexts[(before >= 0) & (nexts - ends.take(before, mode="clip") <= slop)]
    return found
