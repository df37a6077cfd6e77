"""Whether the processes of a test are still there."""

import os
import time
from pathlib import Path

TASKS = Path(__file__).parent / "importable"
GENEROUS_S = 30


def wait_until_gone(pids: tuple[int, ...]) -> None:
    """Fails the test unless all these processes end."""
    deadline = time.monotonic() + GENEROUS_S
    while any(is_running(pid) for pid in pids):
        assert time.monotonic() < deadline, f"still running: {pids}"
        time.sleep(0.01)


def is_running(pid: int) -> bool:
    """Whether a process has not ended; one that waits to be reaped has."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except ProcessLookupError:
        return False
    except FileNotFoundError:  # it has ended by now, or this is no Linux
        return not Path("/proc/self").exists()
