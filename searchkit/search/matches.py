"""Where in one article does a query match? The tree is evaluated over the article's own tokens.

Spans come from the matching itself: a phrase gives the phrase and not its stray words, a branch that does
not match gives nothing, what is negated gives nothing. Matches are told by position; which code points they
are is asked of those only that are shown.
"""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from typing import NamedTuple

from whoosh import query

from searchkit.model import Span
from searchkit.query.nodes import Positional, WordCount, WordPattern
from searchkit.search.articlespans import ArticleSpans
from searchkit.search.patterns import Pattern
from searchkit.search.phrasespots import Pieces, phrase_pieces, word_spots
from searchkit.search.spots import NO_END, NOWHERE, ChosenSpots, FieldTokens, Piece, Spots
from searchkit.storage.segment import BorderKind

Expand = Callable[[query.Query], Pattern]


class Match(NamedTuple):
    """The pieces of a field that one leaf matched, each from one spot to another; none is a match without a place.

    `leaf` is the place in `Matcher.leaves`. Pieces of one word have `lasts is firsts`.
    """

    field: str
    firsts: Spots
    lasts: Spots
    leaf: int


Mark = tuple[int, int, int]
"""A piece that matched: its first code point, the one after its last, and the leaf."""


class ArticleTokens(NamedTuple):
    """An article to be matched: tokens by text field; `holds` decides leaves on fields without (dates, ids).

    `borders` tells the first positions of the sentences, paragraphs or passages of a field, none where it is one.
    """

    fields: Mapping[str, FieldTokens]
    holds: Callable[[query.Query], bool]
    borders: Callable[[str, BorderKind], Sequence[int]] = lambda field, kind: ()

    def marks_in(self, piece: Piece, match: Match, first: int, after: int) -> list[Mark]:
        """The pieces of a match numbered `first` up to `after`: all those that begin in a piece of the text."""
        name, begins, ends, leaf = match
        tokens = self.fields[name]
        spans = tokens.spans(begins, first, after, piece)
        if ends is begins:
            return [(start, end, leaf) for start, end in spans]
        lasts = tokens.spans(ends, first, after, piece)
        return [(start, end, leaf) for (start, _), (_, end) in zip(spans, lasts, strict=True)]

    def marks(self, text: str, field: str, matches: Iterable[Match]) -> list[Mark]:
        """All pieces of those matches that are in the field with this text."""
        chosen = [match for match in matches if match.field == field]
        whole = Piece(Span(0, len(text)), 0, NO_END)
        return [mark for match in chosen for mark in self.marks_in(whole, match, 0, len(match.firsts))]


_Evaluate = Callable[[ArticleTokens], list[Match] | None]


class Matcher:
    """A resolved query, to be evaluated over one article after another.

    `expand` tells what a pattern stands for. `leaves` are those of the query, equal ones
    once; `fields` the names of the fields it asks.
    """

    def __init__(self, tree: query.Query, expand: Expand) -> None:
        self._expand = expand
        self._numbers: dict[query.Query, int] = {}
        self.fields: set[str] = set()
        self.matches: _Evaluate = self._compiled(tree)
        """The matches in an article; None where it does not match."""
        self.leaves = tuple(self._numbers)

    def _compiled(self, node: query.Query) -> _Evaluate:
        match node:
            case query.Term() | query.Phrase():
                return self._leaf(node)
            case query.Or() | query.DisjunctionMax():
                return _any([self._compiled(child) for child in node.subqueries])
            case query.And():
                return _all([self._compiled(child) for child in node.subqueries])
            case query.Not():
                return _not(self._compiled(node.query))
            case query.AndNot():
                return _all([self._compiled(node.a), _not(self._compiled(node.b))])
            case query.AndMaybe():
                return _maybe(self._compiled(node.a), self._compiled(node.b))
            case query.Require():
                return _all([self._compiled(node.a), self._compiled(node.b)])
            case query.ConstantScoreQuery():
                return self._compiled(node.child)
            case Positional() if not isinstance(node, WordPattern):
                return self._spans(node)
        return self._leaf(node)

    def _spans(self, node: Positional) -> _Evaluate:
        spans = ArticleSpans(node, self._spots)
        self.fields |= spans.fields
        for leaf in spans.leaves:
            self._number(leaf)

        def evaluate(article: ArticleTokens) -> list[Match] | None:
            found = spans.matches(article)
            return [Match(one.field, one.firsts, one.lasts, self._number(one.leaf)) for one in found] or None

        return evaluate

    def _spots(self, leaf: query.Query, tokens: FieldTokens) -> Spots:
        """Where a word or pattern stands in a field."""
        match leaf:
            case query.Term():
                return word_spots(leaf, tokens)
        return self._of_pattern(leaf, tokens)

    def _number(self, leaf: query.Query) -> int:
        return self._numbers.setdefault(leaf, len(self._numbers))

    def _leaf(self, node: query.Query) -> _Evaluate:
        name = node.field() or ""
        self.fields.add(name)
        number = self._number(node)
        if type(node) is query.Term:
            return _of_term(node, number)
        find = self._finder(node)

        def evaluate(article: ArticleTokens) -> list[Match] | None:
            tokens = article.fields.get(name)
            if tokens is None or find is None:
                return [Match(name, NOWHERE, NOWHERE, number)] if article.holds(node) else None
            firsts, lasts = find(tokens)
            return [Match(name, firsts, lasts, number)] if firsts else None

        return evaluate

    def _finder(self, node: query.Query) -> Callable[[FieldTokens], Pieces] | None:
        """What finds the matches of a leaf in a field; None for all articles that have the field."""
        match node:
            case query.Every() | WordCount():
                return None
            case query.Phrase():
                return lambda tokens: phrase_pieces(node, tokens)
        return lambda tokens: (found := self._spots(node, tokens), found)

    def _of_pattern(self, node: query.Query, tokens: FieldTokens) -> Spots:
        pattern = self._expand(node)
        found = [_in_forms(tokens.terms[term], pattern.forms(term)) for term in tokens.any_of(pattern)]
        return found[0] if len(found) == 1 else Spots.of([spot for spots in found for spot in spots.all()])


def _of_term(node: query.Term, number: int) -> _Evaluate:
    name, text = node.fieldname, node.text

    def evaluate(article: ArticleTokens) -> list[Match] | None:
        tokens = article.fields.get(name)
        if tokens is None:
            return [Match(name, NOWHERE, NOWHERE, number)] if article.holds(node) else None
        found = tokens.terms[text]
        return [Match(name, found, found, number)] if found.positions else None

    return evaluate


def _all(parts: Sequence[_Evaluate]) -> _Evaluate:
    def evaluate(article: ArticleTokens) -> list[Match] | None:
        gathered: list[Match] = []
        for part in parts:
            found = part(article)
            if found is None:
                return None
            gathered += found
        return gathered

    return evaluate


def _any(parts: Sequence[_Evaluate]) -> _Evaluate:
    def evaluate(article: ArticleTokens) -> list[Match] | None:
        found = [matches for part in parts if (matches := part(article)) is not None]
        return [match for matches in found for match in matches] if found else None

    return evaluate


def _not(part: _Evaluate) -> _Evaluate:
    return lambda article: [] if part(article) is None else None


def _maybe(wanted: _Evaluate, welcome: _Evaluate) -> _Evaluate:
    def evaluate(article: ArticleTokens) -> list[Match] | None:
        found = wanted(article)
        return None if found is None else found + (welcome(article) or [])

    return evaluate


def _in_forms(spots: Spots, forms: Container[str] | None) -> Spots:
    """Those of a term's spots at which one of the forms is written; None stands for all forms."""
    if forms is None:
        return spots
    shapes = spots.shapes(0, len(spots))
    return ChosenSpots(spots, [number for number, (_, form) in enumerate(shapes) if form in forms])


def merged(marks: Iterable[Mark], base: int = 0) -> tuple[Span, ...]:
    """The spans of marks in one text in order, overlapping ones made one, counted from `base`."""
    spans: list[Span] = []
    last = -1
    for start, end, _ in sorted(marks):
        if start < last:
            last = max(end, last)
            spans[-1] = Span(spans[-1].start, last - base)
        else:
            last = end
            spans.append(Span(start - base, end - base))
    return tuple(spans)
