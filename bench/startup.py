"""How long does a query wait before it can begin? The whole command against the imports nobody can avoid.

Measured: the wall time of `python -m searchkit query wheat exports` on an index of the sample articles in
`corpus/`, process start to process end. Baseline: a process that imports Whoosh, its query parser, NumPy and
Typer and does nothing. Both begin with their byte code cached, as every start but the first does. The goal is
a ratio of at most 1.5. Repeat it with `python -m bench startup`.
"""

import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import searchkit
from bench.measure import BenchError, ratios, seconds, spread, take_turns
from bench.report import Report

_ROOT = Path(__file__).parent.parent
_ROUNDS, _QUICK_ROUNDS = 21, 5
_BASELINE = "imports of whoosh, numpy, typer"
_CODE = {
    _BASELINE: "import whoosh.index, whoosh.qparser, numpy, typer",
    "imports of whoosh, typer": "import whoosh.index, whoosh.qparser, typer",
    "python -c pass": "pass",
}


def run(folder: Path, quick: bool) -> Report:
    """Median and quartiles over the rounds; `folder` is an empty one to work in."""
    with searchkit.create(folder / "index") as archive:
        archive.index([_ROOT / "corpus"])
    asked = ["-m", "searchkit", "query", "wheat", "exports", "--index", str(folder / "index")]
    commands = {"searchkit query wheat exports": asked} | {name: ["-c", code] for name, code in _CODE.items()}
    for arguments in commands.values():  # the first start of each writes its byte code
        _start(arguments)
    tasks = {name: partial(seconds, partial(_start, arguments)) for name, arguments in commands.items()}
    taken = take_turns(tasks, _QUICK_ROUNDS if quick else _ROUNDS)
    rows = []
    for name, times in taken.items():
        rows.append((name, spread([1000 * value for value in times]), spread(ratios(times, taken[_BASELINE]))))
    return Report(
        "startup",
        ("process", "ms (quartiles)", "ratio (quartiles)"),
        tuple(rows),
        (
            f"baseline: {_BASELINE}; ratio: median over {len(taken[_BASELINE])} rounds of time by the baseline's time",
            "PYTHONDONTWRITEBYTECODE is unset in the processes, and byte code cached",
        ),
        {"seconds": taken},
    )


def _start(arguments: list[str]) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    ended = subprocess.run([sys.executable, *arguments], env=environment, cwd=_ROOT, capture_output=True, check=False)
    if ended.returncode:
        raise BenchError(f"python {' '.join(arguments)} ended with {ended.returncode}: {ended.stderr.decode()[-500:]}")
