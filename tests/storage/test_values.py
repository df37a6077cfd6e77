"""Stored fields survive JSON, whatever Python value they are."""

import datetime as dt
import enum
import math
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.errors import IndexDamagedError
from searchkit.storage.values import dump_values, load_values

keys = st.text(max_size=4) | st.sampled_from(["!", "!!", "!date", "!tuple", "!!set"])
atoms = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(st.characters(), max_size=6)
    | st.binary(max_size=6)
    | st.datetimes(timezones=st.sampled_from([None, dt.UTC, dt.timezone(dt.timedelta(hours=-3))]))
    | st.dates()
    | st.times()
    | st.timedeltas()
    | st.decimals(allow_nan=False)
    | st.complex_numbers(allow_nan=False)
)
hashables = atoms | st.frozensets(st.integers(), max_size=3) | st.tuples(st.integers(), st.text(max_size=2))
values = st.recursive(
    atoms,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(keys, inner, max_size=3)
        | st.dictionaries(hashables, inner, max_size=3)
        | st.tuples(inner, inner)
        | st.sets(hashables, max_size=3)
        | st.frozensets(hashables, max_size=3)
    ),
    max_leaves=8,
)


def typed(value: Any) -> Any:
    """The value with its types, so that True is not 1 and (1,) not [1]."""
    if isinstance(value, dict):
        return dict, [(typed(key), typed(one)) for key, one in value.items()]
    if isinstance(value, (list, tuple)):
        return type(value), [typed(one) for one in value]
    if isinstance(value, (set, frozenset)):
        return type(value), {typed(one) if not isinstance(one, (tuple, frozenset)) else one for one in value}
    return type(value), value


@given(st.dictionaries(keys, values, max_size=4))
def test_every_value_is_read_as_it_was_written(fields: dict[str, Any]) -> None:
    assert typed(load_values(dump_values(fields))) == typed(fields)


def test_plain_values_stand_plainly() -> None:
    assert dump_values({"title": "Ürün", "n": 3}) == '{"title":"Ürün","n":3}'.encode()


def test_numbers_that_are_none() -> None:
    found = load_values(
        dump_values({"a": math.inf, "b": -math.inf, "c": math.nan, "d": Decimal("NaN"), "e": [math.nan]})
    )
    assert (found["a"], found["b"], str(found["c"]), str(found["d"]), str(found["e"])) == (
        math.inf, -math.inf, "nan", "NaN", "[nan]",
    )  # fmt: skip


def test_integers_of_any_length() -> None:
    assert load_values(dump_values({"n": 7**9000})) == {"n": 7**9000}


def test_enumerations_become_what_they_extend() -> None:
    colour = enum.IntEnum("colour", "red")
    assert load_values(dump_values({"c": colour.red})) == {"c": 1}


def test_lone_surrogates_are_kept() -> None:
    assert load_values(dump_values({"t": "a\ud800"})) == {"t": "a\ud800"}


@pytest.mark.parametrize("value", [object(), [object()], {"a": {1: object()}}, print, range(3)])
def test_what_cannot_be_kept_is_named(value: Any) -> None:
    with pytest.raises(TypeError, match="field 'body': a value of type"):
        dump_values({"id": 1, "body": value})


def test_a_value_that_holds_itself() -> None:
    loop: list[Any] = []
    loop.append(loop)
    with pytest.raises(ValueError, match="field 'body': the value nests too deep"):
        dump_values({"body": loop})


@pytest.mark.parametrize(
    "raw",
    [b"", b"[1]", b'"x"', b"{", b"\xff", b'{"a":{"!run":1}}', b'{"a":{"!date":1}}', b'{"a":{"!set":[[1]]}}',
     b'{"a":{"!timedelta":[9e99]}}', b'{"a":{"!decimal":"x"}}', b'{"a":' + b"[" * 100000, b'{"!set":[1]}'],
)  # fmt: skip
def test_foreign_bytes_are_an_error(raw: bytes) -> None:
    with pytest.raises(IndexDamagedError):
        load_values(raw)
