"""How does searchkit compare with other engines? Indexing, questions, memory and size, all in one run.

Measured: generated news articles (`bench/news.py`), and Reuters-21578 where SEARCHKIT_BENCH_DATA names its folder,
from a file of JSON lines to a committed index with positions and stored text, on one and on two processors; then
the ten best articles of 200 questions of each kind, alone and with snippets. Baselines: tantivy and stock Whoosh;
SQLite FTS5 and bm25s beside them. Whoosh is asked on a tenth of the articles and indexes a thousand, for it takes
too long otherwise. Repeat it with `python -m bench engines --articles 20000`.
"""

import itertools
import shutil
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bench import news, peers, reuters
from bench.engine_questions import questions, save
from bench.engine_report import reports
from bench.engine_rounds import LEVELS, timings
from bench.measure import BenchError
from bench.news import Corpus
from bench.peers import BM25S, COUNTING, FTS5, SEARCHKIT, TANTIVY, WHOOSH
from bench.peers.base import read_records
from bench.processes import measured
from bench.report import Report

ARTICLES, _QUICK_ARTICLES = 20_000, 2_000
_QUESTIONS, _QUICK_QUESTIONS = 200, 20
_WHOOSH_ARTICLES, _WHOOSH_ASKED = 1_000, 10_000
_ALLOWANCE_S, _QUICK_ALLOWANCE_S = 30.0, 3.0
_REMEMBERED_OF_EACH_KIND = 13  # of eight kinds: about a hundred
_BM25S_ARTICLES = 200_000
_FAST = (SEARCHKIT, TANTIVY, FTS5, BM25S)
_JOB = "bench.engine_job"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run is to do."""

    articles: int
    quick: bool = False
    without: tuple[str, ...] = ()

    @property
    def rounds(self) -> int:
        """How often each index is built; long builds need fewer to be compared."""
        return 1 if self.quick or self.articles > 200_000 else 2 if self.articles > 20_000 else 3


@dataclass(slots=True)
class _Run:
    """A run on its way: the folder it works in, and all figures so far."""

    plan: Plan
    folder: Path
    missing: list[str] = field(default_factory=list)
    builds: list[dict[str, Any]] = field(default_factory=list)
    times: list[dict[str, Any]] = field(default_factory=list)
    counts: list[dict[str, Any]] = field(default_factory=list)
    memory: list[dict[str, Any]] = field(default_factory=list)
    _numbers: Iterable[int] = field(default_factory=itertools.count)

    def present(self, names: Iterable[str]) -> list[str]:
        """Those of the peers that are installed and wanted; the others are noted."""
        here = []
        for name in names:
            if name in self.plan.without or not peers.is_installed(name):
                self.miss(f"{name}: left out on request" if name in self.plan.without else f"{name}: not installed")
            else:
                here.append(name)
        return here

    def fast(self) -> list[str]:
        """Those that are built in all sizes."""
        names: tuple[str, ...] = _FAST
        if self.plan.articles > _BM25S_ARTICLES:
            self.miss(f"bm25s: takes 20 MB of memory for each thousand articles, so not more than {_BM25S_ARTICLES:,}")
            names = tuple(name for name in _FAST if name != BM25S)
        return self.present(names)

    def miss(self, line: str) -> None:
        """Notes what is not measured, and why."""
        if line not in self.missing:
            self.missing.append(line)

    def build(self, name: str, corpus: Corpus, label: str, threads: int = 1, keep: bool = True) -> Path:
        """Indexes a corpus and notes what it took."""
        target = self.folder / f"index-{next(iter(self._numbers))}"
        figures = measured(_JOB, "build", name, corpus.path, target, threads)
        size = {"corpus": label, "articles": corpus.articles, "text_mb": corpus.text_mb}
        self.builds.append({"peer": name, "threads": threads} | size | figures)
        _tell(f"{name} indexed {corpus.articles:,} articles on {threads} in {figures['seconds']:.1f} s")
        if not keep:
            shutil.rmtree(target)
        return target

    def ask(self, folders: Mapping[str, Path], corpus: Corpus) -> None:
        """Asks questions of indexes of the same articles."""
        each = _QUICK_QUESTIONS if self.plan.quick else _QUESTIONS
        asked = {level: questions(corpus.path, corpus.articles, each, seed) for seed, level in enumerate(LEVELS, 2)}
        allowance_s = _QUICK_ALLOWANCE_S if self.plan.quick else _ALLOWANCE_S
        _tell(f"asking {', '.join(folders)} of {corpus.articles:,} articles")
        if TANTIVY in folders:
            folders = {**folders, COUNTING: folders[TANTIVY]}
        timed, counted = timings(folders, asked, corpus.articles, allowance_s)
        self.times += [asdict(one) for one in timed]
        self.counts += counted

    def remember(self, folders: Mapping[str, Path], corpus: Corpus) -> None:
        """Notes the memory of a fresh process that only asks."""
        asked = self.folder / "questions.json"
        save(questions(corpus.path, corpus.articles, _REMEMBERED_OF_EACH_KIND, seed=9), asked)
        for name, folder in folders.items():
            figures = measured(_JOB, "ask", name, asked, folder)
            self.memory.append({"peer": name, "articles": corpus.articles} | figures)


def planned(articles: int | None, quick: bool, without: tuple[str, ...] = ()) -> Plan:
    """A plan with the usual number of articles where none is given."""
    return Plan(articles or (_QUICK_ARTICLES if quick else ARTICLES), quick, without)


def run(folder: Path, plan: Plan) -> list[Report]:
    """All measurements; `folder` is an empty one to work in."""
    one = _Run(plan, folder)
    if not one.present(peers.NAMES):
        raise BenchError("no engine is left to measure")
    whole = news.write(plan.articles, folder / "articles.jsonl")
    few = _first(whole, min(_WHOOSH_ARTICLES, plan.articles), folder)
    for name in one.present((WHOOSH,)):
        one.build(name, few, "generated", keep=False)
    folders = _build_all(one, whole)
    one.ask(folders, whole)
    one.remember(folders, whole)
    _ask_small(one, whole)
    _index_reuters(one)
    remarks = [remark for name in one.present(peers.NAMES) for remark in peers.peer(name).remarks]
    raw = {"plan": asdict(plan), "missing": one.missing, "remarks": remarks, "builds": one.builds}
    return reports(raw | {"times": one.times, "counts": one.counts, "memory": one.memory})


def _build_all(one: _Run, corpus: Corpus) -> dict[str, Path]:
    """Every fast engine's index, built in turns with two processors and with one; those of one are kept."""
    folders: dict[str, Path] = {}
    for turn in range(one.plan.rounds):
        for threads in (2, 1):
            for name in one.fast()[:: -1 if turn % 2 else 1]:
                if threads > peers.peer(name).max_threads:
                    continue
                keep = threads == 1 and name not in folders
                target = one.build(name, corpus, "generated", threads, keep)
                if keep:
                    folders[name] = target
    return folders


def _ask_small(one: _Run, whole: Corpus) -> None:
    """A tenth of the articles, for how time grows; and as many as Whoosh can take."""
    tenth = max(100, whole.articles // 10)
    for articles in sorted({tenth, min(tenth, _WHOOSH_ASKED)}):
        names = (SEARCHKIT, TANTIVY, WHOOSH) if articles <= _WHOOSH_ASKED else (SEARCHKIT, TANTIVY)
        corpus = _first(whole, articles, one.folder)
        one.ask({name: one.build(name, corpus, "generated, small") for name in one.present(names)}, corpus)


def _index_reuters(one: _Run) -> None:
    source = reuters.folder()
    if source is None:
        one.miss(f"Reuters-21578: {reuters.VARIABLE} is not set")
        return
    corpus = reuters.write(source, one.folder / "reuters.jsonl")
    for threads in (1, 2):
        for name in one.fast():
            if threads <= peers.peer(name).max_threads:
                one.build(name, corpus, "Reuters-21578", threads, keep=False)
    few = _first(corpus, _WHOOSH_ARTICLES, one.folder)
    for name in one.present((WHOOSH,)):
        one.build(name, few, "Reuters-21578", keep=False)


def _first(whole: Corpus, articles: int, folder: Path) -> Corpus:
    """The first articles of a corpus as one of its own."""
    path = folder / f"{whole.path.stem}-{articles}.jsonl"
    with whole.path.open("rb") as read, path.open("wb") as written:
        written.writelines(itertools.islice(read, articles))
    return Corpus(path, articles, _text_mb(path))


def _text_mb(path: Path) -> float:
    records = read_records(path)
    return sum(len(record["title"].encode()) + len(record["body"].encode()) for record in records) / 1e6


def _tell(what: str) -> None:
    """A run takes long: a line now and then."""
    print(what, file=sys.stderr, flush=True)
