"""Tasks in real processes: results, back-pressure, exceptions, deaths."""

import gc
import math
import os
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest

from searchkit.workers import TaskFailed, WorkerDied, WorkerPool, WorkerStartError
from tests.workers.processes import GENEROUS_S, wait_until_gone


def test_results_come_in_the_order_of_the_arguments(tasks: ModuleType) -> None:
    with WorkerPool(2) as pool:
        assert list(pool.map(tasks.double, range(50))) == [2 * number for number in range(50)]


def test_workers_are_started_when_there_is_work_and_end_with_the_pool(tasks: ModuleType) -> None:
    with WorkerPool(3) as pool:
        assert pool.pids == ()
        assert pool.submit(tasks.double, 4).result() == 8
        assert pool.submit(tasks.double, 5).result() == 10
        pids = pool.pids
    assert len(pids) == 1
    wait_until_gone(pids)


def test_a_stream_gives_its_items_in_order(tasks: ModuleType) -> None:
    with WorkerPool(2, window=1) as pool:
        streams = [pool.stream(range, start, start + 30) for start in (0, 30, 60)]
        assert [item for stream in streams for item in stream] == list(range(90))


def test_a_worker_waits_for_what_it_gave_to_be_taken(tmp_path: Path, tasks: ModuleType) -> None:
    note = tmp_path / "note"
    with WorkerPool(1, window=3) as pool:
        stream = pool.stream(tasks.count_noting, 1000, note)
        for number in range(8):
            assert next(stream) == number
        after = pool.stream(tasks.count_noting, 1000, tmp_path / "other")
        deadline = time.monotonic() + GENEROUS_S
        while int(note.read_text() or 0) < 8 + 3 and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(0.1)  # time enough for an item that must not come
        assert note.read_text() == str(8 + 3)
        stream.close()
        assert next(after) == 0  # the worker is free


def test_an_exception_comes_back_with_its_text(tasks: ModuleType) -> None:
    with WorkerPool(1) as pool:
        with pytest.raises(TaskFailed, match=r"^LookupError: no such\? place$") as caught:
            pool.submit(tasks.fail, "no such?\nplace").result()
        assert "in fail" in caught.value.trace
        stream = pool.stream(tasks.count_and_fail, 3)
        assert [next(stream), next(stream), next(stream)] == [0, 1, 2]
        with pytest.raises(TaskFailed, match="no more"):
            next(stream)


def test_a_call_whose_worker_dies_is_run_again(tmp_path: Path, tasks: ModuleType) -> None:
    with WorkerPool(2) as pool:
        assert pool.submit(tasks.die_once, tmp_path / "a").result() == "alive"
        assert list(pool.stream(tasks.count_and_die_once, 100, tmp_path / "b")) == list(range(100))


def test_a_call_that_kills_again_is_given_up_and_no_other_one(tasks: ModuleType) -> None:
    with WorkerPool(2) as pool:
        found = [pool.submit(tasks.double, number) for number in range(20)]
        deadly = pool.submit(tasks.leave, 7)
        found += [pool.submit(tasks.double, number) for number in range(20, 40)]
        assert [task.result() for task in found] == [2 * number for number in range(40)]
        with pytest.raises(WorkerDied, match=r"^the worker process ended with exit code 7$"):
            deadly.result()
        with pytest.raises(WorkerDied, match="signal SIGABRT"):
            pool.submit(os.abort).result()


def test_a_worker_that_died_without_a_task_harms_none(tasks: ModuleType) -> None:
    with WorkerPool(1, retries=0) as pool:
        pool.submit(tasks.double, 1).result()
        os.kill(pool.pids[0], 9)
        wait_until_gone(pool.pids)
        assert pool.submit(tasks.double, 2).result() == 4


def test_what_a_task_prints_goes_nowhere(capfd: pytest.CaptureFixture[str], tasks: ModuleType) -> None:
    with WorkerPool(1) as pool:
        assert pool.submit(tasks.print_and_read_input).result() == ""
    assert capfd.readouterr() == ("", "")


def test_the_initializer_runs_before_the_first_task(tasks: ModuleType) -> None:
    with WorkerPool(1, initializer=tasks.set_environment) as pool:
        assert pool.submit(tasks.environment).result() == "set"


def test_an_initializer_that_fails_is_told(tasks: ModuleType) -> None:
    with WorkerPool(2, initializer=tasks.fail) as pool, pytest.raises(WorkerStartError, match="TypeError"):
        pool.submit(tasks.double, 1).result()


def test_no_interpreter_is_told(monkeypatch: pytest.MonkeyPatch, tasks: ModuleType) -> None:
    monkeypatch.setattr(sys, "executable", "/no/python")
    with WorkerPool(2) as pool, pytest.raises(WorkerStartError, match="use one job"):
        pool.submit(tasks.double, 1).result()


def test_something_else_than_an_interpreter_is_told(monkeypatch: pytest.MonkeyPatch, tasks: ModuleType) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/echo")
    with WorkerPool(2) as pool, pytest.raises(WorkerStartError, match="use one job"):
        list(pool.stream(tasks.double, 1))


def test_closing_ends_what_runs_and_what_waits(tasks: ModuleType) -> None:
    pool = WorkerPool(1)
    running, waiting = pool.stream(tasks.count_noting, 10, Path(os.devnull)), pool.submit(tasks.double, 1)
    next(running)
    pids = pool.pids
    pool.close()
    wait_until_gone(pids)
    with pytest.raises(RuntimeError, match="closed"):
        waiting.result()
    with pytest.raises(RuntimeError, match="closed"):
        pool.submit(tasks.double, 1)
    with pytest.raises(RuntimeError, match="closed"):
        list(running)


def test_a_pool_that_nobody_holds_ends_its_workers(tasks: ModuleType) -> None:
    pool = WorkerPool(1)
    pool.submit(tasks.double, 1).result()
    pids = pool.pids
    del pool
    gc.collect()
    wait_until_gone(pids)


def test_functions_of_the_main_script_are_turned_down() -> None:
    def local() -> None: ...

    local.__module__ = "__main__"
    with WorkerPool(1) as pool, pytest.raises(ValueError, match="main script"):
        pool.submit(local)


def test_a_call_can_be_cancelled_before_it_begins(tasks: ModuleType) -> None:
    with WorkerPool(1, window=1) as pool:
        held = pool.stream(range, 100)
        next(held)
        unwanted, wanted = pool.submit(tasks.leave, 1), pool.submit(math.factorial, 5)
        unwanted.cancel()
        held.close()
        assert wanted.result() == 120
        with pytest.raises(RuntimeError, match="cancelled"):
            unwanted.result()
