"""The writer's lock, between real processes: it excludes, names its owner, and dies with it."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from whoosh import fields, index

from searchkit.errors import IndexLockedError, IndexWriteError
from searchkit.storage.lock import WriteLock, read_owner

HOLD = """
import sys, time
from pathlib import Path
from searchkit.storage.lock import WriteLock
with WriteLock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
"""


@contextmanager
def held_elsewhere(folder: Path, code: str = HOLD) -> Iterator["subprocess.Popen[str]"]:
    """A process that holds the lock until its standard input ends."""
    command = [sys.executable, "-c", code, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


def test_the_refusal_names_host_process_and_time(tmp_path: Path) -> None:
    with held_elsewhere(tmp_path) as process:
        message = (
            rf"is being written to by process {process.pid} on {socket.gethostname()} \(.+\) since \d{{4}}-\d\d-\d\dT"
        )
        with pytest.raises(IndexLockedError, match=message), WriteLock(tmp_path):
            pass


def test_waiting_ends_when_the_other_is_done(tmp_path: Path) -> None:
    with held_elsewhere(tmp_path) as process:
        assert process.stdin is not None
        process.stdin.close()
        with WriteLock(tmp_path, wait_s=60) as lock:
            assert lock.held


def test_waiting_has_an_end(tmp_path: Path) -> None:
    with (
        held_elsewhere(tmp_path),
        pytest.raises(IndexLockedError, match=r"waited 0\.05 s; wait longer"),
        WriteLock(tmp_path, wait_s=0.05),
    ):
        pass


def test_a_killed_owner_leaves_no_lock(tmp_path: Path) -> None:
    with held_elsewhere(tmp_path) as process:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    owner = read_owner(tmp_path)
    assert owner is not None
    assert owner.is_dead()
    with WriteLock(tmp_path) as lock:
        assert lock.held


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_forked_child_does_not_keep_the_lock_of_its_parent(tmp_path: Path) -> None:
    forking = HOLD.replace('print("held"', 'import os\n    os.fork() or time.sleep(60)\n    print("held"')
    with held_elsewhere(tmp_path, forking) as process:
        process.kill()
        process.wait()
        with WriteLock(tmp_path, wait_s=30) as lock:  # the child may not have come to closing it; it lives for 60 s
            assert lock.held


def test_two_writers_of_one_process_exclude_each_other(tmp_path: Path) -> None:
    message = f"by process {os.getpid()} on"
    with WriteLock(tmp_path), pytest.raises(IndexLockedError, match=message), WriteLock(tmp_path):
        pass
    with WriteLock(tmp_path) as again:
        assert again.held


def test_a_failure_releases(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), WriteLock(tmp_path):
        _ = 1 / 0
    with WriteLock(tmp_path) as lock:
        assert lock.held


def test_it_is_a_lock_as_whoosh_wants_one(tmp_path: Path) -> None:
    first, second = WriteLock(tmp_path), WriteLock(tmp_path)
    assert first.acquire()
    assert not first.acquire()
    assert not second.acquire()
    with pytest.raises(IndexLockedError):
        second.acquire(blocking=True)
    first.release()
    first.release()
    assert second.acquire()
    second.release()


def test_stock_writers_and_ours_exclude_each_other(tmp_path: Path) -> None:
    stock = index.create_in(str(tmp_path), fields.Schema(title=fields.TEXT))
    with WriteLock(tmp_path), pytest.raises(index.LockError):
        stock.writer()
    writer = stock.writer()
    with pytest.raises(IndexLockedError), WriteLock(tmp_path):
        pass
    writer.cancel()


def test_the_owner_is_gone_from_the_file_once_released(tmp_path: Path) -> None:
    with WriteLock(tmp_path):
        assert json.loads((tmp_path / "lock").read_bytes())["pid"] == os.getpid()
    assert read_owner(tmp_path) is None


@pytest.mark.parametrize("content", [b"", b"[]", b'{"pid": "x"}', b'{"pid": ' + b"9" * 5000 + b"}", b"cposix\n"])
def test_a_lock_file_of_other_content_is_no_matter(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "lock").write_bytes(content)
    assert read_owner(tmp_path) is None
    with WriteLock(tmp_path) as lock:
        assert lock.held


def test_a_link_in_place_of_the_lock_is_not_written_through(tmp_path: Path) -> None:
    precious, folder = tmp_path / "precious", tmp_path / "index"
    precious.write_text("keep me")
    folder.mkdir()
    (folder / "lock").symlink_to(precious)
    with pytest.raises(IndexWriteError, match="cannot be locked for writing"), WriteLock(folder):
        pass
    assert precious.read_text() == "keep me"


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(IndexWriteError, match="cannot be locked for writing"), WriteLock(tmp_path / "file" / "index"):
        pass
