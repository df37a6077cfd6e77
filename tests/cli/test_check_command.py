"""`searchkit check`: exit codes, and every damage and loss by name."""

import json
from pathlib import Path

import numpy as np
import pytest
import typer
from typer.testing import CliRunner, Result

from searchkit.cli import archive_commands
from searchkit.errors import IndexMissingError
from searchkit.storage.commitfile import Manifest
from searchkit.storage.commits import commit
from tests.storage import newsroom


@pytest.fixture
def made(tmp_path: Path) -> Manifest:
    first = newsroom.segment(tmp_path, [newsroom.article("a1"), newsroom.article("a2")], "a.jsonl")
    second = newsroom.segment(tmp_path, [newsroom.article("b1")], "b.jsonl")
    records = [newsroom.record("a.jsonl", 1), newsroom.record("b.jsonl", 1)]
    return commit(tmp_path, newsroom.contents((first, second), {first.name: np.array([True, False])}), records)


def run(folder: Path, *options: str) -> Result:
    app = typer.Typer()
    app.command()(archive_commands.check)
    return CliRunner().invoke(app, ["--index", str(folder), *options])


def rows(result: Result) -> list[list[str]]:
    return [line.split() for line in result.stdout.splitlines()]


@pytest.mark.parametrize("options", [[], ["--deep"], ["--repair"]])
def test_a_whole_index(made: Manifest, tmp_path: Path, options: list[str]) -> None:
    result = run(tmp_path, *options)
    expected = [["generation", "1"], ["segments", "2"], ["articles", "2"], ["deleted", "1"], ["problems", "0"]]
    assert (rows(result)[:5], result.exit_code) == (expected, 0)


def test_a_damaged_array_is_named(made: Manifest, tmp_path: Path) -> None:
    name = newsroom.damage(tmp_path, made, 1)
    result = run(tmp_path, "--deep")
    assert f"problem: {name}, documents.firsts: its checksum is wrong\n" in result.stdout
    assert result.exit_code == 1


def test_problems_as_json(made: Manifest, tmp_path: Path) -> None:
    name = newsroom.damage(tmp_path, made, 1)
    result = run(tmp_path, "--deep", "--format", "json")
    problem = {"file": name, "part": "documents.firsts", "what": "its checksum is wrong"}
    assert (json.loads(result.stdout)["problems"], result.exit_code) == ([problem], 1)


def test_repair_says_what_is_lost(made: Manifest, tmp_path: Path) -> None:
    name = newsroom.damage(tmp_path, made, 1)
    result = run(tmp_path, "--repair")
    assert result.stdout.splitlines()[-3:] == [
        f"lost: {made.segments[1].name} with 1 article; its file is kept as {name}.damaged",
        "read again at the next searchkit index: b.jsonl",
        "repaired: commit 2 holds all that is undamaged; 1 article is lost, unless source files bring it back",
    ]
    assert (result.exit_code, run(tmp_path, "--deep").exit_code) == (1, 0)


def test_repair_as_json(made: Manifest, tmp_path: Path) -> None:
    newsroom.damage(tmp_path, made, 1)
    found = json.loads(run(tmp_path, "--repair", "--format", "json").stdout)
    assert (found["generation"], found["lost_articles"], found["reread"]) == (2, 1, ["b.jsonl"])


def test_no_index_is_an_error(tmp_path: Path) -> None:
    assert isinstance(run(tmp_path).exception, IndexMissingError)
