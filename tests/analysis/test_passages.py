"""Passages: neighbouring paragraphs, 40 to 150 words, nothing left out."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from searchkit.analysis import paragraphs, passages, sentences
from searchkit.analysis.passages import MAX_WORDS, MIN_WORDS


def words(count: int, word: str = "word") -> str:
    return " ".join([word] * count)


def test_paragraphs_end_at_blank_lines() -> None:
    body = "One.\nStill one.\n\n  \nTwo.\n"
    assert [body[s:e] for s, e in paragraphs(body)] == ["One.\nStill one.", "Two."]


def test_without_blank_lines_every_line_is_a_paragraph() -> None:
    body = "One.\nTwo.\r\nThree."
    assert [body[s:e] for s, e in paragraphs(body)] == ["One.", "Two.", "Three."]


def test_sentences_end_at_stops_but_not_after_initials() -> None:
    text = "J. Smith spoke. “Yes!” he said. 終わり。次"
    assert [text[s:e] for s, e in sentences(text, 0, len(text))] == [
        "J. Smith spoke.",
        "“Yes!”",
        "he said.",
        "終わり。",
        "次",
    ]


def test_short_paragraphs_join_until_there_are_enough_words() -> None:
    body = "\n\n".join([words(15)] * 6)
    assert [len(body[s:e].split()) for s, e in passages(body)] == [45, 45]


def test_a_short_tail_joins_the_passage_before() -> None:
    body = "\n\n".join([words(50), words(5)])
    assert [len(body[s:e].split()) for s, e in passages(body)] == [55]


def test_a_long_paragraph_is_cut_at_sentence_ends() -> None:
    body = " ".join([words(59) + " end."] * 5)
    parts = [body[s:e] for s, e in passages(body)]
    assert [len(part.split()) for part in parts] == [120, 120, 60]
    assert all(part.endswith("end.") for part in parts)


def test_a_sentence_without_end_is_cut_between_words() -> None:
    body = words(400)
    assert [len(body[s:e].split()) for s, e in passages(body)] == [150, 150, 100]


@given(st.text(alphabet="ab .\n漢!", max_size=2000))
def test_passages_hold_all_words_once_and_in_order(body: str) -> None:
    found = passages(body)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert "".join(body[s:e] for s, e in found).split() != [] or not body.strip()
    assert "".join("".join(body[s:e].split()) for s, e in found) == "".join(body.split())


@given(st.lists(st.integers(1, 300), max_size=12))
def test_passages_keep_to_their_length(lengths: list[int]) -> None:
    body = "\n\n".join(words(length) for length in lengths)
    counts = [len(body[s:e].split()) for s, e in passages(body)]
    assert all(count <= MAX_WORDS for count in counts)
    pairs = list(pairwise(counts))
    assert all(a >= MIN_WORDS or a + b > MAX_WORDS or b >= MIN_WORDS for a, b in pairs)
