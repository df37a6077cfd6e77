"""ARC archives: the pages of a crawl, and what a damaged record costs."""

import io
from pathlib import Path

import pytest

from searchkit.model import Article, Origin, Rejected
from searchkit.settings import ReadOptions
from searchkit.sources.base import DAMAGED, UNKNOWN_FORMAT, Source
from searchkit.sources.web.arc import read

SAMPLES = Path(__file__).parent.parent / "fixtures" / "formats" / "arc"
START = b"filedesc://a.arc 192.0.2.7 20060401120000 text/plain 14\n1 0 By someone\n\n"
PAGE = b"HTTP/1.1 200 OK\nContent-Type: text/html\n\n<h1>Bell</h1><p>The bell of the old harbour church rang again.</p>"


def record(length: bytes | None = None, more: bytes = b"") -> bytes:
    size = b"%d" % len(PAGE) if length is None else length
    return b"http://a.example/bell 192.0.2.7 20060105103000 text/html %b%b\n%b\n" % (more, size, PAGE)


def read_bytes(data: bytes) -> list[Article | Rejected]:
    return list(read(Source(io.BufferedReader(io.BytesIO(data)), Origin("a"), "a.arc", (), ReadOptions())))


def told(found: list[Article | Rejected]) -> list[tuple[int | None, str]]:
    """The number of each record with the title of its article, or why there is none."""
    return [
        (each.origin.record if each.origin else None, each.title if isinstance(each, Article) else each.reason)
        for each in found
    ]


def test_the_pages_of_a_crawl() -> None:
    found = read_bytes((SAMPLES / "crawl.arc").read_bytes())
    assert told(found) == [
        (3, "Night ferry returns after nine years"),
        (4, UNKNOWN_FORMAT),
        (5, "Cod quota cut again"),
    ]
    cod = found[2]
    assert isinstance(cod, Article)
    assert (str(cod.date), cod.date and cod.date.found_in) == ("2006-04-01T12:00:02+00:00", "header")
    assert (cod.source, cod.url) == ("harbourpost.example", "http://harbourpost.example/cod")


def test_version_2_has_more_fields() -> None:
    more = b"200 checksum - 1234 a.arc.gz "
    assert told(read_bytes(START + record(more=more))) == [(2, "Bell")]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (START + record(b"-1") + record(), [(2, DAMAGED), (3, "Bell")]),
        (START + record(b"abc") + record(), [(2, DAMAGED), (3, "Bell")]),
        (START + record(b"9" * 30) + record(), [(2, DAMAGED), (3, "Bell")]),
        (START + record(b"999999"), [(2, DAMAGED)]),
        (START + record(b"20") + record(), [(2, UNKNOWN_FORMAT), (3, DAMAGED), (4, "Bell")]),
        (START + b"x" * 10_000_000, [(2, DAMAGED)]),
    ],
    ids=["negative", "no number", "endless", "cut off", "short", "long line"],
)
def test_a_broken_record_costs_itself(data: bytes, expected: list[tuple[int, str]]) -> None:
    assert told(read_bytes(data)) == expected
