"""From a path to articles: what a file gives through all stages, and that nothing in it can raise."""

import gzip
import io
import os
import random
import subprocess
import sys
import time
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from searchkit.model import Article, Rejected
from searchkit.settings import MEBIBYTE, ReadOptions
from searchkit.sources import SourceFile, read, read_stream, walk
from searchkit.sources.base import BAD_RECORD, DAMAGED, EMPTY, NOT_TEXT, TOO_LARGE, UNKNOWN_FORMAT, UNREADABLE

OPTIONS = ReadOptions()
RECORDS = (
    b'{"id": "7", "title": "Harbour opens", "body": "Ships came."}\n{"title": "Wheat falls", "body": "It fell."}\n'
)


def brief(items: list[Article | Rejected]) -> list[tuple[str, str]]:
    return [(str(item.origin), item.title if isinstance(item, Article) else item.reason) for item in items]


def read_bytes(data: bytes, name: str = "a.txt", options: ReadOptions = OPTIONS) -> list[tuple[str, str]]:
    return brief(list(read_stream(io.BytesIO(data), name, options)))


def read_path(path: Path, options: ReadOptions = OPTIONS) -> list[Article | Rejected]:
    (file,) = walk([path])
    assert isinstance(file, SourceFile)
    return list(read(file, options))


def test_a_folder_of_many_formats(tmp_path: Path) -> None:
    root = tmp_path / "corpus"
    (root / "wire").mkdir(parents=True)
    (root / "wire" / "a.txt").write_text("Harbour opens\n\nShips came.\n", encoding="utf-16")
    (root / "b.jsonl.gz").write_bytes(gzip.compress(RECORDS))
    (root / "c.csv").write_text("title,body\nOats rise,They rose.\n")
    (root / "d.md").write_text("---\ntitle: Rye\n---\n\nIt grew.\n")
    (root / "e.bin").write_bytes(bytes(range(256)))
    with zipfile.ZipFile(root / "z.zip", "w") as archive:
        archive.writestr("x.html", "<html><head><title>Bread</title></head><body><p>" + "It was baked. " * 40)
    items: list[Article | Rejected] = []
    for file in walk([root]):
        items += read(file, OPTIONS) if isinstance(file, SourceFile) else [file]
    assert brief(items) == [
        ("corpus/b.jsonl.gz#1", "Harbour opens"),
        ("corpus/b.jsonl.gz#2", "Wheat falls"),
        ("corpus/c.csv#1", "Oats rise"),
        ("corpus/d.md", "Rye"),
        ("corpus/e.bin", NOT_TEXT),
        ("corpus/wire/a.txt", "Harbour opens"),
        ("corpus/z.zip!x.html", "Bread"),
    ]


def test_the_id_is_the_readers_own_or_empty() -> None:
    found = list(read_stream(io.BytesIO(RECORDS), "-", OPTIONS))
    assert [item.id for item in found if isinstance(item, Article)] == ["7", ""]


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (RECORDS, "-", [("-#1", "Harbour opens"), ("-#2", "Wheat falls")]),
        (gzip.compress(RECORDS), "-", [("-#1", "Harbour opens"), ("-#2", "Wheat falls")]),
        (b"Not JSON.\n" + RECORDS[:61], "-", [("-#1", BAD_RECORD), ("-#2", "Harbour opens")]),
        (b"", "a.txt", [("a.txt", EMPTY)]),
        (b" \n ", "a.txt", [("a.txt", EMPTY)]),
        (random.Random(3).randbytes(20_000), "a.txt", [("a.txt", NOT_TEXT)]),
        (b"\x89PNG\r\n\x1a\n\0\0", "a.txt", [("a.txt", UNKNOWN_FORMAT)]),
        (gzip.compress(b"Harbour opens\n\nShips came.\n")[:-5], "a.txt.gz", [("a.txt.gz", DAMAGED)]),
        (b"[" * 100_000, "a.json", [("a.json", BAD_RECORD)]),
    ],
    ids=["lines", "packed lines", "bad line", "empty", "blank", "random", "image", "cut off", "deep"],
)
def test_streams(data: bytes, name: str, expected: list[tuple[str, str]]) -> None:
    found = read_bytes(data, name)
    assert [(where.removesuffix("#1") if name == "a.json" else where, what) for where, what in found] == expected


def test_records_before_the_end_of_a_truncated_file_are_read() -> None:
    chance = random.Random(1)
    lines = [f'{{"title": "Story {n}", "body": "{chance.random()} ships."}}\n' for n in range(3_000)]
    found = read_bytes(gzip.compress("".join(lines).encode())[:-4_000], "a.jsonl.gz")
    assert found[-1] == ("a.jsonl.gz", DAMAGED)
    assert found[:-1] == [(f"a.jsonl.gz#{n + 1}", f"Story {n}") for n in range(len(found) - 1)]
    assert len(found) > 2_000


def test_an_encoding_can_be_forced() -> None:
    data = "Über Äcker\n\nGrößer wäre schöner.\n".encode("cp850")
    assert read_bytes(data, "a.txt", ReadOptions(encoding="cp850")) == [("a.txt", "Über Äcker")]
    assert read_bytes(data, "a.txt", ReadOptions(encoding="klingon")) == [("a.txt", UNREADABLE)]


def test_a_huge_line_is_turned_down_fast_and_small(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        for _ in range(300):
            file.write(b"word " * (MEBIBYTE // 5))
    tracemalloc.start()
    started = time.perf_counter()
    try:
        found = brief(read_path(path))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert found == [("huge.txt", TOO_LARGE)]
    assert time.perf_counter() - started < 5
    assert peak < 3 * OPTIONS.max_article_bytes


def test_a_file_that_vanished_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    found = list(read(SourceFile(path, "a.txt", 1, 1), OPTIONS))
    assert [(item.reason, bool(item.detail)) for item in found if isinstance(item, Rejected)] == [(UNREADABLE, True)]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    found = list(read(SourceFile(tmp_path / "pipe", "pipe", 0, 0), OPTIONS))
    assert brief(found) == [("pipe", UNREADABLE)]


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.json", "a.jsonl", "a.csv", "a.xml", "a.sgm", "a.zip"])
def test_no_rubbish_raises(name: str) -> None:
    chance = random.Random(name)
    starts = [
        b"",
        b"<",
        b"<html>",
        b"<rss version='2.0'>",
        b"{",
        b"[",
        b"---\n",
        b"title,body\n",
        b"PK\x03\x04",
        b"<REUTERS NEWID='1'>",
    ]
    for start in starts:
        rubbish = bytes(chance.choices(b"<>{}[]\"'&;:,\n\t \0\xff\x80azAZ09=/-", k=400))
        assert read_bytes(start + rubbish, name)


def test_importing_the_package_loads_no_heavy_library() -> None:
    heavy = "{'lxml', 'chardet', 'feedparser', 'trafilatura', 'yaml'}"
    code = f"import sys, searchkit.sources; print(*{heavy} & set(sys.modules))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == ""
