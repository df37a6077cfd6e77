"""Turns over one bit of a segment after another, and compares what a reader is told; run as a program.

Prints a JSON list: for each bit what came of it, "equal", "error" or "other", and whether a deep check finds it.
In a process of its own, for a bit may do anything to it.
"""

import json
import random
import resource
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import searchkit
from searchkit import Archive, Article, SearchkitError
from searchkit.storage.checks import check
from tests.storage import newsroom

LIMIT_BYTES = 3 << 30
WORDS = "wheat board gate river harrow council inquiry dawn exports fell rose paid Port Alden U.S. O'Brien".split()
QUERIES = [
    "wheat board",
    "gate OR inquiry -river",
    '"port alden"',
    '"exports fell"~3',
    "den* OR har*",
    "rivr~",
    "=US OR =Wheat",
    "council AND after:2024-02-03",
]


def make(folder: Path) -> None:
    """An index of 20 articles in one segment."""
    chance = random.Random(3)
    with searchkit.create(folder) as archive:
        archive.add(
            Article(
                id=f"a{number}",
                title=" ".join(chance.choices(WORDS, k=4)).capitalize(),
                body=[" ".join(chance.choices(WORDS, k=12)) + f". Nr {number}." for _ in range(3)],
                date=f"2024-02-{number + 1:02}",
                source=chance.choice(["Vale Courier", "Harbour Radio"]),
                language=chance.choice(["en", "en", "de"]),
            )
            for number in range(20)
        )


def told(archive: Archive) -> list[object]:
    """All that a reader is told: pages with passages, in two orders, and every article."""
    pages = [archive.search(query, limit=3, passages=2) for query in QUERIES]
    pages.append(archive.search("*", limit=20, sort="oldest", passages=0))  # every article, whole
    return [(page.total, page.hits, page.relaxed) for page in pages] + [archive.article("a7")]


def answer(folder: Path) -> list[object] | SearchkitError:
    """What is told, or the error."""
    try:
        with searchkit.open(folder) as archive:
            return told(archive)
    except SearchkitError as error:
        return error


def consequences(folder: Path, bits: int, seed: int) -> list[tuple[int, str, bool]]:
    """Of so many bits: its number, what came of it, and whether it was found."""
    path = next(folder.glob("seg-*.sk"))
    whole, right, found = path.read_bytes(), answer(folder), []
    for bit in random.Random(seed).sample(range(len(whole) * 8), bits):
        # a new file: the one before may be mapped still
        path.unlink()
        path.write_bytes(whole)
        newsroom.flip(path, bit)
        now = answer(folder)
        kind = "error" if isinstance(now, SearchkitError) else "equal" if now == right else "other"
        found.append((bit, kind, not check(folder, deep=True).ok))
    path.write_bytes(whole)
    return found


def padding(path: Path) -> Callable[[int], bool]:
    """Whether a bit lies between the arrays."""
    from searchkit.storage.arrays import MAGIC, ArrayFile  # noqa: PLC0415

    file = ArrayFile(path)
    used = bytearray(path.stat().st_size)
    used[: len(MAGIC)] = b"x" * len(MAGIC)
    ends = [0]
    for entry in file._entries.values():
        ends.append(entry.offset + entry.size_bytes)
        used[entry.offset : ends[-1]] = b"x" * entry.size_bytes
    used[max(ends) :] = b"x" * (len(used) - max(ends))
    file.close()
    return lambda bit: not used[bit // 8]


def main(work: Path, bits: int, seed: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (LIMIT_BYTES, LIMIT_BYTES))
    make(work / "ix")
    between = padding(next((work / "ix").glob("seg-*.sk")))
    shutil.copytree(work / "ix", work / "flipped")
    print(json.dumps([(*one, between(one[0])) for one in consequences(work / "flipped", bits, seed)]))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
