"""Options that say how source files are read, from the command line to what is found."""

import json
import os
from pathlib import Path

import pytest

from tests.cli.running import run

TEN = "2006-01-05T10:00:00+00:00"


@pytest.mark.parametrize(
    ("options", "expected"), [([], (None, None, None)), (["--date-from-file-time"], (TEN, "mtime", TEN))]
)
def test_the_time_of_a_file_dates_its_article_on_request(
    tmp_path: Path, options: list[str], expected: tuple[str | None, ...]
) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "flood.txt").write_text("River rises\n\nThe river rose in Harrow on Sunday.\n")
    os.utime(tmp_path / "notes" / "flood.txt", (1136455200, 1136455200))
    run("index", tmp_path / "notes", "--index", tmp_path / "ix", *options)
    indexed = json.loads(run("query", "river", "--index", tmp_path / "ix", "--format", "jsonl").stdout.splitlines()[0])
    inspected = json.loads(run("inspect", tmp_path / "notes", "--format", "jsonl", *options).stdout)
    assert (inspected["date"], inspected.get("date_found_in"), indexed["date"]) == expected
