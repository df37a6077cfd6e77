"""The parts of a score stand one below the other, beside their numbers, in every form that people read."""

from dataclasses import replace

import pytest

from searchkit.model import ResultPage, ScorePart
from searchkit.render import TextStyle, render_page
from searchkit.render.scores import score_lines

PARTS = (
    ScorePart("word:wheat", 10.25, "idf 3.5 × x/(x + 1) with x = 2/(1.2·(0.3 + 0.7·69/205.354))"),
    ScorePart("passage 1", 2.2, "1.2 × [wheat 2·x/(x + 0.5) with x = 3]"),
    ScorePart("age", -0.1043211),
)


@pytest.fixture
def explained(page: ResultPage) -> ResultPage:
    """One hit with the parts of its score."""
    return replace(page, hits=(replace(page.hits[0], passages=(), parts=PARTS),))


def lines(page: ResultPage, width: int, color: bool = False) -> list[str]:
    return [*score_lines(page.hits[0], width, TextStyle(color=color))]


def test_values_names_and_formulas_stand_in_columns(explained: ResultPage) -> None:
    assert lines(explained, 70) == [
        "12.3457 = 10.2500  word:wheat  idf 3.5 × x/(x + 1) with x =",
        "                               2/(1.2·(0.3 + 0.7·69/205.354))",
        "        +  2.2000  passage 1   1.2 × [wheat 2·x/(x + 0.5) with x = 3]",
        "        + -0.1043  age",
    ]


def test_on_a_narrow_terminal_formulas_stand_below(explained: ResultPage) -> None:
    assert lines(explained, 40)[:3] == [
        "12.3457 = 10.2500  word:wheat",
        "  idf 3.5 × x/(x + 1) with x =",
        "  2/(1.2·(0.3 + 0.7·69/205.354))",
    ]


def test_lines_are_faint_in_colors(explained: ResultPage) -> None:
    assert lines(explained, 70, color=True)[-1] == "\x1b[2m        + -0.1043  age\x1b[0m"


def test_a_long_name_is_cut(explained: ResultPage) -> None:
    part = ScorePart('title:"the wheat board of the island"', 12.3456789, "1 × 2")
    named = replace(explained, hits=(replace(explained.hits[0], parts=(part,)),))
    assert lines(named, 80) == ['12.3457 = 12.3457  title:"the wheat board…   1 × 2']


def test_text_has_them_below_the_hit(explained: ResultPage) -> None:
    shown = "".join(render_page(explained, "text", TextStyle(80)))
    assert shown == (
        "1. *Wheat* waits at Ardle\n"
        "   Ardle Courier · 2006-01-05 · business · Ada Quill, Bo Reed · 12.35 · ardle-7\n"
        "\n"
        "   12.3457 = 10.2500  word:wheat  idf 3.5 × x/(x + 1) with x = 2/(1.2·(0.3 +\n"
        "                                  0.7·69/205.354))\n"
        "           +  2.2000  passage 1   1.2 × [wheat 2·x/(x + 0.5) with x = 3]\n"
        "           + -0.1043  age\n"
    )


def test_a_table_has_them_below_itself(explained: ResultPage) -> None:
    shown = "".join(render_page(explained, "table", TextStyle(80)))
    assert shown.split("\n\n")[1].splitlines() == ["#1", *lines(explained, 80)]


def test_markdown_has_a_list(explained: ResultPage) -> None:
    shown = "".join(render_page(explained, "markdown", TextStyle()))
    assert shown.split("\n\n")[2:] == [
        "12.3457 \\=",
        "- 10.2500 word:wheat: idf 3.5 × x/(x + 1) with x = 2/(1.2·(0.3 + 0.7·69/205.354))\n"
        "- 2.2000 passage 1: 1.2 × \\[wheat 2·x/(x + 0.5) with x = 3\\]\n"
        "- -0.1043 age\n",
    ]


def test_html_has_them_to_be_unfolded(explained: ResultPage) -> None:
    shown = "".join(render_page(explained, "html", TextStyle()))
    assert shown.split("<details>\n")[1].split("</details>")[0] == (
        "<summary>score 12.3457</summary>\n"
        "<table>\n"
        '<tr><td class="value">10.2500</td><td>word:wheat</td>'
        "<td>idf 3.5 × x/(x + 1) with x = 2/(1.2·(0.3 + 0.7·69/205.354))</td></tr>\n"
        '<tr><td class="value">2.2000</td><td>passage 1</td><td>1.2 × [wheat 2·x/(x + 0.5) with x = 3]</td></tr>\n'
        '<tr><td class="value">-0.1043</td><td>age</td><td></td></tr>\n'
        "</table>\n"
    )


@pytest.mark.parametrize("format", ["text", "table", "markdown", "html"])
def test_without_parts_nothing_is_said_of_them(page: ResultPage, format: str) -> None:
    assert "12.3457" not in "".join(render_page(page, format, TextStyle()))


def test_csv_has_no_place_for_them(explained: ResultPage) -> None:
    bare = replace(explained, hits=(replace(explained.hits[0], parts=()),))
    assert [*render_page(explained, "csv", TextStyle())] == [*render_page(bare, "csv", TextStyle())]
