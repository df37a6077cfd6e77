"""How workers end when the program does, whatever ends it; programs here are scripts without a main guard."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.workers.processes import GENEROUS_S, TASKS, wait_until_gone

BUSY = f"""
import sys
from pathlib import Path
sys.path.insert(0, {str(TASKS)!r})
from worker_tasks import count_noting, double, yield_and_sleep
from searchkit.workers import WorkerPool

pool = WorkerPool(2)
pool.submit(double, 1).result()
stream = pool.stream(count_noting, 1000, Path(sys.argv[0] + ".note"))
next(stream)
working = pool.stream(yield_and_sleep, 600)
next(working)
print(*pool.pids, flush=True)
"""

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")


class Program:
    """A running script whose first line of output names its workers."""

    def __init__(self, script: Path, text: str) -> None:
        script.write_text(text, "utf-8")
        self.running = subprocess.Popen(
            [sys.executable, "-W", "error", str(script)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert self.running.stdout
        self.pids = tuple(map(int, self.running.stdout.readline().split()))

    def end(self) -> tuple[str, int]:
        """What it wrote to standard error, and its exit code; its workers are gone then."""
        _, said = self.running.communicate(timeout=GENEROUS_S)
        wait_until_gone(self.pids)
        return said, self.running.returncode


Start = Callable[[str], Program]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    programs: list[Program] = []

    def begin(text: str) -> Program:
        programs.append(Program(tmp_path / "script.py", text))
        return programs[-1]

    yield begin
    for program in programs:
        program.running.kill()
        program.running.communicate()


def test_an_interruption_ends_program_and_workers(start: Start) -> None:
    program = start(BUSY + "next(working)\n")
    os.killpg(program.running.pid, signal.SIGINT)
    said, exit_code = program.end()
    assert said.splitlines()[-1] == "KeyboardInterrupt"
    assert said.count("Traceback") == 1
    assert exit_code == -signal.SIGINT


def test_workers_of_a_killed_program_end(start: Start) -> None:
    program = start(BUSY + "next(working)\n")
    os.kill(program.running.pid, signal.SIGKILL)
    assert program.end() == ("", -signal.SIGKILL)


def test_a_program_may_end_without_closing_its_pool(start: Start) -> None:
    program = start(BUSY)
    assert program.end() == ("", 0)


def test_a_program_may_end_with_an_error_of_its_own(start: Start) -> None:
    program = start(BUSY + "raise SystemExit(3)\n")
    assert program.end() == ("", 3)


def test_workers_are_deaf_to_interruptions(start: Start) -> None:
    program = start(BUSY + "import time; time.sleep(600)\n")
    for pid in program.pids:
        os.kill(pid, signal.SIGINT)
    time.sleep(0.1)
    for pid in program.pids:
        os.kill(pid, 0)
    os.kill(program.running.pid, signal.SIGTERM)
    assert program.end() == ("", -signal.SIGTERM)
