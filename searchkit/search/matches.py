"""Where in one article does a query match? The tree is evaluated over the article's own tokens.

Spans come from the matching itself: a phrase gives the phrase and not its stray words, a branch that does
not match gives nothing, what is negated gives nothing.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from whoosh import query

from searchkit.analysis import Token
from searchkit.model import Span

Expand = Callable[[query.Query], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of a field's text that matched, and which leaf of the query it answers."""

    field: str
    start: int
    end: int
    leaf: query.Query


class FieldTokens:
    """The tokens of one field of one article, by term."""

    def __init__(self, tokens: Iterable[Token]) -> None:
        self.by_term: dict[str, list[Token]] = {}
        for token in tokens:
            self.by_term.setdefault(token.term, []).append(token)

    def __getitem__(self, term: str) -> list[Token]:
        return self.by_term.get(term, [])


@dataclass(frozen=True, slots=True)
class Matcher:
    """Evaluates a resolved query over one article.

    `fields` gives the tokens of each text field; `expand` the terms a pattern stands for, in the index;
    `holds` decides leaves on fields that have no tokens here (dates, ids).
    """

    fields: Mapping[str, FieldTokens]
    expand: Expand
    holds: Callable[[query.Query], bool]

    def marks(self, node: query.Query) -> list[Mark] | None:
        """The matches of a node; None where the article does not match it."""
        match node:
            case query.And():
                return _all(self.marks(child) for child in node.subqueries)
            case query.Or() | query.DisjunctionMax():
                return _any(self.marks(child) for child in node.subqueries)
            case query.Not():
                return [] if self.marks(node.query) is None else None
            case query.AndNot():
                return self.marks(node.a) if self.marks(node.b) is None else None
            case query.AndMaybe():
                first = self.marks(node.a)
                return None if first is None else first + (self.marks(node.b) or [])
            case query.Require():
                return _all([self.marks(node.a), self.marks(node.b)])
            case query.ConstantScoreQuery():
                return self.marks(node.child)
        return self._leaf(node)

    def _leaf(self, node: query.Query) -> list[Mark] | None:
        name = node.field()
        tokens = self.fields.get(name) if name else None
        if tokens is None or isinstance(node, query.Every):
            return [] if self.holds(node) else None
        match node:
            case query.Term():
                found = [Mark(name or "", t.char_start, t.char_end, node) for t in tokens[node.text]]
            case query.Phrase():
                found = list(_phrase_marks(node, tokens))
            case _:
                terms = (term for term in self.expand(node) if term in tokens.by_term)
                found = [Mark(name or "", t.char_start, t.char_end, node) for term in terms for t in tokens[term]]
        return found or None


def _all(parts: Iterable[list[Mark] | None]) -> list[Mark] | None:
    gathered: list[Mark] = []
    for part in parts:
        if part is None:
            return None
        gathered += part
    return gathered


def _any(parts: Iterable[list[Mark] | None]) -> list[Mark] | None:
    found = [part for part in parts if part is not None]
    return [mark for part in found for mark in part] if found else None


def _phrase_marks(node: query.Phrase, tokens: FieldTokens) -> Iterator[Mark]:
    """Each occurrence of the words in order, each at most `slop` positions after the one before.

    An exact phrase is one mark from its first to its last character; of a sloppy one each word is marked.
    """
    columns = [tokens[word] for word in node.words]
    if not all(columns):
        return
    following: dict[int, list[Token]] = {token.position: [token] for token in columns[-1]}
    for column in reversed(columns[:-1]):
        positions = sorted(following)
        following = {
            token.position: [token, *following[nearest]]
            for token in column
            if (nearest := _next(positions, token.position)) is not None and nearest - token.position <= node.slop
        }
    for chain in following.values():
        if node.slop == 1:
            yield Mark(node.fieldname, chain[0].char_start, chain[-1].char_end, node)
        else:
            yield from (Mark(node.fieldname, token.char_start, token.char_end, node) for token in chain)


def _next(positions: list[int], position: int) -> int | None:
    """The first of the sorted positions behind this one."""
    at = bisect_right(positions, position)
    return positions[at] if at < len(positions) else None


def merged(marks: Iterable[Mark], field: str) -> tuple[Span, ...]:
    """The spans of one field in order, overlapping ones made one."""
    spans: list[Span] = []
    for start, end in sorted((mark.start, mark.end) for mark in marks if mark.field == field):
        if spans and start < spans[-1].end:
            spans[-1] = Span(spans[-1].start, max(end, spans[-1].end))
        else:
            spans.append(Span(start, end))
    return tuple(spans)
