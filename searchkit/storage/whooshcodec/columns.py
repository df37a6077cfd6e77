"""Whoosh's columns over our four kinds: which kind holds which, and readers that behave as Whoosh's own.

Numbers stay numbers. Short byte strings (what one sorts by) become keys: each kept once, in order. All other
values become byte strings of their own; what is no bytes goes through `storage.values`, never through pickle.
"""

import array
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from whoosh import columns
from whoosh.util.numeric import typecode_max, typecode_min

from searchkit.errors import IndexDamagedError
from searchkit.storage.segment import BitColumn, BytesColumn, Column, KeyColumn, NumberColumn
from searchkit.storage.values import dump_values, load_values

_NUMBER_TYPES = dict(zip("bBhHiIlLqQfd", "i1 u1 i2 u2 i4 u4 i4 u4 i8 u8 f4 f8".split(), strict=True))


def _is_keyed(column: columns.Column) -> bool:
    """Whether its values are plain bytes to sort by. (Whoosh's numbers are a subclass of fixed bytes.)"""
    if isinstance(column, (columns.NumericColumn, columns.StructColumn)):
        return False
    return isinstance(column, (columns.VarBytesColumn, columns.RefBytesColumn, columns.FixedBytesColumn))


class ColumnDraft:
    """A column being written, document after document; `finish` gives it whole.

    Documents without a value have `default`, as it is kept.
    """

    def __init__(self, default: Any) -> None:
        self.default = default
        self._values: list[Any] = []

    def encoded(self, value: Any) -> Any:
        """What is kept of a value; an error where it does not fit."""
        return value

    def put(self, doc: int, encoded: Any) -> None:
        """The encoded value of a document; documents come in ascending order."""
        self._values.extend([self.default] * (doc - len(self._values)))
        self._values.append(encoded)

    def values(self, doc_count: int) -> list[Any]:
        """The values of all documents."""
        return self._values[:doc_count] + [self.default] * (doc_count - len(self._values))

    def finish(self, doc_count: int) -> Column:
        """The column over this many documents."""
        raise NotImplementedError


class _NumberDraft(ColumnDraft):
    def __init__(self, column: columns.NumericColumn) -> None:
        super().__init__(column._default)
        self._pack = struct.Struct(f"<{column._typecode}").pack
        self._dtype = f"<{_NUMBER_TYPES[column._typecode]}"
        self._packed = bytearray()
        self._filler = self._pack(column._default)

    def encoded(self, value: Any) -> Any:
        """Raises struct.error where the number does not fit, as Whoosh does."""
        return self._pack(value)

    def put(self, doc: int, encoded: Any) -> None:
        self._fill(doc)
        self._packed += encoded

    def _fill(self, doc_count: int) -> None:
        self._packed += self._filler * (doc_count - len(self._packed) // len(self._filler))

    def finish(self, doc_count: int) -> Column:
        self._fill(doc_count)
        return NumberColumn(np.frombuffer(bytes(self._packed), self._dtype)[:doc_count], self.default)


class _KeyDraft(ColumnDraft):
    def __init__(self, column: columns.Column) -> None:
        super().__init__(column.default_value())
        self._size = getattr(column, "_fixedlen", 0)

    def encoded(self, value: Any) -> Any:
        if not isinstance(value, bytes) or (self._size and len(value) != self._size):
            raise ValueError(f"{value!r} is not bytes of the column's length")
        return value

    def finish(self, doc_count: int) -> Column:
        values = self.values(doc_count)
        keys = sorted(set(values))
        numbers = {key: number for number, key in enumerate(keys)}
        return KeyColumn(np.fromiter(map(numbers.__getitem__, values), np.uint32, doc_count), keys)


class _BitDraft(ColumnDraft):
    def __init__(self) -> None:
        super().__init__(False)

    def finish(self, doc_count: int) -> Column:
        return BitColumn(np.array(self.values(doc_count), bool))


@dataclass(frozen=True, slots=True)
class _Coding:
    """How values become bytes and bytes values; documents without one have `default`."""

    encode: Callable[[Any], bytes]
    decode: Callable[[bytes], Any]
    default: bytes = b""


class _BytesDraft(ColumnDraft):
    def __init__(self, coding: _Coding) -> None:
        super().__init__(coding.default)
        self._encode = coding.encode

    def encoded(self, value: Any) -> Any:
        return self._encode(value)

    def finish(self, doc_count: int) -> Column:
        return BytesColumn(self.values(doc_count))


class _ClampedDraft(_NumberDraft):
    """Numbers out of range become the nearest in range. (Whoosh 3.54 makes every value the greatest.)"""

    def __init__(self, column: columns.NumericColumn) -> None:
        super().__init__(column)
        self._range = typecode_min[column._typecode], typecode_max[column._typecode]

    def encoded(self, value: Any) -> Any:
        least, greatest = self._range
        return super().encoded(min(max(value, least), greatest))


def _coding(column: columns.Column) -> _Coding | None:
    match column:
        case columns.CompressedBytesColumn() | columns.CompressedBlockColumn():
            return _Coding(bytes, bytes)
        case columns.StructColumn():
            packing = struct.Struct(column._spec)
            return _Coding(lambda value: packing.pack(*value), packing.unpack, packing.pack(*column._default))
        case columns.PickleColumn():
            return _Coding(lambda value: b"" if value is None else dump_values({"": value}), _decoded_any)
        case columns.VarBytesListColumn():
            return _Coding(lambda value: dump_values({"": list(value)}), lambda raw: _decoded_any(raw) or [])
        case columns.FixedBytesListColumn():
            size = column._fixedlen
            return _Coding(b"".join, lambda raw: [raw[at : at + size] for at in range(0, len(raw), size)])
    return None


def _decoded_any(raw: bytes) -> Any:
    return load_values(raw).get("") if raw else None


def column_draft(column: columns.Column) -> ColumnDraft:
    """The draft for a Whoosh column; TypeError for a class that is not Whoosh's own."""
    if coding := _coding(column):
        return _BytesDraft(coding)
    match column:
        case columns.NumericColumn():
            return _NumberDraft(column)
        case columns.ClampedNumericColumn():
            return _ClampedDraft(column._child)
        case columns.BitColumn():
            return _BitDraft()
        case _ if _is_keyed(column):
            return _KeyDraft(column)
    raise TypeError(f"columns of class {type(column).__name__} cannot be kept")


def _unclamped(column: columns.Column) -> columns.Column:
    """The column of numbers within one that clamps them."""
    if not isinstance(column, columns.ClampedNumericColumn):
        return column
    child: columns.Column = column._child
    return child


def missing_value(column: columns.Column, reverse: bool) -> Any:
    """What a document has in a column that its segment lacks; in reverse, if it is to be sorted so."""
    if coding := _coding(column):
        return coding.decode(coding.default)
    return _unclamped(column).default_value(reverse)


class _Reader(columns.ColumnReader):
    """A column of a segment as Whoosh reads it."""

    def __init__(self, doc_count: int) -> None:
        self._doccount = doc_count

    def __iter__(self) -> Iterator[Any]:
        return map(self.__getitem__, range(self._doccount))

    def __getitem__(self, docnum: int) -> Any:
        raise NotImplementedError


class NumberReader(_Reader):
    """Numbers; sorts in reverse where it is told to."""

    def __init__(self, column: NumberColumn, typecode: str) -> None:
        super().__init__(len(column.values))
        self.values = column.values
        self._typecode = typecode
        self._reverse = False

    def __getitem__(self, docnum: int) -> Any:
        return self.values[docnum].item()

    def __iter__(self) -> Iterator[Any]:
        return iter(self.values.tolist())

    def sort_key(self, docnum: int) -> Any:
        """The number, or its negative."""
        return 0 - self[docnum] if self._reverse else self[docnum]

    def load(self) -> Any:
        """All numbers."""
        return list(self) if self._typecode in "qQ" else array.array(self._typecode, self)

    def set_reverse(self) -> None:
        """Sort keys descend from now on."""
        self._reverse = True


class BitReader(_Reader):
    """Yes or no; sorts in reverse where it is told to."""

    def __init__(self, column: BitColumn) -> None:
        super().__init__(len(column.values))
        self.values = column.values
        self._reverse = False

    def __getitem__(self, docnum: int) -> bool:
        return bool(self.values[docnum])

    def sort_key(self, docnum: int) -> Any:
        """1 or 0."""
        return int(self[docnum] ^ self._reverse)

    def set_reverse(self) -> None:
        """Sort keys are turned around from now on."""
        self._reverse = True


class KeyReader(_Reader):
    """Byte strings that are kept once each."""

    def __init__(self, column: KeyColumn) -> None:
        super().__init__(len(column.ids))
        self.ids, self.keys = column.ids, column.keys

    def __getitem__(self, docnum: int) -> bytes:
        return self.keys[int(self.ids[docnum])]

    def __iter__(self) -> Iterator[bytes]:
        keys = list(self.keys)
        return (keys[number] for number in self.ids.tolist())


class BytesReader(_Reader):
    """Byte strings, and whatever they stand for."""

    def __init__(
        self, kept: BytesColumn, doc_count: int, decode: Callable[[bytes], Any], column: columns.Column
    ) -> None:
        super().__init__(doc_count)
        self._kept, self._decode, self._column = kept, decode, column

    def __getitem__(self, docnum: int) -> Any:
        return self._decode(self._kept.get(docnum))

    def sort_key(self, docnum: int) -> Any:
        """The value; of a list the first one (none comes first); of what has no order its bytes."""
        if isinstance(self._column, columns.PickleColumn):
            return self._kept.get(docnum)
        return (self[docnum] or [b""])[0] if self._column.stores_lists() else self[docnum]


def column_reader(name: str, kept: Column, column: columns.Column, doc_count: int) -> columns.ColumnReader:
    """A reader as `column.reader` gives; IndexDamagedError where what is kept is of another kind."""
    number = _unclamped(column)
    coding = _coding(column)
    match kept:
        case NumberColumn() if isinstance(number, columns.NumericColumn):
            return NumberReader(kept, number._typecode)
        case BitColumn() if isinstance(column, columns.BitColumn):
            return BitReader(kept)
        case KeyColumn() if _is_keyed(column):
            return KeyReader(kept)
        case BytesColumn() if coding or _is_keyed(column):
            return BytesReader(kept, doc_count, coding.decode if coding else bytes, column)
    raise IndexDamagedError(f"column {name!r} is not what the schema says; see searchkit check")
