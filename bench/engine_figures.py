"""What stands in the raw figures of a comparison of engines, by the question one asks of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

from bench.engine_questions import Kind
from bench.engine_rounds import Level
from bench.measure import percentile

GENERATED, SMALL, REUTERS = "generated", "generated, small", "Reuters-21578"


@dataclass(frozen=True, slots=True)
class Figures:
    """The raw figures of one run; every method gives None where something was not measured."""

    raw: Mapping[str, Any]

    @property
    def articles(self) -> int:
        """How many were generated."""
        return int(self.raw["plan"]["articles"])

    def sizes(self) -> list[int]:
        """The numbers of articles that questions were asked of, the largest first."""
        return sorted({one["articles"] for one in self.raw["times"]}, reverse=True)

    def build(self, peer: str, threads: int, corpus: str, name: str) -> float | None:
        """The median over the rounds of a figure of building an index."""
        values = [one[name] for one in self._builds(peer, threads, corpus)]
        return median(values) if values else None

    def rate(self, peer: str, threads: int, corpus: str = GENERATED) -> float | None:
        """MB/s of text; of two indexes that differ in size, of the larger one."""
        builds = self._builds(peer, threads, corpus)
        return median(one["text_mb"] / one["seconds"] for one in builds) if builds else None

    def _builds(self, peer: str, threads: int, corpus: str) -> list[dict[str, Any]]:
        wanted = (peer, threads, corpus)
        return [one for one in self.raw["builds"] if (one["peer"], one["threads"], one["corpus"]) == wanted]

    def index_share(self, peer: str, corpus: str = GENERATED) -> float | None:
        """Size of the index, stored text and all, by the size of the text."""
        builds = self._builds(peer, 1, corpus)
        return builds[0]["index_mb"] / builds[0]["text_mb"] if builds else None

    def peak_mb(self, peer: str, threads: int) -> float | None:
        """The most memory that indexing took, in all processes together."""
        builds = self._builds(peer, threads, GENERATED)
        return max(max(one["tree_peak_mb"], one["peak_mb"] or 0.0) for one in builds) if builds else None

    def time(self, articles: int, level: Level, kind: Kind, peer: str) -> dict[str, Any] | None:
        """The times of questions of a kind."""
        wanted = (articles, level, kind, peer)
        for one in self.raw["times"]:
            if (one["articles"], one["level"], one["kind"], one["peer"]) == wanted:
                return dict(one)
        return None

    def milliseconds(self, articles: int, level: Level, kind: Kind, peer: str, of: str = "median_ms") -> float | None:
        """The median of a kind, or its 95th percentile."""
        timed = self.time(articles, level, kind, peer)
        return None if timed is None else float(timed[of])

    def ratio(
        self, articles: int | None, level: Level, kind: Kind, peer: str, base: str, percent: int = 50
    ) -> float | None:
        """A percentile of one engine's times by the same of another's, over the questions both have answered."""
        pair = [None if articles is None else self.time(articles, level, kind, name) for name in (peer, base)]
        times = [[] if timed is None else [float(one) for one in timed["times_us"].split()] for timed in pair]
        both = min(map(len, times))
        if not both:
            return None
        ours, theirs = (percentile(some[:both], percent) for some in times)
        return quotient(ours, theirs)

    def asking_mb(self, peer: str) -> float | None:
        """The most memory of a process that opens the index and asks."""
        return next((one["peak_mb"] for one in self.raw["memory"] if one["peer"] == peer), None)

    def whoosh_articles(self) -> int | None:
        """How many articles stock Whoosh was asked of."""
        return next((one["articles"] for one in self.raw["times"] if one["peer"] == "whoosh3"), None)


def quotient(figure: float | None, base: float | None) -> float | None:
    """Figure by base; None where one of them is missing."""
    return figure / base if figure is not None and base else None
