"""Patterns and ranges of terms: each scores as one word, or by Whoosh's rules for queries of many terms."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchkit.search.chosen import Chosen, chosen_postings
from searchkit.search.expand import Expansion, RangeExpansion
from searchkit.search.nodes import ListedNode, numbered_through
from searchkit.search.postings import Docs, Scores, times
from searchkit.search.similarity import TermSimilarity
from searchkit.search.view import CommitView, SegmentView
from searchkit.search.wordforms import WordExpansion
from searchkit.storage.segment import SegmentField

_TREE_DOCS = 5000  # in larger segments Whoosh scores patterns of fewer terms than `Or.TOO_MANY_CLAUSES`
_TOO_MANY = 1024


class TermsNode(ListedNode):
    """Any of many terms of one field; what was found of them is remembered."""

    boost: float

    @property
    @abstractmethod
    def name(self) -> str:
        """The field's name."""

    @abstractmethod
    def choose(self, field: SegmentField, part: SegmentView) -> Chosen:
        """The terms of the field of a segment."""

    @abstractmethod
    def evaluate(self, view: CommitView) -> tuple[Docs, Scores | None]:
        """What `found` gives."""

    def chosen(self, part: SegmentView) -> tuple[SegmentField, Chosen] | None:
        """The field of a segment and the terms of it; None where the segment has no such field."""
        field = part.segment.fields.get(self.name)
        if field is None:
            return None
        return field, part.remembered(("chosen", self), lambda: self.choose(field, part))

    def expanded(self, view: CommitView) -> "list[_Expanded]":
        """The terms with their postings, for each segment that has any."""
        return [one for part in view.parts if (one := _expanded(self, part)) is not None]

    def occurrences(self, view: CommitView) -> tuple[Docs, Scores]:
        """The documents with any of the terms, and how often any of them stands in each."""
        each = [(one, one.docs()) for one in self.expanded(view)]
        return numbered_through([(one.part.base, docs, one.weights_of(docs)) for one, docs in each])

    def similarity(self, view: CommitView, docs: Docs) -> TermSimilarity | None:
        """How a term of these documents scores; None where its weight is its score."""
        return view.similarity(self.name, view.counted(docs)) if view.statistics.scorable(self.name) else None

    def as_one_word(self, view: CommitView) -> tuple[Docs, Scores]:
        """The documents, scored as those of a term that stands wherever any of the terms does."""
        docs, weights = self.occurrences(view)
        similarity = self.similarity(view, docs)
        scores = weights if similarity is None else similarity.of(weights, docs).astype(np.float64)
        return docs, times(scores, self.boost)

    def found(self, view: CommitView) -> tuple[Docs, Scores | None]:
        found: tuple[Docs, Scores | None] = view.remembered(self, lambda: self.evaluate(view))
        return found


@dataclass(frozen=True)
class PatternNode(TermsNode):
    """Any of the terms an expansion stands for.

    A range scores its boost, unless the query asks for scores; all else scores as one word.

    What Whoosh gives for a score differs by segment: one term scores as itself; two, or up to 1,023 in a
    segment of over 5,000 documents, add up; otherwise every document scores 1 without the boost, unless
    the query asks for scores.
    """

    field: str
    expansion: Expansion
    boost: float = 1.0
    constant: bool = True

    @property
    def name(self) -> str:
        return self.field

    def choose(self, field: SegmentField, part: SegmentView) -> Chosen:
        return Chosen.terms(self.expansion.ordinals(field))

    def evaluate(self, view: CommitView) -> tuple[Docs, Scores | None]:
        if not view.statistics.similarity.as_whoosh:
            return self._in_range(view) if self.is_range else self.as_one_word(view)
        found = self.expanded(view)
        scored = [self._is_scored(one) for one in found]
        counts = _doc_freqs(found) if any(scored) else []
        parts = []
        for number, one in enumerate(found):
            docs = one.docs()
            scores = one.sums(view, counts[number], self.boost).take(docs) if scored[number] else np.ones(len(docs))
            parts.append((one.part.base, docs, scores))
        docs, scores = numbered_through(parts)
        return docs, scores if any(scored) else None

    @property
    def is_range(self) -> bool:
        """Whether every document scores the boost."""
        return self.constant and isinstance(self.expansion, RangeExpansion)

    def _in_range(self, view: CommitView) -> tuple[Docs, Scores]:
        docs, _ = self.occurrences(view)
        return docs, np.full(len(docs), self.boost, np.float64)

    def _is_scored(self, one: "_Expanded") -> bool:
        count = len(one.ordinals)
        return not self.constant or count < 3 or (count < _TOO_MANY and one.part.doc_count > _TREE_DOCS)


@dataclass(frozen=True)
class WordPatternNode(TermsNode):
    """The written words an expansion stands for; they score as one word, which stands wherever any of them does.

    By Whoosh's rules each scores as its term, by how often that is written so, and scores add up; where a segment has
    more than 1,023 such terms every document of it scores the boost.
    """

    expansion: WordExpansion
    boost: float = 1.0

    @property
    def name(self) -> str:
        return self.expansion.field

    def choose(self, field: SegmentField, part: SegmentView) -> Chosen:
        return self.expansion.chosen(field, part.remembered)

    def evaluate(self, view: CommitView) -> tuple[Docs, Scores | None]:
        if not view.statistics.similarity.as_whoosh:
            return self.as_one_word(view)
        parts = []
        for one in self.expanded(view):
            docs = one.docs()
            parts.append((one.part.base, docs, self._scores(one, view).take(docs)))
        return numbered_through(parts)

    def _scores(self, one: "_Expanded", view: CommitView) -> Scores:
        """Of all documents of a segment."""
        if len(one.ordinals) >= _TOO_MANY:
            return np.full(one.part.doc_count, self.boost)
        terms = [one.field.term(ordinal) for ordinal in one.ordinals.tolist()]
        counts = np.array([view.statistics.doc_freq(self.name, term) for term in terms], np.int64)
        return one.sums(view, counts, self.boost)


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

    def weights_of(self, docs: Docs) -> Scores:
        """How often any of the terms stands in each of these documents of the segment."""
        sums = np.bincount(self.postings.astype(np.intp), self.weights, self.part.doc_count)
        return sums.take(docs).astype(np.float64, copy=False)

    def sums(self, view: CommitView, counts: NDArray[np.int64], boost: float) -> Scores:
        """The score of each document of the segment; the terms stand in `counts` documents of the commit."""
        statistics, name = view.statistics, self.field.name
        if statistics.scorable(name):
            idfs = [statistics.idf(name, count) for count in counts.tolist()]
            norms = view.norms(name)
            if not isinstance(norms, float):
                norms = norms[self.part.base :].take(self.postings)
            idf = np.array(idfs, np.float32).repeat(self.doc_freqs)
            scores = statistics.in_field(name).scores(self.weights, norms, idf)
        else:
            scores = self.weights.astype(np.float32)
        sums = np.bincount(self.postings.astype(np.intp), times(scores.astype(np.float64), boost), self.part.doc_count)
        return sums.astype(np.float64, copy=False)


def _expanded(node: TermsNode, part: SegmentView) -> _Expanded | None:
    """The terms of a node in a segment with their postings, where it has any."""
    found = node.chosen(part)
    if found is None:
        return None
    field, chosen = found
    if len(chosen.whole) and chosen.whole[0] == 0 and not field.term(0):
        chosen = Chosen.terms(chosen.whole[1:])  # Whoosh leaves out the empty term
    return _Expanded(part, field, *chosen_postings(field, chosen)) if chosen.count else None


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
