"""Stored fields as JSON: what JSON knows stands plainly, other values of Python as an object of one marked key.

`{"!date": "2006-01-31"}` is a date; a plain dict that looks like one has its key marked once more
(`{"!!date": …}`). Floats that are no numbers are written as Python's `json` writes them.
"""

import base64
import datetime as dt
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from searchkit.errors import IndexDamagedError

_MARK = "!"
_PLAIN = frozenset((str, float, bool, type(None)))
_SAFE_DIGITS = 4000
"""Python refuses to read or write longer decimal integers (sys.int_info.default_max_str_digits is 4300)."""


def dump_values(values: dict[str, Any]) -> bytes:
    """The values of one document, by field name, as UTF-8 JSON.

    Raises TypeError naming the field where a value is of a type that cannot be kept,
    ValueError where it nests too deep.

    >>> dump_values({"title": "Wheat", "day": dt.date(2006, 1, 31)})
    b'{"title":"Wheat","day":{"!date":"2006-01-31"}}'
    """
    for name, value in values.items():
        kind = type(value)
        if (kind not in _PLAIN and (kind is not int or value.bit_length() > 64)) or name[:1] == _MARK:
            return _encoded(_marked_dict({key: _encodable(key, one) for key, one in values.items()}))
    return _encoded(values)


def _encoded(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _encodable(name: str, value: Any) -> Any:
    try:
        return _plain(value)
    except TypeError as error:
        raise TypeError(f"field {name!r}: {error}") from None
    except RecursionError:
        raise ValueError(f"field {name!r}: the value nests too deep to be stored") from None


def _plain(value: Any) -> Any:
    """The value in what JSON knows."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is list:
        return [_plain(one) for one in value]
    if kind is dict:
        return _plain_dict(value)
    if writer := _WRITERS.get(kind):
        return writer(value)
    return _plain_subclass(value)


def _plain_subclass(value: Any) -> Any:
    """Enumerations, text that knows its language and the like are kept as the plain value they extend."""
    for base in (str, int, float):
        if isinstance(value, base):
            return _plain(base(value) if base is not str else str.__str__(value))
    raise TypeError(f"a value of type {type(value).__name__} cannot be stored; make it text, numbers, lists or dicts")


def _plain_dict(value: dict[Any, Any]) -> Any:
    if all(type(key) is str for key in value):
        return _marked_dict({key: _plain(one) for key, one in value.items()})
    return {"!items": [[_plain(key), _plain(one)] for key, one in value.items()]}


def _marked_dict(value: dict[str, Any]) -> dict[str, Any]:
    """The dict, told apart from a marked value."""
    if len(value) == 1 and next(iter(value))[:1] == _MARK:
        return {_MARK + key: one for key, one in value.items()}
    return value


def _plain_int(value: int) -> Any:
    return value if value.bit_length() < _SAFE_DIGITS * 3 else {"!int": hex(value)}


def _many(tag: str) -> Callable[[Any], Any]:
    return lambda value: {tag: [_plain(one) for one in value]}


_WRITERS: dict[type, Callable[[Any], Any]] = {
    int: _plain_int,
    bytes: lambda value: {"!bytes": base64.b64encode(value).decode("ascii")},
    dt.datetime: lambda value: {"!datetime": value.isoformat()},
    dt.date: lambda value: {"!date": value.isoformat()},
    dt.time: lambda value: {"!time": value.isoformat()},
    dt.timedelta: lambda value: {"!timedelta": [value.days, value.seconds, value.microseconds]},
    Decimal: lambda value: {"!decimal": str(value)},
    complex: lambda value: {"!complex": [value.real, value.imag]},
    tuple: _many("!tuple"),
    set: _many("!set"),
    frozenset: _many("!frozenset"),
}

_READERS: dict[str, Callable[[Any], Any]] = {
    "!int": lambda value: int(value, 16),
    "!bytes": lambda value: base64.b64decode(value, validate=True),
    "!datetime": dt.datetime.fromisoformat,
    "!date": dt.date.fromisoformat,
    "!time": dt.time.fromisoformat,
    "!timedelta": lambda value: dt.timedelta(*value),
    "!decimal": Decimal,
    "!complex": lambda value: complex(*value),
    "!tuple": tuple,
    "!set": set,
    "!frozenset": frozenset,
    "!items": dict,
}


def load_values(raw: bytes) -> dict[str, Any]:
    """The values `dump_values` wrote; IndexDamagedError where the bytes are none of its."""
    try:
        text = raw.decode("utf-8", "surrogatepass")
        # An object whose first key is marked can only be found where these three characters stand.
        values = json.loads(text, object_hook=_unmarked) if '{"!' in text else json.loads(text)
    except (ValueError, TypeError, ArithmeticError, RecursionError) as error:
        raise IndexDamagedError(
            f"the stored fields of a document cannot be read ({error}); see searchkit check"
        ) from error
    if type(values) is not dict:
        raise IndexDamagedError("the stored fields of a document are no object; see searchkit check")
    return values


def _unmarked(value: dict[str, Any]) -> Any:
    if len(value) != 1:
        return value
    [(key, one)] = value.items()
    if key[:2] == _MARK * 2:
        return {key[1:]: one}
    if key[:1] != _MARK:
        return value
    reader = _READERS.get(key)
    if reader is None:
        raise ValueError(f"no value is marked {key[:20]!r}")
    return reader(one)
