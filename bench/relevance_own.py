"""How searchkit ranks the articles of a judged set, and the processor time that its rankings take."""

import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import searchkit
from bench.measure import ratios, take_turns
from bench.relevance_peers import DEPTH
from searchkit import Archive, Article
from searchkit.model import Ranking, SearchOptions
from searchkit.model.judging import Run

VARIANTS: Mapping[str, SearchOptions] = {
    "bm25": {"ranker": "bm25"},
    "full": {},
    "deep": {"deep": True},
}
"""What is measured of searchkit: BM25 alone, the ranking it has by default, and that with `deep`."""

OFF: Mapping[str, str] = {
    "title_frequency": "title_frequency=1",
    "title_evidence": "title_evidence=0",
    "passage": "passage=0",
    "closeness": "closeness=0",
    "form": "form=0",
    "headline": "headline=0",
    "short_sentence": "short_sentence=0",
    "stop_weight": "stop_weight=1",
    "least_length": "least_length=0",
}
"""The parts of the ranking, and the settings without each of them."""

_LIMIT = 10
# Windows counts processor time in steps of 16 ms, longer than most questions take.
_clock = time.perf_counter if sys.platform == "win32" else time.process_time


@contextmanager
def opened(articles: Sequence[Article], folder: Path) -> Iterator[Archive]:
    """An archive of these articles in an empty folder."""
    with searchkit.create(folder) as archive:
        archive.add(articles)
        yield archive


def ranked(archive: Archive, topics: Mapping[str, str], options: SearchOptions, limit: int = DEPTH) -> Run:
    """The best articles for each question, of all that have any of its words."""
    asked = {**_plain(options, passages=0), "limit": limit}
    return {qid: [(hit.id, hit.score) for hit in archive.search(text, **asked)] for qid, text in topics.items()}


def without(part: str) -> SearchOptions:
    """The default ranking without one of its parts."""
    return {"ranking": Ranking().changed(OFF[part])}


def parts() -> list[str]:
    """The parts that the default ranking has: without the others nothing would change."""
    return [part for part, settings in OFF.items() if Ranking().changed(settings) != Ranking()]


def times(
    archive: Archive, questions: Iterable[str], variants: Mapping[str, SearchOptions], passages: int, rounds: int
) -> dict[str, list[float]]:
    """Processor seconds for ten articles, by variant and question: the least of so many rounds.

    Each question is asked once before it is timed, so that what it reads is in memory.
    """
    taken: dict[str, list[float]] = {name: [] for name in variants}
    for text in questions:
        tasks = {name: _timed(archive, text, _plain(options, passages)) for name, options in variants.items()}
        for name, seconds in take_turns(tasks, rounds + 1).items():
            taken[name].append(min(seconds[1:]))
    return taken


def slower(taken: Mapping[str, Sequence[float]], name: str, baseline: str) -> float:
    """How many times the baseline's time a variant takes: the median over the questions."""
    return statistics.median(ratios(taken[name], taken[baseline]))


def _plain(options: SearchOptions, passages: int) -> Any:
    return {"plain": True, "match": "any", "limit": _LIMIT, "passages": passages, **options}


def _timed(archive: Archive, text: str, options: Any) -> Callable[[], float]:
    def task() -> float:
        started = _clock()
        archive.search(text, **options)
        return _clock() - started

    return task
