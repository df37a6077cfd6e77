"""Where the sentences, paragraphs and passages of one body begin, by position, and how many tokens it has."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Protocol

from searchkit.analysis import Places, paragraphs, passages, sentences
from searchkit.model import Span
from searchkit.storage.segment import BorderKind, SegmentField


class Borders(Protocol):
    """The borders of one article."""

    @property
    def length(self) -> int:
        """How many tokens its body has."""

    def of(self, field: str, kind: BorderKind) -> Sequence[int]:
        """The first positions of a field's units that have tokens; none where the field is one whole."""


class IndexBorders(Borders):
    """The borders that the index keeps of a document."""

    def __init__(self, body: SegmentField | None, doc: int) -> None:
        self._body, self._doc = body, doc

    @property
    def length(self) -> int:
        body = self._body
        return 0 if body is None or body.lengths is None else int(body.lengths[self._doc])

    def of(self, field: str, kind: BorderKind) -> Sequence[int]:
        lists = self._body.all_borders(kind) if field == "body" and self._body is not None else None
        return () if lists is None else lists.of(self._doc)


class TextBorders(Borders):
    """The borders in a text."""

    def __init__(self, body: str) -> None:
        self._body = body

    @cached_property
    def _places(self) -> Places:
        return Places.of(self._body)

    @property
    def length(self) -> int:
        return len(self._places.parts) + len(self._places.wholes)

    def of(self, field: str, kind: BorderKind) -> Sequence[int]:
        if field != "body":
            return ()
        starts = [start for start, _ in self._places.parts]
        firsts = [bisect_left(starts, span.start) for span in self._units(kind)]
        return sorted({first for first in firsts if first < len(starts)})

    def _units(self, kind: BorderKind) -> Iterator[Span]:
        body = self._body
        if kind == "sentence":
            return (one for paragraph in paragraphs(body) for one in sentences(body, *paragraph))
        return iter(paragraphs(body) if kind == "paragraph" else passages(body))
