"""What a posting holds beside document and weight, in Whoosh's six formats: plain lists, and their encoding.

The plain value of a posting is None (Existence), a frequency, a list of positions, or a list of tuples
(position, first character, character after the last, boost – as far as the format has them). A format of
somebody else's has bytes, which are kept as they are.
"""

from collections.abc import Callable, Sequence
from typing import Any

from whoosh import formats
from whoosh.system import pack_uint, unpack_uint

from searchkit.storage.build import PostingKind

_DECODERS: dict[type[formats.Format], str] = {
    formats.Positions: "positions",
    formats.Characters: "characters",
    formats.PositionBoosts: "position_boosts",
    formats.CharacterBoosts: "character_boosts",
}
_KINDS: dict[type[formats.Format], PostingKind] = {
    formats.Existence: PostingKind(),
    formats.Frequency: PostingKind(),
    formats.Positions: PostingKind(positions=True),
    formats.Characters: PostingKind(positions=True, chars=True),
    formats.PositionBoosts: PostingKind(positions=True, boosts=True),
    formats.CharacterBoosts: PostingKind(positions=True, chars=True, boosts=True),
}


def posting_kind(format_: formats.Format) -> PostingKind:
    """Which arrays a field of this format needs."""
    return _KINDS.get(type(format_), PostingKind(opaque=True))


def frequency_of(value: bytes) -> int:
    """The frequency in a value of the Frequency format; 1 where it is none (Whoosh's spelling fields)."""
    return int(unpack_uint(value)[0]) if len(value) == 4 else 1


def decoded(format_: formats.Format, value: bytes) -> Any:
    """The plain value of bytes this process has encoded; never for bytes of a file, for it may unpickle."""
    kind = type(format_)
    if kind is formats.Existence:
        return None
    if kind is formats.Frequency:
        return frequency_of(value)
    if kind not in _DECODERS:
        return value
    return format_.decode_as(_DECODERS[kind], value) if value else []


def encoded(format_: formats.Format, plain: Any) -> bytes:
    """The plain value as the format encodes it."""
    kind = type(format_)
    if kind is formats.Existence:
        return b""
    if kind is formats.Frequency:
        frequency: bytes = pack_uint(plain)
        return frequency
    if kind not in _DECODERS:
        return bytes(plain)
    value = format_.encode(plain)  # type: ignore[attr-defined]  # all four have it
    return bytes(value[0] if isinstance(value, tuple) else value)  # CharacterBoosts gives the sum of boosts too


def combined(format_: formats.Format, values: Sequence[bytes]) -> bytes:
    """One value for several postings of a term in one document."""
    if type(format_) is formats.Frequency:
        frequency: bytes = pack_uint(sum(map(frequency_of, values)))
        return frequency
    if type(format_) in _KINDS:
        return bytes(format_.combine(values))  # type: ignore[attr-defined]  # of these kinds
    return values[0]


def _columns(numbers: tuple[int, ...]) -> Callable[[Any], Any]:
    if len(numbers) == 1:
        return lambda row: row[numbers[0]]
    return lambda row: tuple(row[number] for number in numbers)


_VIEWS: dict[tuple[str, type[formats.Format]], Callable[[Any], Any]] = {
    ("positions", formats.Positions): lambda row: row,
    ("positions", formats.Characters): _columns((0,)),
    ("positions", formats.PositionBoosts): _columns((0,)),
    ("positions", formats.CharacterBoosts): _columns((0,)),
    ("characters", formats.Characters): _columns((0, 1, 2)),
    ("characters", formats.CharacterBoosts): _columns((0, 1, 2)),
    ("position_boosts", formats.Positions): lambda row: (row, 1),
    ("position_boosts", formats.Characters): lambda row: (row[0], 1),
    ("position_boosts", formats.PositionBoosts): _columns((0, 1)),
    ("position_boosts", formats.CharacterBoosts): _columns((0, 3)),
    ("character_boosts", formats.CharacterBoosts): _columns((0, 1, 2, 3)),
}


def value_as(format_: formats.Format, plain: Any, astype: str) -> Any:
    """What the format's decoder of this name makes of the encoded value, without encoding it."""
    view = _VIEWS.get((astype, type(format_)))
    if view is not None:
        return [view(row) for row in plain]
    if astype == "frequency" and type(format_) in _DECODERS:
        return len(plain)
    return format_.decode_as(astype, encoded(format_, plain))
