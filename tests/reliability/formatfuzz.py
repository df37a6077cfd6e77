"""Files that nobody would make: every sample of every format with something changed in it.

`python -m tests.reliability.formatfuzz 50000` reads so many of them and tells which reader raised what it should not,
which file took longest and which took most memory. `--seed` begins elsewhere.
"""

import argparse
import faulthandler
import io
import random
import sys
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from searchkit import sources
from searchkit.model import Article, Origin, Rejected
from searchkit.settings import MEBIBYTE, ReadOptions
from searchkit.sources.base import Unreadable

SAMPLES = Path(__file__).parent.parent / "fixtures" / "formats"
OPTIONS = ReadOptions(max_article_bytes=MEBIBYTE, max_file_bytes=16 * MEBIBYTE, max_members=100, max_parse_seconds=0)
HANG_S = 120
"""A reader that takes so long is stopped, and the place shown where it was."""

_HOSTILE = (
    *(b"\0", b"\xff", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\x1a", b"\x16\x16\x01", b"\xed\xa0\x80", b"\xc3"),
    *(b"<", b">", b"&", b"</", b"]]>", b"<!--", b"<![CDATA[", b"&#0;", b"&#x110000;", b"&a;", b"<a " * 300),
    *(b"<!DOCTYPE a [<!ENTITY a 'aa'><!ENTITY b '&a;&a;'>]>", b"<x>" * 2000, b"<DOC>", b"</TEXT>", b"<p>" * 500),
    *(
        b"{",
        b"}",
        b"[",
        b'"',
        b"\\",
        b"\\ud800",
        b"1e999",
        b"-" * 80,
        b"[" * 3000,
        b'{"a":' * 2000,
        b"NaN",
        b"9" * 5000,
    ),
    *(
        b",",
        b";",
        b"\t",
        b'""',
        b"\n\n",
        b"\n" * 3000,
        b"---\n",
        b"+++\n",
        b"- " * 500,
        b"&x *x\n",
        b"!!python/name:os ",
    ),
    *(
        b"{\\",
        b"\\u-1",
        b"\\'zz",
        b"{\\*\\",
        b"\\bin999999999 ",
        b"From a 1 Jan\n",
        b"Content-Type: multipart/mixed;\n",
    ),
    *(
        b"=?utf-8?b?",
        b"=?x?q?=ff?=",
        b"--\n",
        b"obj",
        b"endstream",
        b"/Kids [1 0 R]",
        b"PK\x03\x04",
        b"HTTP/1.1 200\r\n",
    ),
    *(b"Content-Length: 99999999999\r\n", b"Content-Length: -1\r\n", b"3 of 9 DOCUMENTS\n", b"9999-99-99", b"0" * 40),
)
_MOST_BYTES = MEBIBYTE


def samples() -> list[Path]:
    """Every sample file, sorted."""
    return sorted(path for path in SAMPLES.rglob("*") if path.is_file())


def mutation(content: bytes, other: bytes, chance: random.Random) -> bytes:
    """`content` after one to six changes; a piece of `other` may come into it."""
    for _ in range(chance.randint(1, 6)):
        size = len(content)
        at, after = sorted((chance.randint(0, size), chance.randint(0, size)))
        match chance.randrange(8):
            case 0:
                content = content[:at]
            case 1:
                content = content[:at] + chance.choice(_HOSTILE) + content[at:]
            case 2:
                content = content[:at] + content[at + chance.randint(1, 40) :]
            case 3:
                content = content[:at] + chance.randbytes(chance.randint(1, 8)) + content[at + 4 :]
            case 4 if size:
                place = chance.randrange(size)
                content = content[:place] + bytes([content[place] ^ 1 << chance.randrange(8)]) + content[place + 1 :]
            case 5:
                content = content[:after] + content[at:after] * chance.choice((1, 2, 30)) + content[after:]
            case 6:
                start = chance.randint(0, len(other))
                content = content[:at] + other[start : start + chance.randint(1, 2000)] + content[at:]
            case _:
                content = content[:at] + content[after:]
    return content[:_MOST_BYTES]


@dataclass(frozen=True, slots=True)
class Reading:
    """How one mutated file was read: processor time, megabytes that memory grew by, and what was raised."""

    name: str
    number: int
    articles: int
    seconds: float
    grown_mb: float
    raised: str


def readings(count: int, seed: int = 0, only: str = "") -> Iterator[Reading]:
    """`count` mutations, the same for the same seed, read one after the other in this process."""
    files = [(path, path.read_bytes()) for path in samples() if only in str(path)]
    for number in range(seed, seed + count):
        chance = random.Random(number)
        path, content = chance.choice(files)
        yield _read(path, mutation(content, chance.choice(files)[1], chance), number)


def _read(path: Path, content: bytes, number: int) -> Reading:
    faulthandler.dump_traceback_later(HANG_S, exit=True)
    raised: list[str] = []
    before, started = _peak_mb(), time.process_time()
    articles = sum(isinstance(record, Article) for record in _records(content, path.name, raised))
    taken = time.process_time() - started
    faulthandler.cancel_dump_traceback_later()
    name = str(path.relative_to(SAMPLES))
    return Reading(name, number, articles, taken, _peak_mb() - before, "\n".join(raised))


def _records(content: bytes, name: str, raised: list[str]) -> Iterator[Article | Rejected]:
    """What is read, while what readers should not have raised is written down."""
    turned_down = sources._rejected

    def noted(origin: Origin, error: Exception) -> Rejected:
        if not isinstance(error, (Unreadable, OSError)):
            raised.append("".join(traceback.format_exception(error)))
        return turned_down(origin, error)

    sources._rejected = noted
    try:
        yield from sources.read_stream(io.BytesIO(content), name, OPTIONS)
    finally:
        sources._rejected = turned_down


def _peak_mb() -> float:
    """The most memory this process has taken so far; 0 where the platform does not tell."""
    if sys.platform == "win32":
        return 0.0
    import resource  # noqa: PLC0415 -- not on Windows

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (MEBIBYTE if sys.platform == "darwin" else 1024)


def main() -> int:
    """Prints what was found; exit code 1 where a reader raised what it should not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", default="", help="samples whose path has this in it")
    arguments = parser.parse_args()
    slowest = largest = Reading("", 0, 0, 0.0, 0.0, "")
    articles = faults = 0
    for reading in readings(arguments.count, arguments.seed, arguments.only):
        articles += reading.articles
        slowest = max(slowest, reading, key=lambda each: each.seconds)
        largest = max(largest, reading, key=lambda each: each.grown_mb)
        if reading.raised:
            faults += 1
            print(f"{reading.name}, seed {reading.number}:\n{reading.raised}")
    print(f"{arguments.count:,} files, {articles:,} articles, {faults:,} exceptions")
    print(f"slowest: {slowest.name}, seed {slowest.number}, {slowest.seconds:.2f} s")
    print(f"largest: {largest.name}, seed {largest.number}, {largest.grown_mb:.0f} MB")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
