"""Positions of tokens: the low byte of each, its upper bits packed, and what is too great for these in a list apart."""

from bisect import bisect_left

import numpy as np

from searchkit.storage.arrays import AnyArray, ArrayFile, ArrayFileWriter

HIGH_BITS = (2, 4, 8)
_LISTED_BYTES = 8  # a number and a position


def _table(bits: int) -> AnyArray:
    """The upper parts in a byte, shifted to where they belong: two bytes each, all of them as one number."""
    parts = np.arange(256)[:, None] >> np.arange(0, 8, bits) & (1 << bits) - 1
    return np.ascontiguousarray(parts << 8, "<u2").view(f"<u{16 // bits}").ravel()


_TABLES = {bits: _table(bits) for bits in HIGH_BITS}


class Positions:
    """Reads positions by their numbers."""

    def __init__(self, file: ArrayFile, name: str, bits: int) -> None:
        """Raises KeyError where `bits` is none of HIGH_BITS."""
        self._table = _TABLES[bits]
        self._bits = bits
        self._first_listed = ((1 << bits) - 1) << 8
        self._low, self._high = file.packed(name), file.packed(f"{name}.high")
        self._listed_at, self._listed = file.get_or_empty(f"{name}.at"), file.get_or_empty(f"{name}.big")
        self._type = np.dtype(np.uint16 if int(self._listed.max(initial=0)) < 1 << 16 else np.uint32)

    def __len__(self) -> int:
        return len(self._low)

    def between(self, first: int, last: int) -> AnyArray:
        """The positions `first` to `last`; IndexError beyond the last."""
        each = 8 // self._bits
        skipped = first % each
        packed = self._high[first // each : -(-last // each)]
        found: AnyArray = self._table.take(packed).view("<u2")[skipped : skipped + last - first]
        low = self._low[first:last]
        if len(found) != last - first or len(low) != len(found):
            raise IndexError(f"positions {first} to {last} of {len(self._low)}")
        found |= low
        if len(self._listed_at):
            begin, end = bisect_left(self._listed_at.data, first), bisect_left(self._listed_at.data, last)
            if begin < end:
                found = found.astype(self._type, copy=False)
                found[self._listed_at[begin:end].astype(np.int64) - first] = self._listed[begin:end]
        return found

    def take(self, numbers: AnyArray) -> AnyArray:
        """The positions of these numbers; IndexError beyond the last."""
        each = 8 // self._bits
        parts = self._high.take(numbers // each).astype(np.intp)
        parts *= each
        parts += numbers % each
        found = self._table.view("<u2").take(parts)
        found |= self._low.take(numbers)
        if len(self._listed_at):
            at = np.flatnonzero(found >= self._first_listed)
            if len(at):
                found = found.astype(self._type, copy=False)
                found[at] = self._listed.take(self._listed_at.searchsorted(numbers.take(at)))
        return found


class PositionWriter:
    """Writes what `Positions` reads."""

    def __init__(self, writer: ArrayFileWriter, name: str, lengths: AnyArray | None) -> None:
        """`lengths` are the numbers of tokens of all documents, as far as they are known."""
        self.bits = 8 if lengths is None else high_bits(lengths)
        few = lengths is not None and int(lengths.sum(dtype=np.int64)) < 1 << 31
        self._low, self._high = writer.stream(name, "u1"), writer.stream(f"{name}.high", "u1")
        self._listed_at = writer.stream(f"{name}.at", "u4" if few else "u8", optional=True)
        self._listed = writer.stream(f"{name}.big", "u4", optional=True)
        self._left: AnyArray = np.empty(0, np.uint8)

    def write(self, positions: AnyArray) -> None:
        """The next positions."""
        most = (1 << self.bits) - 1
        high = positions >> 8
        listed = np.flatnonzero(high >= most)
        self._listed_at.write(listed.astype(np.uint64) + np.uint64(self._low.count))
        self._listed.write(positions.take(listed))
        self._low.write(positions.astype(np.uint8))
        parts = np.concatenate((self._left, np.minimum(high, most).astype(np.uint8)))
        whole = len(parts) // (8 // self.bits) * (8 // self.bits)
        self._left = parts[whole:]
        self._high.write(_packed(parts[:whole], self.bits))

    def close(self) -> None:
        """The last upper parts, which do not fill a byte; before the streams of the writer are collected."""
        if len(self._left):
            padding = np.zeros(8 // self.bits - len(self._left), np.uint8)
            self._high.write(_packed(np.concatenate((self._left, padding)), self.bits))


def high_bits(lengths: AnyArray) -> int:
    """How many upper bits make the positions of documents of these lengths take the least room."""
    total = max(1, int(lengths.sum(dtype=np.int64)))

    def bytes_each(bits: int) -> float:
        direct = ((1 << bits) - 1) << 8
        beyond = int(np.maximum(lengths.astype(np.int64) - direct, 0).sum())
        return bits / 8 + _LISTED_BYTES * beyond / total

    return min(HIGH_BITS, key=bytes_each)


def _packed(parts: AnyArray, bits: int) -> AnyArray:
    """Upper parts, a byte each, as so many bits each, the first the lowest."""
    packed = parts[:: 8 // bits].copy()
    for number in range(1, 8 // bits):
        packed |= parts[number :: 8 // bits] << np.uint8(number * bits)
    return packed
