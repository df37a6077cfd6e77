"""Do the arrays of a segment fit together? Every number by which another array is reached is looked at.

It works on the file's arrays and not through `Segment`, which trusts them. Names are in docs/index-format.md.
"""

import itertools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from searchkit.errors import IndexDamagedError
from searchkit.storage.arrays import AnyArray, ArrayFile
from searchkit.storage.ascending import ascend_within, ends_problem, texts_ascend
from searchkit.storage.documents import Documents
from searchkit.storage.ends import Ends
from searchkit.storage.fieldstructure import FieldCheck
from searchkit.storage.packedstructure import ends_problems

_UNREADABLE = (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError, RecursionError)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a file: `part` is the array, "" where `what` is said of the file as a whole ("is missing")."""

    file: str
    part: str
    what: str

    def __str__(self) -> str:
        return f"{self.file}, {self.part}: {self.what}" if self.part else f"{self.file}: {self.what}"


def complaint(path: Path, error: Exception) -> Problem:
    """An error over a file as a problem: without the path, and without the advice to run the check."""
    what = str(error).removeprefix(f"{path} ").removeprefix(f"{path.parent} ")
    for advice in ("; see searchkit check", "; try: searchkit check --repair"):
        what = what.removesuffix(advice)
    return Problem(path.name, "", what)


def check_segment(path: Path) -> list[Problem]:
    """All that is wrong with a segment file; reads all of it.

    Where checksums are wrong, what that does to the structure is not told as well.
    """
    try:
        file = ArrayFile(path)
    except IndexDamagedError as error:
        return [complaint(path, error)]
    try:
        wrong = [Problem(path.name, name, "its checksum is wrong") for name in file.verify()]
        return wrong or _structure(file)
    finally:
        file.close()


def _structure(file: ArrayFile) -> list[Problem]:
    name = file.path.name
    try:
        count = _doc_count(file)
        for records in (file.meta["fields"], file.meta["columns"]):
            _require_names(records)
        parts: list[Iterator[tuple[str, str]]] = [
            FieldCheck(file, f"f{number}.", record, count).problems()
            for number, record in enumerate(file.meta["fields"])
        ]
        parts += [_column(file, f"c{number}.", record, count) for number, record in enumerate(file.meta["columns"])]
        parts.append(_documents(file, count))
        return [Problem(name, part, what) for part, what in itertools.chain(*parts)]
    except IndexDamagedError as error:
        return [complaint(file.path, error)]
    except _UNREADABLE as error:
        return [
            Problem(name, "", f"is damaged: its description cannot be read ({type(error).__name__}: {error})"[:200])
        ]


def _doc_count(file: ArrayFile) -> int:
    count = file.meta["doc_count"]
    if type(count) is not int or not 0 <= count < 1 << 31:
        raise ValueError("document count")
    return count


def _require_names(records: Any) -> None:
    names = [record["name"] for record in records]
    if any(type(name) is not str for name in names) or len(set(names)) != len(names):
        raise ValueError("names of fields or columns")


def _column(file: ArrayFile, prefix: str, record: Mapping[str, Any], doc_count: int) -> Iterator[tuple[str, str]]:
    kind = record["kind"]
    if kind == "bytes":
        yield from ends_problems(file, prefix + "ends", doc_count, len(file.bytes_of(prefix + "texts")))
        return
    if kind not in ("number", "bit", "key"):
        raise ValueError("kind of a column")
    name = prefix + ("ids" if kind == "key" else "values")
    values = file.get(name)
    if len(values) != doc_count:
        yield name, f"{len(values)} values for {doc_count} documents"
    elif kind == "bit" and len(values) and int(values.max()) > 1:
        yield name, "a value is neither 0 nor 1"
    elif kind == "key":
        yield from _keys(file, prefix, values)


def _keys(file: ArrayFile, prefix: str, ids: AnyArray) -> Iterator[tuple[str, str]]:
    blob = file.bytes_of(prefix + "texts")
    found = list(ends_problems(file, prefix + "ends", None, len(blob)))
    if found:
        yield from found
        return
    ends = Ends(file, prefix + "ends")
    if len(ids) and int(ids.max()) >= len(ends) - 1:
        yield prefix + "ids", f"key {int(ids.max())} of {len(ends) - 1}"
    elif not texts_ascend(blob, ends):
        yield prefix + "texts", "they do not ascend"


def _documents(file: ArrayFile, doc_count: int) -> Iterator[tuple[str, str]]:
    if "documents.ends" not in file:
        return
    ends, firsts = file.get("documents.ends"), file.get("documents.firsts")
    if len(ends) != doc_count:
        yield "documents.ends", f"{len(ends)} values for {doc_count} documents"
    elif what := ends_problem(firsts, doc_count, strictly=True):
        yield "documents.firsts", what
    elif what := ends_problem(file.get("documents.starts"), len(file.get("documents.blocks"))):
        yield "documents.starts", what
    elif len(firsts) != len(file.get("documents.starts")):
        yield "documents.starts", "it is not of as many blocks as documents.firsts"
    elif not ascend_within(ends, firsts, strictly=False):
        yield "documents.ends", "they do not ascend within a block"
    elif what := _dictionaries_problem(file, len(firsts) - 1):
        yield "documents.dictionaries", what
    else:
        yield from _stored(Documents(file))


def _dictionaries_problem(file: ArrayFile, blocks: int) -> str:
    if "documents.dictionaries" not in file:
        return ""
    ends, firsts = file.get("documents.dictionary_ends"), file.get("documents.dictionary_firsts")
    if len(ends) != len(firsts) + 1:
        return f"{len(ends) - 1} dictionaries for {len(firsts)} blocks to begin at"
    if len(firsts) and (int(firsts[-1]) >= blocks or not np.all(firsts[1:] > firsts[:-1])):
        return "the blocks they begin at do not ascend, or there are none such"
    return ends_problem(ends, len(file.get("documents.dictionaries")))


def _stored(documents: Documents) -> Iterator[tuple[str, str]]:
    number = 0
    for block in documents.blocks():
        for text in block:
            if not _is_record(text):
                yield "documents.blocks", f"document {number} is no JSON of stored fields"
                return
            number += 1


def _is_record(text: bytes) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False
