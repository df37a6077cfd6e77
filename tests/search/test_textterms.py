"""Terms of texts are counted in bulk as they are one by one."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.analysis import tokenize
from searchkit.search import textterms
from searchkit.search.textterms import Text, TextTerms, is_word

WORDS = st.sampled_from(["wheat", "Wheat", "exports", "U.S.", "e-mail", "3.5", "née", "grain"])
TEXTS = st.lists(st.lists(WORDS, max_size=8).map(" ".join), min_size=1, max_size=4)


@given(texts=TEXTS, weights=st.lists(st.integers(1, 8), min_size=4, max_size=4))
def test_sums_are_those_of_counting_each_token(texts: list[str], weights: list[int]) -> None:
    plain: Counter[str] = Counter()
    for text, weight in zip(texts, weights, strict=False):
        for token in tokenize(text, "en"):
            plain[token.term] += weight
    sums = TextTerms().sums([Text(text, "en", weight) for text, weight in zip(texts, weights, strict=False)])
    assert list(sums.items()) == sorted(plain.items(), key=lambda term: (-term[1], term[0]))


def test_a_shared_weight_is_spread_over_the_tokens_of_its_text() -> None:
    sums = TextTerms().sums(
        [Text("wheat wheat barley rye", "en"), Text("barley", "en", 0.5), Text("", "en")], shared=True
    )
    assert sums == {"barley": 0.75, "wheat": 0.5, "rye": 0.25}


def test_what_was_met_before_changes_nothing() -> None:
    counted = TextTerms()
    counted.sums([Text("rye barley wheat", "en")])
    assert list(counted.sums([Text("wheat barley", "en")]).items()) == [("barley", 1.0), ("wheat", 1.0)]


def test_too_many_words_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(textterms, "MOST_BYTES", 0)
    counted = TextTerms()
    counted.sums([Text("wheat", "en")])
    assert counted._lexicon is None


def test_rows_are_equal_where_four_words_are() -> None:
    first, second, short = TextTerms().rows(
        [Text("a wheat board met in May", "en"), Text("the wheat boards met in June", "en"), Text("in May", "en")]
    )
    assert (len(first), len({*first.tolist()} & {*second.tolist()}), len(short)) == (3, 1, 2)


@pytest.mark.parametrize(
    ("term", "tells"), [("wheat", True), ("g7", True), ("1987", False), ("3.5", False), ("s", False)]
)
def test_numbers_and_letters_tell_nothing(term: str, tells: bool) -> None:
    assert is_word(term) == tells
