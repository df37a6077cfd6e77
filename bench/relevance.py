"""Does searchkit find what people would want, better than other engines do, and what does that cost?

Measured on judged sets (`bench/judged`): questions, and which articles answer them. Other engines get the same
articles and the same words; of searchkit BM25 alone, its default ranking and `deep` are asked. Every part of the
ranking is then left out by itself. Repeat it with `make bench-relevance`.
"""

import sys
import tempfile
from pathlib import Path
from statistics import fmean
from typing import Any

from bench import judged, peers
from bench.judged import Half, JudgedSet
from bench.measure import BenchError
from bench.relevance_own import VARIANTS, opened, parts, ranked, slower, times, without
from bench.relevance_peers import PEERS
from bench.relevance_report import reports
from bench.report import Report
from searchkit.evaluation import compare, measure_run
from searchkit.model import SearchOptions
from searchkit.model.judging import Judgement, Run

LEVELS = {"ids": 0, "page": 1}
"""How many passages of an article are asked for where time is measured: none, or the best with its highlights."""

MEASURES = ("nDCG@10", "RR", "AP", "R@100")
_QUICK_SETS = ("corpus", "corpus-verbose", "planted", "planted-verbose", "time")
_TIMED, _QUICK_TIMED = 40, 10
_ROUNDS = 3

Values = dict[str, dict[str, float]]


def run(folder: Path, quick: bool) -> list[Report]:
    """All figures and their tables; `folder` is an empty one to work in. BenchError where there is no set."""
    names = [name for name in judged.present() if not quick or name in _QUICK_SETS]
    missing = [f"{name}: {judged.VARIABLE} names no folder with it" for name in judged.OUTSIDE if name not in names]
    missing += [f"{name}: not installed" for name in PEERS if not peers.is_installed(name)]
    sets = [_measured(judged.load(name), folder, quick) for name in names]
    if not sets:
        raise BenchError("no judged set is left to measure")
    return reports({"missing": missing, "measures": list(MEASURES), "sets": sets})


def _measured(one: JudgedSet, folder: Path, quick: bool) -> dict[str, Any]:
    """Everything of one set."""
    print(f"{one.name}: {len(one.topics)} questions, {len(one.articles):,} articles", file=sys.stderr, flush=True)
    found: dict[str, Values] = {}
    for name in filter(peers.is_installed, PEERS):
        with _room(folder) as room:
            found[name] = _values(one, PEERS[name](one.articles, one.topics, Path(room)))
    with _room(folder) as room, opened(one.articles, Path(room) / "index") as archive:
        found |= {name: _values(one, ranked(archive, one.topics, options)) for name, options in VARIANTS.items()}
        lacking: dict[str, SearchOptions] = {part: without(part) for part in parts()}
        ablated = {part: _values(one, ranked(archive, one.topics, options, 10)) for part, options in lacking.items()}
        asked = list(one.topics.values())[: _QUICK_TIMED if quick else _TIMED]
        taken = {level: times(archive, asked, VARIANTS, passages, _ROUNDS) for level, passages in LEVELS.items()}
        costs = times(archive, asked, {"full": {}, **lacking}, 0, _ROUNDS)
    return {
        "name": one.name,
        "articles": len(one.articles),
        "questions": {half: len(topics) for half, topics in _halves(one).items()},
        "means": {engine: _means(one, values) for engine, values in found.items()},
        "p": {engine: _chance(found["full"], values) for engine, values in found.items()},
        "without": {part: _means(one, values) for part, values in ablated.items()},
        "slower": {level: {name: slower(of, name, "bm25") for name in VARIANTS} for level, of in taken.items()},
        "cost": {part: slower(costs, "full", part) for part in lacking},
    }


def _room(folder: Path) -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(dir=folder, ignore_cleanup_errors=True)


def _values(one: JudgedSet, found: Run) -> Values:
    """Of each measure for each question."""
    judgements = [Judgement(qid, docid, grade) for qid, row in one.qrels.items() for docid, grade in row.items()]
    return measure_run(found, judgements, MEASURES)


def _halves(one: JudgedSet) -> dict[str, list[str]]:
    """The ids of all questions, and of those of each half."""
    halves: tuple[Half, ...] = ("fit", "test")
    return {"all": list(one.topics)} | {half: list(one.half(half).topics) for half in halves}


def _means(one: JudgedSet, values: Values) -> dict[str, dict[str, float]]:
    """By half and measure."""
    return {
        half: {name: fmean(values[qid][name] for qid in qids) for name in MEASURES}
        for half, qids in _halves(one).items()
    }


def _chance(ours: Values, theirs: Values) -> float | None:
    """How often chance alone would make the main measure differ as much."""
    main = MEASURES[0]
    pair = [{qid: {main: row[main]} for qid, row in values.items()} for values in (ours, theirs)]
    return compare(*pair)[0].randomisation_p
