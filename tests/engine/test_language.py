"""The language of professionals through the archive: hits, all their spans, the fields that matched, limits."""

import pytest

from searchkit import Archive, Article, Hit, QueryError, Suggestion

WHEAT = "The wheat board paid kickbacks to Iraq.\n\nThe board denied it. Exports of wheat fell."


def ids(hay: Archive, query: str) -> list[str]:
    return sorted(hit.id for hit in hay.search(query, match="all"))


def marked(hit: Hit) -> list[str]:
    return [hit.article.body[start:end] for start, end in hit.spans]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("wheat W/1 board", ["wheat"]),
        ("board W/3 met", ["barley"]),
        ("board PRE/1 met", ["barley"]),
        ("met PRE/3 board", []),
        ("wheat W/S kickbacks", ["wheat"]),
        ("kickbacks W/S exports", []),
        ("denied W/P exports", ["wheat"]),
        ("kickbacks W/P exports", []),
        ("board NOT W/3 wheat", ["wheat"]),
        ("wheat NOT W/9 board", ["weizen"]),
        ("ATLEAST3(wheat)", ["wheat"]),
        ("ATLEAST3(wheat OR barley)", ["barley", "wheat"]),
        ("wheat/F3/", ["wheat"]),
        ("LEAD(fell)", ["wheat"]),
        ("HEADLINE(wheat board)", ["wheat"]),
        ("wc<10", ["barley"]),
        ('"U.S. whea*"', ["weizen"]),
        ('"kickbacks board"~3', ["wheat"]),
        ('"board kickbacks"~3', ["wheat"]),
        ("ALLCAPS(us) AND wheat", ["weizen"]),
        ("NOCAPS(board) NOT CAPS(board)", ["barley", "wheat"]),
        ("PLURAL(export)", ["wheat"]),
        ("(wheat AND iraq) W/5 board", ["wheat"]),
        ("wheat W/5 date:2006-01", ["wheat"]),
        ("la=de", ["weizen"]),
    ],
)
def test_which_articles_match(hay: Archive, query: str, found: list[str]) -> None:
    assert ids(hay, query) == found


def test_a_hit_knows_all_its_spans_and_where_they_are(hay: Archive) -> None:
    [hit] = hay.search("wheat W/S (kickbacks OR exports)").hits
    assert (marked(hit), hit.matched_fields) == (["wheat", "kickbacks", "Exports", "wheat"], ("body", "title"))


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("author:novak", ("authors",)),
        ("title:wheat source:courier", ("title", "source")),
        ("iraq date:2006-01", ("body", "date")),
        ("kickbacks wc>3", ("title", "body")),
    ],
)
def test_a_hit_says_which_fields_matched(hay: Archive, query: str, fields: tuple[str, ...]) -> None:
    [hit] = hay.search(query).hits
    assert set(fields) <= set(hit.matched_fields)


@pytest.mark.parametrize(
    "query", ["wheat", "wheat W/5 board", '"the board"', "expor* W/2 wheat", "board NOT W/1 wheat"]
)
def test_an_article_of_the_archive_is_marked_as_any_other_text(hay: Archive, query: str) -> None:
    article = hay.article("wheat")
    other = Article(id="elsewhere", title=article.title, body=article.body, language=article.language)
    assert hay.highlights(article, query) == hay.highlights(other, query)


def test_a_saved_set_stands_for_its_alternatives(hay: Archive) -> None:
    sets = {"grain": ("barley", "wheat board")}
    page = hay.search("@grain W/3 (paid OR prices)", sets=sets, match="all")
    assert sorted(hit.id for hit in page) == ["barley", "wheat"]


def test_a_pattern_that_stands_for_too_many_words_is_refused_and_says_how_to_go_on(hay: Archive) -> None:
    with pytest.raises(QueryError, match=r"\S+ stands for \d+ words, and the most is 2: .* raise --max-terms"):
        hay.search("b*", max_terms=2)


def test_strict_refuses_what_would_be_read_as_text(hay: Archive) -> None:
    with pytest.raises(QueryError, match="column 7: bracket without a partner") as caught:
        hay.search("wheat (board", strict=True)
    assert (caught.value.query, caught.value.column) == ("wheat (board", 7)


def test_a_query_over_its_limit_says_both_sizes(hay: Archive) -> None:
    with pytest.raises(QueryError, match=r"20 .* 10"):
        hay.search("wheat " * 3 + "xx", max_query_bytes=10)


def test_words_that_no_article_has_bring_suggestions(hay: Archive) -> None:
    page = hay.search("whaet W/5 board")
    assert (page.suggestions, page.did_you_mean) == ((Suggestion("whaet", ("wheat",)),), "wheat W/5 board")
