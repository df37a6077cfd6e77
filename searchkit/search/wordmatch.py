"""Which of many folded words match a prefix, a wildcard, a misspelt word or a regular expression?

Each match is a frozen value. `start` is what every word that matches begins with.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from whoosh.query import QueryError

from searchkit.analysis import fold_marks
from searchkit.query.nodes import PatternKind
from searchkit.search.foldedwords import FoldedWords
from searchkit.search.formrows import FormRows
from searchkit.search.misspelt import are_near

Numbers = NDArray[np.int64]

# Not compiled before they are used: `re` keeps what it compiled.
_REGEX_SIGNS = r"[{}()\[\].?*+^$\\|]"
_LINEWISE = r"(?:[\w.*+?{},|)]|\((?!\?)|\[[\w-]+\])*"  # what can match no line end
_LETTERS_AT_END = r"[a-z]+\Z"
_NO_SIMPLE_END = r"[|\\]|\(\?"
_ESCAPE_OR_SIGN = r"(?s:\\.|[^\\])"


class Possible(NamedTuple):
    """Rows of forms, ascending, which may match; or do match certainly."""

    rows: Numbers
    is_sure: bool = False


class WordMatch(Protocol):
    """A condition on words."""

    @property
    def start(self) -> str:
        """All words that match begin so."""

    def rows(self, forms: FormRows) -> Possible:
        """The rows of forms that may match."""

    def lines(self, words: FoldedWords) -> Numbers:
        """The places of the words that match, ascending."""


@dataclass(frozen=True, slots=True)
class PrefixMatch:
    """Words that begin so."""

    start: str

    def rows(self, forms: FormRows) -> Possible:
        return Possible(forms.beginning(self.start.encode()), is_sure=True)

    def lines(self, words: FoldedWords) -> Numbers:
        return _found("\n" + re.escape(self.start), words)


@dataclass(frozen=True, slots=True)
class WildcardMatch:
    """Words in which `*` stands for any letters or none, and `?` for one."""

    pattern: str

    @property
    def start(self) -> str:
        return re.split("[*?]", self.pattern, maxsplit=1)[0]

    def rows(self, forms: FormRows) -> Possible:
        first, *others = re.split("[*?]", self.pattern)
        longest = max(first, *others, key=len)
        is_sure = self.pattern.strip("*") == longest  # in one place only there are stars
        if longest == first:
            return Possible(forms.beginning(first.encode()), is_sure and self.pattern.endswith("*"))
        if longest == others[-1]:
            return Possible(forms.ending(longest.encode()), is_sure)
        return Possible(forms.containing(longest.encode()), is_sure)

    def lines(self, words: FoldedWords) -> Numbers:
        first, *others = [re.escape(piece).replace(r"\?", ".") for piece in re.split(r"\*+", self.pattern)]
        anchor = "\n"
        if not first and any(others):  # how the word begins does not matter
            anchor, (first, *others) = "", others
        # What an atomic group has passed is not tried again: many stars cost little more than one.
        middle = "".join(f"(?>.*?{piece})" for piece in others[:-1])
        last = f".*{others[-1]}" if others else ""
        return _found(f"{anchor}{first}{middle}{last}(?=\n)", words)


@dataclass(frozen=True, slots=True)
class RegexMatch:
    """Words that a regular expression matches from beginning to end."""

    pattern: str

    @property
    def start(self) -> str:
        if "|" in self.pattern:
            return ""
        sign = re.search(_REGEX_SIGNS, self.pattern)
        if sign is None:
            return self.pattern
        length = sign.start() - (sign[0] in "*?{")  # the character before it may be missing
        return self.pattern[: max(0, length)]

    def rows(self, forms: FormRows) -> Possible:
        end = re.search(_LETTERS_AT_END, self.pattern)
        if len(self.start) > 1 or end is None or re.search(_NO_SIMPLE_END, self.pattern):
            return Possible(forms.beginning(self.start.encode()))
        return Possible(forms.ending(end[0].encode()))

    def lines(self, words: FoldedWords) -> Numbers:
        if re.fullmatch(_LINEWISE, self.pattern):
            return _found(f"\n(?:{self.pattern})(?=\n)", words)
        match = re.compile(self.pattern).fullmatch
        return np.flatnonzero([match(word) is not None for word in words.words()])


@dataclass(frozen=True, slots=True)
class FuzzyMatch:
    """Words at most `distance` letters wrong, with the same first letters."""

    text: str
    distance: int
    prefix: int

    @property
    def start(self) -> str:
        return self.text[: self.prefix]

    def rows(self, forms: FormRows) -> Possible:
        rows = forms.beginning(self.start.encode())
        lengths = forms.lengths().take(rows)
        return Possible(rows[np.abs(lengths - len(self.text)) <= self.distance])

    def lines(self, words: FoldedWords) -> Numbers:
        points, starts, counts = words.points, words.starts[:-1], words.lengths
        kept = counts >= len(self.start)
        for place, letter in enumerate(self.start):
            kept[kept] = points[starts[kept] + place] == ord(letter)
        lines, skipped = np.flatnonzero(kept), len(self.start)
        rest = self.text[skipped:]
        return lines[are_near(rest, points, starts[lines] + skipped, counts[lines] - skipped, self.distance)]


def match_of(kind: PatternKind, text: str, distance: int, prefix: int) -> WordMatch:
    """The condition that a pattern, folded, is."""
    match kind:
        case "prefix":
            return PrefixMatch(text) if text else WildcardMatch("*")
        case "wildcard":
            return WildcardMatch(text)
        case "fuzzy":
            return FuzzyMatch(text, distance if prefix <= len(text) else 0, prefix)
    return RegexMatch(text)


def folded_regex(text: str) -> str:
    """A regular expression for folded words: small letters without accents. QueryError of what is none.

    >>> folded_regex(r"Caf[É-Ê]\\W")
    'caf[e-e]\\\\W'
    """
    folded = re.sub(_ESCAPE_OR_SIGN, lambda sign: sign[0].lower() if len(sign[0]) == 1 else sign[0], fold_marks(text))
    folded = folded.removeprefix("^")
    try:
        re.compile(folded)
    except re.error as error:
        raise QueryError(f"/{text}/ is no regular expression: {error}") from error
    return folded


def _found(pattern: str, words: FoldedWords) -> Numbers:
    """The places of the words in which matches begin, or before which."""
    places = np.fromiter((match.start() for match in re.finditer(pattern, words.text)), np.int64)
    found: Numbers = (words.starts - 1).searchsorted(places, side="right") - 1
    return found
