"""One immutable segment: its terms, postings, positions, written forms, columns and documents, as mapped arrays.

Names of the arrays are in docs/index-format.md. Nothing is copied or decoded before it is asked for.
"""

import itertools
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, overload

import numpy as np
from numpy.typing import NDArray

from searchkit.errors import IndexDamagedError
from searchkit.storage.arrays import AnyArray, ArrayFile
from searchkit.storage.documents import Documents

BorderKind = Literal["sentence", "paragraph", "passage"]
BORDER_KINDS: tuple[BorderKind, ...] = ("sentence", "paragraph", "passage")
EXTENSION = ".sk"
_SAMPLED = 64
"""Every so many terms one is kept for searching, which halves the time to find a term; a sample takes 1 µs, once."""

_NO_VALUES: AnyArray = np.empty(0, np.uint32)


class Texts(Sequence[bytes]):
    """Byte strings kept one after the other; text `i` is `blob[ends[i]:ends[i + 1]]`."""

    def __init__(self, blob: memoryview, ends: AnyArray) -> None:
        self.blob, self.ends = blob, ends
        self._samples: list[bytes] | None = None

    def __len__(self) -> int:
        return len(self.ends) - 1

    @overload
    def __getitem__(self, index: int) -> bytes: ...
    @overload
    def __getitem__(self, index: slice) -> list[bytes]: ...
    def __getitem__(self, index: int | slice) -> bytes | list[bytes]:
        if isinstance(index, slice):
            first, last, _ = index.indices(len(self))
            return self.between(first, last)
        if index < 0:
            raise IndexError(index)
        return bytes(self.blob[self.ends[index] : self.ends[index + 1]])

    def between(self, first: int, last: int) -> list[bytes]:
        """The texts `first` to `last`, the last not included."""
        if last <= first:
            return []
        ends = self.ends[first : last + 1].astype(np.int64)
        start = int(ends[0])
        blob = bytes(self.blob[start : int(ends[-1])])
        borders = (ends - start).tolist()
        return [blob[a:b] for a, b in itertools.pairwise(borders)]

    def ceiling(self, text: bytes) -> int:
        """The number of the first text that is not less, of texts that ascend."""
        if self._samples is None:
            self._samples = [self[number] for number in range(0, len(self), _SAMPLED)]
        sample = bisect_left(self._samples, text)
        low, high = max(0, (sample - 1) * _SAMPLED), min(len(self), sample * _SAMPLED)
        blob, at = self.blob, self.ends.item
        while low < high:
            middle = (low + high) >> 1
            if blob[at(middle) : at(middle + 1)].tobytes() < text:
                low = middle + 1
            else:
                high = middle
        return low


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


class Counts:
    """Small whole numbers, a byte each; the few above 254 stand beside."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        self._small = file.get(name)
        self._big_at = file.get(f"{name}.at") if f"{name}.at" in file else _NO_VALUES
        self._big = file.get(f"{name}.big") if f"{name}.big" in file else _NO_VALUES

    def between(self, first: int, last: int) -> AnyArray:
        """The numbers `first` to `last`; bytes where all are small, else uint32."""
        small = self._small[first:last]
        if not len(self._big_at):
            return small
        begin, end = np.searchsorted(self._big_at, np.array((first, last), self._big_at.dtype))
        if begin == end:
            return small
        values = small.astype(np.uint32)
        values[self._big_at[begin:end].astype(np.int64) - first] = self._big[begin:end]
        return values


class SegmentField:
    """The terms of one field of a segment and where they stand; ordinals number the terms in byte order."""

    def __init__(self, file: ArrayFile, prefix: str, record: Mapping[str, Any]) -> None:
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
        self.texts = Texts(file.bytes_of(prefix + "terms"), file.get(prefix + "term_ends"))
        self._posting_ends = file.get(prefix + "posting_ends")
        self._docs = file.get(prefix + "docs")
        self._tf = Counts(file, prefix + "tf") if prefix + "tf" in file else None
        self._weights = file.get(prefix + "weights") if prefix + "weights" in file else None
        self._heaviest = file.get(prefix + "max_weight") if prefix + "max_weight" in file else None
        self._shortest = file.get(prefix + "shortest") if prefix + "shortest" in file else None
        self._found: dict[bytes, int] = {}
        self.term_count, self.posting_count = len(self.texts), len(self._docs)
        if self.has_positions:
            self._open_positions()

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
    def position_type(self) -> str:
        """The type of positions: `u2` or `u4`."""
        return self._positions.dtype.str[1:] if self.has_positions else "u2"

    @property
    def position_count(self) -> int:
        """How many positions all postings have together."""
        return len(self._positions) if self.has_positions else 0

    @property
    def form_type(self) -> str:
        """The type of form numbers: `u1` or `u2`."""
        return self._form_ids.dtype.str[1:] if self.has_forms else "u1"

    def most_forms(self) -> int:
        """How many written shapes the term with most has."""
        return int(np.diff(self._form_ends.astype(np.int64)).max(initial=0)) if self.has_forms else 0

    def all_borders(self, kind: BorderKind) -> tuple[AnyArray, AnyArray] | None:
        """First-token positions of the sentences, paragraphs or passages of all documents, and where each one's end."""
        name = f"{self._prefix}{kind}"
        return (self._file.get(name), self._file.get(f"{name}_ends")) if name in self._file else None

    def _open_positions(self) -> None:
        file, prefix = self._file, self._prefix
        self._position_ends = file.get(prefix + "position_ends")
        self._positions = file.get(prefix + "positions")
        self._counts = Counts(file, prefix + "counts") if prefix + "counts" in file else None
        if self.has_forms:
            self._form_ids = file.get(prefix + "form_ids")
            self._form_ends = file.get(prefix + "form_ends")
            self._forms = Texts(file.bytes_of(prefix + "forms"), file.get(prefix + "form_text_ends"))

    def find(self, term: bytes) -> int:
        """The ordinal of a term, -1 where the segment has none such."""
        ordinal = self._found.get(term)
        if ordinal is None:
            ordinal = self.texts.ceiling(term)
            if ordinal == self.term_count or self.texts[ordinal] != term:
                ordinal = -1
            if len(self._found) > 50_000:
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

    def run(self, first: int, last: int) -> "StoredRun":
        """All that is kept of a range of terms, as it stands in the file."""
        begin, end = int(self._posting_ends[first]), int(self._posting_ends[last])
        weights = self._tf.between(begin, end) if self._tf is not None else None
        if weights is None:
            weights = np.ones(end - begin, np.uint8) if self._weights is None else self._weights[begin:end]
        docs = self._docs[begin:end]
        arrays: dict[str, AnyArray] = {}
        counts: AnyArray | None = None
        if self.has_positions:
            places = slice(int(self._position_ends[first]), int(self._position_ends[last]))
            arrays["positions"] = self._positions[places]
            for flag, name in (
                (self.has_forms, "form_ids"),
                (self.has_chars, "char_starts"),
                (self.has_chars, "char_ends"),
                (self.has_boosts, "position_boosts"),
            ):
                if flag:
                    arrays[name] = self._file.get(self._prefix + name)[places]
            counts = weights if self._counts is None else self._counts.between(begin, end)
        values = self._opaque_texts().between(begin, end) if self._prefix + "values" in self._file else None
        return StoredRun(self.doc_freqs(first, last), docs, weights, counts, arrays, values)

    def shapes(self, first: int, last: int) -> tuple[list[bytes], AnyArray]:
        """The written shapes of a range of terms, and how many each has."""
        ends = self._form_ends[first : last + 1].astype(np.int64)
        return self._forms.between(int(ends[0]), int(ends[-1])), np.diff(ends)

    def posting_end(self, ordinal: int) -> int:
        """How many postings the terms before this one have together."""
        return int(self._posting_ends[ordinal])

    def ordinal_at(self, posting: int) -> int:
        """The term that a posting belongs to."""
        return int(np.searchsorted(self._posting_ends, posting, "right")) - 1

    def _postings(self, ordinal: int) -> tuple[int, int]:
        return int(self._posting_ends[ordinal]), int(self._posting_ends[ordinal + 1])

    def doc_freq(self, ordinal: int) -> int:
        """In how many documents a term stands, deleted ones included."""
        first, last = self._postings(ordinal)
        return last - first

    def doc_freqs(self, first: int, last: int) -> AnyArray:
        """The document frequencies of a range of terms."""
        return np.diff(self._posting_ends[first : last + 1].astype(np.int64))

    def docs(self, ordinal: int) -> AnyArray:
        """The documents a term stands in, ascending."""
        first, last = self._postings(ordinal)
        return self._docs[first:last]

    def docs_between(self, first: int, last: int) -> AnyArray:
        """The documents of a range of terms, term after term."""
        return self._docs[int(self._posting_ends[first]) : int(self._posting_ends[last])]

    def weights(self, ordinal: int) -> AnyArray:
        """How often (or with what weight) the term stands in each document: integers or float32."""
        first, last = self._postings(ordinal)
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
        """The greatest weight of a term and the shortest field it stands in, without a look at its postings."""
        weight = 1.0 if self._heaviest is None else float(self._heaviest[ordinal])
        return weight, 0 if self._shortest is None else int(self._shortest[ordinal])

    def position_counts(self, ordinal: int) -> AnyArray:
        """How many positions each posting has."""
        first, last = self._postings(ordinal)
        counts = self._counts or self._tf
        assert counts is not None
        return counts.between(first, last)

    def position_starts(self, ordinal: int) -> NDArray[np.int64]:
        """Where the positions of each posting begin among `positions`; one more at the end."""
        counts = self.position_counts(ordinal)
        starts = np.zeros(len(counts) + 1, np.int64)
        np.cumsum(counts, out=starts[1:])
        return starts

    def _position_range(self, ordinal: int) -> slice:
        return slice(int(self._position_ends[ordinal]), int(self._position_ends[ordinal + 1]))

    def positions(self, ordinal: int) -> AnyArray:
        """The positions of a term, posting after posting, ascending within one."""
        return self._positions[self._position_range(ordinal)]

    def form_ids(self, ordinal: int) -> AnyArray:
        """Which of `forms` stands at each position."""
        return self._form_ids[self._position_range(ordinal)]

    def forms(self, ordinal: int) -> list[str]:
        """The written shapes of a term."""
        first, last = int(self._form_ends[ordinal]), int(self._form_ends[ordinal + 1])
        return [form.decode("utf-8", "replace") for form in self._forms.between(first, last)]

    def chars(self, ordinal: int) -> tuple[AnyArray, AnyArray]:
        """First character and the one after the last, of each position."""
        places = self._position_range(ordinal)
        return self._file.get(self._prefix + "char_starts")[places], self._file.get(self._prefix + "char_ends")[places]

    def boosts(self, ordinal: int) -> AnyArray:
        """The boost of each position."""
        return self._file.get(self._prefix + "position_boosts")[self._position_range(ordinal)]

    def opaque(self, ordinal: int) -> list[bytes] | None:
        """The values of postings of a format that is not Whoosh's own, as that format wrote them."""
        if self._prefix + "values" not in self._file:
            return None
        first, last = self._postings(ordinal)
        return self._opaque_texts().between(first, last)

    def _opaque_texts(self) -> Texts:
        return Texts(self._file.bytes_of(self._prefix + "values"), self._file.get(self._prefix + "value_ends"))

    def borders(self, kind: BorderKind, doc: int) -> AnyArray | None:
        """The positions of the first token of each sentence, paragraph or passage of a document."""
        found = self.all_borders(kind)
        return None if found is None else found[0][int(found[1][doc]) : int(found[1][doc + 1])]


class Segment:
    """A segment file, opened; `deleted` says which of its documents are gone."""

    def __init__(self, path: Path, deleted: NDArray[np.bool_] | None = None) -> None:
        """Raises IndexDamagedError naming the file where it is no segment."""
        self.path, self.name = path, path.stem
        self.file = ArrayFile(path)
        self.deleted = deleted
        try:
            self._read()
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            raise IndexDamagedError(
                f"{path} is damaged: its description cannot be read; see searchkit check"
            ) from error

    def _read(self) -> None:
        meta = self.file.meta
        self.doc_count = int(meta["doc_count"])
        if self.doc_count < 0 or (self.deleted is not None and len(self.deleted) != self.doc_count):
            raise ValueError("document count")
        self.fields: dict[str, SegmentField] = {}
        for number, record in enumerate(meta["fields"]):
            field = SegmentField(self.file, f"f{number}.", record)
            if field.lengths is not None and len(field.lengths) != self.doc_count:
                raise ValueError("lengths")
            self.fields[field.name] = field
        self.columns: dict[str, Column] = {
            str(record["name"]): self._column(f"c{number}.", record) for number, record in enumerate(meta["columns"])
        }
        self._documents = Documents(self.file) if "documents.ends" in self.file else None

    def _column(self, prefix: str, record: Mapping[str, Any]) -> Column:
        match record["kind"]:
            case "number":
                return NumberColumn(self._sized(prefix + "values"), record.get("default", 0))
            case "bit":
                return BitColumn(self._sized(prefix + "values").astype(bool))
            case "key":
                return KeyColumn(self._sized(prefix + "ids"), self._texts(prefix))
            case "bytes":
                return BytesColumn(self._texts(prefix))
        raise ValueError("column")

    def _sized(self, name: str) -> AnyArray:
        values = self.file.get(name)
        if len(values) != self.doc_count:
            raise ValueError(name)
        return values

    def _texts(self, prefix: str) -> Texts:
        return Texts(self.file.bytes_of(prefix + "texts"), self.file.get(prefix + "ends"))

    @property
    def live_count(self) -> int:
        """How many documents are not deleted."""
        return self.doc_count - (0 if self.deleted is None else int(self.deleted.sum()))

    def stored(self, doc: int) -> bytes:
        """The stored fields of a document: JSON of an object, as UTF-8."""
        return self._documents[doc] if self._documents is not None else b"{}"

    @property
    def documents(self) -> Documents | None:
        """The stored fields of all documents, where there are any."""
        return self._documents

    def vector(self, field: str, doc: int) -> bytes | None:
        """What `add_vector` was given for a document's field."""
        column = self.columns.get(f"vector:{field}")
        return column.get(doc) or None if isinstance(column, BytesColumn) else None

    def close(self) -> None:
        """Lets go of the file."""
        self.file.close()
