"""Which articles match a query, and which of them come first? Runs plans over the documents of a commit."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.query import Query

from searchkit.search.boolean import OrNode
from searchkit.search.keep import Keep
from searchkit.search.nodes import NOTHING, Node, TermNode
from searchkit.search.plan import plan
from searchkit.search.postings import Docs, Scores
from searchkit.search.snapshot import Snapshot
from searchkit.search.topk import Sort
from searchkit.search.union import Found, UnionCounters, best_of_union


@dataclass(frozen=True, slots=True)
class TopArticles:
    """The first articles of a query: document numbers of the commit with their scores, best first.

    `total` is how many match in all.
    """

    docs: list[int]
    scores: list[float]
    total: int


class Executor:
    """Evaluates Whoosh queries over a snapshot; deleted documents never match."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot, self._view = snapshot, snapshot.view
        self.counters = UnionCounters()

    def top(
        self, query: Query, limit: int, mask: Query | None = None, sort: Sort = "relevance", count: bool = True
    ) -> TopArticles:
        """The first `limit` articles that match `query` and, without counting for the score, `mask`.

        Equal scores (as float32) stand by newer date, then by id. Without `count` the total is 0: counting
        costs time where an Or of frequent words is cut short.
        """
        node, keep, order = plan(query, self.snapshot.schema), self._keep(mask), self.snapshot.order
        if sort == "relevance" and limit:
            docs, scores, total = self._best(node, keep, limit, count)
            chosen = order.first(docs, scores.astype(np.float32, copy=False), limit)
            scores = scores.take(chosen)
        else:
            docs = self._all(node, keep, scored=False)[0]
            total = len(docs)
            dates = order.by_date(docs, sort)
            chosen = order.first(docs, dates, limit) if limit else docs[:0]
            scores = self._scores(node, docs.take(chosen))
        return TopArticles(docs.take(chosen).tolist(), scores.tolist(), total if count else 0)

    def matches(self, query: Query, mask: Query | None = None) -> tuple[NDArray[np.int64], Scores]:
        """All articles that match, as ascending document numbers of the commit, and their scores."""
        docs, scores = self._all(plan(query, self.snapshot.schema), self._keep(mask))
        return docs.astype(np.int64), scores.astype(np.float64)

    def count(self, query: Query, mask: Query | None = None) -> int:
        """How many articles match."""
        return len(self._all(plan(query, self.snapshot.schema), self._keep(mask), scored=False)[0])

    def _keep(self, mask: Query | None) -> Keep:
        """Which documents may be found."""
        if mask is None:
            return self._view.live
        node, view = plan(mask, self.snapshot.schema), self._view
        found: Keep = view.remembered(("mask", node), lambda: Keep(view.live.flags_of(view.flags(node.docs(view)))))
        return found

    def _best(self, node: Node, keep: Keep, limit: int, count: bool) -> Found:
        """Candidates for the first so many."""
        if isinstance(node, TermNode):
            node = OrNode((node,))
        if isinstance(node, OrNode) and self._few(node, keep) is None:
            return best_of_union(self._view, node, keep, limit, self.counters, count)
        docs, scores = self._all(node, keep)
        return docs, scores, len(docs)

    def _all(self, node: Node, keep: Keep, scored: bool = True) -> tuple[Docs, Any]:
        """The documents that match and may be found, with their scores if `scored`."""
        few = self._few(node, keep)
        if few is not None:
            if not scored:
                return few[node.has(self._view, few)], NOTHING[1]
            found, some = node.at(self._view, few)
            return few[found], some[found]
        docs, scores = node.all(self._view) if scored else (node.docs(self._view), None)
        docs, scores = keep.of(docs, scores)
        return docs, NOTHING[1] if scores is None else scores

    def _few(self, node: Node, keep: Keep) -> Docs | None:
        """The documents that may be found, where they are so few that each is better looked up."""
        return None if keep.few is None else keep.few_beside(node.size(self._view))

    def _scores(self, node: Node, docs: Docs) -> NDArray[Any]:
        """The scores of these documents, in any order."""
        ascending = docs.argsort()
        scores = np.zeros(len(docs))
        scores[ascending] = node.at(self._view, docs.take(ascending))[1]
        return scores
