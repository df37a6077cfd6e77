"""Paragraphs cut and joined to passages, many texts at once: the rules of `passages`, over word counts alone."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from searchkit.analysis.characters import Positions
from searchkit.analysis.passages import MAX_WORDS, MIN_WORDS


def passage_starts(texts: Positions, paragraphs: Positions, sentence_ends: Positions, words: Positions) -> Positions:
    """The first byte of each passage.

    `texts` (texts + 1,), `paragraphs` and `words` are first bytes, `sentence_ends` bytes behind sentences, all
    ascending. Loops over paragraphs and the sentences of long ones, not over words.
    """
    pieces, bounds = paragraphs, np.append(np.searchsorted(words, paragraphs), len(words))
    cuts = _cuts(paragraphs, bounds, sentence_ends, words)
    if cuts:
        pieces = np.sort(np.concatenate([paragraphs, np.array(cuts, np.int64)]))
        bounds = np.append(np.searchsorted(words, pieces), len(words))
    numbers: list[int] = bounds.tolist()
    kept: list[int] = []
    for first, end in pairwise(np.searchsorted(pieces, texts).tolist()):
        if first < end:
            kept += _joined(numbers, first, end)
    return pieces[kept]


def _joined(bounds: Sequence[int], first: int, end: int) -> list[int]:
    """Which of the pieces of a text begin a passage; `bounds` is the number of the first word of each piece."""
    begins, words, start = [first], 0, bounds[first]
    for piece, after in enumerate(bounds[first + 1 : end + 1], first):
        count = after - start
        start = after
        if words and (words >= MIN_WORDS or words + count > MAX_WORDS):
            begins.append(piece)
            words = 0
        words += count or 1
    short = bounds[end] - bounds[begins[-1]] < MIN_WORDS // 2
    if short and len(begins) > 1 and bounds[end] - bounds[begins[-2]] <= MAX_WORDS:
        begins.pop()
    return begins


def _cuts(paragraphs: Positions, bounds: Positions, sentence_ends: Positions, words: Positions) -> list[int]:
    """The bytes where paragraphs past MAX_WORDS are cut."""
    cuts: list[int] = []
    for i in np.flatnonzero(np.diff(bounds) > MAX_WORDS).tolist():
        first, end = int(bounds[i]), int(bounds[i + 1])
        inside = slice(*np.searchsorted(sentence_ends, [paragraphs[i] + 1, words[end - 1] + 1]))
        starts = [int(paragraphs[i]), *sentence_ends[inside].tolist()]
        sentences = [first, *np.searchsorted(words, sentence_ends[inside]).tolist(), end]
        cuts += _cut(starts, sentences, words)
    return cuts


def _cut(starts: Sequence[int], bounds: Sequence[int], words: Positions) -> list[int]:
    """Where to cut a paragraph, given the first byte and the first word of each of its sentences."""
    cuts, total = [], 0
    for start, (first, end) in zip(starts, pairwise(bounds), strict=True):
        for word in range(first, max(end, first + 1), MAX_WORDS):
            count = min(end - word, MAX_WORDS)
            if total and total + count > MAX_WORDS:
                cuts.append(start if word == first else int(words[word]))
                total = 0
            total += count
    return cuts
