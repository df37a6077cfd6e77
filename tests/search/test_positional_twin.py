"""Spans by whole arrays and by plain lists must agree: the same articles and scores for every tree of queries."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import query

import searchkit
from searchkit import Article
from searchkit.query import Resolver, parse
from searchkit.query.exact import ExactPhrase, ExactTerm, WordsPhrase
from searchkit.query.nodes import Apart, AtLeast, Leading, Near, Sequence, Together, WordCount, WordPattern
from searchkit.query.without import Without
from searchkit.search import Executor, Snapshot, spans
from searchkit.storage.opening import open_commit
from searchkit.storage.whooshcodec.index import ArchiveIndex
from tests.search.twin import Twin

WRITTEN = (
    "wheat Wheat wheats board Boards US us e-mail email Café cafe exports exporting of O’Brien U.S. 3.5 東京都 wheat-s"
).split()
TERMS = "wheat board us e mail email cafe export of o brien 3.5 s 東京 absent".split()
SHAPES = {"wheat": ["wheat", "Wheat", "wheats"], "board": ["board", "Boards"], "us": ["us", "US", "U.S"], "of": ["of"]}


def text(chance: random.Random, sentences: int) -> str:
    """Sentences of a few words, now and then a new paragraph, in which the first words are frequent."""
    weights = range(len(WRITTEN), 0, -1)
    pieces = []
    for _ in range(sentences):
        words = " ".join(chance.choices(WRITTEN, weights, k=chance.randint(1, 8)))
        pieces += [words, chance.choice([". ", ". ", "; ", ".\n\n"])]
    return "".join(pieces).strip()


def make(folder: Path, seed: int) -> Twin:
    """Short and long articles in up to three segments, some of them replaced by later ones."""
    chance = random.Random(seed)
    with searchkit.create(folder) as archive:
        for _ in range(chance.randint(1, 3)):
            idents = chance.sample(range(30), chance.randint(1, 20))
            archive.add(
                Article(str(ident), text(chance, 1), text(chance, chance.choice([0, 1, 2, 3, 5, 8, 25])), language="en")
                for ident in idents
            )
    commit = open_commit(folder)
    index = ArchiveIndex(folder, commit)
    return Twin(Executor(Snapshot(commit.segments, index.schema, index.reader)), index.searcher())


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> list[Twin]:
    """Eight archives."""
    return [make(tmp_path_factory.mktemp("positional") / "index", seed) for seed in range(8)]


SEEDS = st.integers(0, 7)
FIELD = st.sampled_from(["body", "body", "body", "title"])
BOOST = st.sampled_from([1.0, 1.0, 2.0, 0.5])
WORD = st.sampled_from(TERMS)
EXACT = st.sampled_from([(term, shape) for term, shapes in SHAPES.items() for shape in shapes])


def exact_phrase(field: str, words: list[tuple[str, str]]) -> query.Query:
    return ExactPhrase(field, [term for term, _ in words], [shape for _, shape in words])


def fuzzy(field: str, text: str, distance: int, prefix: int) -> query.Query:
    return WordPattern(field, text, "fuzzy", distance, prefix)


def capitals(field: str, text: str, shape: str) -> query.Query:
    return WordPattern(field, text, "prefix", shape=shape)


PATTERNS = st.one_of(
    st.builds(
        WordPattern, FIELD, st.sampled_from("whea wheats ex e cafe o'b 3. 東".split()), st.just("prefix"), boost=BOOST
    ),
    st.builds(
        WordPattern, FIELD, st.sampled_from("*s ?f b*d* e-m* ??? *京*".split()), st.just("wildcard"), boost=BOOST
    ),
    st.builds(WordPattern, FIELD, st.sampled_from("w.* (us|of) [a-m]+s? o.?brien É?cafe".split()), st.just("regex")),
    st.builds(fuzzy, FIELD, st.sampled_from("weat bord emails 都京".split()), st.integers(1, 2), st.integers(0, 1)),
    st.builds(capitals, FIELD, st.sampled_from("us wheat".split()), st.sampled_from("US Wheat".split())),
)

SINGLE = st.one_of(
    st.builds(query.Term, FIELD, WORD, BOOST),
    st.builds(lambda field, exact, boost: ExactTerm(field, exact[0], exact[1], boost), FIELD, EXACT, BOOST),
    PATTERNS,
)
PHRASES = st.one_of(
    st.builds(WordsPhrase, FIELD, st.lists(WORD, min_size=2, max_size=3), st.sampled_from([1, 1, 2]), BOOST),
    st.builds(exact_phrase, FIELD, st.lists(EXACT, min_size=2, max_size=2)),
    st.builds(query.Prefix, FIELD, st.sampled_from(["whe", "e"])),
    st.just(query.Or([WordsPhrase("body", ["e", "mail"]), query.Term("body", "email")])),
)
WORDS = st.lists(SINGLE, min_size=2, max_size=3)
LEAVES = st.one_of(
    SINGLE,
    SINGLE,
    PHRASES,
    st.builds(Sequence, st.lists(SINGLE | PHRASES, min_size=2, max_size=3)),
    st.builds(Together, WORDS, st.integers(0, 4)),
)
REACH = st.one_of(st.integers(1, 6), st.sampled_from(["sentence", "paragraph", "field"]))


def _inner(parts: st.SearchStrategy[query.Query]) -> st.SearchStrategy[query.Query]:
    return st.one_of(
        st.builds(Near, parts, parts, REACH, st.booleans()),
        st.builds(Apart, parts, parts, REACH, st.booleans()),
        st.builds(AtLeast, parts, st.integers(1, 6)),
        st.builds(Leading, parts, st.none() | st.integers(1, 40)),
        st.builds(query.Or, st.lists(parts, min_size=2, max_size=3)),
    )


PLACED = st.recursive(LEAVES, _inner, max_leaves=4)
COUNTS = st.builds(WordCount, st.none() | st.integers(0, 40), st.none() | st.integers(0, 80))
QUERIES = st.one_of(
    PLACED,
    PLACED,
    st.builds(query.And, st.lists(PLACED | COUNTS, min_size=2, max_size=3)),
    st.builds(query.Or, st.lists(PLACED | COUNTS, min_size=2, max_size=3)),
    st.builds(Without, PLACED, PLACED | COUNTS),
)


WORDS_TYPED = (
    "wheat Wheat us e-mail email café exports of U.S. O'Brien 東京 =US =Wheat export* w?eat boar! weat~ /w.*t/ board^2 "
    "title:wheat hd:board lead:wheat hlp:us CAPS(us) ALLCAPS(wheat) NOCAPS(Wheat) PLURAL(board) wc>20 lang:en date:2006"
).split()
PHRASES_TYPED = [
    '"wheat board"',
    '"of e-mail us"',
    '"U.S. 3.5"',
    '="e-mail us"',
    '"us* of"',
    '="US of"',
    '"=US of"',
    '"board wheat"~2',
    '"wheat expor*"',
    "wheat /F5/",
]
OPERATORS = ["", *"AND OR NOT W/2 PRE/3 ADJ W/S PRE/P SAME W/SEG".split(), "NOT W/3", "NOT W/S", "NOT PRE/4"]
GROUPS = ["({})", "ATLEAST2({})", "ATLEAST3({})", "LEAD({})", "HEADLINE({})", "BODY({})", "HLEAD({})", "({}) /F6/"]
TYPED = st.recursive(
    st.sampled_from(WORDS_TYPED + PHRASES_TYPED),
    lambda parts: st.one_of(
        st.builds("{} {} {}".format, parts, st.sampled_from(OPERATORS), parts),
        st.builds(str.format, st.sampled_from(GROUPS), parts),
    ),
    max_leaves=6,
)


def found(twin: Twin, node: query.Query) -> dict[int, float]:
    docs, scores = twin.executor.matches(node)
    return dict(zip(docs.tolist(), scores.tolist(), strict=True))


@settings(max_examples=400, deadline=None)
@given(seed=SEEDS, node=QUERIES)
def test_the_articles_and_scores_are_those_of_plain_lists(twins: list[Twin], seed: int, node: query.Query) -> None:
    assert found(twins[seed], node) == pytest.approx(twins[seed].expected(node), rel=1e-5)


def test_so_they_are_where_few_pairs_are_made_at_a_time(twins: list[Twin], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spans, "MOST_PAIRS", 10)

    @settings(max_examples=100, deadline=None)
    @given(seed=SEEDS, node=PLACED)
    def agrees(seed: int, node: query.Query) -> None:
        assert found(twins[seed], node) == pytest.approx(twins[seed].expected(node), rel=1e-5)

    agrees()


@settings(max_examples=100, deadline=None)
@given(seed=SEEDS, node=QUERIES, mask=QUERIES, limit=st.integers(1, 12))
def test_the_first_under_a_mask_are_the_first_of_all(
    twins: list[Twin], seed: int, node: query.Query, mask: query.Query, limit: int
) -> None:
    twin = twins[seed]
    passing = twin.expected(mask)
    kept = {doc: score for doc, score in found(twin, node).items() if doc in passing}
    top = twin.executor.top(node, limit, mask)
    assert (top.docs, top.total) == (twin.ordered(kept)[:limit], len(kept))


@settings(max_examples=200, deadline=None)
@given(seed=SEEDS, typed=TYPED)
def test_what_is_typed_finds_the_same(twins: list[Twin], seed: int, typed: str) -> None:
    node = Resolver(("en",)).resolve(parse(typed).tree)
    assert found(twins[seed], node) == pytest.approx(twins[seed].expected(node), rel=1e-5)
