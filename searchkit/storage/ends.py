"""Borders between items, kept as the items' lengths; how they lie in a file is in docs/index-format.md."""

from bisect import bisect_right
from itertools import accumulate
from typing import overload

import numpy as np

from searchkit.storage.arrays import AnyArray, ArrayFile, ArrayFileWriter
from searchkit.storage.smallnumbers import Counts, CountWriter, Marks, read_marks

BORDERS_APART = 64
"""Every so many borders one is kept as it is: summing up lengths to one between takes 1 µs."""

_MANY = 500  # numbers: NumPy takes less time than Python
_MANY_EACH = 40  # to look up one border takes as long as to sum up so many


class Ends:
    """Borders that begin with 0, kept as the lengths between them; read like an array of int64."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        """Raises ValueError where there are not as many sums as lengths want."""
        self._lengths = Counts(file, name)
        self._marks = read_marks(file, name)
        if len(self._marks) != len(self._lengths) // BORDERS_APART + 1:
            raise ValueError(f"{name}.marks")
        self._bytes, self._mark = self._lengths.small.data, self._marks.data
        self._items = len(self._lengths)

    def __len__(self) -> int:
        return self._items + 1

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> AnyArray: ...
    def __getitem__(self, index: int | slice) -> int | AnyArray:
        if isinstance(index, slice):
            first, after, _ = index.indices(len(self))
            return self._between(first, after - 1) if after > first else np.empty(0, np.int64)
        return self._end(index % len(self) if index < 0 else int(index))

    def _between(self, first: int, last: int) -> AnyArray:
        ends = np.empty(last - first + 1, np.int64)
        ends[0] = self._end(first)
        np.cumsum(self._lengths.between(first, last), out=ends[1:])
        ends[1:] += ends[0]
        return ends

    def _end(self, index: int) -> int:
        if index > self._items:
            raise IndexError(index)
        start = index - index % BORDERS_APART
        mark: int = self._mark[start // BORDERS_APART]
        return mark + self._sum(start, index)

    def _sum(self, first: int, last: int) -> int:
        lengths = bytes(self._bytes[first:last])
        return sum(lengths) + (self._lengths.excess(first, last) if 255 in lengths else 0)

    def some(self, numbers: AnyArray) -> AnyArray:
        """Some of the borders, ascending."""
        first, last = (int(numbers[0]), int(numbers[-1])) if len(numbers) else (0, 0)
        if last - first < len(numbers) * _MANY_EACH:
            near: AnyArray = self[first : last + 1][numbers - first]
            return near
        marks, within = np.divmod(numbers, BORDERS_APART)
        before = self._blocks(marks) * (within[:, None] > np.arange(BORDERS_APART))
        sums: AnyArray = self._marks.take(marks) + before.sum(axis=1, dtype=np.int64)
        return sums

    def items_at(self, places: AnyArray) -> AnyArray:
        """The items that places before the last border, ascending, lie in."""
        marks = self._marks.searchsorted(places, side="right") - 1
        first, last = (int(marks[0]), int(marks[-1]) + 1) if len(marks) else (0, 0)
        if (last - first) * BORDERS_APART < len(places) * _MANY_EACH:
            first *= BORDERS_APART
            return first + self[first : last * BORDERS_APART + 1].searchsorted(places, side="right") - 1
        offsets = places - self._marks.take(marks)
        ends = self._blocks(marks).cumsum(axis=1, dtype=np.int64)
        items: AnyArray = marks * BORDERS_APART + (ends <= offsets[:, None]).sum(axis=1)
        return items

    def _blocks(self, marks: AnyArray) -> AnyArray:
        """The lengths behind these marks up to the next, a row each."""
        items = marks[:, None] * BORDERS_APART + np.arange(BORDERS_APART)
        lengths = self._lengths.small.take(items, mode="clip")
        if (lengths == 255).any():
            lengths = self._lengths.between(0, self._items).take(items, mode="clip")
        return lengths

    def span(self, index: int) -> tuple[int, int]:
        """Where an item begins and ends."""
        if index >= self._items:
            raise IndexError(index)
        first = index - index % BORDERS_APART
        lengths = bytes(self._bytes[first : index + 1])
        if 255 in lengths:
            return self._end(index), self._end(index + 1)
        end: int = self._mark[first // BORDERS_APART] + sum(lengths)
        return end - lengths[-1], end

    def offsets(self, first: int, last: int) -> list[int]:
        """The borders `first` to `last`, both included if there are so many, less the first of them."""
        last = min(last, len(self._bytes))
        lengths = bytes(self._bytes[first:last])
        if 255 in lengths or len(lengths) > _MANY:
            found: list[int] = np.cumsum(self._lengths.between(first, last), dtype=np.int64).tolist()
            return [0, *found]
        return list(accumulate(lengths, initial=0))

    def item_at(self, place: int) -> int:
        """The item that a place before the last border lies in."""
        number = bisect_right(self._marks.data, place) - 1
        first = number * BORDERS_APART
        offset = place - int(self._marks[number])
        return first + bisect_right(self.offsets(first, first + BORDERS_APART), offset) - 1

    def lengths(self, first: int, last: int) -> AnyArray:
        """The lengths of the items `first` to `last`."""
        return self._lengths.between(first, last)

    def some_lengths(self, numbers: AnyArray) -> AnyArray:
        """The lengths of some items."""
        return self._lengths.take(numbers)


class EndsWriter:
    """Writes what `Ends` reads, from lengths."""

    def __init__(self, writer: ArrayFileWriter, name: str) -> None:
        self._lengths = CountWriter(writer, name)
        self._writer, self._name = writer, name
        self._marks = Marks(BORDERS_APART)
        self._sum = 0

    def write(self, lengths: AnyArray) -> None:
        """The lengths of the next items."""
        sums = np.zeros(len(lengths) + 1, np.int64)
        np.cumsum(lengths, out=sums[1:])
        sums += self._sum
        self._marks.put(sums.take(self._marks.next(len(lengths))))
        self._lengths.write(lengths)
        self._sum = int(sums[-1])

    def finish(self) -> None:
        """What must come after the streams of the writer are collected."""
        self._lengths.finish()
        self._marks.finish(self._writer, self._name)
