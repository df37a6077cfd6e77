"""Counts the documents that an export says it has, so that missing ones are not passed over in silence."""

from dataclasses import dataclass

# The databases give at most this many and more at once: an export of a longer list may be one part of it.
_SURELY_ONE_PART = 200


@dataclass(slots=True)
class Count:
    """What the `N of M` above the documents and the list on the cover say."""

    announced: int = 0
    """By covers, in all."""

    _complete: int = 0
    _first: int = 0
    _last: int = 0
    _total: int = 0

    def number(self, number: int, total: int) -> None:
        """The next document is the one of this number; a lower one begins another export in the same file."""
        if number <= self._last:
            self._complete += self._of_part()
            self._first = 0
        self._first = self._first or number
        self._last, self._total = number, total

    def missing(self, found: int) -> str:
        """`3 of 5 documents found`; empty where none is missing, or none is known to be."""
        expected = self.announced or self._complete + self._of_part()
        return f"{found} of {expected} documents found" if found < expected else ""

    def _of_part(self) -> int:
        is_one = self._first == 1 and self._last <= self._total <= _SURELY_ONE_PART
        return self._total if is_one else self._last - self._first + 1 if self._first else 0
