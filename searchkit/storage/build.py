"""How a segment file is written: fields in runs of terms, columns, documents."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from searchkit.storage.arrays import AnyArray, ArrayFileWriter, FileStamp
from searchkit.storage.borders import write_borders
from searchkit.storage.columns import BitColumn, BytesColumn, Column, KeyColumn, NumberColumn
from searchkit.storage.field import BorderKind
from searchkit.storage.fieldwriter import FieldWriter
from searchkit.storage.termrun import PostingKind, TermRun, WeightKind
from searchkit.storage.texts import TextWriter

__all__ = ["FieldWriter", "PostingKind", "SegmentBuilder", "TermRun", "narrow"]


def narrow(greatest: int) -> str:
    """The smallest unsigned type that holds a number."""
    return "u1" if greatest < 1 << 8 else "u2" if greatest < 1 << 16 else "u4" if greatest < 1 << 32 else "u8"


class SegmentBuilder:
    """Writes a segment file; a context manager: leaving it without `finish` leaves nothing behind."""

    def __init__(self, path: Path, doc_count: int) -> None:
        self.doc_count = doc_count
        self.writer = ArrayFileWriter(path)
        self._fields: list[dict[str, Any]] = []
        self._columns: list[dict[str, Any]] = []
        self._record: dict[str, Any] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.writer.__exit__(kind, error, trace)

    def field(
        self,
        name: str,
        kind: PostingKind,
        lengths: AnyArray | None,
        *,
        float_weights: bool = False,
        unit_weights: bool = False,
        own_counts: bool = False,
    ) -> FieldWriter:
        """A field to be written in runs, up to its `finish`, before the next one begins.

        `unit_weights`: every weight is 1; `own_counts`: a posting's number of positions may differ from it.
        """
        self._record = {"name": name} | {
            flag: getattr(kind, flag) for flag in ("positions", "forms", "chars", "boosts")
        }
        weights: WeightKind = "float" if float_weights else "unit" if unit_weights else "whole"
        kind = replace(kind, weights=weights, own_counts=own_counts)
        return FieldWriter(self.writer, f"f{len(self._fields)}.", kind, lengths, self.doc_count)

    def end(self, target: FieldWriter) -> None:
        """Closes a field that was written in runs."""
        self._fields.append(self._record | target.finish())

    def add_column(self, name: str, column: Column) -> None:
        """A column, a value for each document."""
        prefix = f"c{len(self._columns)}."
        record: dict[str, Any] = {"name": name}
        match column:
            case NumberColumn():
                record |= {"kind": "number", "default": column.default}
                self.writer.add(prefix + "values", column.values)
            case BitColumn():
                record["kind"] = "bit"
                self.writer.add(prefix + "values", column.values.astype(np.uint8))
            case KeyColumn():
                record["kind"] = "key"
                self.writer.add(prefix + "ids", column.ids.astype(narrow(max(len(column.keys) - 1, 0))))
                self._add_texts(prefix, column.keys)
            case BytesColumn():
                record["kind"] = "bytes"
                self._add_texts(prefix, column.texts)
        self._columns.append(record)

    def _add_texts(self, prefix: str, texts: Sequence[bytes]) -> None:
        stream = TextWriter(self.writer, prefix + "texts", prefix + "ends")
        stream.write(texts)
        self.writer.collect()
        stream.finish()

    def add_borders(self, number: int, kind: BorderKind, starts: AnyArray, counts: AnyArray) -> None:
        """The first token of each sentence, paragraph or passage; `counts` of them in each document.

        `number` is the field's, in the order the fields were written.
        """
        write_borders(self.writer, f"f{number}.{kind}", starts, counts)

    def add_vector(self, name: str, documents: Sequence[bytes]) -> None:
        """Whatever the vectors of a field are written as; empty where a document has none."""
        self.add_column(f"vector:{name}", BytesColumn(documents))

    def finish(self, meta: dict[str, Any] | None = None) -> FileStamp:
        """Ends the segment: on disk and in its place."""
        own = {"doc_count": self.doc_count, "fields": self._fields, "columns": self._columns}
        return self.writer.finish((meta or {}) | own)
