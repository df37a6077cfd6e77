"""Which of the versions of one story in a source file is the last one? That can be told only at its end."""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from typing import IO, NamedTuple

from searchkit.sources.base import Unreadable

Key = Callable[[bytes], tuple[str, int] | None]
"""The name that all versions of a story share, and the version; None for what has none."""

_HELD_BYTES = 1 << 23
_SIZE_BYTES = 8
_TOO_LARGE = (1 << 64) - 1


class Version(NamedTuple):
    """A record with its number, counted from 1; None where it is beyond the limit. `later` follows it in the source."""

    number: int
    record: bytes | None
    later: int | None


def versions_of(records: Iterable[bytes | None], key_of: Key) -> Iterator[Version]:
    """Every record in order, each with the version that replaces it, if there is one; the later of equal ones stays.

    The records wait in a temporary file: memory holds one and the keys of all. Unreadable comes after those
    before it.
    """
    last: dict[str, tuple[int, int]] = {}
    keys: list[tuple[str, int] | None] = []
    fault: Unreadable | None = None
    with tempfile.SpooledTemporaryFile(_HELD_BYTES) as spool:
        try:
            for number, record in enumerate(records, 1):
                _write(spool, record)
                keys.append(key_of(record) if record else None)
                if key := keys[-1]:
                    last[key[0]] = max(last.get(key[0], (0, 0)), (key[1], number))
        except Unreadable as error:
            fault = error
        spool.seek(0)
        for number, key in enumerate(keys, 1):
            version, latest = last[key[0]] if key else (None, number)
            yield Version(number, _read(spool), None if latest == number else version)
    if fault:
        raise fault


def _write(spool: IO[bytes], record: bytes | None) -> None:
    size = _TOO_LARGE if record is None else len(record)
    spool.write(size.to_bytes(_SIZE_BYTES, "little"))
    spool.write(record or b"")


def _read(spool: IO[bytes]) -> bytes | None:
    size = int.from_bytes(spool.read(_SIZE_BYTES), "little")
    return None if size == _TOO_LARGE else spool.read(size)
