"""Whole numbers, most of them small, in a byte or in two bits each; and lengths, whose running sums are borders.

Each kind has its reader and its writer here. How they lie in a file is in docs/index-format.md.
"""

from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import overload

import numpy as np

from searchkit.storage.arrays import AnyArray, ArrayFile, ArrayFileWriter

BORDERS_APART = 64
"""Every so many borders one is kept as it is: summing up lengths to one between takes 1 µs."""
CODES_APART = 1024
"""Before every so many codes it is kept how many exceptions there were; counting them up to one takes 5 µs."""

_MANY = 500  # numbers: NumPy takes less time than Python
_MANY_EACH = 40  # to look up one border takes as long as to sum up so many
_EXCEPTION = 3  # the code of a number that stands apart
_BYTE_CODES = np.arange(256, dtype=np.uint32)[:, None] >> np.arange(0, 8, 2, dtype=np.uint32) & 3
_FOUR_CODES: AnyArray = np.ascontiguousarray(_BYTE_CODES, "u1").view("<u4").ravel()  # of each byte, a byte each


class Counts:
    """Small whole numbers, a byte each; the few above 254 stand beside."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        self.small = file.packed(name, optional=True)
        self._big_at, self._big = file.get_or_empty(f"{name}.at"), file.get_or_empty(f"{name}.big")

    def __len__(self) -> int:
        return len(self.small)

    def between(self, first: int, last: int) -> AnyArray:
        """The numbers `first` to `last`; bytes where all are small, else uint32. IndexError beyond the last."""
        small = self.small[first:last]
        if len(small) != last - first:
            raise IndexError(f"numbers {first} to {last} of {len(self.small)}")
        if not len(self._big_at):
            return small
        begin, end = bisect_left(self._big_at.data, first), bisect_left(self._big_at.data, last)
        if begin == end:
            return small
        values = small.astype(np.uint32)
        values[self._big_at[begin:end].astype(np.int64) - first] = self._big[begin:end]
        return values

    def excess(self, first: int, last: int) -> int:
        """By how much the numbers `first` to `last` are more together than their bytes."""
        at = self._big_at.data
        begin, end = bisect_left(at, first), bisect_left(at, last)
        return int(self._big[begin:end].sum(dtype=np.int64)) - 255 * (end - begin)


class CountWriter:
    """Writes what `Counts` reads."""

    def __init__(self, writer: ArrayFileWriter, name: str, optional: bool = True) -> None:
        """With `optional` there is no array where there are no numbers."""
        self._small = writer.stream(name, "u1", optional=optional)
        self._writer, self._name = writer, name
        self._big_at: list[AnyArray] = []
        self._big: list[AnyArray] = []

    @property
    def count(self) -> int:
        """How many numbers were written."""
        return self._small.count

    def write(self, values: AnyArray) -> None:
        """The next numbers."""
        big = np.flatnonzero(values > 254)
        if len(big):
            self._big_at.append(big.astype(np.uint64) + np.uint64(self._small.count))
            self._big.append(values[big].astype(np.uint32))
        self._small.write(np.minimum(values, 255))

    def finish(self) -> None:
        """What must come after the streams of the writer are collected."""
        if self._big:
            self._writer.add(f"{self._name}.at", fitting(np.concatenate(self._big_at)))
            self._writer.add(f"{self._name}.big", np.concatenate(self._big))


class Codes:
    """Numbers in two bits each: 0, 1 or 2, or that the next exception is it."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        self._packed = file.packed(name)
        self._marks = read_marks(file, name)
        self._exceptions = Counts(file, f"{name}.big")

    def between(self, first: int, last: int) -> AnyArray:
        """The numbers `first` to `last`, as bytes where all are small, else uint32. IndexError beyond the last."""
        values = codes_of(self._packed, first, last)
        return self._with_exceptions(values, first) if _EXCEPTION in values.tobytes() else values

    def _with_exceptions(self, values: AnyArray, first: int) -> AnyArray:
        at = np.flatnonzero(values == _EXCEPTION)
        mark = first // CODES_APART
        before = codes_of(self._packed, mark * CODES_APART, first)
        start = int(self._marks[mark]) + before.tobytes().count(_EXCEPTION)
        found = self._exceptions.between(start, start + len(at))
        values = values.astype(found.dtype, copy=False)
        values[at] = found
        return values


def codes_of(packed: AnyArray, first: int, last: int) -> AnyArray:
    """The codes `first` to `last`, a byte each; IndexError beyond the last."""
    skipped = first & 3
    codes: AnyArray = _FOUR_CODES.take(packed[first >> 2 : last + 3 >> 2]).view(np.uint8)
    codes = codes[skipped : skipped + last - first]
    if len(codes) != last - first:
        raise IndexError(f"codes {first} to {last} of {4 * len(packed)}")
    return codes


class CodeWriter:
    """Writes what `Codes` reads."""

    def __init__(self, writer: ArrayFileWriter, name: str) -> None:
        self._packed = writer.stream(name, "u1")
        self._exceptions = CountWriter(writer, f"{name}.big")
        self._writer, self._name = writer, name
        self._marks = Marks(CODES_APART)
        self._left: AnyArray = np.empty(0, np.uint8)

    def write(self, values: AnyArray) -> None:
        """The next numbers."""
        codes = np.minimum(values, _EXCEPTION).astype(np.uint8)
        at = np.flatnonzero(codes == _EXCEPTION)
        self._marks.put(np.searchsorted(at, self._marks.next(len(codes))) + self._exceptions.count)
        self._exceptions.write(values[at])
        codes = np.concatenate((self._left, codes))
        whole = len(codes) & ~3
        self._left = codes[whole:]
        self._packed.write(_packed(codes[:whole]))

    def finish(self) -> None:
        """What must come after the streams of the writer are collected."""
        self._exceptions.finish()
        self._marks.finish(self._writer, self._name)

    def close(self) -> None:
        """The last codes, which do not fill a byte; before the streams of the writer are collected."""
        if len(self._left):
            self._packed.write(_packed(np.concatenate((self._left, np.zeros(4 - len(self._left), np.uint8)))))


def _packed(codes: AnyArray) -> AnyArray:
    """Codes, a byte each, as two bits each, the first the lowest."""
    quads: AnyArray = codes.view("<u4")
    packed: AnyArray = (quads | quads >> 6 | quads >> 12 | quads >> 18).astype(np.uint8)
    return packed


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


class Marks:
    """Sums kept at every so manieth of numbers that come in pieces; the first is 0."""

    def __init__(self, apart: int) -> None:
        self._apart = apart
        self._count = 0
        self._marks: list[AnyArray] = [np.zeros(1, np.int64)]

    def next(self, count: int) -> AnyArray:
        """Where sums are to be kept among the next numbers: before which of them, `count` for behind the last."""
        first = self._apart - self._count % self._apart
        self._count += count
        return np.arange(first, count + 1, self._apart)

    def put(self, marks: AnyArray) -> None:
        """The sums there."""
        self._marks.append(marks)

    def finish(self, writer: ArrayFileWriter, name: str) -> None:
        """Writes what `read_marks` reads: nothing where there is only the first."""
        marks = np.concatenate(self._marks)
        if len(marks) > 1:
            writer.add(f"{name}.marks", fitting(marks))


def read_marks(file: ArrayFile, name: str) -> AnyArray:
    """The sums that are kept of numbers of this name."""
    marks = file.get_or_empty(f"{name}.marks")
    return marks if len(marks) else np.zeros(1, np.uint32)


def fitting(ascending: AnyArray) -> AnyArray:
    """Numbers that ascend, in the narrowest of uint32 and uint64."""
    return ascending.astype(np.uint32 if not len(ascending) or int(ascending[-1]) < 1 << 32 else np.uint64)
