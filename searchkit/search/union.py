"""The best of an Or: rows of scores added up, or in large archives only what can matter of them.

Without adding up what cannot matter (MaxScore: Turtle and Flood, "Query evaluation: strategies and
optimizations", 1995), term by term on whole arrays. Terms are added rarest first; as soon as the k-th best sum
is more than all remaining terms together can give, a document that has only those is out, and they are only
looked up for the candidates left.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from searchkit.search.boolean import Leaf, OrNode, tells_matches, union_flags
from searchkit.search.keep import Keep
from searchkit.search.nodes import NOTHING
from searchkit.search.postings import Docs, Impacts, sums_of, times, union_of
from searchkit.search.topk import floor_of_kth, kth_greatest
from searchkit.search.view import CommitView

# Adding up everything is quicker in smaller archives: a frequent term is one addition of two rows (14 µs for
# 100,000 documents), and the matches are to be counted anyway. Top-10 of three words, added up / cut short:
# 100,000 documents 0.4 / 0.6 ms, 400,000 documents 1.4 / 2.0 ms; larger ones are not measured.
PRUNED_FROM_DOCS = 1_000_000

_SLACK = 4e-6  # more than the relative error of a sum in single precision of some dozen terms
_TRIED = 100  # times as many documents as are wanted: more are not worked out to find the least score that will do
_FEW = 32  # every 32nd document or fewer: quicker to sort than to spread over a row

Found = tuple[Docs, Any, int]  # candidates, their scores, how many match


@dataclass
class UnionCounters:
    """What was left out, for tests and for the curious."""

    pruned: int = 0
    skipped_postings: int = 0


def best_of_union(view: CommitView, node: OrNode, keep: Keep, k: int, counters: UnionCounters, count: bool) -> Found:
    """All documents of `keep` that may be among the k best.

    More candidates than k may be given, but all that are as good as the k-th.
    """
    leaves = node.leaves(view)
    others = [child.all(view) for child in node.others]
    if _are_few(view, leaves, others):
        docs, scores = keep.of(*sums_of([*others, *map(_listed, leaves)]))
        return (*candidates(docs, scores, k), len(docs))
    if not tells_matches(leaves, others):
        docs, scores = keep.of(*node.all(view))
        return (*candidates(docs, scores, k), len(docs))
    row = np.zeros(view.doc_count, np.float32)
    for docs, scores in others:
        row[docs] += scores.astype(np.float32)
    if view.doc_count >= PRUNED_FROM_DOCS and not others:
        return _Pruned(view, leaves, keep, k, counters).run(row, count)
    for postings, boost in leaves:
        view.add(row, postings, boost)
    return _best_of_row(keep.row_of(row), k)


def _are_few(view: CommitView, leaves: Sequence[Leaf], others: Sequence[tuple[Docs, Any]]) -> bool:
    size = sum(postings.size for postings, _ in leaves) + sum(len(docs) for docs, _ in others)
    return size * _FEW < view.doc_count or (len(leaves) == 1 and not others and not leaves[0][0].is_row)


def _listed(leaf: Leaf) -> tuple[Docs, Impacts]:
    docs, impacts = leaf[0].all()
    return docs, times(impacts, leaf[1])


def _best_of_row(row: Impacts, k: int) -> Found:
    """The documents that may be among the k best, their scores, and how many have one at all."""
    above = row > 0
    total = int(np.count_nonzero(above))
    if total <= 4 * k:
        docs = np.flatnonzero(above)
        return docs, row.take(docs), total
    docs = np.flatnonzero(row >= floor_of_kth(row, k))
    return (*candidates(docs, row.take(docs), k), total)


def _just_below(threshold: float) -> float:
    return threshold * (1 - _SLACK)


class _Pruned:
    """Rare terms added up; frequent ones only looked up, if they cannot decide alone."""

    def __init__(self, view: CommitView, leaves: Sequence[Leaf], keep: Keep, k: int, counters: UnionCounters) -> None:
        self.view, self.leaves, self.keep, self.k, self.counters = view, leaves, keep, k, counters
        self.threshold = 0.0
        bounds = [boost * postings.bound for postings, boost in leaves]
        self.rest = [sum(bounds[at:]) for at in range(len(bounds) + 1)]  # what the leaves from here on can give
        self.left = [sum(leaf[0].size for leaf in leaves[at:]) for at in range(len(leaves) + 1)]

    def run(self, row: Impacts, count: bool) -> Found:
        """The candidates with their scores, and how many match if they are counted; `row` is all 0."""
        touched: Docs | None = NOTHING[0]
        tried = 0
        for at, (postings, boost) in enumerate(self.leaves):
            if at and (touched is None or tried * 2 < len(touched) < self.left[at]):
                tried = 0 if touched is None else len(touched)
                self._raise_threshold(row, touched, at)
            if self.rest[at] < _just_below(self.threshold):
                self.counters.pruned += 1
                self.counters.skipped_postings += self.left[at]
                return (*self._looked_up(row, touched, at), self._counted(row, at) if count else 0)
            self.view.add(row, postings, boost)
            touched = None if touched is None or postings.is_row else np.concatenate((touched, postings.docs))
        return _best_of_row(self.keep.row_of(row), self.k)

    def _raise_threshold(self, row: Impacts, touched: Docs | None, at: int) -> None:
        """By the whole scores of those that are best so far; `touched` is None where that is nearly all."""
        if touched is None:
            best = np.flatnonzero(row >= floor_of_kth(row, self.k))
        else:
            scores = row.take(touched)
            most = min(len(scores), self.k * at)  # a document was touched at most `at` times
            best = union_of([touched[scores >= kth_greatest(scores, most)]]) if most else touched
        best = self.keep.of(best)[0]
        if self.k <= len(best) <= _TRIED * self.k:
            whole = row.take(best)
            for leaf in self.leaves[at:]:
                whole += _impacts_at(leaf, best)
            self.threshold = max(self.threshold, float(kth_greatest(whole, self.k)))

    def _looked_up(self, row: Impacts, touched: Docs | None, at: int) -> tuple[Docs, Impacts]:
        """Those that can still get in, as the terms from `at` on are looked up for them."""
        least = _just_below(self.threshold) - self.rest[at]
        docs = np.flatnonzero(row >= least) if touched is None else union_of([touched[row.take(touched) >= least]])
        docs = self.keep.of(docs)[0]
        scores = row.take(docs)
        for later, leaf in enumerate(self.leaves[at:], at + 1):
            scores += _impacts_at(leaf, docs)
            kept = np.flatnonzero(scores >= _just_below(self.threshold) - self.rest[later])
            docs, scores = docs.take(kept), scores.take(kept)
        return docs, scores

    def _counted(self, row: Impacts, at: int) -> int:
        """How many match: those added up, and those of the other terms."""
        flags = union_flags(self.view, self.leaves[at:], [])
        flags |= row > 0
        return int(np.count_nonzero(self.keep.flags_of(flags)))


def _impacts_at(leaf: Leaf, docs: Docs) -> Impacts:
    scores: Impacts = times(leaf[0].at(docs)[1], leaf[1])
    return scores


def candidates(docs: Docs, scores: Any, k: int) -> tuple[Docs, Any]:
    """Of documents with their scores those that may be among the k best."""
    if len(docs) <= 4 * k:
        return docs, scores
    wanted = np.flatnonzero(scores >= kth_greatest(scores, k))
    return docs.take(wanted), scores.take(wanted)
