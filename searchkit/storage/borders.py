"""Where the sentences, paragraphs and passages of each document begin: distances, a byte each."""

from itertools import accumulate

import numpy as np

from searchkit.storage.arrays import AnyArray, ArrayFile, ArrayFileWriter, ragged
from searchkit.storage.ends import Ends, EndsWriter
from searchkit.storage.smallnumbers import Counts, CountWriter


class BorderLists:
    """The positions of first tokens, document by document, ascending within one."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        """Raises ValueError where the ends do not fit each other."""
        self._ends, self._gaps = Ends(file, f"{name}_ends"), Counts(file, name)

    def of(self, doc: int) -> list[int]:
        """Those of a document."""
        return list(accumulate(self._gaps.between(*self._ends.span(doc)).tolist()))

    def of_some(self, docs: AnyArray) -> tuple[AnyArray, AnyArray]:
        """What `of_all` gives, of ascending documents that are few among all: no others are looked at."""
        counts = self._ends.some_lengths(docs).astype(np.int64)
        gaps = self._gaps.take(ragged(self._ends.some(docs), counts)).astype(np.int64)
        sums = np.concatenate(([0], np.cumsum(gaps)))
        return sums[1:] - sums[np.cumsum(counts) - counts].repeat(counts), counts

    def of_all(self, docs: AnyArray) -> tuple[AnyArray, AnyArray]:
        """Those of some documents, one after the other, and how many each has."""
        count = len(self._ends) - 1
        counts = self._ends.lengths(0, count).astype(np.int64)
        sums = np.concatenate(([0], np.cumsum(self._gaps.between(0, len(self._gaps)), dtype=np.int64)))
        starts = np.cumsum(counts) - counts
        found = sums[1:] - np.repeat(sums[starts], counts)
        return found[ragged(starts[docs], counts[docs])], counts[docs]


def write_borders(writer: ArrayFileWriter, name: str, starts: AnyArray, counts: AnyArray) -> None:
    """Writes what `BorderLists` reads: the positions of all documents, and how many each has."""
    gaps = np.diff(starts.astype(np.int64), prepend=0)
    firsts = (np.cumsum(counts, dtype=np.int64) - counts)[counts > 0]
    gaps[firsts] = starts[firsts]
    lists, ends = CountWriter(writer, name), EndsWriter(writer, f"{name}_ends")
    lists.write(gaps)
    ends.write(counts)
    writer.collect()
    lists.finish()
    ends.finish()
