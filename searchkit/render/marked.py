"""A text with the spans to be highlighted in it, and the changes that keep the two together."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from searchkit.model import Span

_WHITESPACE = re.compile(r"\s+")
_BLANK_LINE = re.compile(r"\n\s*\n|\u2029")


@dataclass(frozen=True, slots=True)
class Marked:
    """Text and its spans: sorted, inside the text, not empty, not touching."""

    text: str
    spans: tuple[Span, ...] = ()

    @classmethod
    def of(cls, text: str, spans: Sequence[Span] = ()) -> "Marked":
        """With any spans: they are sorted and cut to the text; those that touch or overlap become one."""
        joined: list[Span] = []
        for start, end in sorted((max(s, 0), min(e, len(text))) for s, e in spans):
            if start >= end:
                continue
            if joined and start <= joined[-1].end:
                joined[-1] = Span(joined[-1].start, max(end, joined[-1].end))
            else:
                joined.append(Span(start, end))
        return cls(text, tuple(joined))

    def pieces(self) -> Iterator[tuple[str, bool]]:
        """The text in order, cut at the borders of the spans, each piece with whether it is marked."""
        done = 0
        for start, end in self.spans:
            if done < start:
                yield self.text[done:start], False
            yield self.text[start:end], True
            done = end
        if done < len(self.text):
            yield self.text[done:], False

    def each(self, change: Callable[[str], str]) -> "Marked":
        """With every character changed by itself: `change` must give the same for a text as for its parts."""
        if not self.spans:
            return Marked(change(self.text))
        parts: list[str] = []
        spans: list[Span] = []
        length = 0
        for piece, marked in self.pieces():
            changed = change(piece)
            if marked:
                spans.append(Span(length, length + len(changed)))
            parts.append(changed)
            length += len(changed)
        return Marked.of("".join(parts), spans)

    def part(self, start: int, end: int) -> "Marked":
        """The text from `start` to `end` (code points) with what the spans have of it."""
        first = bisect_right(self.spans, start, key=lambda span: span.end)
        last = bisect_left(self.spans, end, lo=first, key=lambda span: span.start)
        spans = [Span(max(s, start) - start, min(e, end) - start) for s, e in self.spans[first:last]]
        return Marked(self.text[start:end], tuple(spans))

    def enclosed(self, opening: str, closing: str) -> "Marked":
        """With every span put between two signs, which become part of it."""
        parts: list[str] = []
        spans: list[Span] = []
        length = 0
        for piece, marked in self.pieces():
            shown = f"{opening}{piece}{closing}" if marked else piece
            if marked:
                spans.append(Span(length, length + len(shown)))
            parts.append(shown)
            length += len(shown)
        return Marked("".join(parts), tuple(spans))

    def joined(self, marked: Callable[[str], str], plain: Callable[[str], str] = str) -> str:
        """As one string, the pieces inside and outside of spans each written by its function."""
        return "".join(marked(piece) if is_marked else plain(piece) for piece, is_marked in self.pieces())


@dataclass(frozen=True, slots=True)
class Folded:
    """A text on one line; `paragraph_ends` are the offsets in it where a blank line stood."""

    marked: Marked
    paragraph_ends: tuple[int, ...] = ()


def fold(text: str, spans: Sequence[Span] = ()) -> Folded:
    """Every run of whitespace becomes one space, none at the ends; spans and offsets follow."""
    parts: list[str] = []
    run_ends: list[int] = []
    folded_ends: list[int] = []
    paragraph_ends: list[int] = []
    done = length = 0
    last = len(text.rstrip())
    for run in _WHITESPACE.finditer(text):
        part = text[done : run.start()]
        space = " " if part and run.start() < last else ""
        if space and _BLANK_LINE.search(run.group()):
            paragraph_ends.append(length + len(part))
        parts += (part, space)
        length += len(part) + len(space)
        done = run.end()
        run_ends.append(done)
        folded_ends.append(length)
    folded = "".join([*parts, text[done:]])
    run_ends.append(len(text) + 1)
    folded_ends.append(len(folded))

    def moved(offset: int) -> int:
        run = bisect_right(run_ends, offset)
        start, folded_start = (run_ends[run - 1], folded_ends[run - 1]) if run else (0, 0)
        return min(folded_start + offset - start, folded_ends[run])

    moved_spans = [Span(moved(start), moved(end)) for start, end in Marked.of(text, spans).spans]
    return Folded(Marked.of(folded, moved_spans), tuple(paragraph_ends))


def paragraphs(text: str, spans: Sequence[Span] = ()) -> Iterator[Marked]:
    """The parts of a text between blank lines, each on one line."""
    whole = Marked.of(text, spans)
    start = 0
    for gap_start, gap_end in [*(gap.span() for gap in _BLANK_LINE.finditer(text)), (len(text), len(text))]:
        if text[start:gap_start].strip():
            part = whole.part(start, gap_start)
            yield fold(part.text, part.spans).marked
        start = gap_end
