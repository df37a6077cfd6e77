"""Articles like one: a query of its significant words, less the article itself and its copies."""

import datetime as dt
import time
from collections.abc import Iterator
from itertools import islice

import numpy as np
from whoosh import query

from searchkit.engines.embedded.marks import Found, Marker, Shown
from searchkit.errors import QueryError
from searchkit.model import Expansion, Explanation, Hit, ResultPage, SimilarRequest
from searchkit.query import Interval, age_days, clause_interval, date_query
from searchkit.search import Executor, TopArticles
from searchkit.search.dictionary import Dictionary
from searchkit.search.likeness import copies, likeness_terms
from searchkit.search.recency import Recency
from searchkit.search.textterms import TextTerms
from searchkit.storage import article_of, load_values
from searchkit.storage.schema import ticks

_MORE = 10
"""So many further articles are looked at, for there are copies among them."""

_NAMED_CHARS = 60


class Similar:
    """One request on its way to a page."""

    def __init__(self, executor: Executor, terms: TextTerms, request: SimilarRequest, own: int | None) -> None:
        """`own` is the number in the commit of the article itself, None where it is not of the archive.

        Raises QueryError for a date that cannot be read, or that the article has not.
        """
        self.started = time.perf_counter()
        self.executor, self.snapshot, self.request, self._own = executor, executor.snapshot, request, own
        self._text_terms = terms
        self.terms = likeness_terms(request.article, request.terms, terms, self.snapshot.statistics, own is not None)
        self.query = _query_of(self.terms)
        self._mask = _mask(request)
        self._recency = self._decay()
        self._left_out: set[int] = set()

    def _decay(self) -> Recency | None:
        request = self.request
        if not request.half_life:
            return None
        date = request.article.date
        return Recency(self.snapshot.order, age_days(request.half_life), None if date is None else ticks(date.start))

    def page(self) -> ResultPage:
        """The hits asked for."""
        request = self.request
        hits, total = self._hits() if self.terms else ((), 0)
        return ResultPage(
            query=_name_of(request),
            interpreted=self._interpreted(),
            total=total - len(self._left_out),
            hits=hits,
            notes=tuple(self._notes()),
            elapsed_ms=(time.perf_counter() - self.started) * 1000,
        )

    def _hits(self) -> tuple[tuple[Hit, ...], int]:
        first, after = self.request.offset, self.request.offset + self.request.limit
        depth = after + _MORE
        while True:
            top = self._top(depth)
            found = list(islice(self._kept(top), after))
            if len(found) == after or depth >= top.total:
                break
            depth *= 2
        return self._shown(found[first:], first + 1), top.total

    def _top(self, depth: int) -> TopArticles:
        """The best articles, with copies."""
        if self._recency is None:
            return self.executor.top(self.query, depth, self._mask)
        docs, scores = self.executor.matches(self.query, self._mask)
        scores = (scores * self._recency.factors(docs)).astype(np.float32)
        chosen = self.snapshot.order.first(docs, scores, depth)
        return TopArticles(docs.take(chosen).tolist(), scores.take(chosen).tolist(), len(docs))

    def _kept(self, top: TopArticles) -> Iterator[tuple[Found, float]]:
        """Articles with their scores, without the article itself and its copies."""
        found = [self._article(number) for number in top.docs]
        copied = copies(self.request.article, [one.article for one in found], self._text_terms)
        for one, score, is_copy in zip(found, top.scores, copied, strict=True):
            if is_copy or one.number == self._own:
                self._left_out.add(one.number)
            else:
                yield one, score

    def _article(self, number: int) -> Found:
        segment, local = self.snapshot.segment_at(number)
        return Found(number, article_of(load_values(segment.stored(local))))

    def _shown(self, found: list[tuple[Found, float]], first_rank: int) -> tuple[Hit, ...]:
        most = self.request.passages
        articles = [one for one, _ in found]
        shown = Marker(self.query, self.snapshot).shown(articles, most) if articles and most else [Shown()] * len(found)
        return tuple(
            Hit(rank, score, one.article, what.title_spans, what.passages, what.fields, what.all_spans)
            for rank, ((one, score), what) in enumerate(zip(found, shown, strict=True), first_rank)
        )

    def _notes(self) -> Iterator[str]:
        if not self.terms:
            yield "no article is like it: it has no word that others have and few enough of them"
        elif copied := len(self._left_out - {self._own}):
            yield f"{copied:,} {'copy of it is' if copied == 1 else 'copies of it are'} left out"

    def _words(self) -> Iterator[tuple[str, float, int]]:
        """Each term as it is written most often, its weight, and how many articles have it."""
        dictionary = Dictionary(self.snapshot.statistics.segments, ("body", "title"))
        for term, weight in self.terms.items():
            yield dictionary.usual_form(term), weight, dictionary.articles(term)

    def _interpreted(self) -> str:
        return " OR ".join(f"{word}^{weight:g}" if weight != 1 else word for word, weight, _ in self._words())

    def explanation(self) -> Explanation:
        """The words that are looked for, each with its weight and the number of articles that have it."""
        expansions = [
            Expansion(f"{word}^{weight:g}", "", "stem", ((word, articles),), 1)
            for word, weight, articles in self._words()
        ]
        mask = "" if self._mask is None else f" filtered by {self._mask}"
        return Explanation(self._interpreted(), expansions=tuple(expansions), run_as=f"{self.query}{mask}")


def _query_of(terms: dict[str, float]) -> query.Query:
    """Any of the terms, in title or body."""
    return query.Or(
        [query.Term(name, term, boost=weight) for term, weight in terms.items() for name in ("body", "title")]
    )


def _mask(request: SimilarRequest) -> query.Query | None:
    """When articles must have been published."""
    interval = Interval()
    if request.before:
        interval = clause_interval("before", request.before, dt.datetime.now())
    if request.earlier:
        if request.article.date is None:
            raise QueryError("the article has no date, so that none can be told to be of before")
        interval = interval.meet(Interval(None, request.article.date.start))
    return None if interval.end is None else date_query(interval)


def _name_of(request: SimilarRequest) -> str:
    """What the articles are like."""
    article = request.article
    name = article.id or " ".join((article.title or article.body[: 2 * _NAMED_CHARS]).split())
    return name if len(name) <= _NAMED_CHARS or article.id else f"{name[:_NAMED_CHARS].rstrip()}…"
