"""Index folders made by an enemy: nothing of them is run, nothing outside is read or written, nothing hangs."""

import os
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

import searchkit
from searchkit import Article
from tests.reliability import traps

if sys.platform == "win32":
    pytest.skip("pipes, links and forks of POSIX", allow_module_level=True)

from tests.reliability.forks import Outcome, outcomes

COMMANDS = {
    "query": ("query", '"wheat board" OR wheat*'),
    "show": ("show", "a0"),
    "deep": ("check", "--deep"),
    "index": ("index", "PAPERS", "--jobs", "1"),
    "repair": ("check", "--repair"),
}
if "SEARCHKIT_TEST_LONG" in os.environ:
    COMMANDS |= {
        "words": ("query", "--format", "json", "wheat OR board"),
        "newest": ("query", "--sort", "newest", "*"),
        "stats": ("stats",),
        "check": ("check",),
        "rebuild": ("index", "PAPERS", "--jobs", "1", "--rebuild"),
    }


class Place(NamedTuple):
    """One folder with a trap, and what lies outside of it."""

    folder: Path
    outside: Path

    def outside_files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.outside.iterdir() if path.name != "moved"}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of an index of five articles in two segments, one of them deleted; and of papers to add."""
    base = tmp_path_factory.mktemp("hostile")
    with searchkit.create(base / "ix") as archive:
        archive.add([Article(id=f"a{n}", title=f"Wheat {n}", body="The wheat board met.") for n in range(3)])
        archive.add([Article(id="a0", title="Wheat", body="The board met again."), Article(id="b", body="Wheat.")])
    (base / "papers").mkdir()
    (base / "papers" / "new.txt").write_text("News\n\nWheat rose again.\n")
    return base


def sprung(base: Path, place: Path, trap: traps.Trap) -> Place:
    """A folder of its own with the trap in it."""
    shutil.copytree(base / "ix", place / "ix")
    (place / "outside").mkdir()
    (place / "outside" / "secret.txt").write_text("secret")
    trap(place / "ix", place / "outside")
    return Place(place / "ix", place / "outside")


def line(base: Path, command: str, folder: Path) -> list[str]:
    parts = [part.replace("PAPERS", str(base / "papers")) for part in COMMANDS[command]]
    return [*parts, "--index", str(folder)]


@pytest.fixture(scope="module")
def ends(base: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Outcome]:
    """How each command ends over each trap, and "wrote outside" where one did; all in one process, for the time."""
    work = tmp_path_factory.mktemp("sprung")
    every = traps.HARMLESS | traps.REFUSED
    cases = [(name, command) for name in every for command in COMMANDS]
    places = [sprung(base, work / str(number), every[name]) for number, (name, _) in enumerate(cases)]
    before = [place.outside_files() for place in places]
    shutil.copytree(base / "ix", work / "first")
    first = [line(base, command, work / "first") for command in COMMANDS]
    lines = [line(base, command, place.folder) for place, (_, command) in zip(places, cases, strict=True)]
    found = outcomes(first, lines)
    harm = [place.outside_files() != files for place, files in zip(places, before, strict=True)]
    wrote = Outcome(-1, "", "wrote outside")
    return {case: wrote if harmed else end for case, end, harmed in zip(cases, found, harm, strict=True)}


def require_calm(end: Outcome) -> None:
    """An exit code of ours, at most one line of error, none of it unforeseen, and nothing from outside."""
    assert end.exit_code in (0, 1, 2), end
    assert end.errors.count("\n") == 1 or (end.exit_code != 2 and not end.errors), end
    assert "internal error" not in end.errors, end
    assert len(end.errors) < 1000, end
    assert not {"root:", "secret\n"} & {*end.output.splitlines(keepends=True)}, end


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", traps.HARMLESS)
def test_what_lies_beside_an_index_does_not_keep_from_reading_it(
    ends: dict[tuple[str, str], Outcome], name: str, command: str
) -> None:
    end = ends[name, command]
    require_calm(end)
    may_not_write = "lock is " in name and command in ("index", "rebuild", "repair")
    assert end.exit_code == 2 * may_not_write, end


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", traps.REFUSED)
def test_what_is_wrong_in_an_index_is_told_in_one_line(
    ends: dict[tuple[str, str], Outcome], name: str, command: str
) -> None:
    end = ends[name, command]
    require_calm(end)
    assert command != "deep" or end.exit_code in (1, 2), end
    assert command != "rebuild" or end.exit_code == 0 or "after which none can come" in end.errors, end


def test_a_new_index_is_not_written_through_links(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "ix").mkdir()
    for name in ("manifest-1.json", "manifest-1.copy.json", "sources-1.jsonl", "_MAIN_1.toc"):
        (tmp_path / "ix" / f"{name}.tmp").symlink_to(tmp_path / "secret.txt")
    searchkit.create(tmp_path / "ix").close()
    assert (tmp_path / "secret.txt").read_text() == "secret"
