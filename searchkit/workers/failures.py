"""What can go wrong with a task that was given to another process."""

import signal

from searchkit.errors import SearchkitError


class WorkerDied(SearchkitError):
    """The process that carried out a task ended in the middle of it, and so did the one that tried it again.

    `exit_code` is the process's own, or minus the number of the signal that ended it.
    """

    def __init__(self, exit_code: int) -> None:
        super().__init__(f"the worker process ended with {_ending(exit_code)}")
        self.exit_code = exit_code


class WorkerStartError(SearchkitError):
    """No worker can be started here: no Python to start, too many processes, or the initializer failed."""


class TaskFailed(SearchkitError):
    """A task raised an exception: `kind` is its class, `text` what it said, `trace` where it was raised."""

    def __init__(self, kind: str, text: str, trace: str) -> None:
        super().__init__(" ".join(f"{kind}: {text}".split()))
        self.kind, self.text, self.trace = kind, text, trace


def _ending(exit_code: int) -> str:
    if exit_code >= 0:
        return f"exit code {exit_code}"
    try:
        return f"signal {signal.Signals(-exit_code).name}"
    except ValueError:
        return f"signal {-exit_code}"
