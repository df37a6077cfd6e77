"""`searchkit boilerplate`: what was learnt, and how it is overruled."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

import searchkit
from searchkit.archive import index
from searchkit.cli.boilerplate_command import boilerplate

STORY = "The ferry stayed in port.\n\nIts crew went home.\n\nREAD MORE: The mill\n\nThe quay is shut."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "echo").mkdir()
    (tmp_path / "echo" / "ferry.txt").write_text(f"Ferry stays\n\n{STORY}", "utf-8")
    index(tmp_path / "ix", [tmp_path / "echo"])
    return tmp_path / "ix"


def run(folder: Path, *options: str) -> Result:
    app = typer.Typer()
    app.command()(boilerplate)
    return CliRunner().invoke(app, ["--index", str(folder), *options])


def found(folder: Path, *options: str) -> list[tuple[str, str, str, str]]:
    values = json.loads(run(folder, *options, "--format", "json").stdout)
    return [(one["source"], one["reason"], one["example"], one["verdict"]) for one in values]


def test_a_table_of_what_was_learnt(folder: Path) -> None:
    (learnt,) = searchkit.open(folder).boilerplate()
    result = run(folder)
    assert result.stdout.splitlines()[2:] == [f"echo              1  links  {learnt.key}  READ MORE: The mill"]
    assert result.exit_code == 0


def test_only_of_one_source(folder: Path) -> None:
    assert found(folder, "--source", "ECHO") == [("echo", "links", "READ MORE: The mill", "")]
    result = run(folder, "--source", "courier")
    assert (result.stdout, result.exit_code) == ("", 1)


def test_decisions_are_kept_and_undone(folder: Path) -> None:
    (learnt,) = searchkit.open(folder).boilerplate()
    links = ("echo", "links", "READ MORE: The mill")
    decided = ("", "decided", "Its crew went home.", "drop")
    assert found(folder, "--keep", learnt.key, "--source", "echo") == [(*links, "keep")]
    assert found(folder, "--drop", "Its crew went home.") == [decided, (*links, "keep")]
    with searchkit.open(folder) as archive:
        archive.index([folder.parent / "echo"])
        assert [one.text for one in archive.article("echo/ferry.txt").boilerplate] == ["Its crew went home."]
    assert (*links, "") in found(folder, "--undo", learnt.key, "--source", "echo")


def test_nothing_commands_the_terminal(folder: Path) -> None:
    assert "a␛[2J crew" in run(folder, "--drop", "a\x1b[2J crew").stdout
