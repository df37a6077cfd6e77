"""Single texts made ready for lines of a terminal."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from searchkit.model import Hit, ResultPage, Span
from searchkit.render.boundaries import columns
from searchkit.render.marked import Marked, fold
from searchkit.render.safety import for_terminal
from searchkit.render.style import TextStyle
from searchkit.render.wrap import wrap

_SEPARATOR = " · "


@dataclass(frozen=True, slots=True)
class Item:
    """One of the short texts of a line, and how it is coloured."""

    text: str
    paint: Callable[[str], str] = str


def shown(text: str, spans: Sequence[Span], style: TextStyle) -> Marked:
    """Harmless, on one line, and with asterisks around the spans where colours cannot show them."""
    neutral = Marked.of(text, spans).each(for_terminal)
    folded = fold(neutral.text, neutral.spans).marked
    return folded if style.color else folded.enclosed("*", "*")


def wrapped_items(items: Sequence[Item], width: int) -> list[str]:
    """The items with dots between, on as few lines as they fit; one is torn only if it is wider than a line."""
    lines: list[str] = []
    used = 0
    for item in items:
        parts = wrap(fold(for_terminal(item.text)).marked, width)
        for number, part in enumerate(parts):
            needed = columns(part.text)
            if number == 0 and used and used + len(_SEPARATOR) + needed <= width and len(parts) == 1:
                lines[-1] += _SEPARATOR + item.paint(part.text)
                used += len(_SEPARATOR) + needed
            else:
                lines.append(item.paint(part.text))
                used = needed
    return lines


def matched_elsewhere(hit: Hit) -> str:
    """Says in which fields the match lies that no passage can show, as `matched in: authors, source`; else empty."""
    return (
        "" if "body" in hit.matched_fields or not hit.matched_fields else f"matched in: {', '.join(hit.matched_fields)}"
    )


def passage_place(page: ResultPage, hit: Hit) -> str:
    """Which passage of its article a hit is, as `passage 3`, counted from 1; empty where it is no single passage."""
    return f"passage {hit.passages[0].ordinal + 1}" if page.unit == "passage" and hit.passages else ""


def shown_ranks(page: ResultPage) -> str:
    """Which of how many articles a page with hits shows, as `11–20 of 243`, or of how many passages."""
    first, last = page.hits[0].rank, page.hits[-1].rank
    ranks = f"{first:,}" if first == last else f"{first:,}–{last:,}"
    return f"{ranks} of {page.total:,}" + (" passages" if page.unit == "passage" else "")
