"""`python -m bench [startup|reading|formats|language|engines|relevance|page|relevance-page]… [--save] [--quick]`.

`engines` compares speed with other engines, `relevance` what is found; neither is short. `page` and `relevance-page`
write the newest saved run of them into docs/.
"""

import argparse
import datetime as dt
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench import engine_page, engines, formats, language, peers, reading, relevance, relevance_page, startup
from bench.measure import BenchError
from bench.report import Report, save

BENCHMARKS: dict[str, Callable[[Path, bool], Report]] = {
    "startup": startup.run,
    "reading": reading.run,
    "formats": formats.run,
    "language": language.run,
}
_ENGINES, _RELEVANCE = "engines", "relevance"
PAGES: dict[str, Callable[[Path | None], Path]] = {
    "page": engine_page.write_page,
    "relevance-page": relevance_page.write_page,
}


def main() -> None:
    """Runs the benchmarks named on the command line, or all."""
    options = _parser().parse_args()
    started, clock = dt.datetime.now().astimezone(), time.perf_counter()
    named = options.benchmarks or [*BENCHMARKS, _ENGINES, _RELEVANCE]
    try:
        done = [report for name in named if name not in PAGES for report in _reported(name, options)]
        if options.save:
            print(f"saved: {save(done, started, time.perf_counter() - clock)}")
        for name in named:
            if name in PAGES:
                print(f"written: {PAGES[name](options.run)}")
    except BenchError as error:
        sys.exit(f"bench: {error}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Benchmarks; all of them if none is named.")
    names = [*BENCHMARKS, _ENGINES, _RELEVANCE, *PAGES]
    parser.add_argument("benchmarks", nargs="*", choices=[*names, []], metavar="|".join(names))
    parser.add_argument("--save", action="store_true", help="write a run file into bench/runs/")
    parser.add_argument("--quick", action="store_true", help="few articles and rounds: to see that all works")
    parser.add_argument("--articles", type=int, help=f"engines: how many to generate ({engines.ARTICLES:,})")
    parser.add_argument("--without", action="append", default=[], choices=peers.NAMES, help="engines: leave one out")
    parser.add_argument("--run", type=Path, help="pages: the run file to take instead of the newest")
    parser.add_argument("--folder", type=Path, help="where to work: needs the room of some indexes (a temporary one)")
    return parser


def _reported(name: str, options: argparse.Namespace) -> Sequence[Report]:
    with tempfile.TemporaryDirectory(prefix="bench-", dir=options.folder, ignore_cleanup_errors=True) as folder:
        if name == _ENGINES:
            plan = engines.planned(options.articles, options.quick, tuple(options.without))
            done: Sequence[Report] = engines.run(Path(folder), plan)
        elif name == _RELEVANCE:
            done = relevance.run(Path(folder), options.quick)
        else:
            done = [BENCHMARKS[name](Path(folder), options.quick)]
    for report in done:
        print(report.text(), flush=True)
    return done


if __name__ == "__main__":
    main()
