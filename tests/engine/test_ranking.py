"""Ranked pages: one order whatever the pages' size, evidence that only adds, ties by date, passages, age."""

import itertools
import random
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.query import Query

import searchkit
from searchkit import Archive, Article, ResultPage
from searchkit.model import Hit, Ranking
from searchkit.query import describe
from tests.search import questions
from tests.search.questions import WRITTEN

SHALLOW = Ranking(depth=5, passage_depth=12)
WAYS: dict[str, dict[str, Any]] = {
    "full": {},
    "bm25": {"ranker": "bm25"},
    "recent": {"recent": "3w"},
    "deep": {"deep": True},
    "passages": {"unit": "passage"},
    "passages by bm25": {"unit": "passage", "ranker": "bm25"},
    "recent passages": {"unit": "passage", "recent": "3w"},
    "deep passages": {"unit": "passage", "deep": True},
}
QUERIES = ("wheat", "wheat board export", "the =us OR export", "whea* board", '"wheat board" OR 中国', "e-mail NOT us")
every_way = pytest.mark.parametrize("way", WAYS)


def articles() -> list[Article]:
    chance = random.Random(7)
    return [questions.article(chance, f"{number:03}") for number in range(90)]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """Ninety random articles in three segments, some of them replaced."""
    folder: Path = tmp_path_factory.mktemp("ranking") / "index"
    batch = articles()
    with searchkit.create(folder) as archive:
        for start in range(0, 90, 30):
            archive.add(batch[start : start + 30])
        archive.add(batch[10:14])
        yield archive


def asked(archive: Archive, query: str, **options: Any) -> ResultPage:
    return archive.search(query, **{"match": "any", "passages": 1, "limit": 1000, "ranking": SHALLOW, **options})


def keys(page: ResultPage) -> list[tuple[str, int | None, float]]:
    """What each hit is, and its score."""
    return [(hit.id, hit.passages[0].ordinal if hit.passages else None, hit.score) for hit in page]


def base(archive: Archive, query: str, **options: Any) -> dict[str, float]:
    """The scores without any evidence, best first."""
    return {hit.id: hit.score for hit in asked(archive, query, ranking=Ranking(depth=0), **options)}


@every_way
@pytest.mark.parametrize("query", QUERIES)
def test_slices_of_any_size_are_one_order(archive: Archive, way: str, query: str) -> None:
    whole = asked(archive, query, **WAYS[way])
    assert whole.total == len(whole) > 7
    for size in (1, 3, 7):
        slices = [
            asked(archive, query, limit=size, offset=offset, **WAYS[way]) for offset in range(0, len(whole) + 1, size)
        ]
        assert [key for page in slices for key in keys(page)] == keys(whole)
        assert [hit.rank for page in slices for hit in page] == list(range(1, len(whole) + 1))


@every_way
@pytest.mark.parametrize("query", QUERIES)
def test_parts_sum_to_the_score(archive: Archive, way: str, query: str) -> None:
    page = asked(archive, query, scores=True, **WAYS[way])
    sums = [sum(part.value for part in hit.parts) for hit in page]
    assert sums == pytest.approx([hit.score for hit in page], rel=1e-5, abs=1e-6)


@every_way
def test_scores_never_rise_on_the_way_down(archive: Archive, way: str) -> None:
    for query in QUERIES:
        scores = [hit.score for hit in asked(archive, query, **WAYS[way])]
        assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("query", QUERIES)
def test_beyond_the_depth_articles_keep_their_base_order_below(archive: Archive, query: str) -> None:
    ranked, bare = keys(asked(archive, query)), base(archive, query)
    assert {ident for ident, _, _ in ranked[:5]} == set(list(bare)[:5])
    assert [(ident, score) for ident, _, score in ranked[5:]] == list(bare.items())[5:]


@pytest.mark.parametrize("query", QUERIES)
def test_evidence_is_never_negative(archive: Archive, query: str) -> None:
    bare = base(archive, query)
    assert all(hit.score >= bare[hit.id] for hit in asked(archive, query, ranking=Ranking()))


def test_evidence_moves_an_article_up(archive: Archive) -> None:
    assert [ident for ident, _, _ in keys(asked(archive, "wheat board export"))] != list(
        base(archive, "wheat board export")
    )


@pytest.mark.parametrize("options", [{}, {"ranker": "bm25"}, {"ranking": Ranking(depth=2)}, {"unit": "passage"}])
def test_equal_scores_stand_by_newer_date_then_id(tmp_path: Path, options: dict[str, Any]) -> None:
    dates = [("c", "2006-02"), ("a", None), ("d", "2006-03"), ("b", "2006-02"), ("e", None)]
    with searchkit.create(tmp_path / "index") as archive:
        for ident, date in dates:
            archive.add([Article(ident, "Port", "Wheat was loaded.", date, language="en")])
        assert [hit.id for hit in archive.search("wheat", **options)] == ["d", "b", "c", "a", "e"]


def test_by_date_articles_have_the_scores_of_their_rank(archive: Archive) -> None:
    ranked = {hit.id: hit.score for hit in asked(archive, "wheat board", ranking=Ranking())}
    by_date = {hit.id: hit.score for hit in asked(archive, "wheat board", ranking=Ranking(), sort="newest")}
    assert by_date == pytest.approx(ranked)


@pytest.mark.parametrize("query", QUERIES)
def test_each_passage_is_given_once_the_best_article_first(archive: Archive, query: str) -> None:
    deep = Ranking(passage_depth=1000, depth=1000, passage_title=Ranking().title_evidence)
    by_passage = keys(asked(archive, query, unit="passage", ranking=deep))
    by_article = keys(asked(archive, query, ranking=deep))
    places = [(ident, ordinal) for ident, ordinal, _ in by_passage]
    assert len(set(places)) == len(places)
    assert {ident for ident, _ in places} == {ident for ident, _, _ in by_article}
    best = {ident: score for ident, _, score in reversed(by_passage)}
    assert best == pytest.approx({ident: score for ident, _, score in by_article}, rel=1e-6)


@pytest.mark.parametrize("query", ["wheat", "wheat board export", "the =us"])
def test_passages_that_are_hits_hold_a_word_or_open_an_article_of_which_the_title_does(
    archive: Archive, query: str
) -> None:
    hits = asked(archive, query, unit="passage").hits
    assert len([hit for hit in hits if hit.passages and hit.passages[0].ordinal]) > 3
    for hit in hits:
        spans = hit.passages[0].spans if hit.passages else ()
        assert spans or (hit.title_spans and "body" not in hit.matched_fields)


def test_passages_of_one_article_are_told_apart_by_their_own_words(tmp_path: Path) -> None:
    filler = "nobody spoke of it for days and days " * 6
    body = f"Some of the port slept. {filler}\n\nThe wheat board sold all. {filler}"
    with searchkit.create(tmp_path / "index") as archive:
        archive.add(
            [Article("a", "Wheat board", body, language="en"), Article("b", "Rain", "Of the sea.", language="en")]
        )
        page = archive.search("wheat board of the", match="any", unit="passage")
    assert [(hit.id, hit.passages[0].ordinal) for hit in page][:2] == [("a", 1), ("a", 0)]


def test_a_pattern_shows_the_passage_that_it_matches(tmp_path: Path) -> None:
    filler = "nobody spoke of it for days and days " * 6
    with searchkit.create(tmp_path / "index") as archive:
        archive.add([Article("a", "Port", f"{filler}\n\n{filler}\n\nThe wheat board met. {filler}", language="en")])
        [hit] = archive.search("whea*", unit="passage", scores=True).hits
    assert (hit.passages[0].ordinal, len(hit.passages[0].spans)) == (2, 1)
    assert sum(part.value for part in hit.parts) == pytest.approx(hit.score)


def test_total_counts_passages_of_the_articles_that_were_searched(archive: Archive) -> None:
    page = asked(archive, "wheat", unit="passage", limit=1)
    matching = asked(archive, "wheat", limit=0).total
    assert len({hit.id for hit in asked(archive, "wheat", unit="passage")}) == 12 < matching
    assert (page.total > 12, page.notes) == (
        True,
        (f"{matching} articles match; these are the passages of the best 12 (passage_depth)",),
    )
    assert asked(archive, "wheat", unit="passage", ranking=Ranking()).notes == ()


def dated(archive: Archive, *dates: str | None) -> None:
    archive.add([Article(str(n), "Port", "Wheat was loaded.", date) for n, date in enumerate(dates)])


def test_scores_halve_with_every_half_life(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "index") as archive:
        dated(archive, "2006-03-31", "2006-03-24", "2006-03-17", "2006-02-03", None)
        [plain] = {hit.score for hit in archive.search("wheat")}
        found = {hit.id: hit.score / plain for hit in archive.search("wheat", recent="1w")}
    # The article without a date is as old as the oldest.
    assert found == pytest.approx({"0": 1, "1": 1 / 2, "2": 1 / 4, "3": 1 / 256, "4": 1 / 256})


def test_age_changes_nothing_where_no_article_has_a_date(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "index") as archive:
        dated(archive, None, None)
        assert keys(archive.search("wheat", recent="1w")) == keys(archive.search("wheat"))


def test_age_orders_before_the_depth_cuts(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "index") as archive:
        dated(archive, "2006-03-31", "2006-03-24", "2006-03-17", "2006-02-03", None)
        page = archive.search("wheat", recent="1w", ranking=Ranking(depth=2))
    assert [hit.id for hit in page] == ["0", "1", "2", "3", "4"]


def test_what_age_takes_is_a_part(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "index") as archive:
        dated(archive, "2006-03-31", "2006-03-24")
        hits = archive.search("wheat", recent="1w", scores=True).hits
    [part] = [part for part in hits[1].parts if part.name == "age"]
    assert part.value == pytest.approx(-hits[0].score / 2, rel=1e-5)
    assert part.formula.endswith(" × (0.5^(7 days / 7) - 1)")


def test_words_that_must_not_stand_are_no_evidence(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "index") as archive:
        archive.add([Article("a", "Board", "The board met."), Article("b", "Wheat", "The wheat board met.")])
        [hit] = archive.search("board NOT wheat", scores=True).hits
        both = archive.search("board OR NOT wheat", scores=True).hits
    assert (hit.id, [part.name for part in hit.parts if "wheat" in part.name + part.formula]) == ("a", [])
    assert [part.name for part in _of(both, "b").parts if "wheat" in part.name + part.formula] == []


def _of(hits: tuple[Hit, ...], ident: str) -> Hit:
    return next(hit for hit in hits if hit.id == ident)


ODD = (
    "",
    " ",
    "*",
    "NOT wheat",
    '"',
    '"the of"',
    "date:2006",
    "date:[2006-01 TO 2006-02}",
    "wc>2",
    "author:novak",
    "中国",
    "中国人 OR 小麦",
    "/w.*t/ weat~",
    "ATLEAST2(wheat)",
    "wheat W/3 board",
    "wheat NOT W/3 board",
    "(wheat W/S board) PRE/4 export",
    '="Wheat Board"',
    "CAPS(board)",
    "title:wheat^3 board^0",
    "wheat^0",
    "wheat wheat wheat",
    "lead:wheat",
    " ".join(f"w{number}" for number in range(990)) + " wheat board export us the e-mail board wheat us a b c",
    " OR ".join(WRITTEN),
)


@every_way
@pytest.mark.parametrize("query", ODD, ids=range(len(ODD)))
def test_queries_of_every_kind_are_ranked(archive: Archive, way: str, query: str) -> None:
    page = asked(archive, query, scores=True, limit=20, **WAYS[way])
    assert len(page) == min(page.total, 20)
    assert [sum(part.value for part in hit.parts) for hit in page] == pytest.approx(
        [hit.score for hit in page], rel=1e-5, abs=1e-6
    )


@settings(max_examples=60)
@given(tree=questions.TYPED_TREES, way=st.sampled_from(sorted(WAYS)))
def test_random_queries_are_one_order(archive: Archive, tree: Query, way: str) -> None:
    query = describe(tree)
    whole = asked(archive, query, **WAYS[way])
    slices = [asked(archive, query, limit=4, offset=offset, **WAYS[way]) for offset in range(0, 16, 4)]
    assert list(itertools.chain(*map(keys, slices))) == keys(whole)[:16]


def test_threads_may_share_a_ranking(archive: Archive) -> None:
    asking = [(query, way) for query in QUERIES for way in WAYS]
    expected = [keys(asked(archive, query, limit=9, **WAYS[way])) for query, way in asking]
    found: list[list[Any]] = []

    def ask() -> None:
        found.append([keys(asked(archive, query, limit=9, **WAYS[way])) for query, way in asking])

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 4
