"""Readers of segments, without what is wrong with Whoosh's."""

from collections.abc import Sequence
from typing import Any

from whoosh import columns, fields
from whoosh.reading import EmptyReader, IndexReader, MultiReader, SegmentReader

from searchkit.storage.whooshcodec.codec import ColumnarSegment
from searchkit.storage.whooshcodec.columns import missing_value


class OneSegment(SegmentReader):
    """Whoosh's reader of a segment; a column it lacks has its default for every document, whatever its class.

    (Whoosh 3.54 knows no default of compressed and pickled columns and of lists.)
    """

    def column_reader(
        self, fieldname: str, column: Any = None, reverse: bool = False, translate: bool = True
    ) -> columns.ColumnReader:
        """KeyError for an unknown field, ValueError for one that has no column."""
        field = self.schema[fieldname]
        column = column or field.column_type
        if not column:
            raise ValueError(f"field {fieldname!r} has no column")
        if self._perdoc.has_column(fieldname):
            return super().column_reader(fieldname, column, reverse, translate)
        empty = columns.EmptyColumnReader(missing_value(column, reverse), self.doc_count_all())
        return columns.TranslatingColumnReader(empty, field.from_column_value) if translate else empty


class SeveralSegments(MultiReader):
    """Whoosh's reader over several segments; those without a column give its default.

    (Whoosh 3.54 leaves such segments out, and so gives the values of other documents.)
    """

    def column_reader(
        self, fieldname: str, column: Any = None, reverse: bool = False, translate: bool = True
    ) -> columns.ColumnReader:
        """Errors as of `OneSegment`."""
        readers: list[Any] = [
            reader.column_reader(fieldname, column=column, reverse=reverse, translate=translate)
            for reader in self.readers
        ]
        return columns.MultiColumnReader(readers, self.doc_offsets)


def reader_of(storage: Any, schema: fields.Schema, segments: Sequence[ColumnarSegment], generation: int) -> IndexReader:
    """A reader over the segments of a commit."""
    readers: list[IndexReader] = [OneSegment(storage, schema, segment, generation=generation) for segment in segments]
    if not readers:
        return EmptyReader(schema)
    return readers[0] if len(readers) == 1 else SeveralSegments(readers, generation=generation)
