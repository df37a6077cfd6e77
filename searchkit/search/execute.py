"""Which articles match a query, and which of them come first? Runs plans over the segments of a commit."""

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
from searchkit.search.topk import Selection, Sort
from searchkit.search.union import Found, UnionCounters, best_of_union, candidates
from searchkit.search.view import SegmentView


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
        self.snapshot = snapshot
        self.counters = UnionCounters()

    def top(
        self, query: Query, limit: int, mask: Query | None = None, sort: Sort = "relevance", count: bool = True
    ) -> TopArticles:
        """The first `limit` articles that match `query` and, without counting for the score, `mask`.

        Equal scores (as float32) stand by newer date, then by id. Without `count` the total is 0: counting
        costs time where an Or of frequent words is cut short.
        """
        node, masked = plan(query, self.snapshot.schema), self._mask(mask)
        selection = Selection(limit, self.snapshot.order)
        total = 0
        for view in self.snapshot.views:
            keep = self._keep(view, masked)
            if not limit:
                found = len(_all(view, node, keep, scored=False)[0])
            elif sort == "relevance":
                docs, scores, found = self._best(view, node, keep, selection, count)
                selection.add(view, docs, scores.astype(np.float32), scores)
            else:
                docs, _ = _all(view, node, keep, scored=False)
                found = len(docs)
                selection.add(view, docs, self.snapshot.order.primary(view, docs, sort), np.zeros(found))
            total += found
        best, best_scores = selection.best()
        if sort != "relevance":
            best_scores = self._scores(node, best)
        return TopArticles(best, best_scores, total if count else 0)

    def matches(self, query: Query, mask: Query | None = None) -> tuple[NDArray[np.int64], Scores]:
        """All articles that match, as ascending document numbers of the commit, and their scores."""
        node, masked = plan(query, self.snapshot.schema), self._mask(mask)
        parts, part_scores = [np.empty(0, np.int64)], [np.empty(0)]
        for view in self.snapshot.views:
            docs, scores = _all(view, node, self._keep(view, masked))
            parts.append(docs.astype(np.int64) + view.base)
            part_scores.append(scores)
        return np.concatenate(parts), np.concatenate(part_scores)

    def count(self, query: Query, mask: Query | None = None) -> int:
        """How many articles match."""
        node, masked = plan(query, self.snapshot.schema), self._mask(mask)
        views = self.snapshot.views
        return sum(len(_all(view, node, self._keep(view, masked), scored=False)[0]) for view in views)

    def _mask(self, mask: Query | None) -> Node | None:
        return None if mask is None else plan(mask, self.snapshot.schema)

    def _keep(self, view: SegmentView, mask: Node | None) -> Keep:
        """Which documents of a segment may be found."""
        if mask is None:
            return view.live
        found: Keep = view.remembered(("mask", mask), lambda: Keep(view.live.flags_of(view.flags(mask.docs(view)))))
        return found

    def _best(self, view: SegmentView, node: Node, keep: Keep, selection: Selection, count: bool) -> Found:
        """Candidates of a segment for the selection."""
        threshold = 0.0 if selection.threshold is None else float(selection.threshold)
        if isinstance(node, TermNode):
            node = OrNode((node,))
        if isinstance(node, OrNode) and keep.few_beside(node.size(view)) is None:
            return best_of_union(view, node, keep, selection.count, threshold, self.counters, count)
        docs, scores = _all(view, node, keep)
        return (*candidates(docs, scores, selection.count, threshold), len(docs))

    def _scores(self, node: Node, docs: list[int]) -> list[float]:
        """The scores of these documents of the commit."""
        found: dict[int, Any] = {}
        wanted: Docs = np.sort(np.array(docs, np.int64))
        for view in self.snapshot.views:
            local = wanted[(wanted >= view.base) & (wanted < view.base + view.doc_count)]
            if len(local):
                scores = node.at(view, local - view.base)[1]
                found.update(zip(local.tolist(), scores.tolist(), strict=True))
        return [float(found[doc]) for doc in docs]


def _all(view: SegmentView, node: Node, keep: Keep, scored: bool = True) -> tuple[Docs, Scores]:
    """The documents of a segment that match and may be found, with their scores if `scored`."""
    few = keep.few_beside(node.size(view))
    if few is not None:
        if not scored:
            return few[node.has(view, few)], NOTHING[1]
        found, some = node.at(view, few)
        return few[found], some[found].astype(np.float64)
    docs, scores = node.all(view) if scored else (node.docs(view), None)
    docs, scores = keep.of(docs, scores)
    return docs, NOTHING[1] if scores is None else scores
