"""What searchkit is to reach against each baseline, and whether a run shows that it does."""

from collections.abc import Iterator
from dataclasses import dataclass

from bench.engine_figures import REUTERS, Figures, quotient
from bench.engine_questions import Kind
from bench.peers import SEARCHKIT, TANTIVY, WHOOSH

_PLAIN: tuple[Kind, ...] = ("OR", "AND", "phrase")
_COSTLY: tuple[Kind, ...] = ("prefix", "wildcard", "fuzzy", "dated", "newest")
_PERCENTILES = ((50, "median"), (95, "p95"))
_QUERY_MEMORY_MB, _INDEXING_MEMORY_MB = 250.0, 1000.0


@dataclass(frozen=True, slots=True)
class Goal:
    """A measured figure and its bound; `measured` is None where the run does not say."""

    what: str
    against: str
    measured: float | None
    bound: float
    at_least: bool = False
    unit: str = "×"

    @property
    def met(self) -> bool | None:
        """Whether the bound is kept; None where nothing was measured."""
        if self.measured is None:
            return None
        return self.measured >= self.bound if self.at_least else self.measured <= self.bound


def goals(figures: Figures) -> list[Goal]:
    """All of them, in the order of their table."""
    return [*_indexing(figures), *_questions(figures), *_pages(figures), *_costly(figures), *_room(figures)]


def _indexing(figures: Figures) -> Iterator[Goal]:
    for threads in (1, 2):
        ratio = quotient(figures.rate(SEARCHKIT, threads), figures.rate(TANTIVY, threads))
        yield Goal(f"indexing speed, {_processors(threads)}", TANTIVY, ratio, 1.5, at_least=True)
    ratio = quotient(figures.rate(SEARCHKIT, 1), figures.rate(WHOOSH, 1))
    yield Goal("indexing speed, one processor", WHOOSH, ratio, 25.0, at_least=True)
    for threads in (1, 2):
        ratio = quotient(figures.rate(SEARCHKIT, threads, REUTERS), figures.rate(TANTIVY, threads, REUTERS))
        if ratio is not None:
            what = f"indexing speed, Reuters-21578, {_processors(threads)}"
            yield Goal(what, TANTIVY, ratio, 1.5, at_least=True)


def _processors(threads: int) -> str:
    return "one processor" if threads == 1 else "two processors"


def _questions(figures: Figures) -> Iterator[Goal]:
    for kind in _PLAIN:
        for percent, name in _PERCENTILES:
            ratio = figures.ratio(figures.articles, "top", kind, SEARCHKIT, TANTIVY, percent)
            yield Goal(f"top 10, {kind}, {name}", TANTIVY, ratio, 1.0)
    for kind in _PLAIN:
        for percent, name in _PERCENTILES:
            ratio = figures.ratio(figures.whoosh_articles(), "top", kind, SEARCHKIT, WHOOSH, percent)
            yield Goal(f"top 10, {kind}, {name}", WHOOSH, ratio, 1 / 50)


def _pages(figures: Figures) -> Iterator[Goal]:
    for kind in _PLAIN:
        for percent, name in _PERCENTILES:
            ratio = figures.ratio(figures.articles, "page", kind, SEARCHKIT, TANTIVY, percent)
            yield Goal(f"top 10 with passages and highlights, {kind}, {name}", TANTIVY, ratio, 0.5)


def _costly(figures: Figures) -> Iterator[Goal]:
    for kind in _COSTLY:
        ratio = figures.ratio(figures.whoosh_articles(), "top", kind, SEARCHKIT, WHOOSH)
        yield Goal(f"top 10, {kind}, median", WHOOSH, ratio, 1 / 20)
    for kind in _COSTLY:
        ours, plain = (figures.milliseconds(figures.articles, "top", one, SEARCHKIT) for one in (kind, "OR"))
        yield Goal(f"top 10, {kind}, median", "its own OR", quotient(ours, plain), 3.0)


def _room(figures: Figures) -> Iterator[Goal]:
    yield Goal("index size", TANTIVY, quotient(figures.index_share(SEARCHKIT), figures.index_share(TANTIVY)), 1.0)
    yield Goal("memory of a process that asks", "MB", figures.asking_mb(SEARCHKIT), _QUERY_MEMORY_MB, unit="MB")
    for threads in (1, 2):
        peak = figures.peak_mb(SEARCHKIT, threads)
        yield Goal(f"memory of indexing, {_processors(threads)}", "MB", peak, _INDEXING_MEMORY_MB, unit="MB")
    tenth = next((size for size in figures.sizes() if size <= figures.articles // 10), None)
    for kind in _PLAIN:
        times = [size and figures.milliseconds(size, "top", kind, SEARCHKIT) for size in (figures.articles, tenth)]
        yield Goal(f"growth, {kind}, median", "a tenth of the articles", quotient(*times), 5.0)
