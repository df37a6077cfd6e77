"""Where do the words of a query stand in an article, and what becomes of their spans? Plain lists, no arrays."""

import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol, runtime_checkable

from whoosh import matching, query

from searchkit.query.written import Pattern, postings_by_width, written_terms


class Span(NamedTuple):
    """A first and a last position of one field."""

    first: int
    last: int


@runtime_checkable
class Placed(Protocol):
    """A query that is made of others and matches at spans."""

    boost: float

    def spans(self, text: "FieldText") -> list[Span]:
        """Its spans in one field of one article, ascending, each once."""

    def children(self) -> Iterator[query.Query]:
        """Its parts."""

    def scored_parts(self) -> Iterator[query.Query]:
        """The parts whose words count for the score."""


@runtime_checkable
class Worded(Protocol):
    """A query for words in order, each at most `slop` positions behind the end of the one before."""

    slop: int

    def each_word(self) -> Sequence[query.Query]:
        """Each word by itself."""


_Found = Iterable[tuple[int, matching.Matcher]]
"""Postings, and how many positions the words there reach over."""


@dataclass(frozen=True, slots=True)
class SegmentWords:
    """Where the words of a query stand in the articles of one segment, each looked up once."""

    searcher: Any
    _found: dict[query.Query, Mapping[int, list[Span]]] = field(default_factory=dict)
    _starts: dict[tuple[str, str, int], Sequence[int]] = field(default_factory=dict)

    def standing(self, leaf: query.Query) -> Mapping[int, list[Span]]:
        """The spans of a word, a phrase or a pattern, by document; QueryError where it has no place in a text."""
        if leaf not in self._found:
            self._found[leaf] = self._look_up(leaf)
        return self._found[leaf]

    def _look_up(self, leaf: query.Query) -> Mapping[int, list[Span]]:
        match leaf:
            case Worded():
                return self._phrase(leaf.each_word(), leaf.slop)
            case query.Phrase():
                return self._phrase([query.Term(leaf.fieldname, word) for word in leaf.words], leaf.slop)
            case query.Term():
                return _spans(leaf.fieldname, self._of_term(leaf))
            case query.MultiTerm():
                terms = [query.Term(*term) for term in leaf.expanded_terms(self.searcher.reader())]
                return _spans(leaf.field(), [found for term in terms if term.text for found in self._of_term(term)])
            case Pattern():
                return _spans(leaf.fieldname, self._of_pattern(leaf))
        if leaf == query.NullQuery:
            return {}
        raise query.QueryError(f"{leaf} has no place in a text")

    def _of_term(self, term: query.Term) -> _Found:
        if not term.matcher(self.searcher).is_active():
            return ()
        name, reader = term.fieldname, self.searcher.reader()
        accepts = term.accepts if isinstance(term, Pattern) else _any
        return postings_by_width(name, self.searcher.schema[name].to_bytes(term.text), accepts, reader)

    def _of_pattern(self, pattern: Pattern) -> _Found:
        reader = self.searcher.reader()
        for text, _ in written_terms(pattern, reader):
            yield from postings_by_width(pattern.fieldname, text, pattern.accepts, reader)

    def _phrase(self, words: Sequence[query.Query], slop: int) -> Mapping[int, list[Span]]:
        """Of each document that has the first word."""
        each = [self.standing(word) for word in words]
        firsts = each[0] if each else {}
        return {doc: chained([spans.get(doc, []) for spans in each], slop) for doc in firsts}

    def starts(self, unit: str, name: str, doc: int) -> Sequence[int]:
        """The first position of each sentence, paragraph or passage; none where the field is not divided."""
        key = unit, name, doc
        if key not in self._starts:
            # Whoosh has no public way to the codec's own readers.
            kept: Any = getattr(self.searcher.reader(), "_perdoc", None)
            if not hasattr(kept, "unit_starts"):
                raise query.QueryError(f"where each {unit} begins is not kept in this kind of index")
            self._starts[key] = kept.unit_starts(*key)
        return self._starts[key]


def _any(form: str) -> bool:
    return True


def _spans(name: str | None, found: _Found) -> Mapping[int, list[Span]]:
    """Where any of these terms stands, by document; QueryError where the field does not tell."""
    spans: dict[int, set[Span]] = {}
    for width, matcher in found:
        while matcher.is_active():
            if not matcher.supports("positions"):
                raise query.QueryError(f"field {name} does not keep where its words stand")
            positions = matcher.value_as("positions")
            spans.setdefault(matcher.id(), set()).update(Span(first, first + width - 1) for first in positions)
            matcher.next()
    return {doc: sorted(each) for doc, each in spans.items()}


@dataclass(frozen=True, slots=True)
class FieldText:
    """One field of one article; `names` are all fields that the query is about."""

    words: SegmentWords
    doc: int
    name: str
    names: frozenset[str]

    def spans(self, node: query.Query) -> list[Span]:
        """Those of a part of a query, ascending, each once."""
        if isinstance(node, query.Or):
            return sorted({span for part in node.subqueries for span in self.spans(part)})
        if not node.is_leaf():
            assert isinstance(node, Placed)
            return node.spans(self)
        return self.words.standing(node).get(self.doc, []) if node.field() == self.name else []

    def article(self) -> list["FieldText"]:
        """Each field of the article that the query is about."""
        return [FieldText(self.words, self.doc, name, self.names) for name in sorted(self.names)]

    def follows(self, after: Span, before: Span, reach: int | str) -> bool:
        """Whether a span begins behind the end of another, within reach."""
        distance = after.first - before.last
        if isinstance(reach, int):
            return 1 <= distance <= reach
        return distance >= 1 and self._unit(reach, before.first) == self._unit(reach, after.last)

    def are_near(self, a: Span, b: Span, reach: int | str, ordered: bool) -> bool:
        """Whether one follows the other: `b` follows `a`, if that is asked for."""
        return self.follows(b, a, reach) or (not ordered and self.follows(a, b, reach))

    def _unit(self, unit: str, position: int) -> int:
        return 0 if unit == "field" else bisect_right(self.words.starts(unit, self.name, self.doc), position)

    def lead_end(self) -> int:
        """The position behind the first passage; of a field that is not divided all is lead."""
        starts = self.words.starts("passage", self.name, self.doc)
        return starts[1] if len(starts) > 1 else sys.maxsize


def chained(parts: Sequence[list[Span]], slop: int = 1) -> list[Span]:
    """From a span of the first part to one of the last, where each begins at most `slop` behind the end of another.

    >>> chained([[Span(0, 0), Span(4, 4)], [Span(5, 6)]])
    [Span(first=4, last=6)]
    """
    found = {*parts[0]} if parts else set()
    for spans in parts[1:]:
        found = {Span(x.first, y.last) for x in found for y in spans if 1 <= y.first - x.last <= slop}
    return sorted(found)


def gathered(words: Sequence[list[Span]], room: int) -> list[Span]:
    """From where a span begins the shortest stretch that holds each word in a place of its own, if `room` is enough.

    >>> gathered([[Span(0, 0), Span(4, 4)], [Span(5, 5)]], room=3)
    [Span(first=4, last=5)]
    """
    found = []
    for first in sorted({span.first for spans in words for span in spans}):
        for last in range(first, first + room):
            inside = [[span for span in spans if first <= span.first and span.last <= last] for spans in words]
            if _have_places(inside):
                found.append(Span(first, last))
                break
    return found


def _have_places(words: Sequence[list[Span]], taken: tuple[Span, ...] = ()) -> bool:
    """Whether each word has a span that overlaps with that of no other."""
    if not words:
        return True
    free = (one for one in words[0] if all(one.last < other.first or other.last < one.first for other in taken))
    return any(_have_places(words[1:], (*taken, one)) for one in free)


def disjoint(spans: Sequence[Span]) -> list[Span]:
    """As many spans as can be chosen of which no two overlap, each with the least end.

    >>> disjoint([Span(0, 5), Span(1, 2), Span(3, 4)])
    [Span(first=1, last=2), Span(first=3, last=4)]
    """
    chosen: list[Span] = []
    for span in sorted(spans, key=lambda span: span.last):
        if not chosen or span.first > chosen[-1].last:
            chosen.append(span)
    return chosen
