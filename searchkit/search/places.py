"""Where in a text its words lie, found with a look at no more of it than is asked for."""

from bisect import bisect_right
from collections.abc import Callable, Sequence

from searchkit.analysis import Places
from searchkit.analysis.tokens import LETTER_APOSTROPHE, MAX_TERM_CHARS
from searchkit.model import Span
from searchkit.search.spots import CharRange, Shape

_UNSEEN = "\u00ad\u200c\u200d"  # stand in words, and not in what is kept of their shape
_FIRST_DENSE = "\u0e00"


class TextPlaces:
    """A text in parts that each begin and end where words do."""

    def __init__(self, text: str, firsts: Sequence[int], span_of: Callable[[int], Span]) -> None:
        """`firsts` are the positions of the first tokens of the parts; each has one. `span_of` tells where one lies."""
        self.text, self._firsts, self._span_of = text, firsts, span_of
        self._looked_at: dict[int, tuple[int, Places]] = {}
        self._is_verbatim = text.isascii() or not any(char in text for char in _UNSEEN)

    @classmethod
    def whole(cls, text: str) -> "TextPlaces":
        """Of a text in one part."""
        return cls(text, (0,), lambda number: Span(0, len(text)))

    def spans(self, span: Span, positions: Sequence[int], shapes: Sequence[Shape]) -> list[CharRange]:
        """What stands at some positions in a piece of the text, in the shapes that are known."""
        if positions and shapes.count(shapes[0]) == len(shapes):
            return self._alike(span, positions, shapes[0])
        found: list[CharRange] = [(0, 0)] * len(positions)
        for shape in dict.fromkeys(shapes):
            numbers = [number for number, other in enumerate(shapes) if other == shape]
            alike = self._alike(span, [positions[number] for number in numbers], shape)
            for number, where in zip(numbers, alike, strict=True):
                found[number] = where
        return found

    def _alike(self, span: Span, positions: Sequence[int], shape: Shape) -> list[CharRange]:
        """Words of one shape: wherever its letters stand, if that is as often as there are positions."""
        form = shape[1]
        if self._is_verbatim and form.isascii() and form.isalnum() and len(form) < MAX_TERM_CHARS:
            starts = _standing(self.text, form, span)
            if len(starts) == len(positions):
                size = len(form)
                return [(start, start + size) for start in starts]
        return [self.of(position, shape) for position in positions]

    def of(self, position: int, shape: Shape) -> CharRange:
        """What stands at a position, from a look at all words of a part."""
        number = bisect_right(self._firsts, position) - 1
        if number not in self._looked_at:
            span = self._span_of(number)
            self._looked_at[number] = span.start, Places.of(self.text[span.start : span.end])
        offset, places = self._looked_at[number]
        start, end = (places.wholes if shape[0] else places.parts)[position - self._firsts[number]]
        return offset + start, offset + end


def _standing(text: str, form: str, span: Span) -> list[int]:
    """Where the letters of a word stand with none beside them: wherever the word does, and seldom elsewhere."""
    found = []
    size = len(form)
    at = text.find(form, *span)
    while at >= 0:
        after = at + size
        if not _joins(text[at - 1 : at]) and not _joins(text[after : after + 1]):
            found.append(at)
        at = text.find(form, after, span[1])
    return found


def _joins(char: str) -> bool:
    """Whether a character is of one word with the letter or digit beside it; "" is not."""
    return char.isalnum() and char < _FIRST_DENSE and char != LETTER_APOSTROPHE
