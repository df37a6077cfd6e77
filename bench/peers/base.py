"""What is asked of every engine that is compared."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

from bench.engine_questions import Question

Answer = Callable[[], int]
"""Answers one question that was prepared for it, and gives how many articles it lists."""


class OpenPeer(Protocol):
    """An index held open for questions."""

    def prepare(self, question: Question, limit: int) -> Answer | None:
        """The best articles as the engine ranks them: numbers and scores, no text. Parsing is done before."""

    def prepare_page(self, question: Question, limit: int) -> Answer | None:
        """The whole way from the question's words to titles, dates and highlighted snippets."""

    def count(self, question: Question) -> int | None:
        """How many articles match. Like the two above None where the engine cannot be asked that."""

    def close(self) -> None:
        """Lets go of the index."""


class Peer(Protocol):
    """One engine."""

    @property
    def max_threads(self) -> int:
        """How many processors indexing can use."""

    @property
    def remarks(self) -> tuple[str, ...]:
        """How it was set up, and what it leaves out."""

    def build(self, jsonl: Path, folder: Path, threads: int) -> None:
        """Indexes articles into an empty folder: committed, with positions and stored text."""

    def open(self, folder: Path) -> OpenPeer:
        """Opens what was built."""


def read_records(jsonl: Path) -> Iterator[dict[str, Any]]:
    """The articles of a file, one after the other."""
    with jsonl.open(encoding="utf-8") as file:
        yield from map(json.loads, file)
