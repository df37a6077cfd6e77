"""No text from an article does harm where it is shown, and spans follow every change."""

import html
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from searchkit.model import Span
from searchkit.render.marked import Marked, fold
from searchkit.render.safety import (
    for_csv,
    for_html,
    for_markdown,
    for_terminal,
    language_tag,
    web_address,
)

CONTROLS = "\x00\x07\x1b[]\n\r\t\x7f\x85\x9b\u00ad\u200b\u200d\u200e\u202e\u2028\u2066\ufeff\ud800\U000e0041"
HOSTILE = CONTROLS + "<>&\"'*_`#|\\=+-@a小é \u0301"
BIDI_CONTROLS = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
texts = st.text(alphabet=st.one_of(st.sampled_from(HOSTILE), st.characters()), max_size=40)


@st.composite
def marked_texts(draw: st.DrawFn) -> Marked:
    """A text with some spans in it."""
    text = draw(texts)
    borders = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    return Marked.of(text, [Span(a, b) for a, b in zip(borders[::2], borders[1::2], strict=False)])


def marked_parts(marked: Marked) -> str:
    """What is inside of spans, in order."""
    return "".join(piece for piece, is_marked in marked.pieces() if is_marked)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "␛[31mred␛[0m"),
        ("a\x9b31mb", "a\ufffd31mb"),
        ("bell\x07 nul\x00 del\x7f", "bell␇ nul␀ del␡"),
        ("one\r\ntwo\tthree\u2028four", "one  two three four"),
        ("\ufeffex\u202eevil\u202c \u2066x\u2069 wh\u200beat so\u00adft", "exevil x wheat soft"),
        ("می\u200cخواهم 👨\u200d👩\u200d👧", "می\u200cخواهم 👨\u200d👩\u200d👧"),
        ("half \ud83d", "half \ufffd"),
    ],
)
def test_for_terminal(text: str, shown: str) -> None:
    assert for_terminal(text) == shown


@given(texts)
def test_terminal_text_has_no_control_character(text: str) -> None:
    shown = for_terminal(text)

    assert [char for char in shown if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")] == []
    assert [char for char in shown if unicodedata.bidirectional(char) in BIDI_CONTROLS] == []


@pytest.mark.parametrize("change", [for_terminal, for_html, for_markdown])
@given(marked=marked_texts())
def test_spans_follow_the_change(change: Callable[[str], str], marked: Marked) -> None:
    changed = marked.each(change)

    assert changed.text == change(marked.text)
    assert marked_parts(changed) == change(marked_parts(marked))


@given(marked_texts())
@example(Marked(" a \n\n b ", (Span(0, 3), Span(4, 7))))
def test_spans_follow_folding(marked: Marked) -> None:
    folded = fold(marked.text, marked.spans).marked

    assert folded.text == " ".join(marked.text.split())
    assert marked_parts(folded).replace(" ", "") == "".join(marked_parts(marked).split())


@given(marked_texts())
def test_enclosing_signs_stand_around_the_marked_parts(marked: Marked) -> None:
    enclosed = marked.enclosed("(", ")")

    assert enclosed.text == marked.joined(lambda piece: f"({piece})")
    assert marked_parts(enclosed) == "".join(f"({marked.text[s:e]})" for s, e in marked.spans)


def test_spans_out_of_order_outside_and_touching() -> None:
    marked = Marked.of("wheat board", [Span(6, 99), Span(2, 5), Span(0, 2), Span(4, 4), Span(-3, 1)])

    assert marked == Marked("wheat board", (Span(0, 5), Span(6, 11)))


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=cmd()", "'=cmd()"),
        ("  +1", "'  +1"),
        ("\u3000＝1+1", "'\u3000＝1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\ufeff-1", "'-1"),
        ("a\nb", "a\nb"),
        ("wheat = 3", "wheat = 3"),
    ],
)
def test_for_csv(cell: str, safe: str) -> None:
    assert for_csv(cell) == safe


@given(texts)
def test_no_csv_cell_is_a_formula(cell: str) -> None:
    assert for_csv(cell).strip()[:1] not in tuple("=+-@＝＋－＠")


@given(texts)
def test_html_reads_back(text: str) -> None:
    escaped = for_html(text)

    assert html.unescape(escaped) == for_terminal(text)
    assert {"<", ">", '"', "'"} & set(escaped) == set()


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://a.example/x?y=1", "https://a.example/x?y=1"),
        ("HTTP://a.example", "HTTP://a.example"),
        ("javascript:alert(1)", ""),
        ("java\nscript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//a.example", ""),
        ("https://", ""),
        ("https://a.example\\@b.example", ""),
        ("http://[::1", ""),
    ],
)
def test_web_address(url: str, address: str) -> None:
    assert web_address(url) == address


@pytest.mark.parametrize(("language", "tag"), [("en", "en"), ("zh-Hant", "zh-Hant"), ('en" onload="x', ""), ("", "")])
def test_language_tag(language: str, tag: str) -> None:
    assert language_tag(language) == tag
