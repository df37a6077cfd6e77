"""Do numbers and texts ascend as they should? Over arrays of any length, a piece at a time."""

import itertools
from bisect import bisect_right
from collections.abc import Iterator

import numpy as np

from searchkit.storage.arrays import AnyArray, slices
from searchkit.storage.ends import Ends

CHUNK, TEXTS = 1 << 20, 1 << 16
"""Numbers, and texts, looked at in one go."""


def ends_problem(ends: AnyArray, last: int, strictly: bool = False) -> str:
    """What is wrong with borders that begin with 0, ascend, and end with `last`; "" for nothing."""
    if not len(ends) or int(ends[0]) != 0:
        return "it does not begin with 0"
    if int(ends[-1]) != last:
        return f"it ends with {int(ends[-1])} instead of {last}"
    for start, stop in slices(len(ends) - 1, CHUNK):
        before, after = ends[start:stop], ends[start + 1 : stop + 1]
        if not np.all(after > before if strictly else after >= before):
            return "it does not ascend"
    return ""


def ascend_within(values: AnyArray, ends: AnyArray, strictly: bool) -> bool:
    """Whether the values ascend from each border to the next."""
    for start, stop in slices(len(values), CHUNK):
        low = max(start - 1, 0)
        part = values[low:stop]
        rises = part[1:] > part[:-1] if strictly else part[1:] >= part[:-1]
        first, last = np.searchsorted(ends, np.array((low + 1, min(stop, int(ends[-1]))), ends.dtype))
        rises[ends[first:last].astype(np.int64) - (low + 1)] = True
        if not rises.all():
            return False
    return True


def texts_ascend(blob: memoryview, ends: AnyArray | Ends) -> bool:
    """Whether each text is greater than the one before."""
    last = b""
    for start, stop in slices(len(ends) - 1, TEXTS):
        borders = ends[start : stop + 1].tolist()
        texts = [bytes(blob[a:b]) for a, b in itertools.pairwise(borders)]
        if (start and texts[0] <= last) or any(a >= b for a, b in itertools.pairwise(texts)):
            return False
        last = texts[-1]
    return True


def term_runs(ends: AnyArray | Ends) -> Iterator[tuple[int, int]]:
    """Ranges of terms with some million postings (or positions) together, or of one term with more."""
    first, count = 0, len(ends) - 1
    while first < count:
        last = max(bisect_right(ends, int(ends[first]) + CHUNK) - 1, first + 1)
        yield first, last
        first = last
