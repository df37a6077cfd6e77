"""Reads SQLite databases: the rows of the table that holds the longest texts."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from searchkit.extract.dates import day_first_in
from searchkit.model import Article, Rejected
from searchkit.settings import ReadOptions
from searchkit.sources.base import NO_ARTICLE, NO_TEXT, Source, Unreadable
from searchkit.sources.documents.files import on_disk
from searchkit.sources.documents.sqlitefile import Database, Table, opened
from searchkit.sources.head import Head
from searchkit.sources.mapping import article_of
from searchkit.sources.names import FIELD_NAMES, folded
from searchkit.sources.values import is_prose

_MAGIC = b"SQLite format 3\0"
_SAMPLE_ROWS = 100
_TABLES_NAMED = 10


class _Candidate(NamedTuple):
    mean_chars: float
    table: Table


def read(source: Source) -> Iterator[Article | Rejected]:
    """The rows of the table with the longest text column, and of those with the same columns, one after another.

    Other tables with texts are one `Rejected` each. Unreadable where no table holds texts.
    """
    with on_disk(source) as path, opened(path, source) as database:
        tables = database.tables()
        candidates = [found for table in tables if (found := _candidate(database, table, source.options))]
        if not candidates:
            names = ", ".join(table.name for table in tables[:_TABLES_NAMED])
            raise Unreadable(NO_TEXT, f"no table with texts; there are: {names}"[:200] if names else "no tables")
        chosen = max(candidates, key=lambda found: found.mean_chars).table
        alike = [found.table for found in candidates if found.table.columns == chosen.columns]
        yield from _articles(database, alike, source)
        for other in (found.table.name for found in candidates if found.table not in alike):
            yield source.rejected(NO_ARTICLE, f"table {other}; the articles are in {chosen.name}")


def recognises(head: Head) -> bool:
    """Whether a source is an SQLite database."""
    return head.content.startswith(_MAGIC)


def _candidate(database: Database, table: Table, options: ReadOptions) -> _Candidate | None:
    """How long texts are in the table's column with the longest ones; None where it has no column of texts.

    Such a column has prose in it, or a name that columns of article texts have.
    """
    body_names = {*FIELD_NAMES["body"], folded(options.field_map.get("body", ""))}
    records = database.first_records(table, _SAMPLE_ROWS)
    means: list[float] = []
    for name in table.columns:
        texts = [value for record in records if isinstance(value := record[name], str) and value]
        if texts and (folded(name) in body_names or any(map(is_prose, texts))):
            means.append(sum(map(len, texts)) / len(texts))
    return _Candidate(max(means), table) if means else None


def _articles(database: Database, tables: Sequence[Table], source: Source) -> Iterator[Article | Rejected]:
    number = 0
    for table in tables:
        first = database.first_records(table, _SAMPLE_ROWS)
        cells = (value for record in first for value in record.values() if isinstance(value, str))
        source.day_order.day_first = day_first_in(cells)
        for record in database.records(table):
            number += 1
            if isinstance(record, Unreadable):
                yield source.rejected(record.reason, record.detail, number)
                continue
            values = {name: value for name, value in record.items() if not isinstance(value, bytes)}
            yield article_of(values, source.at(number), source.options, day_first=source.day_order.day_first)
