"""Which terms of a segment's dictionary does a pattern stand for? Ordinals, ascending.

Each expansion is a frozen value, so that what it found in a segment can be remembered.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import translate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchkit.search.misspelt import are_near
from searchkit.storage.segment import SegmentField

Ordinals = NDArray[np.int64]

_GLOB_SIGNS = frozenset("*?[")
_REGEX_SIGNS = frozenset("{}()[].?*+^$\\|")
_TRANSLATED = re.compile(r"\(\?s:(.*)\)\\[Zz]", re.DOTALL)  # what `fnmatch.translate` wraps around a pattern
_NEWLINE = ord("\n")
_OPTIONAL_SIGNS = ("*", "?", "{")  # after these the character before may be missing


class Expansion(ABC):
    """A set of terms."""

    @abstractmethod
    def ordinals(self, field: SegmentField) -> Ordinals:
        """The terms of a field that belong to it."""


def _between(first: int, last: int) -> Ordinals:
    return np.arange(first, max(first, last), dtype=np.int64)


@dataclass(frozen=True)
class PrefixExpansion(Expansion):
    """Terms that begin so."""

    prefix: bytes

    def ordinals(self, field: SegmentField) -> Ordinals:
        return _between(*field.prefix_range(self.prefix))


@dataclass(frozen=True)
class RangeExpansion(Expansion):
    """Terms from `first` to `last` in byte order; None leaves an end open."""

    first: bytes | None
    last: bytes | None
    without_first: bool = False
    without_last: bool = False

    def ordinals(self, field: SegmentField) -> Ordinals:
        begin, end = 0, field.term_count
        if self.first is not None:
            begin = field.ceiling(self.first)
            begin += self.without_first and begin < end and field.term(begin) == self.first
        if self.last is not None:
            after = field.ceiling(self.last)
            end = after + (not self.without_last and after < end and field.term(after) == self.last)
        return _between(begin, end)


@dataclass(frozen=True)
class WildcardExpansion(Expansion):
    """Terms that match a pattern of `fnmatch` as a whole."""

    pattern: str

    def ordinals(self, field: SegmentField) -> Ordinals:
        prefix = _literal_start(self.pattern, _GLOB_SIGNS)
        first, last = field.prefix_range(prefix.encode())
        literal = max(re.split(r"[*?]", self.pattern.split("[")[0]), key=len)
        if len(literal) > len(prefix):
            return self._around(field, literal.encode(), first, last)
        return _matching_glob(field, self.pattern, first, last)

    def _around(self, field: SegmentField, literal: bytes, first: int, last: int) -> Ordinals:
        """Looks for the pattern's longest piece first, in all terms at once."""
        raw, ends = _raw(field, first, last)
        blob, starts = raw.tobytes(), ends - ends[0]
        found = np.fromiter(_places(blob, literal), np.int64)
        numbers = starts.searchsorted(found, side="right") - 1
        within = found + len(literal) <= starts[numbers + 1]  # not over the border to the next term
        numbers = np.unique(numbers[within])
        matches = re.compile(translate(self.pattern)).match
        texts = (blob[a:b] for a, b in zip(starts[numbers].tolist(), starts[numbers + 1].tolist(), strict=True))
        kept = np.fromiter((matches(text.decode("utf-8", "replace")) is not None for text in texts), np.bool_)
        return first + numbers[kept]


def _places(blob: bytes, literal: bytes) -> Iterator[int]:
    """Wherever the literal stands, also where it overlaps itself."""
    at = blob.find(literal)
    while at >= 0:
        yield at
        at = blob.find(literal, at + 1)


@dataclass(frozen=True)
class RegexExpansion(Expansion):
    """Terms whose beginning matches a regular expression, as `re.match` has it."""

    pattern: str

    def ordinals(self, field: SegmentField) -> Ordinals:
        compiled = re.compile(self.pattern)
        prefix = ""
        if not compiled.flags & re.IGNORECASE and "|" not in self.pattern:
            text = self.pattern.removeprefix("^")
            prefix = _literal_start(text, _REGEX_SIGNS)
            if text[len(prefix) :].startswith(_OPTIONAL_SIGNS):
                prefix = prefix[:-1]
        return _matching(field, compiled, *field.prefix_range(prefix.encode()))


def _literal_start(pattern: str, signs: frozenset[str]) -> str:
    """What stands before the first sign."""
    return pattern[: next((at for at, sign in enumerate(pattern) if sign in signs), len(pattern))]


def _matching_glob(field: SegmentField, pattern: str, first: int, last: int) -> Ordinals:
    """The terms that match a pattern of `fnmatch`: all as the lines of one text, where that is ASCII."""
    whole = re.compile(translate(pattern))
    inner = _TRANSLATED.fullmatch(whole.pattern)
    if inner is None or "[" in pattern or first >= last:  # a set of characters may hold the end of a line
        return _matching(field, whole, first, last)
    raw, ends = _raw(field, first, last)
    borders = ends[1:] - ends[0] + np.arange(last - first)
    is_border = np.zeros(len(raw) + last - first, np.bool_)
    is_border[borders] = True
    lines = np.full(len(is_border), _NEWLINE, np.uint8)
    lines[~is_border] = raw
    text = lines.tobytes()
    if not text.isascii() or text.count(b"\n") > len(borders):
        return _matching(field, whole, first, last)
    matches = re.compile(rf"^(?:{inner[1]})$".encode(), re.MULTILINE).finditer(text)
    found: Ordinals = first + borders.searchsorted(np.fromiter((match.start() for match in matches), np.int64))
    return found


def _matching(field: SegmentField, pattern: re.Pattern[str], first: int, last: int) -> Ordinals:
    matches = pattern.match
    terms = field.terms(first, last)
    kept = np.fromiter((matches(term.decode("utf-8", "replace")) is not None for term in terms), np.bool_, len(terms))
    return first + np.flatnonzero(kept)


def _raw(field: SegmentField, first: int, last: int) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The bytes of the terms `first` to `last`, and where each ends in the whole dictionary."""
    ends = field.texts.ends[first : last + 1].astype(np.int64)
    return np.frombuffer(field.texts.blob, np.uint8)[int(ends[0]) : int(ends[-1])], ends


@dataclass(frozen=True)
class FuzzyExpansion(Expansion):
    """Terms at most `distance` insertions, deletions and substitutions from a text, with the same first characters.

    Exchanged neighbours count twice, as in Whoosh's automaton.
    """

    text: str
    distance: int
    prefix_length: int

    def ordinals(self, field: SegmentField) -> Ordinals:
        prefix, rest = self.text[: self.prefix_length], self.text[self.prefix_length :]
        first, last = field.prefix_range(prefix.encode())
        if first >= last:
            return _between(0, 0)
        raw, ends = _raw(field, first, last)
        starts = ends - ends[0]
        is_ascii = not len(raw) or int(raw.max()) < 0x80
        if not is_ascii:
            starts = np.concatenate(([0], np.cumsum((raw & 0xC0) != 0x80)))[starts]  # in characters
        try:
            points: Any = raw if is_ascii else np.frombuffer(raw.tobytes().decode().encode("utf-32-le"), np.uint32)
        except UnicodeDecodeError:
            return _between(0, 0)  # numbers and the like have no spelling
        counts = np.diff(starts) - len(prefix)
        return first + np.flatnonzero(are_near(rest, points, starts[:-1] + len(prefix), counts, self.distance))
