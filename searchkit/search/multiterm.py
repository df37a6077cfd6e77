"""Patterns and ranges of terms: their documents and scores, by Whoosh's rules for queries of many terms."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchkit.search.expand import Expansion
from searchkit.search.nodes import NOTHING, ListedNode, numbered_through
from searchkit.search.postings import Docs, Scores, bm25, times
from searchkit.search.view import CommitView, SegmentView
from searchkit.storage.segment import SegmentField

_TREE_DOCS = 5000  # in larger segments Whoosh scores patterns of fewer terms than `Or.TOO_MANY_CLAUSES`
_TOO_MANY = 1024
_FAR_APART = 16  # where one term of so many is wanted, cutting out each takes less time


@dataclass(frozen=True)
class PatternNode(ListedNode):
    """Any of the terms an expansion stands for.

    What Whoosh gives for a score differs by segment: one term scores as itself; two, or up to 1,023 in a
    segment of over 5,000 documents, add up; otherwise every document scores 1 without the boost, unless
    the query asks for scores.
    """

    field: str
    expansion: Expansion
    boost: float = 1.0
    constant: bool = True

    def found(self, view: CommitView) -> tuple[Docs, Scores | None]:
        found: tuple[Docs, Scores | None] = view.remembered(self, lambda: self._evaluate(view))
        return found

    def _evaluate(self, view: CommitView) -> tuple[Docs, Scores | None]:
        parts = [(part.base, *self._found_in(part)) for part in view.parts]
        docs, scores = numbered_through([(base, found, _ones(found, scores)) for base, found, scores in parts])
        return docs, None if all(scores is None for _, _, scores in parts) else scores

    def _found_in(self, part: SegmentView) -> tuple[Docs, Scores | None]:
        field = part.segment.fields.get(self.field)
        if field is None:
            return NOTHING
        ordinals = self.expansion.ordinals(field)
        if len(ordinals) and ordinals[0] == 0 and not field.term(0):
            ordinals = ordinals[1:]  # Whoosh leaves out the empty term
        count = len(ordinals)
        if not count:
            return NOTHING
        run = _run(field, ordinals)
        row = np.zeros(part.doc_count, np.bool_)
        row[run.docs] = True
        found = np.flatnonzero(row)
        if self.constant and count > 2 and (count >= _TOO_MANY or part.doc_count <= _TREE_DOCS):
            return found, None
        scores = times(_scores(part, field, ordinals, run).astype(np.float64), self.boost)
        sums = np.bincount(run.docs.astype(np.intp), scores, part.doc_count).astype(np.float64, copy=False)
        return found, sums[found]


def _ones(docs: Docs, scores: Scores | None) -> Scores:
    return np.ones(len(docs)) if scores is None else scores


@dataclass(frozen=True, slots=True)
class _Run:
    """The postings of some terms, term after term."""

    doc_freqs: NDArray[np.int64]
    docs: Docs
    weights: NDArray[Any]


def _run(field: SegmentField, ordinals: NDArray[np.int64]) -> _Run:
    """Cut out of the file in one piece where the terms stand near each other."""
    first, last = int(ordinals[0]), int(ordinals[-1]) + 1
    if field.has_values or len(ordinals) * _FAR_APART < last - first:
        numbers = ordinals.tolist()
        docs = [field.docs(ordinal) for ordinal in numbers]
        weights = [field.weights(ordinal) for ordinal in numbers]
        return _Run(np.array([len(each) for each in docs]), np.concatenate(docs), np.concatenate(weights))
    whole = field.run(first, last)
    if last - first == len(ordinals):
        return _Run(whole.doc_freqs, whole.docs, whole.weights)
    wanted = np.zeros(last - first, np.bool_)
    wanted[ordinals - first] = True
    kept = np.flatnonzero(np.repeat(wanted, whole.doc_freqs))
    return _Run(whole.doc_freqs[wanted], whole.docs.take(kept), whole.weights.take(kept))


def _scores(part: SegmentView, field: SegmentField, ordinals: NDArray[np.int64], run: _Run) -> Any:
    """The score of each posting."""
    statistics = part.statistics
    if not statistics.scorable(field.name):
        return run.weights.astype(np.float32)
    counts = run.doc_freqs
    if len(statistics.segments) > 1:
        terms = [field.term(ordinal) for ordinal in ordinals.tolist()]
        counts = np.array([statistics.doc_freq(field.name, term) for term in terms])
    idfs = (np.log(statistics.doc_count_all / (counts + 1)) + 1).astype(np.float32)
    norms = part.norms(field.name)
    return bm25(
        run.weights, norms if isinstance(norms, float) else norms.take(run.docs), np.repeat(idfs, run.doc_freqs)
    )
