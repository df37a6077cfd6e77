"""Whoosh matchers over the arrays of a term: slow and obviously right, the twin of the fast search."""

# mypy: disallow-untyped-calls=False
# Whoosh's classes, whose methods are called here, have few annotations.

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from whoosh import formats
from whoosh.matching import LeafMatcher, ReadTooFar

from searchkit.storage.arrays import AnyArray
from searchkit.storage.segment import SegmentField, TermBounds
from searchkit.storage.whooshcodec.postingvalues import encoded, frequency_of, value_as


@dataclass(frozen=True, slots=True)
class Details:
    """The positions of all postings of a term: `starts` (P + 1,) says where each posting's begin."""

    starts: NDArray[np.int64]
    positions: AnyArray
    chars: tuple[AnyArray, AnyArray] | None
    boosts: AnyArray | None


class TermPostings:
    """All postings of one term of a segment, deleted documents included."""

    def __init__(self, field: SegmentField, ordinal: int) -> None:
        self.field, self.ordinal = field, ordinal
        self.docs: AnyArray = field.docs(ordinal)
        self.weights: AnyArray = field.weights(ordinal)

    @cached_property
    def bounds(self) -> TermBounds:
        """The greatest weight, the shortest and the longest field."""
        return self.field.bounds(self.ordinal)

    @cached_property
    def details(self) -> Details | None:
        """The positions, read when they are first asked for; None where the field has none."""
        field, ordinal = self.field, self.ordinal
        if not field.has_positions:
            return None
        return Details(
            field.position_starts(ordinal),
            field.positions(ordinal),
            field.chars(ordinal) if field.has_chars else None,
            field.boosts(ordinal) if field.has_boosts else None,
        )

    @cached_property
    def opaque(self) -> list[bytes] | None:
        """The values of postings that are kept as their format wrote them."""
        return self.field.opaque(self.ordinal)

    def plain(self, format_: formats.Format, index: int) -> Any:
        """The plain value of a posting, see `postingvalues`."""
        kind = type(format_)
        if kind is formats.Existence:
            return None
        if kind is formats.Frequency:
            return self._frequency(index)
        if not isinstance(format_, formats.Positions):
            return self.opaque[index] if self.opaque else b""
        return self._rows(format_, index)

    def _frequency(self, index: int) -> int:
        if self.opaque and self.opaque[index]:
            return frequency_of(self.opaque[index])
        if self.details is not None:
            return int(self.details.starts[index + 1] - self.details.starts[index])
        return int(self.weights[index])

    def _rows(self, format_: formats.Format, index: int) -> list[Any]:
        details = self.details
        if details is None:
            return []
        places = slice(int(details.starts[index]), int(details.starts[index + 1]))
        positions = details.positions[places].tolist()
        columns = [positions]
        if isinstance(format_, formats.Characters):
            columns += [part[places].tolist() for part in details.chars or (np.zeros_like(details.positions),) * 2]
        if isinstance(format_, (formats.PositionBoosts, formats.CharacterBoosts)):
            columns.append([1.0] * len(positions) if details.boosts is None else details.boosts[places].tolist())
        return list(zip(*columns, strict=True)) if len(columns) > 1 else positions


class FormPostings(TermPostings):
    """The postings of one term at those positions whose written form is accepted; the weight is their number."""

    def __init__(self, field: SegmentField, ordinal: int, accept: Callable[[str], bool]) -> None:
        """Raises ValueError where the field keeps no written forms."""
        if not field.has_forms:
            raise ValueError(f"field {field.name!r} keeps no written forms")
        super().__init__(field, ordinal)
        accepted = np.array([accept(form) for form in field.forms(ordinal)], bool)
        kept = accepted[field.form_ids(ordinal)]
        starts = field.position_starts(ordinal)
        before = np.concatenate([[0], np.cumsum(kept)])
        counts = before[starts[1:]] - before[starts[:-1]]
        self._postings = np.flatnonzero(counts)
        self._kept = kept
        self.docs, self.weights = self.docs[self._postings], counts[self._postings]

    @cached_property
    def bounds(self) -> TermBounds:
        """Those of the accepted postings, of which there is at least one."""
        lengths = np.zeros(1, np.uint32) if self.field.lengths is None else self.field.lengths[self.docs]
        weights = self.weights
        first, last = int(self.docs[0]), int(self.docs[-1])
        return TermBounds(
            float(weights.sum()), float(weights.max()), int(lengths.min()), int(lengths.max()), first, last
        )

    @cached_property
    def details(self) -> Details | None:
        """The accepted positions."""
        field, ordinal, kept = self.field, self.ordinal, self._kept
        starts = np.concatenate([[0], np.cumsum(self.weights)]).astype(np.int64)
        chars = field.chars(ordinal) if field.has_chars else None
        return Details(
            starts,
            field.positions(ordinal)[kept],
            None if chars is None else (chars[0][kept], chars[1][kept]),
            field.boosts(ordinal)[kept] if field.has_boosts else None,
        )


class _ListMatcher(LeafMatcher):
    """What matchers over something with ascending ids have in common; all of it is one block."""

    def __init__(self, ids: Any, format_: formats.Format, scorer: Any, term: tuple[str, bytes] | None) -> None:
        self._ids = ids
        self._i = 0
        self.format, self.scorer, self._term = format_, scorer, term

    def plain(self) -> Any:
        """The plain value of the current posting, see `postingvalues`."""
        raise NotImplementedError

    def is_active(self) -> bool:
        return self._i < len(self._ids)

    def reset(self) -> None:
        self._i = 0

    def copy(self) -> Self:
        other = type(self).__new__(type(self))
        vars(other).update(vars(self))
        return other

    def id(self) -> Any:
        return self._ids[self._i]

    def next(self) -> bool:  # type: ignore[override]  # Whoosh's own matchers of terms tell it, too
        """True where the last posting, and with it the block, is left."""
        self._i += 1
        return self._i >= len(self._ids)

    def skip_to(self, id: Any) -> None:
        if not self.is_active():
            raise ReadTooFar
        self._i = bisect_left(self._ids, id, self._i)

    def skip_to_quality(self, minquality: float) -> int:
        if self.block_quality() > minquality:
            return 0
        self._i = len(self._ids)
        return 1

    def value(self) -> bytes:
        return encoded(self.format, self.plain())

    def value_as(self, astype: str) -> Any:
        return value_as(self.format, self.plain(), astype)

    def items_as(self, astype: str) -> Iterator[tuple[Any, Any]]:
        while self.is_active():
            yield self.id(), self.value_as(astype)
            self.next()


class PostingMatcher(_ListMatcher):
    """The postings of a term as Whoosh walks through them."""

    def __init__(
        self, postings: TermPostings, format_: formats.Format, scorer: Any, term: tuple[str, bytes] | None
    ) -> None:
        super().__init__(postings.docs, format_, scorer, term)
        self.postings = postings

    def id(self) -> int:
        return int(self._ids[self._i])

    def all_ids(self) -> Iterator[int]:
        return iter(self._ids[self._i :].tolist())

    def weight(self) -> float:
        return float(self.postings.weights[self._i])

    def plain(self) -> Any:
        return self.postings.plain(self.format, self._i)

    def block_min_id(self) -> int:
        """The first document of the term."""
        return int(self._ids[0])

    def block_max_id(self) -> int:
        """The last document of the term."""
        return int(self._ids[-1])

    def block_min_length(self) -> int:
        """The shortest field the term stands in."""
        return self.postings.bounds.min_length

    def block_max_length(self) -> int:
        """The longest field the term stands in."""
        return self.postings.bounds.max_length

    def block_max_weight(self) -> float:
        """The greatest weight of the term in a document."""
        return self.postings.bounds.max_weight


class VectorMatcher(_ListMatcher):
    """The terms of one document's field; their texts are its ids."""

    def __init__(
        self, texts: Sequence[str], weights: Sequence[float], values: Sequence[Any], format_: formats.Format
    ) -> None:
        super().__init__(texts, format_, None, None)
        self._weights, self._values = weights, values

    def weight(self) -> float:
        return float(self._weights[self._i])

    def plain(self) -> Any:
        return self._values[self._i]

    def block_max_weight(self) -> float:
        """The greatest weight of a term in the document."""
        return float(max(self._weights))
