"""Patterns and ranges of terms: their documents and scores, by Whoosh's rules for queries of many terms."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchkit.search.expand import Expansion
from searchkit.search.nodes import NOTHING, Node, boosted
from searchkit.search.postings import Docs, Flags, Scores, bm25, locate
from searchkit.search.view import SegmentView
from searchkit.storage.segment import SegmentField

_TREE_DOCS = 5000  # in larger segments Whoosh scores patterns of fewer terms than `Or.TOO_MANY_CLAUSES`
_TOO_MANY = 1024
_FAR_APART = 16  # where one term of so many is wanted, cutting out each takes less time


@dataclass(frozen=True)
class PatternNode(Node):
    """Any of the terms an expansion stands for.

    What Whoosh gives for a score differs by segment: one term scores as itself; two, or up to 1,023 in a
    segment of over 5,000 documents, add up; otherwise every document scores 1 without the boost, unless
    the query asks for scores.
    """

    field: str
    expansion: Expansion
    boost: float = 1.0
    constant: bool = True

    def _found(self, view: SegmentView) -> tuple[Docs, Scores | None]:
        """The documents, with their scores unless those are all 1."""
        found: tuple[Docs, Scores | None] = view.remembered(self, lambda: self._evaluate(view))
        return found

    def _evaluate(self, view: SegmentView) -> tuple[Docs, Scores | None]:
        field = view.segment.fields.get(self.field)
        if field is None:
            return NOTHING
        ordinals = self.expansion.ordinals(field)
        if len(ordinals) and ordinals[0] == 0 and not field.term(0):
            ordinals = ordinals[1:]  # Whoosh leaves out the empty term
        count = len(ordinals)
        if not count:
            return NOTHING
        run = _run(field, ordinals)
        found = np.flatnonzero(view.flags(run.docs))
        if self.constant and count > 2 and (count >= _TOO_MANY or view.doc_count <= _TREE_DOCS):
            return found, None
        scores = boosted(_scores(view, field, ordinals, run), self.boost)
        row: Scores = np.bincount(run.docs.astype(np.intp), scores, view.doc_count).astype(np.float64, copy=False)
        return found, row[found]

    def size(self, view: SegmentView) -> int:
        return len(self._found(view)[0])

    def docs(self, view: SegmentView) -> Docs:
        return self._found(view)[0]

    def at(self, view: SegmentView, docs: Docs) -> tuple[Flags, Any]:
        among, scores = self._found(view)
        if not len(among):
            return np.zeros(len(docs), np.bool_), np.zeros(len(docs))
        member, places = locate(among, docs)
        return member, member.astype(np.float64) if scores is None else scores.take(places, mode="clip") * member

    def all(self, view: SegmentView) -> tuple[Docs, Scores]:
        docs, scores = self._found(view)
        return docs, np.ones(len(docs)) if scores is None else scores


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


def _scores(view: SegmentView, field: SegmentField, ordinals: NDArray[np.int64], run: _Run) -> Any:
    """The score of each posting."""
    statistics = view.statistics
    if not statistics.scorable(field.name):
        return run.weights.astype(np.float32)
    counts = run.doc_freqs
    if len(statistics.segments) > 1:
        terms = [field.term(ordinal) for ordinal in ordinals.tolist()]
        counts = np.array([statistics.doc_freq(field.name, term) for term in terms])
    idfs = (np.log(statistics.doc_count_all / (counts + 1)) + 1).astype(np.float32)
    norms = view.norms(field.name)
    return bm25(
        run.weights, norms if isinstance(norms, float) else norms.take(run.docs), np.repeat(idfs, run.doc_freqs)
    )
