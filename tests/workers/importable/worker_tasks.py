"""What the tests have workers do; workers find this module because its folder is on their path."""

import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from searchkit.engines.embedded import building
from searchkit.model import Article, Rejected
from searchkit.settings import ReadOptions
from searchkit.sources import SourceFile, read
from searchkit.workers import batches


def double(number: int) -> int:
    return 2 * number


def fail(text: str) -> None:
    raise LookupError(text)


def print_and_read_input() -> str:
    print("noise", flush=True)
    os.write(1, b"noise")
    os.write(2, b"noise")
    return sys.stdin.read()


def die_once(marker: Path) -> str:
    if not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "alive"


def leave(code: int) -> None:
    os._exit(code)


def yield_and_sleep(seconds: float) -> Iterator[str]:
    yield "awake"
    time.sleep(seconds)


def count_and_die_once(last: int, marker: Path) -> Iterator[int]:
    for number in range(last):
        if number == last // 2:
            die_once(marker)
        yield number


def count_and_fail(last: int) -> Iterator[int]:
    yield from range(last)
    raise LookupError("no more")


def count_noting(last: int, note: Path) -> Iterator[int]:
    """Counts, and writes each number into a file at the moment it is asked for it."""
    for number in range(last):
        note.write_text(str(number + 1))
        yield number


def set_environment() -> None:
    os.environ["SEARCHKIT_TEST"] = "set"


def environment() -> str | None:
    return os.environ.get("SEARCHKIT_TEST")


def read_deadly_batch(
    pieces: Sequence[batches.Piece], options: ReadOptions, pack: batches.Pack | None, skip: int, is_careful: bool
) -> Iterator[batches.Chunk]:
    """As `read_batch`, but articles named after death end the process: all but those that did so once."""
    batches.read = read_deadly  # type: ignore[attr-defined]  # in this process only
    return batches.read_batch(pieces, options, pack, skip, is_careful)


def read_deadly(file: SourceFile, options: ReadOptions) -> Iterator[Article | Rejected]:
    for record in read(file, options):
        if isinstance(record, Article) and record.title == "Dies once":
            die_once(file.path.parent.parent / f"{record.id}.marker")
        if isinstance(record, Article) and record.title == "Dies always":
            os.kill(os.getpid(), signal.SIGKILL)
        yield record


def feed_deadly(folder: Path, name: str, first: int, documents: Sequence[building.Document]) -> bool:
    _die_of(folder, documents)
    return building.feed(folder, name, first, documents)


def build_deadly(folder: Path, name: str, documents: Sequence[building.Document]) -> building.Built:
    _die_of(folder, documents)
    return building.build_segment(folder, name, documents)


def _die_of(folder: Path, documents: Sequence[building.Document]) -> None:
    for document in documents:
        values, _ = building.stored(document)
        if values["title"] == "Dies once":
            die_once(folder.parent / f"{values['id']}.marker")
        if values["title"] == "Dies always":
            os.kill(os.getpid(), signal.SIGKILL)
