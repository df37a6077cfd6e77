"""What Whoosh's `SegmentReader` reads of a segment: its terms, and what stands beside each document."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
from whoosh import columns, fields, formats
from whoosh.codec import base
from whoosh.matching import Matcher, NullMatcher
from whoosh.reading import TermInfo, TermNotFound

from searchkit.storage.arrays import slices
from searchkit.storage.segment import BorderKind, Segment, SegmentField
from searchkit.storage.values import load_values
from searchkit.storage.whooshcodec.columns import column_reader
from searchkit.storage.whooshcodec.matcher import FormPostings, PostingMatcher, TermPostings, VectorMatcher
from searchkit.storage.whooshcodec.vectors import vector_matcher

_TERMS_AT_ONCE = 1024

Term = tuple[str, bytes]


def term_info(field: SegmentField, ordinal: int) -> TermInfo:
    """Whoosh's statistics of a term; lengths are exact."""
    bounds = field.bounds(ordinal)
    return TermInfo(
        bounds.weight,
        field.doc_freq(ordinal),
        bounds.min_length,
        bounds.max_length,
        bounds.max_weight,
        bounds.min_doc,
        bounds.max_doc,
    )


class ColumnarCursor(base.FieldCursor):
    """Walks through the terms of a field in order; it stands on the first one."""

    def __init__(self, field: SegmentField | None, fieldobj: fields.FieldType) -> None:
        self._field, self._fieldobj = field, fieldobj
        self._count = 0 if field is None else field.term_count
        self._at = 0

    def first(self) -> Any:
        """Goes back to the first term."""
        self._at = 0
        return self.text()

    def find(self, string: str | bytes) -> Any:
        """Goes to the first term that is not less."""
        term = string if isinstance(string, bytes) else self._fieldobj.to_bytes(string)
        self._at = self._field.ceiling(term) if self._field else 0
        return self.text()

    def next(self) -> Any:
        """Goes to the next term."""
        self._at = min(self._at + 1, self._count)
        return self.text()

    def text(self) -> Any:
        """The term as the field's value, None behind the last one."""
        if self._field is None or not self.is_valid():
            return None
        return self._fieldobj.from_bytes(self._field.term(self._at))

    term = text

    def term_info(self) -> TermInfo | None:
        """The statistics of the term."""
        return term_info(self._field, self._at) if self._field and self.is_valid() else None

    def is_valid(self) -> bool:
        """Whether it stands on a term."""
        return self._at < self._count


class ColumnarTermsReader(base.TermsReader):
    """The terms of a segment and their postings."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        # Whoosh merges the terms of several segments, and wants the fields of each in order.
        self._fields = dict(sorted(segment.fields.items()))

    def _find(self, fieldname: str, text: bytes) -> tuple[SegmentField, int] | None:
        field = self._fields.get(fieldname)
        ordinal = -1 if field is None else field.find(text)
        return None if field is None or ordinal < 0 else (field, ordinal)

    def __contains__(self, term: Term) -> bool:
        return self._find(*term) is not None

    def indexed_field_names(self) -> list[str]:
        """The fields that have terms."""
        return [name for name, field in self._fields.items() if field.term_count]

    def cursor(self, fieldname: str, fieldobj: fields.FieldType) -> ColumnarCursor:
        """A cursor on the first term of the field."""
        return ColumnarCursor(self._fields.get(fieldname), fieldobj)

    def _ordinals(self, fieldname: str = "", prefix: bytes = b"") -> Iterator[tuple[str, SegmentField, int, bytes]]:
        """Every term from this one on."""
        for name, field in self._fields.items():
            first = field.ceiling(prefix) if name == fieldname else 0
            if name < fieldname:
                continue
            for start, end in slices(field.term_count - first, _TERMS_AT_ONCE):
                texts = field.terms(first + start, first + end)
                yield from ((name, field, first + start + number, text) for number, text in enumerate(texts))

    def terms(self) -> Iterator[Term]:
        """All terms, by field and bytes."""
        return ((name, text) for name, _, _, text in self._ordinals())

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[Term]:
        """All terms from this one on, those of later fields too; none where the field is unknown."""
        found = self._ordinals(fieldname, prefix) if fieldname in self._fields else iter(())
        return ((name, text) for name, _, _, text in found)

    def items(self) -> Iterator[tuple[Term, TermInfo]]:
        """All terms with their statistics."""
        return (((name, text), term_info(field, number)) for name, field, number, text in self._ordinals())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[Term, TermInfo]]:
        """All terms from this one on, with their statistics."""
        found = self._ordinals(fieldname, prefix) if fieldname in self._fields else iter(())
        return (((name, text), term_info(field, number)) for name, field, number, text in found)

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """The statistics of a term; TermNotFound where there is none such."""
        return term_info(*self._require(fieldname, text))

    def _require(self, fieldname: str, text: bytes) -> tuple[SegmentField, int]:
        found = self._find(fieldname, text)
        if found is None:
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        return found

    def frequency(self, fieldname: str, text: bytes) -> float:
        """The sum of a term's weights."""
        found = self._find(fieldname, text)
        return float(found[0].weights(found[1]).sum(dtype=np.float64)) if found else 0

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """In how many documents a term stands, deleted ones included."""
        found = self._find(fieldname, text)
        return found[0].doc_freq(found[1]) if found else 0

    def matcher(self, fieldname: str, text: bytes, format_: formats.Format, scorer: Any = None) -> PostingMatcher:
        """The postings of a term, those of deleted documents included; TermNotFound where there is none such."""
        field, ordinal = self._require(fieldname, text)
        return PostingMatcher(TermPostings(field, ordinal), format_, scorer, (fieldname, text))

    def has_forms(self, fieldname: str) -> bool:
        """Whether a field keeps how its words are written."""
        field = self._fields.get(fieldname)
        return field is not None and field.has_forms

    def forms(self, fieldname: str, text: bytes) -> list[str]:
        """How a term is written; TermNotFound where there is none such."""
        field, ordinal = self._require(fieldname, text)
        return field.forms(ordinal)

    def form_matcher(
        self, fieldname: str, text: bytes, format_: formats.Format, accept: Callable[[str], bool], scorer: Any = None
    ) -> Matcher:
        """The postings of a term at the positions whose written form is accepted.

        The weight of a posting is the number of such positions; documents without any are left out.
        ValueError where the field keeps no written forms.
        """
        field, ordinal = self._require(fieldname, text)
        postings = FormPostings(field, ordinal, accept)
        if not len(postings.docs):
            nothing: Matcher = NullMatcher()
            return nothing
        return PostingMatcher(postings, format_, scorer, (fieldname, text))


class ColumnarPerDocReader(base.PerDocumentReader):
    """Deletions, lengths, columns, vectors and stored fields of a segment's documents."""

    def __init__(self, segment: Segment, deletions: base.Segment) -> None:
        """`deletions` is the segment as Whoosh knows it: only it knows what a writer has just deleted."""
        self._segment, self._deletions = segment, deletions

    def doc_count(self) -> int:
        return self._segment.doc_count - int(self._deletions.deleted_count())

    def doc_count_all(self) -> int:
        return self._segment.doc_count

    def has_deletions(self) -> bool:
        return bool(self._deletions.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        return bool(self._deletions.is_deleted(docnum))

    def deleted_docs(self) -> Iterable[int]:
        deleted: Iterable[int] = self._deletions.deleted_docs()
        return deleted

    def all_doc_ids(self) -> Iterator[int]:
        everything = range(self._segment.doc_count)
        if not self.has_deletions():
            return iter(everything)
        deleted = frozenset(self.deleted_docs())
        return (doc for doc in everything if doc not in deleted)

    def supports_columns(self) -> bool:
        return True

    def has_column(self, fieldname: str) -> bool:
        return fieldname in self._segment.columns

    def list_columns(self) -> list[str]:
        """The fields that have a column."""
        return list(self._segment.columns)

    def column_reader(self, fieldname: str, column: columns.Column) -> columns.ColumnReader:
        kept = self._segment.columns[fieldname]
        return column_reader(fieldname, kept, column, self._segment.doc_count)

    def _field(self, fieldname: str) -> SegmentField | None:
        field = self._segment.fields.get(fieldname)
        return None if field is None or field.lengths is None else field

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        field = self._field(fieldname)
        if field is None or field.lengths is None:
            return default
        return int(field.lengths[docnum]) or default

    def field_length(self, fieldname: str) -> int:
        field = self._field(fieldname)
        return field.total_length if field else 0

    def min_field_length(self, fieldname: str) -> int:
        field = self._field(fieldname)
        return field.min_length if field else 0

    def max_field_length(self, fieldname: str) -> int:
        field = self._field(fieldname)
        return field.max_length if field else 0

    def unit_starts(self, unit: BorderKind, fieldname: str, docnum: int) -> list[int]:
        """The positions where a field's sentences, paragraphs or passages begin; none where it keeps no such."""
        field = self._segment.fields.get(fieldname)
        borders = None if field is None else field.all_borders(unit)
        return [] if borders is None else borders.of(docnum)

    def has_vector(self, docnum: int, fieldname: str) -> bool:
        return bool(self._segment.vector(fieldname, docnum))

    def vector(self, docnum: int, fieldname: str, format_: formats.Format) -> VectorMatcher:
        """KeyError where the document has none."""
        raw = self._segment.vector(fieldname, docnum)
        if not raw:
            raise KeyError(f"document {docnum} has no vector of field {fieldname!r}")
        return vector_matcher(raw, format_)

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        return load_values(self._segment.stored(docnum))
