"""Calls parsers that are known to hang in a process beside this one, which ends when a call takes too long."""

import atexit
import os
import pickle
import subprocess
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from io import BufferedReader, BufferedWriter
from typing import Any, TypeVar, TypeVarTuple, cast

from searchkit import processes
from searchkit.settings import ReadOptions
from searchkit.sources.base import BAD_RECORD, TOO_LARGE, TOO_SLOW, Unreadable
from searchkit.sources.limitedchild import MEMORY_MIB, OUT_OF_MEMORY, OUT_OF_TIME

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

_REAP_S = 5


def limited(function: Callable[[*Ts], T], *arguments: *Ts, options: ReadOptions) -> T:
    """`function(*arguments)`, which takes no longer than the options allow, nor (on Linux) more than 2 GiB of memory.

    The function is importable, its arguments and its result can be pickled. It is carried out in another process,
    which is started when it is first needed, waits a minute for the next call, and ends with this one. What it
    raises there, and its death, is an `Unreadable` here. Where the limit is 0, or no process can be started, it is
    called as it is.
    """
    if not options.max_parse_seconds:
        return function(*arguments)
    call = pickle.dumps((function, arguments), pickle.HIGHEST_PROTOCOL)
    with suppress(_Died):  # of age perhaps, and not of this call
        if idle := _idle():
            return cast(T, _asked(idle.pop(), call, options.max_parse_seconds))
    try:
        child = _Child()
    except (OSError, ValueError, RuntimeError):
        return function(*arguments)
    return cast(T, _asked(child, call, options.max_parse_seconds))


class _Died(Unreadable):
    """The process ended before it answered."""

    def __init__(self, exit_code: int) -> None:
        if exit_code == OUT_OF_MEMORY:
            super().__init__(TOO_LARGE, f"its parser takes more than {MEMORY_MIB:,} MiB of memory")
        else:
            super().__init__(BAD_RECORD, f"its parser crashed (exit code {exit_code})")


class _Child:
    """The other process. Whoever has taken it is alone with it."""

    def __init__(self) -> None:
        """Raises what `processes.start` does."""
        self._process = processes.start("searchkit.sources.limitedchild")
        self._inbox = BufferedWriter(cast(Any, self._process.stdin))
        self._outbox = BufferedReader(cast(Any, self._process.stdout))
        for pipe in (self._inbox, self._outbox):
            processes.widen(pipe.fileno())

    def ask(self, call: bytes, seconds: float) -> Any:
        """The answer to a call; Unreadable if it takes too long or dies, and then it is of no more use."""
        started = time.monotonic()
        try:
            pickle.dump((call, seconds), self._inbox, pickle.HIGHEST_PROTOCOL)
            self._inbox.flush()
            return pickle.load(self._outbox)
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            exit_code = self._reap()
            if exit_code == OUT_OF_TIME and time.monotonic() - started >= seconds:
                raise Unreadable(TOO_SLOW, f"more than {seconds:g} s (--max-parse-seconds)") from error
            raise _Died(exit_code) from error

    def end(self) -> None:
        """Ends it at once, and lets go of its pipes."""
        self._process.kill()
        self._reap()
        for pipe in (self._inbox, self._outbox):
            with suppress(OSError):  # what it did not read is not wanted any more
                pipe.close()

    def _reap(self) -> int:
        try:
            return self._process.wait(_REAP_S)
        except subprocess.TimeoutExpired:  # it closed its pipe and went on
            self._process.kill()
            return self._process.wait()


def _asked(child: _Child, call: bytes, seconds: float) -> Any:
    """What a call gives; keeps the process for the next one if it lives."""
    try:
        result, failure = child.ask(call, seconds)
    except BaseException:
        child.end()
        raise
    _idle().append(child)
    if failure:
        raise Unreadable(*failure)
    return result


_idle_of_process: defaultdict[int, list[_Child]] = defaultdict(list)


def _idle() -> list[_Child]:
    """The processes that wait for a call; those that were there before a fork are not our own."""
    return _idle_of_process[os.getpid()]


@atexit.register
def _end_all() -> None:
    for child in _idle_of_process.pop(os.getpid(), []):
        child.end()
