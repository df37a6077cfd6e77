"""A Whoosh schema as JSON, without pickle: what a stranger's index says of its fields runs no code.

An object is its class, by a name in an explicit list, and its attributes. Reading makes objects of listed
classes only, sets attributes, and compiles regular expressions; nothing is imported by name.
"""

import fnmatch
import logging
import math
import re
import struct
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from whoosh import fields
from whoosh.lang import NoStemmer, stemmer_for_language, two_letter_code
from whoosh.lang.isri import ISRIStemmer
from whoosh.lang.snowball import classes as snowball_stemmers

from searchkit.errors import IndexDamagedError, SearchkitError
from searchkit.storage.whooshcodec.schemaclasses import (
    CHECKS,
    CLASS_NAMES,
    CLASSES,
    DERIVED,
    FUNCTIONS,
    TYPES,
    remade,
)

MAX_DEPTH = 64
MAX_VALUES = 2_000_000
"""Whoosh's largest character table (`whoosh.support.charset.default_charset`) has 87,304 entries."""

_REGEX_FLAGS = re.IGNORECASE | re.MULTILINE | re.DOTALL | re.VERBOSE | re.ASCII | re.UNICODE
_DAMAGE = (re.error, struct.error, StopIteration, NoStemmer)
_DOUBLE = struct.Struct(">d")


class SchemaError(SearchkitError):
    """A schema cannot be kept: its message names the field and what in it is unknown."""


def schema_to_json(schema: fields.Schema) -> dict[str, Any]:
    """The schema as a value `json.dumps` takes; SchemaError where a field holds something of another's making."""
    if type(schema) is not fields.Schema:
        raise SchemaError(f"a schema of class {type(schema).__name__} cannot be kept; use whoosh.fields.Schema")
    return {
        "fields": {name: _of_field(name, field) for name, field in schema._fields.items()},
        "subfields": {name: list(parts) for name, parts in schema._subfields.items()},
        "dynamic": {
            name: {"glob": _glob(name, expression), "field": _of_field(name, field)}
            for name, (expression, field) in schema._dyn_fields.items()
        },
    }


def schema_from_json(value: Any) -> fields.Schema:
    """The schema `schema_to_json` wrote; IndexDamagedError where the value is none of its."""
    try:
        return _Reader().schema(value)
    except SearchkitError:
        raise
    # The value is foreign: whatever is wrong with it shows as any of these.
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError, *_DAMAGE) as error:
        raise IndexDamagedError(f"the schema of the index cannot be read ({error}); see searchkit check") from error


def _glob(name: str, expression: re.Pattern[str]) -> str:
    """The pattern a dynamic field was added by; `name` has a prefix before it where it is a part of another."""
    ends = (name[start:] for start in range(len(name)))
    return next((end for end in ends if fnmatch.translate(end) == expression.pattern), name)


def _of_field(name: str, field: fields.FieldType) -> Any:
    try:
        return _encoded(field, 0)
    except SchemaError as error:
        raise SchemaError(f"field {name!r}: {error}") from None


def _encoded(value: Any, depth: int) -> Any:
    """A value in what JSON knows, by its exact type."""
    if depth > MAX_DEPTH:
        raise SchemaError("it nests too deep to be kept")
    kind = type(value)
    if value is None or kind in (str, bool, int):
        return value
    if kind is float:
        return value if math.isfinite(value) else {"float": _DOUBLE.pack(value).hex()}
    if kind is list:
        return [_encoded(one, depth + 1) for one in value]
    if kind in CLASS_NAMES:
        return _encoded_object(value, depth)
    return _encoded_tagged(value, kind, depth)


def _encoded_object(value: Any, depth: int) -> dict[str, Any]:
    state = {name: one for name, one in vars(value).items() if name not in DERIVED}
    try:
        encoded = {name: _encoded(one, depth + 1) for name, one in state.items()}
    except SchemaError as error:
        raise SchemaError(f"{type(value).__name__}: {error}") from None
    return {"class": CLASS_NAMES[type(value)], "state": encoded}


def _encoded_tagged(value: Any, kind: type, depth: int) -> dict[str, Any]:
    match value:
        case tuple() | set() | frozenset() if kind in (tuple, set, frozenset):
            members = value if kind is tuple else sorted(value, key=repr)
            return {kind.__name__: [_encoded(one, depth + 1) for one in members]}
        case dict() if kind is dict:
            return {"dict": [[_encoded(key, depth + 1), _encoded(one, depth + 1)] for key, one in value.items()]}
        case bytes():
            return {"bytes": value.hex()}
        case Decimal():
            return {"decimal": str(value)}
        case re.Pattern() if isinstance(value.pattern, str):
            return {"pattern": value.pattern, "flags": value.flags}
        case logging.Logger():
            return {"logger": value.name}
        case _:
            return _encoded_name(value)


def _encoded_name(value: Any) -> dict[str, str]:
    """Types and functions go by their names in the list."""
    for tag, table in (("type", TYPES), ("function", FUNCTIONS)):
        for name, listed in table.items():
            if listed is value:
                return {tag: name}
    if language := _stemmer_language(value):
        return {"stemmer": language}
    what = getattr(value, "__qualname__", None) or f"of class {type(value).__name__}"
    raise SchemaError(f"{what} cannot be kept in an index; searchkit knows Whoosh's own fields, analyzers and columns")


def _stemmer_language(value: Any) -> str | None:
    """The language of a stemming function of Whoosh's Snowball stemmers, as `stemmer_for_language` gives it."""
    owner = type(getattr(value, "__self__", None))
    if getattr(value, "__name__", "") != "stem":
        return None
    known = {**snowball_stemmers, "ar": ISRIStemmer}
    return next((language for language, stemmer in known.items() if stemmer is owner), None)


class _Reader:
    """Reads one schema, within bounds."""

    def __init__(self) -> None:
        self._left = MAX_VALUES

    def schema(self, value: Any) -> fields.Schema:
        schema = fields.Schema()
        for name, field in value["fields"].items():
            schema._fields[name] = self._field(field)
        for name, parts in value["subfields"].items():
            if not all(part in schema._fields or part in value["dynamic"] for part in parts):
                raise ValueError(f"field {name!r} has parts that are no fields")
            schema._subfields[name] = [str(part) for part in parts]
        for name, dynamic in value["dynamic"].items():
            expression = re.compile(fnmatch.translate(dynamic["glob"]))
            schema._dyn_fields[name] = (expression, self._field(dynamic["field"]))
        return schema

    def _field(self, value: Any) -> fields.FieldType:
        field = self._decoded(value, 0)
        if not isinstance(field, fields.FieldType):
            raise ValueError(f"{type(field).__name__} is no field")
        return field

    def _decoded(self, value: Any, depth: int) -> Any:
        self._left -= 1
        if depth > MAX_DEPTH or self._left < 0:
            raise ValueError("it is too large")
        if isinstance(value, list):
            return [self._decoded(one, depth + 1) for one in value]
        if not isinstance(value, dict):
            return value
        if "class" in value:
            return self._object(CLASSES[value["class"]], value["state"], depth)
        tag = next(iter(value))
        if tag in ("tuple", "set", "frozenset", "dict"):
            return self._many(tag, value[tag], depth)
        return _TAGS[tag](value)

    def _many(self, tag: str, values: Any, depth: int) -> Any:
        if tag == "dict":
            pairs = ((self._decoded(key, depth + 1), self._decoded(one, depth + 1)) for key, one in values)
            return dict(pairs)
        members = [self._decoded(one, depth + 1) for one in values]
        return _MANY[tag](members)

    def _object(self, cls: type, state: dict[str, Any], depth: int) -> Any:
        made: Any = object.__new__(cls)
        for name, encoded in state.items():
            one = self._decoded(encoded, depth + 1)
            check = CHECKS.get(name)
            if (check and not check(one)) or not _may_be_set(cls, name):
                raise ValueError(f"{cls.__name__} cannot have {name[:40]!r}: {str(encoded)[:40]}")
            vars(made)[name] = one
        return remade(made)


def _may_be_set(cls: type, name: str) -> bool:
    """Attributes only: methods stay those of the class."""
    return name.isidentifier() and not name.startswith("__") and not callable(getattr(cls, name, None))


def _pattern(value: dict[str, Any]) -> re.Pattern[str]:
    if not isinstance(value["pattern"], str) or value["flags"] & ~_REGEX_FLAGS:
        raise ValueError("a regular expression has unknown flags")
    return re.compile(value["pattern"], value["flags"])


def _stemmer(value: dict[str, Any]) -> Callable[[str], str]:
    language = value["stemmer"]
    if two_letter_code(language) != language:
        raise ValueError(f"no stemmer for {language!r}")
    stemmer: Callable[[str], str] = stemmer_for_language(language)
    return stemmer


_MANY: dict[str, Callable[[list[Any]], Any]] = {"tuple": tuple, "set": set, "frozenset": frozenset}
_TAGS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "float": lambda value: _DOUBLE.unpack(bytes.fromhex(value["float"]))[0],
    "bytes": lambda value: bytes.fromhex(value["bytes"]),
    "decimal": lambda value: Decimal(value["decimal"]),
    "pattern": _pattern,
    "logger": lambda value: logging.getLogger(str(value["logger"])[:200]),
    "type": lambda value: TYPES[value["type"]],
    "function": lambda value: FUNCTIONS[value["function"]],
    "stemmer": _stemmer,
}
