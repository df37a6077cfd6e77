"""What matches at spans, in one article: the nodes that find documents, over the tokens of the article's fields."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
from whoosh import query

from searchkit.query.nodes import Positional, Unit
from searchkit.search.spannodes import LeafSpans, SequenceSpans, SpanNode, SpanSource
from searchkit.search.spanplan import span_node
from searchkit.search.spans import FAR, Keys, Piece
from searchkit.search.spots import NOWHERE, ChosenSpots, FieldTokens, Spots, chosen_at
from searchkit.storage.segment import BorderKind

Find = Callable[[query.Query, FieldTokens], Spots]


class ArticleText(Protocol):
    """The tokens of an article by text field, and where the units of a field begin."""

    @property
    def fields(self) -> Mapping[str, FieldTokens]:
        """The tokens of each field that is asked for."""

    @property
    def borders(self) -> Callable[[str, BorderKind], Sequence[int]]:
        """What tells the first positions of the sentences, paragraphs or passages of a field; of one whole none."""


class Found(NamedTuple):
    """Pieces of one leaf of the query that take part in a match in a field: where each begins and ends."""

    field: str
    leaf: query.Query
    firsts: Spots
    lasts: Spots


class ArticleSpans:
    """One node of a resolved query that matches at spans; `find` tells where a word or pattern stands in a field."""

    def __init__(self, node: Positional, find: Find) -> None:
        self.node, self._find = span_node(node, _leaf), find

    @property
    def fields(self) -> frozenset[str]:
        """The fields it asks."""
        return self.node.fields

    @property
    def leaves(self) -> list[query.Query]:
        """The leaves of the query that pieces may be of."""
        return [*_marked(self.node)]

    def matches(self, article: ArticleText) -> list[Found]:
        """The pieces of an article that take part in a match; none where it does not match."""
        source = _ArticleSource(article, self._find)
        names = sorted(self.node.fields.intersection(article.fields))
        return [found for name in names for found in self._in_field(source, name)]

    def _in_field(self, source: "_ArticleSource", name: str) -> Iterator[Found]:
        pieces: dict[SpanNode, list[Piece]] = {}
        for spans, chosen in self.node.matched(source, name):
            for piece in spans.pieces(chosen):
                pieces.setdefault(piece.leaf, []).append(piece)
        for leaf, found in pieces.items():
            firsts, lasts = _united(found)
            if isinstance(leaf, LeafSpans):
                begins = ends = source.spots(leaf, firsts, lasts)
            else:
                begins = source.beginning(_edge(leaf, 0, name), firsts)
                ends = source.ending(_edge(leaf, -1, name), lasts)
            yield Found(name, leaf.query, begins, ends)  # type: ignore[attr-defined]  # a leaf has one


def _marked(node: SpanNode) -> Iterator[query.Query]:
    if isinstance(node, LeafSpans | SequenceSpans):
        yield node.query
    else:
        for child in node.children:
            yield from _marked(child)


def _united(pieces: Sequence[Piece]) -> tuple[list[int], list[int]]:
    """The first and last positions of pieces, each piece once, in order."""
    if len(pieces) == 1:
        ((_, firsts, lasts),) = pieces
        if len(firsts) < 2 or (firsts[1:] > firsts[:-1]).all():
            return firsts.tolist(), lasts.tolist()
    found = {pair for _, firsts, lasts in pieces for pair in zip(firsts.tolist(), lasts.tolist(), strict=True)}
    in_order = sorted(found)
    return [first for first, _ in in_order], [last for _, last in in_order]


def _edge(node: SpanNode, edge: int, field: str) -> list[LeafSpans]:
    """The words with which the spans of a node may begin (0) or end (-1) in a field."""
    if isinstance(node, LeafSpans):
        return [node] if node.field == field else []
    children = (node.sequence[edge],) if isinstance(node, SequenceSpans) else node.children
    return [leaf for child in children for leaf in _edge(child, edge, field)]


class _ArticleSource(SpanSource):
    """One article, whose place is 0."""

    def __init__(self, article: ArticleText, find: Find) -> None:
        self._article, self._find = article, find
        self._spots: dict[LeafSpans, Spots] = {}

    def ends(self, leaf: LeafSpans) -> tuple[Keys, Keys]:
        spots = self._of(leaf)
        firsts, lasts = spots.positions, spots.lasts
        if firsts is lasts:
            keys = np.unique(np.array(firsts, np.int64))
            return keys, keys
        pairs = np.array(sorted(set(zip(firsts, lasts, strict=True))), np.int64).reshape(-1, 2)
        return pairs[:, 0], pairs[:, 1]

    def _of(self, leaf: LeafSpans) -> Spots:
        found = self._spots.get(leaf)
        if found is None:
            tokens = self._article.fields.get(leaf.field)
            found = self._spots[leaf] = NOWHERE if tokens is None else self._find(leaf.query, tokens)
        return found

    def borders(self, field: str, unit: Unit) -> Keys:
        firsts = () if unit == "field" else self._article.borders(field, unit)
        return np.array((*(firsts or (0,)), FAR), np.int64)

    def lead_ends(self, field: str) -> Keys | None:
        firsts = self._article.borders(field, "passage")
        return np.array(firsts[1:2], np.int64) if len(firsts) > 1 else None

    def spots(self, leaf: LeafSpans, firsts: Sequence[int], lasts: Sequence[int]) -> Spots:
        """The spots of a leaf with these ends, each once: all of them, or a choice."""
        spots = self._of(leaf)
        if len(firsts) == len(spots.positions):
            return spots
        numbers = {ends: number for number, ends in enumerate(zip(spots.positions, spots.lasts, strict=True))}
        return ChosenSpots(spots, [numbers[ends] for ends in zip(firsts, lasts, strict=True)])

    def beginning(self, leaves: Sequence[LeafSpans], firsts: Sequence[int]) -> Spots:
        """What of the leaves begins at each of these positions."""
        if len(leaves) == 1:
            return chosen_at(self._of(leaves[0]), self._of(leaves[0]).positions, firsts)
        known = {spot[0]: spot for leaf in leaves for spot in self._of(leaf).all()}
        return Spots.at([known[first] for first in firsts])

    def ending(self, leaves: Sequence[LeafSpans], lasts: Sequence[int]) -> Spots:
        """What of the leaves ends at each of these positions."""
        if len(leaves) == 1:
            return chosen_at(self._of(leaves[0]), self._of(leaves[0]).lasts, lasts)
        found = [self._of(leaf) for leaf in leaves]
        known = {last: spot for spots in found for last, spot in zip(spots.lasts, spots.all(), strict=True)}
        return Spots.at([known[last] for last in lasts])


def _leaf(leaf: Any) -> SpanNode:
    return LeafSpans(leaf, None, leaf.field())
