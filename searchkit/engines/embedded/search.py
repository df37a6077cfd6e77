"""One request on its way to a page: parse, resolve, match and score on whole arrays, then passages and spans."""

import datetime as dt
import time
from collections.abc import Mapping, Sequence

from whoosh import query

from searchkit.analysis import primary_language
from searchkit.engines.embedded.marks import Found, Marker, Shown
from searchkit.errors import QueryError
from searchkit.model import Article, Explanation, Filters, Hit, ResultPage, SearchRequest, Suggestion
from searchkit.query import (
    Interval,
    Resolver,
    clause_interval,
    date_query,
    describe,
    has_date,
    names_query,
    parse,
    relax,
)
from searchkit.query.nodes import WordPattern
from searchkit.query.typed import ANY_TEXT
from searchkit.search import Executor, Mark, TopArticles
from searchkit.storage import article_of, load_values


class Search:
    """One request on its way to a page."""

    def __init__(self, executor: Executor, languages: Sequence[str], request: SearchRequest) -> None:
        self.started = time.perf_counter()
        self.executor, self.snapshot, self.request = executor, executor.snapshot, request
        self.resolver = Resolver(languages or ("",))
        parsed = parse(request.query, strict=request.strict, max_bytes=request.max_query_bytes, sets=request.sets)
        self.notes = list(parsed.notes)
        self.tree = parsed.tree
        self.mask, self.described_mask, self.by_date = _mask(request.filters)
        if not request.query.strip() and self.mask is not None:
            self.tree = query.Every()
        self.query = self.resolver.resolve(self.tree)
        self._marker: Marker | None = None
        self.relaxed = False
        if request.match == "any":
            self.relax()

    def relax(self) -> bool:
        """Any of the words instead of all; False where that is no other query."""
        loose = relax(self.tree)
        resolved = self.resolver.resolve(loose)
        if resolved == self.query:
            return False
        self.tree, self.query, self._marker = loose, resolved, None
        return True

    @property
    def marker(self) -> Marker:
        """What finds the query in single articles."""
        if self._marker is None:
            self._marker = Marker(self.query, self.snapshot)
        return self._marker

    def page(self) -> ResultPage:
        """The hits asked for; where no article has all the words, the best of any."""
        found = self._found()
        if not found.total and self.request.match == "auto" and self.relax():
            found = self._found()
            self.relaxed = bool(found.total)
        self._note()
        suggestions = self._suggestions()
        first = self.request.offset
        hits = self._hits(first + 1, found.scores[first:], [self._article(number) for number in found.docs[first:]])
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
        )

    def _suggestions(self) -> tuple[Suggestion, ...]:
        """For words that no article has."""
        statistics = self.snapshot.statistics
        terms = {(leaf.field() or "", term) for leaf in self.query.leaves() for term in _terms(leaf)}
        if all(statistics.doc_freq(name, term.encode()) for name, term in terms):
            return ()
        from searchkit.search.spelling import suggest  # noqa: PLC0415 -- a query of known words need not wait for it

        return suggest(self.tree, self.resolver, statistics.segments)

    def _corrected(self, suggestions: tuple[Suggestion, ...]) -> str:
        """The whole query with the words that were suggested."""
        if not suggestions:
            return ""
        from searchkit.search.spelling import corrected  # noqa: PLC0415 -- as above

        return corrected(self.request.query, suggestions)

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
            f"{self.query}{mask}",
        )

    def _interpreted(self) -> str:
        return " AND ".join(filter(None, [describe(self.tree), self.described_mask]))

    def _left_out(self) -> int:
        """How many articles are left out for having no date."""
        return self._undated() if self.by_date or has_date(self.tree) else 0

    def _note(self) -> None:
        if self.query == query.NullQuery:
            self.notes.append("nothing to search for: the query holds no word")
        if self.relaxed:
            self.notes.append("no article has all the words; these have any of them")
        undated = self._left_out()
        if undated:
            what = "article without a date is" if undated == 1 else "articles without a date are"
            self.notes.append(f"{undated:,} {what} left out")

    def _undated(self) -> int:
        return self.executor.top(query.Term("undated", "1"), 0).total

    def _found(self) -> TopArticles:
        """As many of the best articles as are asked for, and how many there are in all."""
        if self.query == query.NullQuery:
            return TopArticles([], [], 0)
        request = self.request
        self._check_patterns()
        return self.executor.top(self.query, request.offset + request.limit, self.mask, request.sort)

    def _check_patterns(self) -> None:
        """Raises QueryError where a pattern stands for too many words of a segment: none is left out unsaid."""
        most = self.request.max_terms
        for leaf in self.query.leaves():
            if isinstance(leaf, WordPattern) and (count := self.snapshot.word_count(leaf)) > most:
                typed = describe(WordPattern(ANY_TEXT, leaf.text, leaf.kind, leaf.distance))
                what = f"{typed} stands for {count:,} words"
                raise QueryError(f"{what}, and the most is {most:,}: write more of the word, or raise --max-terms")

    def _article(self, number: int) -> Found:
        segment, local = self.snapshot.segment_at(number)
        return Found(number, article_of(load_values(segment.stored(local))))

    def _hits(self, first_rank: int, scores: Sequence[float], found: Sequence[Found]) -> tuple[Hit, ...]:
        """Ranked articles, with passages if they are asked for."""
        most = self.request.passages
        shown: Sequence[Shown] = self.marker.shown(found, most) if found and most > 0 else [Shown()] * len(found)
        return tuple(
            [
                Hit(rank, score, one.article, what.title_spans, what.passages, what.fields, what.all_spans)
                for rank, (score, one, what) in enumerate(zip(scores, found, shown, strict=True), first_rank)
            ]
        )

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
