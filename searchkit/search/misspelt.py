"""Texts at most so many letters wrong: Levenshtein's distance of one text from many, on whole arrays."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchkit.storage.arrays import AnyArray, ragged


def are_near(text: str, points: AnyArray, starts: AnyArray, counts: AnyArray, most: int) -> NDArray[np.bool_]:
    """Of each text whether it is at most so many insertions, deletions and substitutions from `text`.

    Text `i` is the `counts[i]` code points from `starts[i]` on. Exchanged neighbours count twice.
    """
    near: NDArray[np.bool_] = np.abs(counts - len(text)) <= most
    starts, counts = starts[near], counts[near]
    rows = np.zeros((len(starts), len(text) + most), np.uint32)
    rows[np.repeat(np.arange(len(starts)), counts), ragged(np.zeros(len(starts)), counts)] = points[
        ragged(starts, counts)
    ]
    near[near] = _distances(text, rows, counts, most) <= most
    return near


def _distances(text: str, others: NDArray[Any], lengths: NDArray[Any], most: int) -> NDArray[np.uint8]:
    """The distance of a text from each row of code points, where it is at most `most`; else more.

    The band of the classic table around its diagonal, each cell for all rows at once.
    """
    far = np.full(len(others), min(most, 253) + 1, np.uint8)
    codes = [ord(character) for character in text]
    found = far.copy()
    above = [np.full(len(others), j, np.uint8) if j <= most else far for j in range(others.shape[1] + 1)]
    for i, code in enumerate([None, *codes]):
        if i:
            line = [far] * len(above)
            for j in range(max(0, i - most), min(others.shape[1], i + most) + 1):
                cell = above[j] + np.uint8(1)
                if j:
                    np.minimum(cell, line[j - 1] + np.uint8(1), out=cell)
                    np.minimum(cell, above[j - 1] + (others[:, j - 1] != code), out=cell)
                line[j] = np.minimum(cell, far)
            above = line
    for j, cell in enumerate(above):
        np.copyto(found, cell, where=lengths == j)
    return found
