"""SQLite's full-text index, FTS5."""

import sqlite3
from functools import partial
from pathlib import Path

from bench.engine_questions import Question
from bench.peers.base import Answer, read_records

_TABLE = (
    "CREATE VIRTUAL TABLE articles USING fts5(id UNINDEXED, title, body, date UNINDEXED, source UNINDEXED, "
    "tokenize = 'porter unicode61')"
)
_NAME = "articles.db"


class _Fts5:
    max_threads = 1
    remarks = ("SQLite FTS5: porter over unicode61, text kept in the table, one transaction; one thread only",)

    def build(self, jsonl: Path, folder: Path, threads: int) -> None:
        connection = sqlite3.connect(folder / _NAME)
        connection.execute(_TABLE)
        rows = ((r["id"], r["title"], r["body"], r["date"], r["source"]) for r in read_records(jsonl))
        connection.executemany("INSERT INTO articles VALUES (?, ?, ?, ?, ?)", rows)
        connection.commit()
        connection.close()

    def open(self, folder: Path) -> "_OpenFts5":
        return _OpenFts5(sqlite3.connect(folder / _NAME))


class _OpenFts5:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def close(self) -> None:
        self.connection.close()

    def prepare(self, question: Question, limit: int) -> Answer | None:
        return self._prepared("rowid, rank", question, limit)

    def prepare_page(self, question: Question, limit: int) -> Answer | None:
        columns = "id, title, date, snippet(articles, 2, '<b>', '</b>', '…', 30)"
        return self._prepared(columns, question, limit)

    def _prepared(self, columns: str, question: Question, limit: int) -> Answer | None:
        match = _match(question)
        if match is None:
            return None
        order = "date DESC" if question.kind == "newest" else "rank"
        where, given = _where(question, match)
        return partial(self._rows, f"SELECT {columns} FROM articles {where} ORDER BY {order} LIMIT {limit}", given)

    def _rows(self, statement: str, given: tuple[str, ...]) -> int:
        return len(self.connection.execute(statement, given).fetchall())

    def count(self, question: Question) -> int | None:
        match = _match(question)
        if match is None:
            return None
        where, given = _where(question, match)
        return int(self.connection.execute(f"SELECT count(*) FROM articles {where}", given).fetchone()[0])


def _where(question: Question, match: str) -> tuple[str, tuple[str, ...]]:
    if question.kind == "dated":
        return "WHERE articles MATCH ? AND date BETWEEN ? AND ?", (match, question.since, question.until)
    return "WHERE articles MATCH ?", (match,)


def _match(question: Question) -> str | None:
    match question.kind:
        case "AND":
            return " AND ".join(f'"{word}"' for word in question.words)
        case "phrase":
            return '"' + " ".join(question.words) + '"'
        case "prefix":
            return f'"{question.pattern}"*'
        case "wildcard" | "fuzzy":
            return None
    return " OR ".join(f'"{word}"' for word in question.words)


PEER = _Fts5()
