"""What a measurement of relevance says, as tables: measures, goals, what each part of the ranking adds, time."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Any

from bench.report import Report

_OWN = {"bm25": "searchkit bm25", "full": "searchkit", "deep": "searchkit deep"}
_MAIN = "nDCG@10"
_GAIN, _DEEP_GAIN, _MOST_TIMES, _DEEP_MOST_TIMES = 1.10, 1.05, 2.0, 8.0


@dataclass(frozen=True, slots=True)
class _Figures:
    """The raw figures, by what they are about."""

    sets: Sequence[Mapping[str, Any]]

    def engines(self) -> list[str]:
        """Other engines first."""
        return list(self.sets[0]["means"])

    def others(self) -> list[str]:
        """The engines that are not searchkit."""
        return [name for name in self.engines() if name not in _OWN]

    def best(self, one: Mapping[str, Any], half: str) -> str:
        """The other engine that does best on a set."""
        return max(self.others(), key=lambda name: float(one["means"][name][half][_MAIN]))

    def gains(self, engine: str, half: str, against: Callable[[Mapping[str, Any]], str]) -> list[float]:
        """By how many times an engine's figure is that of another, set by set."""
        return [one["means"][engine][half][_MAIN] / one["means"][against(one)][half][_MAIN] for one in self.sets]


def reports(raw: Mapping[str, Any]) -> list[Report]:
    """All tables; only the first holds the raw figures."""
    figures = _Figures(raw["sets"])
    tables = [_measured(figures, name, "all") for name in raw["measures"]]
    tables.insert(1, _measured(figures, _MAIN, "test"))
    first = Report("relevance", tables[0].columns, tables[0].rows, (*tables[0].notes, *raw["missing"]), raw)
    return [first, *tables[1:], *([_goals(figures)] if figures.others() else []), _parts(figures), _times(figures)]


def _measured(figures: _Figures, measure: str, half: str) -> Report:
    """One measure of all engines on all sets."""
    engines = figures.engines()
    rows = [
        (
            one["name"],
            f"{one['questions'][half]}",
            *(f"{one['means'][engine][half][measure]:.3f}" for engine in engines),
        )
        for one in figures.sets
    ]
    means = [fmean(one["means"][engine][half][measure] for one in figures.sets) for engine in engines]
    rows.append(("mean of the sets", "", *(f"{mean:.3f}" for mean in means)))
    questions = "all questions" if half == "all" else "the questions on which no number was fitted"
    columns = ("set", "questions", *(_OWN.get(name, name) for name in engines))
    return Report(f"relevance: {measure}, {questions}", columns, tuple(rows), (), {})


def _goals(figures: _Figures) -> Report:
    """What was to be reached, on all questions and on those that nothing was fitted on."""
    rows = [row for half in ("all", "test") for row in _ranked_goals(figures, half)]
    rows += _timed_goals(figures)
    note = "p: how often chance alone would give so great a difference on all questions (randomisation test)"
    return Report("relevance: goals", ("goal", "measured", "bound", "met"), tuple(rows), (note,), {})


_Row = tuple[str, str, str, str]


def _ranked_goals(figures: _Figures, half: str) -> Iterator[_Row]:
    label = "all questions" if half == "all" else "questions not fitted on"
    for one in figures.sets:
        best = figures.best(one, half)
        ratio = one["means"]["full"][half][_MAIN] / one["means"][best][half][_MAIN]
        chance = f", p {_chance(one['p'][best])}" if half == "all" else ""
        yield _goal(f"{one['name']}, {label}: default by the best other engine ({best}{chance})", ratio, 1.0)
    gains = figures.gains("full", half, lambda one: figures.best(one, half))
    yield _goal(f"mean of the sets, {label}: default by the best other engine of each set", fmean(gains), _GAIN)
    for name in figures.others():
        yield _goal(f"mean of the sets, {label}: default by {name}", fmean(_by(figures, name, half)), _GAIN)
    yield _goal(f"mean of the sets, {label}: deep by default", fmean(figures.gains("deep", half, _full)), _DEEP_GAIN)


def _chance(p: float | None) -> str:
    return "unknown" if p is None else "< 0.001" if p < 0.001 else f"= {p:.3f}"


def _by(figures: _Figures, name: str, half: str) -> list[float]:
    return figures.gains("full", half, lambda one: name)


def _full(one: Mapping[str, Any]) -> str:
    return "full"


def _goal(what: str, ratio: float, bound: float) -> _Row:
    return what, f"{ratio:.3f} ×", f"≥ {bound:.2f} ×", "yes" if ratio >= bound else "no"


def _timed_goals(figures: _Figures) -> Iterator[_Row]:
    for engine, bound in (("full", _MOST_TIMES), ("deep", _DEEP_MOST_TIMES)):
        for level, shown in (("ids", "articles only"), ("page", "with passages")):
            ratio = median(one["slower"][level][engine] for one in figures.sets)
            what = f"time of {_OWN[engine]} by that of bm25, {shown}, median of the sets"
            yield what, f"{ratio:.2f} ×", f"≤ {bound:.0f} ×", "yes" if ratio <= bound else "no"


def _parts(figures: _Figures) -> Report:
    """By how much nDCG@10 falls where a part of the ranking is left out."""
    rows = []
    for part in figures.sets[0]["without"]:
        falls = [one["means"]["full"]["all"][_MAIN] - one["without"][part]["all"][_MAIN] for one in figures.sets]
        cost = median(one["cost"][part] for one in figures.sets)
        rows.append((part, *(f"{fall:+.3f}" for fall in falls), f"{fmean(falls):+.3f}", f"{cost:.2f} ×"))
    columns = ("part", *(one["name"] for one in figures.sets), "mean", "time")
    notes = (
        "nDCG@10 of the default ranking less that without the part, all questions: above 0 the part helps",
        "time: of ten articles without passages, default ranking by that without the part, median of the sets",
    )
    return Report("relevance: what each part adds", columns, tuple(rows), notes, {})


def _times(figures: _Figures) -> Report:
    """How much slower the rankings are than BM25 alone."""
    shown = [(level, name) for level in ("ids", "page") for name in ("full", "deep")]
    rows = [(one["name"], *(f"{one['slower'][level][name]:.2f} ×" for level, name in shown)) for one in figures.sets]
    columns = ("set", "default, articles only", "deep, articles only", "default, with passages", "deep, with passages")
    note = "processor time of ten articles by that of bm25: median over questions, each the least of some rounds"
    return Report("relevance: time", columns, tuple(rows), (note,), {})
