"""The words of a query whose evidence counts, what each counts, and how it was typed."""

import pytest

from searchkit.query import Resolver, parse, relax
from searchkit.search.querywords import QueryWord, query_words

BOTH = frozenset(("title", "body"))


def words(text: str, *languages: str, title_weight: float = 2.0) -> tuple[QueryWord, ...]:
    typed = relax(parse(text).tree)
    return query_words(
        Resolver(languages or ("",), title_weight).resolve(typed), typed, languages or ("",), title_weight
    )


def terms(text: str, *languages: str) -> list[str]:
    return [word.term for word in words(text, *languages)]


def test_a_word_is_wanted_in_title_and_body() -> None:
    assert words("Wheat") == (QueryWord("wheat", None, 1.0, BOTH, frozenset({"wheat"})),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("wheat NOT barley", ["wheat"]),
        ("wheat -barley +board", ["board", "wheat"]),
        ("wheat AND NOT (barley OR board)", ["wheat"]),
        ("wheat NOT W/3 board", ["wheat"]),
        ("wheat W/3 board", ["wheat", "board"]),
        ('"wheat board"', ["wheat", "board"]),
        ("ATLEAST2(wheat OR board)", ["wheat", "board"]),
        ("LEAD(wheat)", ["wheat"]),
        ("whea* board~ /po.t/ ship", ["ship"]),
        ("date:2006 wc>3 lang:en wheat", ["wheat"]),
        ("author:novak source:courier wheat", ["wheat"]),
        ("*", []),
        ("", []),
    ],
)
def test_only_what_is_wanted_and_a_word_counts(text: str, expected: list[str]) -> None:
    assert sorted(terms(text)) == sorted(expected)


@pytest.mark.parametrize("weight", [2.0, 3.5, 0.0])
def test_what_the_title_counts_is_not_counted_twice(weight: float) -> None:
    assert [word.boost for word in words("wheat^3 board", title_weight=weight)] == [3.0, 1.0]


def test_a_word_asked_for_twice_counts_twice() -> None:
    assert [(word.term, word.boost) for word in words("wheat board wheat^2")] == [("wheat", 3.0), ("board", 1.0)]


def test_a_word_of_one_field_is_wanted_there_alone() -> None:
    assert [(word.term, word.fields) for word in words("title:wheat body:board")] == [
        ("wheat", frozenset(("title",))),
        ("board", frozenset(("body",))),
    ]


def test_a_word_as_written_is_another_one() -> None:
    assert {(word.term, word.shape) for word in words("wheat =Wheat")} == {("wheat", None), ("wheat", "Wheat")}


def test_a_word_is_typed_alike_in_all_languages() -> None:
    assert {(word.term, word.forms) for word in words("Exporting", "de", "en")} == {
        ("exporting", frozenset({"exporting"})),
        ("export", frozenset({"exporting"})),
    }


def test_words_of_one_term_count_once_and_all_their_forms_as_typed() -> None:
    assert words("exports Exporting") == (QueryWord("export", None, 1.0, BOTH, frozenset({"exports", "exporting"})),)
