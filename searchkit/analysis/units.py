"""Where the units of texts lie, found without a loop over them.

A unit is what is analysed by itself: a run of word characters with single joiners inside, or two neighbouring
characters of a script without spaces.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from searchkit.analysis.characters import (
    IN_DENSE,
    IN_WORD,
    JOINER,
    Bytes,
    ClassTable,
    EncodedTexts,
    Positions,
    fill,
    word_classes,
)

_classes = cache(word_classes)


@dataclass(frozen=True, slots=True)
class Units:
    """The units of texts in order: first byte, byte past the last, and whether it is a pair of dense characters."""

    starts: Positions
    ends: Positions
    pairs: NDArray[np.bool_] | None  # None: there are none


def find_units(texts: EncodedTexts) -> Units:
    """All units of the texts; those of mere punctuation, which have no tokens, among them."""
    table = _classes()
    classes = texts.classify(table)
    _settle_joiners(classes, texts, table)
    changed = classes[1:] != classes[:-1]
    dense_at = texts.wide_at[(table.classify(texts.wide) & IN_DENSE) != 0]
    if not len(dense_at):
        edges = np.flatnonzero(changed)
        return Units(edges[0::2] + 1, edges[1::2] + 1, None)
    changed[dense_at - 1] = True
    edges = np.flatnonzero(changed) + 1
    found = classes.take(edges[:-1], mode="clip")
    kept = np.flatnonzero(found != 0)
    return _paired(edges.take(kept), edges.take(kept + 1), (found.take(kept) & IN_DENSE) != 0)


def _settle_joiners(classes: Bytes, texts: EncodedTexts, table: ClassTable) -> None:
    """Makes word characters of the joiners that stand alone between two of them, nothing of the others."""
    wide_ones = np.flatnonzero(table.classify(texts.wide) == JOINER)
    wide_at, widths = texts.wide_at[wide_ones], texts.widths[wide_ones]
    narrow_at = np.flatnonzero(classes == JOINER)
    if len(wide_at):
        narrow_at = narrow_at[np.frombuffer(texts.data, np.uint8)[narrow_at] < 0x80]
    narrow = classes[narrow_at - 1] & classes[narrow_at + 1] & IN_WORD
    wide = classes[wide_at - 1] & classes[wide_at + widths] & IN_WORD
    classes[narrow_at] = narrow
    fill(classes, wide_at, widths, wide)


def _paired(starts: Positions, ends: Positions, dense: NDArray[np.bool_]) -> Units:
    """Each dense character taken together with the dense character right behind it."""
    first = np.flatnonzero(dense[:-1] & dense[1:] & (starts[1:] == ends[:-1]))
    paired = ends.copy()
    paired[first] = ends[first + 1]
    return Units(starts, paired, dense)
