"""Options of `searchkit query` and `show`: how much is shown, how strictly it is read, and what sets there are."""

import json
import os
from pathlib import Path

import pytest

import searchkit
from searchkit import Article
from tests.cli.running import run

STORY = (
    "The wheat board met on Monday. It rained for days on end and no ship came in. Nobody spoke of the storm. "
    "In May the port was shut. The men waited on the quay with their bags, day after day. Then wheat was loaded."
)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("story") / "index"
    with searchkit.create(folder) as archive:
        archive.add([Article("s1", "The quay", STORY, "2006-01-05", source="Ardle Courier", authors=("Ada Quill",))])
    return folder


def quotation(page: str) -> str:
    """The one passage of a page in Markdown."""
    return next(line.removeprefix("> ") for line in page.splitlines() if line.startswith("> "))


@pytest.mark.parametrize(
    ("args", "shown"),
    [
        (["--width", "70"], "The **wheat** board met on Monday. … In May the **port** was shut. …"),
        (["--width", "0"], STORY.replace("wheat", "**wheat**").replace("port", "**port**")),
        (["--context", "0"], "… **wheat** … **port** … **wheat** …"),
        (["--context", "4"], "The **wheat** board … the **port** was … Then **wheat** was …"),
        (["--context", "4", "--width", "30"], "… **wheat** … **port** …"),
    ],
)
def test_how_much_of_a_passage_is_shown(story: Path, args: list[str], shown: str) -> None:
    done = run("query", "wheat port", *args, "-f", "markdown", "--index", story)
    assert quotation(done.stdout) == shown


def test_how_much_is_shown_can_be_set_in_the_environment(story: Path) -> None:
    done = run("query", "wheat port", "-f", "markdown", "--index", story, SEARCHKIT_CONTEXT="0")
    assert quotation(done.stdout) == "… **wheat** … **port** … **wheat** …"


def test_json_has_the_whole_passage_at_any_width(story: Path) -> None:
    done = run("query", "wheat", "--width", "20", "-f", "json", "--index", story)
    assert json.loads(done.stdout)["hits"][0]["passages"][0]["text"] == STORY


def test_a_text_of_plain_words_has_no_operators_and_no_notes(story: Path) -> None:
    done = run("query", 'wheat -port "quay', "--plain", "--any", "--ids", "--index", story, SEARCHKIT_STRICT="1")
    assert (done.stdout, done.stderr, done.returncode) == ("s1\n", "", 0)


def test_a_date_that_cannot_be_read_is_pointed_at(story: Path) -> None:
    done = run("query", "wheat date:soon", "--index", story)
    lines = done.stderr.splitlines()
    assert ("cannot read 'soon' as a date" in lines[0], lines[1:], done.returncode) == (
        True,
        ["wheat date:soon", "      ^"],
        2,
    )


def test_lenient_is_a_note(story: Path) -> None:
    done = run("query", 'wheat AND "port', "-f", "json", "--index", story)
    assert (done.stderr.startswith("note: column 11: "), done.returncode) == (True, 0)


def test_a_query_longer_than_allowed_is_an_error(story: Path) -> None:
    done = run("query", "wheat", "--max-query", "4", "--index", story)
    assert ("the query has 5 bytes; the most is 4" in done.stderr, done.returncode) == (True, 2)
    assert run("query", "wheat", "--max-query", "5", "--count", "--index", story).stdout == "1\n"


def test_sets_come_from_files_and_the_configuration(story: Path, tmp_path: Path) -> None:
    (tmp_path / "searchkit.toml").write_text('[sets]\ngrains = ["rye", "wheat"]\nplaces = ["port"]\n')
    (tmp_path / "more.toml").write_text('places = ["harbour"]\n')

    def count(query: str, *args: str | Path, **environment: str) -> str:
        return run("query", query, "--count", "--index", story, *args, cwd=tmp_path, **environment).stdout

    assert [count("@grains"), count("@places")] == ["1\n", "1\n"]
    assert count("@places", "--sets", "more.toml") == "0\n"
    assert count("@places", SEARCHKIT_SETS=os.fspath(tmp_path / "more.toml")) == "0\n"
    assert count("@grains AND @places", "--sets", "more.toml") == "0\n"


@pytest.mark.parametrize("value", ['"more.toml"', '["more.toml"]'])
def test_set_files_can_be_named_in_the_configuration(story: Path, tmp_path: Path, value: str) -> None:
    (tmp_path / "searchkit.toml").write_text(f"[query]\nsets = {value}\n")
    (tmp_path / "more.toml").write_text('places = ["port"]\n')
    assert run("query", "@places", "--count", "--index", story, cwd=tmp_path).stdout == "1\n"


def test_a_set_file_that_cannot_be_read_is_one_line(story: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text("grains = [\n")
    done = run("query", "@grains", "--sets", tmp_path / "bad.toml", "--index", story)
    assert ("bad.toml" in done.stderr, done.stderr.count("\n"), done.returncode) == (True, 1, 2)


def test_explain_in_json(story: Path) -> None:
    done = run("query", "wheat", "--explain", "-f", "json", "--index", story)
    explanation = json.loads(done.stdout)["explanation"]
    assert (explanation["interpreted"], explanation["undated"]) == ("wheat", 0)


def test_a_misspelt_word_gets_a_suggestion(story: Path) -> None:
    done = run("query", "whaet port", "--all", "-f", "json", "--index", story)
    assert ("did you mean: wheat port\n" in done.stderr, done.returncode) == (True, 1)
    assert json.loads(done.stdout)["did_you_mean"] == "wheat port"


def test_a_match_outside_of_title_and_body_is_told(story: Path) -> None:
    done = run("query", "author:quill", "--index", story)
    assert "matched in: authors" in done.stdout


def test_strict_points_at_what_cannot_be_read(story: Path) -> None:
    done = run("query", 'wheat AND "port', "--strict", "--index", story)
    lines = done.stderr.splitlines()
    assert (len(lines), lines[1].strip(), lines[2].strip()) == (3, 'wheat AND "port', "^")
    assert lines[2].index("^") - lines[1].index("w") == len("wheat AND ")
    assert (done.stdout, done.returncode) == ("", 2)


def test_show_marks_all_of_an_article(story: Path, tmp_path: Path) -> None:
    (tmp_path / "sets.toml").write_text('grains = ["wheat", "rye"]\n')
    done = run("show", "s1", "--query", "@grains OR port", "--sets", tmp_path / "sets.toml", "--index", story)
    assert [done.stdout.count(word) for word in ("*wheat*", "*port*")] == [2, 1]
    strict = run("show", "s1", "--query", '"wheat', "--strict", "--index", story)
    assert (strict.stderr.count("\n"), strict.returncode) == (3, 2)


def test_a_pattern_for_more_words_than_allowed_is_an_error(story: Path) -> None:
    done = run("query", "w*", "--max-terms", "1", "--index", story)
    assert ("or raise --max-terms" in done.stderr, done.stderr.count("\n"), done.returncode) == (True, 1, 2)
    assert run("query", "w*", "--count", "--index", story).stdout == "1\n"


def test_explain_tells_what_words_stand_for(story: Path) -> None:
    done = run("query", "wait* after:2006", "--explain", "-q", "-l", "--index", story)
    lines = done.stderr.splitlines()
    assert lines[0].startswith("understood as: wait* AND date:")
    assert "wait* (body): waited 1" in lines
    assert lines[-1].startswith("run as: ")
