"""Lines of wires: where paragraphs begin, which signs are printed otherwise, and the fast way through most of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.sources.wires import lines

LINES = ["Wheat rose", "   Barley fell.", " Rye", "\tOats", "", "  ", "long-", "a....b", "Elm      12     14", "end. "]


@given(st.lists(st.sampled_from(LINES), max_size=8))
def test_running_text_is_what_it_is_line_by_line(some: list[str]) -> None:
    text = "\n".join(some)
    found = lines._of_running_text(text)
    assert found is None or found == lines._of_lines(text)


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("   One\ntwo.\n   Three.", ["One two.", "Three."]),
        ("   One.\n   Two.", ["One.", "Two."]),
        ("One\ntwo.\n\n   Three.", ["One two.", "Three."]),
        ("\tOne\n\tTwo\nthree", ["One", "Two three"]),
        (
            "   Depth:\nUpper     12     11\nLower      9      8\nAll told.",
            ["Depth:", "Upper     12     11\nLower      9      8", "All told."],
        ),
        ("   He called it ``a \ngift'' _ and left.", ["He called it “a gift” — and left."]),
        ("", []),
    ],
)
def test_paragraphs(text: str, paragraphs: list[str]) -> None:
    assert lines.wire_paragraphs(text) == paragraphs
