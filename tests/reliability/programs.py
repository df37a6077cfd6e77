"""The command line in processes of its own, and the processes it starts in turn."""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from searchkit.storage.checks import check
from tests.storage import newsroom

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "searchkit"]
PATIENCE_S = 120
"""No test waits longer for a program; only one that hangs takes so long."""

Done = subprocess.CompletedProcess[str]


def environment() -> dict[str, str]:
    """That of the tests, without settings of the person who runs them."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("SEARCHKIT_")}
    return clean | {"PYTHONPATH": str(ROOT)}


def run(*arguments: object, command: Iterable[str] = COMMAND) -> Done:
    """The program, run to its end."""
    return subprocess.run(
        [*command, *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        env=environment(),
        check=False,
        timeout=PATIENCE_S,
    )


def start(*arguments: object) -> "subprocess.Popen[str]":
    """The program, running."""
    return subprocess.Popen(
        [*COMMAND, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=environment(),
    )


def children(pid: int) -> tuple[int, ...]:
    """The processes that a process has started and that are still its own (Linux)."""
    with suppress(OSError):
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return tuple(int(child) for task in tasks for child in (task / "children").read_text().split())
    return ()


def segment_writers(pid: int, folder: Path) -> tuple[int, ...]:
    """Those children that have a segment of the index in hand."""
    return tuple(child for child in children(pid) if _is_writing(child, folder))


def _is_writing(pid: int, folder: Path) -> bool:
    with suppress(OSError):
        files = [file.readlink() for file in Path(f"/proc/{pid}/fd").iterdir()]
        return any(file.parent == folder and file.name.endswith(".sk.tmp") for file in files)
    return False


def wait_for_writers(running: "subprocess.Popen[str]", folder: Path) -> tuple[int, ...]:
    """Waits until children of the program write segments; fails where it ends before."""
    deadline = time.monotonic() + PATIENCE_S
    while not (found := segment_writers(running.pid, folder)):
        assert running.poll() is None, f"ended too early: {running.communicate()}"
        assert time.monotonic() < deadline, "no process writes a segment"
        time.sleep(0.005)
    return found


def write_news(folder: Path, megabytes: int, seed: int = 1) -> list[str]:
    """JSON lines in files of a megabyte each, of words that nobody knows; gives the ids of all articles."""
    chance = random.Random(seed)
    letters = "abcdefghijklmnopqrstuvwxyzäñœдж"
    words = ["".join(chance.choices(letters, k=chance.randint(3, 9))) for _ in range(4000)]
    folder.mkdir(parents=True)
    ids: list[str] = []
    for number in range(megabytes):
        size_bytes = 0
        with (folder / f"wire-{number}.jsonl").open("w", encoding="utf-8") as file:
            while size_bytes < 1 << 20:
                ids.append(f"wire-{len(ids)}")
                body = " ".join(chance.choices(words, k=400)).capitalize() + "."
                record = {"id": ids[-1], "title": " ".join(chance.choices(words, k=5)), "body": body}
                line = json.dumps(record | {"date": f"2024-02-{len(ids) % 28 + 1:02}"}, ensure_ascii=False) + "\n"
                size_bytes += len(line.encode())
                file.write(line)
    return sorted(ids)


def require_clean(folder: Path, ids: list[str]) -> None:
    """The index is whole, holds each of these articles once, and nothing lies about that no commit names."""
    found = check(folder, deep=True)
    assert (found.problems, found.remarks) == ((), ())
    assert newsroom.live_ids(folder) == sorted(ids)
