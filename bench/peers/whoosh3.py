"""Stock Whoosh: its default codec, its searcher, its highlighter."""

import datetime as dt
from functools import partial
from pathlib import Path
from typing import Any

from whoosh import fields, index, qparser, query, sorting
from whoosh.analysis import StemmingAnalyzer

from bench.engine_questions import Question
from bench.peers.base import Answer, read_records

_MEMORY_MB = 256


class _Whoosh:
    max_threads = 1
    remarks = (
        "whoosh3: StemmingAnalyzer with stop words kept, as the others keep them; default codec, writer with "
        f"{_MEMORY_MB} MB; plain queries are parsed beforehand",
    )

    def build(self, jsonl: Path, folder: Path, threads: int) -> None:
        words = StemmingAnalyzer(stoplist=None, minsize=1)
        schema = fields.Schema(
            id=fields.ID(stored=True),
            title=fields.TEXT(analyzer=words, stored=True),
            body=fields.TEXT(analyzer=words, stored=True),
            date=fields.DATETIME(sortable=True, stored=True),
            source=fields.ID(stored=True),
        )
        writer = index.create_in(str(folder), schema).writer(limitmb=_MEMORY_MB)
        for record in read_records(jsonl):
            given = {name: record[name] for name in ("id", "title", "body", "source")}
            writer.add_document(date=dt.datetime.fromisoformat(record["date"]), **given)
        writer.commit()

    def open(self, folder: Path) -> "_OpenWhoosh":
        return _OpenWhoosh(index.open_dir(str(folder)))


class _OpenWhoosh:
    def __init__(self, opened: Any) -> None:
        self.searcher: Any = opened.searcher()
        self.parsers = {
            group: qparser.MultifieldParser(["title", "body"], opened.schema, group=group)
            for group in (qparser.AndGroup, qparser.OrGroup)
        }
        for parser in self.parsers.values():
            parser.add_plugin(qparser.FuzzyTermPlugin())

    def close(self) -> None:
        self.searcher.close()

    def prepare(self, question: Question, limit: int) -> Answer:
        return partial(self._top, self._query(question), _options(question), limit)

    def _top(self, parsed: Any, options: dict[str, Any], limit: int) -> int:
        return int(self.searcher.search(parsed, limit=limit, **options).scored_length())

    def prepare_page(self, question: Question, limit: int) -> Answer:
        return partial(self._page, question, limit)

    def _page(self, question: Question, limit: int) -> int:
        found = self.searcher.search(self._query(question), limit=limit, **_options(question))
        for hit in found:
            _ = hit["id"], hit["title"], hit["date"], hit.highlights("body", top=1)
        return int(found.scored_length())

    def count(self, question: Question) -> int:
        return len(self.searcher.search(self._query(question), limit=1, **_options(question)))

    def _query(self, question: Question) -> Any:
        group = qparser.AndGroup if question.kind == "AND" else qparser.OrGroup
        return self.parsers[group].parse(_text(question))


def _text(question: Question) -> str:
    match question.kind:
        case "phrase":
            return '"' + " ".join(question.words) + '"'
        case "prefix":
            return question.pattern + "*"
        case "wildcard":
            return question.pattern
        case "fuzzy":
            return question.pattern + "~1"
    return " ".join(word.lower() for word in question.words)  # AND, OR and NOT are operators


def _options(question: Question) -> dict[str, Any]:
    if question.kind == "newest":
        return {"sortedby": sorting.FieldFacet("date", reverse=True)}
    if question.kind == "dated":
        first, last = (dt.datetime.fromisoformat(day) for day in (question.since, question.until))
        return {"filter": query.DateRange("date", first, last)}
    return {}


PEER = _Whoosh()
