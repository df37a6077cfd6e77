"""Terms and positions: what a person types finds what a paper printed, in every spelling of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.analysis import MAX_TERM_CHARS, tokenize
from searchkit.analysis.languages import STEMMERS, UNSTEMMED, stemming_like
from searchkit.analysis.tokens import fold_words, term_of, terms_of_folded


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


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("The Board's", ["The", "Board"]),
        ("E-Mails", ["E", "E-Mails", "Mails"]),
        ("U.S. AT&T", ["U", "U.S", "S", "AT", "AT&T", "T"]),
        ("Élysée 3.5", ["Élysée", "3", "3.5", "5"]),
        ("東京都", ["東京", "京都", "都"]),
        ("ｶﾅ", ["ｶﾅ", "ﾅ"]),
        ("co\u00adop", ["coop"]),
    ],
)
def test_a_form_is_what_stands_in_the_text(text: str, forms: list[str]) -> None:
    assert [token.form for token in tokenize(text, "en")] == forms


def test_the_letter_apostrophe_is_like_the_others() -> None:
    assert terms("oʼbrien") == terms("o'brien") == [("o", 0), ("obrien", 0), ("brien", 1)]


@given(st.text(max_size=30), st.sampled_from(["", *STEMMERS, *UNSTEMMED, "zz"]))
def test_languages_that_stem_alike_give_the_same_terms(text: str, language: str) -> None:
    assert terms(text, language) == terms(text, stemming_like(language))


@given(
    st.lists(st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), max_size=40)),
    st.sampled_from([*STEMMERS]),
)
def test_many_terms_at_once_are_those_of_one_by_one(words: list[str], language: str) -> None:
    terms = terms_of_folded(fold_words(words), language)
    assert [term or word for term, word in zip(terms, words, strict=True)] == [term_of(w, language) for w in words]


def test_no_character_folds_to_a_line_end_or_reaches_across_one() -> None:
    every = [chr(code) for code in range(0x110000) if code != ord("\n") and not 0xD800 <= code < 0xE000]
    assert fold_words(every) == [folded for char in every for folded in fold_words([char])]


@given(st.from_regex(r"[0-9]+([.,][0-9]+)+", fullmatch=True), st.sampled_from([*STEMMERS]))
def test_no_stemmer_touches_a_number(number: str, language: str) -> None:
    assert term_of(number, language) == number[:MAX_TERM_CHARS]
