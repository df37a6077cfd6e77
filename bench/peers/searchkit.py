"""searchkit itself, at two levels: the engine alone, and the whole way from text to passages."""

from collections.abc import Mapping
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import Any

import searchkit
from bench.engine_questions import Question
from bench.peers.base import Answer
from searchkit.model import SearchRequest


class _Searchkit:
    max_threads = 64 if "jobs" in {field.name for field in fields(searchkit.IndexOptions)} else 1
    remarks = (
        "searchkit: `archive.index` of the file with all its fields, in one commit; top: the query tree through the "
        "executor, which also counts all matches (where the archive has none: a search without passages)",
    )

    def build(self, jsonl: Path, folder: Path, threads: int) -> None:
        more: Mapping[str, Any] = {"jobs": threads} if self.max_threads > 1 else {}
        options = searchkit.IndexOptions(commit_every=1 << 60, **more)
        with searchkit.create(folder) as archive:
            summary = archive.index([jsonl], options)
        if summary.skipped or not summary.added:
            raise RuntimeError(f"searchkit skipped articles: {summary}")

    def open(self, folder: Path) -> "_OpenSearchkit":
        return _OpenSearchkit(searchkit.open(folder))


class _OpenSearchkit:
    def __init__(self, archive: searchkit.Archive) -> None:
        self.archive = archive

    def close(self) -> None:
        self.archive.close()

    def prepare(self, question: Question, limit: int) -> Answer:
        return _engine_level(self.archive, question, limit)

    def prepare_page(self, question: Question, limit: int) -> Answer:
        return partial(_whole, self.archive, question, limit, 1)

    def count(self, question: Question) -> int:
        return self.archive.search(_text(question), limit=0, passages=0, **_options(question)).total


def _engine_level(archive: searchkit.Archive, question: Question, limit: int) -> Answer:
    """The one place that knows how a query tree is run: without an executor, a search without passages."""
    engine: Any = archive._engine
    if not hasattr(engine, "_start"):
        return partial(_whole, archive, question, limit, 0)
    options = _options(question)
    started = engine._start(SearchRequest(_text(question), limit, passages=0, **options))
    return partial(_top, started.executor, started.query, limit, started.mask, options["sort"])


def _top(executor: Any, *asked: Any) -> int:
    return len(executor.top(*asked).docs)


def _whole(archive: searchkit.Archive, question: Question, limit: int, passages: int) -> int:
    page = archive.search(_text(question), limit=limit, passages=passages, **_options(question))
    return len(page.hits)


def _text(question: Question) -> str:
    match question.kind:
        case "AND":
            return " AND ".join(word.lower() for word in question.words)
        case "phrase":
            return '"' + " ".join(question.words) + '"'
        case "prefix":
            return question.pattern + "*"
        case "wildcard":
            return question.pattern
        case "fuzzy":
            return question.pattern + "~1"
    return " OR ".join(word.lower() for word in question.words)


def _options(question: Question) -> dict[str, Any]:
    filters = searchkit.Filters(since=question.since, until=question.until)
    return {"match": "all", "sort": "newest" if question.kind == "newest" else "relevance", "filters": filters}


PEER = _Searchkit()
