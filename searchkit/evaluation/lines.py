"""Lines of the text files that evaluation reads, with the place that an error is about."""

import re
import sys
from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from searchkit.errors import EvaluationError

AnyPath = str | PathLike[str]
"""A file; `-` is standard input."""

_SPACE = re.compile(r"\s")


class Line(NamedTuple):
    """A line without its end, and where it stands."""

    name: str
    number: int
    text: str

    def error(self, message: str) -> EvaluationError:
        """What is wrong with this line, to be raised."""
        return EvaluationError(f"{self.name}, line {self.number}: {message}")


def name_of(path: AnyPath) -> str:
    """What a file is called in messages."""
    return "standard input" if str(path) == "-" else str(path)


def lines_of(path: AnyPath) -> Iterator[Line]:
    """The lines of a UTF-8 file that are not empty; EvaluationError where it cannot be read."""
    name = name_of(path)
    try:
        raw = sys.stdin.buffer.read() if str(path) == "-" else Path(path).read_bytes()
    except OSError as error:
        raise EvaluationError(f"{name} cannot be read: {error.strerror or error}") from error
    for number, line in enumerate(raw.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        try:
            text = line.decode("utf-8").rstrip("\r")
        except UnicodeDecodeError as error:
            raise Line(name, number, "").error(f"byte {error.start + 1} is no UTF-8") from error
        if text.strip():
            yield Line(name, number, text)


def columns(line: Line, counts: tuple[int, ...]) -> list[str]:
    """What stands between the tabs or, if that gives another number of columns than `counts` has, the spaces."""
    by_tab = [column.strip() for column in line.text.split("\t")]
    return by_tab if len(by_tab) in counts and all(by_tab) else line.text.split()


def trec_id(id: str) -> str:
    """An id as TREC's formats can have it, that part columns by spaces: these stand as %20.

    >>> trec_id("my archive/wire.jsonl#2")
    'my%20archive/wire.jsonl#2'
    """
    return _SPACE.sub(lambda space: quote(space.group()), id)
