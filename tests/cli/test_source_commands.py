"""`formats` and `inspect`: what is read, and what is made of files before they are indexed."""

import json
from pathlib import Path

import pytest

from tests.cli.running import run

KEYS = ["id", "title", "body", "date", "source", "section", "authors", "language", "url", "origin"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "mixed"
    folder.mkdir()
    lines = [
        json.dumps({"id": f"a{n}", "title": f"Eels {n}", "text": "The eels are back. So it is."}) for n in range(5)
    ]
    (folder / "eels.jsonl").write_text("\n".join([*lines, "{broken", ""]), "utf-8")
    (folder / "flood.txt").write_bytes("Fluß steigt\n\nDer Fluß stieg über Nacht. Große Schäden.\n".encode("cp1252"))
    (folder / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    return folder


def test_formats_for_people() -> None:
    lines = run("formats").stdout.splitlines()
    assert "jsonl JSON lines .jsonl .ndjson .jl".split() in [line.split() for line in lines]


def test_formats_for_programs() -> None:
    formats = json.loads(run("formats", "--format", "json").stdout)
    assert {
        "name": "csv",
        "words": "CSV and TSV with a header row",
        "suffixes": [".csv", ".tsv"],
        "extra": "",
    } in formats


def test_the_first_articles_of_each_file(folder: Path) -> None:
    done = run("inspect", folder, "--limit", "6")
    assert done.returncode == 0
    assert "format: JSON lines (jsonl)" in done.stdout
    assert "encoding: " in done.stdout
    assert [line for line in done.stdout.splitlines() if line.startswith("ID")] == [
        *(f"ID        a{n}" for n in range(5)),
        "ID        mixed/flood.txt",
    ]
    assert "skipped: mixed/eels.jsonl#6: " in done.stderr


def test_no_more_than_three_articles_are_printed_unasked(folder: Path) -> None:
    done = run("inspect", folder)
    assert sum(line.startswith("ID") for line in done.stdout.splitlines()) == 3
    assert done.stderr == "there may be more: --limit 6, or --format jsonl\n"


def test_every_article_whole_as_json_lines(folder: Path) -> None:
    done = run("inspect", folder, "--format", "jsonl")
    articles = [json.loads(line) for line in done.stdout.splitlines()]
    assert [article["title"] for article in articles] == [*(f"Eels {n}" for n in range(5)), "Fluß steigt"]
    assert [key for key in articles[5] if key in KEYS] == KEYS
    assert articles[5]["body"] == "Der Fluß stieg über Nacht. Große Schäden."
    assert articles[5]["origin"] == {"file": "mixed/flood.txt", "member": None, "record": None}


def test_what_was_decided_as_json(folder: Path) -> None:
    done = run("inspect", folder / "flood.txt", folder / "photo.png", "--format", "json")
    flood, photo = json.loads(done.stdout)
    articles = flood.pop("articles")
    assert flood == {
        "origin": {"file": "flood.txt", "member": None},
        "format": "text",
        "encoding": "Windows-1252",
        "encoding_found": "detected",
    }
    assert [article["extra"] for article in articles] == [{"encoding": "Windows-1252, detected"}]
    assert (photo["format"], photo["articles"]) == (None, [])
    assert done.stderr == "skipped: photo.png: no reader for this format (PNG image)\n"


def test_a_file_without_articles_is_exit_code_1(folder: Path) -> None:
    assert run("inspect", folder / "photo.png").returncode == 1


def test_a_path_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    done = run("inspect", tmp_path / "gone")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)


def test_articles_from_standard_input() -> None:
    done = run("inspect", "-", "--format", "jsonl", stdin='{"title": "Eels", "text": "The eels are back."}\n')
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["-#1"]


def test_control_characters_of_articles_do_not_reach_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"title": "Eels\x1b[2J", "text": "They are back.\x1b]0;x\x07 So."}))
    assert "\x1b" not in run("inspect", tmp_path / "a.json").stdout


def test_what_rules_tell_to_be_boilerplate_is_set_apart(tmp_path: Path) -> None:
    text = "The eels are back.\n\nThey had been away for years.\n\nSource: Read Full Article\n\nThe weir is open.\n"
    (tmp_path / "a.txt").write_text(f"Eels\n\n{text}", "utf-8")
    (article,) = map(json.loads, run("inspect", tmp_path / "a.txt", "--format", "jsonl").stdout.splitlines())
    assert article["body"] == "The eels are back.\n\nThey had been away for years.\n\nThe weir is open."
    assert [part["text"] for part in article["boilerplate"]] == ["Source: Read Full Article"]
