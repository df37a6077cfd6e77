"""One request on its way to a page: parse, resolve, match and score on whole arrays, then passages and spans."""

import datetime as dt
import time
from collections.abc import Mapping, Sequence

from whoosh import query

from searchkit.analysis import primary_language
from searchkit.engines.embedded.marks import Found, Marker, Shown
from searchkit.model import Article, Filters, Hit, ResultPage, SearchRequest
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
from searchkit.search import Executor, Mark, TopArticles
from searchkit.storage import article_of, load_values


class Search:
    """One request on its way to a page."""

    def __init__(self, executor: Executor, languages: Sequence[str], request: SearchRequest) -> None:
        self.started = time.perf_counter()
        self.executor, self.snapshot, self.request = executor, executor.snapshot, request
        self.resolver = Resolver(languages or ("",))
        parsed = parse(request.query)
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
        first = self.request.offset
        hits = self._hits(first + 1, found.scores[first:], [self._article(number) for number in found.docs[first:]])
        return ResultPage(
            query=self.request.query,
            interpreted=" AND ".join(filter(None, [describe(self.tree), self.described_mask])),
            total=found.total,
            hits=hits,
            relaxed=self.relaxed,
            notes=tuple(self.notes),
            elapsed_ms=(time.perf_counter() - self.started) * 1000,
        )

    def _note(self) -> None:
        if self.query == query.NullQuery:
            self.notes.append("nothing to search for: the query holds no word")
        if self.relaxed:
            self.notes.append("no article has all the words; these have any of them")
        undated = self._undated() if self.by_date or has_date(self.tree) else 0
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
        return self.executor.top(self.query, request.offset + request.limit, self.mask, request.sort)

    def _article(self, number: int) -> Found:
        segment, local = self.snapshot.segment_at(number)
        return Found(number, article_of(load_values(segment.stored(local))))

    def _hits(self, first_rank: int, scores: Sequence[float], found: Sequence[Found]) -> tuple[Hit, ...]:
        """Ranked articles, with passages if they are asked for."""
        most = self.request.passages
        shown: Sequence[Shown] = self.marker.shown(found, most) if most > 0 else [((), ())] * len(found)
        return tuple(
            [
                Hit(rank, score, one.article, *what)
                for rank, (score, one, what) in enumerate(zip(scores, found, shown, strict=True), first_rank)
            ]
        )

    def marks(self, article: Article) -> Mapping[str, list[Mark]] | None:
        """Where the query matches title and body of an article; None where it does not."""
        return self.marker.marks(article)


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
