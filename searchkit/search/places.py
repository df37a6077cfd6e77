"""Where in a text its words lie, found with a look at no more of it than is asked for."""

from bisect import bisect_right
from collections.abc import Callable, Sequence

from searchkit.analysis import Places
from searchkit.model import Span
from searchkit.search.spots import CharRange, Shape, Spots, joins

_UNSEEN = "\u00ad\u200c\u200d"  # stand in words, and not in what is kept of their shape
_MANY_FORMS = 32  # looking for each takes longer than a look at all words


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

    def spans(self, spots: Spots, first: int, after: int, span: Span) -> list[CharRange]:
        """What stands at the spots numbered `first` up to `after`, which lie in a span of the text.

        Wherever the letters of the words stand that may stand there, if that is as often as there are spots.
        """
        forms = spots.plain_forms if self._is_verbatim else ()
        if 0 < len(forms) < _MANY_FORMS:
            found: list[CharRange] = []
            for form in forms:
                at = self.text.find(form, *span)
                if at >= 0:
                    found += _standing(self.text, form, at, span.end)
            if len(found) == after - first:
                return sorted(found) if len(forms) > 1 else found
        shapes = spots.shapes(first, after)
        return [self.of(*each) for each in zip(spots.positions[first:after], shapes, strict=True)]

    def of(self, position: int, shape: Shape) -> CharRange:
        """What stands at a position, from a look at all words of a part."""
        number = bisect_right(self._firsts, position) - 1
        if number not in self._looked_at:
            span = self._span_of(number)
            self._looked_at[number] = span.start, Places.of(self.text[span.start : span.end])
        offset, places = self._looked_at[number]
        start, end = (places.wholes if shape[0] else places.parts)[position - self._firsts[number]]
        return offset + start, offset + end


def _standing(text: str, form: str, at: int, end: int) -> list[CharRange]:
    """Where the letters of a word stand with none beside them: wherever the word does, and seldom elsewhere.

    `at` is where its letters stand first.
    """
    found = []
    size = len(form)
    while at >= 0:
        after = at + size
        if not joins(text[at - 1 : at]) and not joins(text[after : after + 1]):
            found.append((at, after))
        at = text.find(form, after, end)
    return found
