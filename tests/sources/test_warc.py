"""WARC archives: which records are pages, how their content is unpacked, and what a hostile one costs."""

import gzip
import io
import sys
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import brotli
import pytest
from backports import zstd

from searchkit.model import Article, Origin, Rejected
from searchkit.settings import ReadOptions
from searchkit.sources import read_stream
from searchkit.sources.base import (
    BAD_RECORD,
    DAMAGED,
    DUPLICATE,
    EXPANDS,
    NEEDS_EXTRA,
    NO_ARTICLE,
    TOO_LARGE,
    UNKNOWN_FORMAT,
    Source,
)
from searchkit.sources.web.warc import read

SAMPLES = Path(__file__).parent.parent / "fixtures" / "formats" / "warc"
OPTIONS = ReadOptions()
URI = "http://harbourpost.example/bell"
STORY = (
    "The bell of the old harbour church rang again on Sunday, for the first time since lightning struck the tower.",
    "Its crack was filled by a founder from the hills, who would not say how, and who asked to be paid in herring.",
    "The parish has asked the town for a lightning rod.",
)
PAGE = "".join(
    ("<html><head><title>Bell</title></head><body><h1>Bell</h1>", *(f"<p>{p}</p>" for p in STORY), "</body>")
)


def record(content: bytes, kind: str = "response", content_type: str = "application/http", uri: str = URI) -> bytes:
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {uri}\r\nWARC-Date: 2006-01-05T10:00:00Z\r\n"
    return (
        f"{head}Content-Type: {content_type}\r\nContent-Length: {len(content)}\r\n\r\n".encode() + content + b"\r\n\r\n"
    )


def answer(body: bytes, *fields: str, content_type: str = "text/html") -> bytes:
    head = "".join(f"{line}\r\n" for line in ("HTTP/1.1 200 OK", f"Content-Type: {content_type}", *fields))
    return f"{head}\r\n".encode() + body


def read_bytes(data: bytes, options: ReadOptions = OPTIONS) -> list[Article | Rejected]:
    return list(read(Source(io.BufferedReader(io.BytesIO(data)), Origin("a"), "a.warc", (), options)))


def told(found: list[Article | Rejected]) -> list[tuple[int | None, str]]:
    """The number of each record with the title of its article, or why there is none."""
    return [
        (each.origin.record if each.origin else None, each.title if isinstance(each, Article) else each.reason)
        for each in found
    ]


def test_the_pages_of_a_crawl() -> None:
    found = read_bytes((SAMPLES / "crawl.warc").read_bytes())
    assert told(found) == [
        (3, "Night ferry returns after nine years"),
        (4, UNKNOWN_FORMAT),
        (5, NO_ARTICLE),
        (6, DUPLICATE),
        (8, "Cod quota cut again"),
        (9, "Lighthouse sold to choir"),
    ]
    ferry = found[0]
    assert isinstance(ferry, Article)
    assert (str(ferry.date), ferry.date and ferry.date.found_in) == ("2006-03-14T07:30:00+01:00", "meta")
    assert (ferry.source, ferry.authors, ferry.language) == ("Harbour Post", ("Mara Holt",), "en")
    assert (ferry.url, ferry.extra) == ("http://harbourpost.example/ferry", {"fetched": "2006-04-01T12:00:00+00:00"})
    assert ferry.body.split("\n\n")[2].startswith("The harbour board said")


def test_the_time_of_the_capture_is_the_last_resort() -> None:
    (article,) = read_bytes(record(answer(PAGE.encode())))
    assert isinstance(article, Article)
    assert (str(article.date), article.date and article.date.found_in) == ("2006-01-05T10:00:00+00:00", "header")


def test_the_name_of_the_file_gives_no_date() -> None:
    data = io.BufferedReader(io.BytesIO(record(answer(PAGE.encode()))))
    name = "CC-NEWS-20230901123000-00001.warc"
    (article,) = read(Source(data, Origin(name), name, ("2023", "09"), OPTIONS))
    assert isinstance(article, Article)
    assert str(article.date) == "2006-01-05T10:00:00+00:00"


def test_text_that_was_made_of_a_page() -> None:
    (article,) = read_bytes(record("\n".join(("Bell", *STORY)).encode(), "conversion", "text/plain"))
    assert isinstance(article, Article)
    assert (article.title, article.body, article.source) == ("Bell", "\n\n".join(STORY), "harbourpost.example")


def test_a_page_that_was_saved_without_an_answer() -> None:
    assert told(read_bytes(record(PAGE.encode(), "resource", "text/html"))) == [(1, "Bell")]


def test_lines_may_end_in_newlines_alone_and_addresses_stand_in_brackets() -> None:
    data = record(answer(PAGE.encode()), uri=f"<{URI}>").replace(b"\r\n", b"\n").replace(b"Length: ", b"Length:\t")
    (article,) = read_bytes(data.replace(b"Type: response", b"Type:\n response"))
    assert isinstance(article, Rejected)  # its length is that of the lines with both
    (article,) = read_bytes(record(answer(PAGE.encode()).replace(b"\r\n", b"\n"), uri=f"<{URI}>"))
    assert isinstance(article, Article)
    assert article.url == URI


def test_the_encoding_of_the_answer_goes_before_that_of_the_page() -> None:
    content = PAGE.replace("Bell", "Glöckchen").replace("<head>", "<head><meta charset=koi8-r>").encode("cp1252")
    (article,) = read_bytes(record(answer(content, content_type="text/html; charset=windows-1252")))
    assert isinstance(article, Article)
    assert article.title == "Glöckchen"


CHUNKED = b"5;x=y\r\n%b\r\n%x\r\n%b\r\n0\r\n\r\n" % (PAGE.encode()[:5], len(PAGE) - 5, PAGE.encode()[5:])
RAW_DEFLATE = zlib.compressobj(wbits=-15)


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (CHUNKED, ["Transfer-Encoding: chunked"]),
        (PAGE.encode(), ["Transfer-Encoding: chunked"]),
        (gzip.compress(PAGE.encode()), ["Content-Encoding: gzip"]),
        (PAGE.encode(), ["Content-Encoding: gzip"]),
        (zlib.compress(PAGE.encode()), ["Content-Encoding: deflate"]),
        (RAW_DEFLATE.compress(PAGE.encode()) + RAW_DEFLATE.flush(), ["Content-Encoding: deflate"]),
        (brotli.compress(PAGE.encode()), ["Content-Encoding: br"]),
        (PAGE.encode(), ["Content-Encoding: br"]),
        (zstd.compress(PAGE.encode()), ["Content-Encoding: zstd"]),
        (brotli.compress(gzip.compress(PAGE.encode())), ["Content-Encoding: gzip, br"]),
    ],
    ids=["chunks", "no chunks", "gzip", "no gzip", "deflate", "raw deflate", "br", "no br", "zstd", "two"],
)
def test_what_the_answer_says_how_to_unpack(body: bytes, fields: list[str]) -> None:
    assert told(read_bytes(record(answer(body, *fields)))) == [(1, "Bell")]


BOMB = bytes(100_000_000)


@pytest.mark.parametrize(
    ("body", "name"),
    [(gzip.compress(BOMB), "gzip"), (zlib.compress(BOMB), "deflate"), (brotli.compress(BOMB), "br")],
    ids=["gzip", "deflate", "br"],
)
def test_a_bomb_in_an_answer_costs_one_record(body: bytes, name: str) -> None:
    data = record(answer(body, f"Content-Encoding: {name}")) + record(answer(PAGE.encode()))
    tracemalloc.start()
    try:
        assert told(read_bytes(data)) == [(1, EXPANDS), (2, "Bell")]
        assert tracemalloc.get_traced_memory()[1] < 4 * OPTIONS.max_article_bytes
    finally:
        tracemalloc.stop()


def test_packed_over_and_over() -> None:
    found = read_bytes(record(answer(PAGE.encode(), "Content-Encoding: " + ", ".join(["gzip"] * 1000))))
    assert found == [Rejected(Origin("a", record=1), UNKNOWN_FORMAT, "1000 content encodings, one over the other")]


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_damage_in_an_answer_costs_its_record(name: str) -> None:
    packed = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress, "zstd": zstd.compress}[name]
    body = bytearray(packed(PAGE.encode()))
    body[30:60] = bytes(30)
    found = read_bytes(record(answer(bytes(body), f"Content-Encoding: {name}")) + record(answer(PAGE.encode())))
    assert told(found) == [(1, DAMAGED), (2, "Bell")]


def test_without_the_extra_the_message_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "brotli", None)
    data = record(answer(brotli.compress(PAGE.encode()), "Content-Encoding: br")) + record(answer(PAGE.encode()))
    found = list(read_stream(io.BytesIO(data), "a.warc", OPTIONS))
    detail = "pages packed with brotli: pip install 'searchkit[warc]'"
    assert found[0] == Rejected(Origin("a.warc", record=1), NEEDS_EXTRA, detail)
    assert told(found[1:]) == [(2, "Bell")]


def test_records_packed_one_by_one() -> None:
    data = b"".join(gzip.compress(record(answer(PAGE.encode()), uri=f"{URI}{n}")) for n in range(3))
    assert told(list(read_stream(io.BytesIO(data), "a.warc.gz", OPTIONS))) == [
        (1, "Bell"),
        (2, DUPLICATE),
        (3, DUPLICATE),
    ]


def test_a_wacz_gives_its_pages_and_says_what_the_rest_is() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as wacz:
        wacz.writestr("archive/a.warc.gz", gzip.compress(record(answer(PAGE.encode()))))
        wacz.writestr("indexes/index.cdx.gz", gzip.compress(b'org,a)/ 20060105100000 {"url": "http://a.org/"}\n'))
        wacz.writestr(
            "indexes/index.idx", '!meta 0 {"format": "cdxj-gzip-1.0"}\norg,a)/ 20060105100000 {"offset": 0}\n'
        )
        wacz.writestr("pages/pages.jsonl", '{"format": "json-pages-1.0", "id": "pages"}\n{"url": "http://a.org/"}\n')
        wacz.writestr("datapackage.json", '{"profile": "data-package", "resources": []}')
        wacz.writestr("datapackage-digest.json", '{"path": "datapackage.json", "hash": "sha256:0"}')
    file.seek(0)
    first, *rest = read_stream(file, "crawl.wacz", OPTIONS)
    assert isinstance(first, Article)
    assert (first.title, str(first.origin)) == ("Bell", "crawl.wacz!archive/a.warc.gz#1")
    assert [(each.reason, each.detail) for each in rest if isinstance(each, Rejected)] == [
        (UNKNOWN_FORMAT, "CDX index: where pages stand in a web archive, without their text"),
        (UNKNOWN_FORMAT, "CDX index: where pages stand in a web archive, without their text"),
        (UNKNOWN_FORMAT, "page list of a WACZ web archive"),
        (UNKNOWN_FORMAT, "file list of a WACZ web archive"),
        (UNKNOWN_FORMAT, "file list of a WACZ web archive"),
    ]


def test_a_wrong_length_costs_what_it_covers() -> None:
    found = read_bytes((SAMPLES / "broken-length.warc").read_bytes())
    assert [reason for _, reason in told(found)] == [
        "Night ferry returns after nine years",
        DAMAGED,
        "Lighthouse sold to choir",
    ]


def test_a_record_that_is_cut_off_is_no_article() -> None:
    found = read_bytes((SAMPLES / "broken-cut-off.warc").read_bytes())
    assert told(found) == [(2, "Night ferry returns after nine years"), (3, DAMAGED)]


def test_an_archive_without_answers_says_so() -> None:
    found = read_bytes(record(b"GET / HTTP/1.1\r\n\r\n", "request") + record(b"", "revisit"))
    assert found == [Rejected(Origin("a"), NO_ARTICLE, "nothing but notes of the crawler")]


BELL = record(answer(PAGE.encode()))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"garbage\n" * 1000 + BELL, [(1, DAMAGED), (2, "Bell")]),
        (b"WARC/1.0\r\nWARC-Type: response\r\n\r\n" + BELL, [(1, BAD_RECORD), (2, "Bell")]),
        (BELL.replace(b"Length: ", b"Length: -") + BELL, [(1, BAD_RECORD), (2, "Bell")]),
        (BELL.replace(b"Length: ", b"Length: 99999999"), [(1, DAMAGED)]),
        (record(b"HTTPX/1.1 200 OK\r\n\r\nx") + BELL, [(1, BAD_RECORD), (2, "Bell")]),
        (record(answer(b"")) + BELL, [(1, "empty"), (2, "Bell")]),
        (b"WARC/1.0\r\n" + b"a: " + b"b" * 10_000_000, [(1, BAD_RECORD)]),
        (b"WARC/1.0\r\n" + b"a: b\r\n" * 1_000_000 + b"\r\n" + BELL, [(1, BAD_RECORD), (2, "Bell")]),
        (b"WARC/1.0\r\n" + b"x" * 30_000_000, [(1, BAD_RECORD)]),
    ],
    ids=[
        "garbage",
        "no length",
        "negative",
        "huge",
        "no HTTP",
        "no body",
        "long line",
        "many lines",
        "no end",
    ],
)
def test_a_broken_record_costs_itself(data: bytes, expected: list[tuple[int, str]]) -> None:
    started = time.process_time()
    assert told(read_bytes(data)) == expected
    assert time.process_time() - started < 10


def test_a_page_past_the_limit_is_not_read() -> None:
    data = record(answer(PAGE.encode() + b" " * 200_000)) + BELL
    assert told(read_bytes(data, replace(OPTIONS, max_article_bytes=100_000))) == [(1, TOO_LARGE), (2, "Bell")]


class Crawl(io.RawIOBase):
    """A WARC file of 300 MB that nobody holds: films, and a page now and then."""

    def __init__(self) -> None:
        self._pieces = self._made()
        self._left = b""

    def _made(self) -> Iterator[bytes]:
        film = bytes(1 << 16)
        for number in range(6):
            head = f"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nX: {number}\r\n\r\n".encode()
            whole = record(head)
            yield whole.replace(b"Length: %d" % len(head), b"Length: %d" % (len(head) + 768 * len(film))).rstrip()
            yield b"\r\n\r\n"
            for _ in range(768):
                yield film
            yield b"\r\n\r\n"
            yield record(answer(PAGE.replace("Bell", f"Bell {number}").encode()))

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        self._left = self._left or next(self._pieces, b"")
        count = min(len(buffer), len(self._left))
        buffer[:count], self._left = self._left[:count], self._left[count:]
        return count


def test_memory_does_not_grow_with_the_file() -> None:
    stream = io.BufferedReader(Crawl())  # type: ignore[type-var]  # typeshed wants more than it uses
    tracemalloc.start()
    try:
        found = list(read(Source(stream, Origin("a"), "a.warc", (), OPTIONS)))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [title for _, title in told(found)] == [
        each for number in range(6) for each in (UNKNOWN_FORMAT, f"Bell {number}")
    ]
    assert peak < 4 << 20
