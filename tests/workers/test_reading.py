"""Files read by workers: the same articles in the same order as in one process, and nothing lost or twice."""

import gzip
import json
import os
import random
import signal
import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing
from operator import attrgetter
from pathlib import Path
from types import MappingProxyType, ModuleType

import pytest

from searchkit.model import Article, Rejected
from searchkit.settings import ReadOptions
from searchkit.sources import SourceFile, walk
from searchkit.workers import KILLED_READER, WorkerPool, batches, read_files, reading, spans
from tests.workers.processes import wait_until_gone

OPTIONS = ReadOptions()
Found = list[tuple[str, list[Article | Rejected]]]


class Watched(WorkerPool):
    """A pool that can be found from outside."""

    last: "Watched"

    def __init__(self, jobs: int, window: int, retries: int) -> None:
        super().__init__(jobs, window=window, retries=retries)
        Watched.last = self


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "WorkerPool", Watched)


@pytest.fixture
def deadly(monkeypatch: pytest.MonkeyPatch, tasks: ModuleType) -> None:
    """Articles named `Dies once` and `Dies always` end the process that reads them."""
    monkeypatch.setattr(reading, "read_batch", tasks.read_deadly_batch)


def lines(*titles: str) -> str:
    return "".join(
        json.dumps({"id": str(n), "title": title, "body": "It grew."}) + "\n" for n, title in enumerate(titles)
    )


def files_of(folder: Path) -> list[SourceFile]:
    return [file for file in walk([folder]) if isinstance(file, SourceFile)]


def read_all(folder: Path, jobs: int, options: ReadOptions = OPTIONS) -> Found:
    found = read_files(files_of(folder), options, jobs, worth_bytes=1)
    return [(file.name, list(records)) for file, records in found]


def brief(found: Found) -> list[tuple[str, str]]:
    return [
        (str(record.origin), record.title if isinstance(record, Article) else record.reason)
        for _, records in found
        for record in records
    ]


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """600 small files and a few larger ones, of several formats, good and bad."""
    root = tmp_path / "many"
    root.mkdir()
    for number in range(600):
        (root / f"{number:03}.txt").write_text(f"Story {number}\n\nIt happened on day {number}.\n")
    (root / "a.jsonl").write_text(lines(*(f"Line {number} {'x' * 300}" for number in range(3_000))) + "no record\n")
    (root / "b.csv").write_text("title,body,author\n" + "Oats rise,They rose.,Jo Berg\n" * 500)
    (root / "c.md").write_text("---\ntitle: Rye\ndate: 2006-01-05\ntags: [a, b]\n---\n\nIt grew.\n")
    (root / "d.bin").write_bytes(bytes(range(256)))
    (root / "e.jsonl.gz").write_bytes(gzip.compress(lines(*"xyz").encode())[:-9])
    (root / "f.txt").write_bytes(b"")
    with zipfile.ZipFile(root / "z.zip", "w") as archive:
        archive.writestr("x.html", "<html><head><title>Bread</title></head><body><p>" + "It was baked. " * 40)
        archive.writestr(
            "y.json", '{"title": "Snow \\ud83d", "body": "\\u96ea.", "published": "2006-01-05T10:00+09:00"}'
        )
    return root


def test_any_number_of_jobs_reads_the_same(many: Path) -> None:
    alone = read_all(many, jobs=1)
    assert len(brief(alone)) == 600 + 3_001 + 500 + 1 + 1 + 4 + 1 + 2
    assert read_all(many, jobs=2) == alone
    assert read_all(many, jobs=3) == alone


def test_little_work_starts_no_worker(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(reading, "WorkerPool", None)
    (tmp_path / "a.jsonl").write_text(lines("Rye", "Oats"))
    found = [(file.name, list(records)) for file, records in read_files(files_of(tmp_path), OPTIONS, jobs=2)]
    assert [what for _, what in brief(found)] == ["Rye", "Oats"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_is_left_of_a_file_is_dropped(many: Path, jobs: int) -> None:
    with closing(read_files(files_of(many), OPTIONS, jobs, worth_bytes=1)) as found:
        firsts = [(file.name, [next(records)]) for file, records in found]
    assert firsts == [(name, records[:1]) for name, records in read_all(many, jobs=1)]


def test_a_file_that_is_not_asked_for_is_passed_over(many: Path) -> None:
    names = [file.name for file, _ in read_files(files_of(many), OPTIONS, 2, worth_bytes=1)]
    assert names == [file.name for file in files_of(many)]


@pytest.mark.usefixtures("watched")
def test_stopping_early_ends_the_workers(many: Path) -> None:
    found = read_files(files_of(many), OPTIONS, 2, worth_bytes=1)
    _, records = next(found)
    next(records)
    pids = Watched.last.pids
    assert len(pids) > 0
    found.close()
    wait_until_gone(pids)
    assert list(records) == []


@pytest.mark.usefixtures("watched")
@pytest.mark.parametrize("moment", ["many/000.txt", "many/300.txt", "many/a.jsonl"])
def test_killed_workers_cost_no_record_and_double_none(
    many: Path, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_WINDOW", 1)
    found: Found = []
    for file, records in read_files(files_of(many), OPTIONS, 2, worth_bytes=1):
        taken = [next(records)]
        if file.name == moment:
            for pid in Watched.last.pids:
                os.kill(pid, signal.SIGKILL)
        found.append((file.name, taken + list(records)))
    assert found == read_all(many, jobs=1)


@pytest.mark.usefixtures("deadly")
def test_a_record_that_kills_once_is_read_by_another_worker(tmp_path: Path) -> None:
    root = tmp_path / "some"
    root.mkdir()
    (root / "a.jsonl").write_text(lines("Rye", "Dies once", "Oats"))
    (root / "b.txt").write_text("Wheat\n\nIt grew.\n")
    assert read_all(root, jobs=2) == read_all(root, jobs=1)


@pytest.mark.usefixtures("deadly")
def test_a_record_that_always_kills_costs_the_rest_of_its_file(tmp_path: Path) -> None:
    root = tmp_path / "some"
    root.mkdir()
    (root / "a.txt").write_text("Barley\n\nIt grew.\n")
    (root / "b.jsonl").write_text(lines("Rye", "Millet", "Dies always", "Oats"))
    (root / "c.jsonl").write_text(lines("Dies always", "Oats"))
    (root / "d.txt").write_text("Wheat\n\nIt grew.\n")
    assert brief(read_all(root, jobs=2)) == [
        ("some/a.txt", "Barley"),
        ("some/b.jsonl#1", "Rye"),
        ("some/b.jsonl#2", "Millet"),
        ("some/b.jsonl", KILLED_READER),
        ("some/c.jsonl", KILLED_READER),
        ("some/d.txt", "Wheat"),
    ]


@pytest.mark.usefixtures("deadly")
def test_deaths_while_all_other_workers_wait_to_be_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_BATCH_BYTES", 1)
    monkeypatch.setattr(reading, "_WINDOW", 1)
    root = tmp_path / "some"
    root.mkdir()
    long = lines(*(f"Line {number} {'x' * 900}" for number in range(1_200)))
    for name in "abcdef":
        (root / f"{name}.jsonl").write_text(lines("Rye", "Dies always") + long if name in "ad" else long)
    found = read_all(root, jobs=2)
    assert [len(records) for _, records in found] == [2, 1_200, 1_200, 2, 1_200, 1_200]


def test_where_no_worker_starts_this_process_reads(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = read_all(many, jobs=1)
    monkeypatch.setattr(sys, "executable", "/no/python")
    assert read_all(many, jobs=2) == alone


def test_files_are_taken_only_a_few_batches_ahead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_BATCH_FILES", 5)
    for number in range(100):
        (tmp_path / f"{number:03}.txt").write_text(f"Story {number}\n\nIt happened.\n")
    asked = 0

    def counted() -> Iterator[SourceFile]:
        nonlocal asked
        for asked, file in enumerate(files_of(tmp_path), 1):  # noqa: B007
            yield file

    found = read_files(counted(), OPTIONS, 2, worth_bytes=1)
    next(found)
    assert asked == 2 * 2 * 5 + 1


def test_options_that_are_no_dict_can_travel(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"head": "Rye", "body": "It grew."}\n')
    options = ReadOptions(field_map=MappingProxyType({"title": "head"}))
    assert [what for _, what in brief(read_all(tmp_path, 2, options))] == ["Rye"]


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """One file of 3 MB of lines, some of which are no records, in more than one encoding."""
    chance = random.Random(4)
    root = tmp_path / "large"
    root.mkdir()
    with (root / "a.jsonl").open("wb") as file:
        file.write(b"\xef\xbb\xbf")
        for number in range(6_000):
            title = f"Größe {number}".encode("cp1252" if number % 7 == 0 else "utf-8")
            body = b"x" * chance.randrange(1000)
            file.write(b'{"title": "%s", "body": "%s"}\n' % (title, body) if number % 50 else b"\n")
            if number % 600 == 599:
                file.write(b"no record\n" + b'{"title": "' + b"y" * 20_000 + b'"}\r\n')
        file.write(b'{"title": "cut')
    return root


def test_a_large_file_of_lines_is_read_in_spans(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spans, "SPAN_BYTES", 300_000)
    options = ReadOptions(max_article_bytes=10_000)
    (file,) = files_of(large)
    cut = list(spans.spans_of(file, options) or ())
    assert len(cut) > 8
    assert read_all(large, 2, options) == read_all(large, 1, options)


def test_a_large_file_can_be_left_early(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spans, "SPAN_BYTES", 300_000)
    (large / "b.txt").write_text("Wheat\n\nIt grew.\n")
    firsts = [str(next(records).origin) for _, records in read_files(files_of(large), OPTIONS, 2, worth_bytes=1)]
    assert firsts == ["large/a.jsonl#2", "large/b.txt"]


@pytest.mark.usefixtures("watched")
def test_killed_workers_cost_no_record_of_a_span(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spans, "SPAN_BYTES", 300_000)
    monkeypatch.setattr(reading, "_WINDOW", 1)
    found: list[Article | Rejected] = []
    for _, records in read_files(files_of(large), OPTIONS, 2, worth_bytes=1):
        for number, record in enumerate(records):
            found.append(record)
            if number == 700:
                for pid in Watched.last.pids:
                    os.kill(pid, signal.SIGKILL)
    assert found == read_all(large, 1)[0][1]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("array.json", b"[" + b'{"title": "Rye", "body": "It grew."},\n' * 40_000 + b"{}]"),
        ("wrapper.json", b'{"articles": [\n' + b'{"title": "Rye", "body": "It grew."},\n' * 40_000 + b"{}]}"),
        ("spread.jsonl", b'{"title":\n"Rye", "body": "It grew."}\n' * 40_000),
        ("wide.jsonl", ('{"title": "Rye", "body": "It grew."}\n' * 40_000).encode("utf-16")),
        ("table.csv", b"title,body\n" + b"Rye,It grew.\n" * 100_000),
        ("packed.jsonl.gz", gzip.compress(random.Random(5).randbytes(2_000_000))),
        ("line.jsonl", b'{"title": "' + b"x" * 2_000_000 + b'"}\n'),
    ],
)
def test_other_large_files_are_read_whole(
    tmp_path: Path, name: str, data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spans, "SPAN_BYTES", 300_000)
    (tmp_path / name).write_bytes(data)
    (file,) = files_of(tmp_path)
    assert spans.spans_of(file, OPTIONS) is None


def test_other_processes_send_what_is_made_of_articles(many: Path) -> None:
    found = read_files(files_of(many), OPTIONS, 2, attrgetter("content_hash"), worth_bytes=1)
    made = [record for _, records in found for record in records]
    alone = [record for _, records in read_all(many, jobs=1) for record in records]
    assert made == [record.content_hash if isinstance(record, Article) else record for record in alone]


def test_chunks_are_bounded_and_none_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(lines(*(f"Line {number} {'x' * 900}" for number in range(3_000))))
    chunks = list(batches.read_batch([batches.Piece(file) for file in files_of(path)], OPTIONS, None, 10, False))
    sizes = [sum(len(record) for part in chunk for record in part.records) for chunk in chunks]
    assert all(batches.CHUNK_BYTES <= size < batches.CHUNK_BYTES + 2_000 for size in sizes[:-1])
    assert sum(len(part.records) for chunk in chunks for part in chunk) == 2_990
    assert [part.is_last for chunk in chunks for part in chunk] == [False] * (len(chunks) - 1) + [True]
