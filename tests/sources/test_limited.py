"""Calls under a limit: what comes of them, and what becomes of the process that carries them out."""

import math
import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from searchkit.settings import ReadOptions
from searchkit.sources.base import BAD_RECORD, TOO_LARGE, TOO_SLOW, UNREADABLE, Unreadable
from searchkit.sources.charset import choose_encoding
from searchkit.sources.limited import _idle, limited
from searchkit.workers import WorkerPool
from tests.workers.processes import GENEROUS_S, wait_until_gone

OPTIONS = ReadOptions()
IMPATIENT = ReadOptions(max_parse_seconds=0.5)
BAIT = (r"(?:a|a)*b", "a" * 60)  # takes 2**60 steps, and no other thread of the process gets a turn


def test_the_result_of_another_process() -> None:
    assert limited(math.factorial, 5, options=OPTIONS) == 120
    assert limited(os.getpid, options=OPTIONS) != os.getpid()


def test_the_process_is_kept_for_the_next_call() -> None:
    assert limited(os.getpid, options=OPTIONS) == limited(os.getpid, options=OPTIONS)


def test_large_arguments_and_results_travel() -> None:
    assert limited(bytes.upper, b"wheat" * 2_000_000, options=OPTIONS) == b"WHEAT" * 2_000_000


@pytest.mark.parametrize(("function", "arguments"), [(time.sleep, (600,)), (re.match, BAIT)])
def test_a_call_that_hangs_is_ended(function: object, arguments: tuple[object, ...]) -> None:
    with pytest.raises(Unreadable) as caught:
        limited(function, *arguments, options=IMPATIENT)  # type: ignore[arg-type]
    assert (caught.value.reason, caught.value.detail) == (TOO_SLOW, "more than 0.5 s (--max-parse-seconds)")
    assert limited(math.factorial, 5, options=OPTIONS) == 120


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds the memory of a process")
def test_a_call_that_takes_too_much_memory_is_ended() -> None:
    with pytest.raises(Unreadable) as caught:
        limited(bytes, 3 << 30, options=OPTIONS)
    assert (caught.value.reason, caught.value.detail) == (TOO_LARGE, "its parser takes more than 2,048 MiB of memory")
    assert limited(math.factorial, 5, options=OPTIONS) == 120


def test_a_parser_that_crashes_costs_its_record() -> None:
    with pytest.raises(Unreadable) as caught:
        limited(os._exit, 3, options=OPTIONS)
    assert (caught.value.reason, caught.value.detail) == (BAD_RECORD, "its parser crashed (exit code 3)")
    assert limited(math.factorial, 5, options=OPTIONS) == 120


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_process_that_died_between_two_calls_is_replaced() -> None:
    pid = limited(os.getpid, options=OPTIONS)
    os.kill(pid, signal.SIGKILL)
    assert limited(os.getpid, options=OPTIONS) != pid


def test_an_exception_is_unreadable_and_ends_no_process() -> None:
    pid = limited(os.getpid, options=OPTIONS)
    with pytest.raises(Unreadable) as caught:
        limited(int, "wheat", options=OPTIONS)
    detail = "ValueError: invalid literal for int() with base 10: 'wheat'"
    assert (caught.value.reason, caught.value.detail) == (BAD_RECORD, detail)
    assert limited(os.getpid, options=OPTIONS) == pid


def test_unreadable_keeps_its_reason() -> None:
    with pytest.raises(Unreadable) as caught:
        limited(partial(choose_encoding, b"wheat", forced="klingon"), options=OPTIONS)
    assert caught.value.reason == UNREADABLE


def test_what_a_parser_prints_does_not_get_into_the_answer() -> None:
    assert limited(print, "wheat", options=OPTIONS) is None
    assert limited(os.write, 1, b"wheat", options=OPTIONS) == 5
    assert limited(math.factorial, 5, options=OPTIONS) == 120


def test_threads_do_not_wait_for_each_other() -> None:
    with ThreadPoolExecutor(2) as threads:
        slow = threads.submit(lambda: limited(time.sleep, 3, options=OPTIONS))
        fast = threads.submit(lambda: limited(math.factorial, 5, options=OPTIONS))
        assert (fast.result(), slow.done()) == (120, False)


def test_without_a_limit_there_is_no_other_process() -> None:
    assert limited(os.getpid, options=ReadOptions(max_parse_seconds=0)) == os.getpid()


def test_where_no_process_can_be_started_the_call_is_made_here(monkeypatch: pytest.MonkeyPatch) -> None:
    while idle := _idle():
        idle.pop().end()
    monkeypatch.setattr(sys, "executable", "")
    assert limited(os.getpid, options=OPTIONS) == os.getpid()


def test_works_in_a_worker_process() -> None:
    with WorkerPool(1) as pool:
        assert pool.submit(partial(limited, math.factorial, 5, options=OPTIONS)).result() == 120


PROGRAM = """
import os, re, time
from searchkit.settings import ReadOptions
from searchkit.sources.limited import limited
print(limited(os.getpid, options=ReadOptions()), flush=True)
"""


def run(tmp_path: Path, text: str) -> tuple["subprocess.Popen[str]", int]:
    """A script without a main guard, and its process for limited calls."""
    script = tmp_path / "script.py"
    script.write_text(PROGRAM + text, "utf-8")
    program = subprocess.Popen([sys.executable, "-W", "error", str(script)], stdout=-1, stderr=-1, text=True)
    assert program.stdout
    return program, int(program.stdout.readline())


def test_it_ends_with_the_program(tmp_path: Path) -> None:
    program, pid = run(tmp_path, "")
    assert program.communicate(timeout=GENEROUS_S) == ("", "")
    wait_until_gone((pid,))


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize(
    "busy",
    [
        "limited(time.sleep, 600, options=ReadOptions(max_parse_seconds=600))",
        f"limited(re.match, {BAIT[0]!r}, {BAIT[1]!r}, options=ReadOptions(max_parse_seconds=2))",
    ],
)
def test_it_ends_when_the_program_is_killed(tmp_path: Path, busy: str) -> None:
    program, pid = run(tmp_path, busy)
    program.kill()
    program.communicate(timeout=GENEROUS_S)
    wait_until_gone((pid,))
