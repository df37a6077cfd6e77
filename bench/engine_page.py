"""Writes what a run file says of the engines into `docs/benchmarks.md`, and draws `docs/engines.svg`."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bench.engine_figures import Figures, quotient
from bench.engine_report import reports
from bench.measure import BenchError
from bench.peers import NAMES, SEARCHKIT, TANTIVY, WHOOSH
from bench.plot import Bar, Group, drawn
from bench.report import RUNS

_DOCS = Path(__file__).parent.parent / "docs"
_BEGIN, _END = "<!-- engines: written by python -m bench page -->", "<!-- end of engines -->"


def write_page(run_file: Path | None) -> Path:
    """Of this run file, or of the newest that compares engines; gives the page. BenchError where there is none."""
    path = run_file or _newest()
    record = json.loads(path.read_text("utf-8"))
    raw = next((one["raw"] for one in record["benchmarks"] if one["benchmark"] == "engines"), None)
    if raw is None:
        raise BenchError(f"{path} holds no comparison of engines")
    page = _DOCS / "benchmarks.md"
    before, rest = page.read_text("utf-8").split(_BEGIN)
    _, after = rest.split(_END)
    page.write_text(before + _section(path, record, raw) + after, "utf-8", newline="\n")
    (_DOCS / "engines.svg").write_text(_plot(Figures(raw)), "utf-8", newline="\n")
    return page


def _newest() -> Path:
    for path in sorted(RUNS.glob("*.json"), reverse=True):
        if any(one["benchmark"] == "engines" for one in json.loads(path.read_text("utf-8"))["benchmarks"]):
            return path
    raise BenchError("no run in bench/runs compares engines: python -m bench engines --save")


def _section(path: Path, record: Mapping[str, Any], raw: Mapping[str, Any]) -> str:
    machine, libraries = record["machine"], record["libraries"]
    versions = ", ".join(f"{name} {version}" for name, version in libraries.items() if version)
    opening = (
        f"From `bench/runs/{path.name}`: {raw['plan']['articles']:,} articles, {machine['python']}, "
        f"{machine['platform']}, {machine['cpus']} processors. {versions}. Command: `{record['command']}`."
    )
    picture = "![Times of searchkit and others, by tantivy's](engines.svg)"
    tables = [report.text().replace("### engines\n", "### goals\n") for report in reports(raw)]
    return "\n\n".join([_BEGIN, opening, picture, *(table.strip() for table in tables), _END])


def _plot(figures: Figures) -> str:
    """Times by tantivy's, at the most articles; Whoosh's at as many as it was asked of."""
    groups = [Group(label, tuple(bars)) for label, bars in _bars(figures) if bars]
    return drawn(f"Times, {figures.articles:,} articles; tantivy's is 1, less is better", groups)


def _bars(figures: Figures) -> Iterator[tuple[str, list[Bar]]]:
    for threads in (1, 2):
        base = figures.rate(TANTIVY, threads)
        found = {peer: quotient(base, figures.rate(peer, threads)) for peer in NAMES}
        yield f"indexing, {threads} core{'s' * (threads > 1)}", _of(found)
    for kind in ("OR", "AND", "phrase"):
        yield f"top 10, {kind}", _of({peer: _relative(figures, "top", kind, peer) for peer in NAMES})
    for kind in ("OR", "AND", "phrase"):
        yield f"with snippets, {kind}", _of({peer: _relative(figures, "page", kind, peer) for peer in NAMES})


def _relative(figures: Figures, level: Any, kind: Any, peer: str) -> float | None:
    articles = figures.whoosh_articles() if peer == WHOOSH else figures.articles
    return figures.ratio(articles, level, kind, peer, TANTIVY)


def _of(found: Mapping[str, float | None]) -> list[Bar]:
    bars = [(peer, value) for peer, value in found.items() if value is not None and peer != TANTIVY]
    return [Bar(peer, value, peer == SEARCHKIT) for peer, value in bars]
