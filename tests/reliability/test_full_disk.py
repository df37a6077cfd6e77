"""Disks that are really full, and files that may not grow: one line, the last commit stands, and then it goes on."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from searchkit.storage.checks import check
from searchkit.storage.lock import WriteLock
from tests.reliability.programs import COMMAND, Done, require_clean, run, write_news
from tests.storage import newsroom

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="tmpfs and file size limits of Linux")


LONG = "SEARCHKIT_TEST_LONG" in os.environ


class News(NamedTuple):
    folder: Path
    ids: list[str]


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> News:
    """5 MB of articles, of which an index takes 8."""
    folder = tmp_path_factory.mktemp("news") / "wire"
    return News(folder, write_news(folder, 5))


@contextmanager
def small_disk(place: Path, megabytes: float) -> Iterator[None]:
    """A disk of this size at the place, while it lasts."""
    place.mkdir()
    done = mount(place, f"size={int(megabytes * 1024)}k")
    if done.returncode:
        pytest.skip(f"no disk can be mounted here: {done.stderr.strip() or 'not the superuser'}")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)


def mount(place: Path, options: str) -> Done:
    """Mounts memory as a disk; an error where that is not allowed."""
    try:
        return subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "tmpfs", place], capture_output=True, text=True, check=False
        )
    except FileNotFoundError as error:
        return Done([], 1, "", str(error))


def first_commit(folder: Path) -> None:
    (folder.parent / "old.txt").write_text("River rises\n\nThe river rose in Harrow on Sunday.\n")
    assert run("index", folder.parent / "old.txt", "--index", folder).returncode == 0


def require_last_commit(folder: Path, done: Done) -> None:
    """The error was told in one line, what was committed is there, and another may write."""
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith(f"searchkit: {'cannot write to ' if 'cannot write' in done.stderr else ''}{folder}")
    assert done.stderr.endswith(("last commit still stands\n", "last commit stands\n"))
    assert newsroom.live_ids(folder) == ["old.txt"]
    assert check(folder, deep=True).problems == ()
    with WriteLock(folder):
        pass


@pytest.mark.parametrize(("megabytes", "jobs"), [(2, 1), (5, 2), *((0.25, 1), (10, 1), (2, 2), (5, 1), (10, 2)) * LONG])
def test_a_full_disk(news: News, tmp_path: Path, megabytes: float, jobs: int) -> None:
    place = tmp_path / "disk"
    with small_disk(place, megabytes):
        folder = place / "ix"
        first_commit(folder)
        done = run("index", news.folder, "--index", folder, "--jobs", jobs, "--memory", 16)
        if megabytes < 10:
            require_last_commit(folder, done)
            assert "No space left on device" in done.stderr
            mount(place, "remount,size=64m")
            done = run("index", news.folder, "--index", folder, "--jobs", jobs, "--memory", 16)
        assert (done.stderr, done.returncode) == ("", 0)
        require_clean(folder, ["old.txt", *news.ids])


LIMITED = """
import resource, sys
from searchkit.cli.main import main
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)), resource.RLIM_INFINITY))
main()
"""


@pytest.mark.parametrize("limit_bytes", [3_000, 300_000, *[300] * LONG])
def test_files_that_may_not_grow(news: News, tmp_path: Path, limit_bytes: int) -> None:
    folder = tmp_path / "ix"
    first_commit(folder)
    source = news.folder / "wire-0.jsonl"
    done = run(limit_bytes, "index", source, "--index", folder, command=[sys.executable, "-c", LIMITED])
    require_last_commit(folder, done)
    assert "File too large" in done.stderr
    assert run("index", source, "--index", folder, command=COMMAND).returncode == 0
