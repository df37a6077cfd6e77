"""How a segment file is written: fields term by term or in whole arrays, columns, documents."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from searchkit.storage.arrays import AnyArray, ArrayFileWriter, FileStamp
from searchkit.storage.borders import write_borders
from searchkit.storage.columns import BitColumn, BytesColumn, Column, KeyColumn, NumberColumn
from searchkit.storage.documents import write_documents
from searchkit.storage.field import BorderKind
from searchkit.storage.fieldwriter import FieldWriter
from searchkit.storage.termrun import PostingKind, TermRun, WeightKind
from searchkit.storage.texts import TextWriter

__all__ = ["FieldWriter", "PostingKind", "SegmentBuilder", "TermRun", "narrow"]

_FLUSH_POSTINGS = 1 << 18


def narrow(greatest: int) -> str:
    """The smallest unsigned type that holds a number."""
    return "u1" if greatest < 1 << 8 else "u2" if greatest < 1 << 16 else "u4" if greatest < 1 << 32 else "u8"


@dataclass
class _Buffer:
    """Postings given term by term, until there are enough for a run."""

    terms: list[bytes] = field(default_factory=list)
    doc_freqs: list[int] = field(default_factory=list)
    parts: dict[str, list[AnyArray]] = field(default_factory=dict)
    values: list[bytes] = field(default_factory=list)
    postings: int = 0

    def put(self, name: str, values: AnyArray) -> None:
        self.parts.setdefault(name, []).append(np.asarray(values))

    def get(self, name: str) -> AnyArray | None:
        return np.concatenate(self.parts[name]) if name in self.parts else None


class SegmentBuilder:
    """Writes a segment file; a context manager: leaving it without `finish` leaves nothing behind."""

    def __init__(self, path: Path, doc_count: int) -> None:
        self.doc_count = doc_count
        self.writer = ArrayFileWriter(path)
        self._fields: list[dict[str, Any]] = []
        self._columns: list[dict[str, Any]] = []
        self._record: dict[str, Any] = {}
        self._field: FieldWriter | None = None
        self._buffer = _Buffer()

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

    def begin_field(self, name: str, kind: PostingKind, lengths: AnyArray | None, float_weights: bool = False) -> None:
        """A field to be written term by term with `add_term`, up to `end_field`."""
        self._field = self.field(name, kind, lengths, float_weights=float_weights, own_counts=kind.positions)

    def add_term(
        self,
        term: bytes,
        docs: AnyArray,
        weights: AnyArray,
        positions: AnyArray | None = None,
        counts: AnyArray | None = None,
        chars: tuple[AnyArray, AnyArray] | None = None,
        boosts: AnyArray | None = None,
        opaque: Sequence[bytes] | None = None,
    ) -> None:
        """The next term in byte order, with its postings."""
        buffer = self._buffer
        buffer.terms.append(term)
        buffer.doc_freqs.append(len(docs))
        for name, values in (("docs", docs), ("weights", weights), ("positions", positions), ("counts", counts)):
            if values is not None:
                buffer.put(name, values)
        if chars is not None:
            buffer.put("char_starts", chars[0])
            buffer.put("char_ends", chars[1])
        if boosts is not None:
            buffer.put("boosts", boosts)
        buffer.values += opaque or ()
        buffer.postings += len(docs)
        if buffer.postings >= _FLUSH_POSTINGS:
            self._flush()

    def _flush(self) -> None:
        buffer, self._buffer = self._buffer, _Buffer()
        docs, weights = buffer.get("docs"), buffer.get("weights")
        if docs is None or weights is None or self._field is None:
            return
        run = TermRun(
            buffer.terms,
            np.array(buffer.doc_freqs, np.int64),
            docs,
            weights,
            buffer.get("counts"),
            buffer.get("positions"),
            char_starts=buffer.get("char_starts"),
            char_ends=buffer.get("char_ends"),
            boosts=buffer.get("boosts"),
            values=buffer.values or None,
        )
        self._field.write(run)

    def end_field(self) -> None:
        """Closes the field begun with `begin_field`."""
        self._flush()
        assert self._field is not None
        self.end(self._field)
        self._field = None

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

    def add_stored(self, documents: Iterable[bytes]) -> None:
        """The stored fields of all documents, in order."""
        write_documents(self.writer, documents)
        self.writer.collect()

    def add_vector(self, name: str, documents: Sequence[bytes]) -> None:
        """Whatever the vectors of a field are written as; empty where a document has none."""
        self.add_column(f"vector:{name}", BytesColumn(documents))

    def finish(self, meta: dict[str, Any] | None = None) -> FileStamp:
        """Ends the segment: on disk and in its place."""
        own = {"doc_count": self.doc_count, "fields": self._fields, "columns": self._columns}
        return self.writer.finish((meta or {}) | own)
