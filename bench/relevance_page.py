"""Writes what a run file says of relevance into `docs/ranking.md`, between its two marks."""

import json
from pathlib import Path
from typing import Any

from bench.measure import BenchError
from bench.relevance_report import reports
from bench.report import RUNS

PAGE = Path(__file__).parent.parent / "docs" / "ranking.md"
BEGIN, END = "<!-- relevance: written by python -m bench relevance-page -->", "<!-- end of relevance -->"


def write_page(run_file: Path | None) -> Path:
    """Of this run file, or of the newest that measures relevance; gives the page. BenchError where there is none."""
    path = run_file or _newest()
    record = json.loads(path.read_text("utf-8"))
    raw = _raw(record)
    if raw is None:
        raise BenchError(f"{path} holds no measurement of relevance")
    text = PAGE.read_text("utf-8")
    if BEGIN not in text or END not in text:
        raise BenchError(f"{PAGE} lacks the lines {BEGIN} and {END}")
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    machine, libraries = record["machine"], record["libraries"]
    versions = ", ".join(f"{name} {version}" for name, version in libraries.items() if version)
    opening = f"From `bench/runs/{path.name}`: {machine['python']}, {versions}. Command: `{record['command']}`."
    tables = [report.text().strip() for report in reports(raw)]
    PAGE.write_text(before + "\n\n".join([BEGIN, opening, *tables, END]) + after, "utf-8", newline="\n")
    return PAGE


def _newest() -> Path:
    for path in sorted(RUNS.glob("*.json"), reverse=True):
        if _raw(json.loads(path.read_text("utf-8"))) is not None:
            return path
    raise BenchError("no run in bench/runs measures relevance: python -m bench relevance --save")


def _raw(record: dict[str, Any]) -> dict[str, Any] | None:
    return next((one["raw"] for one in record["benchmarks"] if one["benchmark"] == "relevance"), None)
