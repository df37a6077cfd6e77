"""Ranges of numbers and dates: by the field's column where there is one, else by its terms of full precision."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from searchkit.search.expand import RangeExpansion
from searchkit.search.nodes import NOTHING, Node
from searchkit.search.postings import Docs, Flags, union_of
from searchkit.search.view import CommitView, SegmentView
from searchkit.storage.segment import NumberColumn, SegmentField

_FEW = 16  # every sixteenth document or fewer: quicker to sort what the terms have than to compare all values


@dataclass(frozen=True)
class NumberRangeNode(Node):
    """The documents with a number from `least` to `most`; all of one score.

    `least` and `most` are numbers as the field's column holds them, `first` and `last` the same as terms.
    """

    field: str
    least: int
    most: int
    first: bytes
    last: bytes
    score: float

    def size(self, view: CommitView) -> int:
        return view.doc_count

    def docs(self, view: CommitView) -> Docs:
        parts = [self._docs_of(view, part) + part.base for part in view.parts]
        return np.concatenate(parts) if parts else NOTHING[0]

    def _docs_of(self, view: CommitView, part: SegmentView) -> Docs:
        """The documents of a segment, by their numbers there."""
        terms = part.segment.fields.get(self.field)
        if terms is None:
            return NOTHING[0]
        ordinals = RangeExpansion(self.first, self.last).ordinals(terms)
        if not len(ordinals):
            return NOTHING[0]
        found = terms.docs_between(int(ordinals[0]), int(ordinals[-1]) + 1)
        if len(found) * _FEW < part.doc_count:
            return union_of([found]).astype(np.intp)
        column = self._column(view, part, terms)
        return np.flatnonzero(_row(part, found) if column is None else self._within(column, terms, slice(None)))

    def has(self, view: CommitView, docs: Docs) -> Flags:
        parts = [self._has(view, part, part.of(docs)) for part in view.parts]
        return np.concatenate(parts) if parts else np.zeros(0, np.bool_)

    def _has(self, view: CommitView, part: SegmentView, docs: Docs) -> Flags:
        """Of documents of a segment, by their numbers there, whether each matches."""
        terms = part.segment.fields.get(self.field)
        column = None if terms is None else self._column(view, part, terms)
        if column is not None and terms is not None:
            return self._within(column, terms, docs)
        return _row(part, self._docs_of(view, part)).take(docs)

    def at(self, view: CommitView, docs: Docs) -> tuple[Flags, Any]:
        member = self.has(view, docs)
        return member, member * self.score

    def _column(self, view: CommitView, part: SegmentView, terms: SegmentField) -> NumberColumn | None:
        """The field's column if it tells the whole truth: a document of several numbers has only one in it."""
        column = part.segment.columns.get(self.field)
        if not isinstance(column, NumberColumn) or column.values.dtype.kind != "u":
            return None
        key = "whole", part.number, self.field
        whole = view.remembered(key, lambda: np.array([_is_whole(column, terms)]))
        return column if whole[0] else None

    def _within(self, column: NumberColumn, terms: SegmentField, docs: Any) -> Flags:
        values = column.values[docs]
        kind = values.dtype.type
        row: Flags = (values >= kind(self.least)) & (values <= kind(self.most))
        if self.least <= column.default <= self.most:
            # documents without a number have the default too: only the terms tell
            row &= values != kind(column.default)
            has_default = np.zeros(len(column.values), np.bool_)
            has_default[_docs_of_default(column, terms)] = True
            row |= has_default[docs]
        return row


@dataclass(frozen=True)
class LengthNode(Node):
    """The documents whose field has from `least` to `most` tokens; all of score 1."""

    field: str
    least: int
    most: int | None

    def size(self, view: CommitView) -> int:
        return view.doc_count

    def docs(self, view: CommitView) -> Docs:
        return np.flatnonzero(np.concatenate([self._row(part) for part in view.parts] or [np.zeros(0, np.bool_)]))

    def at(self, view: CommitView, docs: Docs) -> tuple[Flags, Any]:
        rows = [self._row(part).take(part.of(docs)) for part in view.parts]
        member = np.concatenate(rows) if rows else np.zeros(0, np.bool_)
        return member, member.astype(np.float64)

    def _row(self, part: SegmentView) -> Flags:
        terms = part.segment.fields.get(self.field)
        lengths = np.zeros(part.doc_count, np.int64) if terms is None or terms.lengths is None else terms.lengths
        row: Flags = lengths >= self.least
        return row if self.most is None else row & (lengths <= self.most)


def _row(part: SegmentView, docs: Docs) -> Flags:
    row = np.zeros(part.doc_count, np.bool_)
    row[docs] = True
    return row


def _is_whole(column: NumberColumn, terms: SegmentField) -> bool:
    """Whether there are as many values as postings of full precision."""
    first, last = terms.prefix_range(b"\0")
    values = int(np.count_nonzero(column.values != column.values.dtype.type(column.default)))
    return values + len(_docs_of_default(column, terms)) == len(terms.docs_between(first, last))


def _docs_of_default(column: NumberColumn, terms: SegmentField) -> Docs:
    """The documents whose number happens to be the column's default."""
    term = b"\0" + int(column.default).to_bytes(column.values.dtype.itemsize, "big")
    ordinal = terms.find(term)
    return terms.docs(ordinal) if ordinal >= 0 else NOTHING[0]
