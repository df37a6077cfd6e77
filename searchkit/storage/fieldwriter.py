"""How one field of a segment is written, run of terms after run of terms."""

from typing import Any

import numpy as np

from searchkit.storage.arrays import AnyArray, ArrayFileWriter
from searchkit.storage.doclists import DocListWriter
from searchkit.storage.ends import EndsWriter
from searchkit.storage.forms import shortened
from searchkit.storage.positions import PositionWriter
from searchkit.storage.smallnumbers import CodeWriter, CountWriter
from searchkit.storage.termrun import PostingKind, TermRun
from searchkit.storage.texts import TextWriter


class FieldWriter:
    """Writes the arrays of one field."""

    def __init__(
        self,
        writer: ArrayFileWriter,
        prefix: str,
        kind: PostingKind,
        lengths: AnyArray | None,
        doc_count: int,
    ) -> None:
        self.writer, self.prefix, self.kind, self.lengths = writer, prefix, kind, lengths
        self._terms = TextWriter(writer, prefix + "terms", prefix + "term_ends")
        self._posting_ends = EndsWriter(writer, prefix + "posting_ends")
        self._lists = DocListWriter(writer, prefix, doc_count)
        self._tf = CountWriter(writer, prefix + "tf", optional=False) if kind.weights == "whole" else None
        self._floats = writer.stream(prefix + "weights", "f4") if kind.weights == "float" else None
        self._values = TextWriter(writer, prefix + "values", prefix + "value_ends") if kind.opaque else None
        self._heaviest: list[AnyArray] = []
        self._shortest: list[AnyArray] = []
        self._places = _PlaceWriter(writer, prefix, kind, lengths) if kind.positions else None

    def write(self, run: TermRun) -> None:
        """The next terms."""
        if not len(run.terms):
            return
        self._terms.write(run.terms)
        self._posting_ends.write(run.doc_freqs)
        often = self._lists.write(run.doc_freqs, run.docs)
        if self._tf:
            self._tf.write(run.weights)
        if self._floats:
            self._floats.write(run.weights)
        if len(often):
            self._write_bounds(run, often)
        if self._places:
            self._places.write(run)
        if self._values:
            self._values.write(run.values or [b""] * len(run.docs))

    def _write_bounds(self, run: TermRun, often: AnyArray) -> None:
        """Of frequent terms alone: of others they are found as quickly."""
        if self.kind.weights == "unit":
            return
        starts = np.concatenate([[0], np.cumsum(run.doc_freqs[:-1], dtype=np.int64)])
        self._heaviest.append(np.maximum.reduceat(run.weights, starts)[often].astype(np.float32))
        if self.lengths is not None:
            self._shortest.append(np.minimum.reduceat(self.lengths[run.docs], starts)[often].astype(np.uint32))

    def finish(self) -> dict[str, Any]:
        """Writes what must come last; gives what the segment's description must say of the field."""
        if self._places:
            self._places.close()
        self.writer.collect()
        for stream in (self._terms, self._posting_ends, self._lists, self._tf, self._values, self._places):
            if stream:
                stream.finish()
        add, prefix = self.writer.add, self.prefix
        if len(self._heaviest):
            add(prefix + "max_weight", np.concatenate(self._heaviest))
        if len(self._shortest):
            add(prefix + "shortest", np.concatenate(self._shortest))
        record: dict[str, Any] = {"position_bits": self._places.bits} if self._places else {}
        return record | (_lengths(self.writer, prefix, self.lengths) if self.lengths is not None else {})


class _PlaceWriter:
    """Positions, and what stands beside each."""

    def __init__(self, writer: ArrayFileWriter, prefix: str, kind: PostingKind, lengths: AnyArray | None) -> None:
        own_counts = kind.own_counts or kind.weights != "whole"
        self._counts = CountWriter(writer, prefix + "counts", optional=False) if own_counts else None
        self._ends = EndsWriter(writer, prefix + "position_ends")
        self._positions = PositionWriter(writer, prefix + "positions", lengths)
        self.bits = self._positions.bits
        self._forms = _FormWriter(writer, prefix) if kind.forms else None
        types = {"char_starts": "u4", "char_ends": "u4"} if kind.chars else {}
        types |= {"position_boosts": "f4"} if kind.boosts else {}
        self._beside = {name: writer.stream(prefix + name, dtype) for name, dtype in types.items()}

    def write(self, run: TermRun) -> None:
        assert run.positions is not None
        counts = run.weights if run.counts is None else run.counts
        if self._counts:
            self._counts.write(counts)
        sums = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)])
        self._ends.write(np.diff(sums[np.cumsum(run.doc_freqs, dtype=np.int64)], prepend=0))
        self._positions.write(run.positions)
        if self._forms:
            self._forms.write(run)
        values = {"char_starts": run.char_starts, "char_ends": run.char_ends, "position_boosts": run.boosts}
        for name, stream in self._beside.items():
            stream.write(np.asarray(values[name]))

    def close(self) -> None:
        self._positions.close()
        if self._forms:
            self._forms.close()

    def finish(self) -> None:
        for part in (self._ends, self._counts, self._forms):
            if part:
                part.finish()


class _FormWriter:
    """Which written shape stands at each position, and all shapes."""

    def __init__(self, writer: ArrayFileWriter, prefix: str) -> None:
        self._ids = CodeWriter(writer, prefix + "form_ids")
        self._shapes = TextWriter(writer, prefix + "forms", prefix + "form_text_ends")
        self._ends = EndsWriter(writer, prefix + "form_ends")

    def write(self, run: TermRun) -> None:
        assert run.forms is not None and run.shape_counts is not None
        self._ids.write(run.forms)
        self._shapes.write_bytes(*shortened(run.terms, run.shapes, run.shape_counts))
        self._ends.write(run.shape_counts)

    def close(self) -> None:
        self._ids.close()

    def finish(self) -> None:
        for part in (self._ids, self._shapes, self._ends):
            part.finish()


def _lengths(writer: ArrayFileWriter, prefix: str, lengths: AnyArray) -> dict[str, Any]:
    writer.add(prefix + "lengths", lengths.astype(np.uint32))
    return {
        "lengths": True,
        "total_length": int(lengths.sum(dtype=np.int64)),
        "min_length": int(lengths.min()) if len(lengths) else 0,
        "max_length": int(lengths.max()) if len(lengths) else 0,
    }
