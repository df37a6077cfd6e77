"""The query language: what is typed, and how it is understood."""

from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.errors import QueryError
from searchkit.query import MAX_QUERY_BYTES, Resolver, describe, parse, relax, resolve, syntax, wordqueries


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("wheat board kickbacks", "wheat AND board AND kickbacks"),
        ("wheat AND (iraq OR export*) NOT barley", "(wheat AND (iraq OR export*)) AND NOT barley"),
        ("wheat && iraq || barley", "((wheat AND iraq) OR barley)"),
        ("-barley +wheat", "NOT barley AND +wheat"),
        ("pro-Western", "pro-Western"),
        ('"wheat board"', '"wheat board"'),
        ("“wheat board”~3", '"wheat board"~3'),
        ("title:wheat hd:iraq", "title:wheat AND title:iraq"),
        ("author:(novak OR berg)", "(authors:novak OR authors:berg)"),
        ("expor* w?eat howrad~ howrad~2", "expor* AND w?eat AND howrad~ AND howrad~2"),
        ("wheat^3", "wheat^3"),
        ("date:2006-01 wheat", "date:[2006-01-01 TO 2006-02-01} AND wheat"),
        ("NOT date:[2006-01 TO 2006-03} x", "NOT date:[2006-01-01 TO 2006-03-01} AND x"),
        ("who sold wheat to iraq?", "who AND sold AND wheat AND to AND iraq"),
        ("http://example.org/a", "http://example.org/a"),
        ("don't 'quote'", "don't AND 'quote'"),
        ("", "nothing"),
    ],
)
def test_understood_as(typed: str, understood: str) -> None:
    assert describe(parse(typed).tree) in (understood, f"({understood})")


@pytest.mark.parametrize(
    ("typed", "relaxed"),
    [
        ("wheat board", "(wheat OR board)"),
        ("wheat AND board", "(wheat AND board)"),
        ("+wheat board -iraq", "+wheat AND NOT iraq AND board"),
        ("wheat board date:2006", "date:[2006-01-01 TO 2007-01-01} AND (wheat OR board)"),
    ],
)
def test_relaxing_keeps_what_was_asked_for_firmly(typed: str, relaxed: str) -> None:
    assert describe(relax(parse(typed).tree)) in (relaxed, relaxed.strip("()"))


@pytest.mark.parametrize(
    ("typed", "note"),
    [
        ('"wheat', "column 1: quotation mark without a partner: read as text"),
        ("wheat (board", "column 7: bracket without a partner: read as text"),
        ("foo:bar", "column 1: there is no field 'foo': read as text"),
    ],
)
def test_what_is_read_as_text_is_said_with_its_column(typed: str, note: str) -> None:
    assert parse(typed).notes == (note,)


@pytest.mark.parametrize(
    ("typed", "resolved"),
    [
        ("exports", "(title:export^2.0 OR body:export)"),
        ("O'Brien", '(title:"o brien" OR title:obrien^2.0 OR body:"o brien" OR body:obrien)'),
        ("3.5", "(title:3.5^2.0 OR body:3.5)"),
        ("東京都", '(title:"東京 京都" OR body:"東京 京都")'),
        ("東", "(title:東*^2.0 OR body:東*)"),
        ("source:Courier", "source:courier"),
        ("lang:DE", "language:de"),
        ("!!!", "<_NullQuery>"),
    ],
)
def test_words_become_terms_of_the_index(typed: str, resolved: str) -> None:
    assert str(Resolver(("en",)).resolve(parse(typed).tree)) in (resolved, resolved.replace("*^2.0", "*"))


def test_a_word_is_looked_for_under_its_stem_in_each_language() -> None:
    assert str(Resolver(("de", "en")).resolve(parse("body:Western").tree)) == "(body:west OR body:western)"


def test_a_query_over_the_bound_says_so() -> None:
    with pytest.raises(QueryError, match=r"the query has 70,000 bytes; the most is 65,536: allow more by"):
        parse("x" * 70_000)
    assert MAX_QUERY_BYTES == 65_536


PIECES = (
    "AND OR NOT ANDNOT REQUIRE ANDMAYBE TO && || ! ( ) [ ] { } \" ' * ? ~ ~2 ^ ^2 : + - \\ / # "
    "title: date: date:2006 after:2006 wheat U.S. C++ AT&T http://x.org/?a=b @name 漢字 😀"
).split(" ")
QUERYISH = st.lists(st.one_of(st.sampled_from([*PIECES, " ", "\t", "\n"]), st.text(max_size=5)), max_size=25)


PLAIN = st.sampled_from('wheat U.S. O’Brien x-ray AT&T a_b 漢字 "wheat board" "" AND OR NOT TO x \x1c'.split(" "))


@given(st.lists(st.one_of(PLAIN, PLAIN, st.text(max_size=3)), max_size=7), st.sampled_from([" ", " ", ""]))
def test_plain_words_are_read_as_the_parser_reads_them(parts: list[str], joint: str) -> None:
    text = joint.join(parts)
    with mock.patch.object(syntax, "_read_plain", return_value=None):
        expected = outcome(text)
    assert outcome(text) == expected


def outcome(text: str) -> str:
    try:
        return repr(parse(text))
    except QueryError as error:
        return str(error)


@given(QUERYISH, st.sampled_from([("en",), ("", "de", "en", "ru")]))
def test_a_query_is_flat_from_the_start_as_whoosh_makes_it(parts: list[str], languages: tuple[str, ...]) -> None:
    try:
        tree = parse(" ".join(parts)).tree
    except QueryError:
        return
    with mock.patch.object(resolve, "flat", list), mock.patch.object(wordqueries, "flat", list):
        expected = Resolver(languages).resolve(tree)
    assert repr(Resolver(languages).resolve(tree)) == repr(expected)


@given(QUERYISH, st.sampled_from(["", " "]))
def test_nothing_typed_gives_a_traceback(parts: list[str], joint: str) -> None:
    try:
        tree = parse(joint.join(parts)).tree
    except QueryError:
        return
    assert isinstance(describe(tree), str)
    assert isinstance(describe(relax(tree)), str)
    Resolver(("en", "de", "")).resolve(tree)
    Resolver(("en", "de", "")).resolve(relax(tree))
