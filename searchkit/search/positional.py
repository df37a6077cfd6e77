"""What matches at spans, as a node of a plan: documents by whole arrays of positions, segment by segment."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from searchkit.query.nodes import Unit
from searchkit.search.candidates import SegmentWords
from searchkit.search.nodes import Node, TermNode
from searchkit.search.patternspans import pattern_ends
from searchkit.search.postings import Docs, Flags, Scores, union_of
from searchkit.search.segmentpostings import locate
from searchkit.search.spanchoices import AtLeastSpans, TogetherSpans
from searchkit.search.spannodes import ApartSpans, EitherSpans, LeafSpans, SpanNode, SpanSource
from searchkit.search.spans import FAR, NO_KEYS, PLACE_BITS, Keys, TooManyPairs
from searchkit.search.view import CommitView, SegmentView
from searchkit.search.wordpositions import NO_ENDS, Ends, word_ends


class SegmentSource(SpanSource):
    """Some documents of one segment; their places are their numbers in it."""

    def __init__(self, words: SegmentWords, docs: Docs) -> None:
        self._words, self._docs = words, docs
        self._known: dict[LeafSpans, Ends] = {}

    def ends(self, leaf: LeafSpans) -> Ends:
        found = self._known.get(leaf)
        if found is None:
            found = self._known[leaf] = self._ends(leaf)
        return found

    def _ends(self, leaf: LeafSpans) -> Ends:
        if isinstance(leaf.node, TermNode):
            postings = self._words.postings(leaf)
            return NO_ENDS if postings is None else word_ends(postings, self._docs)
        return pattern_ends(self._words.part, leaf.node, self._docs)

    def borders(self, field: str, unit: Unit) -> Keys:
        part = self._words.part
        key = "borders", part.number, field, unit
        keys: Keys = self._words.view.remembered(key, lambda: _borders(part, field, unit))
        return keys

    def lead_ends(self, field: str) -> Keys | None:
        if field != "body":
            return None
        part = self._words.part
        ends: Keys = self._words.view.remembered(("lead ends", part.number), lambda: _lead_ends(part, field))
        return ends


def _borders(part: SegmentView, field: str, unit: Unit) -> Keys:
    """The first positions of the units of all documents of a segment, of all that have none 0; and FAR."""
    documents = np.arange(part.doc_count, dtype=np.int64) << PLACE_BITS
    terms = part.segment.fields.get(field)
    lists = None if unit == "field" or terms is None else terms.all_borders(unit)
    if lists is None:
        return np.append(documents, FAR)
    firsts, counts = lists.of_all(np.arange(part.doc_count))
    keys: Keys = firsts + documents.repeat(counts)
    return np.append(keys if counts.all() else np.union1d(keys, documents), FAR)


def _lead_ends(part: SegmentView, field: str) -> Keys:
    """Of each document of a segment where its second passage begins, or what no position reaches."""
    documents = np.arange(part.doc_count, dtype=np.int64) << PLACE_BITS
    ends = documents + (1 << PLACE_BITS) - 1
    terms = part.segment.fields.get(field)
    lists = None if terms is None else terms.all_borders("passage")
    if lists is not None:
        firsts, counts = lists.of_all(np.arange(part.doc_count))
        several = np.flatnonzero(counts > 1)
        ends[several] = documents[several] + firsts.take((counts.cumsum() - counts)[several] + 1)
    return ends


@dataclass(frozen=True)
class PositionalNode(Node):
    """The documents that match at spans; each scores as `scored`, any of the words that were asked for."""

    spans: SpanNode
    scored: Node

    def size(self, view: CommitView) -> int:
        words = [SegmentWords(view, part) for part in view.parts]
        return min(view.doc_count, sum(each.size(self.spans, field) for each in words for field in self.spans.fields))

    def docs(self, view: CommitView) -> Docs:
        return self._matches(view, None)

    def all(self, view: CommitView) -> tuple[Docs, Scores]:
        docs = self._matches(view, None)
        return docs, self.scored.at(view, docs)[1].astype(np.float64)

    def has(self, view: CommitView, docs: Docs) -> Flags:
        return locate(self._matches(view, docs), docs)[0]

    def at(self, view: CommitView, docs: Docs) -> tuple[Flags, Any]:
        member = self.has(view, docs)
        scores = np.zeros(len(docs))
        scores[member] = self.scored.at(view, docs[member])[1]
        return member, scores

    def _matches(self, view: CommitView, within: Docs | None) -> Docs:
        parts = []
        for part in view.parts:
            words = SegmentWords(view, part)
            found = [*self._found(words, None if within is None else part.of(within))]
            if found:
                parts.append(union_of(found).astype(np.int64) + part.base)
        return np.concatenate(parts) if parts else NO_KEYS

    def _found(self, words: SegmentWords, within: Docs | None) -> Iterator[Docs]:
        """The documents of a segment that match, field by field."""
        if isinstance(self.spans, AtLeastSpans):
            docs, are_found = words.often(self.spans, within)
            yield from [docs] if are_found and len(docs) else self._matching(words, "", docs)
            return
        for field in sorted(self.spans.fields):
            docs = words.docs(self.spans, field, within)
            if isinstance(self.spans, ApartSpans) and _are_words(self.spans.a):
                alone, docs = words.without(self.spans, field, docs)
                if len(alone):
                    yield alone
            yield from self._matching(words, field, docs)

    def _matching(self, words: SegmentWords, field: str, docs: Docs) -> Iterator[Docs]:
        """Those of the documents that match; in halves where all of them have too many pairs of spans at once."""
        if not len(docs):
            return
        try:
            if isinstance(self.spans, TogetherSpans):
                docs = self.spans.hopeful(SegmentSource(words, docs), field, words.size)
            found = self.spans.places(SegmentSource(words, docs), field)
        except TooManyPairs:
            middle = len(docs) // 2
            yield from self._matching(words, field, docs[:middle])
            yield from self._matching(words, field, docs[middle:])
            return
        if len(found):
            yield found


def _are_words(node: SpanNode) -> bool:
    """Whether it has spans wherever its words stand."""
    return isinstance(node, LeafSpans) or (isinstance(node, EitherSpans) and all(map(_are_words, node.children)))
