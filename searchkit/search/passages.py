"""Which passages of an article answer best?

A passage scores for each leaf of the query it matches: the leaf's rarity, times a share that grows with
the number of matches and soon saturates. Matches of several leaves near each other, and an early place
in the article, add a little. The weights are first guesses that order sensibly; they are to be fitted
on judgements.
"""

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence

from whoosh import query

from searchkit.analysis import passages
from searchkit.model import Passage, Span
from searchkit.search.matches import Mark, merged

_SATURATION = 1.2  # as BM25's k1
_CLOSENESS = 0.5  # the most that closeness adds, as a share
_LEAD = 0.1  # the most that the first passage gains, as a share


def rank_passages(body: str, marks: Sequence[Mark], weights: Mapping[query.Query, float], most: int) -> list[Passage]:
    """The best passages of a body that hold a mark, best first, at most `most`; earlier ones first on a tie."""
    places = {(mark.start, mark.end): mark for mark in marks if mark.field == "body"}  # one leaf a place
    in_body = [places[place] for place in sorted(places)]
    if not in_body or most <= 0:
        return []
    found = []
    first = 0
    for ordinal, span in enumerate(passages(body)):
        while first < len(in_body) and in_body[first].start < span.start:
            first += 1
        last = first
        while last < len(in_body) and in_body[last].start < span.end:
            last += 1
        if last > first:
            found.append(_passage(body, ordinal, span, in_body[first:last], weights))
    return sorted(found, key=lambda passage: (-passage.score, passage.ordinal))[:most]


def _passage(
    body: str, ordinal: int, span: Span, marks: Sequence[Mark], weights: Mapping[query.Query, float]
) -> Passage:
    end = max(span.end, *(mark.end for mark in marks))  # a phrase may run on into the next passage
    spans = tuple(Span(s.start - span.start, s.end - span.start) for s in merged(marks, "body"))
    score = _score(ordinal, marks, weights)
    return Passage(ordinal, span.start, end, body[span.start : end], spans, score)


def _score(ordinal: int, marks: Sequence[Mark], weights: Mapping[query.Query, float]) -> float:
    counts = Counter(mark.leaf for mark in marks)
    base = sum(weights.get(leaf, 1.0) * n * (1 + _SATURATION) / (n + _SATURATION) for leaf, n in counts.items())
    return base * (1 + _CLOSENESS * _closeness(marks, len(counts))) * (1 + _LEAD / (1 + ordinal))


def _closeness(marks: Sequence[Mark], leaves: int) -> float:
    """1 where two different leaves match side by side, towards 0 as the least distance grows."""
    if leaves < 2:
        return 0.0
    gaps = (b.start - a.end for a, b in itertools.pairwise(marks) if a.leaf != b.leaf)
    return 1 / (1 + max(0, min(gaps, default=1000)) / 20)


def opening_passage(body: str) -> list[Passage]:
    """The first passage, without spans: what to show of an article that matched without any word."""
    return [Passage(0, span.start, span.end, body[span.start : span.end]) for span in passages(body)[:1]]
