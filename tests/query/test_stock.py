"""Our query classes under Whoosh's own searcher: what they find, what it scores, and in whose company."""

import copy
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from whoosh import fields, query
from whoosh.filedb.filestore import RamStorage

import searchkit
from searchkit import Article
from searchkit.query.exact import ExactPhrase, ExactTerm
from searchkit.query.nodes import Apart, AtLeast, Leading, Near, Sequence, Together, WordCount, WordPattern

LONG = " ".join(["Barley prices rose in the east and fell in the west of the country."] * 12)

ARTICLES = {
    "iraq": (
        "Wheat board",
        "The wheat board paid Iraq. Exports of wheat fell.\n\nThe board denied it by e-mail. Café talk by O’Brien.",
    ),
    "farm": ("Rain", "The board of wheat exporters met. US farmers exported wheat to us."),
    "many": ("Exports", "WHEAT wheat wheat. Board"),
    "none": ("Nothing", "Nothing at all."),
    "long": ("Barley", f"{LONG}\n\n{LONG} Wheat."),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two segments; one article of the first is replaced in the second."""
    made = tmp_path_factory.mktemp("stock") / "index"
    articles = [Article(name, *texts, language="en") for name, texts in ARTICLES.items()]
    with searchkit.create(made) as archive:
        archive.add([*articles[:2], Article("none", "Wheat board", "The wheat board paid Iraq.", language="en")])
        archive.add(articles[2:])
    return made


@pytest.fixture
def searcher(folder: Path) -> Iterator[Any]:
    with searchkit.open(folder) as archive, archive.whoosh.searcher() as found:
        yield found


def found(searcher: Any, node: query.Query, **options: Any) -> dict[str, float]:
    hits = searcher.search(node, limit=None, **options)
    return {hit["id"]: hit.score for hit in hits}


def names(searcher: Any, node: query.Query) -> str:
    return " ".join(sorted(found(searcher, node)))


def word(text: str, field: str = "body") -> query.Query:
    return query.Term(field, text)


def pattern(text: str, kind: Any, **options: Any) -> WordPattern:
    return WordPattern("body", text, kind, **options)


WHEAT, BOARD, EXPORT = word("wheat"), word("board"), word("export")
E_MAIL = query.Or([query.Phrase("body", ["e", "mail"]), word("email")])


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (Near(WHEAT, BOARD, 1), "iraq many"),
        (Near(WHEAT, BOARD, 2), "farm iraq many"),
        (Near(BOARD, WHEAT, 2), "farm iraq many"),
        (Near(BOARD, WHEAT, 2, ordered=True), "farm"),
        (Near(WHEAT, BOARD, "sentence"), "farm iraq"),
        (Near(WHEAT, WHEAT, "sentence"), "many"),
        (Near(WHEAT, word("deni"), "paragraph"), ""),
        (Near(WHEAT, word("deni"), "field"), "iraq"),
        (Near(word("deni"), WHEAT, "field", ordered=True), ""),
        (Near(word("wheat", "title"), BOARD, 100), ""),
        (Near(query.Or([WHEAT, word("wheat", "title")]), query.Or([BOARD, word("board", "title")]), 1), "iraq many"),
        (Near(WHEAT, WHEAT, 2), "many"),
        (Near(Near(WHEAT, BOARD, 1), word("paid"), 1), "iraq"),
        (Near(word("iraq"), Near(BOARD, word("paid"), 1), 1), "iraq"),
        (Near(word("iraq"), Near(BOARD, word("paid"), 1), 1, ordered=True), ""),
        (Apart(WHEAT, BOARD, 1), "farm iraq long many"),
        (Apart(WHEAT, BOARD, 2), "farm iraq long many"),
        (Apart(WHEAT, BOARD, 5), "farm long"),
        (Apart(BOARD, WHEAT, 1), "farm iraq"),
        (Apart(BOARD, WHEAT, "sentence"), "iraq many"),
        (Apart(BOARD, WHEAT, "field", ordered=True), "iraq many"),
        (Apart(WHEAT, word("absent"), "field"), "farm iraq long many"),
        (AtLeast(WHEAT, 2), "farm iraq many"),
        (AtLeast(WHEAT, 3), "many"),
        (AtLeast(query.Or([WHEAT, word("wheat", "title")]), 3), "iraq many"),
        (AtLeast(query.Or([WHEAT, Near(WHEAT, WHEAT, 1)]), 3), "many"),
        (AtLeast(Near(WHEAT, WHEAT, 1), 2), ""),
        (Leading(WHEAT, 2), "iraq many"),
        (Leading(WHEAT, 1), "many"),
        (Leading(Near(WHEAT, BOARD, 1), 3), "iraq"),
        (Leading(WHEAT), "farm iraq many"),
        (Leading(word("price")), "long"),
        (Leading(word("barley", "title")), "long"),
        (Sequence([WHEAT, pattern("b*", "wildcard")]), "iraq many"),
        (Sequence([ExactTerm("body", "us", "US"), word("farmer")]), "farm"),
        (Sequence([query.Phrase("body", ["e", "mail"]), word("cafe")]), "iraq"),
        (Sequence([]), ""),
        (Together([WHEAT, BOARD], 0), "iraq many"),
        (Together([WHEAT, BOARD], 1), "farm iraq many"),
        (Together([BOARD, word("of"), WHEAT], 0), "farm"),
        (Together([WHEAT, BOARD, WHEAT], 1), "many"),
        (Together([E_MAIL, word("cafe")], 1), "iraq"),
        (Together([E_MAIL, E_MAIL], 1), ""),
        (Together([EXPORT, WHEAT, BOARD], 1), "farm"),
        (pattern("expor", "prefix"), "farm iraq"),
        (pattern("exporte", "prefix"), "farm"),
        (pattern("*rs", "wildcard"), "farm"),
        (pattern("wh?at", "wildcard"), "farm iraq long many"),
        (pattern("[w]heat", "wildcard"), ""),
        (pattern("Weat", "fuzzy", distance=1, prefix=1), "farm iraq long many"),
        (pattern("heat", "fuzzy", distance=1), "farm iraq long many"),
        (pattern("heat", "fuzzy", distance=1, prefix=1), ""),
        (pattern("Wh.+", "regex"), "farm iraq long many"),
        (pattern("whe", "regex"), ""),
        (pattern("CAFÉ", "prefix"), "iraq"),
        (pattern("ema", "prefix"), "iraq"),
        (pattern("e-m*", "wildcard"), "iraq"),
        (pattern("o'b*n", "wildcard"), "iraq"),
        (pattern("obrien", "prefix"), "iraq"),
        (pattern("us", "prefix", shape="US"), "farm"),
        (pattern("US", "prefix", shape="Us"), ""),
        (WordPattern("absent", "a", "prefix"), ""),
        (WordCount(4, 12), "farm many"),
        (WordCount(None, 3), "none"),
        (WordCount(18), "iraq long"),
        (WordCount(), "farm iraq long many none"),
    ],
    ids=repr,
)
def test_what_they_find(searcher: Any, node: query.Query, expected: str) -> None:
    assert names(searcher, node) == expected


LEAVES: list[query.Query] = [
    query.Phrase("body", ["wheat", "board"]),
    ExactPhrase("body", ["wheat", "board"], ["wheat", "board"]),
    ExactTerm("body", "wheat", "wheat"),
    query.Prefix("body", "whe"),
    query.Wildcard("body", "wh*t"),
    query.FuzzyTerm("body", "wheet"),
    query.Regex("body", "wh.at"),
    query.TermRange("body", "wheat", "wheaz"),
    pattern("wheat", "prefix"),
    query.Or([word("absent"), query.NullQuery, WHEAT]),
]


@pytest.mark.parametrize("leaf", LEAVES, ids=repr)
def test_all_kinds_of_words_have_places(searcher: Any, leaf: query.Query) -> None:
    assert names(searcher, Near(leaf, word("paid"), 2)) == "iraq"


@pytest.mark.parametrize(
    ("node", "words"),
    [
        (Near(WHEAT, BOARD, 2), [WHEAT, BOARD]),
        (Near(Near(WHEAT, BOARD, 2), WHEAT, "field"), [WHEAT, BOARD]),
        (Apart(query.Or([WHEAT, BOARD]), EXPORT, 1), [WHEAT, BOARD]),
        (AtLeast(Near(WHEAT, BOARD, 9), 1), [WHEAT, BOARD]),
        (Leading(query.Or([WHEAT, EXPORT], boost=2.0), 9), [WHEAT.with_boost(2.0), EXPORT.with_boost(2.0)]),
        (Sequence([ExactTerm("body", "us", "US"), word("farmer")]), [ExactTerm("body", "us", "US"), word("farmer")]),
        (Together([WHEAT, BOARD, WHEAT], 2), [WHEAT, BOARD]),
        (Near(LEAVES[0], LEAVES[1], 30).with_boost(3.0), [leaf.with_boost(3.0) for leaf in LEAVES[:2]]),
    ],
    ids=repr,
)
def test_they_score_as_the_or_of_their_words(searcher: Any, node: query.Query, words: list[query.Query]) -> None:
    scores = found(searcher, query.Or(words))
    assert found(searcher, node) == pytest.approx({name: scores[name] for name in found(searcher, node)})


def test_a_pattern_scores_as_the_or_of_its_terms(searcher: Any) -> None:
    either = found(searcher, query.Or([EXPORT, word("iraq")], boost=2.0))
    assert found(searcher, pattern("(iraq|expor).*", "regex", boost=2.0)) == pytest.approx(either)


def test_of_a_term_only_the_forms_of_the_pattern_count(searcher: Any) -> None:
    capitals = found(searcher, pattern("wheat", "prefix", shape="WHEAT"))
    assert capitals == pytest.approx(found(searcher, ExactTerm("body", "wheat", "WHEAT")))


@pytest.mark.parametrize(("terms", "are_too_many"), [(1023, False), (1024, True)])
def test_of_too_many_terms_none_scores(tmp_path: Path, terms: int, are_too_many: bool) -> None:
    with searchkit.create(tmp_path / "index") as archive:
        archive.add([Article("one", "", " ".join(f"w{number}" for number in range(terms)))])
        with archive.whoosh.searcher() as searcher:
            scores = found(searcher, pattern("w", "prefix", boost=2.0))
    assert (scores["one"] == 2.0) is are_too_many


NEAR, PATTERN = Near(WHEAT, BOARD, 2), pattern("(iraq|expor).*", "regex")


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (query.And([NEAR, EXPORT]), "farm iraq"),
        (query.And([EXPORT, query.Not(NEAR)]), ""),
        (query.And([WHEAT, query.Not(NEAR)]), "long"),
        (query.And([NEAR, query.Not(PATTERN)]), "many"),
        (query.And([NEAR, PATTERN, WordCount(None, 12)]), "farm"),
        (query.Or([NEAR, word("barley")]), "farm iraq long many"),
        (query.Or([NEAR, PATTERN, word("noth"), WordCount(100)]), "farm iraq long many none"),
        (query.Not(NEAR), "long none"),
        (query.AndNot(WHEAT, NEAR), "long"),
        (query.AndNot(NEAR, EXPORT), "many"),
        (query.Require(NEAR, EXPORT), "farm iraq"),
        (query.Require(EXPORT, NEAR), "farm iraq"),
        (query.AndMaybe(NEAR, EXPORT), "farm iraq many"),
        (query.AndMaybe(WHEAT, NEAR), "farm iraq long many"),
        (query.ConstantScoreQuery(NEAR, 3.0), "farm iraq many"),
        (query.DisjunctionMax([NEAR, PATTERN]), "farm iraq many"),
    ],
    ids=repr,
)
def test_in_company_of_whooshs_own(searcher: Any, node: query.Query, expected: str) -> None:
    assert names(searcher, node) == names(searcher, node.normalize()) == expected


def test_scores_in_company_add_up(searcher: Any) -> None:
    near, export = found(searcher, NEAR), found(searcher, EXPORT)
    both = {"farm": near["farm"] + export["farm"], "iraq": near["iraq"] + export["iraq"]}
    assert found(searcher, query.And([NEAR, EXPORT])) == pytest.approx(both)
    assert found(searcher, query.AndMaybe(NEAR, EXPORT)) == pytest.approx(near | both)
    assert found(searcher, query.Require(NEAR, EXPORT)) == pytest.approx({name: near[name] for name in both})
    assert found(searcher, query.ConstantScoreQuery(NEAR, 3.0)) == dict.fromkeys(near, 3.0)
    assert found(searcher, WordCount(4, 12).with_boost(2.0)) == {"farm": 2.0, "many": 2.0}


@pytest.mark.parametrize("node", [NEAR, Apart(WHEAT, BOARD, 1), PATTERN, WordCount(5), query.Or([NEAR, PATTERN])])
def test_one_matcher_goes_through_all_segments(searcher: Any, node: query.Query) -> None:
    matcher, scores = node.matcher(searcher), {}
    while matcher.is_active():
        scores[matcher.id()] = matcher.score()
        matcher.next()
    hits = searcher.search(node, limit=None)
    assert scores == pytest.approx({hit.docnum: hit.score for hit in hits})
    assert list(node.docs(searcher)) == sorted(scores) == list(scores)


@pytest.mark.parametrize("limit", [1, 2, 3])
@pytest.mark.parametrize("node", [NEAR, query.Or([NEAR, PATTERN, WHEAT]), query.And([NEAR, WHEAT])], ids=repr)
def test_the_first_are_the_first_of_all(searcher: Any, node: query.Query, limit: int) -> None:
    all_hits = searcher.search(node, limit=None)
    hits = searcher.search(node, limit=limit)
    assert [hit["id"] for hit in hits] == [hit["id"] for hit in all_hits][:limit]


def test_terms_are_told(searcher: Any) -> None:
    hits = searcher.search(query.Or([Apart(WHEAT, BOARD, 5), PATTERN]), limit=None, terms=True)
    assert hits.matched_terms() == {("body", term) for term in (b"wheat", b"export", b"iraq")}
    told = {hit["id"]: sorted(term for _, term in hit.matched_terms()) for hit in hits}
    assert told == {"farm": [b"export", b"wheat"], "iraq": [b"export", b"iraq"], "long": [b"wheat"]}


def test_terms_of_a_pattern_are_those_of_the_index(searcher: Any) -> None:
    assert PATTERN.existing_terms(searcher.reader(), expand=True) == {("body", b"export"), ("body", b"iraq")}


def test_sorting_filtering_and_estimates(searcher: Any) -> None:
    hits = searcher.search(NEAR, limit=None, sortedby="id")
    assert [hit["id"] for hit in hits] == ["farm", "iraq", "many"]
    assert found(searcher, NEAR, filter=PATTERN).keys() == {"farm", "iraq"}
    assert found(searcher, NEAR, mask=PATTERN).keys() == {"many"}
    assert hits.estimated_min_length() <= len(hits) <= hits.estimated_length()


@pytest.mark.parametrize(
    "node",
    [
        Near(query.And([WHEAT, BOARD]), EXPORT, 5),
        Near(WHEAT, query.Not(BOARD), 5),
        AtLeast(query.Every("body"), 2),
        Sequence([WHEAT, query.NumericRange("date", 1, 2)]),
        Leading(WordCount(5)),
        Near(query.Term("id", "iraq"), WHEAT, 5),
    ],
    ids=repr,
)
def test_what_has_no_place_is_refused(searcher: Any, node: query.Query) -> None:
    with pytest.raises(query.QueryError, match=r"has no place in a text|does not keep where its words stand"):
        searcher.search(node)


def test_what_is_no_regular_expression_is_refused(searcher: Any) -> None:
    with pytest.raises(query.QueryError, match=r"/whe\(at/ is no regular expression: missing \)"):
        searcher.search(pattern("whe(at", "regex"))


@contextmanager
def stranger(texts: Iterable[str]) -> Iterator[Any]:
    """An index of Whoosh's own, which keeps neither forms nor sentences."""
    made: Any = RamStorage().create_index(fields.Schema(id=fields.ID(stored=True), body=fields.TEXT))
    writer = made.writer()
    for number, text in enumerate(texts):
        writer.add_document(id=str(number), body=text)
    writer.commit()
    with made.searcher() as searcher:
        yield searcher


def test_an_index_of_whooshs_own() -> None:
    with stranger(["wheat board met", "board met wheat", "wheat"]) as searcher:
        assert names(searcher, Near(WHEAT, BOARD, 1)) == "0"
        assert names(searcher, Near(pattern("Whe", "prefix"), BOARD, "field")) == "0 1"
        assert found(searcher, pattern("wh?at", "wildcard")) == pytest.approx(found(searcher, WHEAT))
        with pytest.raises(query.QueryError, match="where each sentence begins is not kept"):
            searcher.search(Near(WHEAT, BOARD, "sentence"))


def test_no_skipping_leads_to_what_does_not_match() -> None:
    """Whoosh goes on to the next block of postings that can be among the first, and takes what it finds there."""
    long = "wheat " + "board " * 30
    with stranger([long, "wheat board", *[long] * 254, *["board wheat wheat wheat"] * 9]) as searcher:
        assert [hit["id"] for hit in searcher.search(Leading(WHEAT, 1), limit=1)] == ["1"]


def test_an_empty_archive_has_nothing(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "index") as archive, archive.whoosh.searcher() as searcher:
        assert [found(searcher, node) for node in (NEAR, PATTERN, WordCount())] == [{}, {}, {}]


@pytest.mark.parametrize("node", [NEAR, AtLeast(WHEAT, 2), Sequence([WHEAT, BOARD]), PATTERN, WordCount(1)], ids=repr)
def test_copies_are_equal_and_boosts_tell_them_apart(node: Any) -> None:
    copied, boosted = copy.deepcopy(node), node.with_boost(2.0)
    assert (copied, hash(copied)) == (node, hash(node))
    assert boosted != node == boosted.with_boost(1.0)
    assert boosted.apply(lambda part: part) == boosted
