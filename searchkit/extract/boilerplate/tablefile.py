"""A table of boilerplate as bytes: a line of JSON that says what follows, then numbers, compressed.

Everything is checked at reading, as if a stranger had written it.
"""

import json
import sys
import zlib
from array import array
from typing import Any

from searchkit.extract.boilerplate.counts import MOST_COUNTS, MOST_SOURCES, TABLE_BITS, Counts, SeenOnce
from searchkit.extract.boilerplate.table import MOST_EXAMPLE_CHARS, MOST_LEARNT, BoilerplateTable

FORMAT = "searchkit boilerplate 1"
MOST_OVERRULES = 100_000
_MOST_HEADER_BYTES = 64 << 20
_LEVEL = 1


class TableFormatError(ValueError):
    """These bytes are no table; says what is wrong with them."""


def table_to_bytes(table: BoilerplateTable) -> bytes:
    """The table whole; equal tables give equal bytes."""
    counts = table.counts
    keys = sorted(counts.counts)
    once = [bytes(bits) for bits in counts.once.tables()]
    header = {
        "format": FORMAT,
        "stories": dict(sorted(counts.stories.items())),
        "overrules": [[source, number, verdict] for (source, number), verdict in sorted(table.overrules.items())],
        "examples": [[*place, *found] for place, found in sorted(table.examples.items())],
        "counts": len(keys),
        "once": [len(bits) for bits in once],
    }
    parts = [_little(array("Q", keys)), _little(array("I", [min(counts.counts[key], _MOST) for key in keys])), *once]
    return json.dumps(header, ensure_ascii=True).encode() + b"\n" + zlib.compress(b"".join(parts), _LEVEL)


_MOST = (1 << 32) - 1
_KEY_BYTES, _COUNT_BYTES = 8, 4


def table_from_bytes(data: bytes) -> BoilerplateTable:
    """The table in these bytes; TableFormatError for anything but one as it was written."""
    try:
        return _table(data)
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError, zlib.error) as error:
        raise TableFormatError(f"it holds no table of boilerplate: {error}") from error


def _table(data: bytes) -> BoilerplateTable:
    line, _, packed = data.partition(b"\n")
    header = json.loads(line) if len(line) <= _MOST_HEADER_BYTES else {}
    if header.get("format") != FORMAT:
        raise ValueError("its format is another one")
    count, sizes = _count(header["counts"], MOST_COUNTS), header["once"]
    if any(size * 8 != 1 << bits for size, bits in zip(sizes, TABLE_BITS, strict=False)) or len(sizes) > len(
        TABLE_BITS
    ):
        raise ValueError("its tables are of another size")
    raw = _unpacked(packed, count * (_KEY_BYTES + _COUNT_BYTES) + sum(sizes))
    keys, rest = _numbers("Q", raw[: count * _KEY_BYTES]), raw[count * _KEY_BYTES :]
    counted = dict(zip(keys, _numbers("I", rest[: count * _COUNT_BYTES]), strict=True))
    rest = rest[count * _COUNT_BYTES :]
    once: list[bytearray] = []
    for size in sizes:
        once.append(bytearray(rest[:size]))
        rest = rest[size:]
    return BoilerplateTable(Counts(counted, _stories(header), SeenOnce(once)), _overrules(header), _examples(header))


def _unpacked(packed: bytes, size: int) -> bytes:
    unpacker = zlib.decompressobj()
    raw = unpacker.decompress(packed, size + 1)
    if len(raw) != size or not unpacker.eof:
        raise ValueError("it is cut off")
    return raw


def _numbers(kind: str, raw: bytes) -> "array[int]":
    numbers = array(kind)
    numbers.frombytes(raw)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def _little(numbers: "array[int]") -> bytes:
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


def _stories(header: Any) -> dict[str, int]:
    stories = header["stories"]
    if type(stories) is not dict or len(stories) > MOST_SOURCES + 1:
        raise ValueError("it has too many sources")
    return {source: _count(count, _MOST) for source, count in stories.items()}


def _overrules(header: Any) -> dict[tuple[str, int], Any]:
    overrules = header["overrules"]
    if len(overrules) > MOST_OVERRULES or any(verdict not in ("keep", "drop") for _, _, verdict in overrules):
        raise ValueError("a verdict is none")
    return {(_text(source), _count(number, 1 << 64)): verdict for source, number, verdict in overrules}


def _examples(header: Any) -> dict[tuple[str, int], tuple[str, str]]:
    examples = header["examples"]
    if len(examples) > MOST_LEARNT + MOST_OVERRULES:
        raise ValueError("it has too many examples")
    return {
        (_text(source), _count(number, 1 << 64)): (_text(reason), _text(text))
        for source, number, reason, text in examples
    }


def _text(value: Any) -> str:
    if type(value) is not str or len(value) > MOST_EXAMPLE_CHARS:
        raise ValueError("a text is missing or too long")
    return value


def _count(value: Any, most: int) -> int:
    if type(value) is not int or not 0 <= value <= most:
        raise ValueError("a number is missing or too great")
    return value
