"""One request on its way to a page: parse, resolve, let Whoosh match and score, then passages and spans."""

import datetime as dt
import time
from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Any

from whoosh import query
from whoosh.searching import Searcher

from searchkit.analysis import analysis_language, primary_language, tokenize
from searchkit.engines.stock.order import Order, Scored
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
from searchkit.search import FieldTokens, Mark, Matcher, merged, opening_passage, rank_passages
from searchkit.storage import article_of


class Search:
    """One request on its way to a page."""

    def __init__(self, searcher: Searcher, languages: Sequence[str], request: SearchRequest) -> None:
        self.started = time.perf_counter()
        self.searcher, self.reader, self.request = searcher, searcher.reader(), request
        self.resolver = Resolver(languages or ("",))
        parsed = parse(request.query)
        self.notes = list(parsed.notes)
        self.tree = parsed.tree
        self.mask, self.described_mask, self.by_date = _mask(request.filters)
        if not request.query.strip() and self.mask is not None:
            self.tree = query.Every()
        self.query = self.resolver.resolve(self.tree)
        self.relaxed = False
        self.expansions: dict[query.Query, frozenset[str]] = {}
        if request.match == "any":
            self.relax()

    def relax(self) -> bool:
        """Any of the words instead of all; False where that is no other query."""
        loose = relax(self.tree)
        resolved = self.resolver.resolve(loose)
        if resolved == self.query:
            return False
        self.tree, self.query = loose, resolved
        return True

    def page(self) -> ResultPage:
        """The hits asked for; where no article has all the words, the best of any."""
        found = self._found()
        if not found and self.request.match == "auto" and self.relax():
            found = self._found()
            self.relaxed = bool(found)
        self._note()
        first = self.request.offset
        shown = Order(self.reader).sorted(found, self.request.sort, first, first + self.request.limit)
        hits = tuple(self._hit(rank, score, number) for rank, (score, number) in enumerate(shown, first + 1))
        return ResultPage(
            query=self.request.query,
            interpreted=" AND ".join(filter(None, [describe(self.tree), self.described_mask])),
            total=len(found),
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
        return sum(1 for _ in self.searcher.docs_for_query(query.Term("undated", "1")))

    def _found(self) -> list[Scored]:
        """Score and document number of every match, best first.

        Always all of them: with a limit, Whoosh skips what it wrongly takes for too weak, and miscounts.
        """
        if self.query == query.NullQuery:
            return []
        return list(self.searcher.search(self.query, filter=self.mask, limit=None).top_n)

    def _hit(self, rank: int, score: float, number: int) -> Hit:
        article = article_of(self.reader.stored_fields(number))
        if self.request.passages <= 0:
            return Hit(rank, score, article)
        marks = self.marks(article) or []
        passages = rank_passages(article.body, marks, _Weights(self.searcher), self.request.passages)
        if not passages:
            passages = opening_passage(article.body)
        return Hit(rank, score, article, merged(marks, "title"), tuple(passages))

    def _expand(self, leaf: query.Query) -> frozenset[str]:
        """The terms of the index that a pattern stands for."""
        if leaf not in self.expansions:
            terms = leaf.existing_terms(self.reader, expand=True)
            self.expansions[leaf] = frozenset(text.decode() for _, text in terms)
        return self.expansions[leaf]

    def marks(self, article: Article) -> list[Mark] | None:
        """Where the query matches an article; None where it does not."""
        language = analysis_language(article.language)
        fields = {
            "title": FieldTokens(tokenize(article.title, language)),
            "body": FieldTokens(tokenize(article.body, language)),
            "authors": FieldTokens(tokenize("; ".join(article.authors), stem=False)),
            "source": FieldTokens(tokenize(article.source, stem=False)),
            "section": FieldTokens(tokenize(article.section, stem=False)),
        }
        return Matcher(fields, self._expand, lambda leaf: _holds(leaf, article)).marks(self.query)


class _Weights(dict[query.Query, float]):
    """How much a match of a leaf says: the rarity (idf) of its term, of a phrase that of its words together."""

    def __init__(self, searcher: Searcher) -> None:
        super().__init__()
        self.searcher = searcher

    def get(self, leaf: query.Query, default: Any = None) -> Any:
        if leaf not in self:
            self[leaf] = self._weight(leaf)
        return self[leaf]

    def _weight(self, leaf: query.Query) -> float:
        name = leaf.field() or ""
        words = leaf.words if isinstance(leaf, query.Phrase) else [leaf.text] if isinstance(leaf, query.Term) else []
        return sum(self.searcher.idf(name, word) for word in words) or 1.0


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


def _holds(leaf: query.Query, article: Article) -> bool:
    """Whether a leaf on a field without tokens matches the article, from the article's own values."""
    if isinstance(leaf, query.DateRange):
        return _within(leaf, article)
    values = {
        "language": primary_language(article.language),
        "url": article.url,
        "id": article.id,
        "file": article.origin.file if article.origin else "",
    }
    value = values.get(leaf.field() or "")
    if value is None or isinstance(leaf, query.Every):
        return True
    match leaf:
        case query.Term():
            return bool(value == leaf.text)
        case query.Prefix():
            return value.startswith(leaf.text)
        case query.Wildcard():
            return fnmatchcase(value, leaf.text)
    return True


def _within(leaf: query.DateRange, article: Article) -> bool:
    if article.date is None:
        return False
    value = article.date.end if leaf.fieldname == "date_end" else article.date.start
    first, last = leaf.startdate, leaf.enddate
    late_enough = first is None or value > first or (value == first and not leaf.startexcl)
    return late_enough and (last is None or value < last or (value == last and not leaf.endexcl))
