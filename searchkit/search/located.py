"""The tokens of one field of the articles that are shown: positions from the index, code points from the text."""

from collections.abc import Iterable, Sequence, Set
from functools import partial

import numpy as np

from searchkit.analysis import analysis_language, tokenize
from searchkit.analysis.tokens import JOINERS
from searchkit.search.places import TextPlaces
from searchkit.search.spots import NOWHERE, CharRange, ChosenSpots, FieldTokens, Piece, Shape, Spots, TextTokens
from searchkit.storage.arrays import AnyArray
from searchkit.storage.segment import SegmentField

_FEW_TERMS = 200  # looking each up in the index takes less time than the analysis of an article
_JOINERS = frozenset(JOINERS)


class TermShapes:
    """What is written where one term of a segment's field stands."""

    def __init__(self, field: SegmentField, ordinal: int) -> None:
        self._field, self._ordinal = field, ordinal
        self._shapes: list[Shape] | None = None

    def between(self, begin: int, first: int, after: int) -> Sequence[Shape]:
        """Those of the places numbered from `begin + first` up to `begin + after`."""
        if self._shapes is None:
            # the spelling of a compound in one has its joiners
            self._shapes = [(not _JOINERS.isdisjoint(form), form) for form in self._field.forms(self._ordinal)]
            self._ids = self._field.form_ids(self._ordinal)
        shapes = self._shapes
        if len(shapes) == 1:
            return shapes * (after - first)
        return [shapes[number] for number in self._ids[begin + first : begin + after].tolist()]


class FieldSpots:
    """Where the terms of one field of a segment stand in some of its documents, each looked up once for all of them."""

    def __init__(self, field: SegmentField | None, docs: Iterable[int]) -> None:
        self._field = field
        self._docs = sorted(set(docs))
        self._wanted: AnyArray = np.array(self._docs, np.uint32)
        self.by_doc = {doc: _Terms(self) for doc in self._docs}

    def look_up(self, term: str) -> None:
        """Enters a term in the terms of every document."""
        for terms in self.by_doc.values():
            terms[term] = NOWHERE
        if self._field is not None and (ordinal := self._field.find(term.encode())) >= 0:
            self._look_up(self._field, ordinal, term)

    def _look_up(self, field: SegmentField, ordinal: int, term: str) -> None:
        docs = field.docs(ordinal)
        wanted = self._wanted.astype(docs.dtype)  # else all of `docs` would be cast
        at = docs.searchsorted(wanted)
        here = (docs.take(at, mode="clip") == wanted).nonzero()[0]
        if not len(here):
            return
        numbers = at[here]
        counts, positions = field.position_counts(ordinal), field.positions(ordinal)
        shapes = TermShapes(field, ordinal).between
        for i, begin, count in zip(here.tolist(), _sums(counts, numbers), counts[numbers].tolist(), strict=True):
            self.by_doc[self._docs[i]][term] = Spots(positions[begin : begin + count].tolist(), partial(shapes, begin))


class _Terms(dict[str, Spots]):
    """The terms of one document that were asked for."""

    def __init__(self, all_documents: FieldSpots) -> None:
        super().__init__()
        self._all_documents = all_documents

    def __missing__(self, term: str) -> Spots:
        self._all_documents.look_up(term)
        return self[term]


def _sums(counts: AnyArray, numbers: AnyArray) -> list[int]:
    """The sum of all counts before each of the numbers, which ascend."""
    borders = numbers.copy()
    borders[1:], borders[0] = numbers[:-1], 0
    last = int(numbers[-1])
    if last == 0:
        return [0]
    parts = np.add.reduceat(counts[:last], borders, dtype=np.uint32)
    if numbers[0] == 0:  # of an empty part `reduceat` gives the value behind it
        parts[0] = 0
    sums: list[int] = parts.cumsum(dtype=np.int64).tolist()
    return sums


class LocatedTokens(FieldTokens):
    """What `TextTokens` gives, without analysing the text."""

    def __init__(self, terms: FieldSpots, doc: int, language: str, places: TextPlaces) -> None:
        """`doc` is the article's number in its segment, `places` are those of the field's value, in a language."""
        self.terms = terms.by_doc[doc]
        self._language, self._places = language, places

    def any_of(self, terms: Set[str]) -> list[str]:
        if len(terms) < _FEW_TERMS:
            return [term for term in terms if self.terms[term]]
        return TextTokens(tokenize(self._places.text, analysis_language(self._language))).any_of(terms)

    def spans(self, spots: Spots, first: int, after: int, piece: Piece) -> list[CharRange]:
        if not isinstance(spots, ChosenSpots):
            return self._places.spans(piece.span, spots.positions[first:after], spots.shapes(first, after))
        source = spots.source
        low, high = source.between(piece.first, piece.after)
        found = self.spans(source, low, high, piece)
        return [  # the last word of a phrase may stand behind the piece
            found[n - low] if low <= n < high else self._places.of(source.positions[n], source.shapes(n, n + 1)[0])
            for n in spots.numbers[first:after]
        ]
