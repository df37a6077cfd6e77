"""Where in a query an error lies, shown under it."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from searchkit.render.boundaries import columns, graphemes
from searchkit.render.safety import for_terminal

_WIDEST = 76
_MOST_BEFORE = 50


class PlacedError(Protocol):
    """An error that knows the query it is about, and the place in it: code points from 1."""

    query: str
    column: int | None


def caret(error: PlacedError) -> str:
    """Two lines: the query, or at most 76 columns of it around the place, and a `^` under the place.

    Empty where the error knows no place.
    """
    if error.column is None:
        return ""
    place = error.column - 1
    before, behind = for_terminal(error.query[:place]), for_terminal(error.query[place:])
    if columns(before) + columns(behind) >= _WIDEST:
        before = _end_of(before, max(_MOST_BEFORE, _WIDEST - max(columns(behind), 1)))
        behind = _start_of(behind, _WIDEST - columns(before))
    return f"{before}{behind}\n{' ' * columns(before)}^"


def _start_of(text: str, width: int) -> str:
    return text if columns(text) <= width else "".join(_fitting(graphemes(text), width - 1)) + "…"


def _end_of(text: str, width: int) -> str:
    if columns(text) <= width:
        return text
    return "…" + "".join(reversed([*_fitting(reversed([*graphemes(text)]), width - 1)]))


def _fitting(clusters: Iterable[str], width: int) -> Iterator[str]:
    """As many of the clusters as fit."""
    for cluster in clusters:
        width -= columns(cluster)
        if width < 0:
            return
        yield cluster
