"""The tables of a comparison of engines, made of its raw figures, so that they can be made again from a run file."""

from collections.abc import Iterator, Mapping
from statistics import median
from typing import Any

from bench.engine_figures import GENERATED, REUTERS, Figures, quotient
from bench.engine_goals import Goal, goals
from bench.engine_questions import KINDS
from bench.engine_rounds import LEVELS
from bench.peers import NAMES, SEARCHKIT, TANTIVY
from bench.report import Cell, Report

_NONE = "–"
Row = tuple[Cell, ...]


def reports(raw: Mapping[str, Any]) -> list[Report]:
    """Goals, indexing, questions and counts. The first holds the raw figures, the others none of their own."""
    figures = Figures(raw)
    missing = [f"not measured: {line}" for line in raw["missing"]]
    return [
        Report(
            "engines",
            ("goal", "against", "measured", "bound", ""),
            tuple(map(_goal_row, goals(figures))),
            (*missing,),
            raw,
        ),
        _table("engines: indexing", _INDEXING, _indexing_rows(figures), raw["remarks"]),
        _table("engines: questions", _QUESTIONS, _question_rows(figures), _QUESTION_NOTES),
        _table("engines: articles found", _COUNTS, _count_rows(figures), _COUNT_NOTES),
    ]


def _table(name: str, columns: tuple[str, ...], rows: Iterator[Row], notes: tuple[str, ...] | list[str]) -> Report:
    return Report(name, columns, tuple(rows) or ((_NONE,) * len(columns),), tuple(notes), {})


def _goal_row(goal: Goal) -> Row:
    sign = "≥" if goal.at_least else "≤"
    measured = "not measured" if goal.measured is None else f"{_short(goal.measured)} {goal.unit}"
    verdict = {True: "met", False: "missed", None: _NONE}[goal.met]
    return goal.what, goal.against, measured, f"{sign} {_short(goal.bound)} {goal.unit}", verdict


def _short(value: float) -> str:
    return (
        f"{value:,.0f}"
        if value >= 100
        else f"{value:.1f}"
        if value >= 10
        else f"{value:.2f}"
        if value >= 0.1
        else f"{value:.3f}"
    )


_INDEXING = (
    "articles",
    "engine",
    "processors",
    "MB/s",
    "by tantivy's",
    "processor seconds",
    "peak memory, MB",
    "index by text",
)


def _indexing_rows(figures: Figures) -> Iterator[Row]:
    for corpus in (GENERATED, REUTERS):
        for threads in (1, 2):
            for peer in NAMES:
                if (rate := figures.rate(peer, threads, corpus)) is not None:
                    yield _indexing_row(figures, corpus, peer, threads, rate)


def _indexing_row(figures: Figures, corpus: str, peer: str, threads: int, rate: float) -> Row:
    count = figures.build(peer, threads, corpus, "articles") or 0
    by = quotient(rate, figures.rate(TANTIVY, threads, corpus))
    cpu = figures.build(peer, threads, corpus, "cpu_seconds")
    peak = figures.build(peer, threads, corpus, "tree_peak_mb")
    size = quotient(figures.build(peer, threads, corpus, "index_mb"), figures.build(peer, threads, corpus, "text_mb"))
    name = f"{count:,.0f} {corpus}"
    return (
        name,
        peer,
        str(threads),
        *(_NONE if value is None else _short(value) for value in (rate, by, cpu, peak, size)),
    )


_QUESTIONS = (
    "articles",
    "",
    "kind",
    "engine",
    "median ms",
    "p95 ms",
    "again ms",
    "by tantivy's",
    "searchkit by it",
    "answered",
)
_QUESTION_NOTES = (
    "top: a prepared query to the ten best, numbers and scores alone; page: from the words to titles, dates and "
    "highlighted snippets of the ten best",
    "each question of every engine in turns; median and p95 are of the first time, again is the median of asking all "
    "of them once more; an engine that takes too long answers fewer, and "
    "ratios are of the questions that both have answered",
    "dated: OR within three months; newest: OR, newest first; wildcard: one letter open and the end",
)


def _question_rows(figures: Figures) -> Iterator[Row]:
    for articles in figures.sizes():
        for level in LEVELS:
            for kind in KINDS:
                for peer in NAMES:
                    if timed := figures.time(articles, level, kind, peer):
                        pairs = (peer, TANTIVY), (SEARCHKIT, peer)
                        ratios = [figures.ratio(articles, level, kind, *pair) for pair in pairs]
                        cells = (_NONE if one is None else _short(one) for one in ratios)
                        times = (_short(timed[name]) for name in ("median_ms", "p95_ms", "again_ms"))
                        yield f"{articles:,}", level, kind, peer, *times, *cells, str(timed["answered"])


_COUNTS = ("articles", "kind", "engine", "articles found, median", "as tantivy, % of questions", "by tantivy's, median")
_COUNT_NOTES = (
    "the stemmers differ: tantivy's and bm25s's is Snowball's English, FTS5's and whoosh3's the older Porter, "
    "searchkit's goes by the article's language",
)


def _count_rows(figures: Figures) -> Iterator[Row]:
    rows = figures.raw["counts"]
    tantivys = {(one["articles"], one["kind"]): one["found"] for one in rows if one["peer"] == TANTIVY}
    for one in rows:
        found = one["found"]
        base = tantivys.get((one["articles"], one["kind"]))
        equal = (
            _NONE if base is None else f"{100 * sum(a == b for a, b in zip(found, base, strict=True)) / len(found):.0f}"
        )
        by = _NONE if base is None else _short(median((a + 1) / (b + 1) for a, b in zip(found, base, strict=True)))
        yield f"{one['articles']:,}", one["kind"], one["peer"], f"{median(found):,.0f}", equal, by
