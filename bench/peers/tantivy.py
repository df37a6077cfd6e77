"""tantivy, through its Python binding."""

import datetime as dt
import re
from functools import partial
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Occur, Query

from bench.engine_questions import Question
from bench.peers.base import Answer, read_records

_HEAP_BYTES = 256_000_000
_WORDS = ["title", "body"]


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("title", stored=True, tokenizer_name="en_stem")
    builder.add_text_field("body", stored=True, tokenizer_name="en_stem")
    builder.add_date_field("date", stored=True, indexed=True, fast=True)
    builder.add_text_field("source", stored=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


class _Tantivy:
    max_threads = 64
    remarks: tuple[str, ...] = (
        "tantivy: en_stem tokenizer with positions; documents made in Python (add_json with the same file is no "
        "faster); commit and wait_merging_threads; ten best without counting, which lets it skip matches",
    )
    counts = False

    def build(self, jsonl: Path, folder: Path, threads: int) -> None:
        writer = tantivy.Index(_schema(), path=str(folder)).writer(_HEAP_BYTES, threads)
        for record in read_records(jsonl):
            given = {name: record[name] for name in ("id", "title", "body", "source")}
            writer.add_document(tantivy.Document(date=dt.datetime.fromisoformat(record["date"]), **given))
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> "_OpenTantivy":
        return _OpenTantivy(tantivy.Index.open(str(folder)), self.counts)


class _CountingTantivy(_Tantivy):
    """The same index, asked for the number of matches too."""

    remarks = ()
    counts = True


class _OpenTantivy:
    def __init__(self, index: tantivy.Index, counts: bool) -> None:
        self.index, self.searcher, self.counts = index, index.searcher(), counts

    def close(self) -> None:
        del self.searcher, self.index

    def prepare(self, question: Question, limit: int) -> Answer:
        return partial(self._top, self._query(question), limit, question.kind == "newest")

    def _top(self, query: Query, limit: int, newest_first: bool) -> int:
        order = "date" if newest_first else None
        return len(self.searcher.search(query, limit, count=self.counts, order_by_field=order).hits)

    def prepare_page(self, question: Question, limit: int) -> Answer:
        return partial(self._page, question, limit)

    def _page(self, question: Question, limit: int) -> int:
        query = self._query(question)
        order = "date" if question.kind == "newest" else None
        found = self.searcher.search(query, limit, count=self.counts, order_by_field=order)
        snippets = tantivy.SnippetGenerator.create(self.searcher, query, self.index.schema, "body")
        for _, address in found.hits:
            document = self.searcher.doc(address)
            snippet = snippets.snippet_from_doc(document)
            _ = document["id"], document["title"], document["date"], snippet.fragment(), snippet.highlighted()
        return len(found.hits)

    def count(self, question: Question) -> int:
        found: Any = self.searcher.search(self._query(question), 1, count=True)  # its stub has no `count`
        return int(found.count)

    def _query(self, question: Question) -> Query:
        match question.kind:
            case "AND":
                return self.index.parse_query(" ".join(_plain(question)), _WORDS, conjunction_by_default=True)
            case "phrase":
                return self.index.parse_query('"' + " ".join(question.words) + '"', _WORDS)
            case "prefix":
                return self._either(partial(Query.regex_query, regex_pattern=question.pattern + ".*"))
            case "wildcard":
                regex = re.escape(question.pattern).replace(r"\?", ".").replace(r"\*", ".*")
                return self._either(partial(Query.regex_query, regex_pattern=regex))
            case "fuzzy":
                return self._either(partial(Query.fuzzy_term_query, text=question.pattern, distance=1))
        words = self.index.parse_query(" ".join(_plain(question)), _WORDS)
        return self._within(words, question) if question.kind == "dated" else words

    def _either(self, in_field: "partial[Query]") -> Query:
        schema = self.index.schema
        return Query.boolean_query([(Occur.Should, in_field(schema, field_name=name)) for name in _WORDS])

    def _within(self, words: Query, question: Question) -> Query:
        first, last = (dt.datetime.fromisoformat(day) for day in (question.since, question.until))
        dates = Query.range_query(self.index.schema, "date", tantivy.FieldType.Date, first, last)
        return Query.boolean_query([(Occur.Must, words), (Occur.Must, Query.const_score_query(dates, 0.0))])


def _plain(question: Question) -> list[str]:
    """In lower case, for AND, OR, NOT and IN are operators."""
    return [word.lower() for word in question.words]


PEER = _Tantivy()
COUNTING_PEER = _CountingTantivy()
