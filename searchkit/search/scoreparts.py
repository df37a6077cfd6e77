"""What does the score of one article, or passage, consist of? Its base, its evidence, and what its age takes."""

from collections.abc import Iterator, Sequence

import numpy as np
from whoosh import query

from searchkit.model import ScorePart
from searchkit.search.baseparts import base_parts
from searchkit.search.evidence import Evidence, Scores, WordWeights
from searchkit.search.occurrences import Matrix
from searchkit.search.ranked import FullRanker


def score_parts(
    ranker: FullRanker, wanted: query.Query, rank: int, number: int, ordinal: int | None = None
) -> list[ScorePart]:
    """The parts of the score of a document of the commit that a resolved query found at a rank, counted from 1.

    With `ordinal` they are those of one of its passages. They sum to the score, but for rounding to single precision.
    """
    parts = base_parts(ranker.executor.snapshot, wanted, number, ranker.ranking.title_weight)
    if ranker.has_evidence(rank, ordinal):
        evidence = ranker.evidence(np.array([number]))
        parts += _evidence_parts(evidence, ranker.weighed, ordinal)
    if ranker.recency is not None:
        parts.append(_age_part(ranker, number, sum(part.value for part in parts)))
    return parts


def _age_part(ranker: FullRanker, number: int, score: float) -> ScorePart:
    assert ranker.recency is not None
    docs = np.array([number])
    factor, days = float(ranker.recency.factors(docs)[0]), float(ranker.recency.ages(docs)[0])
    formula = f"{score:.6g} × (0.5^({days:.6g} days / {ranker.recency.half_life_days:.6g}) - 1)"
    return ScorePart("age", score * (factor - 1), formula)


def _evidence_parts(evidence: Evidence, found: WordWeights, ordinal: int | None) -> Iterator[ScorePart]:
    """The kinds of evidence that tell anything, of one article."""
    ranking = evidence.ranking
    place, title_weight = int(evidence.passages.argmax()), ranking.title_evidence
    if ordinal is not None:
        place, title_weight = ordinal, ranking.passage_title
    words = _Words([word.term for word in found.words], found.weights)
    counts, told = evidence.passage_counts(title_weight)[:, place], _of_passage(evidence, place, title_weight)
    for part in words.part(f"passage {place + 1}", ranking.passage, counts, ranking.passage_k, told):
        yield _as_prose(part, float(evidence.prose[0]))
    nearness = evidence.nearness[:, 0]
    told = _of_fields(evidence, evidence.body_nearness, evidence.title_nearness)
    yield from words.part("closeness", ranking.closeness, nearness, ranking.closeness_k, told)
    told = _of_fields(evidence, evidence.body.counts_as_typed, evidence.title.counts_as_typed)
    yield from words.part("form", ranking.form, evidence.typed[:, 0], ranking.k1, told)
    yield from _headline_part(evidence, found)


def _of_passage(evidence: Evidence, place: int, title_weight: float) -> list[str]:
    """For each word what makes up its count in a passage: that in its text and that in the title."""
    rows = zip(evidence.body_counts[:, place].tolist(), evidence.title.counts[:, 0].tolist(), strict=True)
    return [f"({count:.6g} + {title_weight:.6g}·{title:.6g})" if title else f"{count:.6g}" for count, title in rows]


def _as_prose(part: ScorePart, prose: float) -> ScorePart:
    """What a passage of an article tells that is in part a list."""
    if prose == 1:
        return part
    return part._replace(value=part.value * prose, formula=f"{part.formula} × {prose:.6g} for its short sentences")


def _headline_part(evidence: Evidence, found: WordWeights) -> Iterator[ScorePart]:
    value = float(evidence.headline[0])
    if value:
        stands = evidence.title.counts[:, 0] > 0
        words = [
            f"{word.term} {weight:.6g}"
            for word, weight, is_there in zip(found.words, found.weights.tolist(), stands, strict=True)
            if is_there
        ]
        count, length = evidence.title.counts.sum(), evidence.title_lengths[0]
        share = f"min({count:.6g}/{length:.6g}, 1)" if count > length else f"({count:.6g}/{length:.6g})"
        yield ScorePart("headline", value, f"{evidence.ranking.headline:.6g} × {share}^2 × [{' + '.join(words)}]")


def _of_fields(evidence: Evidence, body: Matrix, title: Matrix) -> list[str]:
    """For each word what makes up its count: that in the body and the title by their relative lengths."""
    weight = evidence.ranking.title_evidence
    lengths = [f"{length[0]:.6g}" for length in evidence.relative]
    return [
        f"({own:.6g}/{lengths[0]} + {weight:.6g}·{other:.6g}/{lengths[1]})" if other else f"({own:.6g}/{lengths[0]})"
        for own, other in zip(body[:, 0].tolist(), title[:, 0].tolist(), strict=True)
    ]


class _Words:
    """The words of a query, each with what it tells."""

    def __init__(self, terms: Sequence[str], weights: Scores) -> None:
        self._terms, self._weights = terms, weights

    def part(self, name: str, share: float, counts: Scores, k: float, told: Sequence[str]) -> Iterator[ScorePart]:
        """share · sum of weight · count/(count + k), if it is anything; `told` is how each count comes about."""
        sums = [
            f"{term} {weight:.6g}·x/(x + {k:.6g}) with x = {how}"
            for term, weight, count, how in zip(self._terms, self._weights.tolist(), counts, told, strict=True)
            if count
        ]
        value = share * float(self._weights @ (counts / (counts + k)))
        if value:
            yield ScorePart(name, value, f"{share:.6g} × [{' + '.join(sums)}]")
