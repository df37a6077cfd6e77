"""Is reading ever the wait? The rate of each reader against the rate of indexing what it reads.

Measured: the same 200 generated articles in each format, from opening the files to the last Article. Baseline:
`Archive.add` of these articles into a new index, in the same round. A reader that is ten times as fast takes one
eleventh of an indexing run; one below 1 is the wait. Repeat it with `python -m bench reading`.
"""

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

import searchkit
from bench.articles import articles
from bench.measure import BenchError, ratios, seconds, spread, take_turns
from bench.report import Cell, Report
from bench.sourcefiles import WRITERS
from searchkit import Article, ReadOptions, Rejected
from searchkit.sources import read, walk

_ARTICLES, _QUICK_ARTICLES = 200, 60
_ROUNDS, _QUICK_ROUNDS = 5, 2
_INDEXING = "Archive.add"


def run(folder: Path, quick: bool) -> Report:
    """Medians over the rounds; `folder` is an empty one to work in."""
    written = list(articles(_QUICK_ARTICLES if quick else _ARTICLES))
    tasks: dict[str, Callable[[], float]] = {_INDEXING: partial(_index, written, folder)}
    sizes_mb = {}
    for name, write in WRITERS.items():
        place = folder / name
        place.mkdir()
        write(written, place)
        sizes_mb[name] = sum(path.stat().st_size for path in place.iterdir()) / 1e6
        _check(name, written, _read(place))  # and loads the libraries it needs
        tasks[name] = partial(seconds, partial(_read, place))
    taken = take_turns(tasks, _QUICK_ROUNDS if quick else _ROUNDS)
    rows = tuple(_row(name, len(written), sizes_mb[name], taken) for name in WRITERS)
    return Report(
        "reading",
        ("format", "articles/s", "MB/s", "times indexing (quartiles)", "% of a run"),
        rows,
        (
            f"{len(written):,} generated articles in each format, in {len(taken[_INDEXING])} rounds; "
            "text, Markdown and HTML: one file an article, the others: one file",
            f"baseline: {_INDEXING} at {len(written) / median(taken[_INDEXING]):,.0f} articles/s; "
            "% of a run: the share of reading in reading and indexing one after the other",
        ),
        {"articles": len(written), "sizes_mb": sizes_mb, "seconds": taken},
    )


def _row(name: str, count: int, size_mb: float, taken: dict[str, list[float]]) -> tuple[Cell, ...]:
    time = median(taken[name])
    times = spread(ratios(taken[_INDEXING], taken[name]))
    return name, count / time, size_mb / time, times, 100 / (1 + times.median)


def _index(some: list[Article], folder: Path) -> float:
    place = tempfile.mkdtemp(dir=folder)
    with searchkit.create(place) as archive:
        return seconds(partial(archive.add, some))


def _read(folder: Path) -> list[Article | Rejected]:
    found: list[Article | Rejected] = []
    for file in walk([folder]):
        found += [file] if isinstance(file, Rejected) else read(file, ReadOptions())
    return found


def _check(name: str, written: list[Article], found: list[Article | Rejected]) -> None:
    """BenchError unless each article came back with its title, and all but a hundredth of all words."""
    came = [article for article in found if isinstance(article, Article)]
    if sorted(article.title for article in came) != sorted(article.title for article in written):
        rejected = next((one for one in found if isinstance(one, Rejected)), "with other titles")
        raise BenchError(f"{name}: {len(came)} of {len(written)} articles came back; {rejected}")
    words, expected = (sum(len(a.body.split()) for a in some) for some in (came, written))
    if abs(words - expected) > expected / 100:
        raise BenchError(f"{name}: {words:,} of {expected:,} words came back")
