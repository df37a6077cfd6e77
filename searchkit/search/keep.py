"""Which documents of a commit may be found at all: those that are not deleted and pass the filter."""

from functools import cached_property
from typing import Any

import numpy as np

from searchkit.search.postings import Docs, Flags, Impacts

_FEW = 16  # every sixteenth document or fewer: cheaper to go through as a list
_LOOK_UP = 6  # a search for a document among postings takes about as long as adding up so many of them


class Keep:
    """The documents that may be found: all, or those that are true in `flags`."""

    def __init__(self, flags: Flags | None) -> None:
        self.flags = flags

    @property
    def nbytes(self) -> int:
        """How much memory it takes."""
        return 0 if self.flags is None else self.flags.nbytes * 2

    @cached_property
    def few(self) -> Docs | None:
        """The documents, where they are few."""
        if self.flags is None or int(np.count_nonzero(self.flags)) * _FEW > len(self.flags):
            return None
        return np.flatnonzero(self.flags)

    @cached_property
    def _gone(self) -> Docs | None:
        """The other documents, where they are few."""
        assert self.flags is not None
        if int(np.count_nonzero(self.flags)) * _FEW < len(self.flags) * (_FEW - 1):
            return None
        return np.flatnonzero(~self.flags)

    def few_beside(self, size: int) -> Docs | None:
        """The documents, where looking each of them up is quicker than going through `size` others."""
        return self.few if self.few is not None and len(self.few) * _LOOK_UP < size else None

    def of(self, docs: Docs, scores: Any = None) -> tuple[Docs, Any]:
        """Those of the documents that may be found, and their scores."""
        if self.flags is None:
            return docs, scores
        wanted = self.flags.take(docs)
        return docs[wanted], None if scores is None else scores[wanted]

    def flags_of(self, row: Flags) -> Flags:
        """A row that is true only for documents that may be found."""
        return row if self.flags is None else row & self.flags

    def row_of(self, row: Impacts) -> Impacts:
        """A row of scores with all others made 0, in place."""
        if self.flags is None:
            return row
        if self.few is not None:
            kept = row.take(self.few)
            row.fill(0)
            row[self.few] = kept
        elif self._gone is not None:
            row[self._gone] = 0
        else:
            row *= self.flags
        return row
