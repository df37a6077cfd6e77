"""The part of a passage to show: fragments around its matches, from sentence to sentence where it can be."""

from collections.abc import Sequence
from dataclasses import dataclass

from searchkit.model import Passage, Span
from searchkit.render.choice import BETWEEN, chosen_runs, runs_of
from searchkit.render.cutting import Cutter
from searchkit.render.marked import Marked, fold
from searchkit.render.style import TextStyle

_BEFORE, _BEHIND = "… ", " …"
_OUTER_CHARS = len(_BEFORE + _BEHIND)

# What a match asks for on either side before another one gets a fragment of its own, in code points: some seven words.
_LEAST_CONTEXT = 40
# Where there is little room, all context together takes a third of it.
_CONTEXT_SHARE = 6


@dataclass(frozen=True, slots=True)
class Snippet:
    """Parts of a text in its order, each on one line, and whether it goes on before the first and after the last."""

    fragments: tuple[Marked, ...]
    cut_start: bool = False
    cut_end: bool = False

    @property
    def marked(self) -> Marked:
        """All on one line, with ellipses where something is left out."""
        parts: list[str] = []
        spans: list[Span] = []
        length = 0
        for number, fragment in enumerate(self.fragments):
            before = BETWEEN if number else _BEFORE if self.cut_start else ""
            parts += (before, fragment.text)
            length += len(before)
            spans += [Span(start + length, end + length) for start, end in fragment.spans]
            length += len(fragment.text)
        return Marked("".join(parts) + (_BEHIND if self.cut_end else ""), tuple(spans))


def snippet(text: str, spans: Sequence[Span], max_chars: int, context_chars: int | None = None) -> Snippet:
    """What of a passage is worth showing, ellipses included at most `max_chars` code points; 0 gives all of it.

    Whitespace is folded. The fragments show the most different matched words that fit, then the most
    matches, then early ones; they start and end at sentence ends or else between words. A word is cut only
    where it is longer than the room there is; a span or a grapheme cluster never, so that one of those may
    make a snippet too long. With `context_chars` they are as much on either side of every match, rounded
    out to words (inwards where `max_chars` leaves no room), and twice as much of a passage without any.
    """
    folded = fold(text, spans)
    marked = folded.marked
    if context_chars is not None and not marked.spans:
        opening = max(2 * context_chars, 1)
        max_chars, context_chars = min(max_chars, opening) if max_chars > 0 else opening, None
    if context_chars is None and (max_chars <= 0 or len(marked.text) <= max_chars):
        return Snippet((marked,))
    cutter = Cutter(folded)
    if context_chars is None:
        windows = _sentences(cutter, max_chars - _OUTER_CHARS)
    elif max_chars <= 0:
        windows = _all_matches(cutter, context_chars)
    else:
        windows = _matches_that_fit(cutter, max_chars - _OUTER_CHARS, context_chars)
    return _cut_out(marked, _merged(marked.text, windows))


def shown_part(passage: Passage, style: TextStyle) -> Marked:
    """The snippet of a passage that a style asks for."""
    return snippet(passage.text, passage.spans, style.snippet_chars, style.context_chars).marked


def _sentences(cutter: Cutter, room: int) -> list[Span]:
    """The runs of matches that fit, with as much around them as the room allows."""
    context = max(min(_LEAST_CONTEXT, room // _CONTEXT_SHARE), 0)
    runs = chosen_runs(cutter.marked, room, context, new_runs=context == _LEAST_CONTEXT, close=True)
    cores = runs or [cutter.first_cluster()]
    spare = _spare(cores, room)
    windows: list[Span] = []
    done = 0
    for number, core in enumerate(cores):
        high = cores[number + 1].start if number + 1 < len(cores) else len(cutter.text)
        length = core.end - core.start
        window = cutter.grown(core, Span(done, high), length + max(spare, 0) // (len(cores) - number))
        spare -= window.end - window.start - length
        done = window.end
        windows.append(window)
    return windows


def _all_matches(cutter: Cutter, context: int) -> list[Span]:
    runs = runs_of(cutter.marked.spans, 2 * context + len(BETWEEN))
    return [cutter.widened_out(run, context) for run in runs]


def _matches_that_fit(cutter: Cutter, room: int, context: int) -> list[Span]:
    cores = chosen_runs(cutter.marked, room, context, new_runs=True, close=False)
    fitting = max(min(context, _spare(cores, room) // (2 * len(cores))), 0)
    return [cutter.widened_in(core, fitting) for core in cores]


def _spare(cores: Sequence[Span], room: int) -> int:
    """What the cores and the ellipses between them leave of the room."""
    return room - sum(end - start for start, end in cores) - len(BETWEEN) * (len(cores) - 1)


def _merged(text: str, windows: Sequence[Span]) -> list[Span]:
    """Those between which nothing is left out as one."""
    merged = [windows[0]]
    for window in windows[1:]:
        last = merged[-1]
        if text[last.end : window.start].strip(" "):
            merged.append(window)
        else:
            merged[-1] = Span(last.start, max(last.end, window.end))
    return merged


def _cut_out(marked: Marked, windows: Sequence[Span]) -> Snippet:
    fragments = tuple([_without_outer_spaces(marked, start, end) for start, end in windows])
    return Snippet(fragments, windows[0].start > 0, windows[-1].end < len(marked.text))


def _without_outer_spaces(marked: Marked, start: int, end: int) -> Marked:
    text = marked.text[start:end]
    return marked.part(start + len(text) - len(text.lstrip(" ")), end - (len(text) - len(text.rstrip(" "))))
