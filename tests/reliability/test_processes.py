"""Indexing with several processes: the same index for any number, and whichever of them is killed, nothing is lost."""

import os
import shutil
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

import searchkit
from searchkit import IndexOptions
from searchkit.archive import index
from searchkit.storage.checks import check
from tests.reliability.programs import (
    PATIENCE_S,
    children,
    require_clean,
    run,
    segment_writers,
    start,
    wait_for_writers,
    write_news,
)
from tests.storage import newsroom
from tests.workers.processes import wait_until_gone

CORPUS = Path(__file__).parents[2] / "corpus"

TWO_JOBS = ("--jobs", "2", "--memory", "16")
"""With so little memory a segment holds 1 MiB of articles, and is built in a process of its own."""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc")


class News(NamedTuple):
    """A folder of 5 MB in several files, enough for worker processes to be worth their start."""

    folder: Path
    ids: list[str]


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> News:
    folder = tmp_path_factory.mktemp("news") / "wire"
    return News(folder, write_news(folder, 5))


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """An index with a commit of one article, which must outlive what happens next."""
    (tmp_path / "old.txt").write_text("River rises\n\nThe river rose in Harrow on Sunday.\n")
    assert run("index", tmp_path / "old.txt", "--index", tmp_path / "ix").returncode == 0
    return tmp_path / "ix"


def require_last_commit_and_resume(folder: Path, news: News) -> None:
    """After the accident: the old commit, whole; the next run brings all articles and leaves nothing behind."""
    found = check(folder, deep=True)
    assert (found.problems, newsroom.live_ids(folder)) == ((), ["old.txt"])
    assert run("index", news.folder, "--index", folder, *TWO_JOBS).returncode == 0
    require_clean(folder, ["old.txt", *news.ids])


def test_a_killed_worker_is_replaced_and_nothing_is_lost(old: Path, news: News) -> None:
    with start("index", news.folder, "--index", old, *TWO_JOBS) as running:
        while not (readers := children(running.pid)):
            assert running.poll() is None
        os.kill(readers[0], signal.SIGKILL)
        os.kill(wait_for_writers(running, old)[0], signal.SIGKILL)
        others = children(running.pid)
        _, said = running.communicate(timeout=PATIENCE_S)
    assert (said, running.returncode) == ("", 0)
    wait_until_gone((*readers, *others))
    require_clean(old, ["old.txt", *news.ids])


def test_segments_whose_writers_are_killed_again_and_again_are_one_clear_error(old: Path, news: News) -> None:
    with start("index", news.folder, "--index", old, *TWO_JOBS) as running:
        killed: set[int] = set()
        while running.poll() is None:
            for pid in set(segment_writers(running.pid, old)) - killed:
                os.kill(pid, signal.SIGKILL)
                killed.add(pid)
        _, said = running.communicate(timeout=PATIENCE_S)
    assert (running.returncode, said.splitlines()) == (
        2,
        [
            f"searchkit: {old}: a segment could not be built: the worker process ended with signal SIGKILL; "
            "the last commit stands"
        ],
    )
    wait_until_gone(tuple(killed))
    require_last_commit_and_resume(old, news)


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGINT], ids=lambda ending: ending.name)
def test_a_program_that_is_ended_leaves_the_last_commit(old: Path, news: News, ending: signal.Signals) -> None:
    with start("index", news.folder, "--index", old, *TWO_JOBS) as running:
        wait_for_writers(running, old)
        others = children(running.pid)
        running.send_signal(ending)
        _, said = running.communicate(timeout=PATIENCE_S)
    wait_until_gone(others)
    if ending == signal.SIGINT:
        assert (said, running.returncode) == (
            f"interrupted: {old} is as of its last commit, with 1 article; index again to go on\n",
            130,
        )
    else:
        assert (said, running.returncode) == ("", -ending)
    require_last_commit_and_resume(old, news)


QUERIES = ["wheat", "gate OR inquiry", '"Port Alden"', "wheat AND after:2024-02-20", "水門", "пшеницы", "strik*"]


def index_of(folder: Path, news: Sequence[Path], jobs: int) -> tuple[dict[str, object], list[object]]:
    """Indexes with so many jobs; the account of it and all that a reader is told."""
    summary = index(folder, news, IndexOptions(jobs=jobs, memory_mb=16))
    account = summary.to_dict()
    del account["seconds"]
    with searchkit.open(folder) as archive:
        pages = [archive.search(query, limit=30, passages=2) for query in QUERIES]
        told: list[object] = [(page.total, page.hits) for page in pages]
        told += archive.search("*", limit=10_000, passages=0).hits
    return account, told


def test_any_number_of_jobs_makes_the_same_index(news: News, tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    shutil.copytree(CORPUS, papers)
    shutil.copytree(news.folder, papers / "zz")
    one, two, three = (index_of(tmp_path / f"ix{jobs}", [papers], jobs) for jobs in (1, 2, 3))
    assert one == two == three
    assert len(one[1]) > len(news.ids) + len(QUERIES)
