"""Saved sets: names that stand for lists of words and phrases, kept in files."""

from pathlib import Path
from typing import Any

from searchkit.errors import QueryError

SavedSets = dict[str, tuple[str, ...]]


def read_sets(path: str | Path) -> SavedSets:
    """The sets of a file, by name; QueryError that names file and line where it cannot be read.

    A file `*.toml` has, at its top or in a table `[sets]`, lists of alternatives (`names = ["word", "two words"]`) or
    names of text files beside it (`names = "names.txt"`). Any other file is one set, named as the file without its
    ending, of one alternative a line; what begins with `#` is left out.
    """
    import tomllib  # noqa: PLC0415 -- 3 ms that a query without sets need not wait for

    path = Path(path)
    if path.suffix.lower() != ".toml":
        return {path.stem: _lines(path)}
    try:
        table = tomllib.loads(_text(path))
    except tomllib.TOMLDecodeError as error:
        raise QueryError(f"{path}: {error}") from error
    named = table.get("sets", table)
    if not isinstance(named, dict):
        raise QueryError(f"{path}: [sets] is no table of names")
    return {name: _alternatives(path, name, value) for name, value in named.items()}


def _alternatives(path: Path, name: str, value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return _lines(path.parent / value)
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise QueryError(f"{path}: the set {name} is no list of words in quotation marks and no name of a text file")
    return tuple(value)


def _lines(path: Path) -> tuple[str, ...]:
    """The alternatives of a text file; `C# 7` is one, as only what begins with the sign is a comment."""
    lines = (line.strip() for line in _text(path).splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise QueryError(f"{path}: the saved set cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise QueryError(f"{path}: line {line} is not UTF-8") from error
