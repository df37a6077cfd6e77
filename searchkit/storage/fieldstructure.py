"""Do the arrays of one field of a segment fit together?"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from searchkit.storage.arrays import AnyArray, ArrayFile, slices
from searchkit.storage.ascending import CHUNK, ascend_within, term_runs, texts_ascend
from searchkit.storage.borders import BorderLists
from searchkit.storage.doclists import DocLists
from searchkit.storage.ends import Ends
from searchkit.storage.field import BORDER_KINDS
from searchkit.storage.packedstructure import (
    Problems,
    codes_problems,
    counts_problems,
    doclist_problems,
    ends_problems,
    positions_problems,
)
from searchkit.storage.positions import Positions
from searchkit.storage.smallnumbers import Codes, Counts


class FieldCheck:
    """One field. Later checks reach arrays by what earlier ones found right, so each stops at its first fault."""

    def __init__(self, file: ArrayFile, prefix: str, record: Mapping[str, Any], doc_count: int) -> None:
        self.file, self.prefix, self.record, self.doc_count = file, prefix, record, doc_count

    def _get(self, name: str) -> AnyArray:
        return self.file.get(self.prefix + name)

    def _has(self, name: str) -> bool:
        return self.prefix + name in self.file

    def problems(self) -> Problems:
        """Pairs of an array's name and what is wrong with it."""
        for check in (self._terms, self._lengths, self._postings, self._weights, self._values, self._places):
            found = False
            for part, what in check():
                found = True
                yield self.prefix + part, what
            if found:
                return
        yield from self._borders()

    def _inner(self, problems: Problems) -> Problems:
        """Without the prefix of the field."""
        return ((part.removeprefix(self.prefix), what) for part, what in problems)

    def _ends(self, name: str, items: int | None, total: int, least: int = 0) -> Problems:
        return self._inner(ends_problems(self.file, self.prefix + name, items, total, least))

    def _terms(self) -> Problems:
        blob = self.file.bytes_of(self.prefix + "terms")
        found = list(self._ends("term_ends", None, len(blob)))
        yield from found
        if found:
            return
        ends = Ends(self.file, self.prefix + "term_ends")
        self.term_count = len(ends) - 1
        if not texts_ascend(blob, ends):
            yield "terms", "they do not ascend"

    def _lengths(self) -> Problems:
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

    def _postings(self) -> Problems:
        file, prefix = self.file, self.prefix
        total = len(self._get("docs")) + len(file.get_or_empty(prefix + "often_docs"))
        found = list(self._ends("posting_ends", self.term_count, total, 1))
        if not found:
            self.ends = ends = Ends(file, prefix + "posting_ends")
            found = list(doclist_problems(file, prefix, self.doc_count, ends))
        yield from found
        if found:
            return
        self.lists = DocLists(file, prefix, self.doc_count, self.ends)
        for first, last in term_runs(self.ends):
            docs = self.lists.between(first, last)
            if int(docs.max()) >= self.doc_count:
                yield "docs", f"document {int(docs.max())} of {self.doc_count}"
            elif not ascend_within(docs, self._ends_within(self.ends, first, last), strictly=True):
                yield "docs", "they do not ascend within a term"

    def _ends_within(self, ends: Ends, first: int, last: int) -> AnyArray:
        """The borders of a range of terms, counted from its beginning."""
        found = ends[first : last + 1]
        found -= found[0]
        return found

    def _weights(self) -> Problems:
        postings = self.ends[self.term_count]
        if self._has("weights") and len(self._get("weights")) != postings:
            yield "weights", f"{len(self._get('weights'))} values for {postings} postings"
        found = False
        for name in ("tf", "counts"):
            if self._has(name):
                for problem in self._inner(counts_problems(self.file, self.prefix + name, postings, least=1)):
                    found = True
                    yield problem
        if not found:
            yield from self._bounds()

    def _numbers(self, name: str) -> Counts | None:
        return Counts(self.file, self.prefix + name) if self._has(name) else None

    def _bounds(self) -> Problems:
        """What a search prunes by must hold exactly, or articles would be missing from results."""
        often = self.lists.often.tolist()
        lengths = self._get("lengths") if self.record.get("lengths") else None
        if not self._has("tf") and not self._has("weights"):
            return
        tf = self._numbers("tf")
        heaviest = self.file.get_or_empty(self.prefix + "max_weight")
        shortest = self.file.get_or_empty(self.prefix + "shortest")
        if len(heaviest) != len(often) or (lengths is not None and len(shortest) != len(often)):
            yield "max_weight", f"bounds of others than the {len(often)} frequent terms"
            return
        for number, ordinal in enumerate(often):
            span = self.ends.span(ordinal)
            weights = self._get("weights")[slice(*span)] if tf is None else tf.between(*span)
            if float(heaviest[number]) != float(np.max(weights)):
                yield "max_weight", "it is not that of the postings of its term"
                return
            if lengths is not None and int(shortest[number]) != int(lengths[self.lists.of(ordinal)].min()):
                yield "shortest", "it is not that of the postings of its term"
                return

    def _values(self) -> Problems:
        """Values of other formats than Whoosh's own."""
        if self._has("values"):
            total = len(self.file.bytes_of(self.prefix + "values"))
            yield from self._ends("value_ends", self.ends[self.term_count], total)

    def _places(self) -> Problems:
        """Positions, and what stands beside each of them."""
        if not self.record.get("positions"):
            return
        count = len(self._get("positions"))
        bits = self.record.get("position_bits")
        yield from (found := list(self._ends("position_ends", self.term_count, count)))
        yield from (more := list(self._inner(positions_problems(self.file, self.prefix + "positions", bits, count))))
        flags = {"char_starts": "chars", "char_ends": "chars", "position_boosts": "boosts"}
        beside = [name for name, flag in flags.items() if self.record.get(flag)]
        short = [name for name in beside if len(self._get(name)) != count]
        for name in short:
            yield name, f"{len(self._get(name))} values for {count} positions"
        if not (found or more or short):
            ends = Ends(self.file, self.prefix + "position_ends")
            yield from self._positions(Positions(self.file, self.prefix + "positions", int(bits or 0)), ends)
            if self.record.get("forms"):
                yield from self._forms(ends)

    def _positions(self, positions: Positions, places: Ends) -> Problems:
        own = "counts" if self._has("counts") else "tf"
        counts = self._numbers(own)
        for first, last in term_runs(self.ends):
            begin, end = self.ends[first], self.ends[last]
            part = np.ones(end - begin, np.int64) if counts is None else counts.between(begin, end)
            sums = np.concatenate([np.zeros(1, np.int64), np.cumsum(part, dtype=np.int64)])
            if not np.array_equal(
                sums[self._ends_within(self.ends, first, last)], self._ends_within(places, first, last)
            ):
                yield own, "the postings of a term have another number of positions than the term"
                return
            if not ascend_within(positions.between(places[first], places[last]), sums, strictly=False):
                yield "positions", "they do not ascend within a posting"
                return
        if self.record.get("chars"):
            starts, stops = self._get("char_starts"), self._get("char_ends")
            if any(np.any(starts[a:b] > stops[a:b]) for a, b in slices(len(starts), CHUNK)):
                yield "char_ends", "one lies before its start"

    def _forms(self, places: Ends) -> Problems:
        file, prefix = self.file, self.prefix
        blob = file.bytes_of(prefix + "forms")
        found = list(self._ends("form_text_ends", None, len(blob), 1))
        found += self._ends("form_ends", self.term_count, len(file.get_or_empty(prefix + "form_text_ends")))
        found += self._inner(codes_problems(file, prefix + "form_ids", places[self.term_count]))
        yield from found
        if found:
            return
        ends, ids = Ends(file, prefix + "form_ends"), Codes(file, prefix + "form_ids")
        for first, last in term_runs(places):
            limits = np.repeat(ends.lengths(first, last), places.lengths(first, last))
            if np.any(ids.between(places[first], places[last]) >= limits):
                yield "form_ids", "one is of no form of its term"
                return

    def _borders(self) -> Problems:
        for kind in BORDER_KINDS:
            if not self._has(f"{kind}_ends"):
                continue
            count = len(self.file.get_or_empty(self.prefix + kind))
            found = list(counts_problems(self.file, self.prefix + kind, count))
            found += ends_problems(self.file, f"{self.prefix}{kind}_ends", self.doc_count, count)
            yield from found
            if not found and self.record.get("lengths"):
                starts, counts = BorderLists(self.file, self.prefix + kind).of_all(np.arange(self.doc_count))
                if np.any(starts >= np.repeat(self._get("lengths"), counts)):
                    yield self.prefix + kind, "one lies behind the last token"
