"""A reader can work out every score by hand, from its parts and their formulas alone."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import searchkit
from searchkit import Archive, Article, IndexOptions
from searchkit.model import Hit, Ranking

CORPUS = Path(__file__).parents[2] / "corpus"
_NEXT_WORD = re.compile(r" \+ (?=\S+ [\d.e-]+(?:·x| \+|$))")
_SIGNS = str.maketrans({"×": "*", "·": "*", "^": "**"})


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with searchkit.create(tmp_path_factory.mktemp("corpus") / "index") as archive:
        archive.index([CORPUS], IndexOptions(jobs=1))
        yield archive


def by_hand(formula: str) -> float:
    """What a reader works out."""
    if "[" in formula:
        before, _, rest = formula.partition("[")
        words, _, after = rest.rpartition("]")
        formula = f"{before}{sum(by_hand(word.partition(' ')[2]) for word in _NEXT_WORD.split(words))}{after}"
    formula, _, x = formula.partition(" with x = ")
    formula = re.sub(r"\bx\b", f"({x})", formula)
    formula = re.sub(r"\S+ \(idf|idf", lambda found: "(" if "(" in found[0] else "", formula)
    formula = re.sub(r"\btf|title|days|for every match|for its short sentences", "", formula)
    return float(eval(formula.strip().translate(_SIGNS), {"max": max, "min": min}))


def parts(archive: Archive, query: str, **options: Any) -> list[Hit]:
    return list(archive.search(query, **{"match": "any", "scores": True, "passages": 0, **options}))


@pytest.mark.parametrize(
    ("query", "options"),
    [
        ("grain harbour", {}),
        ("the wheat board of the island", {}),
        ("ferry fog island port wheat board minister grain", {}),
        ('"wheat board" OR harb* OR title:grain^2', {}),
        ("=Board wheat^3", {}),
        ("wheat board port", {"recent": "30d"}),
        ("wheat board port", {"deep": True}),
        ("wheat board port", {"ranker": "bm25"}),
        ("wheat board port", {"ranking": Ranking(title_frequency=0, least_length=0, k1=0.9, short_sentence=20)}),
    ],
    ids=str,
)
def test_formulas_worked_out_give_the_score(corpus: Archive, query: str, options: dict[str, Any]) -> None:
    hits = parts(corpus, query, **options)
    assert len(hits) > 2
    for hit in hits:
        assert [by_hand(part.formula) for part in hit.parts] == pytest.approx(
            [part.value for part in hit.parts], abs=1e-3
        )
        assert sum(by_hand(part.formula) for part in hit.parts) == pytest.approx(hit.score, abs=1e-3)


@pytest.mark.parametrize("query", ["grain harbour", "the wheat board of the island"])
def test_formulas_of_passages_worked_out_give_the_score(corpus: Archive, query: str) -> None:
    for hit in parts(corpus, query, unit="passage", passages=1):
        assert sum(by_hand(part.formula) for part in hit.parts) == pytest.approx(hit.score, abs=1e-3)
        ordinal = hit.passages[0].ordinal
        assert [part.name for part in hit.parts if part.name.startswith("passage")] in ([], [f"passage {ordinal + 1}"])


def made(tmp_path: Path, *articles: Article, query: str, **options: Any) -> dict[str, list[tuple[str, str]]]:
    """Names and formulas of the parts of what is found, by id."""
    with searchkit.create(tmp_path / "index") as archive:
        archive.add(articles)
        return {hit.id: [(part.name, part.formula) for part in hit.parts] for hit in parts(archive, query, **options)}


def test_the_parts_of_one_hit(tmp_path: Path) -> None:
    body = "The wheat board met in May, and the port of Ardle was shut."
    found = made(
        tmp_path,
        Article("a", "Wheat boards", body, language="en"),
        Article("b", "Ships", "No ship came.", language="en"),
        query="wheat board",
        ranking=Ranking(headline=1.5, closeness=0.6),
    )
    assert found["a"] == [
        (
            "word:wheat",
            "idf 0.693147 × x/(x + 1) with x = 1/(1.2·(0.3 + 0.7·max(13, 50)/8)) + 6·1/(1.2·(0.25 + 0.75·2/1.5))",
        ),
        (
            "word:board",
            "idf 0.693147 × x/(x + 1) with x = 1/(1.2·(0.3 + 0.7·max(13, 50)/8)) + 6·1/(1.2·(0.25 + 0.75·2/1.5))",
        ),
        (
            "passage 1",
            "1.2 × [wheat 0.693147·x/(x + 0.5) with x = (1 + 2·1) + board 0.693147·x/(x + 0.5) with x = (1 + 2·1)]",
        ),
        (
            "closeness",
            "0.6 × [wheat 0.693147·x/(x + 1.2) with x = (1/4.675 + 2·1/1.25)"
            " + board 0.693147·x/(x + 1.2) with x = (1/4.675 + 2·1/1.25)]",
        ),
        (
            "form",
            "0.5 × [wheat 0.693147·x/(x + 1.2) with x = (1/4.675 + 2·1/1.25)"
            " + board 0.693147·x/(x + 1.2) with x = (1/4.675)]",
        ),
        ("headline", "1.5 × (2/2)^2 × [wheat 0.693147 + board 0.693147]"),
    ]


def test_a_list_says_what_its_short_sentences_take(tmp_path: Path) -> None:
    found = made(tmp_path, Article("a", "Port", "Wheat rose. " * 9, language="en"), query="wheat")
    [formula] = [formula for name, formula in found["a"] if name == "passage 1"]
    assert formula.endswith(" × 0.666667 for its short sentences")


def test_beyond_the_depth_there_is_no_evidence(tmp_path: Path) -> None:
    articles = [Article(str(number), "Port", f"Wheat {'now ' * 99 * number}", language="en") for number in (1, 2)]
    found = made(tmp_path, *articles, query="wheat", ranking=Ranking(depth=1))
    assert [[name for name, _ in found[ident]] for ident in ("1", "2")] == [
        ["word:wheat", "passage 1", "form"],
        ["word:wheat"],
    ]
