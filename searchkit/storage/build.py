"""How a segment file is written: fields term by term or in whole arrays, columns, documents."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from searchkit.storage.arrays import AnyArray, ArrayFileWriter, ArrayStream, FileStamp
from searchkit.storage.documents import write_documents
from searchkit.storage.segment import BitColumn, BorderKind, BytesColumn, Column, KeyColumn, NumberColumn

_FLUSH_POSTINGS = 1 << 18


@dataclass(frozen=True, slots=True)
class PostingKind:
    """What a field keeps of each posting beside document and weight."""

    positions: bool = False
    chars: bool = False
    boosts: bool = False
    forms: bool = False
    opaque: bool = False


@dataclass(frozen=True, slots=True)
class TermRun:
    """The postings of neighbouring terms, as arrays.

    T terms in byte order with P postings, `doc_freqs` (T,) of them each; `docs` and `weights` (P,);
    `counts` (P,) positions of each posting, None where they equal the weights; `positions`, `forms`,
    chars and boosts (Q,). Forms number the written shapes of their term from 0; `shapes` holds those of
    all terms, `shape_counts` (T,) of them each.
    """

    terms: Sequence[bytes]
    doc_freqs: AnyArray
    docs: AnyArray
    weights: AnyArray
    counts: AnyArray | None = None
    positions: AnyArray | None = None
    forms: AnyArray | None = None
    shapes: Sequence[bytes] = ()
    shape_counts: AnyArray | None = None
    char_starts: AnyArray | None = None
    char_ends: AnyArray | None = None
    boosts: AnyArray | None = None
    values: Sequence[bytes] | None = None


def narrow(greatest: int) -> str:
    """The smallest unsigned type that holds a number."""
    return "u1" if greatest < 1 << 8 else "u2" if greatest < 1 << 16 else "u4" if greatest < 1 << 32 else "u8"


class _CountStream:
    """Writes what `segment.Counts` reads."""

    def __init__(self, writer: ArrayFileWriter, name: str) -> None:
        self._small = writer.stream(name, "u1")
        self._writer, self._name = writer, name
        self._big_at: list[AnyArray] = []
        self._big: list[AnyArray] = []

    def write(self, values: AnyArray) -> None:
        big = np.flatnonzero(values > 254)
        if len(big):
            self._big_at.append(big.astype(np.uint64) + np.uint64(self._small.count))
            self._big.append(values[big].astype(np.uint32))
        self._small.write(np.minimum(values, 255))

    def finish(self) -> None:
        if self._big:
            self._writer.add(f"{self._name}.at", np.concatenate(self._big_at))
            self._writer.add(f"{self._name}.big", np.concatenate(self._big))


class _TextStream:
    """Writes what `segment.Texts` reads."""

    def __init__(self, writer: ArrayFileWriter, blob: str, ends: str) -> None:
        self._blob = writer.stream(blob, "u1")
        self._writer, self._ends_name = writer, ends
        self._lengths: list[AnyArray] = []

    def write(self, texts: Sequence[bytes]) -> None:
        self._blob.write(np.frombuffer(b"".join(texts), np.uint8))
        self._lengths.append(np.fromiter(map(len, texts), np.uint32, len(texts)))

    def finish(self) -> None:
        self._writer.add(self._ends_name, running_ends(self._lengths))


def running_ends(counts: Sequence[AnyArray]) -> AnyArray:
    """0 and the running sums of all counts, in the narrowest of uint32 and uint64."""
    lengths = np.concatenate([np.zeros(1, np.uint64), *(part.astype(np.uint64) for part in counts)])
    ends = np.cumsum(lengths, dtype=np.uint64)
    return ends.astype(np.uint32) if int(ends[-1]) < 1 << 32 else ends


class FieldWriter:
    """One field of a segment being written, run of terms after run of terms."""

    def __init__(
        self, writer: ArrayFileWriter, prefix: str, record: dict[str, Any], kind: PostingKind, lengths: AnyArray | None
    ) -> None:
        self.writer, self.prefix, self.kind, self.record = writer, prefix, kind, record
        self.lengths = lengths
        floats, units = record.pop("float_weights"), record.pop("unit_weights")
        self._own_counts = floats or bool(record.pop("own_counts"))
        self._weights_as = "float" if floats else "unit" if units else "whole"
        self._streams: dict[str, ArrayStream] = {}
        self._doc_freqs: list[AnyArray] = []
        self._position_counts: list[AnyArray] = []
        self._shape_counts: list[AnyArray] = []
        self._heaviest: list[AnyArray] = []
        self._shortest: list[AnyArray] = []
        self._terms = _TextStream(writer, prefix + "terms", prefix + "term_ends")
        self._shapes = _TextStream(writer, prefix + "forms", prefix + "form_text_ends") if kind.forms else None
        self._values = _TextStream(writer, prefix + "values", prefix + "value_ends") if kind.opaque else None
        self._tf = _CountStream(writer, prefix + "tf") if self._weights_as == "whole" else None
        self._counts = _CountStream(writer, prefix + "counts") if kind.positions and self._own_counts else None
        self._types = {"docs": record.pop("doc_type"), "positions": record.pop("position_type", "u4")}
        self._types["form_ids"] = record.pop("form_type", "u2")

    def _stream(self, name: str, values: AnyArray, dtype: str = "u4") -> None:
        if name not in self._streams:
            self._streams[name] = self.writer.stream(self.prefix + name, self._types.get(name, dtype))
        self._streams[name].write(values)

    def write(self, run: TermRun) -> None:
        """The next terms."""
        if not len(run.terms):
            return
        self._terms.write(run.terms)
        self._doc_freqs.append(run.doc_freqs)
        self._stream("docs", run.docs)
        if self._tf:
            self._tf.write(run.weights)
        elif self._weights_as == "float":
            self._stream("weights", run.weights, "f4")
        self._write_bounds(run)
        if self.kind.positions:
            self._write_positions(run)
        if self._values:
            self._values.write(run.values or [b""] * len(run.docs))

    def _write_bounds(self, run: TermRun) -> None:
        if self._weights_as == "unit":
            return
        starts = np.concatenate([[0], np.cumsum(run.doc_freqs[:-1], dtype=np.int64)])
        self._heaviest.append(np.maximum.reduceat(run.weights, starts).astype(np.float32))
        if self.lengths is not None:
            self._shortest.append(np.minimum.reduceat(self.lengths[run.docs], starts))

    def _write_positions(self, run: TermRun) -> None:
        assert run.positions is not None
        counts = run.weights if run.counts is None else run.counts
        if self._counts:
            self._counts.write(counts)
        sums = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)])
        ends = np.cumsum(run.doc_freqs, dtype=np.int64)
        self._position_counts.append(sums[ends] - sums[ends - run.doc_freqs.astype(np.int64)])
        self._stream("positions", run.positions)
        if self._shapes:
            assert run.forms is not None and run.shape_counts is not None
            self._stream("form_ids", run.forms)
            self._shapes.write(run.shapes)
            self._shape_counts.append(run.shape_counts)
        if self.kind.chars:
            assert run.char_starts is not None and run.char_ends is not None
            self._stream("char_starts", run.char_starts)
            self._stream("char_ends", run.char_ends)
        if self.kind.boosts:
            assert run.boosts is not None
            self._stream("position_boosts", run.boosts, "f4")

    def finish(self) -> dict[str, Any]:
        """Writes what must come last; gives the field's entry in the segment's description."""
        add, prefix = self.writer.add, self.prefix
        if "docs" not in self._streams:
            self._stream("docs", np.empty(0, np.uint32))
            if self._weights_as == "float":
                self._stream("weights", np.empty(0, np.float32), "f4")
        for name in self._needed():
            if name not in self._streams:
                self._stream(name, np.empty(0, np.uint32), "f4" if name == "position_boosts" else "u4")
        self.writer.collect()
        self._terms.finish()
        for stream in (self._shapes, self._values, self._tf, self._counts):
            if stream:
                stream.finish()
        add(prefix + "posting_ends", running_ends(self._doc_freqs))
        if self.kind.positions:
            add(prefix + "position_ends", running_ends(self._position_counts))
        if self.kind.forms:
            add(prefix + "form_ends", running_ends(self._shape_counts))
        if self._heaviest:
            add(prefix + "max_weight", np.concatenate(self._heaviest))
        if self._shortest:
            add(prefix + "shortest", np.concatenate(self._shortest).astype(np.uint32))
        if self.lengths is not None:
            self._finish_lengths(self.lengths)
        return self.record

    def _needed(self) -> list[str]:
        kind = self.kind
        names = ["positions"] if kind.positions else []
        names += ["form_ids"] if kind.forms else []
        names += ["char_starts", "char_ends"] if kind.chars else []
        return names + (["position_boosts"] if kind.boosts else [])

    def _finish_lengths(self, lengths: AnyArray) -> None:
        self.writer.add(self.prefix + "lengths", lengths.astype(np.uint32))
        self.record |= {
            "lengths": True,
            "total_length": int(lengths.sum(dtype=np.int64)),
            "min_length": int(lengths.min()) if len(lengths) else 0,
            "max_length": int(lengths.max()) if len(lengths) else 0,
        }


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
        position_type: str = "u4",
        form_type: str = "u2",
        float_weights: bool = False,
        unit_weights: bool = False,
        own_counts: bool = False,
    ) -> FieldWriter:
        """A field to be written in runs, up to its `finish`, before the next one begins.

        `position_type` and `form_type` are the types that hold every position and form number.
        `unit_weights`: every weight is 1; `own_counts`: a posting's number of positions may differ from it.
        """
        record: dict[str, Any] = {
            "name": name,
            "positions": kind.positions,
            "forms": kind.forms,
            "chars": kind.chars,
            "boosts": kind.boosts,
            "doc_type": narrow(max(self.doc_count - 1, 256)),
            "position_type": position_type,
            "form_type": form_type,
            "float_weights": float_weights,
            "unit_weights": unit_weights,
            "own_counts": own_counts,
        }
        return FieldWriter(self.writer, f"f{len(self._fields)}.", record, kind, lengths)

    def end(self, target: FieldWriter) -> None:
        """Closes a field that was written in runs."""
        self._fields.append(target.finish())

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
        stream = _TextStream(self.writer, prefix + "texts", prefix + "ends")
        stream.write(texts)
        self.writer.collect()
        stream.finish()

    def add_borders(self, number: int, kind: BorderKind, starts: AnyArray, counts: AnyArray) -> None:
        """The first token of each sentence, paragraph or passage; `counts` of them in each document.

        `number` is the field's, in the order the fields were written.
        """
        greatest = int(starts.max()) if len(starts) else 0
        self.writer.add(f"f{number}.{kind}", starts.astype(narrow(greatest)))
        self.writer.add(f"f{number}.{kind}_ends", running_ends([counts]))

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
