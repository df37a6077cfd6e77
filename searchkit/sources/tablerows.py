"""The rows of a table of any length: a cell that is too long, or a quote that is never closed, costs its row."""

import csv
from collections.abc import Callable, Iterator
from itertools import chain

from searchkit.sources.base import BAD_RECORD, TOO_LARGE

TOO_LONG = "\0"
"""What stands in the lines for one that is too long; a table's own NULs are taken out."""

_MOST_REPAIRS = 10

Row = list[str]
Fault = tuple[str, str]
"""Reason and detail of a row that cannot be read."""


class _RowTooLong(Exception):
    """The lines of one row are more than the limit."""


class _Lines:
    """Lines on their way to the csv module: which of them the row at hand has taken, and whether they have ended."""

    def __init__(self, lines: Iterator[str], most_chars: int) -> None:
        self._lines = lines
        self._most_chars = most_chars
        self._chars = 0
        self.taken: list[str] = []
        self.have_ended = False

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        try:
            line = next(self._lines)
        except StopIteration:
            self.have_ended = True
            raise
        self.taken.append(line)
        self._chars += len(line)
        if self._chars > self._most_chars and len(self.taken) > 1:
            raise _RowTooLong
        return line

    def begin_row(self) -> None:
        """Forgets the lines of the row before."""
        self.taken.clear()
        self._chars = 0

    def skip_cell(self) -> None:
        """Goes past the line in which an open quote is closed: one with an odd number of them."""
        for line in self._lines:
            if line.count('"') % 2:
                return


def rows_of(
    lines: Iterator[str], parse: Callable[[Iterator[str]], Iterator[Row]], most_chars: int
) -> Iterator[Row | Fault]:
    """The rows that hold anything; a fault in the place of those that cannot be read. `parse` is `csv.reader`.

    Where the table ends within quotes and the lines in them are rows, the first of them left its quote open.
    """
    repairs_left, width = _MOST_REPAIRS, 0
    taken = _Lines(lines, most_chars)
    rows = parse(taken)
    while True:
        taken.begin_row()
        try:
            row = next(rows)
        except StopIteration:
            return
        except _RowTooLong:
            yield TOO_LARGE, f"a row of more than {most_chars:,} characters (--max-article-size); is a quote left open?"
            taken.skip_cell()
            continue
        except csv.Error as error:
            yield BAD_RECORD, str(error)
            continue
        if taken.have_ended and repairs_left and _are_rows(taken.taken[1:], parse, width):
            repairs_left -= 1
            yield BAD_RECORD, "a quote is left open"
            taken = _Lines(iter(taken.taken[1:]), most_chars)
            rows = parse(taken)
        elif any([TOO_LONG in cell for cell in row]):  # noqa: C419 -- a list is faster than a generator
            yield TOO_LARGE, f"a line of more than {most_chars:,} bytes (--max-article-size)"
        elif any(map(str.strip, row)):
            width = width or len(row)
            yield row


def _are_rows(lines: list[str], parse: Callable[[Iterator[str]], Iterator[Row]], width: int) -> bool:
    """Whether most lines behind an open quote have as many cells as the header."""
    if width < 2:
        return False
    cells = list(chain.from_iterable(map(_widths, (parse(iter([line])) for line in lines if line.strip()))))
    return 2 * cells.count(width) > len(cells)


def _widths(rows: Iterator[Row]) -> Iterator[int]:
    try:
        yield from map(len, rows)
    except csv.Error:
        yield 0
