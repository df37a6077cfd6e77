"""What a plan is made of: nodes that find documents of a segment and score them, on whole arrays."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from searchkit.search.postings import Docs, Flags, Postings, Scores, locate
from searchkit.search.view import SegmentView

NOTHING: tuple[Docs, Scores] = (np.empty(0, np.intp), np.empty(0, np.float64))


class Node(ABC):
    """A part of a query. Documents are numbers within the segment, ascending; deleted ones are among them.

    `at` must give the very scores `all` gives, in any company: results are cut by score in one way and
    looked up in another.
    """

    @abstractmethod
    def size(self, view: SegmentView) -> int:
        """How many documents match at most."""

    @abstractmethod
    def docs(self, view: SegmentView) -> Docs:
        """The documents that match."""

    @abstractmethod
    def at(self, view: SegmentView, docs: Docs) -> tuple[Flags, Any]:
        """Of each of these documents whether it matches, and its score (float), 0 where it does not."""

    def has(self, view: SegmentView, docs: Docs) -> Flags:
        """Of each of these documents whether it matches."""
        return self.at(view, docs)[0]

    def all(self, view: SegmentView) -> tuple[Docs, Scores]:
        """The documents that match, with their scores."""
        docs = self.docs(view)
        return docs, self.at(view, docs)[1].astype(np.float64)


@dataclass(frozen=True)
class TermNode(Node):
    """A term, written in a shape if one is given; its score is BM25's, or its weight in fields that are not scored."""

    field: str
    term: bytes
    boost: float = 1.0
    shape: str | None = None

    def postings(self, view: SegmentView) -> Postings | None:
        """The term's postings in a segment."""
        return view.postings(self.field, self.term, self.shape)

    def size(self, view: SegmentView) -> int:
        found = self.postings(view)
        return 0 if found is None else found.doc_freq

    def docs(self, view: SegmentView) -> Docs:
        found = self.postings(view)
        return NOTHING[0] if found is None else found.docs

    def has(self, view: SegmentView, docs: Docs) -> Flags:
        found = self.postings(view)
        return np.zeros(len(docs), np.bool_) if found is None else found.has(docs)

    def at(self, view: SegmentView, docs: Docs) -> tuple[Flags, Any]:
        found = self.postings(view)
        if found is None:
            return np.zeros(len(docs), np.bool_), np.zeros(len(docs))
        member, scores = found.at(docs)
        return member, boosted(scores, self.boost)

    def all(self, view: SegmentView) -> tuple[Docs, Scores]:
        found = self.postings(view)
        return NOTHING if found is None else (found.docs, boosted(found.impacts, self.boost))


def boosted(scores: Any, boost: float) -> Scores:
    """Scores as float64, times a boost."""
    wide: Scores = scores.astype(np.float64)
    if boost != 1.0:
        wide *= boost
    return wide


@dataclass(frozen=True)
class NothingNode(Node):
    """Matches nothing."""

    def size(self, view: SegmentView) -> int:
        return 0

    def docs(self, view: SegmentView) -> Docs:
        return NOTHING[0]

    def at(self, view: SegmentView, docs: Docs) -> tuple[Flags, Any]:
        return np.zeros(len(docs), np.bool_), np.zeros(len(docs))


@dataclass(frozen=True)
class EveryNode(Node):
    """Every document, or every one with a term in a field; all of one score."""

    field: str | None
    score: float

    def _row(self, view: SegmentView) -> Flags | None:
        """None for all documents."""
        name = self.field
        if name is None:
            return None
        terms = view.segment.fields.get(name)
        if terms is None:
            return np.zeros(view.doc_count, np.bool_)
        if terms.lengths is not None:
            return terms.lengths > 0
        row: Flags = view.remembered(("every", name), lambda: view.flags(terms.docs_between(0, terms.term_count)))
        return row

    def size(self, view: SegmentView) -> int:
        return view.doc_count

    def docs(self, view: SegmentView) -> Docs:
        row = self._row(view)
        return np.arange(view.doc_count) if row is None else np.flatnonzero(row)

    def at(self, view: SegmentView, docs: Docs) -> tuple[Flags, Any]:
        row = self._row(view)
        member = np.ones(len(docs), np.bool_) if row is None else row.take(docs)
        return member, member * self.score


@dataclass(frozen=True)
class ConstantNode(Node):
    """The documents of another node, all of one score."""

    child: Node
    score: float

    def size(self, view: SegmentView) -> int:
        return self.child.size(view)

    def docs(self, view: SegmentView) -> Docs:
        return self.child.docs(view)

    def at(self, view: SegmentView, docs: Docs) -> tuple[Flags, Any]:
        member = self.child.has(view, docs)
        return member, member * self.score

    def all(self, view: SegmentView) -> tuple[Docs, Scores]:
        docs = self.child.docs(view)
        return docs, np.full(len(docs), self.score, np.float64)


@dataclass(frozen=True)
class BoostNode(Node):
    """Another node with its scores multiplied."""

    child: Node
    boost: float

    def size(self, view: SegmentView) -> int:
        return self.child.size(view)

    def docs(self, view: SegmentView) -> Docs:
        return self.child.docs(view)

    def at(self, view: SegmentView, docs: Docs) -> tuple[Flags, Any]:
        member, scores = self.child.at(view, docs)
        return member, scores * self.boost

    def all(self, view: SegmentView) -> tuple[Docs, Scores]:
        docs, scores = self.child.all(view)
        return docs, scores * self.boost


@dataclass(frozen=True, eq=False)
class StockNode(Node):
    """A Whoosh query of a kind not known here, run on its own matcher; each segment once."""

    query: Any
    found: dict[int, tuple[Docs, Scores]] = field(default_factory=dict)

    def _found(self, view: SegmentView) -> tuple[Docs, Scores]:
        if view.number not in self.found:
            self.found[view.number] = view.stock(self.query)
        return self.found[view.number]

    def size(self, view: SegmentView) -> int:
        return len(self._found(view)[0])

    def docs(self, view: SegmentView) -> Docs:
        return self._found(view)[0]

    def at(self, view: SegmentView, docs: Docs) -> tuple[Flags, Any]:
        among, scores = self._found(view)
        if not len(among):
            return np.zeros(len(docs), np.bool_), np.zeros(len(docs))
        member, places = locate(among, docs)
        return member, scores.take(places, mode="clip") * member

    def all(self, view: SegmentView) -> tuple[Docs, Scores]:
        return self._found(view)
