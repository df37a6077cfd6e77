"""One worker process, as its pool sees it: started, spoken to, listened to, reaped.

The child is a plain `python -c` with its own pipes and not one of multiprocessing: that one imports the
program's main module again, which in a script without a guard starts the program a second time, and keeps
a further process for its bookkeeping. What a child must know, it is told by the first message.
"""

import pickle
import subprocess
import sys
import threading
from contextlib import suppress
from typing import BinaryIO, cast

from searchkit.workers.child import Order
from searchkit.workers.failures import TaskFailed, WorkerStartError
from searchkit.workers.frames import Frame, Kind, receive, send

# Nothing that a task prints may get into the pipes, so the child gives them other numbers first.
_BOOT = """\
import gc, os, pickle, sys
gc.set_threshold(100_000)
inbox, outbox = os.fdopen(os.dup(0), "rb", 0), os.fdopen(os.dup(1), "wb", 0)
null = os.open(os.devnull, os.O_RDWR)
os.dup2(null, 0), os.dup2(null, 1), os.close(null)
size, path = int.from_bytes(inbox.read(8), "little"), b""
while len(path) < size:
    path += inbox.read(size - len(path)) or sys.exit(1)
sys.path[:] = pickle.loads(path)
from searchkit.workers.child import serve
serve(inbox, outbox)
"""
_PIPE_BYTES = 1 << 20
_REAP_S = 5


class WorkerProcess:
    """A child that waits for its first task once `get_ready` has returned.

    `send` may be called from any thread, the rest from one. The process ends when this one does, however
    that happens, for then its pipe closes; an interruption from the terminal does not reach it.
    """

    def __init__(self) -> None:
        """Raises WorkerStartError where no process can be started."""
        if getattr(sys, "frozen", False) or not sys.executable:
            raise WorkerStartError("no Python interpreter to start a worker with; use one job")
        try:
            self._popen = subprocess.Popen(
                _command(),
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                creationflags=_creation_flags(),
            )
        except (OSError, ValueError, RuntimeError) as error:
            raise WorkerStartError(f"a worker process cannot be started: {error}; use one job") from error
        self._inbox = cast(BinaryIO, self._popen.stdin)
        self._outbox = cast(BinaryIO, self._popen.stdout)
        self._sending = threading.Lock()
        _widen(self._outbox)

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._popen.pid

    def get_ready(self, setup: Order) -> None:
        """Waits until the child has started and `setup` is done in it; WorkerStartError if it does not get there."""
        path = pickle.dumps(sys.path)
        with suppress(OSError):
            self._inbox.write(len(path).to_bytes(8, "little") + path)
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


def _command() -> list[str]:
    """Python as it runs here; -P: what lies in the current folder is no module."""
    flags = [f"-W{option}" for option in sys.warnoptions]
    flags += ["-X", f"utf8={sys.flags.utf8_mode}"]
    flags += [f"-{'O' * sys.flags.optimize}"] * bool(sys.flags.optimize)
    flags += ["-E"] * bool(sys.flags.ignore_environment) + ["-s"] * bool(sys.flags.no_user_site)
    return [sys.executable, "-P", *flags, "-c", _BOOT]


def _creation_flags() -> int:
    if sys.platform == "win32":
        return subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
    return 0


def _widen(pipe: BinaryIO) -> None:
    """Lets a whole item into the pipe: read in 16 pieces, each waits up to 5 ms for a busy interpreter."""
    if sys.platform == "linux":
        import fcntl  # noqa: PLC0415  (there is none on Windows)

        with suppress(OSError):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
