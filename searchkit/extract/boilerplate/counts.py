"""In how many distinct stories of its source a fingerprint stands, counted in bounded memory.

What was seen once only is a few bits in a table that forgets when it is full; exact counts begin with the second
story. So an archive of any size takes no more than some 60 MB, and what is frequent is never lost.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from searchkit.extract.boilerplate.fingerprints import hashed
from searchkit.extract.boilerplate.traits import Traits

FEW_STORIES = 20
"""A source of fewer stories is too small to tell what repeats in it: the whole archive is asked, too."""

MOST_COUNTS = 250_000
"""Counts that are kept; when there are more, the smallest go."""

MOST_SOURCES = 50_000
EVERYWHERE = ""
"""Stands for all sources together."""

TABLE_BITS = (20, 23, 26)
"""Two to these powers are the bits of the tables of what was seen once; the next is begun when one is filled."""

_FILLED = 8  # of so many bits one is set: then a table takes one in 60 for known that is not


class SeenOnce:
    """A set of fingerprints that says now and then that it has what it has not, and never the opposite until it
    is full: then the largest table begins anew."""

    def __init__(self, tables: Iterable[bytearray] = ()) -> None:
        self._tables: list[tuple[bytearray, int]] = []
        for table in tables:
            self._append(table)
        if not self._tables:
            self._append(bytearray(1 << TABLE_BITS[0] - 3))
        self._free = (len(self._tables[-1][0]) * 8 // _FILLED - self._set_bits()) // 2

    def _append(self, table: bytearray) -> None:
        self._tables.append((table, len(table) * 8 - 1))

    def _set_bits(self) -> int:
        return int.from_bytes(self._tables[-1][0], "little").bit_count()

    def add(self, key: int) -> bool:
        """Whether it was there before; it is from now on."""
        for table, mask in self._tables:
            one, two = key & mask, (key >> 32) & mask
            if table[one >> 3] >> (one & 7) & 1 and table[two >> 3] >> (two & 7) & 1:
                return True
        table[one >> 3] |= 1 << (one & 7)
        table[two >> 3] |= 1 << (two & 7)
        self._free -= 1
        if self._free <= 0:
            self._enlarge()
        return False

    def _enlarge(self) -> None:
        if len(self._tables) == len(TABLE_BITS):
            self._tables.pop()
        bits = TABLE_BITS[len(self._tables)]
        self._append(bytearray(1 << bits - 3))
        self._free = (1 << bits) // _FILLED // 2

    def tables(self) -> Iterator[bytearray]:
        """The bits, to be kept."""
        return (table for table, _ in self._tables)


class Counts:
    """How often fingerprints stand in distinct stories, by source and everywhere."""

    def __init__(
        self,
        counts: Mapping[int, int] | None = None,
        stories: Mapping[str, int] | None = None,
        once: SeenOnce | None = None,
    ) -> None:
        self.counts = dict(counts or {})
        self.stories = dict(stories or {})
        self.once = once or SeenOnce()

    def add(self, traits: Traits) -> None:
        """Counts an article once, however often it is read, and only the first one that prints a story."""
        if self.once.add(traits.article ^ _ARTICLES):
            return
        source = traits.source if traits.source in self.stories or len(self.stories) < MOST_SOURCES else EVERYWHERE
        found = {*traits.fingerprints}
        for signs in traits.signs.values():
            found.update(fingerprint for _, fingerprint in signs)
        if self._add(traits.story, found, source) and self.stories[source] <= FEW_STORIES and source:
            self._add(traits.story, found, EVERYWHERE)
        if len(self.counts) > MOST_COUNTS:
            self._forget_rare()

    def _add(self, story: int, found: set[int], source: str) -> bool:
        """Whether the source's story is a new one."""
        salt = salt_of(source)
        if self.once.add(story ^ salt ^ _STORIES):
            return False
        self.stories[source] = self.stories.get(source, 0) + 1
        counts, add_once = self.counts, self.once.add
        for fingerprint in found:
            key = fingerprint ^ salt
            if key in counts:
                counts[key] += 1
            elif add_once(key):
                counts[key] = 2
        return True

    def _forget_rare(self) -> None:
        least = 2
        while len(self.counts) > MOST_COUNTS // 2:
            self.counts = {key: count for key, count in self.counts.items() if count > least}
            least += 1

    def of(self, fingerprint: int, source: str) -> int:
        """In how many stories of the source it stands, where these are two or more."""
        return self.counts.get(fingerprint ^ salt_of(source), 0)


_STORIES, _ARTICLES = hashed(b"stories"), hashed(b"articles")


@lru_cache(maxsize=4096)
def salt_of(source: str) -> int:
    """What tells the fingerprints of one source from those of another."""
    return hashed(source.encode("utf-8", "replace"))
