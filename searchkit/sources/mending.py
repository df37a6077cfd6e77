"""Mends text that was UTF-8, was taken for a single-byte encoding, and was written as UTF-8 again: `Ã©` is `é`.

Own code and not ftfy, which also mends single characters among right ones: here the whole text must have come about
so, every letter beyond ASCII of it. Other text stays as it is.
"""

import re
from functools import cache
from typing import Any, TypeVar

from searchkit.sources.base import Source

MENDED = ", double encoding mended"
"""What `Decoded.how` and `Decoding.how` end with where a text was mended."""

# The encodings it was taken for: the letters that leading bytes of UTF-8 are in them are those of these two ranges.
_TAKEN_FOR = {"cp1252": ("À", "ÿ"), "cp1251": ("А", "я")}
_TIMES = 3
_MAX_DEPTH = 20

_FIRST = re.compile("[^\x00-\x7f]{2}|[^\x00-\x7f]")
_RUN = re.compile("[^\x00-\x7f]+")
_IN_WORD = re.compile("[^\\W\\d_][^\x00-\x7f]|[^\x00-\x7f][^\\W\\d_]")
# A letter beyond ASCII as JSON escapes it, taken apart into two or three.
_ESCAPED = re.compile(r"\\u00[c-f][0-9a-f]\\u", re.IGNORECASE)

Value = TypeVar("Value")


def mended(text: str) -> str:
    """The text behind one that was encoded twice or more; any other text itself."""
    if text.isascii():
        return text
    for _ in range(_TIMES):
        codec = _taken_for(text)
        better = _decoded(text, codec) if codec else ""
        if not better or not _is_sure(better):
            break
        text = better
    return text


def mended_record(record: Value, source: Source, raw: str | None = None) -> Value:
    """A record of JSON values with all its texts mended, which is noted with its source.

    `raw` is the record as it was written, if it was: it tells most of them at once.
    """
    decoding = source.decoding
    decoding.how = decoding.how.removesuffix(MENDED)
    if raw is not None and not _may_be_double(raw):
        return record
    better: Value = _mended_value(record)
    if better != record:
        decoding.how += MENDED
    return better


def _may_be_double(raw: str) -> bool:
    return bool(_taken_for(raw)) or ("\\u00" in raw and _ESCAPED.search(raw) is not None)


def _taken_for(text: str) -> str:
    """Which encoding the first two letters beyond ASCII may have been taken for; in nearly all texts none."""
    first = _FIRST.search(text) if not text.isascii() else None
    if first is None or len(first[0]) == 1:
        return ""
    lead, follower = first[0][0], first[0][1]
    return next((codec for codec, (a, z) in _TAKEN_FOR.items() if a <= lead <= z and not a <= follower <= z), "")


def _mended_value(value: Any, depth: int = 0) -> Any:
    if isinstance(value, str):
        return mended(value)
    if depth > _MAX_DEPTH:
        return value
    if isinstance(value, list):
        return [_mended_value(part, depth + 1) for part in value]
    if isinstance(value, dict):
        return {mended(name): _mended_value(part, depth + 1) for name, part in value.items()}
    return value


def _is_sure(text: str) -> bool:
    """Whether what came out is text: letters in a word, or several signs. A lone `Ã©` may be what is written about."""
    return len(_RUN.findall(text)) > 1 or _IN_WORD.search(text) is not None


def _decoded(text: str, codec: str) -> str:
    """The bytes that `text` is in a codec, read as UTF-8; empty where they are none."""
    try:
        return text.translate(_bytes_of(codec)).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return ""


@cache
def _bytes_of(codec: str) -> dict[int, int]:
    """The byte of each character of a codec. A byte without one became a control; what it does not have is no byte."""
    table = dict.fromkeys(range(0xA0, 0x100), 0xFFFF)
    for byte in range(0x80, 0x100):
        if character := bytes([byte]).decode(codec, "ignore"):
            table[ord(character)] = byte
    return table
