"""Tables as spreadsheets, databases and people write them."""

import csv
import io
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.model import Article, Origin, Rejected
from searchkit.settings import ReadOptions
from searchkit.sources.base import Source
from searchkit.sources.delimited import read

# The machines of a test service may be slow at any one example.


def read_all(data: bytes, name: str = "a.csv", **options: Any) -> list[Article | Rejected]:
    return list(read(Source(io.BytesIO(data), Origin(name), name, (), ReadOptions(**options))))


def texts(data: bytes, name: str = "a.csv", **options: Any) -> list[tuple[str, str]]:
    """Title and body of each row, or the reason it was rejected for."""
    found = read_all(data, name, **options)
    return [(f.title, f.body) if isinstance(f, Article) else ("!", f.reason) for f in found]


BAD, TOO_LONG = "record cannot be parsed", "larger than the limit"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(b"title,text\nA,b c\nD,e\n", [("A", "b c"), ("D", "e")], id="commas"),
        pytest.param(b"Titel;Text\nA;b, c\n", [("A", "b, c")], id="semicolons"),
        pytest.param(b"sep=;\r\ntitle;text\r\nA;b\r\n", [("A", "b")], id="Excel names its separator"),
        pytest.param("Titel;Text\nÜber „uns“;straße\n".encode("cp1252"), [("Über „uns“", "straße")], id="cp1252"),
        pytest.param("title\ttext\nÄ\tö\n".encode("utf-16"), [("Ä", "ö")], id="UTF-16 with tabs"),
        pytest.param(b"title|text\nA|b, c\n", [("A", "b, c")], id="bars"),
        pytest.param(b'title,text\nA,"b ""c""\n\nd"\n', [("A", 'b "c"\n\nd')], id="line ends in a cell"),
        pytest.param(b"title,text\rA,b\rC,d\r", [("A", "b"), ("C", "d")], id="carriage returns"),
        pytest.param(b"title,text\nA,b\0c\n" + b"D,ef gh\n" * 99, [("A", "bc"), *[("D", "ef gh")] * 99], id="NUL"),
        pytest.param(b"title,text\nA\n\nB,c\n", [("A", ""), ("B", "c")], id="short and empty rows"),
        pytest.param(
            b'title\ttext\nthe "A"\t"b" c\nD\t"e\n', [('the "A"', '"b" c'), ("D", '"e')], id="TSV without quoting"
        ),
        pytest.param(b'title\ttext\n"A\tb"\t"c"\n', [("A b", "c")], id="TSV with quoting"),
        pytest.param(b"2006-01-05,Wheat,Rain fell.\n", [("!", "no reader for this format")], id="no header"),
        pytest.param(b"\n\n", [("!", "no text in it")], id="no rows"),
        pytest.param(
            b'title,text\nA,b\n"B,c\nC,d\nE,f\n',
            [("A", "b"), ("!", BAD), ("C", "d"), ("E", "f")],
            id="a quote left open",
        ),
        pytest.param(
            b'title,text\nA,"b\nc. And so, it\nis c', [("A", "b\n\nc. And so, it\n\nis c")], id="cut in a cell"
        ),
        pytest.param(b'title,text\nA,"b', [("A", "b")], id="cut in a line"),
    ],
)
def test_tables(data: bytes, expected: list[tuple[str, str]]) -> None:
    assert texts(data) == expected


def test_rows_count_below_the_header() -> None:
    assert read_all(b"title,text,note\nA,b,n,x,y\n") == [
        Article(title="A", body="b", origin=Origin("a.csv", record=1), extra={"note": "n", "_rest": "x\ny"})
    ]


def test_a_long_article_is_read_whole() -> None:
    body = "Rain fell. " * 30_000
    assert texts(f'title,text\nA,"{body}"\n'.encode()) == [("A", body.strip())]


def test_a_row_past_the_limit_costs_only_itself() -> None:
    data = b"title,text\nA,b\nC," + b"x" * 5000 + b"\nD,e\n"
    assert texts(data, max_article_bytes=1000) == [("A", "b"), ("!", "larger than the limit"), ("D", "e")]


def test_a_cell_of_many_lines_past_the_limit_costs_only_its_row() -> None:
    data = b'title,text\nA,b\nC,"' + b'so, and ""so"" on\n' * 5000 + b'",x\nD,e\n'
    assert texts(data, max_article_bytes=1000) == [("A", "b"), ("!", TOO_LONG), ("D", "e")]


def test_quotes_left_open_in_every_line_take_no_time_in_the_square() -> None:
    started = time.process_time()
    found = texts(b"title,text\n" + b'"A,b\n' * 20_001)
    assert (len(found) > 1, time.process_time() - started < 10) == (True, True)


def test_one_date_of_the_file_tells_how_the_others_are_written() -> None:
    found = read_all(b"title,date\nA,05/01/2006\nB,25/01/2006\n")
    assert [str(f.date) for f in found if isinstance(f, Article)] == ["2006-01-05", "2006-01-25"]


def test_a_mapped_column_makes_a_header() -> None:
    assert texts(b"1,2.x\nA,b\n", field_map={"title": "1", "body": "2.x"}) == [("A", "b")]


SAMPLE = b'title,text,date\nA,"b ""c""\nd",2006-01-05\nE,f,2006\n'
MUTATED = st.tuples(st.integers(0, 50), st.binary(max_size=6), st.integers(0, 10))


@given(MUTATED, st.sampled_from([10, 1000]))
def test_broken_tables_give_articles_and_rejections_only(cut: tuple[int, bytes, int], limit: int) -> None:
    for found in read_all(SAMPLE[: cut[0]] + cut[1] + SAMPLE[cut[0] + cut[2] :], max_article_bytes=limit):
        assert isinstance(found, Article | Rejected)


CELLS = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=20).map(str.strip)


@given(st.lists(CELLS, min_size=1, max_size=5))
def test_what_the_csv_module_writes_is_read_back(titles: list[str]) -> None:
    table = io.StringIO()
    csv.writer(table).writerows([["number", "note", "title"], *([n, "x", f"T {t}"] for n, t in enumerate(titles))])
    found = read_all(table.getvalue().encode())
    assert [f.extra["number"] for f in found if isinstance(f, Article)] == [str(n) for n in range(len(titles))]


def test_a_carriage_return_within_the_header_ends_it() -> None:
    data = b"title,\rbody,date\nHarbour opens,Ships came.,2006-01-05\n"
    assert texts(data) == [("body", ""), ("Harbour opens", "")]
