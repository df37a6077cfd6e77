"""What a plan is made of: nodes that find documents of a commit and score them, on whole arrays."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from searchkit.search.postings import Docs, Flags, Postings, Scores, times
from searchkit.search.segmentpostings import locate
from searchkit.search.view import CommitView, Fields, SegmentView

NOTHING: tuple[Docs, Scores] = (np.empty(0, np.intp), np.empty(0, np.float64))


class Node(ABC):
    """A part of a query. Documents are numbers within the commit, ascending; deleted ones are among them.

    `at` must give the very scores `all` gives, in any company: results are cut by score in one way and
    looked up in another.
    """

    @abstractmethod
    def size(self, view: CommitView) -> int:
        """How many documents match at most."""

    @abstractmethod
    def docs(self, view: CommitView) -> Docs:
        """The documents that match."""

    @abstractmethod
    def at(self, view: CommitView, docs: Docs) -> tuple[Flags, Any]:
        """Of each of these documents whether it matches, and its score (float), 0 where it does not."""

    def has(self, view: CommitView, docs: Docs) -> Flags:
        """Of each of these documents whether it matches."""
        return self.at(view, docs)[0]

    def all(self, view: CommitView) -> tuple[Docs, Scores]:
        """The documents that match, with their scores."""
        docs = self.docs(view)
        return docs, self.at(view, docs)[1].astype(np.float64)


@dataclass(frozen=True)
class TermNode(Node):
    """A term in any of some fields, written in a shape if one is given.

    Its score in a field is BM25's, or its weight where that is not scored; those of several fields are added.
    """

    fields: Fields
    term: bytes
    boost: float = 1.0
    shape: str | None = None

    def postings(self, view: CommitView) -> Postings | None:
        """The term's postings."""
        return view.postings(self.fields, self.term, self.shape)

    def size(self, view: CommitView) -> int:
        found = self.postings(view)
        return 0 if found is None else found.size

    def docs(self, view: CommitView) -> Docs:
        found = self.postings(view)
        return NOTHING[0] if found is None else found.docs

    def has(self, view: CommitView, docs: Docs) -> Flags:
        found = self.postings(view)
        return np.zeros(len(docs), np.bool_) if found is None else found.has(docs)

    def at(self, view: CommitView, docs: Docs) -> tuple[Flags, Any]:
        found = self.postings(view)
        if found is None:
            return np.zeros(len(docs), np.bool_), np.zeros(len(docs), np.float32)
        member, scores = found.at(docs)
        return member, times(scores, self.boost)

    def all(self, view: CommitView) -> tuple[Docs, Any]:
        found = self.postings(view)
        if found is None:
            return NOTHING
        docs, scores = found.all()
        return docs, times(scores, self.boost)


@dataclass(frozen=True)
class NothingNode(Node):
    """Matches nothing."""

    def size(self, view: CommitView) -> int:
        return 0

    def docs(self, view: CommitView) -> Docs:
        return NOTHING[0]

    def at(self, view: CommitView, docs: Docs) -> tuple[Flags, Any]:
        return np.zeros(len(docs), np.bool_), np.zeros(len(docs))


@dataclass(frozen=True)
class EveryNode(Node):
    """Every document, or every one with a term in a field; all of one score."""

    field: str | None
    score: float

    def _row(self, view: CommitView) -> Flags | None:
        """None for all documents."""
        if self.field is None:
            return None
        found: Flags = view.remembered(
            ("every", self.field),
            lambda: np.concatenate([_with_terms(part, self.field) for part in view.parts] or [np.zeros(0, np.bool_)]),
        )
        return found

    def size(self, view: CommitView) -> int:
        return view.doc_count

    def docs(self, view: CommitView) -> Docs:
        row = self._row(view)
        return np.arange(view.doc_count) if row is None else np.flatnonzero(row)

    def at(self, view: CommitView, docs: Docs) -> tuple[Flags, Any]:
        row = self._row(view)
        member = np.ones(len(docs), np.bool_) if row is None else row.take(docs)
        return member, member * self.score


def _with_terms(part: SegmentView, field: str | None) -> Flags:
    """For each document of a segment whether it has a term in a field."""
    terms = part.segment.fields.get(field or "")
    if terms is not None and terms.lengths is not None:
        return terms.lengths > 0
    row = np.zeros(part.doc_count, np.bool_)
    if terms is not None:
        row[terms.docs_between(0, terms.term_count)] = True
    return row


@dataclass(frozen=True)
class ConstantNode(Node):
    """The documents of another node, all of one score."""

    child: Node
    score: float

    def size(self, view: CommitView) -> int:
        return self.child.size(view)

    def docs(self, view: CommitView) -> Docs:
        return self.child.docs(view)

    def at(self, view: CommitView, docs: Docs) -> tuple[Flags, Any]:
        member = self.child.has(view, docs)
        return member, member * self.score

    def all(self, view: CommitView) -> tuple[Docs, Scores]:
        docs = self.child.docs(view)
        return docs, np.full(len(docs), self.score, np.float64)


@dataclass(frozen=True)
class BoostNode(Node):
    """Another node with its scores multiplied."""

    child: Node
    boost: float

    def size(self, view: CommitView) -> int:
        return self.child.size(view)

    def docs(self, view: CommitView) -> Docs:
        return self.child.docs(view)

    def at(self, view: CommitView, docs: Docs) -> tuple[Flags, Any]:
        member, scores = self.child.at(view, docs)
        return member, scores * self.boost

    def all(self, view: CommitView) -> tuple[Docs, Scores]:
        docs, scores = self.child.all(view)
        return docs, scores * self.boost


class ListedNode(Node):
    """A part of a query whose documents and scores are found once, segment by segment."""

    @abstractmethod
    def found(self, view: CommitView) -> tuple[Docs, Scores | None]:
        """The documents, with their scores unless those are all 1."""

    def size(self, view: CommitView) -> int:
        return len(self.found(view)[0])

    def docs(self, view: CommitView) -> Docs:
        return self.found(view)[0]

    def at(self, view: CommitView, docs: Docs) -> tuple[Flags, Any]:
        among, scores = self.found(view)
        if not len(among):
            return np.zeros(len(docs), np.bool_), np.zeros(len(docs))
        member, places = locate(among, docs)
        return member, member.astype(np.float64) if scores is None else scores.take(places, mode="clip") * member

    def all(self, view: CommitView) -> tuple[Docs, Scores]:
        docs, scores = self.found(view)
        return docs, np.ones(len(docs)) if scores is None else scores


@dataclass(frozen=True, eq=False)
class StockNode(ListedNode):
    """A Whoosh query of a kind not known here, run on its own matcher."""

    query: Any
    _known: list[tuple[Docs, Scores]] = field(default_factory=list)

    def found(self, view: CommitView) -> tuple[Docs, Scores | None]:
        if not self._known:
            parts = [(part.base, *part.stock(self.query)) for part in view.parts]
            self._known.append(numbered_through(parts))
        return self._known[0]


def numbered_through(parts: Sequence[tuple[int, Docs, Scores]]) -> tuple[Docs, Scores]:
    """What was found in segments, the documents by their numbers in the commit; each part begins with its base."""
    if not parts:
        return NOTHING
    docs = np.concatenate([docs.astype(np.int64) + base for base, docs, _ in parts])
    return docs, np.concatenate([scores for _, _, scores in parts])
