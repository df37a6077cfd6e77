"""Patterns and ranges of terms: their documents and scores, by Whoosh's rules for queries of many terms."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchkit.search.expand import Expansion
from searchkit.search.nodes import ListedNode, numbered_through
from searchkit.search.postings import Docs, Scores, bm25, times
from searchkit.search.view import CommitView, SegmentView
from searchkit.storage.segment import SegmentField

_TREE_DOCS = 5000  # in larger segments Whoosh scores patterns of fewer terms than `Or.TOO_MANY_CLAUSES`
_TOO_MANY = 1024
_FAR_APART = 64  # where one term of so many is wanted, cutting out each takes less time


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
        found = [one for part in view.parts if (one := _expanded(part, self.field, self.expansion)) is not None]
        scored = [self._is_scored(one) for one in found]
        counts = _doc_freqs(found) if any(scored) else []
        parts = []
        for number, one in enumerate(found):
            docs = one.docs()
            scores = one.sums(view, counts[number], self.boost).take(docs) if scored[number] else np.ones(len(docs))
            parts.append((one.part.base, docs, scores))
        docs, scores = numbered_through(parts)
        return docs, scores if any(scored) else None

    def _is_scored(self, one: "_Expanded") -> bool:
        count = len(one.ordinals)
        return not self.constant or count < 3 or (count < _TOO_MANY and one.part.doc_count > _TREE_DOCS)


@dataclass(frozen=True, slots=True)
class _Expanded:
    """Some terms of a segment with their postings, term after term."""

    part: SegmentView
    field: SegmentField
    ordinals: NDArray[np.int64]
    doc_freqs: NDArray[np.int64]
    postings: Docs
    weights: NDArray[Any]

    def docs(self) -> Docs:
        """The documents that have any of the terms."""
        row = np.zeros(self.part.doc_count, np.bool_)
        row[self.postings.astype(np.intp)] = True
        return np.flatnonzero(row)

    def terms(self) -> list[bytes]:
        """The terms."""
        first, last = int(self.ordinals[0]), int(self.ordinals[-1]) + 1
        if last - first == len(self.ordinals):
            return self.field.terms(first, last)
        return [self.field.term(ordinal) for ordinal in self.ordinals.tolist()]

    def sums(self, view: CommitView, counts: NDArray[np.int64], boost: float) -> Scores:
        """The score of each document of the segment; the terms stand in `counts` documents of the commit."""
        statistics, name = view.statistics, self.field.name
        if statistics.scorable(name):
            idfs = (np.log(statistics.doc_count_all / (counts + 1)) + 1).astype(np.float32)
            norms = view.norms(name)
            if not isinstance(norms, float):
                norms = norms[self.part.base :].take(self.postings)
            scores = bm25(self.weights, norms, idfs.repeat(self.doc_freqs))
        else:
            scores = self.weights.astype(np.float32)
        sums = np.bincount(self.postings.astype(np.intp), times(scores.astype(np.float64), boost), self.part.doc_count)
        return sums.astype(np.float64, copy=False)


def _expanded(part: SegmentView, name: str, expansion: Expansion) -> _Expanded | None:
    """The terms of a segment that an expansion stands for, in one piece out of the file where they are neighbours."""
    field = part.segment.fields.get(name)
    ordinals = None if field is None else expansion.ordinals(field)
    if field is None or ordinals is None:
        return None
    if len(ordinals) and ordinals[0] == 0 and not field.term(0):
        ordinals = ordinals[1:]  # Whoosh leaves out the empty term
    if not len(ordinals):
        return None
    first, last = int(ordinals[0]), int(ordinals[-1]) + 1
    if field.has_values or len(ordinals) * _FAR_APART < last - first:
        each = [(field.docs(ordinal), field.weights(ordinal)) for ordinal in ordinals.tolist()]
        freqs = np.array([len(docs) for docs, _ in each])
        joined = np.concatenate([docs for docs, _ in each]), np.concatenate([weights for _, weights in each])
        return _Expanded(part, field, ordinals, freqs, *joined)
    freqs, docs, weights = field.doc_freqs(first, last), field.docs_between(first, last), field.weights_of(first, last)
    if last - first > len(ordinals):
        wanted = np.zeros(last - first, np.bool_)
        wanted[ordinals - first] = True
        kept = np.flatnonzero(wanted.repeat(freqs))
        freqs, docs, weights = freqs[wanted], docs.take(kept), weights.take(kept)
    return _Expanded(part, field, ordinals, freqs, docs, weights)


def _doc_freqs(found: Sequence[_Expanded]) -> list[NDArray[np.int64]]:
    """For each segment in how many documents of all segments each of its terms stands."""
    if len(found) == 1:
        return [found[0].doc_freqs]
    terms = [one.terms() for one in found]
    totals: dict[bytes, int] = {}
    for one, each in zip(found, terms, strict=True):
        for term, count in zip(each, one.doc_freqs.tolist(), strict=True):
            totals[term] = totals.get(term, 0) + count
    return [np.fromiter(map(totals.__getitem__, each), np.int64, len(each)) for each in terms]
