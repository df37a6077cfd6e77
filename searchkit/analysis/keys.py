"""Numbers for distinct pieces of text, looked up by the million: exact keys of two machine words in a hash table."""

import hashlib
import secrets

import numpy as np
from numpy.typing import NDArray

from searchkit.analysis.characters import Positions
from searchkit.analysis.units import Units

Words = NDArray[np.uint64]
Numbers = NDArray[np.uint32]


class KeyTable:
    """Numbers distinct keys of two 64-bit words from 0 on: open addressing in arrays, without a loop over keys.

    The second word of a key is never 0. Slots depend on secret factors, so that no text can be written to
    make probing slow; keys are compared whole, so that none can pass for another.
    """

    ABSENT = np.uint32(0xFFFFFFFF)

    def __init__(self) -> None:
        self.count = 0
        self._factors = np.array([secrets.randbits(64) | 1 for _ in range(3)], np.uint64)
        self._allocate(12)

    def _allocate(self, bits: int) -> None:
        self._shift = np.uint64(64 - bits)
        self._mask = (1 << bits) - 1
        self._keys = np.zeros((1 << bits, 2), np.uint64)  # side by side: most of the time goes to fetching them
        self._ids = np.zeros(1 << bits, np.uint32)

    @property
    def size_bytes(self) -> int:
        return self._keys.nbytes + self._ids.nbytes

    def _slots(self, keys: Words) -> Positions:
        mixed = keys[:, 0] * self._factors[0]
        mixed ^= mixed >> np.uint64(32)
        mixed += keys[:, 1] * self._factors[1]
        mixed ^= mixed >> np.uint64(29)
        mixed *= self._factors[2]
        mixed >>= self._shift
        slots: Positions = mixed.view(np.int64)
        return slots

    def find(self, keys: Words) -> Numbers:
        """The number of each of `keys` (n, 2), ABSENT for one that has none."""
        at = self._slots(keys)
        found = self._ids.take(at, mode="clip")
        rest = np.flatnonzero(_differ(self._keys.take(at, axis=0, mode="clip"), keys))
        while len(rest):
            taken = self._keys[at[rest], 1] != 0
            found[rest[~taken]] = self.ABSENT
            rest = rest[taken]
            slots = at[rest] = (at[rest] + 1) & self._mask
            other = _differ(self._keys[slots], keys[rest])
            found[rest[~other]] = self._ids[slots[~other]]
            rest = rest[other]
        return found

    def number(self, keys: Words) -> tuple[Numbers, Positions]:
        """The number of each of `keys` (n, 2), a new one if need be, in order; and where each new number is first."""
        found = self.find(keys)
        missing = np.flatnonzero(found == self.ABSENT)
        if not len(missing):
            return found, missing
        found[missing], new = self._add(keys[missing])
        return found, missing[new]

    def _add(self, keys: Words) -> tuple[Numbers, Positions]:
        """Numbers keys that are not in the table, but may be equal to each other."""
        self._reserve(len(keys))
        at = self._slots(keys)
        marks = np.arange(self.count, self.count + len(keys), dtype=np.uint32)
        found = np.empty(len(keys), np.uint32)
        rest = np.arange(len(keys))[::-1]  # of several that want one slot the first, written last, stays
        while len(rest):
            slots = at[rest]
            free = rest[self._keys[slots, 1] == 0]
            self._ids[at[free]] = marks[free]
            winners = free[self._ids[at[free]] == marks[free]]
            self._keys[at[winners]] = keys[winners]
            other = _differ(self._keys[slots], keys[rest])
            found[rest[~other]] = self._ids[slots[~other]]
            rest = rest[other]
            at[rest] = (at[rest] + 1) & self._mask
        return self._settled(found, marks, at)

    def _settled(self, found: Numbers, marks: Numbers, at: Positions) -> tuple[Numbers, Positions]:
        """Numbers without gaps instead of the marks of those that won a slot."""
        new = np.flatnonzero(found == marks)
        settled = np.empty(len(marks), np.uint32)
        settled[new] = self._ids[at[new]] = marks[: len(new)]
        marked = np.flatnonzero(found >= np.uint32(self.count))
        found[marked] = settled[found[marked] - np.uint32(self.count)]
        self.count += len(new)
        return found, new

    def _reserve(self, count: int) -> None:
        """Makes room for so many keys more."""
        if 2 * (self.count + count) <= self._mask:
            return
        kept = np.flatnonzero(self._keys[:, 1])
        old = self._keys[kept[np.argsort(self._ids[kept])]]
        self._allocate((2 * (self.count + count)).bit_length() + 1)
        self.count = 0
        self._add(old)


def _differ(some: Words, others: Words) -> NDArray[np.bool_]:
    """Which keys (n, 2) are not the same."""
    words: NDArray[np.bool_] = some != others
    either: NDArray[np.bool_] = words.view(np.uint16)[:, 0] != 0
    return either


PAIR_TAG, DIGEST_TAG, REST_TAG = 0x7D, 0x7E, 0x7F
"""Tags of keys that no language may have: a dense pair, a digest, the rest of a piece whose start has a number."""

_MORE = np.uint64(0x80 << 56)
_TAG_SHIFT = np.uint64(56)
_FIRST_BYTES = 8
_KEY_BYTES = 15  # the sixteenth holds the tag
_DIGESTED_BYTES = 128  # longer pieces are too rare to be worth a step for every eight bytes
_LOW_BYTES = np.array([(1 << 8 * n) - 1 for n in range(9)], np.uint64)


class UnitKeys:
    """Turns units of text into keys: two units have the same key only if they have the same bytes and tag.

    No text, however hostile, makes one unit pass for another: a unit of up to 15 bytes is its own key; of a
    longer one the first 15 bytes, then each 8 bytes with the number of all before them, get a number in a table
    of starts; the key of one past 128 bytes is a BLAKE2b digest of 15 bytes.
    """

    def __init__(self) -> None:
        self._starts = KeyTable()

    @property
    def size_bytes(self) -> int:
        return self._starts.size_bytes

    def keys(self, data: bytearray, units: Units, tags: Words) -> Words:
        """The keys (units, 2) of the units of `data`; `tags` (units,) from 1 to PAIR_TAG, the way each is analysed."""
        windows = np.ndarray((len(data) - 7,), "<u8", data, 0, (1,))  # the eight bytes from each byte on
        lengths = units.ends - units.starts
        keys = np.empty((len(lengths), 2), np.uint64)
        np.bitwise_and(windows[units.starts], _low(lengths), out=keys[:, 0])
        np.left_shift(tags, _TAG_SHIFT, out=keys[:, 1])
        more = np.flatnonzero(lengths > _FIRST_BYTES)
        keys[more, 1] |= windows[units.starts[more] + _FIRST_BYTES] & _low(np.minimum(lengths[more] - _FIRST_BYTES, 7))
        longer = more[lengths[more] > _KEY_BYTES]
        longest = longer[lengths[longer] > _DIGESTED_BYTES]
        for i in longest.tolist():
            piece = bytes(memoryview(data)[units.starts[i] : units.ends[i]])
            keys[i] = _digest_key(piece, int(tags[i]))
        self._shorten(windows, units, lengths, longer[lengths[longer] <= _DIGESTED_BYTES], keys)
        return keys

    def _shorten(self, windows: Words, units: Units, lengths: Positions, left: Positions, keys: Words) -> None:
        """Replaces the keys of the units numbered `left` by those of their last eight bytes or less."""
        done = _KEY_BYTES
        keys[left, 1] |= _MORE
        while len(left):
            state, _ = self._starts.number(keys[left])
            remaining = lengths[left] - done
            keys[left, 0] = windows[units.starts[left] + done] & _low(remaining)
            keys[left, 1] = state.astype(np.uint64) | np.uint64(REST_TAG << 56)
            left = left[remaining > _FIRST_BYTES]
            keys[left, 1] |= _MORE
            done += _FIRST_BYTES


def _low(lengths: Positions) -> Words:
    """The mask of so many low bytes, at most eight."""
    return _LOW_BYTES.take(lengths, mode="clip")


def _digest_key(piece: bytes, tag: int) -> tuple[int, int]:
    digest = hashlib.blake2b(piece, digest_size=15, salt=bytes([tag])).digest()
    return int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:], "little") | DIGEST_TAG << 56
