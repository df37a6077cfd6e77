"""How long does a search take, by kind of query? searchkit against stock Whoosh, with passages and without.

Measured: the ten best of 2,000 generated articles, the index held open; parsing, matching, scoring and loading
the ten included. Words are drawn as they stand in the articles, so frequent ones often, but no function words.
Baseline: Whoosh's searcher on the plain index that `bench indexing` describes; its own highlighter cuts the
passages. Each query is asked of both engines in turns, and the median of its times stands for it. Repeat it
with `python -m bench query`.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import searchkit
from bench import baseline
from bench.articles import articles
from bench.measure import BenchError, percentile, ratios, seconds, take_turns
from bench.questions import KINDS, Question, questions
from bench.report import Cell, Report

_ARTICLES, _QUICK_ARTICLES = 2000, 200
_QUERIES, _QUICK_QUERIES = 15, 4
_ROUNDS = 3
_OURS, _STOCK = "searchkit", "stock Whoosh"


@dataclass(frozen=True, slots=True)
class _Engines:
    """Both engines, over the same articles."""

    archive: searchkit.Archive
    stock: baseline.StockSearch

    def ours(self, question: Question, passages: bool) -> tuple[list[str], int]:
        """Ids of the best ten, and how many match."""
        filters = searchkit.Filters()
        if question.months is not None:
            first, last = question.months
            filters = searchkit.Filters(since=f"{first:%Y-%m}", until=f"{last:%Y-%m}")
        page = self.archive.search(
            question.text,
            passages=int(passages),
            match="all",
            sort="newest" if question.newest_first else "relevance",
            filters=filters,
        )
        return [hit.id for hit in page], page.total

    def theirs(self, question: Question, passages: bool) -> tuple[list[str], int]:
        """The same of the baseline."""
        dates = question.months and (question.months[0], _next_month(question.months[1]))
        return self.stock.top(question.text, dates, question.newest_first, passages)


def _next_month(month: dt.datetime) -> dt.datetime:
    return (month.replace(day=1) + dt.timedelta(days=32)).replace(day=1)


def run(folder: Path, quick: bool) -> Report:
    """Median and 95th percentile over the queries of each kind; `folder` is an empty one to work in."""
    written = list(articles(_QUICK_ARTICLES if quick else _ARTICLES))
    asked = questions(written, _QUICK_QUERIES if quick else _QUERIES)
    (folder / "stock").mkdir()
    records = (baseline.Record(a.id, a.title, a.body, a.date.start) for a in written if a.date)
    baseline.build(folder / "stock", records)
    stock = baseline.StockSearch(folder / "stock")
    with searchkit.create(folder / "ours") as archive:
        archive.add(written)
        engines = _Engines(archive, stock)
        rows, raw = [], []
        for kind in KINDS:
            for passages in (False, True):
                measured = [_measured(engines, question, passages) for question in asked if question.kind == kind]
                rows.append(_row(kind, passages, measured))
                raw += measured
    stock.close()
    return Report(
        "query",
        ("top 10", "passages", "searchkit ms, median", "p95", "stock Whoosh ms, median", "p95", "ratio", "matches"),
        tuple(rows),
        (
            f"{len(written):,} generated articles; {len(asked) // len(KINDS)} queries of each kind, "
            f"each asked {_ROUNDS} times of both in turns",
            "ratio: median over the queries of searchkit's time by the baseline's",
            "matches: median of the articles found, searchkit / baseline; their analyses differ a little",
        ),
        {"articles": len(written), "queries": raw},
    )


def _row(kind: str, passages: bool, measured: list[dict[str, Any]]) -> tuple[Cell, ...]:
    ours, theirs = ([1000 * median(one["seconds"][name]) for one in measured] for name in (_OURS, _STOCK))
    matches = " / ".join(f"{median(one['matches'][name] for one in measured):,.0f}" for name in (_OURS, _STOCK))
    figures = (median(ours), percentile(ours, 95), median(theirs), percentile(theirs, 95))
    return (kind, "yes" if passages else "no", *figures, median(ratios(ours, theirs)), matches)


def _measured(engines: _Engines, question: Question, passages: bool) -> dict[str, Any]:
    """All times of one question, after one that warms up; BenchError where an engine finds nothing."""
    asks: dict[str, Callable[[], tuple[list[str], int]]] = {
        _OURS: partial(engines.ours, question, passages),
        _STOCK: partial(engines.theirs, question, passages),
    }
    answers = {name: ask() for name, ask in asks.items()}
    for name, (ids, _) in answers.items():
        if not ids:
            raise BenchError(f"{name} finds nothing for {question.text!r}, which stands in the articles")
    return {
        "kind": question.kind,
        "query": question.text,
        "passages": passages,
        "matches": {name: total for name, (_, total) in answers.items()},
        "seconds": take_turns({name: partial(seconds, ask) for name, ask in asks.items()}, _ROUNDS),
    }
