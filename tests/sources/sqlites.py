"""Makes small SQLite databases; run as a program it makes the samples in tests/fixtures/formats/sqlite anew."""

import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).parent.parent / "fixtures" / "formats" / "sqlite"

_COLUMNS = "id TEXT PRIMARY KEY, published TEXT, source TEXT, title TEXT, content TEXT, author TEXT, url TEXT"
NEWS = f"CREATE TABLE news({_COLUMNS})"
QUAY = (
    *("q1", "1998-03-12 09:15:00", "Alden Gazette", "Granite quay opens"),
    "The harbour at Port Alden opened again on Monday.\n\nIt cost 12 million. @ @ @ @ @ @ @ said the board.",
    *("Ann Lee", "https://gazette.example/quay"),
)
MAYOR = (
    *("m1", "1998-03-13", "Alden Gazette", "No mayor"),
    "The council met until midnight and chose no mayor.",
    *("John Poe", "https://gazette.example/mayor"),
)


def database(statements: Sequence[str | tuple[str, Sequence[Sequence[Any]]]], page_bytes: int = 512) -> bytes:
    """The file that these statements make; a pair is a statement and the rows that it is carried out for."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.db")
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(f"PRAGMA page_size = {page_bytes}")
            for statement in statements:
                if isinstance(statement, str):
                    connection.execute(statement)
                else:
                    connection.executemany(*statement)
            connection.commit()
        return path.read_bytes()


def inserting(table: str, rows: Sequence[Sequence[Any]]) -> tuple[str, Sequence[Sequence[Any]]]:
    """The statement that puts rows into a table."""
    return f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows


def gazette() -> bytes:
    """Two articles, a table of comments and an empty one."""
    comments = [(1, "q1", "A fine quay. I was there.")]
    return database(
        [
            NEWS,
            inserting("news", [QUAY, MAYOR]),
            "CREATE TABLE comment(id INTEGER PRIMARY KEY, news TEXT, words TEXT)",
            inserting("comment", comments),
            "CREATE TABLE tweet(id TEXT, news TEXT)",
        ]
    )


if __name__ == "__main__":
    SAMPLES.mkdir(parents=True, exist_ok=True)
    (SAMPLES / "gazette.db").write_bytes(gazette())
    (SAMPLES / "broken-cut.db").write_bytes(gazette()[:2048])
    (SAMPLES / "broken-no-texts.sqlite").write_bytes(database(["CREATE TABLE setting(name TEXT, value INTEGER)"]))
