"""Rows of cells set in columns for a terminal."""

from collections.abc import Sequence

GAP = 2
# tabulate makes a column this much wider than its header, at least.
HEADER_PADDING = 2


def grid(rows: Sequence[Sequence[str]], headers: Sequence[str] = (), right: Sequence[str | int] = ()) -> str:
    """The rows under a ruled header, lines ended by a line feed.

    Cells are harmless texts, already cut to width; without headers there is at least one row.
    `right` names the columns (by header, or by number where there is none) that are set to the right.
    """
    from tabulate import tabulate  # noqa: PLC0415 -- 0.1 s that only who asks for a table waits for

    names: Sequence[str | int] = headers or range(len(rows[0]))
    align = ["right" if name in right else "left" for name in names]
    text = tabulate(
        rows, headers=headers, tablefmt="simple" if headers else "plain", colalign=align, disable_numparse=True
    )
    return "".join(f"{line.rstrip()}\n" for line in text.split("\n"))
