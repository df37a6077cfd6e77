"""Where the passages of one body lie: from the borders that the index keeps, or else from the text alone."""

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from searchkit.analysis import Places, paragraphs, passages, sentences
from searchkit.analysis.passages import MAX_WORDS
from searchkit.analysis.tokens import DENSE, MARKS
from searchkit.model import Span
from searchkit.search.located import TextPlaces
from searchkit.storage.segment import BORDER_KINDS, BorderKind, SegmentField

_APOSTROPHES = "'’＇"  # what stands before the s that makes a word and no token


@dataclass(frozen=True, slots=True)
class BodyLayout:
    """The passages of a body at `spans`, the positions of their first tokens, and where all positions are."""

    firsts: Sequence[int]
    spans: Sequence[Span]
    places: TextPlaces


class _Units(NamedTuple):
    """Paragraphs or sentences that have tokens: where they lie, and the positions of their first tokens."""

    spans: Sequence[Span]
    firsts: Sequence[int]


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
        paragraph = _Units(paragraphs(body), self._firsts("paragraph", doc))
        if len(paragraph.spans) != len(paragraph.firsts):  # there are some without tokens
            return None
        assert self._lengths is not None
        firsts, places = self._firsts("passage", doc), TextPlaces(body, *paragraph)
        units = self._whole_units(doc, body, paragraph, int(self._lengths[doc]))
        if units is None:
            spans = passages(body)
            return BodyLayout(firsts, spans, places) if len(spans) == len(firsts) else None
        number = {first: at for at, first in enumerate(units.firsts)}
        begins = [number[first] for first in firsts]
        spans = [Span(units.spans[a].start, units.spans[b - 1].end) for a, b in _pairs(begins, len(units.spans))]
        return BodyLayout(firsts, spans, places)

    def _firsts(self, kind: BorderKind, doc: int) -> list[int]:
        starts, ends = self._borders[kind]
        found: list[int] = starts[ends[doc] : ends[doc + 1]].tolist()
        return found

    def _whole_units(self, doc: int, body: str, paragraph: _Units, length: int) -> _Units | None:
        """Units that no passage ends inside of: paragraphs, and the sentences of those that may be too long."""
        if "_" in body if body.isascii() else _without_token().search(body):
            return None
        long = _long(body, paragraph, length)
        if not long:
            return paragraph
        borders = self._firsts("sentence", doc)
        spans, firsts = list(paragraph.spans), list(paragraph.firsts)
        for at in reversed(long):
            first = firsts[at]
            after = firsts[at + 1] if at + 1 < len(firsts) else length
            inner = borders[bisect_left(borders, first) : bisect_left(borders, after)]
            found = list(sentences(body, *spans[at]))
            if len(found) != len(inner) or _long(body, _Units(found, inner), after):
                return None
            spans[at : at + 1], firsts[at : at + 1] = found, inner
        return _Units(spans, firsts)


def text_layout(body: str) -> BodyLayout:
    """The layout of a body, from a look at all its words."""
    spans = passages(body)
    starts = [start for start, _ in Places.of(body).parts]
    return BodyLayout([bisect_left(starts, span.start) for span in spans], spans, TextPlaces.whole(body))


def _pairs(values: Sequence[int], last: int) -> Iterator[tuple[int, int]]:
    """Each value and the next."""
    return itertools.pairwise([*values, last])


def _long(body: str, units: _Units, length: int) -> list[int]:
    """The numbers of the units that may have more than MAX_WORDS: no more than their tokens, but for an s each."""
    found = []
    for number, (first, after) in enumerate(_pairs(units.firsts, length)):
        most = after - first
        if most > MAX_WORDS // 2 and most + sum(body.count(s, *units.spans[number]) for s in _APOSTROPHES) > MAX_WORDS:
            found.append(number)
    return found


@cache
def _without_token() -> re.Pattern[str]:
    """What `passages` counts as a word, or takes for the end of one, and is no token or only part of one."""
    return re.compile(rf"[_ʼ]|[{DENSE}{MARKS}](?<!\w)")
