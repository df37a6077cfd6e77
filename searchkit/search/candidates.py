"""Which documents of a segment may match at spans at all: those that have the words, wherever they stand."""

from collections.abc import Sequence

import numpy as np

from searchkit.search.nodes import Node, TermNode
from searchkit.search.postings import Docs
from searchkit.search.segmentpostings import SegmentPostings
from searchkit.search.spanchoices import AtLeastSpans, LeadingSpans, TogetherSpans
from searchkit.search.spannodes import ApartSpans, EitherSpans, LeafSpans, NearSpans, SequenceSpans, SpanNode
from searchkit.search.view import CommitView, SegmentView

_NO_DOCS: Docs = np.empty(0, np.int64)


class SegmentWords:
    """The words of one segment of a commit; documents are numbered within it."""

    def __init__(self, view: CommitView, part: SegmentView) -> None:
        self.view, self.part = view, part

    def postings(self, leaf: LeafSpans) -> SegmentPostings | None:
        """The postings of a leaf that is a word; None where it has none here."""
        found = self.view.positions(leaf.field, leaf.node.term, leaf.node.shape)
        return None if found is None else found.parts.get(self.part.number)

    def size(self, node: SpanNode, field: str) -> int:
        """How many documents may match at most."""
        if field not in node.fields:
            return 0
        match node:
            case LeafSpans(node=TermNode()):
                found = self.postings(node)
                return 0 if found is None else len(found.docs)
            case LeafSpans():
                return len(self._of_pattern(node.node))
            case EitherSpans():
                return min(self.part.doc_count, sum(self.size(child, field) for child in node.children))
            case ApartSpans():
                return self.size(node.a, field)
        return min(self.size(child, field) for child in node.children)

    def docs(self, node: SpanNode, field: str, within: Docs | None = None) -> Docs:
        """The documents, of those `within` if given, that may match in a field; ascending."""
        if field not in node.fields or (within is not None and not len(within)):
            return _NO_DOCS
        match node:
            case LeafSpans(node=TermNode()):
                return self._of_word(node, within)
            case LeafSpans():
                return _both(self._of_pattern(node.node), within)
            case EitherSpans():
                return self._of_any(node.children, field, within)
            case ApartSpans():
                return self.docs(node.a, field, within)
            case AtLeastSpans() | LeadingSpans():
                return self.docs(node.part, field, within)
            case NearSpans() | SequenceSpans() | TogetherSpans():
                return self._of_all(node.children, field, within)
        raise TypeError(type(node))

    def often(self, node: AtLeastSpans, within: Docs | None) -> tuple[Docs, bool]:
        """The documents that may have a node's spans often enough, in all fields together; and whether they all do."""
        parts = node.part.children if isinstance(node.part, EitherSpans) else (node.part,)
        words = [part for part in parts if isinstance(part, LeafSpans) and isinstance(part.node, TermNode)]
        if len(words) < len(parts):
            return _united([self.docs(node.part, field, within) for field in node.fields]), False
        counts = np.zeros(self.part.doc_count, np.int64)
        found = [*filter(None, map(self.postings, words))]
        for postings in found:
            counts[postings.docs.astype(np.intp)] += postings.counts
        docs = np.flatnonzero(counts >= node.count) if within is None else within[counts.take(within) >= node.count]
        overlap = any(postings.wide is not None for postings in found)  # a compound and its first part may be one term
        return docs, not overlap and len({leaf.field for leaf in words}) == len(words)

    def without(self, node: ApartSpans, field: str, docs: Docs) -> tuple[Docs, Docs]:
        """Of documents that have the first part of a node those that lack the second, and the others."""
        both = self.docs(node.b, field, docs)
        return np.setdiff1d(docs, both, assume_unique=True), both

    def _of_word(self, leaf: LeafSpans, within: Docs | None) -> Docs:
        found = self.postings(leaf)
        if found is None:
            return _NO_DOCS
        return found.docs if within is None else within[found.has(within)]

    def _of_pattern(self, node: Node) -> Docs:
        return self.part.of(node.docs(self.view))

    def _of_any(self, nodes: Sequence[SpanNode], field: str, within: Docs | None) -> Docs:
        return _united([self.docs(node, field, within) for node in nodes if field in node.fields])

    def _of_all(self, nodes: Sequence[SpanNode], field: str, within: Docs | None) -> Docs:
        """Rarest first."""
        docs = within
        for node in sorted(nodes, key=lambda node: self.size(node, field)):
            docs = self.docs(node, field, docs)
        return _NO_DOCS if docs is None else docs


def _united(parts: Sequence[Docs]) -> Docs:
    parts = [docs for docs in parts if len(docs)]
    if len(parts) < 2:
        return parts[0] if parts else _NO_DOCS
    return np.unique(np.concatenate([docs.astype(np.int64) for docs in parts]))


def _both(docs: Docs, within: Docs | None) -> Docs:
    return docs if within is None else np.intersect1d(docs, within, assume_unique=True)
