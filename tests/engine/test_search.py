"""What an archive answers: the two lines everybody types, and the options beside them."""

import threading
from typing import cast

import pytest

from searchkit import Archive, ArticleNotFoundError, Filters, QueryError, ResultPage, Span
from searchkit.model import Match


def ids(page: ResultPage) -> list[str]:
    return [hit.id for hit in page]


def test_bare_words_mean_all_of_them(hay: Archive) -> None:
    page = hay.search("wheat board")
    assert (ids(page), page.total, page.relaxed, page.interpreted) == (
        ["wheat", "barley"],
        2,
        False,
        "wheat AND board",
    )


def test_where_no_article_has_all_words_the_best_of_any_are_given(hay: Archive) -> None:
    page = hay.search("wheat kickbacks zeppelin")
    assert (ids(page)[0], page.relaxed, page.interpreted) == ("wheat", True, "(wheat OR kickbacks OR zeppelin)")
    assert "no article has all the words; these have any of them" in page.notes


def test_all_is_strict_and_any_is_loose(hay: Archive) -> None:
    assert hay.search("wheat zeppelin", match="all").total == 0
    assert hay.search("kickbacks discussed", match="any").total == 2
    assert hay.search("wheat AND zeppelin").total == 0


def test_a_hit_has_its_best_passage_with_spans(hay: Archive) -> None:
    hit = hay.search("kickbacks iraq").hits[0]
    passage = hit.passages[0]
    assert hit.article.body[passage.char_start : passage.char_end] == passage.text
    assert [passage.text[s:e] for s, e in passage.spans] == ["kickbacks", "Iraq"]
    assert hit.title_spans == (Span(17, 26),)


def test_no_passages_on_request(hay: Archive) -> None:
    hit = hay.search("kickbacks", passages=0).hits[0]
    assert (hit.passages, hit.title_spans) == ((), ())


def test_a_match_outside_the_body_shows_the_opening(hay: Archive) -> None:
    hit = hay.search("author:novak").hits[0]
    assert (hit.passages[0].ordinal, hit.passages[0].spans) == (0, ())


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("source:courier", ["wheat"]),
        ('source:"harbour radio"', ["barley"]),
        ("author:wei", ["barley"]),
        ("section:business", ["wheat"]),
        ("lang:ru", ["pshenitsa"]),
        ("lang:en", ["barley", "wheat"]),
        ("lang:en_GB", ["barley", "wheat"]),
        ("id:barley", ["barley"]),
        ("url:https*", ["wheat"]),
        ("title:weizen*", ["weizen"]),
        ("obrien OR o'brien", []),
        ("о'брайен", ["pshenitsa"]),
        ("us", ["weizen"]),
        ("3,5", ["weizen"]),
        ("5", ["weizen"]),
        ("пшеница", ["pshenitsa"]),
        ("ausfuhr", ["weizen"]),
        ("NOT wheat", ["pshenitsa"]),
        ("nothing-like-it", []),
        ("", []),
    ],
)
def test_queries(hay: Archive, query: str, expected: list[str]) -> None:
    assert ids(hay.search(query, match="all")) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("date:2006-01", ["wheat"]),
        ("date:2006-02-14", ["barley"]),  # dated by the month: its interval overlaps every day of it
        ("date:2006-02..2006-03", ["weizen", "barley"]),
        ("date:[2006-01-16 TO 2006-02}", ["wheat"]),
        ("after:2006-03-05", ["weizen"]),
        ("before:2006-02", ["wheat"]),
        ("until:2006-02", ["barley", "wheat"]),
        ("date:>2006-02", ["weizen"]),
        ("NOT date:2006", ["pshenitsa"]),
        ("date:2005", []),
    ],
)
def test_dates_are_half_open_intervals(hay: Archive, query: str, expected: list[str]) -> None:
    assert ids(hay.search(query)) == expected


def test_undated_articles_that_a_date_leaves_out_are_told(hay: Archive) -> None:
    assert hay.search("date:2006").notes == ("1 article without a date is left out",)


def test_filters_narrow_and_are_told(hay: Archive) -> None:
    page = hay.search("wheat", filters=Filters(sources=["Vale Courier", "Harbour Radio"], since="2006-02"))
    assert (ids(page), page.total, page.interpreted) == (
        ["barley"],
        1,
        "wheat AND source:(Vale Courier OR Harbour Radio) AND date:[2006-02-01 TO *}",
    )


def test_filters_alone_list_articles(hay: Archive) -> None:
    assert ids(hay.search("", filters=Filters(languages=["EN"]))) == ["barley", "wheat"]


def test_sorted_by_date_the_undated_come_last_and_scores_stay(hay: Archive) -> None:
    everything = "wheat OR barley OR пшеница"
    assert ids(hay.search(everything, sort="newest")) == ["weizen", "barley", "wheat", "pshenitsa"]
    assert ids(hay.search(everything, sort="oldest")) == ["wheat", "barley", "weizen", "pshenitsa"]
    by_rank = {hit.id: hit.score for hit in hay.search(everything)}
    assert {hit.id: hit.score for hit in hay.search(everything, sort="newest")} == pytest.approx(by_rank)


def test_equal_scores_are_ordered_by_date_then_id(hay: Archive) -> None:
    assert ids(hay.search("*")) == ["weizen", "barley", "wheat", "pshenitsa"]


def test_pages_follow_each_other_without_gap_or_repeat(hay: Archive) -> None:
    pages = [ids(hay.search("*", limit=1, offset=offset)) for offset in range(5)]
    assert pages == [["weizen"], ["barley"], ["wheat"], ["pshenitsa"], []]
    assert [hit.rank for hit in hay.search("*", limit=2, offset=2)] == [3, 4]


def test_limit_zero_counts_only(hay: Archive) -> None:
    page = hay.search("wheat", limit=0)
    assert (page.total, page.hits) == (3, ())


@pytest.mark.parametrize(("limit", "offset", "passages"), [(-1, 0, 0), (0, -1, 0), (0, 0, -1)])
def test_negative_numbers_are_refused(hay: Archive, limit: int, offset: int, passages: int) -> None:
    with pytest.raises(QueryError, match="0 or more"):
        hay.search("wheat", limit=limit, offset=offset, passages=passages)


def test_a_single_filter_value_needs_no_list(hay: Archive) -> None:
    assert ids(hay.search("wheat", filters=Filters(sources="Harbour Radio"))) == ["barley"]


def test_unknown_ways_of_matching_are_refused(hay: Archive) -> None:
    with pytest.raises(QueryError, match="match is one of"):
        hay.search("wheat", match=cast(Match, "some"))


def test_an_unreadable_filter_date_is_refused(hay: Archive) -> None:
    with pytest.raises(QueryError, match="cannot read 'soon' as a date"):
        hay.search("wheat", filters=Filters(since="soon"))


def test_articles_come_back_whole(hay: Archive) -> None:
    article = hay.article("weizen")
    assert (str(article.date), article.language, article.title) == (
        "2006-03-05T10:00:00+01:00",
        "de",
        "Weizenexporte steigen",
    )
    with pytest.raises(ArticleNotFoundError, match="'nix'"):
        hay.article("nix")


def test_stats_count_what_is_there(hay: Archive) -> None:
    stats = hay.stats()
    assert (stats.articles, stats.passages, stats.undated, stats.earliest, stats.latest) == (
        4,
        4,
        1,
        "2006-01-16",
        "2006-03-05",
    )
    assert (stats.languages, stats.years) == ({"en": 2, "de": 1, "ru": 1}, {"2006": 3})


def test_threads_share_an_archive(hay: Archive) -> None:
    found: list[list[int]] = []

    def ask() -> None:
        found.append([hay.search(query).total for query in ["wheat", "board", "пшеница", "*"] * 5])

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [[3, 2, 1, 4] * 5] * 6


def test_the_whoosh_index_is_at_hand(hay: Archive) -> None:
    with hay.whoosh.searcher() as searcher:
        assert searcher.doc_count() == 4
