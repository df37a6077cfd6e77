"""Which segments are merged after a commit: few are quick to search, and merging all the time is slow to write."""

from collections.abc import Iterable
from itertools import groupby
from math import log

from searchkit.storage import SegmentEntry

AT_MOST = 8
"""So many segments of about one size are left as they are; one more, and they become one."""

SMALLEST = 1000
"""Segments of fewer articles count as of one size."""


def merge_plan(entries: Iterable[SegmentEntry]) -> frozenset[str]:
    """The names of the segments to be merged next; none where all is well.

    Those of about one size (within a factor of AT_MOST) once there are too many of them; or one by itself
    of whose articles more than half are deleted.
    """
    ordered = sorted(entries, key=_tier)
    for _, group in groupby(ordered, key=_tier):
        names = [entry.name for entry in group]
        if len(names) > AT_MOST:
            return frozenset(names)
    hollow = (entry.name for entry in ordered if 2 * entry.deleted_count > entry.doc_count)
    return frozenset(list(hollow)[:1])


def _tier(entry: SegmentEntry) -> int:
    return int(log(max(1.0, entry.live_count / SMALLEST), AT_MOST))
