"""The tokens of one field of an article that is shown: positions from the index, code points from the text."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence, Set

import numpy as np

from searchkit.analysis import Places, analysis_language, tokenize
from searchkit.analysis.tokens import JOINERS, MAX_TERM_CHARS
from searchkit.model import Span
from searchkit.search.matches import FieldTokens, Spot, TextTokens
from searchkit.storage.arrays import AnyArray
from searchkit.storage.segment import SegmentField

_FEW_TERMS = 200  # looking each up in the index takes less time than the analysis of an article
_JOINERS = frozenset(JOINERS)
_UNSEEN = "\u00ad\u200c\u200d"  # stand in words, and not in what is kept of their shape
_NONE: AnyArray = np.empty(0, np.uint8)


class TermSpots:
    """Where one term of a segment's field stands, asked for one document after another."""

    def __init__(self, field: SegmentField, ordinal: int) -> None:
        self._field, self._ordinal = field, ordinal
        self._docs = field.docs(ordinal).data  # bisected in less time than NumPy needs to begin
        self._counts = self._positions = self._form_ids = _NONE
        self._shapes: list[tuple[bool, str]] | None = None

    def of(self, doc: int) -> list[Spot]:
        """The spots in a document, none where the term is not in it."""
        docs = self._docs
        at = bisect_left(docs, doc)
        if at == len(docs) or docs[at] != doc:
            return []
        if self._shapes is None:
            self._read()
        counts = self._counts
        begin = int(np.add.reduce(counts[:at], dtype=np.int64))
        places = slice(begin, begin + int(counts[at]))
        positions = self._positions[places].tolist()
        shapes = self._shapes or ()
        if len(shapes) == 1:
            joined, form = shapes[0]
            return [(position, joined, form) for position in positions]
        ids = self._form_ids[places].tolist()
        return [(position, *shapes[number]) for position, number in zip(positions, ids, strict=True)]

    def _read(self) -> None:
        """Only for a term that stands in a document that is shown."""
        field, ordinal = self._field, self._ordinal
        self._counts = field.position_counts(ordinal)
        self._positions = field.positions(ordinal)
        self._form_ids = field.form_ids(ordinal)
        # the spelling of a compound in one has its joiners
        self._shapes = [(not _JOINERS.isdisjoint(form), form) for form in field.forms(ordinal)]


class FieldSpots:
    """The terms of one field of a segment, each looked up once."""

    def __init__(self, field: SegmentField | None) -> None:
        self._field = field
        self._terms: dict[str, TermSpots | None] = {}

    def term(self, term: str) -> TermSpots | None:
        """None for a term that the segment has nowhere."""
        if term not in self._terms:
            field = self._field
            ordinal = -1 if field is None else field.find(term.encode())
            self._terms[term] = None if field is None or ordinal < 0 else TermSpots(field, ordinal)
        return self._terms[term]


class TextPlaces:
    """Where the positions of a text lie, found in those of its pieces that are asked for."""

    def __init__(self, text: str, spans: Sequence[Span], firsts: Sequence[int]) -> None:
        """`firsts` are the positions of the first tokens of the pieces at `spans`; each has one."""
        self.text, self.spans, self.firsts = text, spans, firsts
        self._pieces: dict[int, Places] = {}
        self._is_verbatim = text.isascii() or not any(char in text for char in _UNSEEN)

    @classmethod
    def whole(cls, text: str) -> "TextPlaces":
        """Of a text in one piece."""
        return cls(text, [Span(0, len(text))], [0])

    def of(self, spot: Spot, alike: Sequence[int] = ()) -> tuple[int, int]:
        """First code point of what stands at a spot, and the one after the last.

        `alike` are the positions, ascending, of all spots where the same is written, if they are known and
        `may_be_found` it.
        """
        position, joined, form = spot
        number = bisect_right(self.firsts, position) - 1
        span, first = self.spans[number], self.firsts[number]
        places = self._pieces.get(number)
        if places is None:
            if alike:
                after = self.firsts[number + 1] if number + 1 < len(self.firsts) else alike[-1] + 1
                begin = bisect_left(alike, first)
                if self.text.count(form, *span) == bisect_left(alike, after) - begin:
                    return self._nth(form, bisect_left(alike, position) - begin, span.start)
            places = self._pieces[number] = Places.of(self.text[span.start : span.end])
        start, end = (places.wholes if joined else places.parts)[position - first]
        return span.start + start, span.start + end

    def may_be_found(self, form: str) -> bool:
        """Whether letters that are those of a written word can only be that word or lie inside of another."""
        return self._is_verbatim and form.isascii() and form.isalnum() and len(form) < MAX_TERM_CHARS

    def _nth(self, form: str, number: int, start: int) -> tuple[int, int]:
        """Of a word that stands in a piece as often as its letters do, each time it does is where a spot is."""
        at = self.text.find(form, start)
        for _ in range(number):
            at = self.text.find(form, at + len(form))
        return at, at + len(form)


class LocatedTokens(FieldTokens):
    """What `TextTokens` gives, without analysing the text."""

    def __init__(self, terms: FieldSpots, doc: int, language: str, places: TextPlaces) -> None:
        """`doc` is the article's number in its segment, `places` are those of the field's value, in a language."""
        self._terms, self._doc, self._language, self._places = terms, doc, language, places
        self._found: dict[str, Sequence[Spot]] = {}
        self._by_form: dict[str, list[int]] = {}

    def __getitem__(self, term: str) -> Sequence[Spot]:
        found = self._found.get(term)
        if found is None:
            spots = self._terms.term(term)
            found = self._found[term] = spots.of(self._doc) if spots else ()
        return found

    def any_of(self, terms: Set[str]) -> list[str]:
        if len(terms) < _FEW_TERMS:
            return [term for term in terms if self[term]]
        return TextTokens(tokenize(self._places.text, analysis_language(self._language))).any_of(terms)

    def span(self, spot: Spot) -> tuple[int, int]:
        if not self._by_form:
            for found in self._found.values():
                for position, _, form in found:
                    self._by_form.setdefault(form, []).append(position)
            for form in [form for form in self._by_form if not self._places.may_be_found(form)]:
                self._by_form[form] = []
        return self._places.of(spot, self._by_form.get(spot[2], ()))
