"""Where in one article does a query match? The tree is evaluated over the article's own tokens.

Spans come from the matching itself: a phrase gives the phrase and not its stray words, a branch that does
not match gives nothing, what is negated gives nothing. Matches are told by position; which code points they
are is asked of those only that are shown.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from typing import NamedTuple, Protocol

from whoosh import query

from searchkit.analysis import Token
from searchkit.model import Span
from searchkit.query.exact import ExactPhrase, ExactTerm, accepts

Spot = tuple[int, bool, str]
"""Where a term stands: its position, whether it is the joined spelling of the compound there, and what is written."""

Expand = Callable[[query.Query], frozenset[str]]


class Match(NamedTuple):
    """The pieces of a field that one leaf matched, each from one spot to another; none is a match without a place.

    `leaf` is the place in `Matcher.leaves`. A list of spots, not an object each: a frequent word has many.
    """

    field: str
    firsts: Sequence[Spot]
    lasts: Sequence[Spot]
    leaf: int


class Mark(NamedTuple):
    """A piece that matched, by the code points of its field."""

    field: str
    start: int
    end: int
    leaf: int


class FieldTokens(Protocol):
    """The tokens of one field of one article."""

    def __getitem__(self, term: str) -> Sequence[Spot]:
        """Where a term stands, in order."""

    def any_of(self, terms: Set[str]) -> list[str]:
        """Those of the terms that stand in the text."""

    def span(self, spot: Spot) -> tuple[int, int]:
        """First code point of what stands there, and the one after the last."""


class TextTokens(FieldTokens):
    """Tokens that come from the analysis of the text."""

    def __init__(self, tokens: Iterable[Token]) -> None:
        self._by_term: dict[str, list[Spot]] = {}
        self._spans: dict[Spot, tuple[int, int]] = {}
        for token in tokens:
            spot = token.position, token.whole, token.form
            self._by_term.setdefault(token.term, []).append(spot)
            self._spans[spot] = token.char_start, token.char_end

    def __getitem__(self, term: str) -> Sequence[Spot]:
        return self._by_term.get(term, ())

    def any_of(self, terms: Set[str]) -> list[str]:
        return [term for term in self._by_term if term in terms]

    def span(self, spot: Spot) -> tuple[int, int]:
        return self._spans[spot]


class ArticleTokens(NamedTuple):
    """An article to be matched: tokens by text field; `holds` decides leaves on fields without (dates, ids)."""

    fields: Mapping[str, FieldTokens]
    holds: Callable[[query.Query], bool]

    def mark(self, field: str, leaf: int, first: Spot, last: Spot) -> Mark:
        """The code points of a piece."""
        span = self.fields[field].span
        start, end = span(first)
        return Mark(field, start, end if last is first else span(last)[1], leaf)

    def marks(self, matches: Iterable[Match]) -> Iterator[Mark]:
        """The code points of all pieces."""
        for field, firsts, lasts, leaf in matches:
            for first, last in zip(firsts, lasts, strict=True):
                yield self.mark(field, leaf, first, last)


_Evaluate = Callable[[ArticleTokens], list[Match] | None]
_Pieces = tuple[Sequence[Spot], Sequence[Spot]]  # where each begins, where each ends


class Matcher:
    """A resolved query, to be evaluated over one article after another.

    `expand` gives the terms a pattern stands for, in the index. `leaves` are those of the query, equal ones
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
        return self._leaf(node)

    def _leaf(self, node: query.Query) -> _Evaluate:
        name = node.field() or ""
        self.fields.add(name)
        number = self._numbers.setdefault(node, len(self._numbers))
        find = self._finder(node)

        def evaluate(article: ArticleTokens) -> list[Match] | None:
            tokens = article.fields.get(name)
            if tokens is None or find is None:
                return [] if article.holds(node) else None
            firsts, lasts = find(tokens)
            return [Match(name, firsts, lasts, number)] if firsts else None

        return evaluate

    def _finder(self, node: query.Query) -> Callable[[FieldTokens], _Pieces] | None:
        """What finds the matches of a leaf in a field; None for all articles that have the field."""
        match node:
            case query.Every():
                return None
            case query.Phrase():
                return lambda tokens: _phrase(node, tokens)
            case ExactTerm():
                return lambda tokens: (found := _written(node, tokens), found)
            case query.Term():
                return lambda tokens: (found := tokens[node.text], found)
        return lambda tokens: (found := self._of_pattern(node, tokens), found)

    def _of_pattern(self, node: query.Query, tokens: FieldTokens) -> list[Spot]:
        return [spot for term in tokens.any_of(self._expand(node)) for spot in tokens[term]]


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


def _written(term: ExactTerm, tokens: FieldTokens) -> list[Spot]:
    """The spots of a term in the shape typed."""
    return [spot for spot in tokens[term.text] if accepts(term.shape, spot[2])]


def _phrase(node: query.Phrase, tokens: FieldTokens) -> _Pieces:
    """Each occurrence of the words in order, each at most `slop` positions after the one before.

    An exact phrase is one piece from its first to its last word; of a sloppy one each word is one.
    """
    columns: list[Sequence[Spot]] = []
    for word in node.exact_terms() if isinstance(node, ExactPhrase) else node.words:
        columns.append(tokens[word] if isinstance(word, str) else _written(word, tokens))
        if not columns[-1]:
            return (), ()
    following: dict[int, list[Spot]] = {spot[0]: [spot] for spot in columns[-1]}
    for column in reversed(columns[:-1]):
        positions = sorted(following)
        following = {
            spot[0]: [spot, *following[nearest]]
            for spot in column
            if (nearest := _next(positions, spot[0])) is not None and nearest - spot[0] <= node.slop
        }
    chains = following.values()
    if node.slop == 1:
        return [chain[0] for chain in chains], [chain[-1] for chain in chains]
    spots = [spot for chain in chains for spot in chain]
    return spots, spots


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
