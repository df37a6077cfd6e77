"""How much a word in a field says of an article: BM25, as Lucene has it or as Whoosh has it.

S. Robertson and H. Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isclose, log, log1p
from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchkit.model import Ranker, Ranking

_LEAST_NORM = 1e-30  # above 0, so that a field without words is no division of 0 by 0


@dataclass(frozen=True, slots=True)
class Similarity:
    """The numbers of BM25; the score of a term that stands tf times in a field is

    idf · tf / (tf + k1·(1 − b + b·length/average)), with idf = ln(1 + (N − n + 0.5)/(n + 0.5)),

    where N articles have the field, on average with so many words, and the term stands in it in n of them; deleted
    articles do not count. It is Lucene's BM25Similarity (since version 8) over an index without deleted documents, but
    for the length of a field, which is exact here, while Lucene keeps it in one byte.
    """

    k1: float = 1.2
    """Saturation: greater, and further occurrences count for more."""

    body_b: float = 0.75
    """How much the length of a body tells against it, 0 to 1."""

    title_b: float = 0.75
    """The same of a title."""

    other_b: float = 0.75
    """The same of all other fields."""

    least_length: float = 0.0
    """A body of fewer words counts as one of so many."""

    title_frequency: float = 0.0
    """An occurrence in the title counts as so many in the body, and a word saturates once for both: BM25F.

    0: each field has its own score, and these are added up.
    """

    title_weight: float = 1.0
    """The boost that a word in the title comes with where its fields are added up."""

    as_whoosh: bool = False
    """Whether all is reckoned as `whoosh.scoring.BM25F` does: idf = ln(N/(n + 1)) + 1, times (k1 + 1).

    N and the average are then over all articles, with the field or not, and deleted articles count until they are
    merged. What a pattern scores depends on how many words of a segment it stands for; otherwise a pattern scores as
    one word, which stands wherever any of its words does.
    """

    @classmethod
    def of(cls, ranker: Ranker, ranking: Ranking) -> "Similarity":
        """What a request asks for: Lucene's numbers for plain BM25, else those of the ranking."""
        if ranker == "bm25":
            return LUCENE
        return cls(
            ranking.k1,
            ranking.body_b,
            ranking.title_b,
            least_length=ranking.least_length,
            title_frequency=ranking.title_frequency,
            title_weight=ranking.title_weight,
        )

    def idf(self, doc_count: int, doc_freq: int) -> float:
        """Inverse document frequency of a term in so many of so many articles."""
        if self.as_whoosh:
            return log(doc_count / (doc_freq + 1)) + 1
        return log1p((doc_count - doc_freq + 0.5) / (doc_freq + 0.5))

    def joint_weights(self, fields: Sequence[tuple[str, float]]) -> Mapping[str, float] | None:
        """What an occurrence in each of these fields counts, where a word saturates once for all; else None.

        The fields come with the boosts that are those of a word in the body and in the title.
        """
        if not self.title_frequency or [name for name, _ in fields] != ["body", "title"]:
            return None
        (_, body), (_, title) = fields
        if not isclose(title, body * self.title_weight):  # boosts were multiplied
            return None
        return {"body": 1.0, "title": self.title_frequency}

    def of_field(self, name: str, average_length: float) -> "FieldSimilarity":
        """What it comes to in a field of so many words on average."""
        b = {"body": self.body_b, "title": self.title_b}.get(name, self.other_b)
        least_length = self.least_length if name == "body" else 0.0
        return FieldSimilarity(self.k1, b, average_length, least_length, self.k1 + 1 if self.as_whoosh else 1.0)


WHOOSH = Similarity(as_whoosh=True)
LUCENE = Similarity()


@dataclass(frozen=True, slots=True)
class FieldSimilarity:
    """BM25 in one field; `average_length` is in words, `factor` multiplies every score."""

    k1: float
    b: float
    average_length: float
    least_length: float
    factor: float

    def norms(self, lengths: Any) -> Any:
        """k1·(1 − b + b·length/average) of fields of these lengths, float32, or of one as a number."""
        return np.maximum(self.k1 * self.relative(lengths), _LEAST_NORM)

    def relative(self, lengths: Any) -> Any:
        """1 − b + b·length/average of fields of these lengths, above 0."""
        if self.least_length:
            lengths = np.maximum(lengths, self.least_length)
        return np.maximum((1 - self.b) + self.b * (lengths / self.average_length), _LEAST_NORM)

    def scores(
        self, weights: NDArray[Any], norms: Any, idf: Any, out: NDArray[np.float32] | None = None
    ) -> NDArray[np.float32]:
        """The score of each posting; `norms` and `idf` are arrays of the length of the weights, or numbers."""
        scores: NDArray[np.float32] = np.add(weights, norms, out=out, dtype=np.float32, casting="unsafe")
        np.divide(weights, scores, out=scores, dtype=np.float32, casting="unsafe")
        scores *= idf * self.factor
        return scores


@dataclass(frozen=True, slots=True, eq=False)
class TermSimilarity:
    """BM25 of one term in one field; `norms` are of all documents of the commit, or one number for all of them."""

    field: FieldSimilarity
    norms: Any
    idf: float

    def of(self, weights: NDArray[Any], docs: NDArray[Any]) -> NDArray[np.float32]:
        """The scores of documents in which the term has these weights."""
        norms = self.norms if isinstance(self.norms, float) else self.norms.take(docs)
        return self.field.scores(weights, norms, self.idf)

    def fill(self, row: NDArray[np.float32], weights: NDArray[Any]) -> None:
        """Sets a row to the scores of all documents, by the weight the term has in each."""
        self.field.scores(weights, self.norms, self.idf, row)

    def bound(self, weight: float, length: int) -> float:
        """No document of at most this weight and at least this length has a greater score."""
        norm = self.norms if isinstance(self.norms, float) else float(self.field.norms(length))
        return self.idf * self.field.factor * weight / (weight + norm)


@dataclass(frozen=True, slots=True, eq=False)
class RelativeFrequency(TermSimilarity):
    """How often a term stands in a field by its length, times `weight`: what BM25F adds up over the fields.

    It is tf/norm, which `saturated` makes a score of.
    """

    weight: float = 1.0

    def of(self, weights: NDArray[Any], docs: NDArray[Any]) -> NDArray[np.float32]:
        """The frequencies of documents in which the term has these weights."""
        return self._relative(weights, self.norms if isinstance(self.norms, float) else self.norms.take(docs))

    def fill(self, row: NDArray[np.float32], weights: NDArray[Any]) -> None:
        """Sets a row to those of all documents, by the weight the term has in each."""
        self._relative(weights, self.norms, row)

    def bound(self, weight: float, length: int) -> float:
        """No document of at most this weight and at least this length has a greater one."""
        norm = self.norms if isinstance(self.norms, float) else float(self.field.norms(length))
        return self.weight * weight / norm

    def _relative(
        self, weights: NDArray[Any], norms: Any, out: NDArray[np.float32] | None = None
    ) -> NDArray[np.float32]:
        found: NDArray[np.float32] = np.divide(weights, norms, out=out, dtype=np.float32, casting="unsafe")
        found *= np.float32(self.weight)
        return found


def saturated(frequencies: NDArray[np.float32], idf: float) -> NDArray[np.float32]:
    """The scores of relative frequencies x, in their place: idf · x / (x + 1)."""
    frequencies += np.float32(1)
    np.reciprocal(frequencies, out=frequencies)
    np.subtract(np.float32(1), frequencies, out=frequencies)
    frequencies *= np.float32(idf)
    return frequencies
