"""Whatever characters a source holds, the fields of its articles hold text that can be stored, shown and searched."""

import io
import json
import re
import struct
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.model import Article
from searchkit.settings import ReadOptions
from searchkit.sources import read_stream

UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\u2028\u2029]")
NASTY = "a\x00b\x1b[31mc\x07\x7f\x85d\u2028e\ufefff\r\ng\rh\x0c\x9bi \x93j\x94"
LONG = "The harbour opened on Monday and ships came in the morning. " * 20
NASTY_JSON = json.dumps(NASTY + "\ud800")


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from strings(name)
            yield from strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from strings(inner)


def unsafe(name: str, data: bytes) -> list[str]:
    """The strings in the articles of a source that are not safe; raises where there is no article."""
    found = [each for each in read_stream(io.BytesIO(data), name, ReadOptions()) if isinstance(each, Article)]
    assert found
    return [text for each in found for text in strings(each.to_dict() | {"origin": None}) if UNSAFE.search(text)]


RECORD = dict.fromkeys(("id", "title", "authors", "source", "section", "url", "note", f"k{NASTY}"), NASTY) | {
    "text": NASTY + LONG,
    "tags": [NASTY],
    "keywords": [{"name": NASTY}],
    "url": f"https://a.org/{NASTY}",
    "date": "2016-03-01",
}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", f"{NASTY}\n\nBy Ann Roe\n\n{NASTY} and so on. {LONG}".encode()),
        ("a.txt", f"{NASTY}\n\n{NASTY} and so on. {LONG}".encode("utf-16", "surrogatepass")),
        ("a.md", f"---\ntitle: T {NASTY[:2]}\nauthor: Ann\x07\n---\n\n# {NASTY}\n\n{NASTY} {LONG}".encode()),
        ("a.json", json.dumps(RECORD).encode()),
        ("a.jsonl", (json.dumps(RECORD, ensure_ascii=False) + "\n").encode()),
        ("a.json", f'{{"title": {NASTY_JSON}, "body": "{LONG}", "x": {NASTY_JSON}}}'.encode()),
        ("a.csv", f'title,text,note\n"{NASTY}","{NASTY}{LONG}","{NASTY}"\n'.encode()),
        (
            "a.rss",
            f"<rss><channel><item><title>{NASTY}</title><guid>{NASTY}</guid><description>{LONG}</description></item></channel></rss>".encode(),
        ),
        (
            "a.sgm",
            f'<!DOCTYPE lewis>\n<REUTERS NEWID="{NASTY}">\n<TEXT><TITLE>{NASTY}</TITLE>\n'
            f"<BODY>{NASTY} {LONG}</BODY></TEXT></REUTERS>".encode(),
        ),
    ],
    ids=["text", "UTF-16", "markdown", "json", "jsonl", "surrogate", "csv", "feed", "reuters"],
)
def test_no_control_and_no_surrogate_comes_out(name: str, data: bytes) -> None:
    assert unsafe(name, data) == []


@given(
    st.binary(max_size=200).map(lambda data: b"Harbour opens\n\n" + data), st.sampled_from(["a.txt", "a.md", "a.csv"])
)
def test_any_bytes_give_safe_text(data: bytes, name: str) -> None:
    found = [each for each in read_stream(io.BytesIO(data), name, ReadOptions()) if isinstance(each, Article)]
    assert not [text for each in found for text in strings(each.to_dict() | {"origin": None}) if UNSAFE.search(text)]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r", "\x85", "\u2028"])
def test_line_ends_of_every_kind_are_read_alike(ends: str) -> None:
    text = "Harbour opens\n\nShips came.\n\nThey stayed.\n".replace("\n", ends)
    (found,) = read_stream(io.BytesIO(text.encode()), "a.txt", ReadOptions())
    assert isinstance(found, Article)
    assert (found.title, found.body) == ("Harbour opens", "Ships came.\n\nThey stayed.")


def test_half_of_a_pair_in_utf16_becomes_a_sign() -> None:
    data = (
        b"\xff\xfe"
        + "Harbour opens\n\nShips".encode("utf-16-le")
        + struct.pack("<H", 0xD800)
        + " x".encode("utf-16-le")
    )
    (found,) = read_stream(io.BytesIO(data), "a.txt", ReadOptions())
    assert isinstance(found, Article)
    assert (found.body, found.extra) == ("Ships\ufffd x", {"encoding": "utf-16, bom, replaced"})
