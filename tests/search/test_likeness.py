"""The words of an article that lead to articles like it, and what is only a copy."""

import pytest

import searchkit
from searchkit import Article
from searchkit.search import LUCENE, Snapshot
from searchkit.search.likeness import copies, likeness_terms
from searchkit.search.statistics import CommitStatistics
from searchkit.search.textterms import TextTerms
from searchkit.storage import schema
from searchkit.storage.opening import open_commit

STORY = "The wheat board met in May and sold all that the silos held to a dealer from the coast."


@pytest.fixture(scope="module")
def statistics(tmp_path_factory: pytest.TempPathFactory) -> CommitStatistics:
    """Of twelve articles: `rain` stands in eight, `wheat` in three, `board` and `silo` in two, `dealer` in one."""
    folder = tmp_path_factory.mktemp("statistics") / "index"
    bodies = ["wheat board silos dealer", "wheat board", "wheat rain", "silos rain", *["rain"] * 6, "snow", "hail"]
    with searchkit.create(folder) as archive:
        archive.add([Article(f"a{number}", body=body) for number, body in enumerate(bodies)])
    return Snapshot(open_commit(folder).segments, schema(), similarity=LUCENE).statistics


def terms_of(article: Article, statistics: CommitStatistics, count: int = 9, is_own: bool = True) -> dict[str, float]:
    return likeness_terms(article, count, TextTerms(), statistics, is_own)


def test_terms_are_chosen_by_rarity_and_weigh_by_their_number(statistics: CommitStatistics) -> None:
    article = Article(title="Silos", body="Wheat, wheat, wheat: rain on the board's dealer, 1987.")
    # sqrt(3) wheat, sqrt(2) silo for its title, 1 board; nobody else has dealer, two thirds of all have rain
    assert terms_of(article, statistics) == {"silo": 0.816, "wheat": 1.0, "board": 0.577}


def test_of_many_terms_the_best_are_taken(statistics: CommitStatistics) -> None:
    assert terms_of(Article(body="wheat wheat board"), statistics, count=1) == {"wheat": 1.0}


def test_a_word_that_one_article_has_leads_there_from_outside(statistics: CommitStatistics) -> None:
    assert terms_of(Article(body="dealer"), statistics, is_own=False) == {"dealer": 1.0}


@pytest.mark.parametrize(
    ("body", "is_copy"),
    [
        (STORY, True),
        (STORY.replace("\n", " ").upper(), True),
        (f"{STORY} Prices fell by half on Tuesday, and no one knew what would become of the men at the quay.", True),
        (STORY[: len(STORY) // 2], True),
        (STORY.replace("board", "ring").replace("silos", "barns").replace("dealer", "buyer"), False),
        ("Rain fell on the coast for days, and no ship came in from May to the end of June.", False),
        ("", False),
    ],
)
def test_copies_print_the_same_words_in_the_same_order(body: str, is_copy: bool) -> None:
    assert copies(Article(body=STORY), [Article(title="Other", body=body)], TextTerms()) == [is_copy]


def test_an_equal_article_without_a_body_is_a_copy() -> None:
    assert copies(Article("a", title="Flash"), [Article("b", title="Flash")], TextTerms()) == [True]
