"""Further words come from the best articles, as RM3 weighs them."""

from dataclasses import replace
from math import log
from pathlib import Path

import pytest

import searchkit
from searchkit import Archive, Article, Ranking
from searchkit.query import parse, relax
from searchkit.search import Snapshot
from searchkit.search.feedback import SCORE_UNIT, feedback, is_of_bare_words, widened
from searchkit.search.statistics import CommitStatistics
from searchkit.search.textterms import TextTerms
from searchkit.storage import schema
from searchkit.storage.opening import open_commit

FELL = Article("fell", body="wheat exports fell")
HARVEST = Article("harvest", body="wheat harvest")
RANKED = [(FELL, 9.0), (HARVEST, 9.0 - SCORE_UNIT * log(2))]
DROUGHT = "The drought lasted. Farmers lost their harvest of wheat, and silos stood empty along the railway."
RAILWAY = "Empty silos along the railway: farmers ask for help after the drought."
RAIN = "Rain fell on the coast for a week and ships stayed in port."


@pytest.fixture(scope="module")
def statistics(tmp_path_factory: pytest.TempPathFactory) -> CommitStatistics:
    """Of ten articles, six of which have `rain`."""
    folder = tmp_path_factory.mktemp("statistics") / "index"
    with searchkit.create(folder) as archive:
        archive.add([FELL, HARVEST, *(Article(f"r{n}", body="rain") for n in range(6)), Article("x"), Article("y")])
    return Snapshot(open_commit(folder).segments, schema()).statistics


@pytest.fixture(scope="module")
def farms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("farms") / "index"
    stories = {"drought": DROUGHT, "railway": RAILWAY, "rain": RAIN}
    with searchkit.create(folder) as archive:
        archive.add(
            [Article(name, body=body, date=f"2006-01-0{n}") for n, (name, body) in enumerate(stories.items(), 1)]
        )
    return folder


def test_a_term_weighs_what_it_is_of_each_article_by_e_to_the_score(statistics: CommitStatistics) -> None:
    found = feedback(RANKED, TextTerms(), statistics, Ranking())
    # wheat 1/3 + 1/2 · 1/2, export and fell 1/3, harvest 1/2 · 1/2; together 3/2
    assert {term: round(weight, 4) for term, weight in found.items()} == {
        "wheat": 0.3889,
        "export": 0.2222,
        "fell": 0.2222,
        "harvest": 0.1667,
    }


def test_only_so_many_articles_and_terms_count(statistics: CommitStatistics) -> None:
    found = feedback(RANKED, TextTerms(), statistics, replace(Ranking(), feedback_articles=1, feedback_terms=2))
    assert found == {"export": 0.5, "fell": 0.5}


def test_frequent_words_numbers_and_letters_are_no_further_words(statistics: CommitStatistics) -> None:
    rainy = Article("rainy", body="rain 1987 x harvest")
    assert feedback([(rainy, 1.0)], TextTerms(), statistics, Ranking()) == {"harvest": 1.0}


def test_no_articles_give_no_words(statistics: CommitStatistics) -> None:
    assert feedback([], TextTerms(), statistics, Ranking()) == {}


def test_further_words_get_their_share_of_the_weight() -> None:
    tree = parse("wheat board").tree
    found = widened(tree, tree, {"export": 0.75, "fell": 0.25}, replace(Ranking(), feedback_weight=0.5), 2.0, True)
    # two words are half of the weight: 2 · 0.75 and 2 · 0.25 are the other half
    assert str(found) == f"({tree} OR body:export^1.5 OR title:export^3.0 OR body:fell^0.5 OR title:fell)"


def test_of_a_long_question_five_words_count() -> None:
    tree = parse("one two three four five six seven").tree
    found = widened(tree, tree, {"fell": 1.0}, replace(Ranking(), feedback_weight=0.5), 2.0, True)
    assert str(found).endswith(" OR body:fell^5.0 OR title:fell^10.0)")


@pytest.mark.parametrize(
    ("query", "bare"),
    [
        ("wheat", True),
        ("wheat board", True),
        ("wheat OR barley^2", True),
        ("wheat AND board", False),
        ("wheat -board", False),
        ("+wheat board", False),
        ('wheat "board met"', False),
        ("wheat title:board", False),
        ("wheat date:2006", False),
        ("whea*", False),
    ],
)
def test_only_bare_words_may_find_articles_without_them(query: str, bare: bool) -> None:
    tree = parse(query).tree
    assert (is_of_bare_words(tree), is_of_bare_words(relax(tree))) == (bare, bare)


def ids(archive: Archive, query: str, **options: object) -> list[str]:
    return [hit.id for hit in archive.search(query, deep=True, **options)]  # type: ignore[arg-type]


def test_deep_finds_what_has_the_words_of_the_best(farms: Path) -> None:
    with searchkit.open(farms) as archive:
        page = archive.search("wheat harvest", deep=True)
    assert [(hit.id, hit.matched_fields, len(hit.passages[0].spans)) for hit in page] == [
        ("drought", ("body",), 2),
        ("railway", (), 0),
    ]
    assert page.total == 2
    assert page.notes == (
        "also looked for words of the best articles: along, drought, empty, farmers, lasted and 4 more",
    )


@pytest.mark.parametrize("query", ["wheat AND harvest", "wheat harvest -rain", '"harvest of wheat"', "title:wheat"])
def test_deep_leaves_out_what_a_query_leaves_out(farms: Path, query: str) -> None:
    with searchkit.open(farms) as archive:
        assert ids(archive, query) == [hit.id for hit in archive.search(query)]


def test_deep_adds_nothing_where_all_words_are_wanted(farms: Path) -> None:
    with searchkit.open(farms) as archive:
        assert ids(archive, "wheat harvest", match="all") == ["drought"]


def test_deep_is_refused_where_dates_decide(farms: Path) -> None:
    with searchkit.open(farms) as archive, pytest.raises(searchkit.QueryError, match="deep ranks by relevance"):
        ids(archive, "the", sort="newest")


def test_deep_pages_are_the_same_whatever_was_asked_before(farms: Path) -> None:
    with searchkit.open(farms) as archive:
        fresh = archive.search("drought", deep=True)
    with searchkit.open(farms) as archive:
        archive.search("rain", deep=True)
        assert archive.search("drought", deep=True).hits == fresh.hits
