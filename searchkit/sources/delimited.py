"""Reads tables with a header row: CSV, TSV, and those with semicolons or bars."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

from searchkit.model import Article, Rejected
from searchkit.sources.base import BAD_RECORD, NO_TEXT, TOO_LARGE, UNKNOWN_FORMAT, Source
from searchkit.sources.decode import text_lines
from searchkit.sources.mapping import article_of
from searchkit.sources.names import FIELD_NAMES, folded

_DELIMITERS = "\t;|,"
_SAMPLE_LINES = 50
_SAMPLE_ROWS = 200
_LONGEST_NAME = 60
_TOO_LONG = "\0"
_MOST_CHARS = (1 << 31) - 1  # what csv.field_size_limit takes on every platform

_KNOWN_NAMES = frozenset(name for names in FIELD_NAMES.values() for name in names)
_QUOTED_CELL = re.compile(r'(?:^|\t)"(?:[^"\t]|"")*"(?=\t|\r?\n|$)')
_NUMERIC_DATE = re.compile(r"\s*([0-9]{1,2})[/-]([0-9]{1,2})[/-][0-9]{4}\b")

Row = list[str]
Result = Iterator[Article | Rejected]


def read(source: Source) -> Result:
    """An article a row, by the names in the first row; rows count from 1 below it.

    Raises the process's `csv.field_size_limit` to max_article_bytes, for the module has no other way.
    Whether `05/01/2006` is in May or January is told by the first 200 rows, where one of them shows it.
    """
    csv.field_size_limit(max(csv.field_size_limit(), min(source.options.max_article_bytes, _MOST_CHARS)))
    lines = _lines(source)
    head = list(islice(lines, _SAMPLE_LINES))
    if head and (match := re.fullmatch(r"sep=(.)\s*", head[0])):  # as Excel writes it
        delimiter, head = match[1], head[1:]
    else:
        delimiter = _delimiter(head, source.name)
    literal = delimiter == "\t" and not any(map(_QUOTED_CELL.search, head))
    all_lines = chain(head, lines)
    reader = (
        csv.reader(all_lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)
        if literal
        else csv.reader(all_lines, delimiter=delimiter)
    )
    rows = _rows(reader)
    header = next(rows, None)
    if not isinstance(header, list):
        yield source.rejected(NO_TEXT, "no rows in it") if header is None else source.rejected(*header)
    elif not _is_header(header, source.options.field_map):
        detail = "the first row holds no column names such as title, text or date; add a row with them"
        yield source.rejected(UNKNOWN_FORMAT, detail)
    else:
        yield from _articles(header, rows, source)


def _articles(header: Row, rows: Iterator[Row | tuple[str, str]], source: Source) -> Result:
    first = list(islice(rows, _SAMPLE_ROWS))
    day_first = _day_first([row for row in first if isinstance(row, list)])
    for number, row in enumerate(chain(first, rows), 1):
        if isinstance(row, tuple):
            yield source.rejected(*row, record=number)
        else:
            yield article_of(_record(header, row), source.at(number), source.options, day_first=day_first)


def _lines(source: Source) -> Iterator[str]:
    """Lines as the csv module takes them: without NULs and lone carriage returns. A NUL stands for one too long."""
    for line in text_lines(source.stream, source.options.max_article_bytes, forced=source.options.encoding):
        if line is None:
            yield _TOO_LONG + "\n"
        elif "\r" in line or "\0" in line:
            whole = line.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
            yield from whole.splitlines(keepends=True) if whole.count("\n") > 1 else [whole]
        else:
            yield line


def _rows(reader: Iterator[Row]) -> Iterator[Row | tuple[str, str]]:
    """The rows that hold anything; a reason and a detail in the place of those that cannot be read."""
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            reason = TOO_LARGE if "field limit" in str(error) else BAD_RECORD
            yield reason, f"{error} (is a quote left open?)"
            continue
        if any([_TOO_LONG in cell for cell in row]):  # noqa: C419 -- a list is faster than a generator
            yield TOO_LARGE, "line longer than the limit (--max-article-size)"
        elif any(map(str.strip, row)):
            yield row


def _delimiter(lines: Sequence[str], name: str) -> str:
    """The delimiter that parts the first row into most cells; the file's suffix decides a tie."""
    first = next((line for line in lines if line.strip()), "")
    order = _DELIMITERS if name.lower().endswith((".tsv", ".tab")) else _DELIMITERS[::-1]
    return max(order, key=lambda delimiter: len(next(csv.reader([first], delimiter=delimiter), [])))


def _is_header(row: Row, field_map: Mapping[str, str]) -> bool:
    """Whether a row names columns: one name is known or mapped, or all look like names."""
    names = [folded(cell) for cell in row if len(cell) <= _LONGEST_NAME]
    known = _KNOWN_NAMES | {folded(name) for name in field_map.values()}
    if not known.isdisjoint(names):
        return True
    filled = [name for name in names if name]
    alike = len(filled) == len(set(filled)) and not any(re.search("[0-9]", name[:1]) for name in filled)
    return len(filled) >= 2 and len(names) == len(row) and alike and not any(re.search(r"[.!?]\s*$", c) for c in row)


def _day_first(rows: Sequence[Row]) -> bool | None:
    """Whether the dates in these rows have the day before the month; None where none shows it, or both."""
    dates = [match for row in rows for cell in row if len(cell) < 40 and (match := _NUMERIC_DATE.match(cell))]
    day_first = any(int(match[1]) > 12 for match in dates)
    month_first = any(int(match[2]) > 12 for match in dates)
    return None if day_first == month_first else day_first


def _record(header: Row, row: Row) -> dict[str, Any]:
    record: dict[str, Any] = {}
    for name, cell in zip(header, row, strict=False):
        if cell and name not in record:
            record[name] = cell
    if rest := [cell for cell in row[len(header) :] if cell.strip()]:
        record["_rest"] = "\n".join(rest)
    return record
