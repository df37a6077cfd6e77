"""`python -m bench.large [--folder PLACE] [--copies N]`: a segment past 2 GiB is written, opened, searched and checked.

Its articles repeat a few that were analysed: the segments to be merged are the same one many times over, between a
first article and a last one that no other is like. It takes some minutes, and 3 times the bytes it makes of disk.
"""

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.measure import BenchError
from searchkit import Article, open  # noqa: A004 - the public spelling
from searchkit.analysis import FINGERPRINT
from searchkit.engines.embedded.building import build_segment
from searchkit.storage import Contents, Segment, SegmentEntry, check, commit, merge, stored_bytes, stored_fields
from searchkit.storage.opening import own_schema

TOKENS_AN_ARTICLE = 70_000
"""More than 65,536: positions then take 4 bytes."""

ARTICLES, COPIES = 120, 68
"""So many articles so many times over have 571 million positions, which take 2.3 GB."""

NAMES = ("seg-0000000000000001", "seg-0000000000000002", "seg-0000000000000003", "seg-0000000000000004")


def main() -> None:
    """Makes the index in a folder that is removed afterwards; prints a figure a line."""
    parser = argparse.ArgumentParser(prog="python -m bench.large", description=__doc__)
    parser.add_argument("--folder", type=Path, help="where to work (a temporary folder)")
    parser.add_argument("--copies", type=int, default=COPIES, help=f"how often the articles are repeated ({COPIES})")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="large-", dir=options.folder) as folder:
        run(Path(folder), options.copies)


def run(folder: Path, copies: int) -> None:
    """Raises BenchError where an answer is not the one it should be."""
    with timed("analysed"):
        parts = [
            build(folder, NAMES[0], [Article(id="first", title="Alpha", body="The kestrel came first.")]),
            build(folder, NAMES[1], list(articles())),
            build(folder, NAMES[2], [Article(id="last", title="Omega", body="Wheat and a heron came last.")]),
        ]
    with timed("merged"):
        stamp = merge([parts[0], *[parts[1]] * copies, parts[2]], folder / f"{NAMES[3]}.sk")
    for part in parts:
        part.close()
    count = 2 + ARTICLES * copies
    entry = SegmentEntry(NAMES[3], stamp.name, stamp.size_bytes, stamp.digest, count)
    commit(folder, Contents(own_schema(), FINGERPRINT, ("",), (entry,)), [])
    print(f"{'peak memory, merged':24}{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:12,.0f} MB")
    describe(folder / stamp.name)
    ask(folder, count)
    with timed("checked"):
        report = check(folder, deep=True)
    require("problems", list(report.problems), [])
    print(f"{'peak, the map included':24}{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:12,.0f} MB")


def articles() -> Iterator[Article]:
    """Long articles of few words, so that analysis and stored text are a small part of it all."""
    chance = random.Random(1)
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["".join(chance.choices(letters, k=6)) for _ in range(2000)]
    for number in range(ARTICLES):
        some = chance.choices(words, k=200)
        sentences = (" ".join(chance.choices(some, k=50)).capitalize() for _ in range(TOKENS_AN_ARTICLE // 50))
        text = "".join(f"{sentence}.\n\n" for sentence in sentences)
        yield Article(id=f"long{number}", title=f"Long {number}", body=text)


def build(folder: Path, name: str, some: list[Article]) -> Segment:
    """A segment of these articles, open."""
    documents = [stored_bytes(stored_fields(article, "", article.content_hash)) for article in some]
    build_segment(folder, name, documents)
    return Segment(folder / f"{name}.sk")


def describe(path: Path) -> None:
    """The size of the file and of its largest arrays."""
    segment = Segment(path)
    print(f"{'segment':24}{segment.file.size_bytes:16,} bytes ({segment.file.size_bytes / 2**31:.2f} × 2 GiB)")
    sizes = sorted(((segment.file.size_of(name), name) for name in segment.file.names()), reverse=True)
    for size_bytes, name in sizes[:4]:
        print(f"  {name:22}{size_bytes:16,} bytes ({size_bytes / 2**31:.2f} × 2 GiB)")
    segment.close()


def ask(folder: Path, count: int) -> None:
    """The first article, the last one, and words that stand in places past 2 GiB."""
    with timed("opened"):
        archive = open(folder)
    with archive:
        require("articles", archive.count(), count)
        for query, ids in (("kestrel", ["first"]), ("heron", ["last"]), ('"heron came last"', ["last"])):
            with timed(f"searched {query}"):
                hits = archive.search(query, passages=1)
            require(query, [hit.id for hit in hits], ids)
        require("last span", [*archive.search('"heron came last"').hits[0].passages[0].spans], [(12, 27)])
        word = "zz*"
        with timed(f"searched {word}"):
            total = archive.search(word, limit=1).total
        require(word, total % ((count - 2) // ARTICLES), 0)
        require("stored text", archive.article("last").body, "Wheat and a heron came last.")


def require(what: str, found: object, expected: object) -> None:
    """BenchError where the two differ."""
    if found != expected:
        raise BenchError(f"{what}: {found!r} instead of {expected!r}")


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Prints how long it took."""
    started = time.perf_counter()
    yield
    print(f"{what:24}{time.perf_counter() - started:14.2f} s", flush=True)


if __name__ == "__main__":
    main()
