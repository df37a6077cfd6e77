"""Reads tables with a header row: CSV, TSV, and those with semicolons or bars."""

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import Any, TypeVar

from searchkit.extract.dates import day_first_in
from searchkit.model import Article, Rejected
from searchkit.sources.base import NO_TEXT, UNKNOWN_FORMAT, Decoding, Source
from searchkit.sources.decode import text_lines
from searchkit.sources.mapping import article_of
from searchkit.sources.mending import mended, mended_record
from searchkit.sources.names import FIELD_NAMES, folded
from searchkit.sources.tablerows import TOO_LONG, Fault, Row, rows_of

_DELIMITERS = "\t;|,"
_SAMPLE_LINES = 50
_SAMPLE_ROWS = 200
_SAMPLE_CHARS = 1 << 20
_LONGEST_NAME = 60
_MOST_CHARS = (1 << 31) - 1  # what csv.field_size_limit takes on every platform

_KNOWN_NAMES = frozenset(name for names in FIELD_NAMES.values() for name in names)
_QUOTED_CELL = re.compile(r'(?:^|\t)"(?:[^"\t]|"")*"(?=\t|\r?\n|$)')

Item = TypeVar("Item")
Result = Iterator[Article | Rejected]


def read(source: Source) -> Result:
    """An article a row, by the names in the first row; rows count from 1 below it.

    Raises the process's `csv.field_size_limit` to max_article_bytes, for the module has no other way.
    Whether `05/01/2006` is in May or January is told by the first 200 rows, where one of them shows it.
    """
    csv.field_size_limit(max(csv.field_size_limit(), min(source.options.max_article_bytes, _MOST_CHARS)))
    lines = _lines(source)
    head = _first(lines, _SAMPLE_LINES, len)
    if head and (match := re.fullmatch(r"sep=(.)\s*", head[0])):  # as Excel writes it
        delimiter, head = match[1], head[1:]
    else:
        delimiter = _delimiter(head, source.name)
    literal = delimiter == "\t" and not any(map(_QUOTED_CELL.search, head))
    parse = partial(csv.reader, delimiter=delimiter, quoting=csv.QUOTE_NONE if literal else csv.QUOTE_MINIMAL)
    rows = rows_of(chain(head, lines), parse, source.options.max_article_bytes)
    header = next(rows, None)
    if isinstance(header, list):
        header = list(map(mended, header))
    if not isinstance(header, list):
        yield source.rejected(NO_TEXT, "no rows in it") if header is None else source.rejected(*header)
    elif not _is_header(header, source.options.field_map):
        detail = "the first row holds no column names such as title, text or date; add a row with them"
        yield source.rejected(UNKNOWN_FORMAT, detail)
    else:
        yield from _articles(header, rows, source)


def _articles(header: Row, rows: Iterator[Row | Fault], source: Source) -> Result:
    first = _first(rows, _SAMPLE_ROWS, lambda row: sum(map(len, row)))
    source.day_order.day_first = day_first_in(cell for row in first if isinstance(row, list) for cell in row)
    for number, row in enumerate(chain(first, rows), 1):
        if isinstance(row, tuple):
            yield source.rejected(*row, record=number)
        else:
            record = mended_record(_record(header, row), source)
            yield article_of(record, source.at(number), source.options, day_first=source.day_order.day_first)


def _first(items: Iterator[Item], most: int, chars: Callable[[Item], int]) -> list[Item]:
    """The first of some lines or rows, so many of them, or fewer if they are long."""
    first: list[Item] = []
    room = _SAMPLE_CHARS
    while room > 0 and len(first) < most and (item := next(items, None)) is not None:
        first.append(item)
        room -= chars(item)
    return first


def _lines(source: Source) -> Iterator[str]:
    """Lines as the csv module takes them: without NULs and lone carriage returns. A NUL stands for one too long."""
    # Rows are read ahead of the articles, so it is the stream's encoding that is noted, not the line's.
    noted = Decoding()
    options = source.options
    for number, line in enumerate(
        text_lines(source.stream, options.max_article_bytes, "", options.encoding, b"", noted)
    ):
        if number == 0:
            source.decoding.note(noted.encoding, noted.how)
        if line is None:
            yield TOO_LONG + "\n"
        elif "\r" in line or "\0" in line:
            whole = line.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
            yield from whole.splitlines(keepends=True) if whole.count("\n") > 1 else [whole]
        else:
            yield line


def _delimiter(lines: Sequence[str], name: str) -> str:
    """The delimiter that parts the first row into most cells; the file's suffix decides a tie."""
    first = next((line for line in lines if line.strip()), "")
    order = _DELIMITERS if name.lower().endswith((".tsv", ".tab")) else _DELIMITERS[::-1]
    return max(order, key=lambda delimiter: len(next(csv.reader(first.splitlines()[:1], delimiter=delimiter), [])))


def _is_header(row: Row, field_map: Mapping[str, str]) -> bool:
    """Whether a row names columns: one name is known or mapped, or all look like names."""
    names = [folded(cell) for cell in row if len(cell) <= _LONGEST_NAME]
    known = _KNOWN_NAMES | {folded(name) for name in field_map.values()}
    if not known.isdisjoint(names):
        return True
    filled = [name for name in names if name]
    alike = len(filled) == len(set(filled)) and not any(re.search("[0-9]", name[:1]) for name in filled)
    return len(filled) >= 2 and len(names) == len(row) and alike and not any(re.search(r"[.!?]\s*$", c) for c in row)


def _record(header: Row, row: Row) -> dict[str, Any]:
    record: dict[str, Any] = {}
    for name, cell in zip(header, row, strict=False):
        if cell and name not in record:
            record[name] = cell
    if rest := [cell for cell in row[len(header) :] if cell.strip()]:
        record["_rest"] = "\n".join(rest)
    return record
