"""How is work spread over processes? Tasks in worker processes, and source files read by them."""

from typing import TYPE_CHECKING

from searchkit.lazy import lazy_names

if TYPE_CHECKING:
    from searchkit.workers.failures import TaskFailed, WorkerDied, WorkerStartError
    from searchkit.workers.pool import Stream, Task, WorkerPool
    from searchkit.workers.reading import KILLED_READER, read_files
else:
    # A process that builds segments reads no sources.
    __getattr__, __dir__ = lazy_names(
        __name__,
        {
            "failures": ("TaskFailed", "WorkerDied", "WorkerStartError"),
            "pool": ("Stream", "Task", "WorkerPool"),
            "reading": ("KILLED_READER", "read_files"),
        },
    )

__all__ = [
    "KILLED_READER",
    "Stream",
    "Task",
    "TaskFailed",
    "WorkerDied",
    "WorkerPool",
    "WorkerStartError",
    "read_files",
]
