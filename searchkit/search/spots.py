"""Where words stand in one field of one article: the positions of a term, and what is written at each."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from typing import NamedTuple, Protocol

from searchkit.analysis import Token
from searchkit.model import Span

Shape = tuple[bool, str]
"""Whether it is the joined spelling of a compound, and what is written."""

Spot = tuple[int, bool, str]
"""Where a term stands: its position, and its shape there."""

CharRange = tuple[int, int]
"""First code point, and the one after the last."""


class Spots:
    """Spots of a term, or of other things that were found: ascending positions, shapes only when they are asked for.

    Most spots of a frequent word are counted and never shown.
    """

    __slots__ = ("positions", "shapes")

    def __init__(self, positions: Sequence[int], shapes: Callable[[int, int], Sequence[Shape]]) -> None:
        """`shapes` gives those of the spots numbered from one up to another."""
        self.positions, self.shapes = positions, shapes

    @classmethod
    def of(cls, spots: Iterable[Spot]) -> "Spots":
        """Of spots in any order, each taken once."""
        found = sorted(set(spots))
        return cls([spot[0] for spot in found], lambda first, after: [spot[1:] for spot in found[first:after]])

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
        super().__init__([positions[number] for number in numbers], self._chosen)
        self.source, self.numbers = source, numbers

    def _chosen(self, first: int, after: int) -> list[Shape]:
        return [self.source.shapes(number, number + 1)[0] for number in self.numbers[first:after]]


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

    def any_of(self, terms: Set[str]) -> list[str]:
        """Those of the terms that stand in the text."""

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

    def any_of(self, terms: Set[str]) -> list[str]:
        return [term for term in terms if term in self.terms]

    def spans(self, spots: Spots, first: int, after: int, piece: Piece) -> list[CharRange]:
        return [self._spans[spot] for spot in spots.all()[first:after]]
