"""One field's postings, from Whoosh's encoded values to runs of arrays."""

from array import array
from itertools import chain
from typing import Any

import numpy as np
from whoosh import formats
from whoosh.codec.base import OutOfOrderError

from searchkit.storage.arrays import AnyArray
from searchkit.storage.build import PostingKind, SegmentBuilder, TermRun
from searchkit.storage.whooshcodec.postingvalues import combined, decoded, encoded, posting_kind
from searchkit.storage.whooshcodec.survey import Survey

_FLUSH_VALUES = 1 << 18


class _Run:
    """Terms waiting to be written together."""

    def __init__(self) -> None:
        self.terms: list[bytes] = []
        self.doc_freqs: array[int] = array("q")
        self.docs: array[int] = array("I")
        self.weights: array[float] = array("d")
        self.counts: array[int] = array("I")
        self.positions: array[int] = array("I")
        self.char_starts: array[int] = array("I")
        self.char_ends: array[int] = array("I")
        self.boosts: array[float] = array("d")
        self.values: list[bytes] = []


def _array(values: "array[Any]") -> AnyArray:
    return np.frombuffer(values, values.typecode) if len(values) else np.empty(0, values.typecode)


class PostingWriter:
    """Writes the terms of one field in byte order, posting after posting."""

    def __init__(
        self,
        builder: SegmentBuilder,
        name: str,
        format_: formats.Format | None,
        lengths: AnyArray | None,
        survey: Survey | None,
    ) -> None:
        """Without a survey, weights are kept as if they could be anything."""
        self._format = format_ or formats.Existence()
        uneven = survey is None or name in survey.uneven
        fractional = survey is None or name in survey.fractional
        kind = posting_kind(self._format)
        is_frequency = type(self._format) is formats.Frequency
        self._kind = PostingKind(
            kind.positions, kind.chars, kind.boosts, opaque=kind.opaque or (is_frequency and uneven)
        )
        self._counts_are_weights = self._kind.positions and not uneven and not fractional
        self._unit = type(self._format) is formats.Existence and not uneven and not fractional
        self._builder = builder
        self._field = builder.field(
            name,
            self._kind,
            lengths,
            float_weights=fractional,
            unit_weights=self._unit,
            own_counts=self._kind.positions and uneven,
        )
        self._run = _Run()
        self._term = b""
        self._docs: list[int] = []
        self._weights: list[float] = []
        self._values: list[bytes] = []

    def start_term(self, term: bytes) -> None:
        """The next term."""
        self._term = term
        self._docs, self._weights, self._values = [], [], []

    def add(self, doc: int, weight: float, value: bytes) -> None:
        """A posting; several of one document become one, as with numbers that are given twice."""
        if self._docs and doc <= self._docs[-1]:
            if doc < self._docs[-1]:
                raise OutOfOrderError(f"document {doc} comes after {self._docs[-1]}")
            self._merge(weight, value)
            return
        self._docs.append(doc)
        self._weights.append(weight)
        self._values.append(value)

    def _merge(self, weight: float, value: bytes) -> None:
        self._values[-1] = combined(self._format, [self._values[-1], value])
        if self._counts_are_weights:
            self._weights[-1] = len(decoded(self._format, self._values[-1]))
        elif type(self._format) is formats.Existence:
            self._weights[-1] = max(self._weights[-1], weight)
        else:
            self._weights[-1] += weight

    def finish_term(self) -> None:
        """The term has all its postings."""
        run = self._run
        run.terms.append(self._term)
        run.doc_freqs.append(len(self._docs))
        run.docs.extend(self._docs)
        run.weights.extend(self._weights)
        if self._kind.positions:
            self._add_positions([decoded(self._format, value) for value in self._values])
        if self._kind.opaque:
            plain = (decoded(self._format, value) for value in self._values)
            run.values += [encoded(self._format, one) for one in plain]
        if len(run.docs) + len(run.positions) + len(run.terms) > _FLUSH_VALUES:
            self._flush()

    def _add_positions(self, postings: list[list[Any]]) -> None:
        run, kind = self._run, self._kind
        run.counts.extend(map(len, postings))
        rows = chain.from_iterable(postings)
        if not kind.chars and not kind.boosts:
            run.positions.extend(rows)
            return
        names = [
            "positions",
            *(["char_starts", "char_ends"] if kind.chars else []),
            *(["boosts"] if kind.boosts else []),
        ]
        for name, column in zip(names, zip(*rows, strict=True), strict=False):
            getattr(run, name).extend(column)

    def _flush(self) -> None:
        run, self._run = self._run, _Run()
        kind = self._kind
        weights = _array(run.weights)
        self._field.write(
            TermRun(
                run.terms,
                _array(run.doc_freqs),
                _array(run.docs),
                weights.astype(np.float32) if weights.size and (weights % 1).any() else weights.astype(np.uint32),
                _array(run.counts) if kind.positions else None,
                _array(run.positions) if kind.positions else None,
                char_starts=_array(run.char_starts) if kind.chars else None,
                char_ends=_array(run.char_ends) if kind.chars else None,
                boosts=_array(run.boosts).astype(np.float32) if kind.boosts else None,
                values=run.values if kind.opaque else None,
            )
        )

    def finish(self) -> None:
        """The field has all its terms."""
        self._flush()
        self._builder.end(self._field)
