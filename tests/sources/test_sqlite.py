"""SQLite databases: which table is read, what its rows give, and files made to run, hang or swell."""

import io
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from searchkit.model import Article, Origin, PublicationDate, Rejected
from searchkit.settings import ReadOptions
from searchkit.sources import SourceFile, read_stream
from searchkit.sources import read as read_file
from searchkit.sources.base import DAMAGED, EXPANDS, NO_ARTICLE, NO_TEXT, TOO_LARGE, TOO_SLOW, UNKNOWN_FORMAT
from tests.sources.sqlites import MAYOR, NEWS, QUAY, SAMPLES, database, gazette, inserting


def read(content: bytes, options: ReadOptions | None = None) -> list[Article | Rejected]:
    return list(read_stream(io.BytesIO(content), "a.db", options or ReadOptions()))


def ids(records: list[Article | Rejected]) -> list[str]:
    return [record.id if isinstance(record, Article) else record.reason for record in records]


def test_the_rows_of_the_table_with_the_longest_texts() -> None:
    quay, mayor, comments = read(gazette())
    assert quay == Article(
        id="q1",
        title="Granite quay opens",
        body=["The harbour at Port Alden opened again on Monday.", "It cost 12 million. … said the board."],
        date=PublicationDate.from_iso("1998-03-12T09:15:00"),
        source="Alden Gazette",
        authors="Ann Lee",
        url="https://gazette.example/quay",
        origin=Origin("a.db", record=1),
    )
    assert isinstance(mayor, Article) and (mayor.id, mayor.origin) == ("m1", Origin("a.db", record=2))
    assert comments == Rejected(Origin("a.db"), NO_ARTICLE, "table comment; the articles are in news")


def test_tables_of_the_same_columns_are_read_one_after_another() -> None:
    content = database(
        [NEWS, NEWS.replace("news", "news_1999"), inserting("news", [QUAY]), inserting("news_1999", [MAYOR])]
    )
    found = read(content)
    assert [(r.id, r.origin) for r in found if isinstance(r, Article)] == [
        ("q1", Origin("a.db", record=1)),
        ("m1", Origin("a.db", record=2)),
    ]


def test_a_database_without_texts_names_its_tables() -> None:
    (found,) = read((SAMPLES / "broken-no-texts.sqlite").read_bytes())
    assert found == Rejected(Origin("a.db"), NO_TEXT, "no table with texts; there are: setting")


def test_the_index_of_a_search_table_is_no_table_of_articles() -> None:
    content = database([NEWS, inserting("news", [QUAY]), "CREATE VIRTUAL TABLE found USING fts4(title, content)"])
    content = database(
        [
            NEWS,
            inserting("news", [QUAY]),
            "CREATE VIRTUAL TABLE found USING fts4(title, content)",
            inserting("found", [("Granite quay", QUAY[4] * 9)]),
        ]
    )
    assert ids(read(content)) == ["q1"]


def test_names_that_need_quotes() -> None:
    content = database(['CREATE TABLE "a ""news"" table"("my title" TEXT, "full text" TEXT, "x""y" INTEGER)'])
    assert ids(read(content)) == [NO_TEXT]
    row = inserting('"a ""news"" table"', [("No mayor", MAYOR[4], 1)])
    content = database(['CREATE TABLE "a ""news"" table"("title" TEXT, "full text" TEXT, "x""y" INTEGER)', row])
    (found,) = read(content)
    assert isinstance(found, Article) and (found.title, found.extra) == ("No mayor", {'x"y': 1})


def test_a_table_without_row_numbers() -> None:
    content = database([f"{NEWS} WITHOUT ROWID", inserting("news", [QUAY, MAYOR])])
    assert ids(read(content)) == ["m1", "q1"]


def test_a_column_that_is_called_like_the_row_number() -> None:
    content = database(
        [
            "CREATE TABLE news(_rowid_ TEXT, id, content TEXT)",
            inserting("news", [("9", "b", QUAY[4]), ("1", "a", MAYOR[4])]),
        ]
    )
    assert ids(read(content)) == ["b", "a"]


def test_text_in_another_encoding_than_the_database_says() -> None:
    text = "Der Stadtrat von München wählte um Mitternacht keinen Bürgermeister. Das ist schon das vierte Mal."
    statement = "INSERT INTO news(id, content) VALUES (?, CAST(? AS TEXT))", [("a", text.encode("cp1252")), ("b", text)]
    first, second = read(database([NEWS, statement]))
    assert isinstance(first, Article) and isinstance(second, Article)
    assert (first.body, second.body) == (text, text)
    assert [article.extra.get("encoding") for article in (first, second)] == ["Windows-1252, detected", None]


def test_pictures_in_a_row_are_passed_over() -> None:
    content = database(
        ["CREATE TABLE news(id, picture BLOB, content TEXT)", inserting("news", [("a", b"\x89PNG" * 99, MAYOR[4])])]
    )
    (found,) = read(content)
    assert isinstance(found, Article) and (found.id, found.extra) == ("a", {})


def test_nothing_that_the_file_brings_along_is_run(tmp_path: Path) -> None:
    """A view that looks best, triggers, computed columns: only what is stored is read, and nothing is written."""
    path = tmp_path / "a.db"
    path.write_bytes(
        database(
            [
                NEWS.replace("url TEXT", "url TEXT, computed TEXT AS (hex(zeroblob(99)))"),
                "CREATE TABLE seen(id TEXT)",
                "CREATE TRIGGER t AFTER INSERT ON news BEGIN INSERT INTO seen VALUES (new.id); END",
                "INSERT INTO news(id, content) VALUES ('q1', 'The harbour opened again. It cost 12 million.')",
                "CREATE VIEW articles AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)"
                " SELECT x AS id, hex(zeroblob(10000)) AS content FROM n",
            ]
        )
    )
    before = path.read_bytes()
    found = list(read_file(SourceFile(path, "a.db", len(before), 0), ReadOptions()))
    assert ids(found) == ["q1"]
    assert isinstance(found[0], Article) and "computed" not in found[0].extra
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["a.db"]


def test_a_value_beyond_the_limit_costs_its_row() -> None:
    rows = [QUAY, ("big", "", "", "", "word " * 10_000, "", ""), MAYOR]
    found = read(database([NEWS, inserting("news", rows)]), ReadOptions(max_article_bytes=20_000))
    assert ids(found) == ["q1", TOO_LARGE, "m1"]
    assert [record.origin.record for record in found if record.origin] == [1, 2, 3]


def _looped(content: bytes) -> bytes:
    """The file with every reference of its inner pages set to the first page that the first of them names."""
    pages = bytearray(content)
    for start in range(512, len(pages), 512):
        if pages[start] == 5:  # an inner page of a table
            cells = int.from_bytes(pages[start + 3 : start + 5], "big")
            places = [int.from_bytes(pages[start + 12 + 2 * n : start + 14 + 2 * n], "big") for n in range(cells)]
            first = pages[start + places[0] : start + places[0] + 4]
            for place in places:
                pages[start + place : start + place + 4] = first
    return bytes(pages)


def test_pages_that_refer_to_one_another_end_the_file() -> None:
    rows = [(f"n{number}", "", "", "", f"{MAYOR[4]} " * 4, "", "") for number in range(500)]
    content = _looped(database([NEWS, inserting("news", rows)]))
    found = ids(read(content))
    assert found[-1] == DAMAGED
    assert 0 < len(found) < 500


def test_more_than_a_file_can_hold_ends_it() -> None:
    rows = [(f"n{number}", "", "", "", MAYOR[4] * 2_000, "", "") for number in range(110)]
    content = database([NEWS, inserting("news", rows)], 4096)
    found = ids(read(content, ReadOptions(max_ratio=4)))
    assert len(found) == 110
    assert ids(read(content, ReadOptions(max_ratio=0)))[-1] == EXPANDS


def test_a_step_that_takes_too_long() -> None:
    """The list of tables stands behind 20,000 views."""
    numbers = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 20000)"
    views = f"{numbers} SELECT 'view', 'v' || x, 'v' || x, 0, 'CREATE VIEW v' || x || ' AS SELECT 1' FROM n"
    statement = f"INSERT INTO sqlite_master(type, name, tbl_name, rootpage, sql) {views}"
    content = database([NEWS, inserting("news", [QUAY]), "PRAGMA writable_schema = ON", statement], 4096)
    assert ids(read(content)) == ["q1"]
    assert ids(read(content, ReadOptions(max_parse_seconds=0.001))) == [TOO_SLOW]


@pytest.mark.parametrize("size", [100, 512, 2048])
def test_a_file_that_is_cut_off_gives_a_line(size: int) -> None:
    assert ids(read(gazette()[:size]))[-1] in (DAMAGED, UNKNOWN_FORMAT)


def test_a_database_that_another_program_holds_open_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    path.write_bytes(gazette())
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN EXCLUSIVE")
        found = list(read_file(SourceFile(path, "a.db", 0, 0), ReadOptions()))
    assert ids(found) == ["q1", "m1", NO_ARTICLE]
