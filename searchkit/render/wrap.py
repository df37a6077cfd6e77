"""Lines of a given width, measured in terminal columns, from a text with spans."""

from collections.abc import Iterator
from itertools import pairwise

from searchkit.render.boundaries import columns, graphemes, word_borders
from searchkit.render.marked import Marked


def wrap(marked: Marked, width: int) -> list[Marked]:
    """The lines of a folded, neutralised text, none wider than `width` columns (at least 2).

    Lines break at spaces (which are left out), between CJK characters, and inside a word only where it
    is wider than a line; inside a grapheme cluster only where that is. The outermost characters of a span stay with
    their neighbours inside, so that a sign that encloses it is never torn off.
    """
    lines: list[Marked] = []
    line_start = line_end = used = 0
    for start, end in _atoms(marked):
        needed = columns(marked.text[start:end])
        gap = columns(marked.text[line_end:start])
        if line_end > line_start and used + gap + needed > width:
            lines.append(marked.part(line_start, line_end))
            line_start = line_end
        if line_end == line_start:
            line_start, used, gap = start, 0, 0
        if needed > width:
            starts = _torn(marked.text[start:end], start, width)
            lines += (marked.part(part_start, part_end) for part_start, part_end in pairwise(starts))
            line_start = starts[-1]
            used = columns(marked.text[line_start:end])
        else:
            used += gap + needed
        line_end = end
    if line_end > line_start:
        lines.append(marked.part(line_start, line_end))
    return lines


def _atoms(marked: Marked) -> Iterator[tuple[int, int]]:
    """Starts and ends of what is not to be broken, without the spaces between."""
    glued = {s + 1 for s, e in marked.spans if e - s > 1} | {e - 1 for s, e in marked.spans if e - s > 1}
    text = marked.text
    previous = 0
    for border in word_borders(text, 0, len(text)):
        if border in glued and " " not in text[border - 1 : border + 1]:
            continue
        atom = text[previous:border]
        if atom.strip(" "):
            yield previous + len(atom) - len(atom.lstrip(" ")), border - (len(atom) - len(atom.rstrip(" ")))
        previous = border


def _torn(word: str, offset: int, width: int) -> list[int]:
    """Offsets where the lines of a word wider than a line start."""
    starts = [offset]
    used = 0
    for unit in _units(word, width):
        needed = columns(unit)
        if used and used + needed > width:
            starts.append(offset)
            used = 0
        offset += len(unit)
        used += needed
    return starts


def _units(word: str, width: int) -> Iterator[str]:
    """Grapheme clusters; the characters of one that is wider than a line, as no writing but an attack has it."""
    for cluster in graphemes(word):
        yield from cluster if columns(cluster) > width else (cluster,)


def cut(marked: Marked, width: int, ellipsis: str = "…") -> Marked:
    """As much of a folded, neutralised text as fits into `width` columns, ending in an ellipsis if that is not all."""
    if columns(marked.text) <= width:
        return marked
    room = width - columns(ellipsis)
    used = end = 0
    for cluster in graphemes(marked.text):
        used += columns(cluster)
        if used > room:
            break
        end += len(cluster)
    kept = marked.part(0, end)
    return Marked(kept.text.rstrip() + ellipsis, Marked.of(kept.text.rstrip(), kept.spans).spans)
