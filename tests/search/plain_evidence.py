"""The evidence of single articles, worked out from their texts with lists and loops: the twin of the fast one."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

from searchkit import Article
from searchkit.analysis import Token, analysis_language, paragraphs, passages, sentences, tokenize
from searchkit.model import Ranking, Span
from searchkit.query.exact import accepts
from searchkit.query.wordqueries import fold
from searchkit.search.querywords import QueryWord

FIELDS = ("title", "body")


@dataclass(frozen=True)
class Occurrence:
    """A word of the query in a field: where, which, and whether it is written as typed."""

    position: int
    char_start: int
    word: int
    as_typed: bool


def tokens(article: Article, field: str) -> list[Token]:
    """The tokens of a title or body."""
    return list(tokenize(getattr(article, field), analysis_language(article.language)))


class PlainEvidence:
    """The evidence in articles of an archive that holds these articles and no others."""

    def __init__(self, articles: Sequence[Article], words: Sequence[QueryWord], ranking: Ranking) -> None:
        self.words, self.ranking = words, ranking
        self.terms = {name: [[token.term for token in tokens(each, name)] for each in articles] for name in FIELDS}

    def total(self, article: Article) -> float:
        """All evidence in one article."""
        return max(self.passages(article)) + self.closeness(article) + self.form(article) + self.headline(article)

    def weight(self, word: QueryWord) -> float:
        """Boost · rarity."""
        articles = max(sum(bool(terms) for terms in self.terms[name]) for name in word.fields)
        having = max(sum(word.term in terms for terms in self.terms[name]) for name in word.fields)
        return word.boost * log(1 + (articles - having + 0.5) / (having + 0.5))

    def relative_length(self, article: Article, field: str) -> float:
        lengths = [len(terms) for terms in self.terms[field] if terms]
        b, least = {"title": (self.ranking.title_b, 0.0), "body": (self.ranking.body_b, self.ranking.least_length)}[
            field
        ]
        return 1 - b + b * max(len(tokens(article, field)), least) * len(lengths) / (sum(lengths) or 1)

    def occurrences(self, article: Article, field: str) -> list[Occurrence]:
        """In the order of the text, at one position in that of the query."""
        return [
            Occurrence(
                token.position, token.char_start, number, word.shape is not None or fold(token.form) in word.forms
            )
            for token in sorted(tokens(article, field), key=lambda token: token.position)
            for number, word in enumerate(self.words)
            if field in word.fields and word.term == token.term
            if word.shape is None or accepts(word.shape, token.form)
        ]

    def saturated(self, counts: Sequence[float], k: float) -> float:
        return sum(self.weight(word) * count / (count + k) for word, count in zip(self.words, counts, strict=True))

    def counted(self, occurrences: Sequence[Occurrence]) -> list[float]:
        return [float(sum(each.word == number for each in occurrences)) for number in range(len(self.words))]

    def joined(self, article: Article, of_title: Sequence[float], of_body: Sequence[float]) -> list[float]:
        """What is counted in title and body, by their lengths."""
        title, body = (self.relative_length(article, name) for name in FIELDS)
        weight = self.ranking.title_evidence
        return [weight * one / title + other / body for one, other in zip(of_title, of_body, strict=True)]

    def passages(self, article: Article) -> list[float]:
        """The evidence of each passage; an article without a body has one of nothing."""
        in_title = self.counted(self.occurrences(article, "title"))
        in_body = self.occurrences(article, "body")
        found = []
        for start, end in passages(article.body) or [Span(0, 0)]:
            here = self.counted([each for each in in_body if start <= each.char_start < end])
            counts = [self.ranking.title_evidence * one + other for one, other in zip(in_title, here, strict=True)]
            share = self.ranking.passage * self.prose(article)
            found.append(share * self.saturated(counts, self.ranking.passage_k))
        return found

    def prose(self, article: Article) -> float:
        """6 / (short sentences + 1) in the first 100 words, the last sentence of the body not counted; at most 1."""
        bounds = [each for unit in paragraphs(article.body) for each in sentences(article.body, *unit)]
        body = tokens(article, "body")
        firsts = [[token.position for token in body if s <= token.char_start < e][:1] for s, e in bounds]
        starts = [first for known in firsts for first in known]
        short = sum(end - first < self.ranking.short_sentence for first, end in pairwise(starts) if end <= 100)
        return min(6 / (short + 1), 1.0)

    def nearness(self, occurrences: Sequence[Occurrence]) -> list[float]:
        near = [0.0] * len(self.words)
        for one, other in pairwise(occurrences):
            distance = other.position - one.position
            if one.word != other.word and 0 < distance <= self.ranking.window:
                near[one.word] += distance**-self.ranking.decay
                near[other.word] += distance**-self.ranking.decay
        return near

    def closeness(self, article: Article) -> float:
        near = self.joined(article, *[self.nearness(self.occurrences(article, name)) for name in FIELDS])
        return self.ranking.closeness * self.saturated(near, self.ranking.closeness_k)

    def form(self, article: Article) -> float:
        as_typed = [[each for each in self.occurrences(article, name) if each.as_typed] for name in FIELDS]
        counts = self.joined(article, *map(self.counted, as_typed))
        return self.ranking.form * self.saturated(counts, self.ranking.k1)

    def headline(self, article: Article) -> float:
        counts = self.counted(self.occurrences(article, "title"))
        share = min(sum(counts) / max(len(tokens(article, "title")), 1), 1.0)
        told = sum(self.weight(word) for word, count in zip(self.words, counts, strict=True) if count)
        return self.ranking.headline * share**2 * told
