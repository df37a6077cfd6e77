"""Pages for people, at any width, with and without colours."""

from dataclasses import replace

import pytest
from wcwidth import wcswidth

from searchkit.model import Article, Hit, Passage, ResultPage, ScorePart
from searchkit.render import FORMATS, TextStyle, render_footer, render_header, render_page
from searchkit.render.text import text_page

SGR_CODES = ("\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[32m", "\x1b[36m", "\x1b[1;31m")


def without_colors(text: str) -> str:
    """Without the codes that the palette writes; any other code stays."""
    for code in SGR_CODES:
        text = text.replace(code, "")
    return text


def test_a_page(page: ResultPage) -> None:
    shown = "".join(text_page(page, TextStyle(80)))

    assert shown == (
        "1. *Wheat* waits at Ardle\n"
        "   Ardle Courier · 2006-01-05 · business · Ada Quill, Bo Reed · en · 12.35\n"
        "   ardle-7\n"
        "   Growers sold the *wheat* in May. The port of Ardle was shut, and the *wheat*\n"
        "   stayed there.\n"
        "\n"
        "2. *小麦*出口受阻\n"
        "   2006-02 · zh · 0.50 · zh-1 · matched in: title\n"
    )


def test_a_page_in_colors(page: ResultPage) -> None:
    shown = "".join(text_page(replace(page, hits=page.hits[1:]), TextStyle(80, color=True)))

    assert shown == (
        "\x1b[32m2.\x1b[0m \x1b[1;31m小麦\x1b[0m\x1b[1m出口受阻\x1b[0m\n"
        "   2006-02 · \x1b[2m0.50\x1b[0m · \x1b[2mzh-1\x1b[0m · matched in: title\n"
    )


def test_a_narrow_page(page: ResultPage) -> None:
    shown = "".join(text_page(replace(page, hits=page.hits[:1]), TextStyle(30)))

    assert shown == (
        "1. *Wheat* waits at Ardle\n"
        "   Ardle Courier · 2006-01-05\n"
        "   business\n"
        "   Ada Quill, Bo Reed · 12.35\n"
        "   ardle-7\n"
        "   Growers sold the *wheat* in\n"
        "   May. The port of Ardle was\n"
        "   shut, and the *wheat*\n"
        "   stayed there.\n"
    )


def test_more_passages_more_authors_no_title() -> None:
    passages = (Passage(0, 0, 11, "First part."), Passage(1, 13, 25, "Second part."))
    article = Article(id="a", body="First part.\n\nSecond part.", authors=("A", "B", "C", "D", "E"))
    page = ResultPage("part", "part", 1, (Hit(10, 1.0, article, (), passages),))

    assert "".join(text_page(page, TextStyle(80))) == (
        "10. (no title)\n    A, B, C and 2 more · 1.00 · a\n    First part.\n\n    Second part.\n"
    )


def test_the_place_of_a_passage_that_is_a_hit() -> None:
    article = Article(id="a", title="T", body="First part.\n\nSecond part.")
    page = ResultPage(
        "part", "part", 1, (Hit(1, 1.0, article, (), (Passage(1, 13, 25, "Second part."),)),), unit="passage"
    )

    assert "".join(text_page(page, TextStyle(80))) == "1. T\n   1.00 · a · passage 2\n   Second part.\n"


def test_a_long_passage_is_cut() -> None:
    body = "It rained. The wheat left the port. Nobody saw it go."
    page = ResultPage("w", "w", 1, (Hit(1, 1.0, Article("a", "T", body), (), (Passage(0, 0, 53, body),)),))

    assert "".join(text_page(page, TextStyle(80, snippet_chars=39))) == (
        "1. T\n   1.00 · a\n   It rained. The wheat left the port. …\n"
    )


def test_running_text_stays_narrow_on_a_wide_terminal(page: ResultPage) -> None:
    body = "wheat " * 60
    wide = replace(page, hits=(Hit(1, 1.0, Article("a", "T", body), (), (Passage(0, 0, len(body), body),)),))

    assert max(map(len, "".join(text_page(wide, TextStyle(200))).splitlines())) <= 100


def test_header_and_footer(page: ResultPage) -> None:
    assert "".join(render_header(page, TextStyle(80))) == "1–2 of 12 for wheat (3 ms)\n"
    assert "".join(render_footer(page, TextStyle(80))) == "10 more: --offset 2\n"


@pytest.mark.parametrize(
    ("page", "header"),
    [
        (ResultPage("wheat\x1b[2J", "", 0), "No article for wheat␛[2J (under 1 ms)\n"),
        (ResultPage("wheat", "", 7, elapsed_ms=1.2), "No more articles: 7 for wheat (1 ms)\n"),
        (ResultPage("wheat", "", 1, (Hit(1, 1.0, Article("a")),)), "1 of 1 for wheat (under 1 ms)\n"),
        (ResultPage("wheat", "", 0, unit="passage"), "No passage for wheat (under 1 ms)\n"),
        (ResultPage("wheat", "", 7, unit="passage"), "No more passages: 7 for wheat (under 1 ms)\n"),
        (
            ResultPage("wheat", "", 1, (Hit(1, 1.0, Article("a")),), unit="passage"),
            "1 of 1 passages for wheat (under 1 ms)\n",
        ),
    ],
)
def test_header_of_a_last_page(page: ResultPage, header: str) -> None:
    assert "".join(render_header(page, TextStyle(80))) == header
    assert "".join(render_footer(page, TextStyle(80))) == ""


@pytest.mark.parametrize("color", [False, True])
@pytest.mark.parametrize("format", ["text", "table"])
def test_no_line_is_wider_than_the_terminal(
    page: ResultPage, hostile_page: ResultPage, format: str, color: bool
) -> None:
    hostile = hostile_page.hits[0]
    parts = (ScorePart(hostile.id, -1e6, hostile.id), ScorePart("word:小麦", 1.0))
    mixed = replace(page, hits=(*page.hits, replace(hostile, rank=100, parts=parts)), unit="passage")
    for width in range(1, 201):
        style = TextStyle(width, color)
        chunks = [*render_page(mixed, format, style), *render_header(mixed, style), *render_footer(mixed, style)]

        widths = [wcswidth(without_colors(line)) for line in "".join(chunks).splitlines()]

        assert min(widths) >= 0, "a control character came through"
        assert max(widths) <= max(width, 20)


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_has_an_empty_page(format: str) -> None:
    shown = "".join(render_page(ResultPage("wheat", "wheat", 0), format, TextStyle()))

    assert ("wheat" in shown) == (format in ("json", "html"))


@pytest.mark.parametrize("format", FORMATS)
def test_chunks_are_harmless_and_end_lines(hostile_page: ResultPage, format: str) -> None:
    chunks = list(render_page(hostile_page, format, TextStyle()))

    shown = "".join(chunks)
    assert shown.endswith("\n")
    assert [char for char in shown if char not in "\r\n" and not char.isprintable()] == []


def test_an_unknown_format() -> None:
    with pytest.raises(ValueError, match="no format 'xml'; there are text, table, json, jsonl, csv, markdown, html"):
        render_page(ResultPage("", "", 0), "xml", TextStyle())
