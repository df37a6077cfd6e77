"""Terms and positions: what a person types finds what a paper printed, in every spelling of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.analysis import MAX_TERM_CHARS, tokenize


def terms(text: str, language: str = "en") -> list[tuple[str, int]]:
    return [(token.term, token.position) for token in tokenize(text, language)]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Wheat exports", "en", [("wheat", 0), ("export", 1)]),
        ("U.S. and US", "en", [("u", 0), ("us", 0), ("s", 1), ("and", 2), ("us", 3)]),
        ("AT&T", "en", [("at", 0), ("att", 0), ("t", 1)]),
        ("e-mail email", "en", [("e", 0), ("email", 0), ("mail", 1), ("email", 2)]),
        ("COVID-19", "en", [("covid", 0), ("covid19", 0), ("19", 1)]),
        ("O’Brien's", "en", [("o", 0), ("obrien", 0), ("brien", 1)]),
        ("3.5 per cent", "en", [("3", 0), ("3.5", 0), ("5", 1), ("per", 2), ("cent", 3)]),
        ("1,750", "en", [("1", 0), ("1,750", 0), ("750", 1)]),
        ("#flood @harbour", "en", [("flood", 0), ("harbour", 1)]),
        ("the board’s vote", "en", [("the", 0), ("board", 1), ("vote", 2)]),
        ("Élysée Müller São", "", [("elyse", 0), ("muller", 1), ("sao", 2)]),
        ("ﬁnance ＡＢＣ", "en", [("financ", 0), ("abc", 1)]),
        ("пшеницы пшеница", "ru", [("пшениц", 0), ("пшениц", 1)]),
        ("Wheat в России", "ru", [("wheat", 0), ("в", 1), ("росс", 2)]),
        ("東京都", "ja", [("東京", 0), ("京都", 1), ("都", 2)]),
        ("iPhone手机", "zh", [("iphon", 0), ("手机", 1), ("机", 2)]),
        ("e\u0301lan", "fr", [("elan", 0)]),
        ("co\u00adop", "en", [("coop", 0)]),
        ("", "en", []),
        ("!?… — \n", "en", []),
    ],
)
def test_terms_and_positions(text: str, language: str, expected: list[tuple[str, int]]) -> None:
    assert terms(text, language) == expected


def test_offsets_are_code_points_of_the_text() -> None:
    text = "😀 Ёлка U.S."
    found = [(token.term, text[token.char_start : token.char_end]) for token in tokenize(text, "ru")]
    assert found == [("елк", "Ёлка"), ("u", "U"), ("us", "U.S"), ("s", "S")]


def test_short_i_is_not_i() -> None:
    assert terms("Йод", "ru") != terms("Иод", "ru")


@given(st.text(max_size=300), st.sampled_from(["", "en", "de", "ru", "ja", "ar", "tr", "pl"]))
def test_every_token_lies_in_the_text_in_order(text: str, language: str) -> None:
    position = -1
    for token in tokenize(text, language):
        assert 0 <= token.char_start < token.char_end <= len(text)
        assert 0 < len(token.term) <= MAX_TERM_CHARS
        assert position <= token.position <= position + 1 or token.whole
        position = token.position


@given(st.text(max_size=200))
def test_upper_and_lower_case_give_the_same_terms(text: str) -> None:
    ascii_text = text.encode("ascii", "ignore").decode()
    assert terms(ascii_text.upper()) == terms(ascii_text.lower())
