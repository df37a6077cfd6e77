"""One job of the comparison of engines in a process of its own; prints what it took as a JSON object.

`python -m bench.engine_job build PEER ARTICLES.jsonl FOLDER THREADS` indexes a file on that many processors;
`python -m bench.engine_job ask PEER QUESTIONS.json FOLDER` opens the index and asks these questions, at both levels.
"""

import json
import os
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

from bench.engine_questions import load
from bench.measure import peak_memory_mb, seconds
from bench.peers import peer


def main() -> None:
    """Does what the command line names."""
    job, name, given, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4])
    figures = _build(name, given, folder, int(sys.argv[5])) if job == "build" else _ask(name, given, folder)
    print(json.dumps(figures | {"peak_mb": peak_memory_mb()}))


def _build(name: str, jsonl: Path, folder: Path, threads: int) -> dict[str, Any]:
    """Held to that many processors, so that an engine's extra threads give it no more of the machine."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])
    engine = peer(name)
    folder.mkdir()
    before = os.times()
    elapsed_s = seconds(partial(engine.build, jsonl, folder, threads))
    after = os.times()
    cpu_s = sum(after[:4]) - sum(before[:4])  # user and system time, of children too
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return {"seconds": elapsed_s, "cpu_seconds": cpu_s, "index_mb": size / 1e6}


def _ask(name: str, given: Path, folder: Path) -> dict[str, Any]:
    asked = load(given)
    started = time.perf_counter()
    index = peer(name).open(folder)
    opened_s = time.perf_counter() - started
    answered = 0
    for question in asked:
        for answer in (index.prepare(question, 10), index.prepare_page(question, 10)):
            answered += answer is not None and answer() >= 0
    index.close()
    return {"opened_s": opened_s, "answered": answered}


if __name__ == "__main__":
    main()
