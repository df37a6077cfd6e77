"""The tokens of one field of the articles that are shown: positions from the index, code points from the text."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from searchkit.analysis import analysis_language, tokenize
from searchkit.analysis.tokens import JOINERS
from searchkit.search.patterns import Pattern
from searchkit.search.places import TextPlaces
from searchkit.search.segmentpostings import SegmentPostings, locate
from searchkit.search.spots import (
    NOWHERE,
    CharRange,
    ChosenSpots,
    FieldTokens,
    Piece,
    Shape,
    Shapes,
    Spots,
    TextTokens,
    plain_forms,
)
from searchkit.search.view import CommitView
from searchkit.storage.arrays import AnyArray

_JOINERS = frozenset(JOINERS)


class TermShapes(Shapes):
    """What is written where one term stands in a segment."""

    def __init__(self, postings: SegmentPostings) -> None:
        self._postings = postings
        self._known: list[Shape] | None = None
        self._plain: Sequence[str] | None = None

    @property
    def plain_forms(self) -> Sequence[str]:
        if self._plain is None:
            self._plain = plain_forms(self._all())
        return self._plain

    @property
    def have_wholes(self) -> bool:
        return any(whole for whole, _ in self._all())

    def between(self, place: int, first: int, after: int) -> Sequence[Shape]:
        shapes, postings = self._all(), self._postings
        if len(shapes) == 1:
            return shapes * (after - first)
        begin = int(postings.counts[:place].sum(dtype=np.int64))
        numbers = postings.field.form_ids_between(postings.ordinal, begin + first, begin + after)
        return [shapes[number] for number in numbers.tolist()]

    def _all(self) -> list[Shape]:
        if self._known is None:
            forms = self._postings.field.forms(self._postings.ordinal)
            # the spelling of a compound in one has its joiners
            self._known = [(not _JOINERS.isdisjoint(form), form) for form in forms]
        return self._known


class FieldSpots:
    """Where the terms of one field stand in some documents of a commit, each looked up once for all of them."""

    def __init__(self, view: CommitView, field: str, docs: Iterable[int]) -> None:
        self._view, self._field = view, field
        self._docs = sorted(set(docs))
        wanted = np.array(self._docs, np.int64)
        self._local = {part.number: (part.base, local) for part in view.parts if len(local := part.of(wanted))}
        self.by_doc = {doc: _Terms(self) for doc in self._docs}
        self._patterns: dict[Pattern, Mapping[int, set[str]] | None] = {}

    def look_up(self, term: str) -> None:
        """Enters a term in the terms of every document."""
        for terms in self.by_doc.values():
            terms[term] = NOWHERE
        found = self._view.positions(self._field, term.encode())
        if found is not None:
            for number, (base, local) in self._local.items():
                if number in found.parts:
                    self._enter(term, found.parts[number], base, local)

    def _enter(self, term: str, postings: SegmentPostings, base: int, local: AnyArray) -> None:
        found, places = locate(postings.docs, local)
        if not found.any():
            return
        docs, places = local[found], places[found]
        positions = postings.positions_at(places)[1].tolist()
        shapes = TermShapes(postings)
        end = 0
        for doc, place, count in zip(docs.tolist(), places.tolist(), postings.counts[places].tolist(), strict=True):
            start, end = end, end + count
            self.by_doc[base + doc][term] = Spots(positions[start:end], shapes, place)

    def any_of(self, pattern: Pattern) -> Mapping[int, set[str]] | None:
        """The terms of a pattern that each document has; None where its text tells it sooner."""
        if pattern not in self._patterns:
            self._patterns[pattern] = self._standing(pattern)
        return self._patterns[pattern]

    def _standing(self, pattern: Pattern) -> Mapping[int, set[str]] | None:
        found: dict[int, set[str]] = {}
        for number, (base, local) in self._local.items():
            standing = pattern.standing(self._view.parts[number], local)
            if standing is None:
                return None
            for doc, term in standing:
                found.setdefault(base + doc, set()).add(term)
        return found


class _Terms(dict[str, Spots]):
    """The terms of one document that were asked for."""

    def __init__(self, all_documents: FieldSpots) -> None:
        super().__init__()
        self._all_documents = all_documents

    def __missing__(self, term: str) -> Spots:
        self._all_documents.look_up(term)
        return self[term]


class LocatedTokens(FieldTokens):
    """What `TextTokens` gives, without analysing the text."""

    def __init__(self, terms: FieldSpots, doc: int, language: str, places: TextPlaces) -> None:
        """`doc` is the article's number in the commit, `places` are those of the field's value, in a language."""
        self.terms, self._all_documents, self._doc = terms.by_doc[doc], terms, doc
        self._language, self._places = language, places

    def any_of(self, pattern: Pattern) -> Iterable[str]:
        found = self._all_documents.any_of(pattern)
        if found is None:
            return TextTokens(tokenize(self._places.text, analysis_language(self._language))).any_of(pattern)
        return found.get(self._doc, ())

    def spans(self, spots: Spots, first: int, after: int, piece: Piece) -> list[CharRange]:
        if not isinstance(spots, ChosenSpots):
            return self._places.spans(spots, first, after, piece.span)
        source = spots.source
        low, high = source.between(piece.first, piece.after)
        found = self._places.spans(source, low, high, piece.span)
        return [  # the last word of a phrase may stand behind the piece
            found[n - low] if low <= n < high else self._places.of(source.positions[n], source.shapes(n, n + 1)[0])
            for n in spots.numbers[first:after]
        ]
