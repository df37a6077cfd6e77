"""Written words as patterns are compared with them: folded, each a line of one text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchkit.analysis.tokens import (
    APOSTROPHES,
    JOINERS,
    fold_marks,
    fold_words,
    is_dense,
    pair_terms,
    terms_of_folded,
)
from searchkit.storage.arrays import AnyArray
from searchkit.storage.forms import Pieces

_NEWLINE = ord("\n")
# Not compiled before they are used: `re` keeps what it compiled.
_MAYBE_DENSE = "[^\0-\u0dff]"
_STRAIGHT = dict.fromkeys(APOSTROPHES, "'") | dict.fromkeys("‐‑", "-")
_SIGNS = f"[{re.escape(''.join(sorted({_STRAIGHT.get(sign, sign) for sign in JOINERS})))}]"
_NUMBERS = r"\n\d+(?:[.,]\d+)+(?=\n)"  # one word with their points
_JOINER_POINTS = np.array([ord(_STRAIGHT.get(sign, sign)) for sign in JOINERS], np.uint32)

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class FoldedWords:
    """Words in one text, with a line end before each and behind the last.

    `starts` (words + 1,) are the places where they begin, `numbers` (words,) tell what each is a spelling of.
    """

    text: str
    starts: AnyArray
    numbers: AnyArray

    @classmethod
    def of(cls, words: Sequence[str], numbers: AnyArray) -> "FoldedWords":
        """These words."""
        lengths = np.fromiter(map(len, words), np.int32, len(words))
        return cls("\n".join(["", *words, ""]), _starts(lengths), numbers)

    @classmethod
    def of_bytes(cls, lines: AnyArray, numbers: AnyArray) -> "FoldedWords":
        """The words of such a text in UTF-8."""
        starts = np.flatnonzero(lines == _NEWLINE) + 1
        text = lines.tobytes().decode("utf-8", "replace")
        if len(text) < len(lines):
            starts -= np.append(0, np.cumsum(lines & 0xC0 == 0x80)).take(starts)
        return cls(text, starts, numbers)

    @property
    def nbytes(self) -> int:
        """How much memory it takes, or somewhat more."""
        return len(self.text) * (1 if self.text.isascii() else 4) + self.starts.nbytes + self.numbers.nbytes

    @property
    def lengths(self) -> AnyArray:
        """How many code points each word has."""
        lengths: AnyArray = np.diff(self.starts) - 1
        return lengths

    @property
    def points(self) -> AnyArray:
        """The code points of the text."""
        if self.text.isascii():
            return np.frombuffer(self.text.encode(), np.uint8)
        return np.frombuffer(self.text.encode("utf-32-le", "surrogatepass"), np.uint32)

    def words(self) -> list[str]:
        """Each word by itself."""
        return self.text.split("\n")[1:-1]


def fold(word: str) -> str:
    """A word as it is compared: case, accents, widths and kinds of quotes and hyphens do not count.

    >>> fold("Élysée"), fold("O’Brien")
    ('elysee', "o'brien")
    """
    return _folded([word])[0]


def fold_lines(text: str) -> str:
    """Each line of a text folded; no character composes with a line end, or folds to one."""
    return _straight(fold_marks("\n".join(fold_words([text]))))


def _folded(words: Sequence[str]) -> list[str]:
    """As terms are folded, but for the stem; pairs of dense characters, which are not stemmed, are as their terms."""
    found = terms_of_folded(fold_words(words), stem=False)
    if not all(found):
        found = [term or word for term, word in zip(found, words, strict=True)]
    text = "\n".join(found)
    if text.isascii():
        return found
    text = _straight(text)
    found = text.split("\n")
    if re.search(_MAYBE_DENSE, text) and (dense := [n for n, word in enumerate(words) if is_dense(word[:1])]):
        for number, pair in zip(dense, pair_terms([words[n] for n in dense]), strict=True):
            found[number] = pair
    return found


def _straight(text: str) -> str:
    for sign, straight in _STRAIGHT.items():
        text = text.replace(sign, straight)
    return text


def folded_words(written: Pieces, numbers: AnyArray) -> tuple[FoldedWords, ...]:
    """Written words, each a spelling of one of the numbers; of a compound its joined spelling as well.

    ASCII is folded in a tenth of the time, and has a text of its own.
    """
    blob, borders = written
    if not len(numbers):
        return ()
    is_wide = np.logical_or.reduceat(blob >= 0x80, borders[:-1])
    plain, wide = _lines(~is_wide, written, numbers), _lines(is_wide, written, numbers)
    if len(wide.numbers):
        wide = FoldedWords.of(_folded(wide.words()), wide.numbers)
    return tuple(words for one in (plain, wide) for words in (one, joined_words(one)) if len(words.numbers))


def _lines(chosen: NDArray[np.bool_], written: Pieces, numbers: AnyArray) -> FoldedWords:
    """Some of the words, their ASCII in small letters; `starts` are right where all is ASCII."""
    blob, borders = written
    lengths = np.diff(borders)
    blob, lengths = blob[chosen.repeat(lengths)], lengths[chosen]
    starts = _starts(lengths)
    text = np.full(int(starts[-1]), _NEWLINE, np.uint8)
    text[np.arange(1, len(blob) + 1) + np.arange(len(lengths)).repeat(lengths)] = blob
    return FoldedWords(text.tobytes().lower().decode("utf-8", "replace"), starts, numbers[chosen])


def _starts(lengths: AnyArray) -> AnyArray:
    starts = np.ones(len(lengths) + 1, np.int32)
    starts[1:] += np.cumsum(lengths + 1, dtype=np.int32)
    return starts


def joined_words(words: FoldedWords) -> FoldedWords:
    """Those of the words that have joiners, without them; numbers aside."""
    points = words.points
    is_sign = np.isin(points, _JOINER_POINTS)
    has_sign = np.zeros(len(words.numbers), np.bool_)
    has_sign[_lines_of(np.flatnonzero(is_sign), words)] = True
    has_sign[_lines_of([match.start() + 1 for match in re.finditer(_NUMBERS, words.text)], words)] = False
    lengths = np.diff(words.starts)
    kept = ~is_sign
    kept[1:] &= has_sign.repeat(lengths)
    starts = np.append(0, np.cumsum(kept)).take(words.starts)[np.append(has_sign, True)]
    return FoldedWords(_text(points[kept]), starts, words.numbers[has_sign])


def _text(points: AnyArray) -> str:
    raw = points.tobytes()
    return raw.decode("ascii") if points.itemsize == 1 else raw.decode("utf-32-le", "surrogatepass")


def _lines_of(places: Any, words: FoldedWords) -> Numbers:
    """The places of the words in which these places of the text lie."""
    lines: Numbers = words.starts.searchsorted(places, side="right") - 1
    return lines
