"""The best of an Or: sums in single precision to find the candidates, then the exact scores of those few.

In large segments without adding up what cannot matter (MaxScore: Turtle and Flood, "Query evaluation:
strategies and optimizations", 1995), term by term on whole arrays. Terms are added rarest first; as soon as
the k-th best sum is more than all remaining terms together can give, a document that has only those is out,
and they are only looked up for the candidates left.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from searchkit.search.boolean import Leaf, OrNode, tells_matches, union_flags, union_of
from searchkit.search.keep import Keep
from searchkit.search.nodes import NOTHING, boosted
from searchkit.search.postings import Docs, Impacts, Scores
from searchkit.search.topk import floor_of_kth, kth_greatest
from searchkit.search.view import SegmentView

# Adding up everything is quicker in smaller segments: a frequent term is one addition of two rows (14 µs for
# 100,000 documents), and the matches are to be counted anyway. Top-10 of three words, added up / cut short:
# 100,000 documents 0.4 / 0.6 ms, 400,000 documents 1.4 / 2.0 ms; larger ones are not measured.
PRUNED_FROM_DOCS = 1_000_000

_SLACK = 4e-6  # more than the relative error of a sum in single precision of some dozen terms

Found = tuple[Docs, Scores, int]  # candidates, their scores, how many match


@dataclass
class UnionCounters:
    """What was left out, for tests and for the curious."""

    pruned_segments: int = 0
    skipped_postings: int = 0


def best_of_union(
    view: SegmentView, node: OrNode, keep: Keep, k: int, threshold: float, counters: UnionCounters, count: bool
) -> Found:
    """All documents of `keep` that may be among the k best, if it takes at least `threshold` to be among them.

    More candidates than k may be given, but all that are as good as the k-th.
    """
    leaves = node.leaves(view)
    if len(leaves) == 1 and not node.others:
        postings, boost = leaves[0]
        docs, scores = keep.of(postings.docs, postings.impacts)
        return (*candidates(docs, boosted(scores, boost), k, threshold), len(docs))
    others = [child.all(view) for child in node.others]
    if not tells_matches(leaves, others):
        docs, scores = keep.of(*node.all(view))
        return (*candidates(docs, scores, k, threshold), len(docs))
    row = np.zeros(view.doc_count, np.float32)
    for docs, scores in others:
        row[docs] += scores.astype(np.float32)
    if view.doc_count >= PRUNED_FROM_DOCS and not others:
        docs, total = _Pruned(view, leaves, keep, k, threshold, counters).run(row, count)
    else:
        for leaf in leaves:
            _add(row, leaf)
        docs, total = _best_of_row(keep.row_of(row), k, threshold)
    return docs, _exact(view, node, leaves, docs), total


def _exact(view: SegmentView, node: OrNode, leaves: Sequence[Leaf], docs: Docs) -> Scores:
    """The scores of these matches, added up in the order and precision of `OrNode.at`."""
    scores = np.zeros(len(docs))
    for child in node.others:
        scores += child.at(view, docs)[1]
    for postings, boost in leaves:
        scores += boosted(postings.at(docs)[1], boost)
    return scores


def _add(row: Impacts, leaf: Leaf) -> None:
    postings, boost = leaf
    factor = np.float32(boost)
    if postings.is_dense:
        row += postings.dense if boost == 1.0 else postings.dense * factor
    else:
        np.add.at(row, postings.docs, postings.impacts if boost == 1.0 else postings.impacts * factor)


def _best_of_row(row: Impacts, k: int, threshold: float) -> tuple[Docs, int]:
    """The documents that may be among the k best, and how many have a score at all."""
    above = row > 0
    total = int(np.count_nonzero(above))
    if total > 4 * k:
        threshold = max(threshold, float(floor_of_kth(row, k)))
    if threshold <= 0:
        return np.flatnonzero(above), total
    docs = np.flatnonzero(row >= _just_below(threshold))
    if len(docs) > 2 * k:
        scores = row.take(docs)
        docs = docs[scores >= _just_below(float(kth_greatest(scores, k)))]
    return docs, total


def _just_below(threshold: float) -> float:
    return threshold * (1 - _SLACK)


class _Pruned:
    """One segment's rare terms added up; its frequent ones only looked up, if they cannot decide alone."""

    def __init__(
        self, view: SegmentView, leaves: Sequence[Leaf], keep: Keep, k: int, threshold: float, counters: UnionCounters
    ) -> None:
        self.view, self.leaves, self.keep, self.k, self.threshold = view, leaves, keep, k, threshold
        self.counters = counters
        bounds = [boost * postings.bound for postings, boost in leaves]
        self.rest = [sum(bounds[at:]) for at in range(len(bounds) + 1)]  # what the leaves from here on can give
        self.left = [sum(leaf[0].doc_freq for leaf in leaves[at:]) for at in range(len(leaves) + 1)]

    def run(self, row: Impacts, count: bool) -> tuple[Docs, int]:
        """The candidates, and how many match if they are counted; `row` is all 0."""
        touched = NOTHING[0]
        tried = 0
        for at, leaf in enumerate(self.leaves):
            if tried * 2 < len(touched) < self.left[at] and len(touched) >= self.k:
                tried = len(touched)
                self._raise_threshold(row, touched, at)
            if self.rest[at] < _just_below(self.threshold):
                self.counters.pruned_segments += 1
                self.counters.skipped_postings += self.left[at]
                return self._looked_up(row, touched, at), self._counted(row, at) if count else 0
            _add(row, leaf)
            touched = np.concatenate((touched, self.keep.of(leaf[0].docs)[0]))
        return _best_of_row(self.keep.row_of(row), self.k, self.threshold)

    def _raise_threshold(self, row: Impacts, touched: Docs, at: int) -> None:
        """By the whole scores of those that are best so far."""
        scores = row.take(touched)
        most = min(len(scores), self.k * at)  # a document was touched at most `at` times
        best = union_of([touched[scores >= kth_greatest(scores, most)]])
        if len(best) >= self.k:
            whole = row.take(best)
            for leaf in self.leaves[at:]:
                whole += _impacts_at(leaf, best)
            self.threshold = max(self.threshold, float(kth_greatest(whole, self.k)))

    def _looked_up(self, row: Impacts, touched: Docs, at: int) -> Docs:
        """Those that can still get in, as the terms from `at` on are looked up for them."""
        wanted = row.take(touched) + np.float32(self.rest[at]) >= _just_below(self.threshold)
        docs = union_of([touched[wanted]])
        scores = row.take(docs)
        for later, leaf in enumerate(self.leaves[at:], at + 1):
            scores += _impacts_at(leaf, docs)
            kept = np.flatnonzero(scores + np.float32(self.rest[later]) >= _just_below(self.threshold))
            docs, scores = docs.take(kept), scores.take(kept)
        return docs

    def _counted(self, row: Impacts, at: int) -> int:
        """How many match: those added up, and those of the other terms."""
        flags = union_flags(self.view, self.leaves[at:], [])
        flags |= row > 0
        return int(np.count_nonzero(self.keep.flags_of(flags)))


def _impacts_at(leaf: Leaf, docs: Docs) -> Impacts:
    scores = leaf[0].at(docs)[1]
    return scores if leaf[1] == 1.0 else scores * np.float32(leaf[1])


def candidates(docs: Docs, scores: Scores, k: int, threshold: float) -> tuple[Docs, Scores]:
    """Of documents with their scores those that may be among the k best."""
    if len(docs) > 4 * k:
        threshold = max(threshold, float(kth_greatest(scores, k)))
    if threshold <= 0:
        return docs, scores
    wanted = np.flatnonzero(scores >= _just_below(threshold))
    return docs.take(wanted), scores.take(wanted)
