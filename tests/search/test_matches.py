"""Spans are exactly the match: for every operator, and nothing beside it."""

import pytest

from searchkit import Archive
from searchkit.analysis import tokenize
from searchkit.query import Resolver, parse
from searchkit.search.matches import ArticleTokens, Matcher, merged
from searchkit.search.patterns import Pattern
from searchkit.search.plan import plan
from searchkit.search.spots import TextTokens
from searchkit.storage import schema

BODY = "The wheat board paid kickbacks to Iraq.\n\nThe board denied it. Exports of wheat fell."


@pytest.mark.parametrize(
    ("query", "title", "body"),
    [
        ("wheat", ["Wheat"], ["wheat", "wheat"]),
        ("exporting", [], ["Exports"]),
        ('"wheat board"', ["Wheat board"], ["wheat board"]),
        ('"board paid kickbacks"', ["board paid kickbacks"], ["board paid kickbacks"]),
        ('"wheat kickbacks"~3', ["Wheat", "kickbacks"], ["wheat", "kickbacks"]),
        ('"kickbacks wheat"~3', ["Wheat", "kickbacks"], ["wheat", "kickbacks"]),
        ("wheat NOT barley", ["Wheat"], ["wheat", "wheat"]),
        ("kickback* OR barley", ["kickbacks"], ["kickbacks"]),
        ("k?ckb*", ["kickbacks"], ["kickbacks"]),
        ("weat~", ["Wheat"], ["wheat", "wheat"]),
        ("title:wheat", ["Wheat"], []),
        ("body:wheat", [], ["wheat", "wheat"]),
        ("(wheat AND barley) OR iraq", [], ["Iraq"]),
        ("iraq date:2006-01", [], ["Iraq"]),
        ("iraq date:2007", [], []),
        ("source:courier iraq", [], ["Iraq"]),
        ("author:novak", [], []),
        ("denied the", [], ["The", "The", "denied"]),
        ("!!!", [], []),
    ],
)
def test_marks_in_one_article(hay: Archive, query: str, title: list[str], body: list[str]) -> None:
    article = hay.article("wheat")
    title_spans, body_spans = hay.highlights(article, query)
    assert [article.title[s:e] for s, e in title_spans] == title
    assert [BODY[s:e] for s, e in body_spans] == body


def test_spans_are_code_points_also_beyond_ascii(hay: Archive) -> None:
    article = hay.article("pshenitsa")
    _, spans = hay.highlights(article, "экспортом пшеницу OBrien")
    assert [article.body[s:e] for s, e in spans] == ["Экспорт", "пшеницы"]


def test_a_huge_slop_takes_no_longer_than_the_article(hay: Archive) -> None:
    article = hay.article("wheat")
    _, spans = hay.highlights(article, '"board wheat"~1000000')
    assert [BODY[s:e] for s, e in spans] == ["wheat", "board", "board", "wheat"]


def test_a_long_phrase_takes_no_long_time_or_stack(hay: Archive) -> None:
    page = hay.search('"' + " ".join(["the wheat"] * 400) + '"')
    assert page.total == 0


TEXT = "US wheat, U.S. Wheat; the Wheat Board, a WHEAT board. Wheats for us: his résumé, to resume. An e-mail list."


@pytest.mark.parametrize(
    ("typed", "marked"),
    [
        ("=US", ["US"]),
        ("=us", ["US", "us"]),
        ("=U.S.", ["U.S"]),
        ("us", ["US", "U.S", "us"]),
        ("=wheat", ["wheat", "Wheat", "Wheat", "WHEAT"]),
        ("=Wheat", ["Wheat", "Wheat"]),
        ("=wheats", ["Wheats"]),
        ('="Wheat Board"', ["Wheat Board"]),
        ('="wheat board"', ["Wheat Board", "WHEAT board"]),
        ('="WHEAT board"', ["WHEAT board"]),
        ('="the Board"~2', ["the", "Board"]),
        ('="Board Wheat"', []),
        ("=résumé", ["résumé"]),
        ("=resume", ["resume"]),
        ("=e-mail", ["e-mail"]),
        ("=email", []),
        ('="e-mail list"', ["e-mail list"]),
        ('="an e-mail list"', ["An e-mail list"]),
        ("wheat -=US", []),
    ],
)
def test_exact_forms_are_marked_where_they_stand_as_typed(typed: str, marked: list[str]) -> None:
    tokens = ArticleTokens({"body": TextTokens(tokenize(TEXT, "en"))}, lambda node: False)
    matcher = Matcher(
        Resolver(("en",)).resolve(parse(f"body:({typed})").tree),
        lambda leaf: Pattern(plan(leaf, schema()), ()),
    )
    marks = tokens.marks(TEXT, "body", matcher.matches(tokens) or [])
    assert [TEXT[start:end] for start, end in merged(marks)] == marked
