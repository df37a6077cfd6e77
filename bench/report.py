"""What a benchmark found out: a table for people, and a run file with every raw figure for the record."""

import datetime as dt
import importlib.metadata
import json
import os
import platform
import sqlite3
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tabulate import tabulate

from bench.measure import Spread

RUNS = Path(__file__).parent / "runs"
_LIBRARIES = (
    *("searchkit", "whoosh3", "numpy", "typer", "PyStemmer", "lxml", "trafilatura", "feedparser", "PyYAML"),
    *("tantivy", "bm25s", "ir-measures"),
)

Cell = str | float | Spread


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of one benchmark: a table, remarks on it, and the raw figures.

    Units stand in the names of columns. A spread is shown as its median and, in brackets, its quartiles.
    """

    benchmark: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...]
    raw: Mapping[str, Any]

    def text(self) -> str:
        """Heading, table and remarks, in Markdown."""
        cells = [[_cell(value) for value in row] for row in self.rows]
        alignment = ["left" if isinstance(value, str) else "right" for value in self.rows[0]]
        table = tabulate(cells, self.columns, tablefmt="github", colalign=alignment, disable_numparse=True)
        return (
            "\n".join([f"### {self.benchmark}", "", table, "", *(f"* {note}" for note in self.notes)]).rstrip() + "\n"
        )


def _cell(value: Cell) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Spread):
        return f"{value.median:.2f} ({value.low:.2f} – {value.high:.2f})"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def save(reports: Sequence[Report], started: dt.datetime, elapsed_s: float) -> Path:
    """Writes the run file, named by the moment the run began, and gives its path."""
    record = {
        "started": started.isoformat(timespec="seconds"),
        "elapsed_s": round(elapsed_s, 1),
        "command": _command(sys.argv[1:]),
        "machine": _machine(),
        "libraries": {name: _version(name) for name in _LIBRARIES},
        "benchmarks": [asdict(report) for report in reports],
    }
    path = RUNS / f"{started:%Y-%m-%d-%H%M%S}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return path


def _command(arguments: list[str]) -> str:
    """What was typed, but for the folder to work in, which says nothing to others."""
    at = arguments.index("--folder") if "--folder" in arguments else len(arguments)
    return " ".join(["python -m bench", *arguments[:at], *arguments[at + 2 :]])


def _machine() -> dict[str, Any]:
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    return {
        "cpus": os.cpu_count(),
        "platform": platform.platform(),
        "processor": platform.machine(),
        "sqlite": sqlite3.sqlite_version,
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "load_1min_at_end": load,
    }


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None
