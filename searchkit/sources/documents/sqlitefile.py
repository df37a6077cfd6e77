"""Opens SQLite databases of strangers for reading, and steps through their real tables without running anything."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from searchkit.sources.base import BAD_RECORD, DAMAGED, TOO_LARGE, TOO_SLOW, Source, Unreadable
from searchkit.sources.decode import clean, decode
from searchkit.sources.guard import check_ratio

_PRAGMAS = ("trusted_schema = OFF", "query_only = ON", "cell_size_check = ON", "mmap_size = 0", "cache_size = -4000")
_STEPS_BETWEEN_LOOKS = 10_000
_MOST_TABLES = 1_000
_SAMPLE_BYTES = 1_000_000
_ROW_BYTES = 16  # of an empty row: so that not even these come without end

# Of `PRAGMA table_xinfo`: 0 for a column of the table itself; others are hidden, or computed when they are read.
_STORED = 0

_Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A real table: no view, no virtual table, none that belongs to one of these.

    Columns are those that are stored; `is_numbered` says that each row has a `_rowid_`.
    """

    name: str
    columns: tuple[str, ...]
    is_numbered: bool


class Database:
    """An open database, of which each row must come within the time for one page of the options."""

    def __init__(self, connection: sqlite3.Connection, source: Source, size_bytes: int) -> None:
        self._connection = connection
        self._source = source
        self._size_bytes = size_bytes
        self._given_bytes = 0
        self._deadline = 0.0
        connection.text_factory = self._text
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, source.options.max_article_bytes)
        connection.set_progress_handler(self._is_late, _STEPS_BETWEEN_LOOKS)
        for pragma in _PRAGMAS:
            list(self._rows(f"PRAGMA {pragma}"))

    def tables(self) -> list[Table]:
        """The real tables, in the order in which they were made."""
        rows = list(self._rows("SELECT name, sql, rootpage FROM sqlite_master WHERE type = 'table' ORDER BY rowid"))
        virtual = tuple(f"{name}_" for name, _, page in rows if isinstance(name, str) and not page)
        names = [name for name, sql, page in rows if isinstance(name, str) and isinstance(sql, str) and page]
        real = [name for name in names if not name.startswith(("sqlite_", *virtual))]
        return [table for name in real[:_MOST_TABLES] if (table := self._table(name)).columns]

    def first_records(self, table: Table, count: int) -> list[dict[str, Any]]:
        """The records among so many first rows that can be read; fewer where they are long."""
        found: list[dict[str, Any]] = []
        enough = self._given_bytes + _SAMPLE_BYTES
        with suppress(Unreadable):
            for record in islice(self.records(table), count):
                if not isinstance(record, Unreadable):
                    found.append(record)
                if self._given_bytes > enough:
                    break
        return found

    def records(self, table: Table) -> Iterator[dict[str, Any] | Unreadable]:
        """Every row as a record of its columns, or why it is none; raises where nothing more can be read."""
        if not table.is_numbered:
            for row in self._rows(_selecting(table)):
                yield dict(zip(table.columns, row, strict=True))
            return
        last: int | None = None
        while True:
            before = last
            try:
                for number, record in self._numbered(table, last):
                    last = number
                    yield record
                return
            except _Fault as error:
                fault = error
            # sqlite3 is one row ahead, so that a row is lost with the faulty one behind it: this one is read alone.
            try:
                for number, record in self._numbered(table, last, "LIMIT 1"):
                    last = number
                    yield record
            except _Fault as error:
                if not error.is_of_row:
                    raise
                yield error
                last = self._next_number(table, last)
            if last == before or not fault.is_of_row:
                raise fault

    def _numbered(self, table: Table, last: int | None, limit: str = "") -> Iterator[tuple[int, dict[str, Any]]]:
        """The records after the row of that number, each with its own."""
        after = "" if last is None else f"WHERE _rowid_ > {last}"
        for number, *values in self._rows(f"{_selecting(table)} {after} {limit}"):
            if last is not None and number <= last:
                raise Unreadable(DAMAGED, f"table {table.name}: its rows are out of order")
            last = number
            yield number, dict(zip(table.columns, values, strict=True))

    def _next_number(self, table: Table, last: int | None) -> int:
        after = "" if last is None else f"WHERE _rowid_ > {last}"
        ((number,),) = self._rows(f"SELECT _rowid_ FROM {_quoted(table.name)} NOT INDEXED {after} LIMIT 1")
        return int(number)

    def _table(self, name: str) -> Table:
        columns = [row[1] for row in self._rows(f"PRAGMA table_xinfo({_quoted(name)})") if row[6] == _STORED]
        has_own = any(column.lower() == "_rowid_" for column in columns)
        return Table(name, tuple(columns), not has_own and self._is_numbered(name))

    def _is_numbered(self, name: str) -> bool:
        try:
            return all(isinstance(row[0], int) for row in self._rows(f"SELECT _rowid_ FROM {_quoted(name)} LIMIT 1"))
        except Unreadable:
            return False

    def _rows(self, statement: str) -> Iterator[_Row]:
        """The rows of a statement; what SQLite raises is an Unreadable here."""
        try:
            self._start_clock()
            cursor = self._connection.execute(statement)
            while (row := cursor.fetchone()) is not None:
                self._spend(row)
                yield row
                self._start_clock()
        except (sqlite3.Error, ValueError, OverflowError, MemoryError) as error:
            raise self._translated(error) from error

    def _translated(self, error: Exception) -> "_Fault":
        options = self._source.options
        if isinstance(error, sqlite3.OperationalError) and "interrupted" in str(error):
            return _Fault(TOO_SLOW, f"more than {options.max_parse_seconds:g} s for one row (--max-parse-seconds)")
        if isinstance(error, sqlite3.DataError) and "too big" in str(error):
            detail = f"a value of more than {options.max_article_bytes:,} bytes (--max-article-size)"
            return _Fault(TOO_LARGE, detail, is_of_row=True)
        return _Fault(DAMAGED, str(error)[:200])

    def _start_clock(self) -> None:
        self._source.decoding.encoding = self._source.decoding.how = ""
        seconds = self._source.options.max_parse_seconds
        self._deadline = time.monotonic() + seconds if seconds else float("inf")

    def _is_late(self) -> bool:
        return time.monotonic() > self._deadline

    def _spend(self, row: _Row) -> None:
        """Counts what has been given: pages that refer to one another can hold more rows than a file has bytes."""
        self._given_bytes += _ROW_BYTES + sum(len(value) for value in row if isinstance(value, (str, bytes)))
        check_ratio(self._given_bytes, self._size_bytes, self._source.options)

    def _text(self, content: bytes) -> str:
        """A text of a row; some programs write other encodings than the one that a database has."""
        try:
            return clean(content.decode())
        except UnicodeDecodeError:
            decoded = decode(content)
            self._source.decoding.encoding, self._source.decoding.how = decoded.encoding, decoded.how
            return clean(decoded.text)


class _Fault(Unreadable):
    """What SQLite has raised; `is_of_row` where rows behind can be read."""

    def __init__(self, reason: str, detail: str, is_of_row: bool = False) -> None:
        super().__init__(reason, detail)
        self.is_of_row = is_of_row


@contextmanager
def opened(path: Path, source: Source) -> Iterator[Database]:
    """The database in a file, which is not written to, nor are files beside it read or made."""
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    try:
        connection = sqlite3.connect(address, uri=True, check_same_thread=True)
    except sqlite3.Error as error:
        raise Unreadable(BAD_RECORD, str(error)[:200]) from error
    with closing(connection):
        yield Database(connection, source, path.stat().st_size)


def _selecting(table: Table) -> str:
    """All rows as they lie: an index may have been made to say something else."""
    number = "_rowid_, " if table.is_numbered else ""
    return f"SELECT {number}{_list(table.columns)} FROM {_quoted(table.name)} NOT INDEXED"


def _list(names: tuple[str, ...]) -> str:
    return ", ".join(map(_quoted, names))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
