"""A segment being written for Whoosh's `SegmentWriter`: first its documents one by one, then its terms in order.

The two writers Whoosh asks for share one draft. Documents go to disk as they come; lengths and columns wait
in memory. Nothing is left behind unless the terms were written too and the segment is finished.
"""

# mypy: disallow-untyped-calls=False
# Whoosh's classes, whose methods are called here, have few annotations.

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from whoosh import columns, fields
from whoosh.codec import base

from searchkit.storage.arrays import AnyArray, FileStamp
from searchkit.storage.build import SegmentBuilder
from searchkit.storage.documents import DocumentsWriter
from searchkit.storage.values import dump_values
from searchkit.storage.whooshcodec.columns import ColumnDraft, column_draft
from searchkit.storage.whooshcodec.postingwriter import PostingWriter
from searchkit.storage.whooshcodec.survey import Survey
from searchkit.storage.whooshcodec.vectors import vector_bytes


@dataclass(slots=True)
class _Document:
    """What is known of the document being added; it counts only when it is finished."""

    number: int
    stored: dict[str, Any] = field(default_factory=dict)
    lengths: dict[str, int] = field(default_factory=dict)
    columns: list[tuple[ColumnDraft, Any]] = field(default_factory=list)
    vectors: dict[str, bytes] = field(default_factory=dict)


class SegmentDraft:
    """The parts of a segment that are not yet on disk, and the file they go to."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.doc_count = 0
        self.languages: set[str] = set()
        self.survey: Survey | None = None
        self.stamp: FileStamp | None = None
        self._builder: SegmentBuilder | None = None
        self._documents: DocumentsWriter | None = None
        self._lengths: dict[str, array[int]] = {}
        self._columns: dict[str, ColumnDraft] = {}
        self._vectors: dict[str, list[bytes]] = {}

    @property
    def builder(self) -> SegmentBuilder:
        """The file being written, made when it is first needed."""
        if self._builder is None:
            self._builder = SegmentBuilder(self.path, self.doc_count)
        return self._builder

    def column(self, name: str, column: columns.Column) -> ColumnDraft:
        """The draft of a field's column."""
        if name not in self._columns:
            self._columns[name] = column_draft(column)
        return self._columns[name]

    def add(self, document: _Document) -> None:
        """The next document."""
        if self._documents is None:
            self._documents = DocumentsWriter(self.builder.writer)
        self._documents.add(dump_values(document.stored))
        for name, length in document.lengths.items():
            lengths = self._lengths.setdefault(name, array("I"))
            lengths.extend([0] * (document.number - len(lengths)))
            lengths.append(length)
        for column, encoded in document.columns:
            column.put(document.number, encoded)
        for name, vector in document.vectors.items():
            vectors = self._vectors.setdefault(name, [])
            vectors.extend([b""] * (document.number - len(vectors)))
            vectors.append(vector)
        self.doc_count = document.number + 1

    def end_documents(self) -> None:
        """No more documents come."""
        if self._documents is not None:
            self._documents.finish()
            self.builder.writer.collect()
            self._documents = None
        if self._builder is not None:
            self._builder.doc_count = self.doc_count

    def lengths(self, name: str) -> AnyArray | None:
        """The lengths of a field (doc_count,); None where no document has any."""
        known = self._lengths.get(name)
        if known is None:
            return None
        lengths = np.zeros(self.doc_count, np.uint32)
        lengths[: len(known)] = known
        return lengths

    def finish(self, written: Iterable[str]) -> FileStamp:
        """Ends the segment; `written` are the fields that have their terms."""
        for name in sorted(self._lengths.keys() - set(written)):
            PostingWriter(self.builder, name, None, self.lengths(name), self.survey).finish()
        for name, column in self._columns.items():
            self.builder.add_column(name, column.finish(self.doc_count))
        for name, vectors in self._vectors.items():
            self.builder.add_vector(name, vectors + [b""] * (self.doc_count - len(vectors)))
        self.stamp = self.builder.finish({"languages": sorted(self.languages)})
        self.discard()
        return self.stamp

    def discard(self) -> None:
        """Lets go of the file, and of what was written where it is not finished."""
        if self._builder is not None:
            self._builder.__exit__(None, None, None)
        self._builder = self._documents = None


class ColumnarPerDocWriter(base.PerDocumentWriter):
    """Takes stored fields, lengths, columns and vectors of one document after the other."""

    def __init__(self, draft: SegmentDraft) -> None:
        self.is_closed = False
        self._draft = draft
        self._document: _Document | None = None
        self._begun = False

    @property
    def begun(self) -> bool:
        """Whether a document was begun (or cancelled at once) since the last one was finished."""
        return self._begun

    def start_doc(self, docnum: int) -> None:
        if self._document is not None or docnum != self._draft.doc_count:
            raise ValueError(f"document {docnum} was begun where number {self._draft.doc_count} should follow")
        self._document = _Document(docnum)
        self._begun = True

    @property
    def _current(self) -> _Document:
        if self._document is None:
            raise ValueError("no document was begun")
        return self._document

    def add_field(self, fieldname: str, fieldobj: fields.FieldType, value: Any, length: int) -> None:
        if value is not None:
            self._current.stored[fieldname] = value
        if length:
            self._current.lengths[fieldname] = length

    def add_column_value(self, fieldname: str, columnobj: columns.Column, value: Any) -> None:
        column = self._draft.column(fieldname, columnobj)
        self._current.columns.append((column, column.encoded(value)))

    def add_vector_items(
        self, fieldname: str, fieldobj: fields.FieldType, items: Iterable[tuple[str, float, bytes]]
    ) -> None:
        if fieldobj.vector and (raw := vector_bytes(fieldobj.vector, items)):
            self._current.vectors[fieldname] = raw

    def finish_doc(self) -> None:
        self._draft.add(self._current)
        self._document = None
        self._begun = False

    def cancel_doc(self) -> None:
        """Forgets the document that was begun."""
        self._document = None

    def close(self) -> None:
        self._document = None
        self._draft.end_documents()
        self.is_closed = True


class ColumnarFieldWriter(base.FieldWriter):
    """Takes the terms of one field after the other, then finishes the segment."""

    def __init__(self, draft: SegmentDraft) -> None:
        self.is_closed = False
        self._draft = draft
        self._written: list[str] = []
        self._complete = False
        self._field: PostingWriter | None = None

    def add_postings(
        self, schema: fields.Schema, lengths: Any, items: Iterable[tuple[str, bytes, int, float, bytes]]
    ) -> None:
        super().add_postings(schema, lengths, items)
        self._complete = True

    def _open(self) -> PostingWriter:
        if self._field is None:
            raise ValueError("no field was begun")
        return self._field

    def start_field(self, fieldname: str, fieldobj: fields.FieldType) -> None:
        draft = self._draft
        self._field = PostingWriter(draft.builder, fieldname, fieldobj.format, draft.lengths(fieldname), draft.survey)
        self._written.append(fieldname)

    def start_term(self, text: bytes) -> None:
        self._open().start_term(text)

    def add(self, docnum: int, weight: float, vbytes: bytes, length: int) -> None:
        self._open().add(docnum, weight, vbytes)

    def finish_term(self) -> None:
        self._open().finish_term()

    def finish_field(self) -> None:
        self._open().finish()
        self._field = None

    def close(self) -> None:
        """Finishes the segment; where Whoosh gave no postings, it was cancelled, and nothing is left of it."""
        if self._complete:
            self._draft.finish(self._written)
        else:
            self._draft.discard()
        self.is_closed = True
