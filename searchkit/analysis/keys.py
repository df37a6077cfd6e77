"""Numbers for distinct pieces of text, looked up by the million: exact keys of two machine words in a hash table."""

import hashlib
import secrets

import numpy as np
from numpy.typing import NDArray

from searchkit.analysis.characters import Positions
from searchkit.analysis.units import Units

Words = NDArray[np.uint64]
Pieces = NDArray[np.void]


_FEW_KEYS = 1 << 15
"""A table with less of them grows faster: to put all keys in new places takes as long as to have added them."""


class KeyTable:
    """Keeps two words beside each distinct key of two 64-bit words: open addressing, without a loop over keys.

    The second word of a key is never 0. Slots depend on secret factors, so that no text can be written to
    make probing slow; keys are compared whole, so that none can pass for another.
    """

    def __init__(self) -> None:
        self.count = 0
        self._factors = np.array([secrets.randbits(64) | 1 for _ in range(3)], np.uint64)
        self._allocate(14)

    def _allocate(self, bits: int) -> None:
        self._shift = np.uint64(64 - bits)
        self._mask = (1 << bits) - 1
        # Most of the time goes to fetching rows: none shall lie in two lines of the processor's cache.
        room = np.zeros((4 << bits) + 8, np.uint64)
        first = -room.ctypes.data % 64 // 8
        self._rows = room[first : first + (4 << bits)].reshape(-1, 4)
        # To index columns, or rows as raw bytes, takes a tenth of the time of indexing parts of rows.
        self._taken, self._marks = self._rows[:, 1], self._rows[:, 2]
        self._keys, self._kept = self._rows.view("V16").T

    @property
    def size_bytes(self) -> int:
        return self._rows.nbytes

    def _slots(self, keys: Words) -> Positions:
        mixed = keys[:, 0] * self._factors[0]
        mixed ^= mixed >> np.uint64(32)
        mixed += keys[:, 1] * self._factors[1]
        mixed ^= mixed >> np.uint64(29)
        mixed *= self._factors[2]
        mixed >>= self._shift
        slots: Positions = mixed.view(np.int64)
        return slots

    def find(self, keys: Words) -> tuple[Words, Positions]:
        """What is kept beside each of `keys` (n, 2), (n, 2) too; and which keys, ascending, are not in the table."""
        at = self._slots(keys)
        rows = self._rows.take(at, axis=0, mode="clip")
        absent = [np.arange(0)]
        rest = np.flatnonzero(_differ(rows[:, :2], keys))
        while len(rest):
            taken = rows[:, 1][rest] != 0
            absent.append(rest[~taken])
            rest = rest[taken]
            slots = at[rest] = (at[rest] + 1) & self._mask
            found = self._rows.take(slots, axis=0)
            rows.view("V32")[:, 0][rest] = found.view("V32")[:, 0]
            rest = rest[_differ(found[:, :2], keys.take(rest, axis=0))]
        return rows[:, 2:], np.sort(np.concatenate(absent))

    def add(self, keys: Words) -> tuple[Positions, Positions, Positions]:
        """Takes in keys (n, 2) that are not in the table, but may be equal to each other.

        Gives the number of each among the distinct ones (n,), in order; where each of these is first, and its slot,
        which stays until the next call. What is to be kept beside it goes there, by `keep`.
        """
        self._reserve(len(keys))
        at, raw = self._slots(keys), _raw(keys)
        found = np.empty(len(keys), np.int64)
        rest = np.arange(len(keys))[::-1]  # of several that want one slot the first, written last, stays
        while len(rest):
            slots = at[rest]
            free = self._taken[slots] == 0
            claimed, claims = slots[free], rest[free]
            self._marks[claimed] = claims
            won = self._marks[claimed] == claims
            self._keys[claimed[won]] = raw[claims[won]]
            other = _differ(self._keys[slots].view(np.uint64).reshape(-1, 2), keys.take(rest, axis=0))
            found[rest[~other]] = self._marks[slots[~other]]
            rest = rest[other]
            at[rest] = (at[rest] + 1) & self._mask
        first = np.flatnonzero(found == np.arange(len(keys)))
        numbers = np.empty(len(keys), np.int64)
        numbers[first] = np.arange(len(first))
        self.count += len(first)
        return numbers[found], first, at[first]

    def keep(self, slots: Positions, values: Words) -> None:
        """Keeps two words (n, 2) beside each of the keys in these slots."""
        self._kept[slots] = _raw(values)

    def number(self, keys: Words) -> Words:
        """The number of each of `keys` (n, 2) in the order they came, from 0 on; a new one if need be."""
        kept, missing = self.find(keys)
        numbers = kept[:, 0]
        if len(missing):
            before = self.count
            added, _, slots = self.add(keys[missing])
            new = np.arange(before, self.count, dtype=np.uint64)
            self.keep(slots, np.stack([new, new], axis=1))
            numbers[missing] = added + before
        return numbers

    def _reserve(self, count: int) -> None:
        """Makes room for so many keys more."""
        if 2 * (self.count + count) <= self._mask:
            return
        kept = self._rows.compress(self._taken != 0, axis=0)
        # The oldest first: the commonest keys are found where they are looked for first.
        kept = kept.take(np.argsort(kept[:, 2], kind="stable"), axis=0)
        self._allocate((2 * (self.count + count)).bit_length() + (2 if self.count < _FEW_KEYS else 1))
        self.count = 0
        _, _, slots = self.add(kept[:, :2])
        self.keep(slots, kept[:, 2:])


def _raw(keys: Words) -> Pieces:
    """Keys (n, 2) as raw bytes (n,)."""
    pieces: Pieces = np.ascontiguousarray(keys).view("V16")[:, 0]
    return pieces


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
_HIGH_BITS = np.array([0x8080808080808080, 0x0080808080808080], np.uint64)
_LOW_BYTES = np.array([[(1 << 8 * min(n, 8)) - 1, (1 << 8 * max(n - 8, 0)) - 1] for n in range(16)], np.uint64)


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
        lengths = units.ends - units.starts
        keys = _windows(data, 16)[units.starts].view("<u8").reshape(-1, 2)
        keys &= _LOW_BYTES.take(lengths, axis=0, mode="clip")
        keys[:, 1] |= tags << _TAG_SHIFT
        longer = np.flatnonzero(lengths > _KEY_BYTES)
        longest = longer[lengths[longer] > _DIGESTED_BYTES]
        for i in longest.tolist():
            piece = bytes(memoryview(data)[units.starts[i] : units.ends[i]])
            keys[i] = _digest_key(piece, int(tags[i]))
        self._shorten(_windows(data, 8), units, lengths, longer[lengths[longer] <= _DIGESTED_BYTES], keys)
        return keys

    def _shorten(self, windows: Pieces, units: Units, lengths: Positions, left: Positions, keys: Words) -> None:
        """Replaces the keys of the units numbered `left` by those of their last eight bytes or less."""
        done = _KEY_BYTES
        keys[:, 1][left] |= _MORE
        while len(left):
            state = self._starts.number(keys.take(left, axis=0))
            remaining = lengths[left] - done
            rest = windows[units.starts[left] + done].view("<u8")
            keys[:, 0][left] = rest & _LOW_BYTES[:, 0].take(remaining, mode="clip")
            keys[:, 1][left] = state | np.uint64(REST_TAG << 56)
            left = left[remaining > _FIRST_BYTES]
            keys[:, 1][left] |= _MORE
            done += _FIRST_BYTES


def _windows(data: bytearray, width: int) -> Pieces:
    """So many bytes from each byte on. As raw bytes they may be fetched from anywhere, in half the time of numbers."""
    return np.ndarray((len(data) - width + 1,), f"V{width}", data, 0, (1,))


def may_be_wide(keys: Words) -> NDArray[np.bool_]:
    """Whether the unit of each key may have characters outside ASCII; all that are longer than their keys may."""
    ends_chain = keys[:, 1] >> _TAG_SHIFT >= DIGEST_TAG
    found: NDArray[np.bool_] = ((keys & _HIGH_BITS) != 0).any(axis=1) | ends_chain
    return found


def _digest_key(piece: bytes, tag: int) -> tuple[int, int]:
    digest = hashlib.blake2b(piece, digest_size=15, salt=bytes([tag])).digest()
    return int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:], "little") | DIGEST_TAG << 56
