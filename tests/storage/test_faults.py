"""Death and a full disk at every single step of a commit: the old commit or the new one, whole, and nothing else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from searchkit.errors import IndexWriteError
from searchkit.storage import disk
from searchkit.storage.checks import check
from searchkit.storage.commitfile import Manifest
from searchkit.storage.commits import commit, tidy
from searchkit.storage.generations import newest, read_deletes
from searchkit.storage.lock import WriteLock
from searchkit.storage.sourcerecords import read_sources
from tests.storage import tiny

ROOT = Path(__file__).parents[2]
OLD, NEW = {"one"}, {"one", "two"}
"""The source files of the old commit and of the new one."""


def steps_of_a_commit(folder: Path) -> list[str]:
    """The disk operations of the commit that the tests break, in order."""
    first = tiny.first_commit(folder)
    kinds: list[str] = []
    disk.hooks.append(lambda kind, path: kinds.append(kind))
    try:
        tiny.second_commit(folder, first)
    finally:
        disk.hooks.clear()
    return kinds


def require_whole(folder: Path) -> Manifest:
    """The newest commit, every file of it read."""
    manifest = newest(folder)
    for segment in manifest.segments:
        read_deletes(folder, segment)
        assert (folder / segment.file).stat().st_size == segment.size_bytes
    read_sources(folder, manifest.sources)
    assert check(folder).problems == ()
    return manifest


def require_clean_next_commit(folder: Path) -> None:
    """After the accident all can be tidied up, and a commit works and leaves no dead file."""
    with WriteLock(folder):
        tidy(folder, newest(folder))
        report = check(folder)
        assert (report.problems, report.remarks) == ((), ())
        made = commit(folder, tiny.contents(*newest(folder).segments), [], tiny.toc)
    number = made.generation
    expected = {*made.files(), f"manifest-{number}.copy.json", f"_MAIN_{number}.toc", "lock", "MAIN_WRITELOCK"}
    assert {path.name for path in folder.iterdir()} == expected


def test_a_commit_has_the_steps_that_the_other_tests_break(tmp_path: Path) -> None:
    segment = ["write", "write", "fsync", "replace"]
    aside = ["write", "fsync"]
    # Two segments; deletes, sources, TOC, copy and manifest aside; two names, the folder, the manifest's name, the
    # folder again, two more names; then the old manifest, its copy, sources, deletes, TOC and segment go.
    expected = segment * 2 + aside * 5 + ["replace"] * 2 + ["fsync_folder", "replace", "fsync_folder"]
    assert steps_of_a_commit(tmp_path) == [*expected, *["replace"] * 2, *["remove"] * 6]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no SIGKILL on this system")
def test_killed_at_every_step(tmp_path: Path) -> None:
    steps = len(steps_of_a_commit(tmp_path / "count"))
    subprocess.run([sys.executable, "-m", "tests.storage.tiny", str(tmp_path), str(steps)], cwd=ROOT, check=True)
    found = []
    for step in range(steps):
        folder = tmp_path / str(step)
        found.append(set(read_sources(folder, require_whole(folder).sources)))
        require_clean_next_commit(folder)
    last_old = found.index(NEW)
    assert found == [OLD] * last_old + [NEW] * (steps - last_old)


def test_disk_full_at_every_step(tmp_path: Path) -> None:
    steps = len(steps_of_a_commit(tmp_path / "count"))
    for step in range(steps):
        folder = tmp_path / str(step)
        first = tiny.first_commit(folder)
        tiny.fail_at(step, "full")
        try:
            made = tiny.second_commit(folder, first)
        except (IndexWriteError, OSError) as error:
            made = first
            assert os.strerror(28) in str(error)
        finally:
            disk.hooks.clear()
        assert require_whole(folder) == made
        require_clean_next_commit(folder)


@pytest.mark.parametrize("step", range(8, 23))
def test_a_commit_that_fails_leaves_what_was_there(tmp_path: Path, step: int) -> None:
    """From the first file of the commit (after those of the segments) to the flush behind the manifest's name."""
    first = tiny.first_commit(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    tiny.fail_at(step, "full")
    try:
        with pytest.raises(IndexWriteError, match="No space left on device; the last commit still stands"):
            tiny.second_commit(tmp_path, first)
    finally:
        disk.hooks.clear()
    after = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    pending = {name for name in after if name.endswith(".sk")} | {"lock", "MAIN_WRITELOCK"}
    assert before.items() <= after.items()
    assert set(after) - pending <= set(before)
