"""The parts of a base score sum to it, and their formulas give the values."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh import query

import searchkit
from searchkit import Article
from searchkit.model import ScorePart
from searchkit.query import Resolver, parse, relax
from searchkit.search import LUCENE, WHOOSH, Executor, Similarity, Snapshot
from searchkit.search.baseparts import base_parts
from searchkit.storage import open_commit, schema
from tests.search.twin import QUERIES, make

FITTED = Similarity(k1=0.9, body_b=0.4, title_b=0.2, least_length=12)
JOINT = Similarity(k1=0.9, body_b=0.4, title_b=0.2, least_length=12, title_frequency=5, title_weight=2.0)


def snapshots(folder: Path, similarity: Similarity) -> list[Snapshot]:
    """Small commits with deleted articles."""
    return [make(folder / str(seed), seed).executor.snapshot.scored_by(similarity) for seed in range(4)]


@pytest.fixture(scope="module", params=[WHOOSH, LUCENE, FITTED, JOINT], ids=["whoosh", "lucene", "fitted", "joint"])
def commits(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Snapshot]:
    return snapshots(tmp_path_factory.mktemp("parts"), request.param)


@given(number=st.integers(0, 3), node=QUERIES)
def test_the_parts_of_any_query_sum_to_its_score(commits: list[Snapshot], number: int, node: query.Query) -> None:
    snapshot = commits[number]
    docs, scores = Executor(snapshot).matches(node)
    sums = [sum(part.value for part in base_parts(snapshot, node, doc)) for doc in docs.tolist()]
    assert sums == pytest.approx(scores.tolist(), rel=1e-5, abs=1e-9)


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """Two segments; the second has a newer version of an article of the first."""
    folder = tmp_path_factory.mktemp("parts") / "index"
    with searchkit.create(folder) as archive:
        archive.add(
            [
                Article("a", "wheat", "wheat board wheat"),
                Article("b", "board sale", "barley board sale now"),
                Article("c", "wheat wheat wheat", "wheat wheat"),
            ]
        )
        archive.add([Article("c", "sale", "barley"), Article("d", "", "wheat barley barley barley")])
    commit = open_commit(folder)
    yield Snapshot(commit.segments, schema(), similarity=LUCENE)
    commit.close()


def parts_of_best(snapshot: Snapshot, text: str) -> list[ScorePart]:
    resolved = Resolver(("",), 2.0).resolve(relax(parse(text).tree))
    return base_parts(snapshot, resolved, Executor(snapshot).top(resolved, 1).docs[0], title_weight=2.0)


@pytest.mark.parametrize(
    ("text", "names", "formulas"),
    [
        (
            "wheat",
            ["body:wheat", "title:wheat"],
            [
                "idf 0.693147 × tf 2/(2 + 1.2·(0.25 + 0.75·3/3))",
                "idf 0.980829 × tf 1/(1 + 1.2·(0.25 + 0.75·1/1.33333)) × title 2",
            ],
        ),
        ("title:wheat^3", ["title:wheat"], ["idf 0.980829 × tf 1/(1 + 1.2·(0.25 + 0.75·1/1.33333)) × title 2 × 3"]),
        (
            'body:"wheat board"',
            ['body:"wheat board"'],
            [
                "wheat (idf 0.693147 × tf 2/(2 + 1.2·(0.25 + 0.75·3/3)))"
                " + board (idf 0.693147 × tf 1/(1 + 1.2·(0.25 + 0.75·3/3)))"
            ],
        ),
        ("body:b*", ["body:b*"], ["idf 0.105361 × tf 3/(3 + 1.2·(0.25 + 0.75·4/3))"]),
        ("body:=board", ["body:=board"], ["idf 0.693147 × tf 1/(1 + 1.2·(0.25 + 0.75·3/3))"]),
        ("wc>3", ["body:length"], ["1 for every match"]),
    ],
)
def test_a_reader_sees_what_made_the_score(
    newsroom: Snapshot, text: str, names: list[str], formulas: list[str]
) -> None:
    parts = parts_of_best(newsroom, text)
    assert [part.name for part in parts] == names
    assert [part.formula for part in parts] == formulas


def test_an_article_that_does_not_match_has_no_parts(newsroom: Snapshot) -> None:
    assert base_parts(newsroom, query.Term("body", "wheat"), 1) == []


def test_a_word_of_title_and_body_is_one_part(newsroom: Snapshot) -> None:
    assert [(part.name, part.formula) for part in parts_of_best(newsroom.scored_by(JOINT), "wheat^3")] == [
        (
            "word:wheat",
            "idf 0.693147 × x/(x + 1) × 3 with x = 2/(0.9·(0.6 + 0.4·max(3, 12)/3)) + 5·1/(0.9·(0.8 + 0.2·1/1.33333))",
        )
    ]


def by_hand(formula: str) -> float:
    """What a reader works out."""
    if " with x = " in formula:
        formula, x = formula.split(" with x = ")
        formula = re.sub(r"\bx\b", f"({x})", formula)
    numbers = re.sub(r"[^\s\[]+ \(idf", "(", formula)
    numbers = re.sub(r"idf|tf|title|for every match", "", numbers).translate(str.maketrans("×·[]", "**()"))
    return float(eval(numbers.strip(), {"max": max}))


@pytest.mark.parametrize(
    "text",
    [
        "wheat sale",
        "b*",
        '"barley board" OR title:"board sale"^2',
        "bord~ now",
        "wheat^0.3 W/2 board",
        "date:2006 OR wheat",
    ],
)
@pytest.mark.parametrize("similarity", [LUCENE, FITTED, JOINT], ids=["lucene", "fitted", "joint"])
def test_a_formula_worked_out_gives_the_value(newsroom: Snapshot, similarity: Similarity, text: str) -> None:
    parts = parts_of_best(newsroom.scored_by(similarity), text)
    assert parts
    assert [by_hand(part.formula) for part in parts] == pytest.approx([part.value for part in parts], abs=1e-4)
