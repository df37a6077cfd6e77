"""Death and a full disk at every step of adding articles: the last commit stands, whole, and adding goes on."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from searchkit.errors import IndexWriteError
from searchkit.storage import disk
from searchkit.storage.checks import check
from tests.engine import killed
from tests.storage.tiny import fail_at

ROOT = Path(__file__).parents[2]
OLD = {article.id: article.title for article in killed.FIRST}
NEW = OLD | {article.id: article.title for article in killed.SECOND}
LAST = NEW | {article.id: article.title for article in killed.THIRD}


def steps_of_an_edition(folder: Path) -> int:
    killed.first_edition(folder)
    steps: list[str] = []
    disk.hooks.append(lambda kind, path: steps.append(kind))
    try:
        killed.second_edition(folder)
    finally:
        disk.hooks.clear()
    return len(steps)


def require_whole_and_resumable(folder: Path) -> dict[str, str]:
    """What the archive holds after the accident; then all that is missing is added."""
    found = killed.titles(folder)
    assert check(folder, deep=True).problems == ()
    killed.third_edition(folder)
    after = check(folder, deep=True)
    assert (killed.titles(folder), after.problems, after.remarks) == (LAST, (), ())
    return found


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no SIGKILL on this system")
def test_killed_at_every_step(tmp_path: Path) -> None:
    steps = steps_of_an_edition(tmp_path / "count")
    subprocess.run([sys.executable, "-m", "tests.engine.killed", str(tmp_path), str(steps)], cwd=ROOT, check=True)
    found = [require_whole_and_resumable(tmp_path / str(step)) for step in range(steps)]
    last_old = found.index(NEW)
    assert found == [OLD] * last_old + [NEW] * (steps - last_old)


def test_disk_full_at_every_step(tmp_path: Path) -> None:
    for step in range(steps_of_an_edition(tmp_path / "count")):
        folder = tmp_path / str(step)
        killed.first_edition(folder)
        fail_at(step, "full")
        try:
            killed.second_edition(folder)
            expected = NEW
        except IndexWriteError as error:
            expected = OLD
            assert "No space left on device; the last commit still stands" in str(error)
        finally:
            disk.hooks.clear()
        assert require_whole_and_resumable(folder) == expected
