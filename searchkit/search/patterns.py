"""What a prefix, a wildcard, a fuzzy word or a range of terms stands for in the articles that are shown."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from searchkit.search.chosen import Chosen, terms_in
from searchkit.search.multiterm import TermsNode
from searchkit.search.nodes import Node
from searchkit.search.segmentpostings import locate
from searchkit.search.view import SegmentView
from searchkit.storage.arrays import AnyArray
from searchkit.storage.segment import SegmentField

_MANY_TERMS = 20_000  # to go through the postings of so many takes as long as the analysis of some articles


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
        if chosen.count > _MANY_TERMS:
            return None
        standing, ordinals = terms_in(field, chosen, docs)
        return ((doc, field.term(n).decode()) for doc, n in zip(standing.tolist(), ordinals.tolist(), strict=True))

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
