"""One worker process, as its pool sees it: started, spoken to, listened to, reaped."""

import pickle
import subprocess
import sys
import threading
from contextlib import suppress
from typing import BinaryIO, cast

from searchkit import processes
from searchkit.workers.child import Order
from searchkit.workers.failures import TaskFailed, WorkerStartError
from searchkit.workers.frames import Frame, Kind, receive, send

_REAP_S = 5


class WorkerProcess:
    """A child that waits for its first task once `get_ready` has returned.

    `send` may be called from any thread, the rest from one. The process ends when this one does, however
    that happens, for then its pipe closes; an interruption from the terminal does not reach it.
    """

    def __init__(self) -> None:
        """Raises WorkerStartError where no process can be started."""
        try:
            self._popen = processes.start("searchkit.workers.child")
        except (OSError, ValueError, RuntimeError) as error:
            raise WorkerStartError(f"a worker process cannot be started: {error}; use one job") from error
        self._inbox = cast(BinaryIO, self._popen.stdin)
        self._outbox = cast(BinaryIO, self._popen.stdout)
        self._sending = threading.Lock()
        processes.widen(self._outbox.fileno())

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._popen.pid

    def get_ready(self, setup: Order) -> None:
        """Waits until the child has started and `setup` is done in it; WorkerStartError if it does not get there."""
        self.send(Kind.SETUP, 0, pickle.dumps(tuple(setup)))
        answer = self.receive()
        if answer is None or answer.kind not in (Kind.READY, Kind.FAILED):
            raise WorkerStartError(f"a worker process ended while it started ({sys.executable}); use one job")
        if answer.kind == Kind.FAILED:
            raise WorkerStartError(f"a worker process cannot get ready: {TaskFailed(*pickle.loads(answer.content))}")

    def send(self, kind: Kind, number: int, content: bytes = b"") -> None:
        """Sends a message; to a process that is gone, nothing: `receive` tells."""
        with self._sending, suppress(OSError, ValueError):
            send(self._inbox, kind, number, content)

    def receive(self) -> Frame | None:
        """The next message; None once the process is gone, and it is ended if it cannot be understood."""
        try:
            frame = receive(self._outbox)
        except (OSError, MemoryError):
            frame = None
            self.kill()
        return frame

    def kill(self) -> None:
        """Ends it at once."""
        with suppress(OSError):
            self._popen.kill()

    def reap(self) -> int:
        """The exit code of a process that is gone or about to go; lets go of its pipes."""
        try:
            exit_code = self._popen.wait(_REAP_S)
        except subprocess.TimeoutExpired:  # it closed its pipe and went on
            self.kill()
            exit_code = self._popen.wait()
        self._outbox.close()
        with self._sending:
            self._inbox.close()
        return exit_code
