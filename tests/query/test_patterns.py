"""Which words are patterns, and which regular expressions are run."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.query import describe, parse
from searchkit.query.nodes import WordPattern
from searchkit.query.patterns import Pattern, pattern
from searchkit.query.regexes import MAX_CHARS, refusal


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("expor*", Pattern("expor", "prefix")),
        ("expor!", Pattern("expor", "prefix")),
        ("expor$", Pattern("expor", "prefix")),
        ("x-ray!", Pattern("x-ray", "prefix")),
        ("Expor*,", Pattern("Expor", "prefix")),
        ("'expor*'", Pattern("expor", "prefix")),
        ("*हिंदी", Pattern("*हिंदी", "wildcard")),
        ("us!", None),
        ("US$", None),
        ("expor!!", None),
        ("w?eat", Pattern("w?eat", "wildcard")),
        ("wheat?", Pattern("wheat?", "wildcard")),
        ("*tion", Pattern("*tion", "wildcard")),
        ("*ti**on*", Pattern("*ti*on*", "wildcard")),
        ("organi?ation*", Pattern("organi?ation*", "wildcard")),
        ("howrad~", Pattern("howrad", "fuzzy")),
        ("howrad~2", Pattern("howrad", "fuzzy", 2)),
        ("howrad~2/3", Pattern("howrad", "fuzzy", 2, 3)),
        ("howrad~0.7", Pattern("howrad", "fuzzy")),
        ("http://x.org/~ana", None),
        ("http://x.org/a*", None),
        ("and/or*", None),
        ("***", None),
        ("?!", None),
    ],
)
def test_a_word_is_a_pattern_by_its_signs(word: str, found: Pattern | None) -> None:
    assert pattern(word) == found


def test_a_pattern_is_a_leaf_with_all_that_is_said_of_it() -> None:
    (leaf,) = parse("title:CAPS(howrad~2/3)^2").tree.children()
    assert leaf == WordPattern("title", "howrad", "fuzzy", 2, 3, "CAPS()", 2.0)


@pytest.mark.parametrize(
    "typed", ["/wh.at/", "title:/wh.at/^2", "CAPS(/[wv]h?eats?/)", "/colou?r|gr[ae]y/", "/(a|b)c/"]
)
def test_a_regular_expression_stands_between_slashes(typed: str) -> None:
    parsed = parse(typed)
    assert (describe(parsed.tree).strip("()"), parsed.notes) == (typed.strip("()"), ())


@pytest.mark.parametrize("typed", ["/usr/lib", "a/b/c", "12/05/2006", "/wheat", "http://x.org/a/", "and / or", "/a b/"])
def test_paths_and_dates_are_text(typed: str) -> None:
    assert "WordPattern" not in repr(parse(typed).tree)


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        (r"wh.at|[a-z]+[0-9]{2,4}\.\d\w", ""),
        ("(?:re)?export(s|ed|ing)?", ""),
        ("(ab){3}", ""),
        ("a{0,5}b?c?", ""),
        ("(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[0-9]+", ""),
        ("(a+)+", "there is a repeat or an alternative inside a repeat"),
        ("(a|b)*", "there is a repeat or an alternative inside a repeat"),
        ("(x(a?)){2}", "there is a repeat or an alternative inside a repeat"),
        (r"\w+ing|\w+ed|\w+s|\w+ly", ""),
        ("a*b*c*d?", "it has too many repeats, optional parts or alternatives"),
        ("a*b*c*d*", "it has too many repeats, optional parts or alternatives"),
        ("a?b?c?d?e?f?g?h?i?", "it has too many repeats, optional parts or alternatives"),
        ("(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)", "it has too many repeats, optional parts or alternatives"),
        (r"(a)\1", "there is something that is not understood at its character 4"),
        ("(?=a)b", "there is something that is not understood at its character 1"),
        ("(?i)a", "there is something that is not understood at its character 1"),
        (r"\W", "there is something that is not understood at its character 1"),
        ("[[:alpha:]]", "there is something that is not understood at its character 1"),
        ("[a--b]", "there is a doubled sign in a class"),
        ("a**", "there is nothing that * could repeat"),
        ("+a", "there is nothing that + could repeat"),
        ("a{3,2}", "{3,2} does not run from a smaller number to one of at most 100"),
        ("a)", "a bracket has no partner"),
        ("(a", "missing ), unterminated subpattern at position 0"),
        ("[z-a]", "bad character range z-a at position 1"),
        ("a" * 101, "it is longer than 100 characters"),
    ],
)
def test_what_may_take_long_is_refused_with_its_reason(expression: str, reason: str) -> None:
    assert refusal(expression) == reason


def test_what_is_refused_is_text_and_said() -> None:
    parsed = parse("a /(b+)+/")
    assert (describe(parsed.tree), parsed.notes) == (
        "a AND /(b+)+/",
        (f"column 3: the pattern /(b+)+/ cannot be used, as {refusal('(b+)+')}: read as text",),
    )


@given(st.text("ab()[]|?*+{}12,.\\d^-", max_size=MAX_CHARS), st.text("ab", max_size=40))
def test_what_is_run_comes_to_an_end_on_any_word(expression: str, word: str) -> None:
    if not refusal(expression):  # with a repeat in a repeat this takes hours
        assert re.fullmatch(expression, word + "!") is None or "." in expression or "^" in expression
