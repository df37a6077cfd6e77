"""The terms of some fields of a commit, all segments together: how many articles have one, and how it is written."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from searchkit.storage.arrays import AnyArray
from searchkit.storage.segment import Segment, SegmentField


class Dictionary:
    """The terms of these fields, as far as the fields keep how words are written."""

    def __init__(self, segments: Sequence[Segment], names: Collection[str]) -> None:
        fields = [(name, segment, segment.fields.get(name)) for name in names for segment in segments]
        self._fields = [(name, s, field) for name, s, field in fields if field is not None and field.has_forms]

    def has(self, term: str) -> bool:
        """Whether any article that is not deleted has a term."""
        return any(
            segment.deleted is None or not segment.deleted.take(field.docs(ordinal)).all()
            for _, segment, field, ordinal in self._found(term)
        )

    def articles(self, term: str) -> int:
        """How many articles have a term in the field where most have it; deleted ones count."""
        counts: Counter[str] = Counter()
        for name, _, field, ordinal in self._found(term):
            counts[name] += field.doc_freq(ordinal)
        return max(counts.values(), default=0)

    def forms(self, term: str) -> frozenset[str]:
        """How a term is written."""
        return frozenset([form for _, _, field, ordinal in self._found(term) for form in field.forms(ordinal)])

    def form_counts(self, term: str) -> Counter[str]:
        """How often a term is written in each way."""
        counts: Counter[str] = Counter()
        for _, _, field, ordinal in self._found(term):
            forms = field.forms(ordinal)
            numbers = np.bincount(field.form_ids(ordinal), minlength=len(forms)).tolist()
            counts.update(dict(zip(forms, numbers, strict=True)))
        return counts

    def letters(self, beginnings: Iterable[str]) -> tuple[AnyArray, NDArray[np.int64], NDArray[np.int64]]:
        """The code points of all terms that begin so, one after the other; where each term starts, and its length.

        A term is there for each field of each segment that has it.
        """
        prefixes = [beginning.encode() for beginning in beginnings]
        ranges = [(field, *field.prefix_range(prefix)) for _, _, field in self._fields for prefix in prefixes]
        pieces = [field.texts.arrays(first, after) for field, first, after in ranges if first < after]
        raw = np.concatenate([np.empty(0, np.uint8), *[blob for blob, _ in pieces]])
        lengths = np.concatenate([np.empty(0, np.int64), *[np.diff(ends) for _, ends in pieces]])
        ends = np.cumsum(lengths)
        if not len(raw) or int(raw.max()) < 0x80:
            return raw, ends - lengths, lengths
        before = np.concatenate(([0], np.cumsum((raw & 0xC0) != 0x80)))
        starts = before.take(ends - lengths)
        text = np.frombuffer(raw.tobytes().decode().encode("utf-32-le"), np.uint32)
        return text, starts, before.take(ends) - starts

    def _found(self, term: str) -> Iterator[tuple[str, Segment, SegmentField, int]]:
        text = term.encode()
        for name, segment, field in self._fields:
            if (ordinal := field.find(text)) >= 0:
                yield name, segment, field, ordinal
