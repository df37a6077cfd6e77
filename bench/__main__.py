"""`python -m bench [startup|indexing|query|reading]… [--save] [--quick]`: runs benchmarks and prints their tables."""

import argparse
import datetime as dt
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench import indexing, query, reading, startup
from bench.measure import BenchError
from bench.report import Report, save

BENCHMARKS: dict[str, Callable[[Path, bool], Report]] = {
    "startup": startup.run,
    "indexing": indexing.run,
    "query": query.run,
    "reading": reading.run,
}


def main() -> None:
    """Runs the benchmarks named on the command line, or all."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Benchmarks; all of them if none is named.")
    parser.add_argument("benchmarks", nargs="*", choices=[*BENCHMARKS, []], metavar="|".join(BENCHMARKS))
    parser.add_argument("--save", action="store_true", help="write a run file into bench/runs/")
    parser.add_argument("--quick", action="store_true", help="few articles and rounds: to see that all works")
    options = parser.parse_args()
    started, clock = dt.datetime.now().astimezone(), time.perf_counter()
    try:
        reports = [_reported(name, options.quick) for name in options.benchmarks or BENCHMARKS]
    except BenchError as error:
        sys.exit(f"bench: {error}")
    if options.save:
        print(f"saved: {save(reports, started, time.perf_counter() - clock)}")


def _reported(name: str, quick: bool) -> Report:
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as folder:
        report = BENCHMARKS[name](Path(folder), quick)
    print(report.text(), flush=True)
    return report


if __name__ == "__main__":
    main()
