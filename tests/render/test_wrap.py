"""Lines are as wide as they may be, and nothing of the text is lost in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.model import Span
from searchkit.render.boundaries import columns
from searchkit.render.marked import Marked, fold
from searchkit.render.safety import for_terminal
from searchkit.render.wrap import cut, wrap

PIECES = [
    "wheat",
    "a",
    " ",
    " ",
    "-",
    "e\u0301",
    "👨\u200d👩\u200d👧",
    "🇦🇺",
    "小麦",
    "。",
    "（",
    "한국어",
    "ไทย",
    "*",
    "\u0301",
    "❤\ufe0f",
]
texts = st.lists(st.one_of(st.sampled_from(PIECES), st.characters()), max_size=40).map("".join)


def folded(text: str) -> Marked:
    """Harmless, on one line."""
    return fold(for_terminal(text)).marked


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("the wheat left the port", 10, ["the wheat", "left the", "port"]),
        ("小麦出口，商人。", 8, ["小麦出", "口，商", "人。"]),
        ("他说（小麦）好", 6, ["他说", "（小", "麦）好"]),
        ("abcdefghij kl", 4, ["abcd", "efgh", "ij", "kl"]),
        ("abcdefghij k", 4, ["abcd", "efgh", "ij k"]),
        ("e\u0301e\u0301e\u0301", 2, ["e\u0301e\u0301", "e\u0301"]),
        ("\u1100\u1100\u1100 b", 4, ["\u1100\u1100", "\u1100 b"]),
        ("\u0301 wheat", 6, ["\u0301 wheat"]),
        ("", 10, []),
    ],
)
def test_wrap(text: str, width: int, lines: list[str]) -> None:
    assert [line.text for line in wrap(Marked(text), width)] == lines


def test_spans_go_on_over_lines() -> None:
    lines = wrap(Marked("the wheat board met", (Span(4, 15),)), 10)

    assert lines == [Marked("the wheat", (Span(4, 9),)), Marked("board met", (Span(0, 5),))]


def test_enclosing_signs_stay_with_what_they_enclose() -> None:
    lines = wrap(Marked("出口小麦出口", (Span(2, 4),)).enclosed("*", "*"), 6)

    assert [line.text for line in lines] == ["出口", "*小麦*", "出口"]


@given(texts, st.integers(2, 30))
def test_no_line_is_too_wide_and_nothing_is_lost(text: str, width: int) -> None:
    marked = folded(text)

    lines = [line.text for line in wrap(marked, width)]

    assert [line for line in lines if columns(line) > width] == []
    assert "".join(lines).replace(" ", "") == marked.text.replace(" ", "")


@given(texts, st.integers(2, 30))
def test_cut(text: str, width: int) -> None:
    marked = folded(text)

    short = cut(marked, width).text

    assert columns(short) <= width
    assert short == marked.text or (short.endswith("…") and marked.text.startswith(short[:-1]))
