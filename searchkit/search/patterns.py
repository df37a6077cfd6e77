"""What a prefix, a wildcard, a fuzzy word or a range of terms stands for in the articles that are shown."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from searchkit.search.chosen import Chosen
from searchkit.search.multiterm import TermsNode
from searchkit.search.nodes import Node
from searchkit.search.segmentpostings import locate
from searchkit.search.view import SegmentView
from searchkit.storage.arrays import AnyArray
from searchkit.storage.segment import SegmentField

_MANY_RUNS = 500  # to cut so many pieces out of the postings takes as long as the analysis of some articles
_MANY_TERMS = 20_000


class Pattern:
    """One pattern over the segments of a commit."""

    def __init__(self, node: Node, parts: Sequence[SegmentView]) -> None:
        """A node that is no pattern stands for nothing."""
        self._node, self._parts = node if isinstance(node, TermsNode) else None, parts
        self._forms: dict[str, frozenset[str] | None] = {}

    @cached_property
    def terms(self) -> frozenset[str]:
        """All terms of the index that it stands for."""
        found = ((field, ordinal) for field, chosen in self._chosen() for ordinal in chosen.ordinals.tolist())
        return frozenset([field.term(ordinal).decode() for field, ordinal in found])

    def forms(self, term: str) -> frozenset[str] | None:
        """The written forms in which it stands for one of its terms; None for all there are."""
        if term not in self._forms:
            text = term.encode()
            found = [(field, chosen, n) for field, chosen in self._chosen() if (n := field.find(text)) >= 0]
            is_whole = all(_holds(chosen.whole, ordinal) for _, chosen, ordinal in found)
            self._forms[term] = None if is_whole else frozenset(chain(*(_chosen_forms(*each) for each in found)))
        return self._forms[term]

    def standing(self, part: SegmentView, docs: AnyArray) -> Iterable[tuple[int, str]] | None:
        """Each of these documents of a segment with each of the terms it has; None where the text tells it sooner.

        `docs` ascend, and are at least one.
        """
        found = None if self._node is None else self._node.chosen(part)
        if found is None:
            return ()
        field, chosen = found
        runs = _runs(chosen.ordinals)
        if len(runs) > _MANY_RUNS or chosen.count > _MANY_TERMS:
            return None
        return _standing(field, runs, docs)

    def _chosen(self) -> Iterator[tuple[SegmentField, Chosen]]:
        if self._node is not None:
            for part in self._parts:
                if (found := self._node.chosen(part)) is not None:
                    yield found


def _holds(ordinals: NDArray[np.int64], ordinal: int) -> bool:
    return bool(locate(ordinals, np.array([ordinal]))[0][0])


def _chosen_forms(field: SegmentField, chosen: Chosen, ordinal: int) -> list[str]:
    forms = field.forms(ordinal)
    if _holds(chosen.whole, ordinal):
        return forms
    begin, end = field.written.begins(ordinal, ordinal + 1).tolist()
    first, last = chosen.forms.searchsorted((begin, end)).tolist()
    return [forms[number - begin] for number in chosen.forms[first:last].tolist()]


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
