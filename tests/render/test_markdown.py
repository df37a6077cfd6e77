"""Markdown that a CommonMark reader turns back into the texts, matches in bold, and nothing else."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.model import ResultPage, Span
from searchkit.render import TextStyle, article_markdown
from searchkit.render.markdown import markdown_line, markdown_page
from searchkit.render.marked import Marked, fold
from searchkit.render.safety import for_terminal

SIGNS = [
    *"*_`[]()<>#|~&\\!-+=.:;\"'",
    "1.",
    "&amp;",
    "<b>",
    "wheat",
    "a",
    " ",
    "\n\n",
    "    ",
    "小麦",
    "http://a.example",
]


def test_a_page(page: ResultPage) -> None:
    assert "".join(markdown_page(page, TextStyle())) == (
        "### 1. **Wheat** waits at Ardle\n"
        "\n"
        "Ardle Courier · 2006-01-05 · business · Ada Quill, Bo Reed · en ·"
        " [link](<https://courier.example/wheat?p=1&q=2>) · score 12.35 · id ardle-7\n"
        "\n"
        "> Growers sold the **wheat** in May. The port of Ardle was shut, and the **wheat** stayed there.\n"
        "\n"
        "### 2. **小麦**出口受阻\n"
        "\n"
        "2006-02 · zh · score 0.50 · id zh-1 · matched in: title\n"
    )


def test_an_article(page: ResultPage) -> None:
    hit = page.hits[0]

    assert "".join(article_markdown(hit.article, hit.title_spans, hit.passages[0].spans)) == (
        "# **Wheat** waits at Ardle\n"
        "\n"
        "- Source: Ardle Courier\n"
        "- Date: 2006-01-05T10:00:00+11:00\n"
        "- Section: business\n"
        "- Authors: Ada Quill, Bo Reed\n"
        "- Language: en\n"
        "- File: news/2006.zip!jan.jsonl\\#3\n"
        "- ID: ardle-7\n"
        "- URL: [link](<https://courier.example/wheat?p=1&q=2>)\n"
        "\n"
        "Growers sold the **wheat** in May.\n"
        "\n"
        "The port of Ardle was shut, and the **wheat** stayed there.\n"
    )


@pytest.mark.parametrize(
    ("text", "spans", "line"),
    [
        ("1. not a list", (), "1\\. not a list"),
        ("- nor this", (), "\\- nor this"),
        ("=cmd()", (), "\\=cmd()"),
        ("the U.S.army", (Span(4, 8),), "the <strong>U.S.</strong>army"),
        ("A & B <i>", (), "A \\& B \\<i\\>"),
    ],
)
def test_markdown_line(text: str, spans: tuple[Span, ...], line: str) -> None:
    assert markdown_line(text, spans) == line


@given(st.lists(st.sampled_from(SIGNS), min_size=1, max_size=12).map("".join), st.data())
def test_a_reader_finds_the_text_and_its_matches(text: str, data: st.DataObject) -> None:
    start, end = sorted((data.draw(st.integers(0, len(text))), data.draw(st.integers(0, len(text)))))
    neutral = Marked.of(text, (Span(start, end),)).each(for_terminal)
    expected = fold(neutral.text, neutral.spans).marked

    pieces = list(read(markdown_line(text, (Span(start, end),))))

    assert "".join(piece for piece, _ in pieces).strip() == expected.text
    assert (
        "".join(piece for piece, bold in pieces if bold).strip()
        == "".join(piece for piece, bold in expected.pieces() if bold).strip()
    )


def read(line: str) -> Iterator[tuple[str, bool]]:
    """The texts of a quotation, and whether each is bold, as a CommonMark reader sees them."""
    markdown_it = pytest.importorskip("markdown_it")
    blocks = markdown_it.MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(f"> {line}\n")
    opening, closing = ["blockquote_open", "paragraph_open"], ["paragraph_close", "blockquote_close"]
    kinds = [block.type for block in blocks if block.type != "inline"]
    assert kinds in (opening + closing, [opening[0], closing[1]])
    bold = False
    for part in (child for block in blocks for child in block.children or ()):
        if part.type in ("strong_open", "strong_close") or part.content in ("<strong>", "</strong>"):
            bold = part.type == "strong_open" or part.content == "<strong>"
        else:
            assert part.type in ("text", "text_special"), part
            yield part.content, bold
