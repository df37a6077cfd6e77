"""One request on its way to a page: parse, resolve, match and score on whole arrays, then passages and spans."""

import datetime as dt
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from whoosh import query

from searchkit.analysis import primary_language
from searchkit.engines.embedded.conflicts import check_ranking
from searchkit.engines.embedded.hits import HitMaker, found_at
from searchkit.engines.embedded.marks import Found, Marker
from searchkit.errors import QueryError
from searchkit.model import Article, Explanation, Filters, Hit, ResultPage, ScorePart, SearchRequest, Suggestion
from searchkit.query import (
    TITLE_WEIGHT,
    Interval,
    Resolver,
    age_days,
    clause_interval,
    date_query,
    describe,
    has_date,
    names_query,
    parse,
    relax,
    weighted,
)
from searchkit.query.nodes import WordPattern
from searchkit.query.typed import ANY_TEXT
from searchkit.search import Executor, FullRanker, Mark, TopArticles, TopPassages
from searchkit.search.querywords import QueryWord, query_words
from searchkit.search.recency import Recency

if TYPE_CHECKING:
    from searchkit.search.textterms import TextTerms

_FEW = 3  # articles found: so few that a word may be a slip which some articles share


class Search:
    """One request on its way to a page."""

    def __init__(
        self, executor: Executor, languages: Sequence[str], request: SearchRequest, terms: "TextTerms | None" = None
    ) -> None:
        """`terms` counts those of articles, for a request that goes deep."""
        self.started = time.perf_counter()
        check_ranking(request)
        self.executor, self.snapshot, self.request, self._terms = executor, executor.snapshot, request, terms
        title_weight = TITLE_WEIGHT if request.ranker == "bm25" else request.ranking.title_weight
        self.resolver = Resolver(languages or ("",), title_weight)
        parsed = parse(
            request.query,
            strict=request.strict,
            max_bytes=request.max_query_bytes,
            sets=request.sets,
            plain=request.plain,
        )
        self.notes = list(parsed.notes)
        full = request.ranker == "full"
        self.tree = weighted(parsed.tree, languages, request.ranking) if full else parsed.tree
        self.mask, self.described_mask, self.by_date = _mask(request.filters)
        if not request.query.strip() and self.mask is not None:
            self.tree = query.Every()
        self.query = self.resolver.resolve(self.tree)
        self._marker: Marker | None = None
        self._scored: query.Query | None = None
        self._ranker: FullRanker | None = None
        self.relaxed = False
        self.further: Mapping[str, float] = {}
        if request.match == "any":
            self.relax()

    def relax(self) -> bool:
        """Any of the words instead of all; False where that is no other query."""
        loose = relax(self.tree)
        resolved = self.resolver.resolve(loose)
        if resolved == self.query:
            return False
        self.tree, self.query = loose, resolved
        self._marker = self._scored = self._ranker = None
        return True

    @property
    def marker(self) -> Marker:
        """What finds the query in single articles."""
        if self._marker is None:
            shown = self.resolver.resolve(relax(self.tree)) if self.further else self.query
            self._marker = Marker(shown, self.snapshot)
        return self._marker

    def page(self) -> ResultPage:
        """The hits asked for; where no article has all the words, the best of any."""
        found = self._found()
        if not found.total and self.request.match == "auto" and self.relax():
            found = self._found()
            self.relaxed = bool(found.total)
        self._note(found)
        suggestions = self._suggestions(few=self.relaxed or found.total <= _FEW)
        hits = self._hits(found)
        return ResultPage(
            query=self.request.query,
            interpreted=self._interpreted(),
            total=found.total,
            hits=hits,
            relaxed=self.relaxed,
            notes=tuple(self.notes),
            elapsed_ms=(time.perf_counter() - self.started) * 1000,
            suggestions=suggestions,
            did_you_mean=self._corrected(suggestions),
            unit=self.request.unit,
        )

    def _suggestions(self, few: bool) -> tuple[Suggestion, ...]:
        """For words that no article has, or hardly any where `few` were found."""
        statistics = self.snapshot.statistics
        terms = {(leaf.field() or "", term) for leaf in self.query.leaves() for term in _terms(leaf)}
        if not few and all(statistics.doc_freq(name, term.encode()) for name, term in terms):
            return ()
        from searchkit.search.spelling import suggest  # noqa: PLC0415 -- a query of known words need not wait for it

        return suggest(self.tree, self.resolver, statistics.segments, few)

    def _corrected(self, suggestions: tuple[Suggestion, ...]) -> str:
        """The whole query with the words that were suggested."""
        if not suggestions:
            return ""
        from searchkit.search.spelling import corrected  # noqa: PLC0415 -- as above

        return corrected(self.request.query, suggestions)

    def matching(self, most: int) -> NDArray[np.int64]:
        """The best articles that match, at most so many (0: all), as ascending numbers; relaxed as for a page."""
        docs = self._matching(most)
        if not len(docs) and self.request.match == "auto" and self.relax():
            docs = self._matching(most)
        return docs

    def _matching(self, most: int) -> NDArray[np.int64]:
        if self.query == query.NullQuery:
            return np.empty(0, np.int64)
        self._check_patterns()
        if not most:
            return self.executor.matches(self.query, self.mask)[0]
        return np.array(sorted(self.executor.top(self.query, most, self.mask, count=False).docs), np.int64)

    def explanation(self) -> Explanation:
        """How the query is understood and run."""
        mask = "" if self.mask is None else f" filtered by {self.mask}"
        segments = self.snapshot.statistics.segments
        from searchkit.search.explaining import expansions, intervals  # noqa: PLC0415 -- few ask for it

        return Explanation(
            self._interpreted(),
            intervals(self.tree),
            expansions(self.tree, self.resolver, segments, self.executor.count),
            self._left_out(),
            f"{self.scored}{mask}",
        )

    def _interpreted(self) -> str:
        return " AND ".join(filter(None, [describe(self.tree), self.described_mask]))

    def _left_out(self) -> int:
        """How many articles are left out for having no date."""
        return self._undated() if self.by_date or has_date(self.tree) else 0

    def _note(self, found: TopArticles | TopPassages) -> None:
        if self.query == query.NullQuery:
            self.notes.append("nothing to search for: the query holds no word")
        if self.relaxed:
            self.notes.append("no article has all the words; these have any of them")
        if self.further:
            from searchkit.search.feedback import remark  # noqa: PLC0415 -- as below

            self.notes.append(remark(self.further, self.query, self.snapshot.statistics.segments))
        if isinstance(found, TopPassages) and found.searched < found.articles:
            what = f"{found.articles:,} articles match; these are the passages of the best {found.searched:,}"
            self.notes.append(f"{what} (passage_depth)")
        undated = self._left_out()
        if undated:
            what = "article without a date is" if undated == 1 else "articles without a date are"
            self.notes.append(f"{undated:,} {what} left out")

    def _undated(self) -> int:
        return self.executor.top(query.Term("undated", "1"), 0).total

    def _hits(self, found: TopArticles | TopPassages) -> tuple[Hit, ...]:
        request = self.request
        parts = self._parts if request.scores else None
        maker = HitMaker(self.snapshot, self.marker, request.passages, parts)
        if isinstance(found, TopPassages):
            return maker.passages(found, request.offset)
        return maker.articles(found, request.offset)

    def _parts(self, rank: int, number: int, ordinal: int | None) -> Sequence[ScorePart]:
        """The parts of the score of an article, or of one of its passages."""
        from searchkit.search.scoreparts import score_parts  # noqa: PLC0415 -- few ask for it

        if self.request.sort != "relevance":
            rank = 0  # by date every article shown has its evidence
        return score_parts(self.ranker, self.scored, rank, number, ordinal)

    def _found(self) -> TopArticles | TopPassages:
        """As many of the best as are asked for, and how many there are in all."""
        if self.query == query.NullQuery:
            return TopArticles([], [], 0)
        request = self.request
        self._check_patterns()
        wanted = request.offset + request.limit
        if request.sort != "relevance":
            return self.ranker.by_date(self.query, wanted, self.mask, request.sort)
        if request.unit == "passage":
            return self.ranker.top_passages(self.scored, wanted, self.mask)
        return self.ranker.top(self.scored, wanted, self.mask)

    @property
    def scored(self) -> query.Query:
        """What is run: of a request that goes deep, the query with further words of the first articles it finds."""
        if self._scored is None:
            deep = self._terms is not None and self.request.sort == "relevance"
            self._scored = self._widened() if deep else self.query
        return self._scored

    def _widened(self) -> query.Query:
        request, terms = self.request, self._terms
        assert terms is not None
        from searchkit.search.feedback import feedback, is_of_bare_words, widened  # noqa: PLC0415 -- few go deep

        first = self.ranker.top(self.query, request.ranking.feedback_articles, self.mask)
        articles = [found_at(self.snapshot, number).article for number in first.docs]
        ranked = [*zip(articles, first.scores, strict=True)]
        self.further = feedback(ranked, terms, self.snapshot.statistics, request.ranking)
        may_add = request.match != "all" and is_of_bare_words(self.tree)
        return widened(self.tree, self.query, self.further, request.ranking, self.resolver.title_weight, may_add)

    @property
    def ranker(self) -> FullRanker:
        """What orders the articles that match."""
        if self._ranker is None:
            self._ranker = self._new_ranker()
        return self._ranker

    def _new_ranker(self) -> FullRanker:
        request = self.request
        words: Sequence[QueryWord] = ()
        if request.ranker == "full" or request.unit == "passage":
            words = query_words(self.query, self.tree, self.resolver.languages, self.resolver.title_weight)
        ranking = request.ranking
        if request.ranker == "bm25":
            ranking = replace(ranking, closeness=0.0, form=0.0, headline=0.0)
        recency = Recency(self.snapshot.order, age_days(request.recent)) if request.recent else None
        return FullRanker(self.executor, words, ranking, recency)

    def _check_patterns(self) -> None:
        """Raises QueryError where a pattern stands for too many words of a segment: none is left out unsaid."""
        most = self.request.max_terms
        for leaf in self.query.leaves():
            if isinstance(leaf, WordPattern) and (count := self.snapshot.word_count(leaf)) > most:
                typed = describe(WordPattern(ANY_TEXT, leaf.text, leaf.kind, leaf.distance))
                what = f"{typed} stands for {count:,} words"
                raise QueryError(f"{what}, and the most is {most:,}: write more of the word, or raise --max-terms")

    def marks(self, article: Article, place: int | None = None) -> Mapping[str, list[Mark]] | None:
        """Where the query matches title and body of an article, which may have a place in the commit; None if not."""
        if place is None:
            return self.marker.marks(article)
        return self.marker.all_marks(Found(place, article))


def _terms(leaf: query.Query) -> list[str]:
    """The terms of a plain word or phrase."""
    return leaf.words if isinstance(leaf, query.Phrase) else [leaf.text] if type(leaf) is query.Term else []


def _mask(filters: Filters) -> tuple[query.Query | None, str, bool]:
    """The filters as a query, in words, and whether they ask for a date."""
    parts: list[query.Query] = []
    told = []
    for name, values in (("source", filters.sources), ("section", filters.sections), ("authors", filters.authors)):
        if values:
            parts.append(names_query(name, values))
            told.append(f"{name}:({' OR '.join(values)})")
    if filters.languages:
        parts.append(query.Or([query.Term("language", primary_language(value)) for value in filters.languages]))
        told.append(f"language:({' OR '.join(filters.languages)})")
    interval = _interval(filters)
    if interval is not None:
        parts.append(date_query(interval))
        told.append(f"date:{interval}")
    return (query.And(parts).normalize() if parts else None), " AND ".join(told), interval is not None


def _interval(filters: Filters) -> Interval | None:
    now = dt.datetime.now()
    since = clause_interval("after", filters.since, now) if filters.since else None
    until = clause_interval("until", filters.until, now) if filters.until else None
    if since and until:
        return since.meet(until)
    return since or until
