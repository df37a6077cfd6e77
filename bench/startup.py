"""How long does a query wait before it can begin? The whole command against the imports nobody can avoid.

Measured: the wall time and the processor time of `python -m searchkit query wheat exports` on an index of the
sample articles in `corpus/`, process start to process end. Baseline: a process that imports Whoosh, its query
parser, NumPy and Typer and does nothing. Both begin with their byte code cached, as every start but the first
does. The goal is a ratio of at most 1.5. Beside it what a worker process imports before its first task, of the
two kinds that indexing has. Repeat it with `python -m bench startup`.
"""

import os
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import searchkit
from bench.measure import BenchError, ratios, spread, take_turns
from bench.report import Cell, Report

_ROOT = Path(__file__).parent.parent
_ROUNDS, _QUICK_ROUNDS = 41, 5
_BASELINE = "imports of whoosh, numpy, typer"
_CODE = {
    _BASELINE: "import whoosh.index, whoosh.qparser, numpy, typer",
    "imports of whoosh, typer": "import whoosh.index, whoosh.qparser, typer",
    "a worker that reads files": "import searchkit.workers.child, searchkit.workers.batches",
    "a worker that builds segments": "import searchkit.workers.child, searchkit.engines.embedded.segmenting",
    "python -c pass": "pass",
}


def run(folder: Path, quick: bool) -> Report:
    """Median and quartiles over the rounds; `folder` is an empty one to work in."""
    with searchkit.create(folder / "index") as archive:
        archive.index([_ROOT / "corpus"])
    asked = ["-m", "searchkit", "query", "wheat", "exports", "--index", str(folder / "index")]
    commands = {"searchkit query wheat exports": asked, "searchkit --help": ["-m", "searchkit", "--help"]}
    commands |= {name: ["-c", code] for name, code in _CODE.items()}
    for arguments in commands.values():  # the first start of each writes its byte code
        _start(arguments)
    tasks = {name: partial(_start, arguments) for name, arguments in commands.items()}
    taken = take_turns(tasks, _QUICK_ROUNDS if quick else _ROUNDS)
    wall = {name: [wall_s for wall_s, _ in times] for name, times in taken.items()}
    processor = {name: [processor_s for _, processor_s in times] for name, times in taken.items()}
    rows: list[tuple[Cell, ...]] = []
    for name in taken:
        row: list[Cell] = [name]
        for times in (wall, processor):
            row += [spread([1000 * value for value in times[name]]), spread(ratios(times[name], times[_BASELINE]))]
        rows.append(tuple(row))
    return Report(
        "startup",
        ("process", "ms (quartiles)", "ratio (quartiles)", "processor ms (quartiles)", "ratio (quartiles)"),
        tuple(rows),
        (
            f"baseline: {_BASELINE}; ratio: median over {len(wall[_BASELINE])} rounds of time by the baseline's time",
            "PYTHONDONTWRITEBYTECODE is unset in the processes, and byte code cached",
        ),
        {"seconds": wall, "processor_seconds": processor},
    )


def _start(arguments: list[str]) -> tuple[float, float]:
    """Seconds that a process takes, on the clock and of processors."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    started, before_s = time.perf_counter(), _children_s()
    ended = subprocess.run([sys.executable, *arguments], env=environment, cwd=_ROOT, capture_output=True, check=False)
    wall_s, processor_s = time.perf_counter() - started, _children_s() - before_s
    if ended.returncode:
        raise BenchError(f"python {' '.join(arguments)} ended with {ended.returncode}: {ended.stderr.decode()[-500:]}")
    return wall_s, processor_s


def _children_s() -> float:
    """Seconds of processors that child processes have taken; on Windows, which does not say, those of the clock."""
    if sys.platform == "win32":
        return time.perf_counter()
    import resource  # noqa: PLC0415 - not on Windows

    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
