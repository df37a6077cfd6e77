"""The query language: what is typed, how it is understood and printed, and what is said about it."""

import datetime as dt
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh import query

from searchkit.errors import QueryError
from searchkit.query import MAX_QUERY_BYTES, Resolver, describe, parse, relax, syntax
from tests.query.trees import plain

SETS = {"grains": ("wheat", '="Hard Red"', "oat mil*")}


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("wheat AND (iraq OR export*) NOT barley", "(wheat AND (iraq OR export*)) AND NOT barley"),
        ("“wheat board”~3", '"wheat board"~3'),
        ("who sold wheat to iraq?", "who AND sold AND wheat AND to AND iraq"),
        ('"who paid?"', '"who paid"'),
        ("कौन है वह हिंदी?", "कौन AND है AND वह AND हिंदी"),
        ("wheat?", "wheat?"),
        ("http://example.org/a", "http://example.org/a"),
        ("http://x.org/?title=a&b=c*d", "http://x.org/?title=a&b=c*d"),
        ("ana@example.org AT&T C++ 3.5 O'Brien U.S.", "ana@example.org AND AT&T AND C++ AND 3.5 AND O'Brien AND U.S."),
        ("10:30 C:\\ a/b/c 12/05/2006", "10:30 AND C:\\ AND a/b/c AND 12/05/2006"),
        ("don't 'quote'", "don't AND 'quote'"),
        ("wheat — barley & 😀", "wheat AND barley"),
        ("ｗｈｅａｔ （a）", "ｗｈｅａｔ AND a"),
        ("title：（a OR b）", "(title:a OR title:b)"),
        ('צה"ל "דובר צה"ל"', 'צה״ל AND "דובר צה״ל"'),
        ("the author(s) and f(x)", "the AND author AND s AND and AND f AND x"),
        ("AND(a)", "a"),
        ("title:body:a", "body:a"),
        ("title:CAPS(=US)^2", "CAPS(title:=US^2)"),
        ("CAPS(ALLCAPS(a))", "ALLCAPS(a)"),
        ("CAPS(“wheat =Board”)", 'CAPS("wheat =Board")'),
        ('PLURAL("stock index")', '("stock =indexes" OR "stock =indices")'),
        ("HEADLINE(ATLEAST2(a) W/3 b)", "(ATLEAST2(title:a) W/3 title:b)"),
        ("(((wheat)))", "wheat"),
        ("a /F5/ /F3/", "a/F3/"),
        ("(a /F5/)/F9/^2", "(a^2)/F5/"),
        ("((a^1000)^1000)^1000", "a^1000000"),
        ("wheat^2^3", "wheat^6"),
        ("howrad~0.8", "howrad~"),
        ("id:=A*1 url:“x y”", 'id:"A*1" AND url:"x y"'),
        ("date:(2006-01 OR 2006-03)", "(date:[2006-01-01 TO 2006-02-01} OR date:[2006-03-01 TO 2006-04-01})"),
        ("date>=2006 before=2007", "date:[2006-01-01 TO *} AND date:[* TO 2007-01-01}"),
        ("wc>800 wc<=300 wc:..5 length:[3 TO 9} wc=7", "wc>800 AND wc<301 AND wc<6 AND wc:3..8 AND wc:7..7"),
        ("LENGTH(> 800 and < 2,000)", "wc:801..1999"),
        ("@grains title:@grains^2", "@grains AND title:@grains^2"),
        ("*:*", "*"),
        ("title:*", "title:*"),
        ("", "nothing"),
    ],
)
def test_understood_as(typed: str, understood: str) -> None:
    assert describe(parse(typed, sets=SETS).tree) == understood


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
    ("typed", "understood", "note"),
    [
        ('"wheat', "wheat", "column 1: quotation mark without a partner: read as text"),
        ('5" pipe', "5 AND pipe", "column 2: quotation mark without a partner: read as text"),
        ("wheat (board", "wheat AND board", "column 7: bracket without a partner: read as text"),
        ("wheat) board", "wheat AND board", "column 6: bracket without a partner: read as text"),
        ("HEADLINE(wheat", "HEADLINE AND wheat", "column 9: bracket without a partner: read as text"),
        ("wheat ()", "wheat", "column 7: there is nothing between the brackets: left out"),
        ('wheat ""', "wheat", "column 7: there is no word between the quotation marks: left out"),
        ("foo:bar", "foo:bar", "column 1: there is no field 'foo': read as text"),
        ("a title: b", "a AND title: AND b", "column 3: title: has nothing behind it: read as text"),
        ("AND wheat", "wheat", "column 1: AND has nothing to join here: left out"),
        ("wheat OR", "wheat", "column 7: OR has nothing to join here: left out"),
        ("a AND OR b", "(a OR b)", "column 3: AND has nothing to join here: left out"),
        ("NOT NOT a", "NOT a", "column 5: NOT has nothing to join here: left out"),
        ("a NOT", "a", "column 3: NOT has nothing to join here: left out"),
        ("W/5 a", "a", "column 1: W/5 has nothing to join here: left out"),
        ("ATLEAST5", "nothing", "column 1: ATLEAST5 has nothing to join here: left out"),
        ("a W/0 b", "a AND W/0 AND b", "column 3: the number in W/0 is not between 1 and 1,000,000: read as text"),
        (
            "a W/x b",
            "a AND W/x AND b",
            "column 3: W/x is no proximity (W/5, PRE/5, W/S, W/P and W/SEG are): read as text",
        ),
        (
            "near1000001",
            "near1000001",
            "column 1: the number in near1000001 is not between 1 and 1,000,000: read as text",
        ),
        ("wheat - barley", "wheat AND barley", "column 7: - stands alone: read as text"),
        ("wheat^x", "wheat^x", "column 1: there is no number behind ^: read as text"),
        ("a * b", "a AND b", "column 3: * alone stands for any article: left out beside words"),
        ("a/b*", "a/b*", "column 1: a/b* is no pattern of one word: read as text"),
        ("=expor*", "expor*", "column 1: = says nothing before a pattern, which is of written words: left out"),
        ("wc>many", "many", "column 1: >many is no number of words (wc>800, wc:300..800): read as text"),
        ("@nobody", '"@nobody"', "column 1: there is no saved set 'nobody': read as text"),
        ("(a b)~3", "a AND b", "column 6: ~ and a number belong behind quotation marks: left out"),
        ("wheat or barley", "wheat AND or AND barley", "column 7: or is a word here: OR joins only in capitals"),
        ("a AND b OR c", "((a AND b) OR c)", "column 1: AND binds tighter than OR: read as (a AND b) OR c"),
    ],
)
def test_what_is_not_read_as_it_looks_is_said_with_its_column(typed: str, understood: str, note: str) -> None:
    parsed = parse(typed)
    assert (describe(parsed.tree), parsed.notes) == (understood, (note,))


def test_notes_come_in_the_order_of_what_they_are_about_and_not_without_end() -> None:
    notes = parse("foo:x " * 30 + "(").notes
    assert (notes[0], notes[1], len(notes), notes[-1]) == (
        "column 1: there is no field 'foo': read as text",
        "column 7: there is no field 'foo': read as text",
        21,
        "and 11 more notes of this kind",
    )


def test_strict_raises_the_first_note_with_its_place() -> None:
    with pytest.raises(QueryError) as raised:
        parse("wheat foo:bar AND", strict=True)
    error = raised.value
    assert (str(error), error.query, error.column) == (
        "column 7: there is no field 'foo'",
        "wheat foo:bar AND",
        7,
    )


@pytest.mark.parametrize("typed", ["a b OR c", "a AND b OR c", "a or b", "http://x.org 10:30 — C++", "date:2006 -x"])
def test_remarks_are_no_errors_in_strict_mode(typed: str) -> None:
    assert parse(typed, strict=True) == parse(typed)


def test_a_date_that_cannot_be_read_is_an_error_with_its_place() -> None:
    with pytest.raises(QueryError, match=r"^column 7: cannot read 'soon' as a date") as raised:
        parse("wheat date:soon")
    assert (raised.value.query, raised.value.column) == ("wheat date:soon", 7)


def test_dates_in_a_function_count_from_now() -> None:
    tree = parse("DATE(AFT 2005 and BEF today)", dt.datetime(2006, 3, 4)).tree
    assert describe(tree) == "date:[2006-01-01 TO 2006-03-04}"


def test_a_query_over_the_bound_says_so() -> None:
    with pytest.raises(QueryError, match=r"the query has 70,000 bytes; the most is 65,536: --max-query"):
        parse("é" * 35_000)
    assert (MAX_QUERY_BYTES, len(parse("é" * 35_000, max_bytes=70_000).notes)) == (65_536, 0)


def test_brackets_nest_a_hundred_deep_and_deeper_ones_do_not_count() -> None:
    parsed = parse("(a OR " * 101 + "b" + ")" * 101)
    assert parsed.notes == ("column 601: brackets stand more than 100 deep in one another: left out",)


def test_a_hundred_proximities_stand_in_one_another_and_then_comes_and() -> None:
    parsed = parse(" W/5 ".join("a" * 102))
    assert parsed.notes == ("column 603: more than 100 proximities in a row: W/5 read as AND",)
    assert describe(parsed.tree).endswith(" W/5 a) AND a")


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
        ("by:{Berg TO *]", "authors:{berg TO ]"),
        ("by:[* TO Berg}", "authors:[ TO berg}"),
        ("!!!", "<_NullQuery>"),
    ],
)
def test_words_become_terms_of_the_index(typed: str, resolved: str) -> None:
    assert str(Resolver(("en",)).resolve(parse(typed).tree)) in (resolved, resolved.replace("*^2.0", "*"))


def test_a_word_is_looked_for_under_its_stem_in_each_language() -> None:
    assert str(Resolver(("de", "en")).resolve(parse("body:Western").tree)) == "(body:west OR body:western)"


def test_a_set_is_any_of_its_words_and_phrases() -> None:
    (found,) = parse("@grains", sets=SETS).tree.children()
    assert plain(query.Or([*found.children()])) == plain(parse('wheat OR ="Hard Red" OR "oat mil*"').tree)


PIECES = (
    "AND OR NOT ANDNOT BUT TO && || ! ( ) [ ] { } \" ' * ? ~ ~2 ^ ^2 : + - = / \\ # . , W/5 NOT W/S PRE/3 NEAR SAME "
    "ATLEAST3( ATLEAST2 /F5/ CAPS( PLURAL( HEADLINE( title: lead: wc>8 LENGTH( DATE( date: date:2006 after:2006 url: "
    "wheat U.S. C++ AT&T http://x.org/?a=b @name @grains =US expor* w?eat x~ /wh.at/ [a TO b] or index 漢字 😀 “ ”"
).split(" ")
QUERYISH = st.lists(st.one_of(st.sampled_from([*PIECES, " ", "\t", "\n"]), st.text(max_size=5)), max_size=25)
PLAIN = st.sampled_from(
    'wheat U.S. O’Brien x-ray AT&T a_b 漢字 "wheat board" "" AND OR NOT TO or BUT x \x1c'.split(" ")
)


def read(text: str) -> query.Query | None:
    """The tree; None where the text has a date that cannot be read."""
    try:
        return parse(text, sets=SETS).tree
    except QueryError:
        return None


@given(st.lists(st.one_of(PLAIN, PLAIN, st.text(max_size=3)), max_size=7), st.sampled_from([" ", " ", ""]))
def test_plain_words_are_read_as_the_parser_reads_them(parts: list[str], joint: str) -> None:
    text = joint.join(parts)
    with mock.patch.object(syntax, "_read_plain", return_value=None):
        expected = repr(read(text))
    assert repr(read(text)) == expected


@given(QUERYISH, st.sampled_from(["", " "]))
def test_what_is_printed_is_understood_the_same(parts: list[str], joint: str) -> None:
    tree = read(joint.join(parts))
    if tree is None or not [*tree.children()]:
        return
    again = parse(describe(tree), sets=SETS).tree
    assert (describe(again), plain(again)) == (describe(tree), plain(tree))


@given(QUERYISH, st.sampled_from(["", " "]))
def test_nothing_typed_gives_a_traceback(parts: list[str], joint: str) -> None:
    tree = read(joint.join(parts))
    if tree is None:
        return
    assert isinstance(describe(relax(tree)), str)
    Resolver(("en", "de", "")).resolve(tree)
    Resolver(("en", "de", "")).resolve(relax(tree))


@given(st.text())
def test_any_text_is_a_query(text: str) -> None:
    assert isinstance(read(text), syntax.Words | None)
