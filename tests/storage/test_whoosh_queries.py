"""Every stock query, sort, facet, suggestion and highlight gives over our index what it gives over Whoosh's own."""

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

import pytest
from whoosh import analysis, fields, formats, query, sorting
from whoosh.index import FileIndex, open_dir
from whoosh.qparser import FuzzyTermPlugin, QueryParser
from whoosh.query import spans

from tests.storage.whooshpair import WORDS, Step, archive, pair

Searchers = tuple[Any, Any]
"""One over Whoosh's index, one over ours. (Some of what a searcher can do it hands on to its reader.)"""

GAP: Any = dt.timedelta(days=200)
SCHEMA = fields.Schema(
    id=fields.ID(stored=True, unique=True, sortable=True),
    body=fields.TEXT(stored=True, spelling=True, analyzer=analysis.StemmingAnalyzer(minsize=1)),
    title=fields.TEXT(stored=True, chars=True, vector=formats.Positions(), field_boost=2.0),
    tags=fields.KEYWORD(stored=True, commas=True, scorable=True, lowercase=True),
    source=fields.KEYWORD(stored=True, sortable=True),
    number=fields.NUMERIC(int, 32, stored=True, sortable=True),
    real=fields.NUMERIC(float, stored=True, sortable=True),
    date=fields.DATETIME(stored=True, sortable=True),
    flag=fields.BOOLEAN(stored=True),
    grams=fields.NGRAMWORDS(2, 3),
)
SCHEMA.add("x_*", fields.TEXT(stored=True), glob=True)


def documents(count: int, chance: random.Random) -> list[dict[str, Any]]:
    """Random documents; a third of them lacks one field or the other."""
    made = []
    for _ in range(count):
        words = [chance.choices(WORDS, k=chance.randint(1, 25)) for _ in range(3)]
        values: dict[str, Any] = {
            "body": " ".join(words[0]),
            "title": " ".join(words[1][:6]),
            "tags": ",".join(sorted(set(words[2][:3]))),
            "source": chance.choice(["abc", "bbc", "dw"]),
            "number": chance.randint(-50, 50),
            "real": chance.randint(-50, 50) / 8,
            "date": dt.datetime(2000, 1, 1) + dt.timedelta(days=chance.randint(0, 900)),
            "flag": chance.random() < 0.5,
            "grams": words[2][0],
            "x_note": words[1][0],
        }
        for name in chance.sample(sorted(values), chance.choice([0, 0, 1, 2])):
            del values[name]
        made.append(values)
    return made


def steps() -> list[Step]:
    """Four commits, of which one merges; documents are deleted and replaced between them."""
    chance = random.Random(7)
    replaced = documents(2, chance)
    return [
        Step(documents(25, chance)),
        Step(documents(15, chance), deleted=[3, 4], updated=[(1, replaced[0])], merge="all"),
        Step(documents(15, chance), deleted=[30, 31], updated=[(40, replaced[1])]),
        Step(documents(5, chance), deleted=[50]),
    ]


@pytest.fixture(scope="module")
def both() -> Iterator[tuple[FileIndex, FileIndex]]:
    """Whoosh's index and ours."""
    with pair(SCHEMA, steps(), archive) as made:
        yield made


@pytest.fixture
def searchers(both: tuple[FileIndex, FileIndex]) -> Iterator[Searchers]:
    with both[0].searcher() as theirs, both[1].searcher() as ours:
        yield theirs, ours


PARSED = [
    "wheat",
    "alfa bravo",
    "alfa OR bravo OR delta",
    "alfa NOT bravo",
    "alfa ANDMAYBE title:wheat",
    '"alfa bravo"',
    '"alfa wheat"~4',
    'title:"bravo charlie"',
    "r*",
    "wh?at*",
    "*eat",
    "title:[a TO c]",
    "title:{bravo TO}",
    "charlei~",
    "title:delt~2/1",
    "number:[-5 TO 10]",
    "number:{0 TO}",
    "number:7",
    "real:[0 TO 2.5]",
    "date:2000",
    "date:200106",
    "date:[20000301 TO 20010115]",
    "flag:yes",
    "tags:alfa",
    "grams:whe",
    "x_note:alfa",
    "source:abc^2 alfa",
    "*:*",
    "title:*",
    "(alfa OR bravo) AND (delta OR x) NOT ünïcode",
    "ünïcode",
    "nothing",
]
BUILT = [
    query.Every("title"),
    query.Regex("title", "(al|br).*"),
    query.Prefix("source", "b"),
    query.ConstantScoreQuery(query.Term("body", "alfa"), 3.0),
    query.DisjunctionMax([query.Term("body", "alfa"), query.Term("title", "bravo")]),
    query.Require(query.Term("body", "alfa"), query.Term("title", "bravo")),
    query.Otherwise(query.Term("body", "none"), query.Term("title", "bravo")),
    query.Variations("title", "running"),
    query.Not(query.Term("body", "alfa")),
    spans.SpanNear(query.Term("title", "alfa"), query.Term("title", "bravo"), slop=3, ordered=False),
    spans.SpanFirst(query.Term("title", "alfa")),
    spans.SpanNot(query.Term("title", "alfa"), query.Term("title", "bravo")),
    spans.SpanOr([query.Term("title", "alfa"), query.Term("title", "bravo")]),
    spans.SpanContains(
        spans.SpanNear(query.Term("title", "alfa"), query.Term("title", "charlie"), slop=4),
        query.Term("title", "bravo"),
    ),
    query.TermRange("title", "alfa", "bravo", endexcl=True),
]


def parsed(text: str) -> query.Query:
    parser = QueryParser("body", SCHEMA)
    parser.add_plugin(FuzzyTermPlugin())
    return parser.parse(text)


def found(searcher: Any, wanted: query.Query, **options: Any) -> list[str]:
    return [hit["id"] for hit in searcher.search(wanted, limit=None, **options)]


@pytest.mark.parametrize("wanted", [*map(parsed, PARSED), *BUILT], ids=repr)
def test_queries_find_the_same(searchers: Searchers, wanted: query.Query) -> None:
    theirs, ours = (found(searcher, wanted) for searcher in searchers)
    assert sorted(ours) == sorted(theirs)


@pytest.mark.parametrize("limit", [1, 3, 10])
@pytest.mark.parametrize(
    "text", ["alfa OR bravo OR delta", "alfa bravo", "title:wheat OR body:runs", "number:[-5 TO 40]"]
)
def test_the_best_are_the_first_of_all(searchers: Searchers, text: str, limit: int) -> None:
    """Lengths are exact with us, so scores are not Whoosh's; pruning by block quality must not change the order."""
    everything = [hit.score for hit in searchers[1].search(parsed(text), limit=None)]
    best = [hit.score for hit in searchers[1].search(parsed(text), limit=limit, optimize=False)]
    assert best == everything[:limit]


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("name", ["id", "source", "number", "real", "date"])
def test_sorting(searchers: Searchers, name: str, reverse: bool) -> None:
    facets = [sorting.FieldFacet(name, reverse=reverse), sorting.FieldFacet("id")]
    theirs, ours = (found(searcher, query.Every(), sortedby=facets) for searcher in searchers)
    assert ours == theirs


@pytest.mark.parametrize(
    "facet",
    [
        sorting.FieldFacet("source"), sorting.FieldFacet("number"), sorting.FieldFacet("tags", allow_overlap=True),
        sorting.RangeFacet("number", -50, 50, 20), sorting.QueryFacet({"a": query.Term("body", "alfa")}),
        sorting.DateRangeFacet("date", dt.datetime(2000, 1, 1), dt.datetime(2003, 1, 1), GAP),
        sorting.StoredFieldFacet("source"),
    ],
    ids=lambda facet: type(facet).__name__,
)  # fmt: skip
def test_facets(searchers: Searchers, facet: Any) -> None:
    groups = []
    for searcher in searchers:
        results = searcher.search(
            query.Term("source", "abc") | query.Term("source", "dw"), limit=None, groupedby={"by": facet}
        )
        names = {
            key: sorted(searcher.stored_fields(doc)["id"] for doc in docs) for key, docs in results.groups("by").items()
        }
        groups.append(names)
    assert groups[1] == groups[0]


def test_collapsing_and_filters(searchers: Searchers) -> None:
    theirs, ours = (
        found(searcher, query.Every(), filter=query.Term("flag", True), mask=query.Term("source", "dw"), sortedby="id",
              collapse="source")
        for searcher in searchers
    )  # fmt: skip
    assert ours == theirs


@pytest.mark.parametrize("word", ["alfo", "bravi", "weat", "runing", "x"])
def test_suggestions(searchers: Searchers, word: str) -> None:
    theirs, ours = (
        [searcher.suggest("body", word), searcher.corrector("title").suggest(word, prefix=1)] for searcher in searchers
    )
    assert ours == theirs


def test_queries_are_corrected_alike(searchers: Searchers) -> None:
    text = "title:alfo title:brava"
    theirs, ours = (searcher.correct_query(parsed(text), text).string for searcher in searchers)
    assert ours == theirs


@pytest.mark.parametrize("text", ["wheat alfa", "title:alfa", '"alfa bravo"', "r*"])
def test_highlights(searchers: Searchers, text: str) -> None:
    theirs, ours = (
        {hit["id"]: [hit.highlights(name) for name in ("body", "title") if name in hit.fields()] for hit in hits}
        for hits in (searcher.search(parsed(text), limit=None, terms=True) for searcher in searchers)
    )
    assert ours == theirs


def test_more_like_this(searchers: Searchers) -> None:
    terms = []
    for searcher in searchers:
        hit = searcher.search(query.Term("id", "10"))[0]
        words = [(word, round(score, 4)) for word, score in searcher.key_terms([hit.docnum], "title", numterms=5)]
        terms.append((words, sorted(one["id"] for one in hit.more_like_this("title", top=100, numterms=3))))
    assert terms[1] == terms[0]


def test_terms_that_matched(searchers: Searchers) -> None:
    theirs, ours = (
        {
            hit["id"]: sorted(hit.matched_terms())
            for hit in searcher.search(parsed("alfa OR title:bravo"), limit=None, terms=True)
        }
        for searcher in searchers
    )
    assert ours == theirs


def test_statistics_of_the_whole_index(searchers: Searchers) -> None:
    theirs, ours = (
        [searcher.doc_count(), searcher.doc_count_all(), list(searcher.lexicon("title")),
         searcher.reader().most_frequent_terms("title", 5), searcher.reader().doc_frequency("body", "alfa"),
         [(word, info.weight()) for word, info in searcher.reader().iter_prefix("title", "b")]]
        for searcher in searchers
    )  # fmt: skip
    assert ours == theirs


@pytest.mark.parametrize("wanted", [*map(parsed, PARSED)], ids=repr)
def test_a_program_of_whooshs_own_reads_it(both: tuple[FileIndex, FileIndex], wanted: query.Query) -> None:
    folder: Any = both[1].storage
    with open_dir(folder.folder).searcher() as theirs, both[1].searcher() as ours:
        assert found(theirs, wanted) == found(ours, wanted)
