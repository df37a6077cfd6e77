"""Index folders of two documents a segment, for tests of commits; run as a program it dies in them."""

import errno
import os
import signal
import sys
from pathlib import Path

import numpy as np

from searchkit.analysis import FINGERPRINT
from searchkit.storage import disk
from searchkit.storage.arrays import ArrayFileWriter
from searchkit.storage.commitfile import Manifest, SegmentEntry
from searchkit.storage.commits import Contents, commit
from searchkit.storage.layout import new_segment_name
from searchkit.storage.lock import WriteLock
from searchkit.storage.opening import own_schema
from searchkit.storage.sourcerecords import SourceRecord


def segment(folder: Path) -> SegmentEntry:
    """A new segment file with an array in it."""
    name = new_segment_name()
    with ArrayFileWriter(folder / f"{name}.sk") as writer:
        writer.add("numbers", np.arange(2, dtype=np.uint32))
        stamp = writer.finish({"doc_count": 2})
    return SegmentEntry(name, stamp.name, stamp.size_bytes, stamp.digest, doc_count=2)


def contents(*segments: SegmentEntry, **deleted: list[bool]) -> Contents:
    bitmaps = {name: np.array(flags) for name, flags in deleted.items()}
    return Contents(own_schema(), FINGERPRINT, ("en",), segments, bitmaps)


def source(name: str) -> SourceRecord:
    return SourceRecord(name, f"/news/{name}", 10, 20, "abcd", "plain", articles=2)


def toc(generation: int, segments: tuple[SegmentEntry, ...]) -> bytes:
    return f"stock {generation}: {[segment.name for segment in segments]}".encode()


def first_commit(folder: Path) -> Manifest:
    """A commit of two segments, one of them with a deleted document."""
    folder.mkdir(exist_ok=True)
    one, two = segment(folder), segment(folder)
    return commit(folder, contents(one, two, **{two.name: [True, False]}), [source("one")], toc)


def second_commit(folder: Path, before: Manifest) -> Manifest:
    """Two new segments beside the first; the second is merged away, the first loses a document."""
    with WriteLock(folder):
        kept = before.segments[0]
        segments = (kept, segment(folder), segment(folder))
        return commit(folder, contents(*segments, **{kept.name: [False, True]}), [source("one"), source("two")], toc)


def fail_at(step: int, how: str) -> None:
    """From now on the disk fails at its operation number `step`, counted from 0: "kill" or "full"."""
    steps = iter(range(1_000_000))

    def hook(kind: disk.Operation, path: Path) -> None:
        if next(steps) == step:
            if how == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    disk.hooks.append(hook)


def die_at_every_step(folder: Path, steps: int) -> None:
    """In the folder named for each step, a second commit by a process that is killed at that step."""
    for step in range(steps):
        place = folder / str(step)
        if not (child := os.fork()):
            first = first_commit(place)
            fail_at(step, "kill")
            second_commit(place, first)
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


if __name__ == "__main__":
    die_at_every_step(Path(sys.argv[1]), int(sys.argv[2]))
