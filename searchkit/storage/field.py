"""One field of a segment: its terms, where they stand, and how they are written there, as mapped arrays."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from searchkit.storage.arrays import AnyArray, ArrayFile
from searchkit.storage.borders import BorderLists
from searchkit.storage.doclists import DocLists
from searchkit.storage.ends import Ends
from searchkit.storage.forms import all_restored, restored
from searchkit.storage.positions import Positions
from searchkit.storage.smallnumbers import Codes, Counts
from searchkit.storage.texts import Texts
from searchkit.storage.writtenforms import WrittenForms

BorderKind = Literal["sentence", "paragraph", "passage"]
BORDER_KINDS: tuple[BorderKind, ...] = ("sentence", "paragraph", "passage")
_MOST_FOUND = 50_000


@dataclass(frozen=True, slots=True)
class TermBounds:
    """What bounds a term's scores: sum and maximum of its weights, the shortest and longest field it stands in."""

    weight: float
    max_weight: float
    min_length: int
    max_length: int
    min_doc: int
    max_doc: int


@dataclass(frozen=True, slots=True)
class StoredRun:
    """Postings of neighbouring terms: document frequencies, values of postings, `arrays` of values of positions."""

    doc_freqs: AnyArray
    docs: AnyArray
    weights: AnyArray
    counts: AnyArray | None
    arrays: Mapping[str, AnyArray]
    values: list[bytes] | None


class SegmentField:
    """The terms of one field of a segment and where they stand; ordinals number the terms in byte order."""

    def __init__(self, file: ArrayFile, prefix: str, record: Mapping[str, Any], doc_count: int) -> None:
        """Raises IndexDamagedError, KeyError or ValueError where arrays are missing or of other lengths."""
        self.name = str(record["name"])
        self.has_positions = bool(record.get("positions"))
        self.has_forms = bool(record.get("forms"))
        self.has_chars = bool(record.get("chars"))
        self.has_boosts = bool(record.get("boosts"))
        self.total_length = int(record.get("total_length", 0))
        self.min_length = int(record.get("min_length", 0))
        self.max_length = int(record.get("max_length", 0))
        self._file, self._prefix = file, prefix
        self.lengths: AnyArray | None = file.get(prefix + "lengths") if record.get("lengths") else None
        if self.lengths is not None and len(self.lengths) != doc_count:
            raise ValueError(prefix + "lengths")
        self.texts = Texts(file, prefix + "terms", prefix + "term_ends")
        self._posting_ends = Ends(file, prefix + "posting_ends")
        self._lists = DocLists(file, prefix, doc_count, self._posting_ends)
        self._tf = self._numbers("tf")
        self._weights, self._heaviest, self._shortest = (
            file.get(prefix + name) if prefix + name in file else None for name in ("weights", "max_weight", "shortest")
        )
        self._found: dict[bytes, int] = {}
        self.term_count = len(self.texts)
        self.posting_count = self._posting_ends[self.term_count]
        if self.has_positions:
            self._open_positions(int(record["position_bits"]))

    def _numbers(self, name: str) -> Counts | None:
        return Counts(self._file, self._prefix + name) if self._prefix + name in self._file else None

    def _open_positions(self, bits: int) -> None:
        file, prefix = self._file, self._prefix
        self._position_ends = Ends(file, prefix + "position_ends")
        self._positions = Positions(file, prefix + "positions", bits)
        self._counts = self._numbers("counts")
        if self.has_forms:
            self._form_ids = Codes(file, prefix + "form_ids")
            self._form_ends = Ends(file, prefix + "form_ends")
            self._forms = Texts(file, prefix + "forms", prefix + "form_text_ends")

    @property
    def weights_are(self) -> Literal["whole", "float", "unit"]:
        """Whether weights are whole numbers, floats, or all 1 and not kept."""
        return "whole" if self._tf is not None else "unit" if self._weights is None else "float"

    @property
    def has_own_counts(self) -> bool:
        """Whether the number of a posting's positions is kept beside its weight."""
        return self.has_positions and self._counts is not None

    @property
    def has_values(self) -> bool:
        """Whether postings have values of a format that is not Whoosh's own."""
        return self._prefix + "values" in self._file

    @property
    def position_count(self) -> int:
        """How many positions all postings have together."""
        return len(self._positions) if self.has_positions else 0

    def all_borders(self, kind: BorderKind) -> BorderLists | None:
        """Where the sentences, paragraphs or passages of all documents begin, as far as it is kept."""
        name = f"{self._prefix}{kind}"
        return BorderLists(self._file, name) if f"{name}_ends" in self._file else None

    def find(self, term: bytes) -> int:
        """The ordinal of a term, -1 where the segment has none such."""
        ordinal = self._found.get(term)
        if ordinal is None:
            ordinal, is_there = self.texts.place(term)
            if not is_there:
                ordinal = -1
            if len(self._found) > _MOST_FOUND:
                self._found.clear()
            self._found[term] = ordinal
        return ordinal

    def ceiling(self, term: bytes) -> int:
        """The first ordinal whose term is not less than this one."""
        return self.texts.ceiling(term)

    def prefix_range(self, prefix: bytes) -> tuple[int, int]:
        """The ordinals of the terms that begin so: first, and the one after the last."""
        if not prefix:
            return 0, self.term_count
        first = self.texts.ceiling(prefix)
        after = prefix.rstrip(b"\xff")
        if not after:
            return first, self.term_count
        return first, self.texts.ceiling(after[:-1] + bytes([after[-1] + 1]))

    def term(self, ordinal: int) -> bytes:
        """A term by its ordinal."""
        return self.texts[ordinal]

    def terms(self, first: int, last: int) -> list[bytes]:
        """The terms `first` to `last`, the last not included."""
        return self.texts.between(first, last)

    def run(self, first: int, last: int) -> StoredRun:
        """All that is kept of a range of terms."""
        begin, end = self._posting_ends[first], self._posting_ends[last]
        weights = self._weights_between(begin, end)
        arrays: dict[str, AnyArray] = {}
        counts: AnyArray | None = None
        if self.has_positions:
            start, stop = self._position_ends[first], self._position_ends[last]
            arrays["positions"] = self._positions.between(start, stop)
            if self.has_forms:
                arrays["form_ids"] = self._form_ids.between(start, stop)
            kept = (["char_starts", "char_ends"] if self.has_chars else []) + ["position_boosts"] * self.has_boosts
            arrays |= {name: self._file.get(self._prefix + name)[start:stop] for name in kept}
            counts = weights if self._counts is None else self._counts.between(begin, end)
        values = self._opaque_texts().between(begin, end) if self.has_values else None
        return StoredRun(self.doc_freqs(first, last), self._lists.between(first, last), weights, counts, arrays, values)

    def shapes(self, first: int, last: int) -> tuple[list[bytes], AnyArray]:
        """The written shapes of a range of terms, and how many each has."""
        counts = self._form_ends.lengths(first, last).astype(np.int64)
        shorts = self._forms.arrays(self._form_ends[first], self._form_ends[last])
        return all_restored(shorts, self.texts.arrays(first, last), counts), counts

    def posting_end(self, ordinal: int) -> int:
        """How many postings the terms before this one have together."""
        return self._posting_ends[ordinal]

    def posting_begins(self, first: int, last: int) -> NDArray[np.int64]:
        """Where the postings of the terms `first` to `last` begin, and those of the last one end."""
        begins: NDArray[np.int64] = self._posting_ends[first : last + 1]
        return begins

    def ordinal_at(self, posting: int) -> int:
        """The term that a posting belongs to."""
        return self._posting_ends.item_at(posting)

    def doc_freq(self, ordinal: int) -> int:
        """In how many documents a term stands, deleted ones included."""
        first, last = self._posting_ends.span(ordinal)
        return last - first

    def doc_freqs(self, first: int, last: int) -> AnyArray:
        """The document frequencies of a range of terms."""
        return self._posting_ends.lengths(first, last).astype(np.int64)

    def docs(self, ordinal: int) -> AnyArray:
        """The documents a term stands in, ascending."""
        docs = self._lists.of(ordinal)
        self._file.touched(docs.nbytes)
        return docs

    def docs_between(self, first: int, last: int) -> AnyArray:
        """The documents of a range of terms, term after term."""
        return self._lists.between(first, last)

    def docs_of(self, ordinals: AnyArray) -> AnyArray:
        """The documents of some terms, ascending, term after term."""
        return self._lists.some(ordinals)

    def posting_places(self, ordinals: AnyArray) -> tuple[AnyArray, AnyArray]:
        """Where the postings of some terms, ascending, begin, and how many each has."""
        return self._posting_ends.some(ordinals), self._posting_ends.some_lengths(ordinals).astype(np.int64)

    def position_places(self, ordinals: AnyArray) -> tuple[AnyArray, AnyArray]:
        """The same of their positions."""
        return self._position_ends.some(ordinals), self._position_ends.some_lengths(ordinals).astype(np.int64)

    def weights(self, ordinal: int) -> AnyArray:
        """How often (or with what weight) the term stands in each document: integers or float32."""
        return self._weights_between(*self._posting_ends.span(ordinal))

    def weights_of(self, first: int, last: int) -> AnyArray:
        """The weights of the terms `first` to `last`, the last not included, term after term."""
        return self._weights_between(self._posting_ends[first], self._posting_ends[last])

    def weights_at(self, postings: AnyArray) -> AnyArray:
        """The weights of some postings, by their numbers."""
        if self._tf is not None:
            return self._tf.take(postings)
        if self._weights is not None:
            return self._weights.take(postings)
        return np.ones(len(postings), np.uint8)

    def _weights_between(self, first: int, last: int) -> AnyArray:
        if self._tf is not None:
            return self._tf.between(first, last)
        if self._weights is not None:
            return self._weights[first:last]
        return np.ones(last - first, np.uint8)

    def bounds(self, ordinal: int) -> TermBounds:
        """What bounds the scores of a term."""
        docs, weights = self.docs(ordinal), self.weights(ordinal)
        lengths = np.zeros(1, np.uint32) if self.lengths is None or not len(docs) else self.lengths[docs]
        return TermBounds(
            float(weights.sum(dtype=np.float64)),
            float(weights.max(initial=0)),
            int(lengths.min()),
            int(lengths.max()),
            int(docs[0]) if len(docs) else 0,
            int(docs[-1]) if len(docs) else 0,
        )

    def ceiling_of(self, ordinal: int) -> tuple[float, int]:
        """The greatest weight of a term and the shortest field it stands in; of a frequent one kept beside it."""
        number = self._lists.often_number(ordinal)
        if number < 0:
            shortest = 0 if self.lengths is None else int(self.lengths.take(self.docs(ordinal)).min())
            return float(self.weights(ordinal).max()), shortest
        weight = 1.0 if self._heaviest is None else float(self._heaviest[number])
        return weight, 0 if self._shortest is None else int(self._shortest[number])

    def position_counts(self, ordinal: int) -> AnyArray:
        """How many positions each posting has."""
        return self._counts_between(*self._posting_ends.span(ordinal))

    def position_counts_of(self, first: int, last: int) -> AnyArray:
        """The same of the terms `first` to `last`, the last not included, term after term."""
        return self._counts_between(self._posting_ends[first], self._posting_ends[last])

    def _counts_between(self, first: int, last: int) -> AnyArray:
        counts = self._tf if self._counts is None else self._counts
        assert counts is not None
        return counts.between(first, last)

    def position_counts_at(self, postings: AnyArray) -> AnyArray:
        """The same of some postings, by their numbers."""
        counts = self._tf if self._counts is None else self._counts
        assert counts is not None
        return counts.take(postings)

    def position_starts(self, ordinal: int) -> NDArray[np.int64]:
        """Where the positions of each posting begin among `positions`; one more at the end."""
        counts = self.position_counts(ordinal)
        starts = np.zeros(len(counts) + 1, np.int64)
        starts[1:] = counts
        return np.cumsum(starts, out=starts)

    def positions(self, ordinal: int) -> AnyArray:
        """The positions of a term, posting after posting, ascending within one."""
        positions = self._positions.between(*self._position_ends.span(ordinal))
        self._file.touched(positions.nbytes)
        return positions

    def positions_at(self, ordinal: int, places: AnyArray) -> AnyArray:
        """Some of a term's positions, by their places among `positions`."""
        return self.some_positions(places + self._position_ends[ordinal])

    def some_positions(self, numbers: AnyArray) -> AnyArray:
        """Some of the positions of all terms, by their numbers."""
        self._file.touched(numbers.nbytes)
        return self._positions.take(numbers)

    def form_ids(self, ordinal: int) -> AnyArray:
        """Which of `forms` stands at each position."""
        return self._form_ids.between(*self._position_ends.span(ordinal))

    def form_ids_between(self, ordinal: int, first: int, last: int) -> AnyArray:
        """Which form stands at the positions `first` to `last` of a term."""
        start = self._position_ends[ordinal]
        return self._form_ids.between(start + first, start + last)

    def form_ids_at(self, ordinal: int, starts: AnyArray, counts: AnyArray) -> AnyArray:
        """Which form stands at `counts[i]` positions of a term from `starts[i]` on for each i, one after the other."""
        return self._form_ids.some(starts + self._position_ends[ordinal], counts)

    def form_ids_of(self, ordinals: AnyArray) -> AnyArray:
        """Which form stands at the positions of some terms, ascending, term after term."""
        return self._form_ids.some(*self.position_places(ordinals))

    def forms(self, ordinal: int) -> list[str]:
        """The written shapes of a term, the most frequent first."""
        term = self.texts[ordinal]
        shorts = self._forms.between(*self._form_ends.span(ordinal))
        return [restored(short, term).decode("utf-8", "replace") for short in shorts]

    @property
    def written(self) -> WrittenForms:
        """The written shapes of all terms."""
        return WrittenForms(self.texts, self._form_ends, self._forms)

    def chars(self, ordinal: int) -> tuple[AnyArray, AnyArray]:
        """First character and the one after the last, of each position."""
        places = slice(*self._position_ends.span(ordinal))
        return self._file.get(self._prefix + "char_starts")[places], self._file.get(self._prefix + "char_ends")[places]

    def boosts(self, ordinal: int) -> AnyArray:
        """The boost of each position."""
        return self._file.get(self._prefix + "position_boosts")[slice(*self._position_ends.span(ordinal))]

    def opaque(self, ordinal: int) -> list[bytes] | None:
        """The values of postings of a format that is not Whoosh's own, as that format wrote them."""
        return self._opaque_texts().between(*self._posting_ends.span(ordinal)) if self.has_values else None

    def _opaque_texts(self) -> Texts:
        return Texts(self._file, self._prefix + "values", self._prefix + "value_ends")
