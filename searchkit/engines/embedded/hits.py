"""Ranked articles, and ranked passages, as hits: what is shown of each, and the parts of its score."""

from collections.abc import Callable, Sequence

from searchkit.engines.embedded.marks import Found, Marker, Shown
from searchkit.model import Hit, ScorePart
from searchkit.search import Snapshot, TopArticles, TopPassages
from searchkit.storage import article_of, load_values

Parts = Callable[[int, int, int | None], Sequence[ScorePart]]
"""What gives the parts of the score of a hit by its rank, its document, and the ordinal of its passage if it is one."""


def found_at(snapshot: Snapshot, number: int) -> Found:
    """The article with this number in the commit."""
    segment, local = snapshot.segment_at(number)
    return Found(number, article_of(load_values(segment.stored(local))))


class HitMaker:
    """Makes hits of what was found in a commit; `parts` where the parts of scores are wanted."""

    def __init__(self, snapshot: Snapshot, marker: Marker, passages: int, parts: Parts | None) -> None:
        """At most `passages` passages of an article are given."""
        self._snapshot, self._marker, self._most, self._parts = snapshot, marker, passages, parts

    def articles(self, top: TopArticles, offset: int) -> tuple[Hit, ...]:
        """The articles from `offset` on."""
        found = [found_at(self._snapshot, number) for number in top.docs[offset:]]
        shown = self._marker.shown(found, self._most) if found and self._most else [Shown()] * len(found)
        return self._hits(offset, top.scores[offset:], found, shown, [None] * len(found))

    def passages(self, top: TopPassages, offset: int) -> tuple[Hit, ...]:
        """The passages from `offset` on, each as a hit of its article."""
        known: dict[int, Found] = {number: found_at(self._snapshot, number) for number in set(top.docs[offset:])}
        found, ordinals = [known[number] for number in top.docs[offset:]], top.ordinals[offset:]
        shown = self._marker.shown_passages(found, ordinals) if found and self._most else [Shown()] * len(found)
        return self._hits(offset, top.scores[offset:], found, shown, [ordinal or 0 for ordinal in ordinals])

    def _hits(
        self,
        offset: int,
        scores: Sequence[float],
        found: Sequence[Found],
        shown: Sequence[Shown],
        ordinals: Sequence[int | None],
    ) -> tuple[Hit, ...]:
        rows = zip(scores, found, shown, ordinals, strict=True)
        return tuple([self._hit(rank, *row) for rank, row in enumerate(rows, offset + 1)])

    def _hit(self, rank: int, score: float, found: Found, what: Shown, ordinal: int | None) -> Hit:
        parts = tuple(self._parts(rank, found.number, ordinal)) if self._parts is not None else ()
        return Hit(rank, score, found.article, what.title_spans, what.passages, what.fields, what.all_spans, parts)
