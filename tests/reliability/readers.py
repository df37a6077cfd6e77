"""A writer that replaces all articles in every commit, and readers that hold it to account; run as programs.

The archive has 50 articles called editions, each in version V; one ledger article for each version there ever
was; and 50 bulletins in version V or V - 1, which come from a file and have other ids in every version.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from whoosh.query import Prefix

import searchkit
from searchkit import Archive, Article, IndexOptions
from searchkit.archive import index
from searchkit.storage.checks import check
from searchkit.storage.generations import newest

COPIES = 50
_EVERYTHING = 100_000


def publish(folder: Path, version: int) -> None:
    """Two commits, and what merges follow: the editions with a page in the ledger, then the bulletins."""
    with searchkit.open(folder) as archive:
        archive.add([*_editions(version), Article(id=f"ledger{version}", title="Ledger", body=f"Page {version}.")])
    bulletins = folder.parent / "bulletins.jsonl"
    records = ({"id": f"b{version}-{n}", "title": f"Bulletin {version}", "body": _body(n)} for n in range(COPIES))
    bulletins.write_text("".join(json.dumps(record) + "\n" for record in records))
    index(folder, [bulletins], IndexOptions(jobs=1))


def _editions(version: int) -> Iterator[Article]:
    return (Article(id=f"e{n}", title=f"Edition {version}", body=_body(n)) for n in range(COPIES))


def _body(number: int) -> str:
    return f"The wheat board met for the {number}th time.\n\nIts exports fell."


def write(folder: Path, seconds: float) -> int:
    """Publishes until the time is up; gives the number of versions."""
    until, version = time.monotonic() + seconds, 1
    while time.monotonic() < until:
        version += 1
        publish(folder, version)
    return version


def versions(archive: Archive, word: str) -> int:
    """The version that all 50 articles with this word in their title have."""
    page = archive.search(f"title:{word}", limit=_EVERYTHING, passages=0)
    found = {int(hit.article.title.split()[1]) for hit in page.hits}
    assert (page.total, len(page.hits), len(found)) == (COPIES, COPIES, 1), f"{word}: {page.total} of {found}"
    return found.pop()


def require_whole(archive: Archive) -> int:
    """What one commit must hold; gives its version."""
    edition, bulletin = versions(archive, "edition"), versions(archive, "bulletin")
    assert bulletin in (edition, edition - 1), f"edition {edition}, bulletin {bulletin}"
    ledger = archive.search("title:ledger", limit=3)
    assert (ledger.total, archive.count()) == (edition, 2 * COPIES + edition)
    assert archive.article("e7").title == f"Edition {edition}"
    assert archive.article(f"b{bulletin}-7").title == f"Bulletin {bulletin}"
    phrase = archive.search('"exports fell"', limit=5, passages=2)
    passages = [hit.passages[0] for hit in phrase.hits]
    found = {passage.text[start:end] for passage in passages for start, end in passage.spans}
    assert (phrase.total, found) == (2 * COPIES, {"exports fell"})
    assert versions(archive, "edition") == edition
    return edition


def read_on(folder: Path, seconds: float) -> tuple[int, int]:
    """Refreshes one archive again and again; gives the number of rounds, and of versions seen."""
    until, rounds, seen = time.monotonic() + seconds, 0, {0}
    with searchkit.open(folder) as archive:
        while time.monotonic() < until:
            archive.refresh()
            version = require_whole(archive)
            assert version >= max(seen), f"{version} after {max(seen)}"
            seen.add(version)
            rounds += 1
    return rounds, len(seen) - 1


def read_anew(folder: Path, seconds: float) -> tuple[int, int]:
    """The same with an archive opened each time."""
    until, rounds, seen = time.monotonic() + seconds, 0, {0}
    while time.monotonic() < until:
        with searchkit.open(folder) as archive:
            version = require_whole(archive)
            with archive.whoosh.searcher() as searcher:
                found = searcher.search(Prefix("id", "e"), limit=None)
                assert len(found) == COPIES
        assert version >= max(seen), f"{version} after {max(seen)}"
        seen.add(version)
        rounds += 1
    return rounds, len(seen) - 1


def read_deeply(folder: Path, seconds: float) -> tuple[int, int]:
    """Checks the newest commit again and again; a writer may be so quick that the files of each one are gone."""
    until, rounds, seen = time.monotonic() + seconds, 0, set()
    while time.monotonic() < until:
        report = check(folder, deep=True)
        assert report.ok or newest(folder).generation > report.generation, report.problems
        seen.add(report.generation)
        rounds += 1
    return rounds, len(seen)


def begin(role: str, folder: Path, seconds: float) -> object:
    """Readers give way to the writer, or on few processors it would hardly come to write."""
    if role != "write" and hasattr(os, "nice"):
        os.nice(10)
    return ROLES[role](folder, seconds)


ROLES = {"write": write, "refresh": read_on, "reopen": read_anew, "check": read_deeply}

if __name__ == "__main__":
    print(json.dumps(begin(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3]))))
