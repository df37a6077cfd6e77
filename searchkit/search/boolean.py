"""And, Or, Not and their kin, on whole arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np

from searchkit.search.nodes import NOTHING, Node, TermNode
from searchkit.search.postings import Docs, Flags, Impacts, Postings, Scores, times, union_of
from searchkit.search.view import CommitView

Leaf = tuple[Postings, float]  # and its boost

_FEW = 32  # every 32nd document or fewer: quicker to sort than to spread over a row


@dataclass(frozen=True)
class OrNode(Node):
    """Any of the terms and other nodes; the scores of those that match are added, in single precision.

    They are added in one order: the other nodes as they stand, then the terms, rarest first.
    """

    terms: tuple[TermNode, ...]
    others: tuple[Node, ...] = ()

    def leaves(self, view: CommitView) -> list[Leaf]:
        """The terms that the commit has, rarest first."""
        found = [(postings, term.boost) for term in self.terms if (postings := term.postings(view)) is not None]
        found.sort(key=_counted)
        return found

    def size(self, view: CommitView) -> int:
        most = sum(term.size(view) for term in self.terms) + sum(node.size(view) for node in self.others)
        return min(most, view.doc_count)

    def docs(self, view: CommitView) -> Docs:
        leaves, others = self.leaves(view), [node.docs(view) for node in self.others]
        if sum(postings.size for postings, _ in leaves) * _FEW < view.doc_count:
            parts = [postings.docs for postings, _ in leaves] + others
            if sum(map(len, parts)) * _FEW < view.doc_count:
                return union_of(parts) if parts else NOTHING[0]
        return np.flatnonzero(union_flags(view, leaves, others))

    def has(self, view: CommitView, docs: Docs) -> Flags:
        member = np.zeros(len(docs), np.bool_)
        for node in (*self.others, *self.terms):
            member |= node.has(view, docs)
        return member

    def at(self, view: CommitView, docs: Docs) -> tuple[Flags, Impacts]:
        member, scores = np.zeros(len(docs), np.bool_), np.zeros(len(docs), np.float32)
        for node in self.others:
            found, more = node.at(view, docs)
            member |= found
            scores += more.astype(np.float32)
        for postings, boost in self.leaves(view):
            found, more = postings.at(docs)
            member |= found
            scores += times(more, boost)
        return member, scores


def _counted(leaf: Leaf) -> int:
    return leaf[0].counted


def tells_matches(leaves: Sequence[Leaf], others: Sequence[tuple[Docs, Any]]) -> bool:
    """Whether every match has a score above 0, so that the sum tells the matches."""
    return all(boost > 0 and postings.is_positive for postings, boost in leaves) and all(
        not len(scores) or float(scores.min()) > 0 for _, scores in others
    )


def union_flags(view: CommitView, leaves: Sequence[Leaf], others: Sequence[Docs]) -> Flags:
    """A row that is true where any of them is."""
    row = np.zeros(view.doc_count, np.bool_)
    for postings, _ in leaves:
        postings.mark(row)
    for docs in others:
        row[docs] = True
    return row


@dataclass(frozen=True)
class AndNode(Node):
    """All of the nodes; their scores are added.

    The node with the fewest documents comes first; only those that survive so far are looked up in the
    next, and only those that survive all are scored.
    """

    children: tuple[Node, ...]

    def _ordered(self, view: CommitView) -> list[Node]:
        return sorted(self.children, key=lambda node: node.size(view))

    def size(self, view: CommitView) -> int:
        return min(node.size(view) for node in self.children)

    def docs(self, view: CommitView) -> Docs:
        return _in_all(view, self._ordered(view))

    def at(self, view: CommitView, docs: Docs) -> tuple[Flags, Scores]:
        member, scores = np.ones(len(docs), np.bool_), np.zeros(len(docs))
        for node in self._ordered(view):
            found, more = node.at(view, docs)
            member &= found
            scores += more
        return member, scores * member

    def all(self, view: CommitView) -> tuple[Docs, Scores]:
        ordered = self._ordered(view)
        docs = _in_all(view, ordered)
        scores = np.zeros(len(docs))
        if len(docs):
            for node in ordered:
                scores += node.at(view, docs)[1]
        return docs, scores


def _in_all(view: CommitView, nodes: Sequence[Node]) -> Docs:
    """The documents of the first node that match the others."""
    docs = nodes[0].docs(view)
    for node in nodes[1:]:
        if not len(docs):
            break
        docs = docs.take(np.flatnonzero(node.has(view, docs)))
    return docs


@dataclass(frozen=True)
class NotNode(Node):
    """The documents that another node does not match; each scores 1, as Whoosh's InverseMatcher has it."""

    child: Node

    def size(self, view: CommitView) -> int:
        return view.doc_count

    def docs(self, view: CommitView) -> Docs:
        row = np.ones(view.doc_count, np.bool_)
        row[self.child.docs(view)] = False
        return np.flatnonzero(row)

    def has(self, view: CommitView, docs: Docs) -> Flags:
        return ~self.child.has(view, docs)

    def at(self, view: CommitView, docs: Docs) -> tuple[Flags, Any]:
        member = self.has(view, docs)
        return member, member.astype(np.float64)


@dataclass(frozen=True)
class WithoutNode(Node):
    """What one node matches and another does not, with the scores of the first."""

    wanted: Node
    unwanted: Node

    def size(self, view: CommitView) -> int:
        return self.wanted.size(view)

    def docs(self, view: CommitView) -> Docs:
        docs = self.wanted.docs(view)
        return docs[~self.unwanted.has(view, docs)]

    def at(self, view: CommitView, docs: Docs) -> tuple[Flags, Any]:
        member, scores = self.wanted.at(view, docs)
        member = member & ~self.unwanted.has(view, docs)
        return member, scores * member

    def all(self, view: CommitView) -> tuple[Docs, Scores]:
        docs, scores = self.wanted.all(view)
        kept = ~self.unwanted.has(view, docs)
        return docs[kept], scores[kept]


@dataclass(frozen=True)
class RequireNode(Node):
    """What two nodes match, with the scores of the first."""

    scored: Node
    required: Node

    def size(self, view: CommitView) -> int:
        return min(self.scored.size(view), self.required.size(view))

    def docs(self, view: CommitView) -> Docs:
        return AndNode((self.scored, self.required)).docs(view)

    def at(self, view: CommitView, docs: Docs) -> tuple[Flags, Any]:
        member, scores = self.scored.at(view, docs)
        member = member & self.required.has(view, docs)
        return member, scores * member


@dataclass(frozen=True)
class MaybeNode(Node):
    """What the first node matches; where the second matches too, its score is added."""

    wanted: Node
    optional: Node

    def size(self, view: CommitView) -> int:
        return self.wanted.size(view)

    def docs(self, view: CommitView) -> Docs:
        return self.wanted.docs(view)

    def has(self, view: CommitView, docs: Docs) -> Flags:
        return self.wanted.has(view, docs)

    def at(self, view: CommitView, docs: Docs) -> tuple[Flags, Any]:
        member, scores = self.wanted.at(view, docs)
        return member, (scores + self.optional.at(view, docs)[1]) * member


@dataclass(frozen=True)
class GreatestNode(Node):
    """Any of the nodes; the greatest score counts."""

    children: tuple[Node, ...]

    def size(self, view: CommitView) -> int:
        return min(view.doc_count, sum(node.size(view) for node in self.children))

    def docs(self, view: CommitView) -> Docs:
        return np.flatnonzero(union_flags(view, [], [node.docs(view) for node in self.children]))

    def at(self, view: CommitView, docs: Docs) -> tuple[Flags, Any]:
        found = [node.at(view, docs) for node in self.children]
        member = reduce(np.logical_or, (each for each, _ in found))
        scores = reduce(np.maximum, (np.where(each, more, -np.inf) for each, more in found))
        return member, np.where(member, scores, 0.0)
