"""A text read as plain words: nothing in it is an operator, a sign or a pattern."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh import query

from searchkit import Archive, QueryError
from searchkit.query import MAX_QUERY_BYTES, Parsed, describe, parse

WORDS = st.text(string.ascii_lowercase + "-'", min_size=1).filter(lambda word: any(map(str.isalpha, word)))


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("who won?", "who AND won"),
        ("wheat AND NOT barley", 'wheat AND "AND" AND "NOT" AND barley'),
        ("title: wheat title:wheat", 'title AND wheat AND "title:wheat"'),
        ("C++ and C#", "C++ AND and AND C#"),
        ("wheat* expor! =US @grains", "wheat AND expor AND US AND grains"),
        ('"wheat board"~3', "wheat AND board AND 3"),
        ("“wheat (board” [a TO b]", "wheat AND board AND a AND TO AND b"),
        ("-barley +iraq !oats", "barley AND iraq AND oats"),
        ("wheat W/5 board", 'wheat AND "W/5" AND board'),
        ("e-mail O'Brien AT&T U.S. 3.5", "e-mail AND O'Brien AND AT&T AND U.S. AND 3.5"),
        ("date:2006-01", '"date:2006-01"'),
        ('— & ? () ""', "nothing"),
        ("", "nothing"),
    ],
)
def test_signs_ask_for_nothing(typed: str, understood: str) -> None:
    parsed = parse(typed, plain=True, strict=True)
    assert (describe(parsed.tree), parsed.notes) == (understood, ())


@given(st.lists(WORDS, min_size=1))
def test_words_without_signs_are_as_ever(words: list[str]) -> None:
    bare = [word.lstrip("-") for word in words if word != "or"]
    text = " ".join(bare)
    assert parse(text, plain=True) == Parsed(parse(text).tree)


@given(st.text())
def test_any_text_is_words_without_a_note(text: str) -> None:
    tree, notes = (parsed := parse(text, plain=True)).tree, parsed.notes
    assert ({type(node) for node in tree.children()} <= {query.Term}, notes) == (True, ())


def test_a_text_of_plain_words_has_the_same_limit() -> None:
    with pytest.raises(QueryError, match="65,537 bytes"):
        parse("a" * (MAX_QUERY_BYTES + 1), plain=True)


def test_a_search_for_plain_words(hay: Archive) -> None:
    page = hay.search('title: "wheat" -iraq', plain=True)
    note = "no article has all the words; these have any of them"
    assert (page.interpreted, page.notes) == ("(title OR wheat OR iraq)", (note,))
