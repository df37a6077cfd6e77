"""Where words stand in one field of one article: the positions of a term, and what is written at each."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from searchkit.analysis import MAX_TERM_CHARS, Token
from searchkit.analysis.tokens import LETTER_APOSTROPHE, width_of
from searchkit.model import Span
from searchkit.search.patterns import Pattern

Shape = tuple[bool, str]
"""Whether it is the joined spelling of a compound, and what is written."""

Spot = tuple[int, bool, str]
"""Where a term stands: its position, and its shape there."""

CharRange = tuple[int, int]
"""First code point, and the one after the last."""


_FIRST_DENSE = "\u0e00"


class Shapes(Protocol):
    """What is written at the spots of a term in some articles, or in one."""

    @property
    def plain_forms(self) -> Sequence[str]:
        """All that is written anywhere, if it is plain words; else nothing."""

    @property
    def have_wholes(self) -> bool:
        """Whether joined spellings of compounds may be among them."""

    def between(self, place: int, first: int, after: int) -> Sequence[Shape]:
        """The shapes of the spots numbered `first` up to `after` of the article at a place."""


class Spots:
    """Spots of a term, or of other things that were found: ascending positions, shapes only when they are asked for.

    Most spots of a frequent word are counted and never shown.
    """

    __slots__ = ("_place", "_shapes", "positions")

    def __init__(self, positions: Sequence[int], shapes: Shapes, place: int = 0) -> None:
        """`place` is the one of the article among those that `shapes` knows."""
        self.positions, self._shapes, self._place = positions, shapes, place

    @classmethod
    def of(cls, spots: Iterable[Spot]) -> "Spots":
        """Of spots in any order, each taken once."""
        found = sorted(set(spots))
        return cls([spot[0] for spot in found], _Listed([spot[1:] for spot in found]))

    @classmethod
    def at(cls, spots: Sequence[Spot]) -> "Spots":
        """Of these spots as they stand, which may be some of those of a word, and repeat."""
        return cls([spot[0] for spot in spots], _Picked([spot[1:] for spot in spots]))

    @property
    def plain_forms(self) -> Sequence[str]:
        """What may be written at the spots, as `Shapes` has it."""
        return self._shapes.plain_forms

    @property
    def have_wholes(self) -> bool:
        """Whether there may be joined spellings of compounds among them."""
        return self._shapes.have_wholes

    @property
    def lasts(self) -> Sequence[int]:
        """The last position of what stands at each spot: the positions themselves where there are no compounds."""
        if not self.have_wholes:
            return self.positions
        shapes = self.shapes(0, len(self.positions))
        return [
            first + width_of(form) - 1 if whole else first
            for first, (whole, form) in zip(self.positions, shapes, strict=True)
        ]

    def shapes(self, first: int, after: int) -> Sequence[Shape]:
        """The shapes of the spots numbered `first` up to `after`."""
        return self._shapes.between(self._place, first, after)

    def __len__(self) -> int:
        return len(self.positions)

    def all(self) -> list[Spot]:
        """Every spot."""
        shapes = self.shapes(0, len(self.positions))
        return [(position, *shape) for position, shape in zip(self.positions, shapes, strict=True)]

    def between(self, low: int, high: int) -> tuple[int, int]:
        """The number of the first spot at a position from `low` up to `high`, and the one after the last."""
        first = bisect_left(self.positions, low)
        return first, bisect_left(self.positions, high, first)


class ChosenSpots(Spots):
    """Some of the spots of a term, by their numbers among `source`."""

    __slots__ = ("numbers", "source")

    def __init__(self, source: Spots, numbers: Sequence[int]) -> None:
        positions = source.positions
        super().__init__([positions[number] for number in numbers], _Chosen(source, numbers))
        self.source, self.numbers = source, numbers


def chosen_at(spots: Spots, known: Sequence[int], wanted: Sequence[int]) -> Spots:
    """The spots of which a known position is one of those wanted."""
    if wanted == known:
        return spots
    numbers = {position: number for number, position in enumerate(known)}
    return ChosenSpots(spots, [numbers[position] for position in wanted])


class _Chosen(Shapes):
    """Some of the shapes of other spots."""

    def __init__(self, source: Spots, numbers: Sequence[int]) -> None:
        self._source, self._numbers = source, numbers

    @property
    def plain_forms(self) -> Sequence[str]:
        return self._source.plain_forms

    @property
    def have_wholes(self) -> bool:
        return self._source.have_wholes

    def between(self, place: int, first: int, after: int) -> Sequence[Shape]:
        return [self._source.shapes(number, number + 1)[0] for number in self._numbers[first:after]]


class _Listed(Shapes):
    """Shapes that are known."""

    def __init__(self, shapes: Sequence[Shape]) -> None:
        self._shapes = shapes

    @property
    def plain_forms(self) -> Sequence[str]:
        return plain_forms(dict.fromkeys(self._shapes))

    @property
    def have_wholes(self) -> bool:
        return any(whole for whole, _ in self._shapes)

    def between(self, place: int, first: int, after: int) -> Sequence[Shape]:
        return self._shapes[first:after]


class _Picked(_Listed):
    """Shapes that may stand elsewhere too: to look for their letters tells nothing."""

    @property
    def plain_forms(self) -> Sequence[str]:
        return ()


def plain_forms(shapes: Iterable[Shape]) -> Sequence[str]:
    """What is written, if all of it is words without joiners, marks and dense characters, kept as long as they were."""
    forms = [form for _, form in shapes]
    return forms if all(_is_plain(form) for form in forms) else ()


def _is_plain(form: str) -> bool:
    if not form.isalnum() or len(form) >= MAX_TERM_CHARS:
        return False
    return form.isascii() or (max(form) < _FIRST_DENSE and LETTER_APOSTROPHE not in form)


def joins(char: str) -> bool:
    """Whether a character makes one word with a plain one beside it; "" does not."""
    return char.isalnum() and char < _FIRST_DENSE and char != LETTER_APOSTROPHE


NOWHERE = Spots.of(())


class Piece(NamedTuple):
    """A part of a text: its code points, its first position and what no position of it reaches."""

    span: Span
    first: int
    after: int


NO_END = 1 << 62
"""More than any position."""


class FieldTokens(Protocol):
    """The tokens of one field of one article; `terms` tells where each stands, and has NOWHERE for all others."""

    terms: Mapping[str, Spots]

    def any_of(self, pattern: Pattern) -> Iterable[str]:
        """Those of the terms a pattern stands for that stand in the text."""

    def spans(self, spots: Spots, first: int, after: int, piece: Piece) -> list[CharRange]:
        """What stands at the spots numbered `first` up to `after`: all those of `spots` in a piece of the text."""


class TextTokens(FieldTokens):
    """Tokens that come from the analysis of the text."""

    def __init__(self, tokens: Iterable[Token]) -> None:
        by_term: dict[str, list[Spot]] = {}
        self._spans: dict[Spot, CharRange] = {}
        for token in tokens:
            spot = token.position, token.whole, token.form
            by_term.setdefault(token.term, []).append(spot)
            self._spans[spot] = token.char_start, token.char_end
        self.terms = defaultdict(lambda: NOWHERE, {term: Spots.of(spots) for term, spots in by_term.items()})

    def any_of(self, pattern: Pattern) -> Iterable[str]:
        return pattern.terms.intersection(self.terms)

    def spans(self, spots: Spots, first: int, after: int, piece: Piece) -> list[CharRange]:
        return [self._spans[spot] for spot in spots.all()[first:after]]
