"""Which passages of an article answer best?

A passage scores for each leaf of the query it matches: the leaf's rarity, times a share that grows with
the number of matches and soon saturates. Matches of several leaves near each other, and an early place
in the article, add a little. On planted answers the first passage of an article that answers holds the
answer in 98 of 100 questions: `python -m gate ranking`, `best_passage`.
"""

import itertools
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable, Sequence

from searchkit.model import Passage, Span
from searchkit.search.layout import BodyLayout
from searchkit.search.matches import Mark, Match, merged
from searchkit.search.spots import Piece

_SATURATION = 1.2  # as BM25's k1
_CLOSENESS = 0.5  # the most that closeness adds, as a share
_LEAD = 0.1  # the most that the first passage gains, as a share
_ROUNDING = 1 + 1e-9

MarksIn = Callable[[Piece, Match, int, int], list[Mark]]
_Part = tuple[Match, int, int]  # the pieces of a match from one number up to another: those in one passage


class PassageRanker:
    """Ranks the passages of one article after another; `weights` are those of the query's leaves."""

    def __init__(self, weights: Sequence[float], most: int) -> None:
        """At most `most` passages of an article are given."""
        self.weights, self.most = weights, most

    def best(self, body: str, layout: BodyLayout, matches: Iterable[Match], marks_in: MarksIn) -> list[Passage]:
        """The best passages that hold one of the matches, best first; earlier ones first on a tie.

        A match is told by its code points only in a passage that can be among the best.
        """
        groups = _grouped(layout.firsts, matches)
        hopes = [(0.0, ordinal) for ordinal in groups]
        if len(groups) > self.most:
            hopes = sorted([(self._hope(ordinal, group), ordinal) for ordinal, group in groups.items()], reverse=True)
        found: list[Passage] = []
        for hope, ordinal in hopes:
            if len(found) >= self.most and hope < found[self.most - 1].score:
                break
            piece = layout.piece(ordinal)
            marks = [mark for part in groups[ordinal] for mark in marks_in(piece, *part)]
            insort(found, self.passage(body, ordinal, piece.span, marks), key=_order)
        return found[: self.most]

    def at(self, body: str, layout: BodyLayout, ordinal: int, matches: Iterable[Match], marks_in: MarksIn) -> Passage:
        """The passage with this ordinal, whether it holds a match or not."""
        piece = layout.piece(ordinal)
        parts = _grouped(layout.firsts, matches).get(ordinal, ())
        return self.passage(body, ordinal, piece.span, [mark for part in parts for mark in marks_in(piece, *part)])

    def passage(self, body: str, ordinal: int, span: Span, marks: Iterable[Mark]) -> Passage:
        """The passage at a span with the marks in it, scored."""
        places = {(start, end): leaf for start, end, leaf in marks}  # one leaf a place
        in_order = [(start, end, places[start, end]) for start, end in sorted(places)]
        end = max([span.end, *[mark[1] for mark in in_order]])  # a phrase may run on into the next passage
        text = body[span.start : end]
        return Passage(ordinal, span.start, end, text, merged(in_order, span.start), self._score(ordinal, in_order))

    def _score(self, ordinal: int, marks: Sequence[Mark]) -> float:
        counts: dict[int, int] = {}
        for _, _, leaf in marks:
            counts[leaf] = counts.get(leaf, 0) + 1
        return self._weighed(ordinal, counts.items(), _closeness(marks) if len(counts) > 1 else 0.0)

    def _hope(self, ordinal: int, group: Sequence[_Part]) -> float:
        """No less than the score: as if no two stood in one place, and all side by side."""
        counts = [(match.leaf, after - begin) for match, begin, after in group]
        return self._weighed(ordinal, counts, float(len(counts) > 1)) * _ROUNDING

    def _weighed(self, ordinal: int, counts: Iterable[tuple[int, int]], closeness: float) -> float:
        base = sum([self.weights[leaf] * n * (1 + _SATURATION) / (n + _SATURATION) for leaf, n in counts])
        return base * (1 + _CLOSENESS * closeness) * (1 + _LEAD / (1 + ordinal))


def _grouped(passage_firsts: Sequence[int], matches: Iterable[Match]) -> dict[int, list[_Part]]:
    """The matches of a body by the ordinal of their passage."""
    groups: dict[int, list[_Part]] = {}
    last = len(passage_firsts) - 1
    for match in matches:
        if match.field != "body":
            continue
        positions, begin = match.firsts.positions, 0
        while begin < len(positions):
            ordinal = bisect_right(passage_firsts, positions[begin]) - 1
            after = len(positions) if ordinal == last else bisect_left(positions, passage_firsts[ordinal + 1], begin)
            groups.setdefault(ordinal, []).append((match, begin, after))
            begin = after
    return groups


def _order(passage: Passage) -> tuple[float, int]:
    return -passage.score, passage.ordinal


def _closeness(marks: Sequence[Mark]) -> float:
    """1 where two different leaves match side by side, towards 0 as the least distance grows."""
    gaps = [after[0] - before[1] for before, after in itertools.pairwise(marks) if before[2] != after[2]]
    return 1 / (1 + max(0, min(gaps)) / 20)


def opening_passage(body: str, layout: BodyLayout) -> list[Passage]:
    """The first passage, without spans: what to show of an article that matched without any word."""
    if not layout.firsts:
        return []
    start, end = layout.span(0)
    return [Passage(0, start, end, body[start:end])]
