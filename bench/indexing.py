"""How fast are articles indexed, and with how much memory? searchkit against stock Whoosh.

Measured: 2,000 generated articles of 80 to 900 words into a new index, one commit, one process: through
`Archive.add`, and through `Archive.index` from a file of JSON lines, reading included. Baseline: Whoosh with
StemmingAnalyzer and the fields title, body (both stored) and date. searchkit keeps more: the article whole, its
source, section, authors, language, address and a hash. Repeat it with `python -m bench indexing`.
"""

import json
import subprocess
import sys
from functools import partial
from pathlib import Path
from statistics import median

import searchkit
from bench.articles import articles, text_bytes, write_jsonl
from bench.indexing_job import ADD, INDEX, STOCK
from bench.measure import BenchError, Spread, ratios, spread, take_turns
from bench.report import Report

_ROOT = Path(__file__).parent.parent
_ARTICLES, _QUICK_ARTICLES = 2000, 200
_ROUNDS = 3

Figures = dict[str, float | None]


class _Jobs:
    """Processes that each index the same file into a folder of their own."""

    def __init__(self, folder: Path, count: int) -> None:
        self.folder, self.count = folder, count
        self.source = folder / "articles.jsonl"
        written = list(articles(count))
        self.text_mb = text_bytes(written) / 1e6
        write_jsonl(written, self.source)
        self.started = 0

    def run(self, way: str) -> Figures:
        """What indexing that way took; BenchError where it failed or an article is missing."""
        self.started += 1
        target = self.folder / f"index-{self.started}"
        command = [sys.executable, "-m", "bench.indexing_job", way, str(self.source), str(target)]
        ended = subprocess.run(command, cwd=_ROOT, capture_output=True, check=False)
        if ended.returncode:
            raise BenchError(f"indexing by {way} failed: {ended.stderr.decode()[-500:]}")
        if way != STOCK and (held := _count(target)) != self.count:
            raise BenchError(f"{way} indexed {held} of {self.count} articles")
        figures: Figures = json.loads(ended.stdout)
        return figures


def _count(folder: Path) -> int:
    with searchkit.open(folder) as archive:
        return archive.count()


def run(folder: Path, quick: bool) -> Report:
    """Medians over the rounds; `folder` is an empty one to work in."""
    jobs = _Jobs(folder, _QUICK_ARTICLES if quick else _ARTICLES)
    taken = take_turns({way: partial(jobs.run, way) for way in (ADD, INDEX, STOCK)}, _ROUNDS)
    rows = []
    for way, figures in taken.items():
        times = _column(figures, "seconds")
        speeds = (_speed(taken[STOCK], figures, "seconds"), _speed(taken[STOCK], figures, "cpu_seconds"))
        memory, size = _column(figures, "peak_mb"), _column(figures, "index_mb")
        rates = (jobs.count / median(times), jobs.text_mb / median(times))
        rows.append((way, *rates, *speeds, median(memory or [0.0]), size[0] / jobs.text_mb))
    return Report(
        "indexing",
        ("", "articles/s", "MB/s", "speed (quartiles)", "speed by CPU time", "peak memory, MB", "index size"),
        tuple(rows),
        (
            f"{jobs.count:,} generated articles, {jobs.text_mb:.1f} MB of text (UTF-8, title and body)",
            f"speed: of the {STOCK} baseline's, median over {_ROUNDS} rounds; index size: by the size of the text",
            "CPU time is steadier than the clock on a machine that has other work to do",
            "peak memory is of the whole process; 0: not known on this system",
        ),
        {"articles": jobs.count, "text_mb": jobs.text_mb, "rounds": taken},
    )


def _speed(baseline: list[Figures], figures: list[Figures], clock: str) -> Spread:
    return spread(ratios(_column(baseline, clock), _column(figures, clock)))


def _column(figures: list[Figures], name: str) -> list[float]:
    return [value for one in figures if (value := one[name]) is not None]
