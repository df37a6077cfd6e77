"""Columns: a value for each document of a segment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchkit.storage.arrays import AnyArray, ArrayFile
from searchkit.storage.texts import Texts


@dataclass(frozen=True, slots=True)
class NumberColumn:
    """A number for each document."""

    values: AnyArray
    default: int | float = 0


@dataclass(frozen=True, slots=True)
class KeyColumn:
    """A byte string for each document out of few or many that are kept once, in order: `keys[ids[doc]]`."""

    ids: AnyArray
    keys: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class BytesColumn:
    """A byte string of its own for each document."""

    texts: Sequence[bytes]

    def get(self, doc: int) -> bytes:
        """The value of a document."""
        return self.texts[doc]


@dataclass(frozen=True, slots=True)
class BitColumn:
    """Yes or no for each document."""

    values: NDArray[np.bool_]


Column = NumberColumn | KeyColumn | BytesColumn | BitColumn


def read_column(file: ArrayFile, prefix: str, record: Mapping[str, Any], doc_count: int) -> Column:
    """A column of a segment file; ValueError where it is none of so many documents."""

    def sized(name: str) -> AnyArray:
        values = file.get(prefix + name)
        if len(values) != doc_count:
            raise ValueError(prefix + name)
        return values

    match record["kind"]:
        case "number":
            return NumberColumn(sized("values"), record.get("default", 0))
        case "bit":
            return BitColumn(sized("values").astype(bool))
        case "key":
            return KeyColumn(sized("ids"), Texts(file, prefix + "texts", prefix + "ends"))
        case "bytes":
            return BytesColumn(Texts(file, prefix + "texts", prefix + "ends"))
    raise ValueError("column")
