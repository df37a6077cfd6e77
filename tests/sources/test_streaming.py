"""Memory does not grow with the file: a child process reads one of many megabytes and tells its peak.

`SEARCHKIT_TEST_STREAM_MB` makes the files as large as is wanted; 32 MB are enough to show a reader that holds them.
"""

import gzip
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from searchkit.sources.decode import PREFIX_BYTES

MEGABYTES = int(os.environ.get("SEARCHKIT_TEST_STREAM_MB", "32"))
MOST_GROWTH_MB = 16

CHILD = """
import sys
from collections import Counter
from pathlib import Path
from searchkit.model import Article
from searchkit.settings import ReadOptions
from searchkit.sources import read, walk

counts = Counter()
options = ReadOptions(max_article_bytes=2 << 20)
for file in walk([Path(sys.argv[1])]):
    for record in read(file, options):
        counts["article" if isinstance(record, Article) else record.reason] += 1
status = Path("/proc/self/status")
if status.exists():  # what getrusage tells there is the parent's peak as well
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
    peak_mb = int(line.split()[1]) >> 10
else:
    import resource
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 20
print(dict(counts), peak_mb, sep="\\t")
"""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the peak of a process is told by resource")


def stories(megabytes: int) -> Iterator[dict[str, str]]:
    """Stories of 40 kB, a megabyte of different ones over and over."""
    words = random.Random(4).choices([f"word{n}" for n in range(900)], k=6000 * 25)
    some = [{"title": f"Story {n}", "text": " ".join(words[n * 6000 : n * 6000 + 6000]) + ". "} for n in range(25)]
    for _ in range(megabytes):
        yield from some


def array(megabytes: int) -> Iterator[bytes]:
    for number, story in enumerate(stories(megabytes)):
        yield (b"[" if number == 0 else b", ") + json.dumps(story).encode()
    yield b"]"


def wrapped(megabytes: int) -> Iterator[bytes]:
    yield b'{"status": "ok", "articles": '
    yield from array(megabytes)
    yield b"}"


def lines(megabytes: int) -> Iterator[bytes]:
    for story in stories(megabytes):
        yield json.dumps(story).encode() + b"\n"


def rows(megabytes: int) -> Iterator[bytes]:
    yield b"title,text\n"
    for story in stories(megabytes):
        yield f"{story['title']},{story['text']}\n".encode()


def feed(megabytes: int) -> Iterator[bytes]:
    yield b"<?xml version='1.0'?><rss><channel><title>Feed</title>"
    for story in stories(megabytes):
        yield f"<item><title>{story['title']}</title><description>{story['text']}</description></item>".encode()
    yield b"</channel></rss>"


def sgml(megabytes: int) -> Iterator[bytes]:
    yield b"<!DOCTYPE lewis>\n"
    for story in stories(megabytes):
        yield f"<REUTERS><TEXT><TITLE>{story['title']}</TITLE><BODY>{story['text']}</BODY></TEXT></REUTERS>\n".encode()


def huge_cell(megabytes: int) -> Iterator[bytes]:
    yield b'title,text\nFirst,"It stands before."\nHuge,"'
    for _ in range(megabytes):
        yield b"so and so on\n" * (1 << 16)
    yield b'"\nLast,"It stands behind."\n'


def endless_line(megabytes: int) -> Iterator[bytes]:
    yield b'{"title": "First", "text": "It stands before."}\n{"text": "'
    for _ in range(megabytes):
        yield b"x" * (1 << 20)
    yield b'"}\n{"title": "Last", "text": "It stands behind."}\n'


def packed(pieces: Iterator[bytes], path: Path) -> None:
    with gzip.open(path, "wb", 1) as file:
        file.writelines(pieces)


def peak_mb(path: Path) -> tuple[str, int]:
    """What the child counted, and the most memory it took, in MB."""
    run = subprocess.run([sys.executable, "-c", CHILD, str(path)], capture_output=True, text=True, check=True)
    counts, peak = run.stdout.strip().split("\t")
    return counts, int(peak)


ALL = {"article": MEGABYTES * 25}


@pytest.mark.parametrize(
    ("name", "written", "expected"),
    [
        ("one-line.json", array, ALL),
        ("wrapped.json", wrapped, ALL),
        ("array.json.gz", array, ALL),
        ("lines.jsonl", lines, ALL),
        ("lines.jsonl.gz", lines, ALL),
        ("rows.csv", rows, ALL),
        ("rows.csv.gz", rows, ALL),
        ("feed.rss", feed, ALL),
        ("stories.sgm", sgml, ALL),
        ("huge-line.jsonl", endless_line, {"article": 2, "larger than the limit": 1}),
    ],
)
def test_memory_does_not_grow_with_the_file(
    tmp_path: Path, name: str, written: Callable[[int], Iterator[bytes]], expected: dict[str, int]
) -> None:
    small, large = tmp_path / f"small-{name}", tmp_path / name
    for path, megabytes in ((small, 3), (large, MEGABYTES)):
        if name.endswith(".gz"):
            packed(written(megabytes), path)
        else:
            with path.open("wb") as file:
                file.writelines(written(megabytes))
    assert small.stat().st_size > PREFIX_BYTES or name.endswith(".gz")
    (_, at_first), (counts, peak) = peak_mb(small), peak_mb(large)
    assert counts == str(expected)
    assert peak - at_first < MOST_GROWTH_MB


def test_a_cell_beyond_the_limit_is_not_held(tmp_path: Path) -> None:
    path = tmp_path / "cell.csv"
    with path.open("wb") as file:
        file.writelines(huge_cell(MEGABYTES))
    (_, at_first), (counts, peak) = (peak_mb(_small_csv(tmp_path)), peak_mb(path))
    assert counts == str({"article": 2, "larger than the limit": 1})
    assert peak - at_first < MOST_GROWTH_MB


def _small_csv(folder: Path) -> Path:
    path = folder / "small.csv"
    path.write_bytes(b"".join(rows(3)))
    return path
