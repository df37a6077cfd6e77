"""Formats of other packages: the worked example of docs/formats.md, and what becomes of one that is broken."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "formats.md"


def installed(folder: Path, code: str) -> None:
    """A package `hansard` with the entry point of the page, as pip would lay it out."""
    (folder / "hansard.py").write_text(code, "utf-8")
    info = folder / "hansard-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: hansard\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[searchkit.sources]\nhansard = hansard:FORMAT\n")


def searchkit(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    program = f"import sys; sys.path.insert(0, {str(folder)!r}); from searchkit.cli.main import main; main()"
    return subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, encoding="utf-8", check=False
    )


def test_the_worked_example_reads_what_it_says(tmp_path: Path) -> None:
    code, record = re.findall(r"```(?:python|text)\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)[:2]
    (tmp_path / "packages").mkdir()
    installed(tmp_path / "packages", code)
    (tmp_path / "debate.han").write_text(record, "utf-8")
    done = searchkit(tmp_path / "packages", "inspect", str(tmp_path / "debate.han"), "--format", "jsonl")
    articles = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(article["title"], article["date"], article["authors"]) for article in articles] == [
        ("Dredging of the inner harbour", "2024-03-05", ["Maud Pellow"]),
        ("Swans", "2024-03-05", ["Tom Okell"]),
    ]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("1/0", "the format 'hansard' of hansard:FORMAT cannot be loaded: division by zero"),
        ("FORMAT = 1", "the format 'hansard' of hansard:FORMAT is no searchkit.Format"),
    ],
)
def test_a_format_that_cannot_be_loaded_is_one_line(tmp_path: Path, code: str, words: str) -> None:
    installed(tmp_path, code)
    (tmp_path / "a.txt").write_text("Eels\n\nThey are back.\n")
    done = searchkit(tmp_path, "index", str(tmp_path / "a.txt"), "--index", str(tmp_path / "ix"))
    assert (done.returncode, done.stderr) == (2, f"searchkit: {words}\n")


def test_a_reader_that_raises_costs_its_source(tmp_path: Path) -> None:
    code = """
import searchkit

def read(source):
    raise KeyError("speaker")

FORMAT = searchkit.Format("hansard", "debates", (".han",), read, lambda head: head.suffix == ".han")
"""
    installed(tmp_path, code)
    (tmp_path / "a.han").write_text("x")
    done = searchkit(tmp_path, "inspect", str(tmp_path / "a.han"))
    assert done.stderr == "skipped: a.han: record cannot be parsed (KeyError: 'speaker')\n"
