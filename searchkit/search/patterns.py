"""What a prefix, a wildcard, a fuzzy word or a range of terms stands for in the articles that are shown."""

from collections.abc import Iterable, Iterator
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from searchkit.search.multiterm import PatternNode
from searchkit.search.nodes import Node
from searchkit.search.statistics import CommitStatistics
from searchkit.storage.arrays import AnyArray
from searchkit.storage.segment import SegmentField

_MANY_RUNS = 500  # to cut so many pieces out of the postings takes as long as the analysis of some articles
_MANY_TERMS = 20_000


class Pattern:
    """One pattern over the segments of a commit."""

    def __init__(self, node: Node, statistics: CommitStatistics) -> None:
        """A node that is no pattern stands for nothing."""
        self._node, self._segments = node if isinstance(node, PatternNode) else None, statistics.segments

    @cached_property
    def terms(self) -> frozenset[str]:
        """All terms of the index that it stands for."""
        found: set[str] = set()
        if self._node is not None:
            for segment in self._segments:
                if field := segment.fields.get(self._node.field):
                    found.update(field.term(n).decode() for n in self._node.expansion.ordinals(field).tolist())
        return frozenset(found)

    def standing(self, field: SegmentField, docs: AnyArray) -> Iterable[tuple[int, str]] | None:
        """Each of these documents of a segment with each of the terms it has; None where the text tells it sooner.

        `docs` ascend, and are at least one.
        """
        if self._node is None:
            return ()
        ordinals = self._node.expansion.ordinals(field)
        runs = _runs(ordinals)
        if len(runs) > _MANY_RUNS or len(ordinals) > _MANY_TERMS:
            return None
        return _standing(field, runs, docs)


def _runs(ordinals: NDArray[np.int64]) -> list[list[int]]:
    """The first and the last of each run of neighbours."""
    if not len(ordinals):
        return []
    borders = np.flatnonzero(ordinals[1:] != ordinals[:-1] + 1)
    ends = np.stack((ordinals[np.append(0, borders + 1)], ordinals[np.append(borders, -1)]), 1)
    runs: list[list[int]] = ends.tolist()
    return runs


def _standing(field: SegmentField, runs: Iterable[list[int]], docs: AnyArray) -> Iterator[tuple[int, str]]:
    wanted = np.zeros(int(docs[-1]) + 2, np.bool_)  # the last stands for all that lie behind
    wanted[docs] = True
    for first, last in runs:
        postings = field.docs_between(first, last + 1)
        places = np.flatnonzero(wanted.take(postings, mode="clip"))
        begin = field.posting_end(first) if len(places) else 0
        for place, doc in zip(places.tolist(), postings[places].tolist(), strict=True):
            yield doc, field.term(field.ordinal_at(begin + place)).decode()
