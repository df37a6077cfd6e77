"""A small index of random articles, for the executor and for Whoosh's own searcher, and random queries for both."""

import datetime as dt
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import strategies as st
from whoosh import fields, matching, query
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.searching import Searcher

from searchkit.query.without import Without
from searchkit.search import Executor, Snapshot
from searchkit.storage.opening import open_commit
from searchkit.storage.segment import KeyColumn, NumberColumn
from searchkit.storage.whooshcodec.index import ArchiveIndex, create_archive_index

WORDS = "alpha beta gamma delta eps zeta alphabet betamax gammas élan ab abc b".split()
GREATEST = 2**31 - 1  # also what the column holds for a document without a number


def schema() -> fields.Schema:
    words: Any = SpaceSeparatedTokenizer()
    return fields.Schema(
        id=fields.ID(unique=True, sortable=True, stored=True),
        title=fields.TEXT(analyzer=words),
        body=fields.TEXT(analyzer=words),
        tags=fields.KEYWORD,
        size=fields.NUMERIC(signed=True, sortable=True),
        weight=fields.NUMERIC(bits=16, signed=False),
        date=fields.DATETIME(sortable=True),
        undated=fields.ID(sortable=True),
    )


def day(number: int) -> dt.datetime:
    return dt.datetime(2006, 1, 1) + dt.timedelta(days=number)


def article(chance: random.Random, ident: str) -> dict[str, Any]:
    """Few words, some values missing."""
    values: dict[str, Any] = {
        "title": " ".join(chance.choices(WORDS, k=chance.randint(0, 3))),
        "body": " ".join(chance.choices(WORDS, range(1, len(WORDS) + 1), k=chance.randint(0, 15))),
        "tags": " ".join(chance.sample("xyz", chance.randint(0, 2))),
        "size": chance.choice([chance.randint(-5, 5), GREATEST, None]),
        "weight": chance.choice([chance.randint(0, 9), None]),
        "date": chance.choice([day(chance.randint(0, 4)), None]),
    }
    given = {name: value for name, value in values.items() if value not in ("", None)}
    return given | {"id": ident, "undated": "0" if "date" in given else "1"}


@dataclass(frozen=True)
class Twin:
    """The executor, and Whoosh's searcher on the same index."""

    executor: Executor
    searcher: Searcher

    def expected(self, node: query.Query) -> dict[int, float]:
        """Documents and scores as Whoosh has them."""
        found = self.searcher.search(sound(node), limit=None).top_n
        return {doc: score for score, doc in found}

    def sort_key(self, doc: int) -> tuple[bool, int, bytes]:
        """The dated first, newer ones first, then by id."""
        segment, number = self.executor.snapshot.segment_at(doc)
        dates, ids = segment.columns.get("date"), segment.columns["id"]
        assert isinstance(ids, KeyColumn)
        ident = ids.keys[ids.ids[number]]
        if not isinstance(dates, NumberColumn) or dates.values[number] == dates.default:
            return True, 0, ident
        return False, -int(dates.values[number]), ident

    def ordered(self, scores: dict[int, float]) -> list[int]:
        """All of these documents, as they are to be shown."""
        return sorted(scores, key=lambda doc: (-np.float32(scores[doc]), self.sort_key(doc)))


def make(folder: Path, seed: int) -> Twin:
    """An index of one to four segments, a fifth of its articles deleted; the same for the same seed."""
    chance = random.Random(seed)
    index = create_archive_index(folder, schema())
    idents = [f"{number:03d}" for number in chance.sample(range(1000), chance.randint(4, 60))]
    size = -(-len(idents) // chance.randint(1, 4))
    for start in range(0, len(idents), size):
        writer = index.writer()
        for ident in idents[start : start + size]:
            writer.add_document(**article(chance, ident))
        writer.commit(merge=False)
    writer = index.writer()
    for ident in chance.sample(idents, len(idents) // 5):
        writer.delete_by_term("id", ident)
    writer.commit(merge=False)
    commit = open_commit(folder)
    index = ArchiveIndex(folder, commit)
    return Twin(Executor(Snapshot(commit.segments, index.schema, index.reader)), index.searcher())


def sound(node: query.Query) -> query.Query:
    """A query with those of Whoosh's matchers replaced whose answer depends on how they are stepped."""
    if isinstance(node, query.Sequence):
        return node  # its `apply` forgets the slop
    node = node.apply(sound)
    match node:
        case Without():
            return node
        case query.AndNot():
            return Without(node.a, node.b)
        case query.AndMaybe():
            return _AndMaybe(node.a, node.b)
        case query.DisjunctionMax():
            return _Greatest(node.subqueries, node.boost)
        case query.Not():
            return _Not(node.query)
    return node


def _listed(found: dict[int, float]) -> matching.Matcher:
    docs = sorted(found)
    listed: matching.Matcher = matching.ListMatcher(docs, [found[doc] for doc in docs])
    return listed if docs else matching.NullMatcher()


def _scores(node: query.Query, searcher: Any, context: Any) -> dict[int, float]:
    matcher, found = node.matcher(searcher, context), {}
    while matcher.is_active():
        found[matcher.id()] = matcher.score()
        matcher.next()
    return found


class _AndMaybe(query.AndMaybe):
    """Skipped to between two articles of `a`, the stock matcher forgets the score of `b`."""

    def matcher(self, searcher: Any, context: Any = None) -> matching.Matcher:
        first, second = (_scores(node, searcher, context) for node in (self.a, self.b))
        return _listed({doc: score + second.get(doc, 0) for doc, score in first.items()})


class _Greatest(query.DisjunctionMax):
    """The stock matcher compares with the score of the other's next article."""

    def _matcher(self, subs: Any, searcher: Any, context: Any) -> matching.Matcher:
        found: dict[int, float] = {}
        for node in subs:
            for doc, score in _scores(node, searcher, context).items():
                found[doc] = max(score, found.get(doc, score))
        return _listed({doc: score * self.boost for doc, score in found.items()})


class _Not(query.Not):
    """The stock matcher lets deleted documents through behind the last match."""

    def matcher(self, searcher: Any, context: Any = None) -> matching.Matcher:
        unwanted = set(self.query.docs(searcher))
        return _listed({doc: 1.0 for doc in searcher.reader().all_doc_ids() if doc not in unwanted})


TEXTS = st.sampled_from(["title", "body"])
WORD = st.sampled_from(WORDS)
BOOST = st.sampled_from([1.0, 1.0, 2.5, 0.5])
BOOL = st.booleans()
SIZES, WEIGHTS, DAYS = st.integers(-6, 6), st.integers(0, 9), st.integers(0, 5).map(day)

TERMS = st.builds(query.Term, TEXTS | st.sampled_from(["tags", "nofield"]), WORD | st.sampled_from("xyz"), BOOST)
LEAVES = st.one_of(
    TERMS,
    TERMS,
    st.builds(query.Phrase, TEXTS, st.lists(WORD, min_size=1, max_size=3), st.sampled_from([0, 1, 1, 2, 3, 50]), BOOST),
    st.builds(query.Prefix, TEXTS, st.sampled_from(["al", "b", "", "gam", "zz", "é"]), BOOST, BOOL),
    st.builds(query.Wildcard, TEXTS, st.sampled_from("* a*t *et* ?b *a g?mm* [ab]* é*n *lan".split()), BOOST, BOOL),
    st.builds(query.Regex, TEXTS, st.sampled_from(".* al.*t a|b (be|ga) ^g gammas? .l".split()), BOOST, BOOL),
    st.builds(
        query.FuzzyTerm,
        TEXTS,
        st.sampled_from(["alpha", "aplha", "bata", "abd", "elan"]),
        BOOST,
        st.integers(1, 2),
        st.integers(0, 2),
        BOOL,
    ),
    st.builds(query.TermRange, TEXTS, st.none() | WORD, st.none() | WORD, BOOL, BOOL, BOOST, BOOL),
    st.builds(
        query.NumericRange,
        st.just("size"),
        st.none() | SIZES,
        st.none() | st.just(GREATEST) | SIZES,
        BOOL,
        st.just(False),
        BOOST,
    ),
    st.builds(query.NumericRange, st.just("weight"), WEIGHTS, st.none() | WEIGHTS, BOOL, st.just(False), BOOST, BOOL),
    st.builds(query.DateRange, st.just("date"), st.none() | DAYS, st.none() | DAYS, BOOL, BOOL, BOOST),
    st.builds(query.Term, st.just("size"), st.integers(-5, 5), BOOST),
    st.builds(query.Every, st.sampled_from([None, "title", "body", "tags", "size"]), BOOST),
    st.just(query.NullQuery),
    st.builds(lambda word: query.Sequence([query.Term("body", word), query.Prefix("body", "a")], slop=2), WORD),
)


def _inner(parts: st.SearchStrategy[query.Query]) -> st.SearchStrategy[query.Query]:
    several = st.lists(parts, min_size=1, max_size=4)  # Whoosh fails on groups of empty groups
    return st.one_of(
        st.builds(query.And, several, BOOST),
        st.builds(query.Or, several, BOOST),
        st.builds(query.DisjunctionMax, several, BOOST),
        st.builds(query.Not, parts),
        st.builds(query.ConstantScoreQuery, parts, st.sampled_from([0, 1.0, 3.0])),
        *(st.builds(kind, parts, parts) for kind in (query.AndMaybe, query.AndNot, Without, query.Require)),
    )


QUERIES = st.recursive(LEAVES, _inner, max_leaves=10)
UNIONS = st.builds(query.Or, st.lists(TERMS, min_size=2, max_size=6))
