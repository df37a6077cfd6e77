"""Where the units of texts lie, found without a loop over them.

A unit is what is analysed by itself: a run of word characters with single joiners inside, or two neighbouring
characters of a script without spaces.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from searchkit.analysis.characters import IN_DENSE, IN_WORD, JOINER, Bytes, EncodedTexts, Positions, fill


@dataclass(frozen=True, slots=True)
class Units:
    """The units of texts in order: first byte, and byte past the last.

    `pairs` are the numbers of those that are pairs of dense characters; `begins_word` (pairs,) whether one begins
    a word, where two such characters make one.
    """

    starts: Positions
    ends: Positions
    pairs: Positions
    begins_word: NDArray[np.bool_]


def find_units(texts: EncodedTexts) -> Units:
    """All units of the texts; those of mere punctuation, which have no tokens, among them."""
    in_word: Bytes = texts.classes & np.uint8(IN_WORD)
    _settle_joiners(in_word, texts)
    dense = np.flatnonzero((texts.wide_classes & IN_DENSE) != 0)
    fill(in_word, texts.wide_at[dense], texts.widths[dense], 0)
    edges = np.flatnonzero(in_word[1:] != in_word[:-1])
    starts, ends = edges[0::2] + 1, edges[1::2] + 1
    if not len(dense):
        return Units(starts, ends, dense, np.empty(0, np.bool_))
    at = texts.wide_at[dense]
    return _with_pairs(starts, ends, at, at + texts.widths[dense])


def _settle_joiners(in_word: Bytes, texts: EncodedTexts) -> None:
    """Makes word characters of the joiners that stand alone between two of them."""
    at = np.flatnonzero((texts.classes & JOINER) != 0)
    wide_ones = np.flatnonzero((texts.wide_classes & JOINER) != 0)
    wide_at, widths = texts.wide_at[wide_ones], texts.widths[wide_ones]
    if len(wide_ones):
        at = at[np.frombuffer(texts.data, np.uint8)[at] < 0x80]
    narrow = in_word[at - 1] & in_word[at + 1]
    wide = in_word[wide_at - 1] & in_word[wide_at + widths]
    in_word[at] = narrow
    fill(in_word, wide_at, widths, wide)


def _with_pairs(starts: Positions, ends: Positions, dense: Positions, dense_ends: Positions) -> Units:
    """The units with those of dense characters, each taken together with the one right behind it."""
    paired = dense_ends.copy()
    first = np.flatnonzero(dense[1:] == dense_ends[:-1])
    paired[first] = dense_ends[first + 1]
    behind = np.searchsorted(starts, dense)
    return Units(
        np.insert(starts, behind, dense),
        np.insert(ends, behind, paired),
        behind + np.arange(len(dense)),
        _in_runs(dense, dense_ends) % 2 == 0,
    )


def _in_runs(starts: Positions, ends: Positions) -> Positions:
    """The number of each character in its run, from 0, given first byte and byte behind of each."""
    numbers = np.arange(len(starts))
    begins = np.ones(len(starts), bool)
    begins[1:] = starts[1:] != ends[:-1]
    counted: Positions = numbers - np.maximum.accumulate(np.where(begins, numbers, 0))
    return counted
