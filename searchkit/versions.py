"""Which version of a story is the last one, where its versions stand in several source files?

Agencies send each version as a file of its own. The last one is that with the highest number, whatever order the
files are read in; of equal ones the one in the file whose name comes first.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from searchkit.storage import SourceRecord

_MOST_STORIES = 300_000
"""Stories of one file whose versions are known: what is kept of a file is one line of the index, of 16 MiB at most."""

_MOST_FILES = 1000
"""Files with versions of one story: what has more is no story, but an id that was given to all."""

_KEY_BYTES = 12


class Last(NamedTuple):
    """The last version of a story, the file in which it stands, and whether it takes the story back."""

    version: int
    source: str
    is_withdrawn: bool


class Versions:
    """The versions in all source files; a story that is taken back has its version below zero in `of`."""

    def __init__(self, records: Iterable[SourceRecord]) -> None:
        self._of: dict[str, dict[str, int]] = {}
        self._all: dict[str, tuple[tuple[str, int], ...]] = {}
        for record in records:
            for key, version in record.versions.items():
                self._add(key, version, record.name)
            if record.versions:
                self._of[record.name] = record.versions

    def of(self, source: str) -> dict[str, int]:
        """The versions in one file, by a digest of the story's id."""
        return self._of.get(source, {})

    def noted(self, id: str, version: int, source: str) -> Last | None:
        """A version of a story stands in a file, below zero if it takes the story back; gives the last one.

        None where the file has too many stories, or the story stands in too many files, to keep track of it.
        """
        key, known = _key(id), self._of.setdefault(source, {})
        if key not in known:
            if len(known) >= _MOST_STORIES or len(self._all.get(key, ())) >= _MOST_FILES:
                return None
            known[key] = version
            self._add(key, version, source)
        of, last = min(self._all[key], key=lambda pair: (-abs(pair[1]), pair[1] > 0, pair[0]))
        return Last(abs(last), of, last < 0)

    def forget(self, source: str) -> Mapping[str, int]:
        """A file is read again, or is gone; gives what was known of it."""
        known = self._of.pop(source, {})
        for key in known:
            rest = tuple(pair for pair in self._all[key] if pair[0] != source)
            if rest:
                self._all[key] = rest
            else:
                del self._all[key]
        return known

    def sources_of(self, id: str) -> set[str]:
        """The files in which versions of a story stand."""
        return {source for source, _ in self._all.get(_key(id), ())}

    def others(self, source: str, before: Mapping[str, int]) -> set[str]:
        """The files with versions of stories of which this one has other versions than `before`."""
        now = self.of(source)
        changed = (key for key, version in before.items() if now.get(key) != version)
        return {name for key in changed for name, _ in self._all.get(key, ()) if name != source}

    def _add(self, key: str, version: int, source: str) -> None:
        self._all[key] = (*self._all.get(key, ()), (source, version))


def _key(id: str) -> str:
    return hashlib.blake2b(id.encode(), digest_size=_KEY_BYTES).hexdigest()
