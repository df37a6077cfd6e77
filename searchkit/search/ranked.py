"""Articles, and passages of articles, in the order in which they answer: BM25 first, then evidence for the best."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.query import Query

from searchkit.model import Ranking
from searchkit.search.evidence import Evidence, WordWeights, weighed
from searchkit.search.execute import Executor, TopArticles
from searchkit.search.postings import Docs
from searchkit.search.querywords import QueryWord
from searchkit.search.recency import Recency
from searchkit.search.topk import Sort

Scores = NDArray[Any]


@dataclass(frozen=True, slots=True)
class TopPassages:
    """The first passages of a query: the document of each, its ordinal there and its score, best first.

    There is no ordinal where no word tells which passage it is: the match is a pattern, or lies outside the body.
    `total` is how many there are in all, in the `searched` best of the `articles` that match.
    """

    docs: list[int]
    ordinals: list[int | None]
    scores: list[float]
    total: int
    searched: int
    articles: int


class FullRanker:
    """Ranks what an executor finds; `words` are those whose evidence counts, none for plain BM25.

    The first `ranking.depth` articles by BM25 are ordered anew with their evidence. As that is never negative, no
    article behind them has a greater score, and pages of any size show one order.
    """

    def __init__(
        self, executor: Executor, words: Sequence[QueryWord], ranking: Ranking, recency: Recency | None = None
    ) -> None:
        self.executor, self.ranking, self.recency = executor, ranking, recency
        self._words = words

    @cached_property
    def weighed(self) -> WordWeights:
        """The words whose evidence is looked for."""
        return weighed(self.executor.snapshot.view, self._words)

    def has_evidence(self, rank: int, ordinal: int | None) -> bool:
        """Whether evidence counts for what stands at a rank, which may be a passage."""
        return bool(self._words) and (ordinal is not None or rank <= self.ranking.depth)

    def top(self, query: Query, limit: int, mask: Query | None = None) -> TopArticles:
        """The first articles that match `query` and `mask`."""
        if not limit:
            return self.executor.top(query, 0, mask)
        depth = self.ranking.depth
        found = self._base(query, max(limit, depth), mask)
        if self._words and depth and found.docs:
            docs, scores = self._with_evidence(found, depth, min(limit, depth))
            found = TopArticles(docs + found.docs[depth:], scores + found.scores[depth:], found.total)
        return TopArticles(found.docs[:limit], found.scores[:limit], found.total)

    def by_date(self, query: Query, limit: int, mask: Query | None, sort: Sort) -> TopArticles:
        """The first articles that match by their date, each with the score that it has among the best."""
        found = self.executor.top(query, limit, mask, sort)
        if not self._words or not found.docs:
            return found
        docs, base = _ascending(found, len(found.docs))
        scores = dict(zip(docs.tolist(), (base + self.evidence(docs).total).tolist(), strict=True))
        return TopArticles(found.docs, [scores[doc] for doc in found.docs], found.total)

    def _base(self, query: Query, limit: int, mask: Query | None) -> TopArticles:
        """By BM25, and by age if that counts."""
        if self.recency is None:
            return self.executor.top(query, limit, mask)
        docs, scores = self.executor.matches(query, mask)
        first, best = self._first(docs, scores * self.recency.factors(docs), limit)
        return TopArticles(first.tolist(), best.tolist(), len(docs))

    def _first(self, docs: Docs, scores: Scores, limit: int) -> tuple[Docs, Scores]:
        """The first of ascending documents by their scores."""
        chosen = self.executor.snapshot.order.first(docs, scores.astype(np.float32), limit)
        return docs.take(chosen), scores.take(chosen)

    def _with_evidence(self, found: TopArticles, depth: int, limit: int) -> tuple[list[int], list[float]]:
        """The first of those that stand before the depth, by base and evidence."""
        docs, base = _ascending(found, depth)
        scores = base + self.evidence(docs).total * self.factors(docs)
        first, best = self._first(docs, scores, limit)
        return first.tolist(), best.tolist()

    def top_passages(self, query: Query, limit: int, mask: Query | None = None) -> TopPassages:
        """The first passages with a word of the query, of the `ranking.passage_depth` best articles by BM25.

        A passage scores as its article would if this were its best one, but for the words in the title, which tell less
        of a passage than of an article. An article without words in its body takes part with one passage.
        """
        found = self._base(query, self.ranking.passage_depth, mask)
        if not found.docs:
            return TopPassages([], [], [], 0, 0, found.total)
        docs, base = _ascending(found, len(found.docs))
        evidence, factors = self.evidence(docs), self.factors(docs)
        places = evidence.places
        scores = (base + evidence.beside * factors).take(places.docs)
        scores = (scores + evidence.passages_apart * factors.take(places.docs)).astype(np.float32)
        kept = np.flatnonzero(evidence.answering)
        ranks = self._tie_ranks(docs).take(places.docs.take(kept))
        order = kept.take(np.lexsort((places.ordinals.take(kept), ranks, -scores.take(kept)))[:limit])
        ordinals = zip(places.ordinals.take(order).tolist(), evidence.worded.take(order).tolist(), strict=True)
        return TopPassages(
            docs.take(places.docs.take(order)).tolist(),
            [ordinal if has_word else None for ordinal, has_word in ordinals],
            scores.take(order).tolist(),
            len(kept),
            len(docs),
            found.total,
        )

    def _tie_ranks(self, docs: Docs) -> NDArray[np.intp]:
        """The place of each document among them all if their scores were equal."""
        return self.executor.snapshot.order.first(docs, np.zeros(len(docs), np.float32), len(docs)).argsort()

    def evidence(self, docs: Docs) -> Evidence:
        """The evidence in ascending documents."""
        return Evidence.of(self.executor.snapshot.view, self.weighed, docs, self.ranking)

    def factors(self, docs: Docs) -> Scores:
        """What the scores of documents are multiplied by for their age."""
        return np.ones(len(docs)) if self.recency is None else self.recency.factors(docs)


def _ascending(found: TopArticles, count: int) -> tuple[Docs, Scores]:
    """The first so many documents, ascending, and their scores."""
    docs, scores = np.array(found.docs[:count], np.int64), np.array(found.scores[:count], np.float64)
    order = docs.argsort()
    return docs.take(order), scores.take(order)
