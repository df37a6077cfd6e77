"""What a score consists of: its parts, one below the other."""

from collections.abc import Iterator

from searchkit.model import Hit, ScorePart
from searchkit.render.boundaries import columns
from searchkit.render.lines import shown
from searchkit.render.marked import Marked
from searchkit.render.style import Palette, TextStyle
from searchkit.render.wrap import cut, wrap

_WIDEST_NAME = 24
_LEAST_FORMULA = 24
_GAP = "  "


def figure(value: float) -> str:
    """A score or a part of one; to so many decimals that the parts can be added up."""
    return f"{value:.4f}"


def score_lines(hit: Hit, width: int, style: TextStyle) -> Iterator[str]:
    """`18.2413 = 3.1402  word:crude  idf …` and a line more for each further part, faint; none without parts.

    Formulas are wrapped beside the names, on a narrow terminal below them.
    """
    values = [figure(part.value) for part in hit.parts]
    score = figure(hit.score)
    room = max(map(len, values), default=0)
    name_room = min(_WIDEST_NAME, max((columns(_name(part, style).text) for part in hit.parts), default=0))
    for number, (part, value) in enumerate(zip(hit.parts, values, strict=True)):
        sign = " " * len(score) + " + " if number else f"{score} = "
        before = sign + value.rjust(room) + _GAP
        name = cut(_name(part, style), name_room).text
        name += " " * (name_room - columns(name)) + _GAP
        for line in _beside(before + name, shown(part.formula, (), style), width):
            yield Palette(style.color).dim(line)


def _name(part: ScorePart, style: TextStyle) -> Marked:
    return shown(part.name, (), style)


def _beside(before: str, formula: Marked, width: int) -> Iterator[str]:
    """The formula wrapped to the right of a text, or below it where there is no room."""
    left = width - columns(before)
    if left >= _LEAST_FORMULA:
        first, *others = [line.text for line in wrap(formula, left)] or [""]
        yield (before + first).rstrip()
        yield from (" " * columns(before) + line for line in others)
        return
    yield from (line.text for line in wrap(Marked(before.rstrip()), width))
    yield from (_GAP + line.text for line in wrap(formula, width - len(_GAP)))
