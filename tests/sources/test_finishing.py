"""What is found out about any article: slug, byline, date and language, each where the source does not state it."""

import io
import json
import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from searchkit.model import Article, Origin, PublicationDate
from searchkit.settings import ReadOptions
from searchkit.sources import SourceFile, read, read_stream, walk
from searchkit.sources.base import Source
from searchkit.sources.finishing import finished

ENGLISH = "The harbour opened again on Tuesday morning after two days of storm, and the ships came in one by one. "


FETCHED = {
    "date": PublicationDate.from_iso("2006-01-07T10:00:00Z", "header"),
    "extra": {"fetched": "2006-01-07T10:00:00+00:00"},
}


def finish(body: str, path: str = "a.txt", **values: Any) -> Article:
    """The article with this body, read from this path, with what is found out about it."""
    *folders, name = path.split("/")
    source = Source(io.BytesIO(), Origin(path), name, tuple(folders), ReadOptions())
    given: dict[str, Any] = {"origin": Origin(path), "language": "en"} | values
    return finished(Article(body=body, **given), source)


def dated(article: Article) -> tuple[str, str]:
    """The date and where it was found."""
    return (str(article.date), article.date.found_in) if article.date else ("", "")


def test_a_slug_is_taken_off_and_kept() -> None:
    found = finish("LONDON, Sept 1 (Reuters) - Rain fell.\n\nIt stopped.", extra={"desk": "UK"})
    assert (found.body, found.extra) == (
        "Rain fell.\n\nIt stopped.",
        {"desk": "UK", "dateline": "LONDON, Sept 1", "agency": "Reuters"},
    )


def test_a_slug_stays_where_the_source_has_its_own_dateline() -> None:
    body = "LONDON, Sept 1 (Reuters) - Rain fell."
    assert finish(body, extra={"dateline": "LEEDS"}).body == body


@pytest.mark.parametrize(
    ("body", "authors", "rest", "extra"),
    [
        ("By Ann Roe\n\nRain fell.", ("Ann Roe",), "Rain fell.", {}),
        ("By ANN ROE and Jo Poe\n\nRain fell.", ("ANN ROE", "Jo Poe"), "Rain fell.", {}),
        ("By Ann Roe of The Daily\n\nRain fell.", ("Ann Roe",), "Rain fell.", {"office": "The Daily"}),
        ("Von Max Moll, dpa\n\nEs regnet.", ("Max Moll",), "Es regnet.", {"office": "dpa"}),
        (
            "Ann Roe, Associated Press Writer\n\nLEEDS, England (AP) — Rain fell.",
            ("Ann Roe",),
            "Rain fell.",
            {"dateline": "LEEDS, England", "agency": "AP", "office": "Associated Press"},
        ),
        ("Rain fell.\n\nIt stopped.\n\nBy Ann Roe", ("Ann Roe",), "Rain fell.\n\nIt stopped.", {}),
        ("Rain fell.\n\n(By Ann Roe)", ("Ann Roe",), "Rain fell.", {}),
        ("By Ann Roe", (), "By Ann Roe", {}),
        ("By Tuesday Evening the Rain\n\nIt fell.", (), "By Tuesday Evening the Rain\n\nIt fell.", {}),
        ("By Land, Sea\n\nThey came.", (), "By Land, Sea\n\nThey came.", {}),
        ("By Staff Writer\n\nRain fell.", (), "By Staff Writer\n\nRain fell.", {}),
        ("New York, Reuters\n\nRain fell.", (), "New York, Reuters\n\nRain fell.", {}),
        ("Leeds, Bradford\n\nRain fell.", (), "Leeds, Bradford\n\nRain fell.", {}),
    ],
)
def test_bylines_at_either_end(body: str, authors: tuple[str, ...], rest: str, extra: dict[str, str]) -> None:
    found = finish(body)
    assert (found.authors, found.body, found.extra) == (authors, rest, extra)


def test_a_byline_that_says_other_authors_than_the_source_stays() -> None:
    same, other = (finish("By Ann Roe\n\nRain fell.", authors=[name]) for name in ("Ann Roe", "Jo Poe"))
    assert (same.body, other.body, other.authors) == ("Rain fell.", "By Ann Roe\n\nRain fell.", ("Jo Poe",))


@pytest.mark.parametrize(
    ("body", "path", "values", "expected"),
    [
        ("Rain.", "2007/02/03/a.txt", {"date": "2006-01-05"}, ("2006-01-05", "api")),
        ("Rain.", "2007/02/03/a.txt", {"url": "https://a.org/2006/01/05/rain"}, ("2006-01-05", "path")),
        ("Rain.\n\nPublished: 4 April 2006", "2006/01/05/a.txt", {}, ("2006-01-05", "path")),
        ("Rain.\n\nPublished: 5 January 2006", "a.txt", {}, ("2006-01-05", "text")),
        ("LEEDS, Jan 5 (AP) - Rain.", "2006/a.txt", {}, ("2006-01-05", "text")),
        ("LEEDS, Jan 5, 2006 (AP) - Rain.", "a.txt", {}, ("2006-01-05", "text")),
        ("LEEDS, Jan 5 (AP) - Rain.", "a.txt", {}, ("", "")),
        ("LEEDS, Feb 29 (AP) - Rain.", "2006/a.txt", {}, ("", "")),
        ("LEEDS, Jan 5 (AP) - Rain.", "a.txt", {"date": "2006"}, ("2006-01-05", "text")),
        ("LEEDS, Jan 5 (AP) - Rain.", "a.txt", {"date": "2006-01"}, ("2006-01-05", "text")),
        ("LEEDS, Jan 5 (AP) - Rain.", "a.txt", {"date": "2006-02"}, ("2006-02", "api")),
        ("Rain.", "2006/01/05/a.txt", {"date": "2006"}, ("2006-01-05", "path")),
        ("Rain.", "2007/01/05/a.txt", {"date": "2006"}, ("2006", "api")),
        ("Rain.", "a.txt", {}, ("", "")),
        ("Rain.", "a.txt", FETCHED, ("2006-01-07T10:00:00+00:00", "header")),
        ("Rain.\n\nPublished: 5 January 2006", "a.txt", FETCHED, ("2006-01-05", "text")),
        ("LEEDS, Jan 5 (AP) - Rain.", "a.txt", FETCHED, ("2006-01-05", "text")),
        ("LEEDS, Dec 31 (AP) - Rain.", "a.txt", FETCHED, ("2005-12-31", "text")),
    ],
)
def test_the_date_is_the_best_one_known(
    body: str, path: str, values: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert dated(finish(body, path, **values)) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [("2006/01/05/dump.jsonl", "2006-01-05"), ("2006-01-05.jsonl.gz", "2006-01-05"), ("dump-2006-01-05.jsonl", "")],
)
def test_a_file_of_many_articles_dates_them_only_by_a_name_that_is_a_date(path: str, expected: str) -> None:
    assert dated(finish("Rain.", path, origin=Origin(path, None, 7)))[0] == expected


def test_the_time_of_the_file_is_a_date_on_request(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Rain on wheat\n\nIt rained.\n")
    os.utime(tmp_path / "a.txt", (1136455200, 1136455200))
    found = [
        dated(article)
        for options in (ReadOptions(), ReadOptions(date_from_file_time=True))
        for file in walk([tmp_path])
        if isinstance(file, SourceFile)
        for article in read(file, options)
        if isinstance(article, Article)
    ]
    assert found == [("", ""), ("2006-01-05T10:00:00+00:00", "mtime")]


@pytest.mark.skipif(find_spec("pycld2") is None, reason="no detector for this platform")
def test_a_language_is_told_where_none_is_stated() -> None:
    found = [finish(ENGLISH * 2, language=language) for language in ("", "pcm")] + [finish("Rain.", language="")]
    assert [(each.language, dict(each.extra)) for each in found] == [
        ("en", {"language_found_in": "text"}),
        ("pcm", {}),
        ("", {}),
    ]


def test_an_article_that_says_all_is_left_as_it_is() -> None:
    article = Article(body="Rain fell.", date="2006-01-05", language="en", authors=["Ann Roe"])
    assert finished(article, Source(io.BytesIO(), Origin("a"), "a", (), ReadOptions())) is article


def lines(*dates: str) -> bytes:
    return "".join(json.dumps({"title": "Rain", "text": "It rained.", "date": date}) + "\n" for date in dates).encode()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (lines("05/01/2006", "25/01/2006"), "a.jsonl"),
        (b"[" + lines("05/01/2006", "25/01/2006").strip().replace(b"\n", b",") + b"]", "a.json"),
        (b"title,text,date\nRain,It rained.,05/01/2006\nRain,It rained.,25/01/2006\n", "a.csv"),
        (b"title,text,date\nRain,Published: 05/01/2006,\nRain,It rained.,25/01/2006\n", "a.csv"),
    ],
    ids=["lines", "array", "table", "line of a text"],
)
def test_day_and_month_have_the_order_that_the_file_shows(content: bytes, name: str) -> None:
    found = [str(article.date) for article in read_stream(io.BytesIO(content), name, ReadOptions())]  # type: ignore[union-attr]
    assert found == ["2006-01-05", "2006-01-25"]
