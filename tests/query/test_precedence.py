"""Which operator binds tighter: every pair of them, and brackets that say the same."""

import pytest

from searchkit.query import describe, parse
from tests.query.trees import plain

RANKS = {"W/5": 4, "NOT PRE/2": 4, "AND NOT": 2, "AND": 2, "OR": 1, "": 0}
"""The operators between two words, by how tight they bind; "" is side by side."""


@pytest.mark.parametrize("first", RANKS)
@pytest.mark.parametrize("second", RANKS)
def test_the_tighter_one_comes_first_and_of_equals_the_left_one(first: str, second: str) -> None:
    typed = parse(f"a {first} b {second} c").tree
    left_first = RANKS[first] >= RANKS[second]
    spelled = f"(a {first} b) {second} c" if left_first else f"a {first} (b {second} c)"
    if "NOT" in first and not left_first:
        spelled = f"a AND (NOT b {second} c)"
    assert plain(typed) == plain(parse(spelled).tree)


@pytest.mark.parametrize("operator", RANKS)
@pytest.mark.parametrize("sign", ["NOT ", "-", "+", "!"])
def test_signs_bind_tighter_than_all_but_proximities(sign: str, operator: str) -> None:
    inner, outer = (f"{sign}(a {operator} b)", "") if RANKS[operator] == 4 else (f"({sign}a)", f" {operator} b")
    assert plain(parse(f"{sign}a {operator} b").tree) == plain(parse(inner + outer).tree)


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("ATLEAST2 a W/5 b", "(ATLEAST2(a) W/5 b)"),
        ("a W/5 b /F9/", "(a W/5 b/F9/)"),
        ("ATLEAST2 a /F9/", "ATLEAST2(a/F9/)"),
        ("title:a W/5 b^2", "(title:a W/5 b^2)"),
        ("=a W/5 title:(b c)", "(=a W/5 (title:b AND title:c))"),
        ("a NOT W/5 b NOT c", "(a NOT W/5 b) AND NOT c"),
        ("a BUT NOT b OR c", "((a AND NOT b) OR c)"),
        ("a ANDNOT b", "a AND NOT b"),
        ("but not BUT a", 'but AND not AND "BUT" AND a'),
        ("a OR NOT b W/S c", "(a OR NOT (b W/S c))"),
        ("NOT (NOT a)", "NOT (NOT a)"),
        ("(NOT a) W/5 b", "((NOT a) W/5 b)"),
        ("a W/5 b PRE/s c SAME d NEAR e ADJ f", "(((((a W/5 b) PRE/S c) W/P d) W/10 e) PRE/1 f)"),
        ("a w/seg b near/3 c near4 d adj/5 e pre/6 f", "(((((a W/SEG b) W/3 c) W/4 d) PRE/5 e) PRE/6 f)"),
    ],
)
def test_read_as(typed: str, understood: str) -> None:
    assert describe(parse(typed).tree) == understood
