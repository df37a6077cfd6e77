"""One request on its way to a page: parse, resolve, let Whoosh match and score, then passages and spans."""

import datetime as dt
import itertools
import math
import time
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from typing import Any

from whoosh import query, sorting
from whoosh.searching import Searcher
from whoosh.support.levenshtein import distance

from searchkit.analysis import analysis_language, tokenize
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
        self.query = self._resolved(self.tree)
        self.relaxed = False
        self.expansions: dict[query.Query, frozenset[str]] = {}
        if request.match == "any":
            self.relax()

    def _resolved(self, tree: query.Query) -> query.Query:
        return self.resolver.resolve(tree).accept(self._spelled_out).normalize()

    def _spelled_out(self, node: query.Query) -> query.Query:
        """A fuzzy word as the words it stands for: Whoosh's automaton for it takes seconds (see bench)."""
        if not isinstance(node, query.FuzzyTerm):
            return node
        candidates = self.reader.expand_prefix(node.fieldname, node.text[: node.prefixlength].encode())
        words = (candidate.decode() for candidate in candidates)
        near = [word for word in words if _within_distance(word, node.text, node.maxdist)]
        return query.Or([query.Term(node.fieldname, word, boost=node.boost) for word in near])

    def relax(self) -> bool:
        """Any of the words instead of all; False where that is no other query."""
        loose = relax(self.tree)
        resolved = self._resolved(loose)
        if resolved == self.query:
            return False
        self.tree, self.query = loose, resolved
        return True

    def page(self) -> ResultPage:
        """The hits asked for; where no article has all the words, the best of any."""
        found, total = self._found()
        if total == 0 and self.request.match == "auto" and self.relax():
            found, total = self._found()
            self.relaxed = total > 0
        self._note(total)
        first = self.request.offset
        wanted = found[first : first + self.request.limit]
        hits = tuple(self._hit(rank, *scored) for rank, scored in enumerate(wanted, first + 1))
        return ResultPage(
            query=self.request.query,
            interpreted=" AND ".join(filter(None, [describe(self.tree), self.described_mask])),
            total=total,
            hits=hits,
            relaxed=self.relaxed,
            notes=tuple(self.notes),
            elapsed_ms=(time.perf_counter() - self.started) * 1000,
        )

    def _note(self, total: int) -> None:
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

    def _found(self) -> tuple[list[tuple[int, float]], int]:
        """Document number and score of the first hits up to the end of the page, and how many match in all."""
        if self.query == query.NullQuery:
            return [], 0
        wanted = self.request.offset + self.request.limit
        if self.request.sort != "relevance":
            return self._sorted(wanted, _date_keys(newest=self.request.sort == "newest"))
        # All of them: with a limit, Whoosh skips what it wrongly takes for too weak (phrases beside words).
        scored = [(number, score) for score, number in self._run(limit=None).top_n]
        if len(scored) > wanted > 0 and scored[wanted][1] == scored[wanted - 1][1]:
            # Equal scores at the end of the page: the order among them decides which are on it.
            return self._sorted(wanted, [sorting.ScoreFacet(), *_date_keys(newest=True)])
        return list(self._in_order(scored[:wanted])), len(scored)

    def _in_order(self, scored: list[tuple[int, float]]) -> Iterator[tuple[int, float]]:
        """Best first; the articles of a tie are looked at only where there is one."""
        for _, tied in itertools.groupby(scored, key=lambda one: one[1]):
            group = list(tied)
            yield from sorted(group, key=lambda one: self._tie(one[0])) if len(group) > 1 else group

    def _sorted(self, wanted: int, keys: list[Any]) -> tuple[list[tuple[int, float]], int]:
        everything = [number for _, number in self._run(limit=None, sortedby=keys).top_n]
        numbers = everything[:wanted]
        if not numbers:
            return [], len(everything)
        scores = {
            number: score for score, number in self.searcher.search(self.query, filter=set(numbers), limit=None).top_n
        }
        return [(number, scores.get(number, 0.0)) for number in numbers], len(everything)

    def _run(self, **options: Any) -> Any:
        return self.searcher.search(self.query, filter=self.mask, **options)

    def _tie(self, number: int) -> tuple[Any, ...]:
        """Among equal scores: newer first, undated last, then by id."""
        article = article_of(self.reader.stored_fields(number))
        newest = -article.date.start.timestamp() if article.date else math.inf
        return newest, article.id

    def _hit(self, rank: int, number: int, score: float) -> Hit:
        article = article_of(self.reader.stored_fields(number))
        if self.request.passages <= 0:
            return Hit(rank, score, article, merged(self.marks(article, titles_only=True) or [], "title"))
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

    def marks(self, article: Article, titles_only: bool = False) -> list[Mark] | None:
        """Where the query matches an article; None where it does not."""
        language = analysis_language(article.language)
        body = "" if titles_only else article.body
        fields = {
            "title": FieldTokens(tokenize(article.title, language)),
            "body": FieldTokens(tokenize(body, language)),
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


def _within_distance(word: str, other: str, most: int) -> bool:
    return abs(len(word) - len(other)) <= most and bool(distance(word, other, limit=most) <= most)


def _date_keys(newest: bool) -> list[Any]:
    """Sort keys: the dated first, by date, then by id."""
    return [sorting.FieldFacet("undated"), sorting.FieldFacet("date", reverse=newest), sorting.FieldFacet("id")]


def _mask(filters: Filters) -> tuple[query.Query | None, str, bool]:
    """The filters as a query, in words, and whether they ask for a date."""
    parts: list[query.Query] = []
    told = []
    for name, values in (("source", filters.sources), ("section", filters.sections), ("authors", filters.authors)):
        if values:
            parts.append(names_query(name, values))
            told.append(f"{name}:({' OR '.join(values)})")
    if filters.languages:
        parts.append(query.Or([query.Term("language", value.lower()) for value in filters.languages]))
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
    value = {"language": article.language.lower(), "url": article.url, "id": article.id}.get(leaf.field() or "")
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
