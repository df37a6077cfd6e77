"""Whole numbers, most of them small, in a byte or in two bits each, and sums kept at every so manieth of them.

Each kind has its reader and its writer here. How they lie in a file is in docs/index-format.md.
"""

from bisect import bisect_left

import numpy as np

from searchkit.storage.arrays import AnyArray, ArrayFile, ArrayFileWriter, ragged

CODES_APART = 1024
"""Before every so many codes it is kept how many exceptions there were; counting them up to one takes 5 µs."""

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

    def take(self, numbers: AnyArray) -> AnyArray:
        """Some of the numbers; as bytes where all are small, else uint32."""
        values = self.small.take(numbers)
        at = np.flatnonzero(values == 255) if len(self._big_at) else ()
        if len(at):
            values = values.astype(np.uint32)
            values[at] = self._big.take(self._big_at.searchsorted(numbers[at]))
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

    def some(self, starts: AnyArray, counts: AnyArray) -> AnyArray:
        """`counts[i]` numbers from `starts[i]` on for each i, one after the other, as `between` gives them."""
        numbers = ragged(starts, counts)
        values: AnyArray = self._packed.take(numbers >> 2) >> ((numbers & 3) << 1).astype(np.uint8) & np.uint8(3)
        at = np.flatnonzero(values == _EXCEPTION)
        if not len(at):
            return values
        runs = np.cumsum(counts).searchsorted(at, side="right")
        firsts = np.flatnonzero(np.diff(runs, prepend=-1))
        before = np.array([self._exceptions_before(start) for start in starts[runs[firsts]].tolist()], np.int64)
        times = np.diff(np.append(firsts, len(at)))
        found = self._exceptions.take(np.arange(len(at)) + (before - firsts).repeat(times))
        values = values.astype(found.dtype, copy=False)
        values[at] = found
        return values

    def _with_exceptions(self, values: AnyArray, first: int) -> AnyArray:
        at = np.flatnonzero(values == _EXCEPTION)
        start = self._exceptions_before(first)
        found = self._exceptions.between(start, start + len(at))
        values = values.astype(found.dtype, copy=False)
        values[at] = found
        return values

    def _exceptions_before(self, number: int) -> int:
        mark = number // CODES_APART
        before = codes_of(self._packed, mark * CODES_APART, number)
        return int(self._marks[mark]) + before.tobytes().count(_EXCEPTION)


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
