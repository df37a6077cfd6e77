"""Where a query matches in one article, every match by itself."""

from collections.abc import Sequence
from itertools import product
from typing import Any

from whoosh import query

from searchkit import Article
from searchkit.query import nodes
from searchkit.query.nodes import Apart, AtLeast, Leading, Near, Together
from tests.oracle.reading import Reading
from tests.oracle.spans import Span, most_disjoint, of_pair, side_by_side, together
from tests.oracle.spread import COVERED, has_place, spread

Mark = tuple[str, int, int]
"""A field, the first code point of a match in its text, and the one after the last."""


class Oracle:
    """One article, to be asked what is marked in it.

    `languages` are those in which words are looked for: the ones the archive's articles were analysed in.
    """

    def __init__(self, article: Article, languages: Sequence[str] = ("",)) -> None:
        self.reading = Reading(article, languages)
        self.fields = list(self.reading.tokens)

    def answer(self, tree: query.Query) -> set[Mark] | None:
        """The marks of a parsed query in title and body; None where the article does not match."""
        meant = spread(tree)
        return None if meant is None else self.marks(meant)

    def marks(self, node: Any) -> set[Mark] | None:
        """The same of a query that is spread already."""
        match node:
            case query.Not():
                return set() if self.marks(node.query) is None else None
            case query.Or():
                found = [marks for part in node.subqueries if (marks := self.marks(part)) is not None]
                return set().union(*found) if found else None
            case query.And():
                found = [marks for part in node.subqueries if (marks := self.marks(part)) is not None]
                return set().union(*found) if len(found) == len(node.subqueries) else None
        if not has_place(node):
            return set() if self.reading.holds(node) else None
        spans = {name: self.spans(node, name) for name in self.fields}
        if not any(spans.values()):
            return None
        return {(name, *chars) for name in ("title", "body") for span in spans[name] for chars in span.chars}

    def spans(self, node: Any, field: str) -> list[Span]:
        """Everything in a field that a part of a query matches."""
        match node:
            case query.Or():
                return [span for part in node.subqueries for span in self.spans(part, field)]
            case Near():
                pairs = product(self.spans(node.a, field), self.spans(node.b, field))
                return [of_pair(x, y) for x, y in pairs if self.is_near(node, field, x, y)]
            case Apart():
                ys = self.spans(node.b, field)
                return [x for x in self.spans(node.a, field) if not any(self.is_near(node, field, x, y) for y in ys)]
            case AtLeast():
                total = sum(most_disjoint(self.spans(node.part, name)) for name in self.fields)
                return self.spans(node.part, field) if total >= node.count else []
            case Leading():
                return [span for span in self.spans(node.part, field) if self.leads(node.words, field, span)]
            case nodes.Sequence():
                return side_by_side([self.spans(part, field) for part in node.parts])
            case Together():
                return together([self.spans(part, field) for part in node.parts], node.slop)
        if field not in COVERED[node.field()]:
            return []
        must_lead = node.field() in ("lead", "hlp")
        return [span for span in self.reading.words(node, field) if not must_lead or self.leads(None, field, span)]

    def is_near(self, node: Near | Apart, field: str, x: Span, y: Span) -> bool:
        """Whether a span of `a` and one of `b` do not overlap and are within reach of each other."""
        distances = [y.first - x.last] if node.ordered else [y.first - x.last, x.first - y.last]
        if isinstance(node.reach, int):
            return any(1 <= distance <= node.reach for distance in distances)
        units = {self.reading.unit(node.reach, field, position) for position in (*x[:2], *y[:2])}
        return max(distances) >= 1 and len(units) == 1

    def leads(self, words: int | None, field: str, span: Span) -> bool:
        """Whether a span ends within the first so many words, or within the first passage."""
        if words is not None:
            return span.last < words
        return self.reading.unit("passage", field, span.last) == self.reading.unit("passage", field, 0)
