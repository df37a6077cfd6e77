"""Where the passages of one body lie: from the borders that the index keeps, or else from the text alone."""

import itertools
import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from searchkit.analysis import Places, paragraphs, passages, sentences
from searchkit.analysis.passages import MAX_WORDS
from searchkit.analysis.tokens import DENSE, MARKS
from searchkit.model import Span
from searchkit.search.places import TextPlaces
from searchkit.search.spots import NO_END, Piece
from searchkit.storage.segment import BORDER_KINDS, BorderKind, SegmentField

_APOSTROPHES = "'’＇"  # what stands before the s that makes a word and no token


@dataclass(frozen=True, slots=True)
class BodyLayout:
    """The passages of a body: the positions of their first tokens, where each lies, and where all positions are."""

    firsts: Sequence[int]
    span: Callable[[int], Span]
    places: TextPlaces

    def piece(self, ordinal: int) -> Piece:
        """A passage with its positions."""
        firsts, after = self.firsts, ordinal + 1
        return Piece(self.span(ordinal), firsts[ordinal], firsts[after] if after < len(firsts) else NO_END)


class BodyBorders:
    """The borders in the bodies of a segment."""

    def __init__(self, field: SegmentField | None) -> None:
        self._lengths = None if field is None else field.lengths
        found = {kind: None if field is None else field.all_borders(kind) for kind in BORDER_KINDS}
        self._borders = {kind: borders for kind, borders in found.items() if borders is not None}
        self._known = self._lengths is not None and len(self._borders) == len(BORDER_KINDS)

    def layout(self, doc: int, body: str) -> BodyLayout:
        """The layout of the body of a document; most of its words are not looked at."""
        return (self._layout(doc, body) if self._known else None) or text_layout(body)

    def _layout(self, doc: int, body: str) -> BodyLayout | None:
        """None where the borders do not tell."""
        assert self._lengths is not None
        units = _Units(body, self._firsts("paragraph", doc), self._firsts("sentence", doc), int(self._lengths[doc]))
        firsts = self._firsts("passage", doc)
        if not units.have_tokens:
            return None
        if units.are_whole:
            span_of = _Passages(firsts, units).span
            return BodyLayout(firsts, span_of, TextPlaces(body, firsts, span_of))
        spans = passages(body)
        if len(spans) != len(firsts):
            return None
        return BodyLayout(firsts, spans.__getitem__, TextPlaces(body, units.firsts, units.spans.__getitem__))

    def _firsts(self, kind: BorderKind, doc: int) -> list[int]:
        return self._borders[kind].of(doc)


class _Units:
    """The paragraphs of a body at `spans`, the positions `firsts` of first tokens of those that have any; sentences."""

    def __init__(self, body: str, firsts: Sequence[int], sentence_firsts: Sequence[int], length: int) -> None:
        """`length` is no less than the number of positions."""
        self.body, self.spans, self.firsts = body, paragraphs(body), firsts
        self._sentence_firsts, self._length = sentence_firsts, length

    @property
    def have_tokens(self) -> bool:
        """Whether all paragraphs have tokens."""
        return len(self.spans) == len(self.firsts)

    @property
    def are_whole(self) -> bool:
        """Whether words are tokens, but for an s each, and no sentence is so long that a passage may begin inside."""
        body = self.body
        if "_" in body if body.isascii() else _may_hold_more(body) and _without_token().search(body):
            return False
        borders = [*self._sentence_firsts, self._length]
        longest = max([after - first for first, after in itertools.pairwise(borders)], default=0)
        return longest + sum(map(body.count, _APOSTROPHES)) <= MAX_WORDS

    def border(self, position: int) -> tuple[int, int] | None:
        """Where what begins at a position starts, and where what is before it ends; None where that is not known."""
        number = bisect_left(self.firsts, position)
        if number == len(self.firsts) or self.firsts[number] != position:
            return self._inside(number - 1, position)
        return self.spans[number].start, self.spans[number - 1].end

    def _inside(self, number: int, position: int) -> tuple[int, int] | None:
        """The border between two sentences of a paragraph."""
        after = self.firsts[number + 1] if number + 1 < len(self.firsts) else self._length
        firsts = self._sentence_firsts
        inner = firsts[bisect_left(firsts, self.firsts[number]) : bisect_left(firsts, after)]
        spans = list(sentences(self.body, *self.spans[number]))
        if len(spans) != len(inner) or position not in inner:
            return None
        at = inner.index(position)
        return spans[at].start, spans[at - 1].end


class _Passages:
    """The passages of a body whose units are whole."""

    def __init__(self, firsts: Sequence[int], units: _Units) -> None:
        self._firsts, self._units = firsts, units

    def span(self, ordinal: int) -> Span:
        """Where a passage lies, from its own two borders."""
        firsts, units = self._firsts, self._units
        begin = units.border(firsts[ordinal])
        end = units.border(firsts[ordinal + 1]) if ordinal + 1 < len(firsts) else (0, units.spans[-1].end)
        if begin is None or end is None:
            return passages(units.body)[ordinal]
        return Span(begin[0], end[1])


def text_layout(body: str) -> BodyLayout:
    """The layout of a body, from a look at all its words."""
    spans = passages(body)
    starts = [start for start, _ in Places.of(body).parts]
    return BodyLayout([bisect_left(starts, span.start) for span in spans], spans.__getitem__, TextPlaces.whole(body))


_NO_LEADS = bytes(code for code in range(256) if code < 0xCC or code in (0xCE, 0xCF, 0xD0, 0xD1))
_SUSPECTS = "_ʼ\u00ad\u200c\u200d"


def _may_hold_more(body: str) -> bool:
    """False where a fast look tells that `_without_token` would find nothing.

    Latin, Greek and Cyrillic letters up to U+047F, typographic signs (E2 80) and currencies (E2 82) are told by the
    first bytes of their UTF-8, which a search for thousands of characters takes ten times as long for.
    """
    data = body.encode("utf-8", "surrogatepass")
    others = data.translate(None, _NO_LEADS)
    if others and len(others) != data.count(b"\xe2\x80") + data.count(b"\xe2\x82"):
        return True
    return any(char in body for char in _SUSPECTS)


@cache
def _without_token() -> re.Pattern[str]:
    """What `passages` counts as a word, or takes for the end of one, and is no token or only part of one."""
    return re.compile(rf"[_ʼ]|[{DENSE}{MARKS}](?<!\w)")
