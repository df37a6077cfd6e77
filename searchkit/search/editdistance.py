"""How many slips of typing lie between one word and many others, on whole arrays."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from searchkit.storage.arrays import AnyArray

_BEGINNING = 4  # letters that leave a twentieth of the words that begin with the same one


class Spelt(NamedTuple):
    """Words by their letters: where each begins in a text of code points (words,), and how many it has (words,)."""

    text: AnyArray
    starts: NDArray[np.int64]
    lengths: NDArray[np.int64]

    @classmethod
    def of(cls, words: Sequence[str]) -> "Spelt":
        """Of single words."""
        lengths = np.fromiter(map(len, words), np.int64, len(words))
        text = np.frombuffer("\0".join([*words, ""]).encode("utf-32-le"), np.uint32)
        return cls(text, np.cumsum(lengths + 1) - lengths - 1, lengths)

    @classmethod
    def joined(cls, parts: Sequence["Spelt"]) -> "Spelt":
        """The words of all parts, one part after the other."""
        shifts = np.cumsum([0, *[len(part.text) for part in parts]])
        starts = [part.starts + shift for part, shift in zip(parts, shifts, strict=False)]
        texts, lengths = [part.text for part in parts], [part.lengths for part in parts]
        return cls(
            np.concatenate(texts), np.concatenate(starts).astype(np.int64), np.concatenate(lengths).astype(np.int64)
        )

    def word(self, number: int) -> str:
        """One of the words."""
        start = int(self.starts[number])
        return "".join(map(chr, self.text[start : start + int(self.lengths[number])].tolist()))

    def take(self, numbers: NDArray[np.int64]) -> "Spelt":
        """Some of the words."""
        return Spelt(self.text, self.starts.take(numbers), self.lengths.take(numbers))

    def letters(self, most: int) -> AnyArray:
        """(most, words): the first letters of each word, 0 behind its end."""
        codes = np.zeros((most, len(self.lengths)), self.text.dtype)
        for number, row in enumerate(codes):
            np.copyto(row, self.text.take(self.starts + number, mode="clip"), where=self.lengths > number)
        return codes


def edit_distances(texts: Collection[str], others: Spelt, most: int) -> NDArray[np.uint8]:
    """How many letters are put in, left out, changed, or exchanged with their neighbour, from the nearest of the texts.

    `most + 1` stands for any more. The distance of optimal string alignment (Damerau 1964, no letter touched twice).

    >>> edit_distances(["wheat"], Spelt.of(["wheat", "wheta", "heats"]), 2).tolist()
    [0, 1, 2]
    """
    found = np.full(len(others.lengths), most + 1, np.uint8)
    begins = others.letters(_BEGINNING + most)
    for beginning in {text[:_BEGINNING] for text in texts}:
        left = np.flatnonzero(np.min(_last_line(beginning, begins, most), axis=0) <= most)
        for text in [text for text in texts if text.startswith(beginning)]:
            near = left[np.abs(others.lengths.take(left) - len(text)) <= most]
            words = others.take(near)
            line = _last_line(text, words.letters(len(text) + most), most)
            found[near] = np.minimum(found[near], line[words.lengths, np.arange(len(near))])
    return found


def _last_line(text: str, others: AnyArray, most: int) -> NDArray[np.uint8]:
    """(longest + 1, words): the distance of the text from each beginning of each word, where it is at most `most`.

    The band of the classic table around its diagonal, each cell for all words at once.
    """
    width, count = others.shape
    far = np.full(count, most + 1, np.uint8)
    letters = [ord(char) for char in text]
    before, above = [far] * (width + 1), [np.full(count, min(j, most + 1), np.uint8) for j in range(width + 1)]
    for i, letter in enumerate(letters, 1):
        line = [far] * (width + 1)
        for j in range(max(0, i - most), min(width, i + most) + 1):
            cell = above[j] + np.uint8(1)
            if j:
                np.minimum(cell, line[j - 1] + np.uint8(1), out=cell)
                np.minimum(cell, above[j - 1] + (others[j - 1] != letter), out=cell)
            if i > 1 and j > 1:
                differs = (others[j - 2] != letter) | (others[j - 1] != letters[i - 2])
                np.minimum(cell, before[j - 2] + np.uint8(1) + differs * np.uint8(most), out=cell)
            line[j] = np.minimum(cell, far)
        before, above = above, line
    return np.stack(above)
