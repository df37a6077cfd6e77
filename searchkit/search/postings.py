"""The postings of a term in a commit, with its BM25 scores worked out once, and ways to look documents up."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchkit.search.segmentpostings import SegmentPostings, locate
from searchkit.search.similarity import TermSimilarity

Docs = NDArray[Any]  # ascending document numbers, of any integer type
Scores = NDArray[np.float64]
Flags = NDArray[np.bool_]
Impacts = NDArray[np.float32]

FREQUENT = 8
"""Every eighth document or more: all documents in a row, a byte each, are quicker to look up and to score than a list.

Measured on 100,000 documents: 1.1 ns a document, 2.7 ns a posting of a list.
"""


class Postings(ABC):
    """Documents of a commit of `doc_count`, each with its score.

    Scores are float32: equal terms of equal documents give equal scores whichever way they are looked up. Of a
    frequent term it is kept how often it stands in each document of the commit, of others the documents and scores.
    """

    def __init__(self, size: int, counted: int, doc_count: int) -> None:
        self.size, self.doc_count = size, doc_count
        """How many documents at most, of how many."""
        self.counted = counted
        """How many of them count: by this terms are put in order, so that what is deleted does not decide it."""
        self.is_frequent = size * FREQUENT >= doc_count
        self.uses = 0

    @property
    @abstractmethod
    def is_positive(self) -> bool:
        """Whether every score is above 0, so that a score tells a match."""

    @property
    @abstractmethod
    def bound(self) -> float:
        """No document has a greater score."""

    @cached_property
    def is_row(self) -> bool:
        """Whether all documents are kept."""
        return self.is_frequent and self.is_positive

    @abstractmethod
    def fill(self, row: Impacts) -> None:
        """Sets a row to the score of every document of the commit, 0 where the term is not."""

    @property
    @abstractmethod
    def _list(self) -> tuple[Docs, Impacts]:
        """The documents with their scores."""

    @property
    @abstractmethod
    def size_bytes(self) -> int:
        """About how much memory it takes once it was used."""

    @abstractmethod
    def _at_row(self, docs: Docs) -> tuple[Flags, Impacts]:
        """`at` where all documents are kept."""

    def at(self, docs: Docs) -> tuple[Flags, Impacts]:
        """Of each of these documents whether it has the term, and its score, 0 where it has not."""
        if self.is_row:
            return self._at_row(docs)
        among, impacts = self._list
        found, places = locate(among, docs)
        return found, impacts.take(places, mode="clip") * found

    @abstractmethod
    def has(self, docs: Docs) -> Flags:
        """Of each of these documents whether it has the term."""

    @abstractmethod
    def mark(self, flags: Flags) -> None:
        """Sets the flags of the documents that have the term."""

    @property
    def docs(self) -> Docs:
        """The documents."""
        return self.all()[0]

    def all(self) -> tuple[Docs, Impacts]:
        """The documents with their scores."""
        if not self.is_row:
            return self._list
        row = np.empty(self.doc_count, np.float32)
        self.fill(row)
        docs = np.flatnonzero(row)
        return docs, row.take(docs)

    def add_list(self, row: Impacts, boost: float) -> None:
        """Adds the scores to those of all documents, one by one."""
        docs, impacts = self.all()
        np.add.at(row, docs, times(impacts, boost))


class FieldPostings(Postings):
    """The postings of a term in one field; without `similarity` their scores are weights."""

    def __init__(
        self,
        parts: Mapping[int, SegmentPostings],
        counted: int,
        doc_count: int,
        similarity: TermSimilarity | None = None,
    ) -> None:
        """`parts` by number of the segment; `counted` as `CommitStatistics` counts their documents."""
        super().__init__(sum(len(part.docs) for part in parts.values()), counted, doc_count)
        self.parts = parts
        self.similarity = similarity

    @cached_property
    def _weights(self) -> NDArray[Any]:
        """How often the term stands in each document of the commit: a byte each, if that will do."""
        parts = self.parts.values()
        most = max(part.weights.max(initial=0) for part in parts)
        row = np.zeros(self.doc_count, np.min_scalar_type(most) if most.dtype.kind in "ui" else np.float32)
        for part in parts:
            row[part.base :][part.docs.astype(np.intp)] = part.weights  # anything but intp is converted in pieces
        return row

    @cached_property
    def _list(self) -> tuple[Docs, Impacts]:
        return self.new_list()

    @property
    def size_bytes(self) -> int:
        return 1000 + (self.doc_count + 4 * self.size if self.is_frequent else 12 * self.size)

    def fill(self, row: Impacts) -> None:
        if self.similarity is None:
            row[:] = self._weights
        else:
            self.similarity.fill(row, self._weights)

    def _at_row(self, docs: Docs) -> tuple[Flags, Impacts]:
        weights = self._weights.take(docs)
        return weights > 0, self.scores_of(weights, docs)

    def has(self, docs: Docs) -> Flags:
        return self._weights.take(docs) > 0 if self.is_row else locate(self.docs, docs)[0]

    def mark(self, flags: Flags) -> None:
        if self.is_row:
            np.logical_or(flags, self._weights, out=flags)
        else:
            flags[self.docs] = True

    def new_list(self) -> tuple[Docs, Impacts]:
        """The documents with their scores, worked out anew each time."""
        parts = [*self.parts.values()]
        docs = _numbered(parts, self.doc_count)
        weights = parts[0].weights if len(parts) == 1 else np.concatenate([part.weights for part in parts])
        return docs, self.scores_of(weights, docs)

    def scores_of(self, weights: NDArray[Any], docs: Docs) -> Impacts:
        """The scores of documents in which the term has these weights."""
        return np.asarray(weights, np.float32) if self.similarity is None else self.similarity.of(weights, docs)

    @cached_property
    def bound(self) -> float:
        ceilings = [part.ceiling() for part in self.parts.values()]
        weight = max(weight for weight, _ in ceilings)
        if self.similarity is None:
            return weight
        return self.similarity.bound(weight, min(shortest for _, shortest in ceilings))

    @cached_property
    def is_positive(self) -> bool:
        return self.similarity is not None or all(
            float(part.weights.min(initial=1)) > 0 for part in self.parts.values()
        )

    @cached_property
    def numbered(self) -> Docs:
        """The documents, for those who need no scores."""
        return _numbered([*self.parts.values()], self.doc_count)

    @property
    def docs(self) -> Docs:
        return self.numbered


def times(scores: Any, boost: float) -> Any:
    """Scores with a boost, in their own precision."""
    return scores if boost == 1.0 else scores * scores.dtype.type(boost)


def union_of(parts: Sequence[Docs]) -> Docs:
    """The documents of all parts, ascending, each once."""
    docs: Docs = np.sort(np.concatenate(parts))
    return docs[np.concatenate(([True], docs[1:] != docs[:-1]))] if len(docs) > 1 else docs


def sums_of(parts: Sequence[tuple[Docs, Any]]) -> tuple[Docs, Impacts]:
    """The documents of all parts, each once, with its scores added up in the order of the parts."""
    if not parts:
        return np.empty(0, np.intp), np.empty(0, np.float32)
    docs = np.concatenate([docs for docs, _ in parts])
    order = docs.argsort(kind="stable")
    docs = docs.take(order)
    is_first = np.ones(len(docs), np.bool_)
    np.not_equal(docs[1:], docs[:-1], out=is_first[1:])
    firsts = np.flatnonzero(is_first)
    each = np.concatenate([scores.astype(np.float32, copy=False) for _, scores in parts]).take(order)
    if len(firsts) == len(docs):
        return docs, each
    sums = np.zeros(len(firsts), np.float32)
    np.add.at(sums, np.cumsum(is_first) - 1, each)
    return docs.take(firsts), sums


def _numbered(parts: Sequence[SegmentPostings], doc_count: int) -> Docs:
    """The documents of all segments by their numbers in the commit, in a type that can hold any of those."""
    first = parts[0].docs
    if len(parts) == 1 and not parts[0].base and 1 << 8 * first.itemsize >= doc_count:
        return first
    kind = np.int32 if doc_count < 1 << 31 else np.int64
    return np.concatenate([np.add(part.docs, part.base, dtype=kind) for part in parts])
