"""The terms of some fields of a commit, all segments together: how many articles have one, and how it is written."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from searchkit.search.foldedwords import FoldedWords, folded_words
from searchkit.storage.arrays import AnyArray
from searchkit.storage.segment import Segment, SegmentField


@dataclass(frozen=True, slots=True, eq=False)
class WrittenWords:
    """Written words, folded, and of compounds joined as well; their numbers tell the rows of `forms` (rows,).

    `forms` are numbers of forms, in the fields one after the other; each ends with the row in `ends`.
    """

    words: tuple[FoldedWords, ...]
    forms: NDArray[np.int64]
    fields: Sequence[SegmentField]
    ends: NDArray[np.int64]

    def term(self, row: int) -> str:
        """The term that a form is a form of."""
        field = self.fields[int(self.ends.searchsorted(row, side="right"))]
        owner = int(field.written.owners(self.forms[row : row + 1])[0])
        return field.term(owner).decode()


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

    def written(self, beginning: str, sizes: range) -> WrittenWords:
        """The written words, of so many bytes, of all terms that begin so; some may begin otherwise themselves."""
        blobs, lengths, forms = [np.empty(0, np.uint8)], [np.empty(0, np.int64)], [np.empty(0, np.int64)]
        for _, _, field in self._fields:
            first, last = field.prefix_range(beginning.encode())
            blob, borders = field.written.between(first, last)
            size = np.diff(borders)
            is_wanted = (size >= sizes.start) & (size < sizes.stop)
            blobs.append(blob[is_wanted.repeat(size)])
            lengths.append(size[is_wanted])
            forms.append(int(field.written.begins(first, last)[0]) + np.flatnonzero(is_wanted))
        borders = np.append(0, np.cumsum(np.concatenate(lengths)))
        rows = np.arange(len(borders) - 1)
        ends = np.cumsum([len(each) for each in forms[1:]])
        fields = [field for _, _, field in self._fields]
        words = folded_words((np.concatenate(blobs), borders), rows)
        return WrittenWords(words, np.concatenate(forms), fields, ends)

    def usual_form(self, term: str) -> str:
        """How a term is written most often, of equals in small letters; as it is where no article has it."""
        counts = self.form_counts(term)
        return min(counts, key=lambda form: (-counts[form], form.swapcase()), default=term)

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
