"""Normalising by ourselves gives what Whoosh's `normalize` gives, where that means the same as the query."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh import query

from searchkit.query import Resolver, parse, relax
from searchkit.query.normal import normalized

WORDS = """wheat wheats the U.S. e-mail AND OR NOT +board -board ( ) "the" "wheat board" =US ="Wheat Board"
title:wheat whea* w?eat wheat~ date:2006 (wheat)^2 wheat^2 !!! 東 東京 W/3 "wheat expor*"~2"""
PIECES = st.sampled_from(WORDS.split())


@given(st.lists(PIECES, max_size=9).map(" ".join))
def test_a_resolved_query_is_normal(text: str) -> None:
    for tree in (parse(text).tree, relax(parse(text).tree)):
        found = Resolver(("en", "de")).resolve(tree)
        assert (found, str(found)) == ((again := found.normalize()), str(again))


LEAVES = st.builds(
    query.Term, st.sampled_from("ab"), st.sampled_from("xy"), st.sampled_from([1.0, 2.0])
) | st.sampled_from(
    [
        query.NullQuery,
        query.Phrase("a", ["x"]),
        query.Phrase("a", ["x", "y"]),
        query.Wildcard("a", "x*"),
        query.Not(query.Term("a", "x")),
    ]
)
TREES = st.recursive(
    LEAVES,
    lambda below: st.builds(
        lambda kind, parts, boost: kind(parts, boost=boost),
        st.sampled_from([query.And, query.Or]),
        st.lists(below, max_size=4),
        st.sampled_from([1.0, 1.0, 3.0]),
    ),
)


@given(TREES)
def test_any_tree(tree: query.Query) -> None:
    expected = tree.normalize()
    assert (normalized(tree), str(normalized(tree))) == (expected, str(expected))


WHEAT = query.Term("body", "wheat")


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (query.And([WHEAT, query.Every()]), WHEAT),
        (query.And([query.Every(), query.Every()]), query.Every()),
        (query.Or([WHEAT, query.Every()]), query.Or([WHEAT, query.Every()])),
        (query.And([WHEAT, query.Every("body")]), query.And([WHEAT, query.Every("body")])),
        (
            query.And([query.TermRange("body", "a", "c"), query.TermRange("body", "b", "d")]),
            query.And([query.TermRange("body", "a", "c"), query.TermRange("body", "b", "d")]),
        ),
    ],
)
def test_what_holds_for_all_articles_or_for_ranges_swallows_nothing(tree: query.Query, expected: query.Query) -> None:
    assert normalized(tree) == expected
