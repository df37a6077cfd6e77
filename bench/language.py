"""What do the operators of professionals cost? Each against the plain phrase of the same words; and the parser alone.

Measured: the ten best of questions like `w1 W/5 w2` over generated articles, the words taken from the articles as
neighbours, so that each phrase has an answer; the query parsed and resolved beforehand, each kind of question in an
archive opened anew, asked for the first time and once more. Baseline: `"w1 w2"`. The goal is at most 3 times its time.
Then parsing: queries of ten words, with and without operators (goal: 0.2 ms), and how the time grows from 50 KB to
1 MB (goal: less than 20 times). Repeat it with `python -m bench language`.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import searchkit
from bench import news
from bench.engine_questions import neighbours
from bench.measure import percentile, spread
from bench.report import Cell, Report
from searchkit.query import Resolver, parse
from searchkit.search import Executor, Snapshot
from searchkit.storage import open_commit, schema

_ARTICLES, _QUICK_ARTICLES = 100_000, 2_000
_QUESTIONS, _QUICK_QUESTIONS = 60, 10
_PHRASE = "phrase"

_KINDS: dict[str, Callable[[Sequence[str]], str]] = {
    _PHRASE: lambda words: f'"{" ".join(words)}"',
    "W/5": lambda words: f"{words[0]} W/5 {words[-1]}",
    "PRE/5": lambda words: f"{words[0]} PRE/5 {words[-1]}",
    "W/S": lambda words: f"{words[0]} W/S {words[-1]}",
    "W/P": lambda words: f"{words[0]} W/P {words[-1]}",
    "NOT W/5": lambda words: f"{words[0]} NOT W/5 {words[-1]}",
    "ATLEAST2": lambda words: f"ATLEAST2({words[0]})",
    "nested": lambda words: f"({words[0]} W/5 {words[-1]}) W/10 {words[len(words) // 2]}",
    "sloppy phrase": lambda words: f'"{" ".join(words)}"~3',
    "LEAD": lambda words: f"LEAD({words[0]})",
    "AND": " AND ".join,
}
_PARSED = {
    "ten words": "wheat exports to iraq paid by the board last year",
    "ten words, operators": 'wheat W/5 (board OR "export council") AND iraq* NOT barley ATLEAST3(=US) kickback~ -oats',
    "ten words, all wrong": '"wheat (board W/ 5 AND OR )) ~~ foo:bar ^3 http://x.org/?a=b C++ @none "',
}
_GROWN = {
    "words": "wheat board ",
    "operators": "(wheat OR board) W/5 iraq AND ",
    "brackets": "((((",
    "quotes": '"wheat ',
}
_SMALL, _LARGE = 50_000, 1_000_000
_TIMES_PARSED = 200


def run(folder: Path, quick: bool) -> Report:
    """Medians over the questions; `folder` is an empty one to work in."""
    count, each = (_QUICK_ARTICLES, _QUICK_QUESTIONS) if quick else (_ARTICLES, _QUESTIONS)
    source, index = folder / "articles.jsonl", folder / "index"
    news.write(count, source)
    with searchkit.create(index) as archive:
        archive.index([source])
    asked = neighbours(source, count, each, seed=1)
    taken = {kind: _asked(index, [make(words) for words in asked]) for kind, make in _KINDS.items()}
    parsed = {name: _parsing(text) for name, text in _PARSED.items()}
    grown = {name: _growth(piece) for name, piece in _GROWN.items()}
    rows: list[tuple[Cell, ...]] = [(kind, *_row(taken[kind], taken[_PHRASE])) for kind in taken]
    return Report(
        "language",
        ("question", "first ms (quartiles)", "ratio", "again ms (quartiles)", "ratio", "p95 ratio"),
        tuple(rows),
        (
            f"{count:,} articles, {each} questions of each kind; ratio: median by the median of {_PHRASE}; goal: 3",
            *(f"parsing {name}: {1000 * statistics.median(times):.3f} ms; goal 0.2" for name, times in parsed.items()),
            *(f"parsing 1 MB of {name}: {ratio:.1f} times as long as 50 KB; goal 20" for name, ratio in grown.items()),
        ),
        {"articles": count, "seconds": taken, "parsing_seconds": parsed, "growth": grown},
    )


def _row(times: tuple[list[float], list[float]], base: tuple[list[float], list[float]]) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for taken, by in zip(times, base, strict=True):
        cells += [spread([1000 * value for value in taken]), statistics.median(taken) / statistics.median(by)]
    return *cells, percentile(times[1], 95) / percentile(base[1], 95)


def _asked(index: Path, texts: Sequence[str]) -> tuple[list[float], list[float]]:
    """Processor seconds of each question, of an archive opened anew: the first time, and again."""
    commit = open_commit(index)
    executor = Executor(Snapshot(commit.segments, schema()))
    resolver = Resolver(commit.manifest.languages)
    queries = [resolver.resolve(parse(text).tree) for text in texts]
    rounds = [[_seconds(partial(executor.top, query, 10)) for query in queries] for _ in range(2)]
    commit.close()
    return rounds[0], rounds[1]


def _parsing(text: str) -> list[float]:
    return [_seconds(partial(parse, text)) for _ in range(_TIMES_PARSED)]


def _growth(piece: str) -> float:
    """How much longer a long query takes to parse than a short one of the same pieces."""
    taken = []
    for size in (_SMALL, _LARGE):
        reading = partial(parse, piece * (size // len(piece)), max_bytes=2 * _LARGE)
        taken.append(min(_seconds(reading) for _ in range(3)))
    return taken[1] / taken[0]


def _seconds(task: Callable[[], object]) -> float:
    """Processor seconds: what else the machine does shall not count."""
    started = time.process_time()
    task()
    return time.process_time() - started
