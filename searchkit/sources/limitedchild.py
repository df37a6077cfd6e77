"""The life of a process that carries out calls under a limit: one after another, until its parent is gone.

One thread listens all the time, so that the end of the parent is noticed in the middle of a call.
"""

import faulthandler
import os
import pickle
import signal
import sys
import threading
from contextlib import suppress
from io import BufferedReader, BufferedWriter, RawIOBase
from queue import Empty, SimpleQueue
from typing import Any, NoReturn

from searchkit.settings import MEBIBYTE
from searchkit.sources.base import BAD_RECORD, Unreadable

MEMORY_MIB = 2048
"""The most a parser may take: many times what trafilatura (120 MiB with a large page) and PDFium need."""

OUT_OF_MEMORY = 77
"""The exit code of a process that reached it."""

OUT_OF_TIME = 1
"""The exit code that `faulthandler` gives."""

Failure = tuple[str, str]
"""Reason and detail of an `Unreadable`: an exception would lose them on its way."""

# Programs that embed searchkit may live on for weeks after they have read their last page.
_IDLE_S = 60


def serve(inbox: RawIOBase, outbox: RawIOBase) -> NoReturn:
    """Answers each call, and the seconds it may take, with its result and None, or None and a `Failure`; all pickled.

    Both streams are unbuffered.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interruption means
    _bound_memory(MEMORY_MIB * MEBIBYTE)
    calls: SimpleQueue[tuple[bytes, float]] = SimpleQueue()
    threading.Thread(target=_listen, args=(BufferedReader(inbox), calls), daemon=True).start()
    answers = BufferedWriter(outbox)
    with suppress(OSError, Empty):
        while True:
            answers.write(_answered(*calls.get(timeout=_IDLE_S)))
            answers.flush()
    os._exit(0)


def _listen(inbox: BufferedReader, calls: "SimpleQueue[tuple[bytes, float]]") -> NoReturn:
    """Takes calls in until the parent is gone; then ends the process, whatever it is doing."""
    try:
        while True:
            calls.put(pickle.load(inbox))
    finally:
        os._exit(0)


def _answered(call: bytes, seconds: float) -> bytes:
    # Its thread needs no interpreter lock, which an endless regular expression never gives away.
    faulthandler.dump_traceback_later(seconds, exit=True, file=1)
    try:
        function, arguments = pickle.loads(call)
        answer: tuple[Any, Failure | None] = (function(*arguments), None)
        return pickle.dumps(answer, pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except BaseException as error:  # a parser may even call exit
        return pickle.dumps((None, _failure(error)))
    finally:
        faulthandler.cancel_dump_traceback_later()


def _failure(error: BaseException) -> Failure:
    if isinstance(error, Unreadable):
        return error.reason, error.detail
    return BAD_RECORD, f"{type(error).__name__}: {error}"[:200]


def _bound_memory(size_bytes: int) -> None:
    """Where the system knows such a bound; it counts what may be written to, not addresses that are only set aside."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415  (there is none on Windows)

        with suppress(OSError, ValueError):  # a lower one is set already
            resource.setrlimit(resource.RLIMIT_DATA, (size_bytes, size_bytes))
