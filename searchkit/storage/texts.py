"""Byte strings kept one after the other, each reachable by its number, and found by what it is where they ascend."""

import itertools
from bisect import bisect_left
from collections.abc import Sequence
from typing import overload

import numpy as np

from searchkit.storage.arrays import AnyArray, ArrayFile, ArrayFileWriter
from searchkit.storage.ends import BORDERS_APART, Ends, EndsWriter


class Texts(Sequence[bytes]):
    """Text `i` is `blob[ends[i]:ends[i + 1]]`."""

    def __init__(self, file: ArrayFile, blob: str, ends: str) -> None:
        """The names of their arrays; ValueError where the ends do not fit each other."""
        self.blob, self.ends = file.bytes_of(blob), Ends(file, ends)
        self._samples: list[bytes] | None = None

    def __len__(self) -> int:
        return len(self.ends) - 1

    @overload
    def __getitem__(self, index: int) -> bytes: ...
    @overload
    def __getitem__(self, index: slice) -> list[bytes]: ...
    def __getitem__(self, index: int | slice) -> bytes | list[bytes]:
        if isinstance(index, slice):
            first, last, _ = index.indices(len(self))
            return self.between(first, last)
        if index < 0:
            raise IndexError(index)
        start, end = self.ends.span(index)
        return bytes(self.blob[start:end])

    def between(self, first: int, last: int) -> list[bytes]:
        """The texts `first` to `last`, the last not included."""
        if last <= first:
            return []
        start, offsets = self.ends[first], self.ends.offsets(first, last)
        blob = bytes(self.blob[start : start + offsets[-1]])
        return [blob[a:b] for a, b in itertools.pairwise(offsets)]

    def arrays(self, first: int, last: int) -> tuple[AnyArray, AnyArray]:
        """The bytes of the texts `first` to `last`, where each begins in them, and where the last ends."""
        ends = self.ends[first : last + 1]
        blob = np.frombuffer(self.blob, np.uint8)[int(ends[0]) : int(ends[-1])]
        return blob, ends - ends[0]

    def ceiling(self, text: bytes) -> int:
        """The number of the first text that is not less, of texts that ascend."""
        return self.place(text)[0]

    def place(self, text: bytes) -> tuple[int, bool]:
        """The number of the first text that is not less, of texts that ascend, and whether it is the same."""
        if self._samples is None:
            self._samples = self._every(BORDERS_APART)
        first = max(0, bisect_left(self._samples, text) - 1) * BORDERS_APART
        start, offsets = self.ends[first], self.ends.offsets(first, first + BORDERS_APART)
        blob = bytes(self.blob[start : start + offsets[-1]])
        low, high = 0, len(offsets) - 1
        while low < high:
            middle = (low + high) >> 1
            if blob[offsets[middle] : offsets[middle + 1]] < text:
                low = middle + 1
            else:
                high = middle
        if low < len(offsets) - 1:
            return first + low, blob[offsets[low] : offsets[low + 1]] == text
        return first + low, first + low < len(self) and self[first + low] == text

    def _every(self, apart: int) -> list[bytes]:
        """Every so many texts one, the first included."""
        ends = self.ends[:]
        borders = zip(ends[:-1:apart].tolist(), ends[1::apart].tolist(), strict=True)
        return [bytes(self.blob[start:end]) for start, end in borders]


class TextWriter:
    """Writes what `Texts` reads."""

    def __init__(self, writer: ArrayFileWriter, blob: str, ends: str) -> None:
        self._blob = writer.stream(blob, "u1")
        self._ends = EndsWriter(writer, ends)

    def write(self, texts: Sequence[bytes]) -> None:
        """The next texts."""
        lengths = np.fromiter(map(len, texts), np.uint32, len(texts))
        self.write_bytes(np.frombuffer(b"".join(texts), np.uint8), lengths)

    def write_bytes(self, blob: AnyArray, lengths: AnyArray) -> None:
        """The next texts, one after the other, and the lengths of each."""
        self._blob.write(blob)
        self._ends.write(lengths)

    def finish(self) -> None:
        """What must come after the streams of the writer are collected."""
        self._ends.finish()
