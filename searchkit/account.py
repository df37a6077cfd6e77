"""The counts of an indexing run: what became of every record, for the person who waits and for the summary."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from searchkit.model import IndexSummary, Rejected

OnSkip = Callable[[Rejected], None]
OnProgress = Callable[["Progress"], None]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come; `file` is the one being read."""

    files: int
    records: int
    file: str


class Account:
    """The counts of a run, while it runs."""

    def __init__(self, on_skip: OnSkip | None, on_progress: OnProgress | None) -> None:
        self.files = self.added = self.updated = self.unchanged = self.removed = 0
        self.skipped: Counter[str] = Counter()
        self.on_skip, self.on_progress = on_skip, on_progress
        self.started = time.perf_counter()

    @property
    def records(self) -> int:
        """All records so far."""
        return self.added + self.updated + self.unchanged + self.skipped.total()

    def skip(self, rejected: Rejected) -> None:
        """Counts a record as skipped, and tells of it."""
        self.skipped[rejected.reason] += 1
        if self.on_skip:
            self.on_skip(rejected)

    def progress(self, file: str) -> None:
        """Tells how far the run has come."""
        if self.on_progress:
            self.on_progress(Progress(self.files, self.records, file))

    def summary(self) -> IndexSummary:
        """All counts, and the time since the account was opened."""
        return IndexSummary(
            self.files,
            self.records,
            self.added,
            self.updated,
            self.unchanged,
            self.removed,
            dict(self.skipped.most_common()),
            time.perf_counter() - self.started,
        )
