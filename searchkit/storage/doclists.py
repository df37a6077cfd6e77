"""The documents of each term: numbers of two bytes or three, or for a frequent term one byte each, in blocks."""

from bisect import bisect_left

import numpy as np

from searchkit.storage.arrays import AnyArray, ArrayFile, ArrayFileWriter, ragged
from searchkit.storage.ends import Ends
from searchkit.storage.smallnumbers import fitting

LOW_DOCS = 1 << 16
"""A number of so many documents takes two bytes; in larger segments there is a third one."""
BLOCK_DOCS = 255
"""Documents of a block: how many of them have a term fits into a byte, as does the place of each in it."""
_OFTEN = 64
"""Terms of fewer documents are never frequent: to decode one takes 10 µs, as long as that of 10,000."""


def often_from(doc_count: int) -> int:
    """The document frequency from which on a term is frequent: its blocks take no more room than they save."""
    return max(_OFTEN, block_count(doc_count))


def block_count(doc_count: int) -> int:
    """How many blocks so many documents make."""
    return -(-doc_count // BLOCK_DOCS)


class DocLists:
    """Reads the documents of terms, by the terms' ordinals; `ends` are those of the terms' postings."""

    def __init__(self, file: ArrayFile, prefix: str, doc_count: int, ends: Ends) -> None:
        """Raises ValueError where the arrays are not as long as they must be."""
        self._ends = ends
        self._low, self._high = file.get(prefix + "docs"), file.get_or_empty(prefix + "docs.high")
        if len(self._high) != (len(self._low) if doc_count > LOW_DOCS else 0):
            raise ValueError(prefix + "docs.high")
        self.often = file.get_or_empty(prefix + "often")
        self._often_ends = file.get(prefix + "often_ends") if len(self.often) else np.zeros(1, np.uint32)
        self._places = file.packed(prefix + "often_docs", optional=True)
        self._counts = file.packed(prefix + "often_blocks", optional=True)
        blocks = block_count(doc_count) if len(self.often) else 0
        if len(self._often_ends) != len(self.often) + 1 or len(self._counts) != len(self.often) * blocks:
            raise ValueError(prefix + "often")
        self._blocks = blocks
        self._is_large = doc_count > LOW_DOCS
        self._firsts = (np.arange(blocks) * BLOCK_DOCS).astype(np.uint32 if self._is_large else np.uint16)
        self._often_data = self.often.data  # bisected in less time than NumPy needs to begin

    def often_number(self, ordinal: int) -> int:
        """The number of a term among the frequent ones, -1 where it is none."""
        number = bisect_left(self._often_data, ordinal)
        return number if number < len(self.often) and self._often_data[number] == ordinal else -1

    def of(self, ordinal: int) -> AnyArray:
        """The documents of a term, ascending; IndexError where there are not as many as it has."""
        first, last = self._ends.span(ordinal)
        number = bisect_left(self._often_data, ordinal)
        if number < len(self.often) and self._often_data[number] == ordinal:
            docs = self._of_often(number)
        else:
            docs = self._of_rare(first, last, number)
        if len(docs) != last - first:
            raise IndexError(f"{len(docs)} documents of term {ordinal}")
        return docs

    def between(self, first: int, last: int) -> AnyArray:
        """The documents of the terms `first` to `last`, term after term."""
        begin, end = bisect_left(self._often_data, first), bisect_left(self._often_data, last)
        parts = []
        at = self._ends[first]
        for number in range(begin, end):
            start, stop = self._ends.span(self._often_data[number])
            parts += [self._of_rare(at, start, number), self._of_often(number)]
            at = stop
        stop = self._ends[last]
        parts.append(self._of_rare(at, stop, end))
        return np.concatenate(parts) if len(parts) > 1 else parts[0]

    def some(self, ordinals: AnyArray) -> AnyArray:
        """The documents of some terms, ascending, term after term."""
        starts, counts = self._ends.some(ordinals), self._ends.some_lengths(ordinals).astype(np.int64)
        numbers = self.often.searchsorted(ordinals)
        is_often = (
            self.often.take(numbers, mode="clip") == ordinals if len(self.often) else np.zeros(len(ordinals), bool)
        )
        docs = np.empty(int(counts.sum()), self._firsts.dtype)
        places = is_often.repeat(counts)
        docs[places] = self._of_some_often(numbers[is_often], counts[is_often])
        rare = ~is_often
        skipped = self._often_ends.take(numbers[rare]).astype(np.int64)
        docs[~places] = self._rare(ragged(starts[rare] - skipped, counts[rare]))
        return docs

    def _rare(self, places: AnyArray) -> AnyArray:
        low = self._low.take(places)
        if not self._is_large:
            return low
        docs = self._high.take(places).astype(np.uint32)
        docs <<= 16
        docs |= low
        return docs

    def _of_some_often(self, numbers: AnyArray, counts: AnyArray) -> AnyArray:
        blocks = self._counts.reshape(-1, self._blocks)[numbers] if self._blocks else self._counts
        docs = np.tile(self._firsts, len(numbers)).repeat(blocks.ravel())
        docs += self._places.take(ragged(self._often_ends.take(numbers).astype(np.int64), counts))
        return docs

    def _of_rare(self, first: int, last: int, often_before: int) -> AnyArray:
        """The documents of these postings, none of a frequent term, behind so many frequent terms."""
        skipped = int(self._often_ends[often_before])
        low = self._low[first - skipped : last - skipped]
        if not self._is_large:
            return low
        docs = self._high[first - skipped : last - skipped].astype(np.uint32)
        docs <<= 16
        docs |= low
        return docs

    def _of_often(self, number: int) -> AnyArray:
        counts = self._counts[number * self._blocks : (number + 1) * self._blocks]
        docs: AnyArray = np.repeat(self._firsts, counts)
        docs += self._places[int(self._often_ends[number]) : int(self._often_ends[number + 1])]
        return docs


class DocListWriter:
    """Writes what `DocLists` reads."""

    def __init__(self, writer: ArrayFileWriter, prefix: str, doc_count: int) -> None:
        self._writer, self._prefix = writer, prefix
        self._low = writer.stream(prefix + "docs", "u2")
        high_type = "u1" if doc_count <= LOW_DOCS << 8 else "u2"
        self._high = writer.stream(prefix + "docs.high", high_type) if doc_count > LOW_DOCS else None
        self._places = writer.stream(prefix + "often_docs", "u1", optional=True)
        self._counts = writer.stream(prefix + "often_blocks", "u1", optional=True)
        self._blocks, self._from = block_count(doc_count), often_from(doc_count)
        self._often: list[AnyArray] = []
        self._often_freqs: list[AnyArray] = [np.zeros(1, np.int64)]
        self._terms = 0

    def write(self, doc_freqs: AnyArray, docs: AnyArray) -> AnyArray:
        """The documents of the next terms; gives which of these are frequent."""
        is_often = doc_freqs >= self._from
        often = np.flatnonzero(is_often)
        if len(often):
            of_often = np.repeat(is_often, doc_freqs)
            self._write_often(doc_freqs[often], docs[of_often])
            docs = docs[~of_often]
        self._low.write(docs.astype(np.uint16))
        if self._high:
            self._high.write(docs >> 16)
        self._often.append(often + self._terms)
        self._terms += len(doc_freqs)
        return often

    def _write_often(self, doc_freqs: AnyArray, docs: AnyArray) -> None:
        blocks, places = np.divmod(docs.astype(np.int64), BLOCK_DOCS)
        blocks += np.repeat(np.arange(len(doc_freqs)) * self._blocks, doc_freqs)
        self._places.write(places)
        self._counts.write(np.bincount(blocks, minlength=len(doc_freqs) * self._blocks))
        self._often_freqs.append(doc_freqs)

    def finish(self) -> None:
        """What must come after the streams of the writer are collected."""
        often = np.concatenate([np.empty(0, np.int64), *self._often])
        if not len(often):
            return
        self._writer.add(self._prefix + "often", often.astype(np.uint32))
        self._writer.add(self._prefix + "often_ends", fitting(np.cumsum(np.concatenate(self._often_freqs))))
