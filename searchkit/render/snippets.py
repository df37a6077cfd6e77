"""The part of a passage to show: the most different matches, from sentence to sentence where it can be."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from searchkit.model import Span
from searchkit.render.boundaries import cluster_borders, graphemes, sentence_ends, word_borders
from searchkit.render.marked import Marked, fold

# A run of whole sentences that fills less than this part of the room says too little: it is filled up with words.
_LEAST_FILLED = 0.5


@dataclass(frozen=True, slots=True)
class Snippet:
    """Text on one line with its spans, and whether the passage goes on before and after it."""

    text: str
    spans: tuple[Span, ...] = ()
    cut_start: bool = False
    cut_end: bool = False

    @property
    def marked(self) -> Marked:
        """The text between the ellipses that show where it is cut."""
        before = "… " if self.cut_start else ""
        shifted = tuple(Span(s + len(before), e + len(before)) for s, e in self.spans)
        return Marked(f"{before}{self.text}{' …' if self.cut_end else ''}", shifted)


def snippet(text: str, spans: Sequence[Span], max_chars: int) -> Snippet:
    """The window of a passage that is worth showing, at most `max_chars` code points long; 0 gives all of it.

    Whitespace is folded. The window covers the most different matched words that fit, starts and ends at
    sentence ends or else between words; it cuts a word only where that is longer than the window, and
    never a span or a grapheme cluster, so one of those that is longer than `max_chars` is shown whole.
    """
    folded = fold(text, spans)
    marked = folded.marked
    if max_chars <= 0 or len(marked.text) <= max_chars:
        return Snippet(marked.text, marked.spans)
    core = _core(marked, max_chars)
    ends = sorted({*sentence_ends(marked.text), *folded.paragraph_ends})
    start, end = _grown(marked, core, [end for end in ends if not _inside_span(marked, end)], max_chars)
    window = _without_outer_spaces(marked, start, end)
    return Snippet(window.text, window.spans, start > 0, end < len(marked.text))


def _core(marked: Marked, max_chars: int) -> Span:
    """From the first to the last of the spans to cover: the most different ones, then the most, then the first."""
    spans = marked.spans
    forms = [marked.text[s:e].casefold() for s, e in spans]
    best, best_worth = Span(0, 0), (0, 0)
    inside: Counter[str] = Counter()
    first = 0
    for last, (_, end) in enumerate(spans):
        inside[forms[last]] += 1
        while first < last and end - spans[first].start > max_chars:
            inside -= Counter((forms[first],))
            first += 1
        worth = (len(inside), last - first + 1)
        if worth > best_worth:
            best, best_worth = Span(spans[first].start, end), worth
    return best


def _grown(marked: Marked, core: Span, ends: list[int], max_chars: int) -> Span:
    """The core with as much around it as fits, from sentence to sentence where it can be."""
    starts = [0, *ends[:-1]]
    least = max_chars * _LEAST_FILLED
    index = bisect_right(starts, core.start) - 1
    start = starts[index]
    if core.end - start > max_chars:
        room = max(0, max_chars - (core.end - core.start))
        start, index = _word_start(marked, core.start - room // 2, core.start), 0
    end = _last_between(ends, core.end, start + max_chars)
    while end is not None and index > 0 and end - starts[index - 1] <= max_chars:
        index -= 1
        start = starts[index]
    if end is None or end - start < least:
        end = _word_end(marked, Span(start, max(core.end, end or 0)), start + max_chars)
    if end - start < least:
        start = _word_start(marked, end - max_chars, start)
    return Span(start, end)


def _last_between(offsets: list[int], low: int, high: int) -> int | None:
    index = bisect_right(offsets, high) - 1
    return offsets[index] if index >= 0 and offsets[index] >= max(low, 1) else None


def _word_start(marked: Marked, earliest: int, latest: int) -> int:
    """The first offset between the two where a word starts, else a cluster, else `latest`."""
    text = marked.text
    earliest = max(earliest, 0)
    base = text.rfind(" ", 0, earliest) + 1
    for borders in (word_borders(text, base, latest), cluster_borders(text, base, latest)):
        for border in borders:
            if earliest <= border < latest and not _inside_span(marked, border):
                return border
    return latest


def _word_end(marked: Marked, kept: Span, latest: int) -> int:
    """The last offset up to `latest` where a word ends, else a cluster, not before the end of what is kept."""
    text = marked.text
    if latest >= len(text):
        return len(text)
    low = max(kept.start, kept.end)
    for borders in (word_borders(text, low, latest + 1), cluster_borders(text, low, latest + 1)):
        for border in reversed(borders):
            if kept.start < border <= latest and not _inside_span(marked, border):
                return border
    return low if low > kept.start else low + len(next(graphemes(text[low:])))


def _inside_span(marked: Marked, offset: int) -> bool:
    index = bisect_left(marked.spans, offset, key=lambda span: span.end)
    return index < len(marked.spans) and marked.spans[index].start < offset < marked.spans[index].end


def _without_outer_spaces(marked: Marked, start: int, end: int) -> Marked:
    text = marked.text[start:end]
    return marked.part(start + len(text) - len(text.lstrip(" ")), end - (len(text) - len(text.rstrip(" "))))
