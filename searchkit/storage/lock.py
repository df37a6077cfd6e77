"""One writer at a time: a lock on the index folder that dies with its process and says who holds it."""

import errno
import json
import os
import socket
import stat
import sys
import time
import weakref
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from searchkit.errors import IndexLockedError, IndexWriteError
from searchkit.storage.layout import LOCK, STOCK_LOCK

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_FIRST_DELAY_S, _LONGEST_DELAY_S = 0.01, 0.5
_MAX_OWNER_BYTES = 16384
_LOCKED_BYTE = 1 << 30
"""Windows: far behind the owner's name, which others can then read while the lock is held."""

_BUSY = frozenset({errno.EAGAIN, errno.EACCES, errno.EDEADLK, errno.EDEADLOCK if hasattr(errno, "EDEADLOCK") else -1})
_FLAGS = (
    os.O_RDWR
    | os.O_CREAT
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
)


@dataclass(frozen=True, slots=True)
class LockOwner:
    """Who holds a lock, and since when (ISO time with its zone)."""

    host: str
    pid: int
    started: str
    command: str

    def is_dead(self) -> bool:
        """Whether the process is of this machine and gone."""
        if sys.platform == "win32" or self.host != socket.gethostname():
            return False
        try:
            os.kill(self.pid, 0)
        except (ProcessLookupError, OverflowError):
            return True
        except PermissionError:
            return False
        return False

    def __str__(self) -> str:
        gone = "; that process is gone, and another has the lock without its name on it" if self.is_dead() else ""
        return f"process {self.pid} on {self.host} ({self.command}) since {self.started}{gone}"


class WriteLock:
    """The lock of an index folder; a context manager, and a lock object as Whoosh wants one.

    The operating system holds it for the process, so that a killed writer leaves none behind. It also holds
    the lock that stock Whoosh writers ask for. Two writers within one process exclude each other, too; it
    belongs to the process that acquired it and not to those it starts.
    """

    def __init__(self, folder: Path, wait_s: float = 0.0) -> None:
        self.folder, self.wait_s = folder, wait_s
        self._descriptors: list[int] = []

    def __enter__(self) -> Self:
        """Raises IndexLockedError, naming the owner, where another still holds the lock after `wait_s` seconds."""
        until, delay = time.monotonic() + self.wait_s, _FIRST_DELAY_S
        while not self.acquire():
            left = until - time.monotonic()
            if left <= 0:
                raise IndexLockedError(self._refusal())
            time.sleep(min(delay, left))
            delay = min(delay * 2, _LONGEST_DELAY_S)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    @property
    def held(self) -> bool:
        """Whether this object holds the lock."""
        return bool(self._descriptors)

    def acquire(self, blocking: bool = False) -> bool:
        """Takes the lock, or gives False where another has it; with `blocking` it waits `wait_s` seconds and raises.

        Raises IndexWriteError where the folder cannot be written to, or its disk knows no locks.
        """
        if blocking:
            self.__enter__()
            return True
        if self.held:
            return False
        try:
            self._take()
        except OSError as error:
            self._close()
            if error.errno in _BUSY:
                return False
            raise IndexWriteError(
                f"{self.folder} cannot be locked for writing: {error.strerror or error}"
                + ("; keep the index on a local disk" if error.errno in (errno.ENOLCK, errno.ENOTSUP) else "")
            ) from error
        except BaseException:
            self._close()
            raise
        return True

    def _take(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        for name in (LOCK, STOCK_LOCK):
            descriptor = os.open(self.folder / name, _FLAGS, 0o666)
            self._descriptors.append(descriptor)
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise OSError(errno.EINVAL, f"{name} is not a regular file")
            _lock(descriptor, _LOCKED_BYTE if name == LOCK else 0)
        _write_owner(self._descriptors[0])
        _close_in_children(self)

    def release(self) -> None:
        """Gives the lock back; nothing happens where it is not held."""
        if self.held:
            with suppress(OSError):
                os.ftruncate(self._descriptors[0], 0)
        self._close()

    def _close(self) -> None:
        """Closing the last descriptor of a file gives its lock back, on every system."""
        while self._descriptors:
            with suppress(OSError):
                os.close(self._descriptors.pop())

    def _refusal(self) -> str:
        owner = read_owner(self.folder)
        who = f"by {owner}" if owner else "by another program"
        waited = f"waited {self.wait_s:g} s; " if self.wait_s else ""
        return f"{self.folder} is being written to {who}; {waited}wait longer with --wait SECONDS, or end that process"


def read_owner(folder: Path) -> LockOwner | None:
    """Who holds (or, after a crash, held) the lock of a folder; None where that cannot be told."""
    try:
        descriptor = os.open(folder / LOCK, _FLAGS & ~(os.O_CREAT | os.O_RDWR) | os.O_RDONLY)
        try:
            record = json.loads(os.read(descriptor, _MAX_OWNER_BYTES))
        finally:
            os.close(descriptor)
        owner = LockOwner(str(record["host"]), int(record["pid"]), str(record["started"]), str(record["command"]))
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None
    return owner if owner.pid > 0 else None


def _write_owner(descriptor: int) -> None:
    command = " ".join([Path(sys.argv[0] or "python").name, *sys.argv[1:]])[:200]
    started = datetime.now().astimezone().isoformat(timespec="seconds")
    owner = LockOwner(socket.gethostname(), os.getpid(), started, command)
    with suppress(OSError):  # a full disk: the lock holds without a name on it
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, json.dumps(asdict(owner)).encode())


def _lock(descriptor: int, byte: int) -> None:
    """Locks an open file or raises OSError (one of `_BUSY` where another has it)."""
    if sys.platform == "win32":
        os.lseek(descriptor, byte, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


_locks: "weakref.WeakSet[WriteLock]" = weakref.WeakSet()
_registered: list[bool] = []


def _close_in_children(lock: WriteLock) -> None:
    """A forked child shares the open file and would keep the lock after the parent's death: it closes its copy."""
    _locks.add(lock)
    if not _registered and hasattr(os, "register_at_fork"):
        _registered.append(True)
        os.register_at_fork(after_in_child=_forget_all)


def _forget_all() -> None:
    for lock in list(_locks):
        lock._close()
