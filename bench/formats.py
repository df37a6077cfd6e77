"""How fast is each format read? The samples of every format, over and over, on one core.

Measured: from the bytes in memory to the last Article, recognising the format and decoding included, in articles and in
characters of their bodies a second. Baseline: `Archive.add` of generated articles in the same round, in characters a
second. The samples are small (a few kB with a few articles), so what each file costs weighs more here than in an
archive. Repeat it with `python -m bench formats`.
"""

import io
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import NamedTuple

import searchkit
from bench.articles import articles
from bench.measure import BenchError, ratios, spread, take_turns
from bench.report import Cell, Report
from searchkit import Article, ReadOptions
from searchkit.sources import FORMATS, read_stream

SAMPLES = Path(__file__).parents[1] / "tests" / "fixtures" / "formats"
_ARTICLES = 200
_ROUNDS, _QUICK_ROUNDS = 5, 2
_LEAST_S, _QUICK_LEAST_S = 0.5, 0.05
_INDEXING = "Archive.add"


class Rate(NamedTuple):
    """Articles, and characters of their bodies, a second."""

    articles: float
    characters: float


def run(folder: Path, quick: bool) -> Report:
    """Medians over the rounds; `folder` is an empty one to work in."""
    written = list(articles(_ARTICLES))
    least_s = _QUICK_LEAST_S if quick else _LEAST_S
    tasks: dict[str, Callable[[], Rate]] = {_INDEXING: partial(_indexed, written, folder)}
    for entry in FORMATS:
        files = _samples(entry.name)
        _read_all(entry.name, files)  # and loads the libraries it needs
        tasks[entry.name] = partial(_rate, entry.name, files, least_s)
    taken = take_turns(tasks, _QUICK_ROUNDS if quick else _ROUNDS)
    rows = tuple(_row(entry.name, taken[entry.name], taken[_INDEXING]) for entry in FORMATS)
    indexing = median(rate.characters for rate in taken[_INDEXING])
    return Report(
        "formats",
        ("format", "articles/s", "thousand characters/s", "times indexing (quartiles)"),
        rows,
        (f"baseline: {_INDEXING} at {indexing / 1000:,.0f} thousand characters/s, in one process",),
        {"rates": taken},
    )


def _row(name: str, rates: Sequence[Rate], indexing: Sequence[Rate]) -> tuple[Cell, ...]:
    times = ratios([rate.characters for rate in rates], [rate.characters for rate in indexing])
    return name, median(rate.articles for rate in rates), median(r.characters for r in rates) / 1000, spread(times)


def _samples(name: str) -> list[tuple[str, bytes]]:
    paths = sorted((SAMPLES / name).rglob("*"))
    return [(path.name, path.read_bytes()) for path in paths if path.is_file() and "broken" not in path.stem]


def _read_all(name: str, files: Sequence[tuple[str, bytes]]) -> tuple[int, int]:
    found = [one for file, content in files for one in read_stream(io.BytesIO(content), file, ReadOptions())]
    read = [one for one in found if isinstance(one, Article)]
    if not read:
        raise BenchError(f"{name}: no article in its samples; {found[:1]}")
    return len(read), sum(len(article.body) for article in read)


def _rate(name: str, files: Sequence[tuple[str, bytes]], least_s: float) -> Rate:
    count = characters = 0
    started = time.perf_counter()
    while (taken := time.perf_counter() - started) < least_s or not count:
        more, longer = _read_all(name, files)
        count, characters = count + more, characters + longer
    return Rate(count / taken, characters / taken)


def _indexed(some: Sequence[Article], folder: Path) -> Rate:
    place = folder / f"index-{time.monotonic_ns()}"
    with searchkit.create(place) as archive:
        started = time.perf_counter()
        archive.add(some)
        taken = time.perf_counter() - started
    return Rate(len(some) / taken, sum(len(article.body) for article in some) / taken)
