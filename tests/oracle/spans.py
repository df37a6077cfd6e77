"""Matches by their positions in one field, and what is made of several of them."""

from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import product
from typing import NamedTuple

from searchkit.analysis import Token


class Span(NamedTuple):
    """Positions of a field, both ends included, and the code points that are marked for it."""

    first: int
    last: int
    chars: frozenset[tuple[int, int]]


def of_token(token: Token, tokens: Iterable[Token]) -> Span:
    """A word by itself; of the tokens of a text one that is a compound reaches to its last part."""
    parts = [other.position for other in tokens if other.char_end <= token.char_end and other.position > token.position]
    last = max(parts, default=token.position) if token.whole else token.position
    return Span(token.position, last, frozenset({(token.char_start, token.char_end)}))


def of_pair(x: Span, y: Span) -> Span:
    """From the beginning of the first to the end of the second; marked is what was marked."""
    return Span(min(x.first, y.first), max(x.last, y.last), x.chars | y.chars)


def side_by_side(columns: Iterable[list[Span]]) -> list[Span]:
    """One span of each column, each right behind the one before: marked as one."""

    def longer(chains: list[Span], column: list[Span]) -> list[Span]:
        return [_whole(of_pair(x, y)) for x, y in product(chains, column) if y.first == x.last + 1]

    return reduce(longer, columns)


def _whole(span: Span) -> Span:
    starts, ends = zip(*span.chars, strict=True)
    return span._replace(chars=frozenset({(min(starts), max(ends))}))


def together(columns: Sequence[Sequence[Span]], slop: int) -> list[Span]:
    """Where the words of all columns stand in any order, with at most `slop` other positions among them.

    Each word in a place of its own. From each of the words the shortest; marked are all that stand in as many
    positions from there on.
    """
    room = len(columns) + slop
    found = []
    for first in sorted({span.first for column in columns for span in column}):
        lasts = [last for last in range(first, first + room) if _holds(first, last, columns)]
        if lasts:
            inside = [span for column in columns for span in _within(first, first + room - 1, column)]
            found.append(Span(first, lasts[0], frozenset().union(*[span.chars for span in inside])))
    return found


def _within(first: int, last: int, spans: Iterable[Span]) -> list[Span]:
    return [span for span in spans if first <= span.first and span.last <= last]


def _holds(first: int, last: int, columns: Sequence[Sequence[Span]]) -> bool:
    """Whether each word is there, in a place of its own."""
    choices = product(*[_within(first, last, column) for column in columns])
    return any(most_disjoint(choice) == len(columns) for choice in choices)


def most_disjoint(spans: Iterable[Span]) -> int:
    """The largest number of spans of which no two overlap: always the next that ends first."""
    count, last = 0, -1
    for span in sorted(spans, key=lambda span: span.last):
        if span.first > last:
            count, last = count + 1, span.last
    return count
