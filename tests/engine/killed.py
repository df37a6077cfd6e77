"""A program that adds articles to an archive again and again, and is killed at another step of the disk each time."""

import os
import shutil
import signal
import sys
from pathlib import Path

import searchkit
from searchkit import Article
from tests.storage.tiny import fail_at


def article(id: str, edition: str) -> Article:
    return Article(id=id, title=f"Edition {edition}", body=f"The wheat board met. It was the {edition} time.")


FIRST = [article(f"old{number}", "first") for number in range(3)]
SECOND = [article("old1", "second"), article("new", "second")]
THIRD = [article("newer", "third")]


def first_edition(folder: Path) -> None:
    with searchkit.create(folder) as archive:
        archive.add(FIRST)


def second_edition(folder: Path) -> None:
    with searchkit.open(folder) as archive:
        archive.add(SECOND)


def third_edition(folder: Path) -> None:
    with searchkit.open(folder) as archive:
        archive.add([*SECOND, *THIRD])


def titles(folder: Path) -> dict[str, str]:
    """Id to title of all articles."""
    with searchkit.open(folder) as archive:
        return {hit.article.id: hit.article.title for hit in archive.search("wheat", limit=100).hits}


def die_at_every_step(folder: Path, steps: int) -> None:
    """For each step a copy of the first edition, to which a process that is killed there adds the second."""
    first_edition(folder / "first")
    for step in range(steps):
        place = folder / str(step)
        shutil.copytree(folder / "first", place)
        if not (child := os.fork()):
            fail_at(step, "kill")
            second_edition(place)
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


if __name__ == "__main__":
    die_at_every_step(Path(sys.argv[1]), int(sys.argv[2]))
