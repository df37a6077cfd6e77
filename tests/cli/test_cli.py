"""The program as a person runs it: real processes, real exit codes, real streams."""

import csv
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.running import COMMAND, run


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "2024-02-11-flood.txt").write_text("River rises\n\nThe river rose in Harrow on Sunday.\n")
    return folder


def test_index_reports_every_record(notes: Path, tmp_path: Path) -> None:
    (notes / "empty.txt").touch()
    done = run("index", notes, "--index", tmp_path / "ix", "--format", "json")
    summary = json.loads(done.stdout)
    assert summary.pop("seconds") > 0
    assert (summary, done.stderr, done.returncode) == (
        {"files": 2, "records": 2, "added": 1, "updated": 0, "unchanged": 0, "removed": 0, "skipped": {"empty": 1}},
        "",
        0,
    )


def test_index_summary_for_people(notes: Path, tmp_path: Path) -> None:
    done = run("index", notes, "--index", tmp_path / "ix")
    rows = [line.split() for line in done.stdout.splitlines() if line.strip()]
    assert ["added", "1"] in rows
    assert ["files", "1"] in rows


def test_index_lists_skipped_records_in_a_file(notes: Path, tmp_path: Path) -> None:
    (notes / "empty.txt").touch()
    run("index", notes, "--index", tmp_path / "ix", "--skipped", tmp_path / "skipped.tsv")
    lines = (tmp_path / "skipped.tsv").read_text("utf-8").splitlines()
    assert [line.split("\t")[:2] for line in lines] == [["where", "reason"], ["notes/empty.txt", "empty"]]


def test_index_with_nothing_to_index_exits_1(tmp_path: Path) -> None:
    (tmp_path / "void").mkdir()
    done = run("index", tmp_path / "void", "--index", tmp_path / "ix")
    assert done.returncode == 1


def test_index_reads_json_lines_from_standard_input(tmp_path: Path) -> None:
    line = json.dumps({"id": "a1", "title": "Müller wins", "body": "Zoë Müller won."}) + "\n"
    done = run("index", "-", "--index", tmp_path / "ix", stdin=line)
    assert done.returncode == 0
    assert run("query", "muller", "-l", "--index", tmp_path / "ix").stdout == "a1\n"


def test_index_maps_fields(tmp_path: Path) -> None:
    line = json.dumps({"kopf": "Some headline", "inhalt": "The text itself is here."}) + "\n"
    run("index", "-", "--index", tmp_path / "ix", "--map", "title=kopf,body=inhalt", stdin=line)
    done = run("query", "title:headline", "--format", "json", "--index", tmp_path / "ix")
    assert json.loads(done.stdout)["hits"][0]["title"] == "Some headline"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["index", "nowhere"], "searchkit: nowhere does not exist; name files or folders that do\n"),
        (["index", "x", "--map", "title"], "searchkit: --map 'title' cannot be read; write it as title=headline,body"),
        (["query", "x", "--index", "nowhere"], "searchkit: nowhere does not exist; make an index with: searchkit"),
        (["query", "x", "--index", "."], "searchkit: . is empty; make an index with: searchkit index"),
        (["stats", "--index", "nowhere"], "searchkit: nowhere does not exist; make an index with"),
        (["show", "x", "--index", "nowhere"], "searchkit: nowhere does not exist; make an index with"),
    ],
)
def test_errors_are_one_line_and_exit_2(args: list[str], message: str, tmp_path: Path) -> None:
    done = run(*args, cwd=tmp_path)
    assert (done.stderr.startswith(message), done.stderr.count("\n"), done.stdout, done.returncode) == (True, 1, "", 2)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["query", "x" * 70_000], "the query has 70,000 bytes; the most is 65,536"),
        (["query", "x", "--since", "soon"], "cannot read 'soon' as a date"),
        (["query", "x", "--any", "--all"], "--any and --all exclude each other"),
        (["query", "x", "--on", "2024", "--since", "2023"], "--on cannot be combined"),
        (["show", "nix"], "no article has the id 'nix'"),
    ],
)
def test_bad_requests_are_one_line_and_exit_2(hay_folder: Path, args: list[str], message: str) -> None:
    done = run(*args, "--index", hay_folder)
    assert (message in done.stderr, done.stderr.count("\n"), done.stdout, done.returncode) == (True, 1, "", 2)


@pytest.mark.parametrize("args", [["query", "x", "--limit", "many"], ["query", "x", "--format", "xml"], ["nonsense"]])
def test_wrong_usage_exits_2(args: list[str]) -> None:
    assert run(*args).returncode == 2


def test_query_finds_or_not(hay_folder: Path) -> None:
    assert run("query", "wheat", "--index", hay_folder).returncode == 0
    nothing = run("query", "zeppelin", "--index", hay_folder)
    assert (nothing.stdout, nothing.returncode) == ("", 1)


def test_query_text_for_people(hay_folder: Path) -> None:
    done = run("query", "kickbacks", "iraq", "--ranker", "bm25", "--index", hay_folder)
    assert done.stdout == (
        "1. Wheat board paid *kickbacks*\n"
        "   Vale Courier · 2006-01-16 · Business · Ana Novak · 1.92 · wheat\n"
        "   The wheat board paid *kickbacks* to *Iraq*. The board denied it. Exports of\n"
        "   wheat fell.\n"
    )


def test_notes_stand_on_standard_error_unless_quiet(hay_folder: Path) -> None:
    loud = run("query", "wheat", "zeppelin", "-f", "json", "--index", hay_folder)
    assert loud.stderr == "note: no article has all the words; these have any of them\n"
    assert run("query", "wheat", "zeppelin", "-q", "-f", "json", "--index", hay_folder).stderr == ""


def test_query_counts_and_ids(hay_folder: Path) -> None:
    assert run("query", "wheat", "--count", "--index", hay_folder).stdout == "3\n"
    assert run("query", "*", "-l", "--index", hay_folder).stdout == "weizen\nbarley\nwheat\npshenitsa\n"
    assert run("query", "*", "-l", "-0", "-n", "2", "--index", hay_folder).stdout == "weizen\0barley\0"
    assert run("query", "zeppelin", "--count", "--index", hay_folder).returncode == 1


def test_query_filters_and_order(hay_folder: Path) -> None:
    def ids(*args: str) -> list[str]:
        return run("query", *args, "-l", "--index", hay_folder).stdout.split()

    assert ids("wheat", "--source", "harbour radio") == ["barley"]
    assert ids("wheat", "--lang", "de") == ["weizen"]
    assert ids("wheat", "--author", "novak") == ["wheat"]
    assert ids("--section", "markets") == ["barley"]
    assert ids("wheat", "--on", "2006-03") == ["weizen"]
    assert ids("wheat", "--since", "2006-02", "--until", "2006-02") == ["barley"]
    assert ids("*", "--sort", "oldest", "-n", "1") == ["wheat"]
    assert ids("*", "--offset", "3") == ["pshenitsa"]


def test_query_reads_standard_input(hay_folder: Path) -> None:
    assert run("query", "-", "-l", "--index", hay_folder, stdin="kickbacks\n").stdout == "wheat\n"


def test_words_that_look_like_options_come_after_two_hyphens(hay_folder: Path) -> None:
    assert run("query", "-l", "--index", hay_folder, "--", "wheat", "-barley").stdout.split() == ["wheat", "weizen"]


def test_every_machine_format_can_be_read_back(hay_folder: Path) -> None:
    page = json.loads(run("query", "wheat", "-f", "json", "--index", hay_folder).stdout)
    lines = run("query", "wheat", "-f", "jsonl", "--index", hay_folder).stdout.splitlines()
    rows = list(csv.DictReader(io.StringIO(run("query", "wheat", "-f", "csv", "--index", hay_folder).stdout)))
    assert [json.loads(line) for line in lines] == page["hits"]
    assert [row["id"] for row in rows] == [hit["id"] for hit in page["hits"]]


@pytest.mark.parametrize("output_format", ["table", "markdown", "html"])
def test_other_formats_hold_the_title(hay_folder: Path, output_format: str) -> None:
    assert "Weizenexporte" in run("query", "weizen", "-f", output_format, "--index", hay_folder).stdout


def test_colour_only_where_it_is_wanted(hay_folder: Path) -> None:
    assert "\x1b[" not in run("query", "wheat", "--index", hay_folder).stdout
    assert "\x1b[" in run("query", "wheat", "--color", "always", "--index", hay_folder).stdout


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_colour_on_a_terminal(hay_folder: Path, environment: dict[str, str], coloured: bool) -> None:
    import pty  # noqa: PLC0415 - POSIX only

    clean = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    parent, child = pty.openpty()
    command = [*COMMAND, "query", "kickbacks", "--index", str(hay_folder)]
    subprocess.run(command, stdout=child, stderr=subprocess.DEVNULL, env=clean | environment, check=True, timeout=60)
    os.close(child)
    shown = os.read(parent, 10000).decode()
    os.close(parent)
    assert ("\x1b[" in shown) is coloured


@pytest.mark.parametrize("columns", ["20", "40", "200"])
def test_any_width(hay_folder: Path, columns: str) -> None:
    done = run("query", "wheat", "--index", hay_folder, COLUMNS=columns)
    assert done.returncode == 0
    assert max(map(len, done.stdout.splitlines())) <= int(columns)


def test_a_reader_that_stops_early_is_no_error(hay_folder: Path) -> None:
    command = [*COMMAND, "query", "*", "-f", "json", "--index", str(hay_folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout and process.stderr
        process.stdout.close()
        error = process.stderr.read()
    assert (error, process.returncode) == (b"", 0)


@pytest.mark.skipif(sys.platform == "win32", reason="closes streams with the shell")
def test_without_any_stream_it_still_ends_with_its_code(hay_folder: Path) -> None:
    shell = f'"$@" --index "{hay_folder}" <&- >&- 2>&-'
    done = subprocess.run(["sh", "-c", shell, "sh", *COMMAND, "query", "wheat"], check=False, timeout=60)
    assert done.returncode == 0


def test_options_come_from_flags_then_environment_then_file(hay_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "searchkit.toml").write_text(f'index = "{hay_folder.as_posix()}"\n[query]\nlimit = 3\nids = true\n')

    def shown(*args: str, **environment: str) -> int:
        return len(run("query", "*", *args, cwd=tmp_path, **environment).stdout.splitlines())

    assert (shown(), shown(SEARCHKIT_LIMIT="2"), shown("-n", "1", SEARCHKIT_LIMIT="2")) == (3, 2, 1)
    (tmp_path / "searchkit.toml").write_text("index = [")
    done = run("query", "*", cwd=tmp_path)
    assert (done.stderr.startswith("searchkit: searchkit.toml cannot be read"), done.returncode) == (True, 2)


def test_show_prints_the_article_with_its_highlights(hay_folder: Path) -> None:
    done = run("show", "pshenitsa", "--query", "ирак", "--index", hay_folder)
    assert "Экспорт пшеницы в *Ирак* вырос." in done.stdout
    record = json.loads(run("show", "pshenitsa", "--format", "json", "--index", hay_folder).stdout)
    assert record["title"] == "Экспорт пшеницы"


def test_show_says_which_file_it_was(notes: Path, tmp_path: Path) -> None:
    run("index", notes, "--index", tmp_path / "ix")
    done = run("show", "notes/2024-02-11-flood.txt", "--index", tmp_path / "ix")
    assert str(notes / "2024-02-11-flood.txt") in done.stdout


def test_stats_and_fields(hay_folder: Path) -> None:
    stats = json.loads(run("stats", "--format", "json", "--index", hay_folder).stdout)
    assert (stats["articles"], stats["undated"]) == (4, 1)
    assert "articles" in run("stats", "--index", hay_folder).stdout
    assert {field["name"] for field in json.loads(run("fields", "-f", "json").stdout)} >= {"title", "body", "date"}
    assert "title:wheat" in run("fields").stdout


@pytest.mark.parametrize("command", ["index", "query", "show", "stats", "fields"])
def test_every_command_has_help_with_an_example(command: str) -> None:
    done = run(command, "--help")
    assert (f"searchkit {command}" in done.stdout.partition("Example:")[2], done.returncode) == (True, 0)


def test_version() -> None:
    assert run("--version").stdout.startswith("searchkit ")


def test_explain_says_how_a_query_was_understood(hay_folder: Path) -> None:
    done = run("query", "wheat", "after:2006-02", "--explain", "-q", "-l", "--index", hay_folder)
    assert done.stderr.splitlines()[0] == "understood as: wheat AND date:[2006-02-01 TO *}"
    assert done.stdout.split() == ["weizen", "barley"]


@pytest.mark.skipif(sys.platform == "win32", reason="sends SIGINT")
def test_ctrl_c_leaves_the_last_commit(notes: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ix"
    run("index", notes, "--index", folder)
    with (notes / "many.jsonl").open("w") as file:
        for i in range(20_000):
            file.write(json.dumps({"id": f"n{i}", "title": f"No {i}", "body": "word " * 300}) + "\n")
    before = set(folder.iterdir())
    command = [*COMMAND, "index", str(notes), "--index", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        while set(folder.iterdir()) <= before:  # until the new segment is begun
            time.sleep(0.05)
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        _, error = process.communicate(timeout=60)
    assert error == f"interrupted: {folder} is as of its last commit, with 1 article; index again to go on\n"
    assert process.returncode == 130
    assert run("query", "river", "--count", "--index", folder).stdout == "1\n"


@pytest.mark.skipif(sys.platform != "linux" or not shutil.which("prlimit"), reason="limits file size with prlimit")
def test_a_full_disk_is_one_line_and_loses_nothing(notes: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ix"
    run("index", notes, "--index", folder)
    text = " ".join(f"word{i}" for i in range(200_000))
    (notes / "big.txt").write_text(f"Big\n\n{text}\n")
    done = subprocess.run(
        ["prlimit", "--fsize=300000", *COMMAND, "index", str(notes), "--index", str(folder)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert (done.stderr.count("\n"), done.returncode) == (1, 2)
    assert f"cannot write to {folder}: File too large; the last commit still stands" in done.stderr
    assert run("query", "river", "--count", "--index", folder).stdout == "1\n"
    assert run("index", notes, "--index", folder).returncode == 0


def test_explain_is_of_the_query_that_was_run(hay_folder: Path) -> None:
    done = run("query", "body:wheat", "body:zeppelin", "--explain", "-q", "-l", "--index", hay_folder)
    assert done.stderr.splitlines()[-1] == "run as: (body:wheat OR body:zeppelin)"


def test_bytes_that_are_no_text_as_a_query(hay_folder: Path) -> None:
    command = [*map(os.fsencode, COMMAND), b"query", b"wheat\xff\xfe", b"-l", b"--index", os.fsencode(hay_folder)]
    if sys.platform == "win32":
        pytest.skip("arguments are text there")
    assert subprocess.run(command, capture_output=True, check=False, timeout=60).returncode in (0, 1)
