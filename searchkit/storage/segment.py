"""One immutable segment: its fields, columns and documents, as mapped arrays.

Names of the arrays are in docs/index-format.md. Nothing is copied or decoded before it is asked for.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from searchkit.errors import IndexDamagedError
from searchkit.storage.arrays import ArrayFile
from searchkit.storage.columns import BitColumn, BytesColumn, Column, KeyColumn, NumberColumn, read_column
from searchkit.storage.documents import Documents
from searchkit.storage.field import BORDER_KINDS, BorderKind, SegmentField, StoredRun, TermBounds

__all__ = [
    "BORDER_KINDS",
    "EXTENSION",
    "BitColumn",
    "BorderKind",
    "BytesColumn",
    "Column",
    "KeyColumn",
    "NumberColumn",
    "Segment",
    "SegmentField",
    "StoredRun",
    "TermBounds",
]

EXTENSION = ".sk"


class Segment:
    """A segment file, opened; `deleted` says which of its documents are gone."""

    def __init__(self, path: Path, deleted: NDArray[np.bool_] | None = None) -> None:
        """Raises IndexDamagedError naming the file where it is no segment."""
        self.path, self.name = path, path.stem
        self.file = ArrayFile(path)
        self.deleted = deleted
        try:
            self._read()
        except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError, MemoryError) as error:
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
            field = SegmentField(self.file, f"f{number}.", record, self.doc_count)
            self.fields[field.name] = field
        self.columns: dict[str, Column] = {
            str(record["name"]): read_column(self.file, f"c{number}.", record, self.doc_count)
            for number, record in enumerate(meta["columns"])
        }
        self._documents = Documents(self.file) if "documents.ends" in self.file else None

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
