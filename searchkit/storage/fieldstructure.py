"""Do the arrays of one field of a segment fit together?"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchkit.storage.arrays import AnyArray, ArrayFile, slices
from searchkit.storage.ascending import CHUNK, ascend_within, ends_problem, term_runs, texts_ascend, texts_problems
from searchkit.storage.segment import BORDER_KINDS, Counts


class FieldCheck:
    """One field. Later checks reach arrays by what earlier ones found right, so each stops at its first fault."""

    def __init__(self, file: ArrayFile, prefix: str, record: Mapping[str, Any], doc_count: int) -> None:
        self.file, self.prefix, self.record, self.doc_count = file, prefix, record, doc_count

    def _get(self, name: str) -> AnyArray:
        return self.file.get(self.prefix + name)

    def _has(self, name: str) -> bool:
        return self.prefix + name in self.file

    def problems(self) -> Iterator[tuple[str, str]]:
        """Pairs of an array's name and what is wrong with it."""
        found = False
        for check in (self._terms, self._lengths, self._postings, self._weights, self._places, self._bounds):
            for part, what in check():
                found = True
                yield self.prefix + part, what
            if found:
                return
        yield from self._borders()

    def _terms(self) -> Iterator[tuple[str, str]]:
        ends, blob = self._get("term_ends"), self.file.bytes_of(self.prefix + "terms")
        self.term_count = len(ends) - 1
        if what := ends_problem(ends, len(blob)):
            yield "term_ends", what
        elif not texts_ascend(blob, ends):
            yield "terms", "they do not ascend"

    def _lengths(self) -> Iterator[tuple[str, str]]:
        if not self.record.get("lengths"):
            return
        lengths = self._get("lengths")
        if len(lengths) != self.doc_count:
            yield "lengths", f"{len(lengths)} values for {self.doc_count} documents"
            return
        sums = (
            ("total_length", int(lengths.sum(dtype=np.int64))),
            ("min_length", int(lengths.min()) if len(lengths) else 0),
            ("max_length", int(lengths.max()) if len(lengths) else 0),
        )
        for name, value in sums:
            if self.record.get(name) != value:
                yield "lengths", f"{name} is {self.record.get(name)} instead of {value}"

    def _postings(self) -> Iterator[tuple[str, str]]:
        docs, ends = self._get("docs"), self._get("posting_ends")
        if len(ends) != self.term_count + 1:
            yield "posting_ends", f"{len(ends) - 1} values for {self.term_count} terms"
        elif what := ends_problem(ends, len(docs)):
            yield "posting_ends", what
        elif len(docs) and int(docs.max()) >= self.doc_count:
            yield "docs", f"document {int(docs.max())} of {self.doc_count}"
        elif not ascend_within(docs, ends, strictly=True):
            yield "docs", "they do not ascend within a term"

    def _weights(self) -> Iterator[tuple[str, str]]:
        postings = len(self._get("docs"))
        if self._has("weights") and len(self._get("weights")) != postings:
            yield "weights", f"{len(self._get('weights'))} values for {postings} postings"
        for name in ("tf", "counts"):
            if self._has(name):
                yield from self._counts(name, postings)

    def _counts(self, name: str, postings: int) -> Iterator[tuple[str, str]]:
        if len(self._get(name)) != postings:
            yield name, f"{len(self._get(name))} values for {postings} postings"
        if not self._has(f"{name}.at"):
            return
        at, big = self._get(f"{name}.at"), self._get(f"{name}.big")
        if len(at) != len(big):
            yield f"{name}.at", f"{len(at)} places for {len(big)} values"
        elif len(at) and (int(at[-1]) >= postings or not np.all(at[1:] > at[:-1])):
            yield f"{name}.at", "the places do not ascend, or lie beyond the postings"

    def _places(self) -> Iterator[tuple[str, str]]:
        """Positions, and what stands beside each of them; values of other formats."""
        if self._has("values"):
            yield from texts_problems(self.file, self.prefix, "values", "value_ends", len(self._get("docs")))
        if not self.record.get("positions"):
            return
        positions, ends = self._get("positions"), self._get("position_ends")
        if len(ends) != self.term_count + 1:
            yield "position_ends", f"{len(ends) - 1} values for {self.term_count} terms"
            return
        if what := ends_problem(ends, len(positions)):
            yield "position_ends", what
            return
        flags = {"form_ids": "forms", "char_starts": "chars", "char_ends": "chars", "position_boosts": "boosts"}
        beside = [name for name, flag in flags.items() if self.record.get(flag)]
        short = [name for name in beside if len(self._get(name)) != len(positions)]
        for name in short:
            yield name, f"{len(self._get(name))} values for {len(positions)} positions"
        if not short:
            yield from self._positions(positions, ends)
            yield from self._forms(ends)

    def _positions(self, positions: AnyArray, term_ends: AnyArray) -> Iterator[tuple[str, str]]:
        ends = self._get("posting_ends")
        own = "counts" if self._has("counts") else "tf"
        counts = Counts(self.file, self.prefix + own) if self._has(own) else None
        for first, last in term_runs(ends):
            begin, end = int(ends[first]), int(ends[last])
            part = np.ones(end - begin, np.int64) if counts is None else counts.between(begin, end).astype(np.int64)
            sums = np.concatenate([np.zeros(1, np.int64), np.cumsum(part)]) + int(term_ends[first])
            borders = (ends[first : last + 1].astype(np.int64) - begin).astype(np.int64)
            if not np.array_equal(sums[borders], term_ends[first : last + 1].astype(np.int64)):
                yield own, "the postings of a term have another number of positions than the term"
                return
            if not ascend_within(positions[int(sums[0]) : int(sums[-1])], sums - sums[0], strictly=False):
                yield "positions", "they do not ascend within a posting"
                return
        if self.record.get("chars"):
            starts, stops = self._get("char_starts"), self._get("char_ends")
            if any(np.any(starts[a:b] > stops[a:b]) for a, b in slices(len(starts), CHUNK)):
                yield "char_ends", "one lies before its start"

    def _forms(self, term_ends: AnyArray) -> Iterator[tuple[str, str]]:
        if not self.record.get("forms"):
            return
        ends, ids = self._get("form_ends"), self._get("form_ids")
        form_count = len(self._get("form_text_ends")) - 1
        if len(ends) != self.term_count + 1:
            yield "form_ends", f"{len(ends) - 1} values for {self.term_count} terms"
            return
        if what := ends_problem(ends, form_count):
            yield "form_ends", what
            return
        yield from texts_problems(self.file, self.prefix, "forms", "form_text_ends", form_count)
        for first, last in term_runs(term_ends):
            forms = np.diff(ends[first : last + 1].astype(np.int64))
            borders: NDArray[np.int64] = term_ends[first : last + 1].astype(np.int64)
            if np.any(ids[borders[0] : borders[-1]] >= forms.repeat(borders[1:] - borders[:-1])):
                yield "form_ids", "one is of no form of its term"
                return

    def _bounds(self) -> Iterator[tuple[str, str]]:
        """What a search prunes by must hold exactly, or articles would be missing from results."""
        lengths = self._get("lengths") if self.record.get("lengths") else None
        for name in ("max_weight", "shortest"):
            if not self._has(name):
                continue
            kept = self._get(name)
            if len(kept) != self.term_count:
                yield name, f"{len(kept)} values for {self.term_count} terms"
            elif not all(self._bound_holds(name, kept, lengths, run) for run in term_runs(self._get("posting_ends"))):
                yield name, "it is not that of the postings of its term"

    def _bound_holds(self, name: str, kept: AnyArray, lengths: AnyArray | None, run: tuple[int, int]) -> bool:
        first, last = run
        ends = self._get("posting_ends")[first : last + 1].astype(np.int64)
        filled = np.flatnonzero(np.diff(ends))
        if not len(filled):
            return True
        starts = ends[:-1][filled] - ends[0]
        begin, end = int(ends[0]), int(ends[-1])
        if name == "shortest":
            if lengths is None:
                return True
            found = np.minimum.reduceat(lengths[self._get("docs")[begin:end]], starts)
        else:
            found = np.maximum.reduceat(self._weights_between(begin, end), starts)
        return np.array_equal(kept[first:last][filled].astype(np.float32), found.astype(np.float32))

    def _weights_between(self, begin: int, end: int) -> AnyArray:
        if self._has("tf"):
            return Counts(self.file, self.prefix + "tf").between(begin, end)
        return self._get("weights")[begin:end] if self._has("weights") else np.ones(end - begin, np.uint8)

    def _borders(self) -> Iterator[tuple[str, str]]:
        for kind in BORDER_KINDS:
            if not self._has(kind):
                continue
            starts, ends = self._get(kind), self._get(f"{kind}_ends")
            if len(ends) != self.doc_count + 1:
                yield f"{self.prefix}{kind}_ends", f"{len(ends) - 1} values for {self.doc_count} documents"
            elif what := ends_problem(ends, len(starts)):
                yield f"{self.prefix}{kind}_ends", what
            elif not ascend_within(starts, ends, strictly=False):
                yield f"{self.prefix}{kind}", "they do not ascend within a document"
