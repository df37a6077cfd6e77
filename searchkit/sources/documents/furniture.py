"""What stands on the pages of a document besides its text: running heads, page numbers, numbers of lines."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from searchkit.sources.documents.lines import Line

_FIGURES = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"\W*(?:(?:page|seite|p\.|s\.)\s*)?(?:\d{1,5}|[ivx]{1,6})(?:\s*(?:of|/|von|sur|de)\s*\d{1,5})?\W*", re.IGNORECASE
)

# How many lines at the top and at the bottom of a page may be furniture that is not on every other page.
_EDGE_LINES = 3
_EDGE_PAGES = 3
_SAME_PLACE = 0.6
_NUMBERED_LINES = 5

Page = Sequence[Line]


def without_furniture(pages: Sequence[Page]) -> list[list[Line]]:
    """The pages without lines that say the same, but for figures, at the same place of many pages.

    Many are half of them, or three for the first and last lines of a page; page numbers and the numbers of
    lines go on any page.
    """
    repeated = _repeated(pages)
    kept = [_of_text(page, repeated, len(pages)) for page in pages]
    return kept if any(kept) else [list(page) for page in pages]  # all pages are the same: then that is the text


def _of_text(page: Page, repeated: dict[str, list[float]], pages: int) -> list[Line]:
    edges, numbers = _edges(page), _line_numbers(page)
    return [
        line
        for place, line in enumerate(page)
        if place not in numbers
        and not (place in edges and _PAGE_NUMBER.fullmatch(line.text))
        and not _is_repeated(line, place in edges, repeated, pages)
    ]


def _folded(line: Line) -> str:
    return _FIGURES.sub("0", " ".join(line.text.split())).casefold()


def _repeated(pages: Sequence[Page]) -> dict[str, list[float]]:
    """For each text that stands on several pages: how far down it stands on each, sorted."""
    tops: dict[str, dict[int, float]] = defaultdict(dict)
    for number, page in enumerate(pages):
        for line in page:
            tops[_folded(line)].setdefault(number, line.top)
    return {text: sorted(places.values()) for text, places in tops.items() if len(places) > 1}


def _is_repeated(line: Line, is_at_edge: bool, repeated: dict[str, list[float]], pages: int) -> bool:
    tops = repeated.get(_folded(line), [])
    reach = _SAME_PLACE * line.height
    count = bisect_right(tops, line.top + reach) - bisect_left(tops, line.top - reach)
    return count >= max(2, pages / 2) or (is_at_edge and count >= _EDGE_PAGES)


def _edges(page: Page) -> frozenset[int]:
    """Which lines of a page are its topmost and lowest ones."""
    order = sorted(range(len(page)), key=lambda place: page[place].top)
    return frozenset((*order[:_EDGE_LINES], *order[-_EDGE_LINES:]))


def _line_numbers(page: Page) -> frozenset[int]:
    """Which lines of a page only number the others: five or more that count up one by one."""
    counts = [int(line.text) if line.text.isdecimal() and len(line.text) < 6 else None for line in page]
    numbers: set[int] = set()
    run: list[int] = []
    for place, (before, count) in enumerate(pairwise([None, *counts])):
        run = [*run, place] if count is not None and before is not None and count == before + 1 else [place]
        if len(run) >= _NUMBERED_LINES:
            numbers.update(run)
    return frozenset(numbers)
