"""Any amount of one sign is answered as anything else is: with a tree, in one pass, without recursion."""

import pytest
from whoosh import query

from searchkit.errors import QueryError
from searchkit.query import Resolver, describe, parse, relax

MEGABYTE = 1_000_000
SIGNS = '- + ! = ~ ^ / [ { * ? @ & | : " =" ( title: foo: wc> wc:'
WORDS = (
    "a_W/5_ a_NOT_W/S_ NOT_ AND_ OR_ a_AND_ a_OR_ ATLEAST5_ ATLEAST5( CAPS( title:( (a_OR_ (a) a) x/F5/ x_/F5/_ ^1 "
    'x"_ /( "a"~ or_ BUT_ U.S._ @a_ [a_TO_ [_ -_ a*b_ a~_'
)


@pytest.mark.parametrize("sign", SIGNS.split())
def test_a_megabyte_of_a_sign_is_a_query(sign: str) -> None:
    assert_is_answered(sign * (MEGABYTE // len(sign)))


@pytest.mark.parametrize("word", WORDS.replace(" ", "\n").replace("_", " ").split("\n"))
def test_a_bookful_of_operators_is_a_query(word: str) -> None:
    assert_is_answered(word * (MEGABYTE // 20 // len(word)))


def assert_is_answered(text: str) -> None:
    parsed = parse(text, max_bytes=MEGABYTE)
    assert isinstance(parsed.tree, query.Query)
    assert isinstance(describe(parsed.tree), str)


@pytest.mark.parametrize("text", ["date:" * 1000, "date:2006 " * 1000 + "date:x", "DATE(" * 1000])
def test_dates_that_cannot_be_read_are_the_only_error(text: str) -> None:
    try:
        parsed = parse(text)
    except QueryError as error:
        assert error.column is not None
    else:
        assert parsed.notes


@pytest.mark.parametrize("opening", ["(a b OR c AND NOT ", "(a b W/5 c OR NOT ", "(a OR +(b OR -"])
def test_a_tree_is_never_too_deep_for_what_works_on_it(opening: str) -> None:
    parsed = parse(opening * 80 + "z" + ")" * 80 * opening.count("("), max_bytes=MEGABYTE)
    assert any("deep" in note for note in parsed.notes)
    assert describe(relax(parsed.tree))
    assert Resolver(("en",)).resolve(parsed.tree)


def test_ten_thousand_words_are_a_query() -> None:
    assert len([*parse("wheat, " * 10_000, max_bytes=MEGABYTE).tree.children()]) == 10_000
