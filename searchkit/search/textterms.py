"""The terms of texts that are at hand, counted: the index tells where a term stands, not which terms an article has."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from searchkit.analysis.batch import Lexicon, TokenArrays, analyse
from searchkit.query.questionwords import question_words

MOST_BYTES = 32 << 20
"""What is remembered of words: a text of words that were met before is analysed in a fifth of the time."""

_ROW = 4
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # odd and without a pattern: rows of numbers rarely give the same sum


class Text(NamedTuple):
    """A text, the language it is analysed in (as `analysis_language` gives it), and what each of its tokens counts."""

    text: str
    language: str
    weight: float = 1.0


class TextTerms:
    """Counts the terms of texts; one thread at a time."""

    def __init__(self) -> None:
        self._lexicon: Lexicon | None = None

    def _analysed(self, texts: Sequence[Text]) -> tuple[TokenArrays, list[str]]:
        """The tokens of all texts, and the terms by their numbers."""
        # Not kept where anything goes wrong on the way: a lexicon that was interrupted must not be used again.
        lexicon, self._lexicon = self._lexicon or Lexicon(), None
        arrays = analyse([one.text for one in texts], [one.language for one in texts], lexicon)
        if lexicon.size_bytes <= MOST_BYTES:
            self._lexicon = lexicon
        return arrays, lexicon.terms

    def sums(self, texts: Sequence[Text], shared: bool = False) -> dict[str, float]:
        """Each term of the texts with the sum of the weights of its tokens, terms of greater sums first.

        Where the weights are `shared`, the tokens of a text share its weight: a long one counts no more than a short
        one. Equal sums stand in the order of the terms.
        """
        arrays, terms = self._analysed(texts)
        weights = np.array([one.weight for one in texts])
        each = weights / np.maximum(arrays.counts, 1) if shared else weights
        sums = np.bincount(arrays.terms, each.repeat(arrays.counts))
        numbers = np.flatnonzero(sums)
        found = zip([terms[number] for number in numbers.tolist()], sums[numbers].tolist(), strict=True)
        return dict(sorted(found, key=lambda term: (-term[1], term[0])))

    def rows(self, texts: Sequence[Text]) -> list[NDArray[np.uint64]]:
        """Of each text a number for every different row of four neighbouring terms; equal rows have equal numbers."""
        arrays, _ = self._analysed(texts)
        return [_row_numbers(terms) for terms in np.split(arrays.terms, np.cumsum(arrays.counts)[:-1])]


def _row_numbers(terms: NDArray[np.uint32]) -> NDArray[np.uint64]:
    if len(terms) < _ROW:
        return np.unique(terms.astype(np.uint64))
    sums = np.zeros(len(terms) - _ROW + 1, np.uint64)
    for place in range(_ROW):
        sums = (sums + terms[place : len(sums) + place] + np.uint64(1)) * _MULTIPLIER
    return np.unique(sums)


def stop_words(languages: Iterable[str]) -> frozenset[str]:
    """The words that any text in these languages has, folded; of English where none is told, for so it is stemmed."""
    return frozenset[str]().union(*[question_words(language or "en").stops for language in languages])


def is_word(term: str) -> bool:
    """Whether a term tells of anything: numbers and single letters do not."""
    return len(term) > 1 and any(map(str.isalpha, term))
