"""Runs what is measured in a process of its own, and watches how much memory it and its children take."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from bench.measure import BenchError

_ROOT = Path(__file__).parent.parent
_PROC = Path("/proc")
_LOOK_EVERY_S = 0.1


def measured(module: str, *arguments: object) -> dict[str, Any]:
    """What `python -m MODULE ARGUMENTS…` prints as JSON, and `tree_peak_mb`: BenchError where it fails.

    `tree_peak_mb` is the most memory seen in the process and its children together, shared pages counted
    once; 0 where the system does not say.
    """
    command = [sys.executable, "-m", module, *map(str, arguments)]
    with subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as started:
        peak_kb = 0
        while started.poll() is None:
            peak_kb = max(peak_kb, sum(map(_proportional_kb, _tree(started.pid))))
            time.sleep(_LOOK_EVERY_S)
        output, errors = started.communicate()
    if started.returncode:
        raise BenchError(f"{' '.join(command[2:])} ended with {started.returncode}: {errors.decode()[-800:]}")
    figures: dict[str, Any] = json.loads(output.splitlines()[-1])
    return figures | {"tree_peak_mb": peak_kb * 1024 / 1e6}


def _tree(process: int) -> list[int]:
    """A process and all it has started."""
    try:
        tasks = list((_PROC / str(process) / "task").iterdir())
        children = [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:  # ended meanwhile, or no Linux
        return [process]
    return [process, *(one for child in children for one in _tree(child))]


def _proportional_kb(process: int) -> int:
    try:
        lines = (_PROC / str(process) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
