"""The parts of a query that match at spans: which spans of one field each of them has in some articles.

They are evaluated over a `SpanSource`: the articles of a segment, or one article.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from searchkit.query.nodes import Reach, Unit
from searchkit.search.spans import (
    NO_SPANS,
    Keys,
    Numbers,
    Spans,
    Within,
    have_partners,
    joined,
    owners,
    pairs,
    partners,
    same_unit,
    so_many_words,
    whole,
)

_NEIGHBOUR = 1


class SpanSource(Protocol):
    """Some articles, told by their places, that can be asked where something stands in them."""

    def ends(self, leaf: "LeafSpans") -> tuple[Keys, Keys]:
        """First and last positions of the words of a leaf: one array where each word has one position."""

    def borders(self, field: str, unit: Unit) -> Keys:
        """The first position of each unit of each article, and FAR; the first unit of an article begins at 0."""

    def lead_ends(self, field: str) -> Keys | None:
        """Of each article the first position behind the lead; None where all of the field is lead."""


class SpanNode(ABC):
    """A part of a query that matches at spans."""

    @property
    @abstractmethod
    def children(self) -> tuple["SpanNode", ...]:
        """The nodes it is made of."""

    @cached_property
    def fields(self) -> frozenset[str]:
        """The fields in which it may have spans."""
        return reduce(frozenset.union, [child.fields for child in self.children], frozenset())

    @abstractmethod
    def spans(self, source: SpanSource, field: str) -> Spans:
        """Its spans in a field."""

    def places(self, source: SpanSource, field: str) -> Numbers:
        """The articles in which it has spans in a field."""
        return owners(self.spans(source, field).firsts)

    def matched(self, source: SpanSource, field: str) -> list[tuple[Spans, NDArray[np.bool_] | None]]:
        """What takes part in its matches: lists of spans, and which of each; None for all."""
        return [(self.spans(source, field), None)]


@dataclass(frozen=True)
class LeafSpans(SpanNode):
    """A word or a pattern of words; `query` is the leaf of the resolved query, `node` its plan in that field."""

    query: Any
    node: Any
    field: str

    @property
    def children(self) -> tuple[SpanNode, ...]:
        return ()

    @cached_property
    def fields(self) -> frozenset[str]:
        return frozenset((self.field,))

    def spans(self, source: SpanSource, field: str) -> Spans:
        if field != self.field:
            return NO_SPANS
        firsts, lasts = source.ends(self)
        return Spans(firsts, lasts, leaf=self)


@dataclass(frozen=True)
class EitherSpans(SpanNode):
    """The spans of any of some nodes."""

    any_of: tuple[SpanNode, ...]

    @property
    def children(self) -> tuple[SpanNode, ...]:
        return self.any_of

    def spans(self, source: SpanSource, field: str) -> Spans:
        return joined([node.spans(source, field) for node in self.any_of])


@dataclass(frozen=True)
class SequenceSpans(SpanNode):
    """Spans of some nodes, each right behind the one before; as a whole it is a match of `query`."""

    query: Any
    sequence: tuple[SpanNode, ...]

    @property
    def children(self) -> tuple[SpanNode, ...]:
        return self.sequence

    @cached_property
    def fields(self) -> frozenset[str]:
        return reduce(frozenset.intersection, [child.fields for child in self.sequence])

    def spans(self, source: SpanSource, field: str) -> Spans:
        found = self.sequence[0].spans(source, field)
        for node in self.sequence[1:]:
            if not len(found):
                return NO_SPANS
            following = node.spans(source, field)
            found = pairs(found, following, partners(found, following, so_many_words(found, _NEIGHBOUR), True, False))
        return Spans(found.firsts, found.lasts, leaf=self)


@dataclass(frozen=True)
class _PairSpans(SpanNode):
    """A node of two others, and a reach; if `ordered`, only what stands behind `a` is within it."""

    a: SpanNode
    b: SpanNode
    reach: Reach
    ordered: bool

    @property
    def children(self) -> tuple[SpanNode, ...]:
        return self.a, self.b


@dataclass(frozen=True)
class NearSpans(_PairSpans):
    """Spans of `a` and of `b` within reach of each other."""

    @cached_property
    def fields(self) -> frozenset[str]:
        return self.a.fields & self.b.fields

    def spans(self, source: SpanSource, field: str) -> Spans:
        a, b = self._sides(source, field)
        if not len(a) or not len(b):
            return NO_SPANS
        reach = _within(a, self.reach, source, field)
        return pairs(a, b, partners(a, b, reach, behind=True, before=not self.ordered))

    def places(self, source: SpanSource, field: str) -> Numbers:
        a, b = self._sides(source, field)
        if not len(a) or not len(b):
            return np.empty(0, np.int64)
        if len(a) <= len(b):
            return owners(a.firsts[self._of_a(a, b, source, field)])
        return owners(b.firsts[self._of_b(a, b, source, field)])

    def matched(self, source: SpanSource, field: str) -> list[tuple[Spans, NDArray[np.bool_] | None]]:
        a, b = self._sides(source, field)
        if not len(a) or not len(b):
            return []
        return [(a, self._of_a(a, b, source, field)), (b, self._of_b(a, b, source, field))]

    def _of_a(self, a: Spans, b: Spans, source: SpanSource, field: str) -> NDArray[np.bool_]:
        return have_partners(a, b, _within(a, self.reach, source, field), behind=True, before=not self.ordered)

    def _of_b(self, a: Spans, b: Spans, source: SpanSource, field: str) -> NDArray[np.bool_]:
        return have_partners(b, a, _within(b, self.reach, source, field), behind=not self.ordered, before=True)

    def _sides(self, source: SpanSource, field: str) -> tuple[Spans, Spans]:
        """The spans of both that can be within reach of others at all."""
        a, b = self.a.spans(source, field), self.b.spans(source, field)
        if isinstance(self.reach, int):
            return a, b
        borders = source.borders(field, self.reach)
        return whole(a, borders), whole(b, borders)


@dataclass(frozen=True)
class ApartSpans(_PairSpans):
    """The spans of `a` that have none of `b` within reach."""

    @cached_property
    def fields(self) -> frozenset[str]:
        return self.a.fields

    def spans(self, source: SpanSource, field: str) -> Spans:
        a, b = self.a.spans(source, field), self.b.spans(source, field)
        if not isinstance(self.reach, int):
            b = whole(b, source.borders(field, self.reach))
        if not len(a) or not len(b):
            return a
        reach = _within(a, self.reach, source, field)
        alone = ~have_partners(a, b, reach, behind=True, before=not self.ordered)
        if not isinstance(self.reach, int):
            alone |= a.lasts > reach.highs  # what reaches over a border is within no unit with anything
        return a.take(np.flatnonzero(alone))


def _within(spans: Spans, reach: Reach, source: SpanSource, field: str) -> Within:
    if isinstance(reach, int):
        return so_many_words(spans, reach)
    return same_unit(spans, source.borders(field, reach))
