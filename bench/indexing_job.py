"""Indexes one file of JSON lines in one of the ways compared, in a process of its own, and prints what it took.

`python -m bench.indexing_job WAY ARTICLES.jsonl FOLDER` prints a JSON object: seconds of the clock
and of the processor, peak memory (MB), size of the index (MB).
"""

import datetime as dt
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import searchkit
from bench import baseline
from bench.measure import BenchError, peak_memory_mb, seconds

STOCK, ADD, INDEX = "stock Whoosh", "Archive.add", "Archive.index"


def prepared(way: str, articles: Path, folder: Path) -> Callable[[], object]:
    """The work to be timed. Articles are in memory before it begins, but for `Archive.index`, which reads them."""
    if way == INDEX:
        return lambda: _index(folder, articles)
    lines = articles.read_text("utf-8").splitlines()
    if way == ADD:
        given = [searchkit.Article(**json.loads(line)) for line in lines]
        return lambda: _add(folder, given)
    if way != STOCK:
        raise BenchError(f"no way of indexing is called {way!r}")
    records = [_record(json.loads(line)) for line in lines]
    return lambda: baseline.build(folder, records)


def _add(folder: Path, articles: list[searchkit.Article]) -> None:
    with searchkit.create(folder) as archive:
        archive.add(articles)


def _index(folder: Path, articles: Path) -> None:
    with searchkit.create(folder) as archive:
        archive.index([articles])


def _record(values: dict[str, str]) -> baseline.Record:
    date = dt.datetime.fromisoformat(values["date"])
    return baseline.Record(values["id"], values["title"], values["body"], date)


def main() -> None:
    """Does what the command line names."""
    way, articles, folder = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    folder.mkdir()
    work = prepared(way, articles, folder)
    cpu_before_s = time.process_time()
    elapsed_s = seconds(work)
    cpu_s = time.process_time() - cpu_before_s
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(json.dumps({"seconds": elapsed_s, "cpu_seconds": cpu_s, "peak_mb": peak_memory_mb(), "index_mb": size / 1e6}))


if __name__ == "__main__":
    main()
