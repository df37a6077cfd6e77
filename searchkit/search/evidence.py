"""What passages, closeness and written forms tell of articles that were found by their words.

Each kind of evidence is a saturating sum over the words of the query, never negative, and never less for one more
occurrence; a title counts as part of every passage. What each kind adds is measured in docs/ranking.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from searchkit.model import Ranking
from searchkit.search.occurrences import Matrix, Numbers, OccurrenceReader, Occurrences, Passages
from searchkit.search.querywords import QueryWord
from searchkit.search.view import CommitView
from searchkit.storage.arrays import AnyArray

MOST_WORDS = 16
"""Words of a query that are looked for in passages: those that count most. Reading each takes some 0.1 ms."""

_SHORT_IN_PROSE = 6
"""So many short sentences less one do not yet make a list of an article."""

_LOOKED_AT = 100
"""Words of a body that show whether it is a list. To look further gains nothing on the planted answers, and costs
0.009 nDCG@10 on the verbose questions to the samples, where long articles quote what people said."""

Scores = NDArray[np.float64]


class WordWeights(NamedTuple):
    """The words that are looked for, and boost · rarity of each."""

    words: Sequence[QueryWord]
    weights: Scores


def weighed(view: CommitView, words: Sequence[QueryWord]) -> WordWeights:
    """The words of a query by what they tell in this commit; of many those that tell most."""
    statistics = view.statistics
    weights = []
    for word in words:
        weights.append(word.boost * statistics.idf_in_any(word.fields, word.term.encode()))
    chosen = sorted(sorted(range(len(words)), key=lambda number: -weights[number])[:MOST_WORDS])
    return WordWeights([words[number] for number in chosen], np.array([weights[number] for number in chosen]))


@dataclass(frozen=True, eq=False)
class Evidence:
    """The evidence in some articles; every array has one number for each of them, in the order of their numbers."""

    ranking: Ranking
    weights: Scores
    body: Occurrences
    title: Occurrences
    body_lengths: Scores
    """In words."""
    title_lengths: Scores
    relative: tuple[Scores, Scores]
    """1 - b + b · length / average of each body, and of each title."""
    places: Passages

    @classmethod
    def of(cls, view: CommitView, found: WordWeights, docs: AnyArray, ranking: Ranking) -> "Evidence":
        """Of articles of a commit, given by ascending numbers."""
        reader = OccurrenceReader(view, found.words, docs)
        body_lengths, title_lengths = _lengths(view, "body", docs), _lengths(view, "title", docs)
        similar = view.statistics.in_field
        return cls(
            ranking,
            found.weights,
            body=reader.occurrences("body"),
            title=reader.occurrences("title"),
            body_lengths=body_lengths,
            title_lengths=title_lengths,
            relative=(similar("body").relative(body_lengths), similar("title").relative(title_lengths)),
            places=reader.passages(),
        )

    @property
    def total(self) -> Scores:
        """All evidence together."""
        return self.best_passages + self.beside

    @property
    def beside(self) -> Scores:
        """All but that of passages."""
        return self.closeness + self.form + self.headline

    @cached_property
    def passages(self) -> Scores:
        """What each passage tells of its article, by `places`; lists less than sentences."""
        return self._of_passages(self.ranking.title_evidence)

    @cached_property
    def passages_apart(self) -> Scores:
        """What each passage tells where passages are ranked, by `places`."""
        return self._of_passages(self.ranking.passage_title)

    def passage_counts(self, title_weight: float) -> Matrix:
        """How often each word stands in each passage, and its title counted in: a row for each word."""
        return self.body_counts + (self.title.counts * title_weight).take(self.places.docs, axis=1)

    @cached_property
    def body_counts(self) -> Matrix:
        """How often each word stands in each passage: a row for each word."""
        return self.body.in_passages(self.places)

    def _of_passages(self, title_weight: float) -> Scores:
        told = self._saturated(self.passage_counts(title_weight), self.ranking.passage_k)
        return self.ranking.passage * told * self.prose.take(self.places.docs)

    @cached_property
    def prose(self) -> Scores:
        """How far each article is made of sentences, 0 to 1: one that begins with many short ones is a list.

        It is told from the beginning, and not for each passage, so that no article gains by running on.
        """
        short = self.places.short_sentences(self.ranking.short_sentence, _LOOKED_AT)
        return np.minimum(_SHORT_IN_PROSE / (short + 1), 1.0)

    @cached_property
    def worded(self) -> NDArray[np.bool_]:
        """Of each passage whether it has a word."""
        return np.asarray(self.body_counts.any(axis=0))

    @cached_property
    def answering(self) -> NDArray[np.bool_]:
        """Of each passage whether it has a word, or is the first of an article that has none in its body."""
        found, begins = self.worded.copy(), self.places.begins
        found[begins[~np.logical_or.reduceat(found, begins)]] = True
        return found

    @cached_property
    def best_passages(self) -> Scores:
        """What the best passage of each article tells."""
        best: Scores = np.maximum.reduceat(self.passages, self.places.begins)
        return best

    @cached_property
    def body_nearness(self) -> Matrix:
        """How near other words stand to each word in each body, a row for each word."""
        return self.body.nearness(self.ranking.window, self.ranking.decay)

    @cached_property
    def title_nearness(self) -> Matrix:
        """The same in titles."""
        return self.title.nearness(self.ranking.window, self.ranking.decay)

    @cached_property
    def nearness(self) -> Matrix:
        """The same in titles and bodies together, by their lengths."""
        return self._joined(self.body_nearness, self.title_nearness)

    @cached_property
    def closeness(self) -> Scores:
        """What the nearness of the words to each other tells."""
        return self.ranking.closeness * self._saturated(self.nearness, self.ranking.closeness_k)

    @cached_property
    def typed(self) -> Matrix:
        """How often each word is written as typed, in titles and bodies by their lengths: a row for each word."""
        return self._joined(self.body.counts_as_typed, self.title.counts_as_typed)

    @cached_property
    def form(self) -> Scores:
        """What words that are written as typed tell."""
        return self.ranking.form * self._saturated(self.typed, self.ranking.k1)

    @cached_property
    def headline_share(self) -> Scores:
        """The share of the words of each title that are words of the query."""
        shares: Scores = np.minimum(self.title.counts.sum(axis=0) / np.maximum(self.title_lengths, 1.0), 1.0)
        return shares

    @cached_property
    def headline(self) -> Scores:
        """What a title tells that is all in the query: the words it has, by the square of that share."""
        told: Scores = self.weights @ (self.title.counts > 0)
        return self.ranking.headline * self.headline_share**2 * told

    def _joined(self, body: Matrix, title: Matrix) -> Matrix:
        of_body, of_title = self.relative
        return body / of_body + title * (self.ranking.title_evidence / of_title)

    def _saturated(self, counts: Matrix, k: float) -> Scores:
        """The sum over the words of weight · count / (count + k)."""
        return self.weights @ (counts / (counts + k))


def _lengths(view: CommitView, field: str, docs: Numbers) -> Scores:
    """The words of a field of ascending documents; 1 where that is not kept."""
    lengths = np.zeros(len(docs))
    for part in view.parts:
        first, local = int(docs.searchsorted(part.base)), part.of(docs)
        known = part.segment.fields.get(field)
        if known is not None:
            lengths[first : first + len(local)] = 1.0 if known.lengths is None else known.lengths[local]
    return lengths
