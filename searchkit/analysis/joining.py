"""Paragraphs cut and joined to passages, many texts at once: the rules of `passages`, over word counts alone."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from searchkit.analysis.characters import Positions
from searchkit.analysis.passages import MAX_WORDS, MIN_WORDS
from searchkit.analysis.words import Places, Words


def passage_starts(texts: Positions, paragraphs: Places, sentence_ends: Places, words: Words) -> Positions:
    """The first byte of each passage.

    `texts` (texts + 1,) and `paragraphs` are first bytes, `sentence_ends` bytes behind sentences, all ascending.
    Loops over passages, and over the sentences of long paragraphs, not over words.
    """
    pieces, bounds = paragraphs.at, np.append(paragraphs.words, words.before[-1])
    cuts = _cuts(pieces, bounds, sentence_ends, words)
    if cuts:
        at, numbers = np.array(cuts, np.int64).T
        behind = np.searchsorted(pieces, at)
        pieces, bounds = np.insert(pieces, behind, at), np.insert(bounds, behind, numbers)
    following, counted = _following(bounds).tolist(), bounds.tolist()
    kept: list[int] = []
    for first, end in pairwise(np.searchsorted(pieces, texts).tolist()):
        if first < end:
            kept += _joined(following, counted, first, end)
    return pieces[kept]


def _following(bounds: Positions) -> Positions:
    """For each piece the one that begins the next passage where it begins one, if its text goes on so far.

    A passage takes in pieces until it has MIN_WORDS, but none that would bring it past MAX_WORDS; for its length
    a piece without words counts as one word.
    """
    counts = np.diff(bounds)
    lengths = np.zeros(len(bounds), np.int64)
    np.cumsum(np.maximum(counts, 1), out=lengths[1:])
    long_enough = np.searchsorted(lengths, lengths[:-1] + MIN_WORDS)
    too_long = np.searchsorted(lengths[:-1] + counts, lengths[:-1] + MAX_WORDS, side="right")
    next_one = np.arange(1, len(bounds))
    following: Positions = np.minimum(np.maximum(long_enough, next_one), np.maximum(too_long, next_one))
    return following


def _joined(following: Sequence[int], bounds: Sequence[int], first: int, end: int) -> list[int]:
    """Which of the pieces of a text begin a passage; `bounds` is the number of the first word of each piece."""
    begins = []
    while first < end:
        begins.append(first)
        first = following[first]
    short = bounds[end] - bounds[begins[-1]] < MIN_WORDS // 2
    if short and len(begins) > 1 and bounds[end] - bounds[begins[-2]] <= MAX_WORDS:
        begins.pop()
    return begins


def _cuts(paragraphs: Positions, bounds: Positions, sentence_ends: Places, words: Words) -> list[tuple[int, int]]:
    """The bytes where paragraphs past MAX_WORDS are cut, and the number of the first word behind each."""
    cuts: list[tuple[int, int]] = []
    for i in np.flatnonzero(np.diff(bounds) > MAX_WORDS).tolist():
        first, end = int(bounds[i]), int(bounds[i + 1])
        # What has no word behind it is no sentence.
        inside = slice(
            np.searchsorted(sentence_ends.at, paragraphs[i], side="right"), np.searchsorted(sentence_ends.words, end)
        )
        starts = [int(paragraphs[i]), *sentence_ends.at[inside].tolist()]
        cuts += _cut(starts, [first, *sentence_ends.words[inside].tolist(), end], words)
    return cuts


def _cut(starts: Sequence[int], bounds: Sequence[int], words: Words) -> list[tuple[int, int]]:
    """Where to cut a paragraph, given the first byte and the first word of each of its sentences."""
    cuts, total = [], 0
    for start, (first, end) in zip(starts, pairwise(bounds), strict=True):
        for word in range(first, max(end, first + 1), MAX_WORDS):
            count = min(end - word, MAX_WORDS)
            if total and total + count > MAX_WORDS:
                cuts.append((start if word == first else words.first_byte(word), word))
                total = 0
            total += count
    return cuts
