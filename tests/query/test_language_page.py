"""docs/query-language.md is true: each row is read, printed and found as it says."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import searchkit
from searchkit import Archive, Article
from searchkit.query import describe, parse
from tests.query.trees import plain

PAGE = Path(__file__).parents[2] / "docs" / "query-language.md"
Row = dict[str, str]


def rows(column: str) -> list[Row]:
    """The rows of all tables that have the column, and something in it, by the names of their columns."""
    found: list[Row] = []
    names: list[str] = []
    for line in PAGE.read_text("utf-8").splitlines():
        cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if not cells:
            names = []
        elif not names:
            names = cells
        elif set(cells) != {"---"}:
            found.append(dict(zip(names, cells, strict=True)))
    return [row for row in found if row.get(column)]


def code(cell: str) -> str:
    """What stands in the backticks of a cell."""
    return cell.removeprefix("`").removesuffix("`")


EXAMPLES = rows("in a text")


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with searchkit.create(tmp_path_factory.mktemp("page") / "index") as archive:
        texts = [re.sub("[⟦⟧]", "", row["in a text"]) for row in EXAMPLES]
        archive.add([Article(id=str(number), title="", body=text, language="en") for number, text in enumerate(texts)])
        yield archive


def test_the_page_has_rows() -> None:
    assert (len(rows("write")) > 60, len(EXAMPLES) > 40) == (True, True)


@pytest.mark.parametrize("row", rows("write"), ids=lambda row: row["write"])
def test_a_row_is_understood_as_it_says(row: Row) -> None:
    parsed = parse(code(row["write"]))
    assert describe(parsed.tree) == code(row["understood as"])
    assert plain(parse(code(row["understood as"])).tree) == plain(parsed.tree)
    assert bool(parsed.notes) == (row["means"].endswith((": read as text", ": left out")))


@pytest.mark.parametrize("number", range(len(EXAMPLES)), ids=lambda number: EXAMPLES[number]["write"])
def test_a_row_marks_what_it_says(number: int, examples: Archive) -> None:
    row = EXAMPLES[number]
    article = examples.article(str(number))
    _, spans = examples.highlights(article, code(row["write"]))
    marked = article.body
    for start, end in reversed(spans):
        marked = f"{marked[:start]}⟦{marked[start:end]}⟧{marked[end:]}"
    assert marked == row["in a text"]
