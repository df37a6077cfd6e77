"""Articles like one: without itself and its copies, before a date, nearer in time."""

from pathlib import Path

import pytest

import searchkit
from searchkit import Archive, Article, ArticleNotFoundError, QueryError

KICKBACKS = "The wheat board paid kickbacks to Iraq through a trucking company in Jordan, an inquiry was told."
ARTICLES = (
    Article("kickbacks", "Wheat board paid kickbacks", KICKBACKS, "2006-02-10"),
    Article("reprint", "Board paid kickbacks", f"{KICKBACKS} More to come.", "2006-02-11"),
    Article("inquiry", "Inquiry into wheat", "The inquiry asks who paid Iraq, and when the board knew.", "2006-01-10"),
    Article("sameday", "Trucking", "A trucking company in Jordan denies kickbacks to Iraq.", "2006-02-10"),
    Article("jordan", "Jordan", "The trucking company moved to Jordan. Iraq and the inquiry followed.", "2004-02-10"),
    Article("undated", "Wheat", "Wheat for Iraq was paid for by the board."),
    *(Article(f"rain{day}", "Rain", f"It rained on the coast for {day} days.", "2006-02-01") for day in range(30)),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("similar") / "index"
    with searchkit.create(folder) as archive:
        archive.add(ARTICLES)
    return folder


@pytest.fixture
def archive(folder: Path):  # type: ignore[no-untyped-def]
    with searchkit.open(folder) as archive:
        yield archive


def test_an_article_is_not_like_itself_nor_are_its_copies(archive: Archive) -> None:
    page = archive.similar("kickbacks")
    assert {hit.id for hit in page} == {"inquiry", "sameday", "jordan", "undated"}
    assert (page.query, page.total, page.notes) == ("kickbacks", 4, ("1 copy of it is left out",))


def test_passages_have_the_words_marked(archive: Archive) -> None:
    hit = next(hit for hit in archive.similar("kickbacks") if hit.id == "sameday")
    [passage] = hit.passages
    marked = [passage.text[start:end] for start, end in passage.spans]
    assert marked == ["trucking", "company", "Jordan", "kickbacks", "Iraq"]
    assert archive.similar("kickbacks", passages=0).hits[0].passages == ()


def test_a_text_finds_the_article_it_is_like(archive: Archive) -> None:
    page = archive.similar(text="Who paid whom for wheat in Iraq? The board will not say.")
    assert (page.hits[0].id, page.query) == ("undated", "Who paid whom for wheat in Iraq? The board will not say.")


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        ({"before": "2006"}, {"jordan"}),
        ({"before": "2006-02-10"}, {"jordan", "inquiry"}),
        ({"earlier": True}, {"jordan", "inquiry"}),
        ({"earlier": True, "before": "2005"}, {"jordan"}),
    ],
)
def test_only_what_was_published_before(archive: Archive, options: dict[str, object], ids: set[str]) -> None:
    assert {hit.id for hit in archive.similar("kickbacks", **options)} == ids  # type: ignore[arg-type]


def test_scores_halve_with_the_time_between(archive: Archive) -> None:
    plain = {hit.id: hit.score for hit in archive.similar("kickbacks")}
    decayed = {hit.id: hit.score for hit in archive.similar("kickbacks", half_life="31d")}
    assert {name: round(decayed[name] / plain[name], 4) for name in ("sameday", "inquiry")} == {
        "sameday": 1.0,
        "inquiry": 0.5,
    }


def test_pages_follow_each_other(archive: Archive) -> None:
    whole = [(hit.rank, hit.id) for hit in archive.similar("kickbacks")]
    parts = [(hit.rank, hit.id) for first in range(4) for hit in archive.similar("kickbacks", limit=1, offset=first)]
    assert parts == whole


def test_many_copies_do_not_shorten_a_page(tmp_path: Path) -> None:
    copied = [Article(f"copy{number:02}", body=KICKBACKS, source=f"Paper {number}") for number in range(40)]
    with searchkit.create(tmp_path / "index") as archive:
        archive.add([*ARTICLES, *copied, *(Article(f"snow{n}", body=f"Snow, {n} days") for n in range(150))])
        page = archive.similar("kickbacks", limit=2)
    assert (len(page), page.notes) == (2, ("41 copies of it are left out",))


def test_the_words_are_explained(archive: Archive) -> None:
    explanation = archive.explain_similar("jordan", terms=2)
    assert explanation.interpreted == "Jordan OR company^0.577"
    assert [(one.typed, one.words) for one in explanation.expansions] == [
        ("Jordan^1", (("Jordan", 4),)),
        ("company^0.577", (("company", 4),)),
    ]


def test_an_article_whose_words_no_other_has_is_like_none(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "index") as archive:
        archive.add([Article("a", body="wheat"), Article("b", body="rain")])
        page = archive.similar("a")
    assert (page.hits, page.total) == ((), 0)
    assert page.notes == ("no article is like it: it has no word that others have and few enough of them",)


def test_what_cannot_be_asked_is_an_error(archive: Archive) -> None:
    for ask, message in (
        ({}, "give either"),
        ({"id": "kickbacks", "text": "wheat"}, "give either"),
        ({"id": "undated", "earlier": True}, "has no date"),
        ({"id": "kickbacks", "before": "soon"}, "cannot read 'soon'"),
        ({"id": "kickbacks", "half_life": "soon"}, "no age"),
    ):
        with pytest.raises(QueryError, match=message):
            archive.similar(**ask)
    with pytest.raises(ArticleNotFoundError):
        archive.similar("nothing")


def test_terms_mark_the_articles_of_a_query(archive: Archive) -> None:
    found = archive.terms("trucking", limit=2)
    assert [(one.word, one.inside, one.all_inside, one.outside, one.all_outside) for one in found] == [
        ("company", 4, 4, 0, 32),
        ("Jordan", 4, 4, 0, 32),
    ]


def test_terms_are_those_of_the_best_articles(archive: Archive) -> None:
    assert {one.all_inside for one in archive.terms("iraq", best=2)} == {2}
    assert {one.all_inside for one in archive.terms("iraq", best=0)} == {6}


def test_terms_of_nothing_are_none(archive: Archive) -> None:
    assert (archive.terms("nowhere"), archive.terms("")) == ((), ())
