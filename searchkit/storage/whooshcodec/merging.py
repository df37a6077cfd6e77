"""Which segments may be merged array by array, and which must go through Whoosh's postings?"""

from collections.abc import Iterable, Sequence
from typing import Any

from whoosh import fields

from searchkit.storage.segment import BitColumn, Column, NumberColumn, Segment, SegmentField
from searchkit.storage.whooshcodec.codec import ColumnarSegment
from searchkit.storage.whooshcodec.columns import column_draft

_VECTOR = "vector:"


class MergePlan:
    """Takes the writer's place in a merge policy of Whoosh's: remembers what is to be merged, and merges nothing."""

    def __init__(self, writer: Any) -> None:
        self._writer = writer
        self.chosen: list[ColumnarSegment] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._writer, name)

    def add_reader(self, reader: Any) -> None:
        """A segment of ours is remembered; what a policy brings from elsewhere, the writer takes as it does."""
        segment = reader.segment()
        if isinstance(segment, ColumnarSegment) and segment in self._writer.segments:
            self.chosen.append(segment)
        else:
            self._writer.add_reader(reader)


def has_forms(segment: Segment) -> bool:
    """Whether it keeps written forms, which only merging array by array preserves."""
    return any(field.has_forms for field in segment.fields.values())


def are_alike(segments: Sequence[Segment], schema: fields.Schema) -> bool:
    """Whether all keep the same of each field, and nothing of fields that are no longer in the schema."""
    names = {name for segment in segments for name in segment.fields}
    columns = {name for segment in segments for name in segment.columns}
    if not all(name.removeprefix(_VECTOR) in schema for name in names | columns):
        return False
    return all(
        _same(_field_kind(segment.fields[name]) for segment in segments if name in segment.fields) for name in names
    ) and all(_columns_merge([segment.columns.get(name) for segment in segments], name, schema) for name in columns)


def _same(kinds: Iterable[Any]) -> bool:
    return len(set(kinds)) < 2


def _field_kind(field: SegmentField) -> tuple[bool, ...]:
    return field.has_positions, field.has_forms, field.has_chars, field.has_boosts, field.has_values


def _columns_merge(columns: Sequence[Column | None], name: str, schema: fields.Schema) -> bool:
    """A segment without the column gets the default of the merge, which must be that of the schema."""
    known = [column for column in columns if column is not None]
    if not _same((type(one), one.values.dtype if isinstance(one, NumberColumn) else None) for one in known):
        return False
    if len(known) == len(columns) or isinstance(known[0], (NumberColumn, BitColumn)) or name.startswith(_VECTOR):
        return True
    column = schema[name].column_type
    return column is not None and column_draft(column).default == b""
