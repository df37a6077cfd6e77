"""Times of questions: every engine is asked each question in turn, so that noise hits all of them alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Literal, get_args

from bench import peers
from bench.engine_questions import KINDS, Kind, Question
from bench.measure import percentile, seconds
from bench.peers import Answer, OpenPeer

Level = Literal["top", "page"]
LEVELS: tuple[Level, ...] = get_args(Level)

LIMIT = 10
_PAGE_KINDS: tuple[Kind, ...] = ("OR", "AND", "phrase")
_COUNTED = 40
_WARMING = 5


@dataclass(frozen=True, slots=True)
class Timing:
    """One engine's times for the questions of a kind; `top` is ranking alone, `page` goes from text to snippets.

    `median_ms` and `p95_ms` are of the first time each question was asked (`times_us`, in the order asked);
    `again_ms` is the median of the second time, when an engine may remember what it read. One that has used up
    its time answers no further questions.
    """

    articles: int
    level: Level
    kind: Kind
    peer: str
    median_ms: float
    p95_ms: float
    again_ms: float
    answered: int
    times_us: str


def timings(
    folders: Mapping[str, Path], asked: Mapping[Level, Sequence[Question]], articles: int, allowance_s: float
) -> tuple[list[Timing], list[dict[str, Any]]]:
    """Times of every kind at both levels, and how many articles each engine finds.

    The levels have questions of their own, so that neither finds the other's in an engine's memory.
    """
    opened = {name: peers.peer(name).open(folder) for name, folder in folders.items()}
    _warmed_up(opened, asked["top"][-_WARMING:])
    found = []
    for kind in KINDS:
        for level in LEVELS if kind in _PAGE_KINDS else LEVELS[:1]:
            of_kind = [question for question in asked[level] if question.kind == kind]
            found += _timed(opened, of_kind, articles, level, allowance_s)
    counted = _counts(opened, asked["top"], articles)
    for index in opened.values():
        index.close()
    return found, counted


def _warmed_up(opened: Mapping[str, OpenPeer], asked: Sequence[Question]) -> None:
    """Asks a few questions at both levels, so that no time holds the imports of a library."""
    for question in asked:
        for index in opened.values():
            for level in LEVELS:
                if (answer := _prepared(index, question, level)) is not None:
                    answer()


def _timed(
    opened: Mapping[str, OpenPeer], asked: Sequence[Question], articles: int, level: Level, allowance_s: float
) -> list[Timing]:
    """Each engine's times for questions of one kind, each asked twice, all before any is asked again."""
    rounds: dict[str, list[list[float]]] = {name: [[], []] for name in opened}
    for turn in range(2):
        for number, question in enumerate(asked):
            able = [name for name in opened if sum(map(sum, rounds[name])) < allowance_s * (1 + turn) / 2]
            ready = {name: _prepared(opened[name], question, level) for name in able}
            for name in _rotated(able, turn + number):
                if (answer := ready[name]) is not None:
                    rounds[name][turn].append(seconds(answer))
    return [
        _timing(articles, level, asked[0].kind, name, first, again) for name, (first, again) in rounds.items() if first
    ]


def _prepared(index: OpenPeer, question: Question, level: Level) -> Answer | None:
    return index.prepare(question, LIMIT) if level == "top" else index.prepare_page(question, LIMIT)


def _rotated(names: list[str], by: int) -> list[str]:
    first = by % len(names) if names else 0
    return names[first:] + names[:first]


def _timing(articles: int, level: Level, kind: Kind, name: str, first: list[float], again: list[float]) -> Timing:
    return Timing(
        articles,
        level,
        kind,
        name,
        median_ms=1e3 * median(first),
        p95_ms=1e3 * percentile(first, 95),
        again_ms=1e3 * median(again or first),
        answered=len(first),
        times_us=" ".join(f"{1e6 * one:.0f}" for one in first),
    )


def _counts(opened: Mapping[str, OpenPeer], asked: Sequence[Question], articles: int) -> list[dict[str, Any]]:
    """How many articles each engine finds for the same questions: their tokenisers and stemmers differ a little."""
    rows: list[dict[str, Any]] = []
    for kind in KINDS:
        of_kind = [question for question in asked if question.kind == kind][:_COUNTED]
        for name, index in opened.items():
            if name == peers.COUNTING:
                continue
            found = [index.count(question) for question in of_kind]
            if None not in found:
                rows.append({"articles": articles, "kind": kind, "peer": name, "found": found})
    return rows
