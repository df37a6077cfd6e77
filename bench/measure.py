"""Figures that can be compared: what is compared takes turns, and a ratio is always of figures of one round."""

import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


class BenchError(Exception):
    """What was to be measured did not do its work, so that a figure of it would say nothing."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Lower quartile, median and upper quartile."""

    low: float
    median: float
    high: float


def spread(values: Sequence[float]) -> Spread:
    """The quartiles of at least one value, in its unit."""
    if len(values) < 2:
        return Spread(values[0], values[0], values[0])
    low, _, high = statistics.quantiles(values, n=4, method="inclusive")
    return Spread(low, statistics.median(values), high)


def percentile(values: Sequence[float], percent: int) -> float:
    """The value that so many percent of at least one value do not exceed, interpolated."""
    if len(values) < 2:
        return values[0]
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def ratios(figures: Sequence[float], baseline: Sequence[float]) -> list[float]:
    """Figure by baseline, round by round."""
    return [figure / base for figure, base in zip(figures, baseline, strict=True)]


def take_turns(tasks: Mapping[str, Callable[[], T]], rounds: int) -> dict[str, list[T]]:
    """What each task gave in each round, by the task's name; every second round runs them backwards.

    A machine that gets slower or faster meanwhile then does so to all of them.
    """
    results: dict[str, list[T]] = {name: [] for name in tasks}
    for number in range(rounds):
        names = list(tasks)[:: -1 if number % 2 else 1]
        for name in names:
            results[name].append(tasks[name]())
    return results


def seconds(task: Callable[[], object]) -> float:
    """Wall-clock seconds one call takes."""
    started = time.perf_counter()
    task()
    return time.perf_counter() - started


def peak_memory_mb() -> float | None:
    """The most memory (resident, 10^6 bytes) this process has taken; None where the system does not say.

    On Linux not from `getrusage`: its figure starts from that of the process that started this one.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text("ascii").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024 / 1e6
    if sys.platform == "win32":
        return None
    import resource  # noqa: PLC0415 - not on Windows

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
