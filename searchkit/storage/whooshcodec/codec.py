"""The codec: how Whoosh finds the readers and writers of our segments."""

import errno
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn, Self

import numpy as np
from numpy.typing import NDArray
from whoosh.codec import base
from whoosh.filedb.filestore import FileStorage

from searchkit.errors import IndexDamagedError, IndexOpenError
from searchkit.storage.layout import SEGMENT_NAME, new_segment_name
from searchkit.storage.segment import EXTENSION, Segment
from searchkit.storage.whooshcodec.draft import ColumnarFieldWriter, ColumnarPerDocWriter, SegmentDraft
from searchkit.storage.whooshcodec.reader import ColumnarPerDocReader, ColumnarTermsReader


def folder_of(storage: Any) -> Path:
    """The folder of a Whoosh storage; segments are files that are mapped, so that no other storage will do."""
    if not isinstance(storage, FileStorage):
        raise IndexOpenError(f"searchkit keeps its segments in a folder, not in {type(storage).__name__}")
    return Path(storage.folder)


class ColumnarSegment(base.Segment):
    """One `seg-….sk` file. Pickled, it is its name, its document count and its deletions, in Whoosh's own TOC."""

    def __init__(
        self, indexname: str, name: str = "", doc_count: int = 0, deleted: NDArray[np.bool_] | None = None
    ) -> None:
        """Raises ValueError where the name is none of ours. `deleted` (doc_count,) is not changed."""
        self.indexname = indexname
        self.name = name or new_segment_name()
        if not SEGMENT_NAME.fullmatch(self.name):
            raise ValueError(f"{self.name!r} is no name of a segment")
        self.compound = False
        self.draft: SegmentDraft | None = None
        self._doc_count = doc_count
        self._deleted = deleted
        self._deleted_is_own = False
        self._opened: weakref.ref[Segment] | None = None
        self._held: Segment | None = None

    def __getstate__(self) -> dict[str, Any]:
        deleted = None if self._deleted is None else np.packbits(self._deleted, bitorder="little").tobytes()
        return {"indexname": self.indexname, "name": self.name, "doc_count": self._doc_count, "deleted": deleted}

    def __setstate__(self, state: dict[str, Any]) -> None:
        deleted = state["deleted"]
        if deleted is not None:
            bits = np.frombuffer(deleted, np.uint8)
            deleted = np.unpackbits(bits, count=state["doc_count"], bitorder="little").astype(bool)
        ColumnarSegment.__init__(self, state["indexname"], state["name"], state["doc_count"], deleted)

    def codec(self) -> "ColumnarCodec":
        """The codec that reads it."""
        return ColumnarCodec()

    def path(self, storage: Any) -> Path:
        """Its file."""
        return folder_of(storage) / f"{self.name}{EXTENSION}"

    def opened(self, storage: Any) -> Segment:
        """Its file, opened once for all that read it at the same time."""
        segment = self._held or (self._opened() if self._opened else None)
        if segment is None:
            segment = self._open(self.path(storage))
            self._opened = weakref.ref(segment)
        return segment

    @staticmethod
    def _open(path: Path) -> Segment:
        try:
            return Segment(path)
        except IndexDamagedError as error:
            if path.exists():
                raise
            # Whoosh's own index then looks for a newer commit.
            raise FileNotFoundError(errno.ENOENT, "the segment is gone", str(path)) from error

    def hold(self, segment: Segment) -> Self:
        """Reads from this open file, whatever becomes of its name."""
        self._held = segment
        return self

    def drafted(self, storage: Any) -> SegmentDraft:
        """What it is written from."""
        if self.draft is None:
            self.draft = SegmentDraft(self.path(storage))
        return self.draft

    def should_assemble(self) -> bool:
        """It is one file already."""
        return False

    def doc_count_all(self) -> int:
        return self._doc_count

    def set_doc_count(self, doccount: int) -> None:
        self._doc_count = doccount

    @property
    def deleted(self) -> NDArray[np.bool_] | None:
        """Which documents are deleted (doc_count,), None for none."""
        return self._deleted

    @property
    def deletes_changed(self) -> bool:
        """Whether documents were deleted since it was read."""
        return self._deleted_is_own

    def deleted_count(self) -> int:
        return 0 if self._deleted is None else int(self._deleted.sum())

    def deleted_docs(self) -> Iterator[int]:
        return iter(() if self._deleted is None else np.flatnonzero(self._deleted).tolist())

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        if not 0 <= docnum < self._doc_count:
            raise IndexError(f"{self.name} has no document {docnum}")
        if self._deleted is None:
            self._deleted = np.zeros(self._doc_count, bool)
        elif not self._deleted_is_own:
            self._deleted = self._deleted.copy()
        self._deleted_is_own = True
        self._deleted[docnum] = delete

    def is_deleted(self, docnum: int) -> bool:
        # Whoosh's Not asks for the document after the last one, too.
        return self._deleted is not None and docnum < self._doc_count and bool(self._deleted[docnum])


class ColumnarCodec(base.Codec):
    """Reads and writes segments of flat arrays for Whoosh."""

    length_stats = False
    """The writer knows the lengths; Whoosh need not read them back from what was just written."""

    def per_document_writer(self, storage: Any, segment: ColumnarSegment) -> ColumnarPerDocWriter:
        return ColumnarPerDocWriter(segment.drafted(storage))

    def field_writer(self, storage: Any, segment: ColumnarSegment) -> ColumnarFieldWriter:
        return ColumnarFieldWriter(segment.drafted(storage))

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> NoReturn:
        """Postings are no files of their own."""
        raise NotImplementedError("searchkit's postings are written with their segment")

    def postings_reader(
        self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None
    ) -> NoReturn:
        """Postings are no files of their own."""
        raise NotImplementedError("searchkit's postings are read by the terms reader")

    def terms_reader(self, storage: Any, segment: ColumnarSegment) -> ColumnarTermsReader:
        return ColumnarTermsReader(segment.opened(storage))

    def per_document_reader(self, storage: Any, segment: ColumnarSegment) -> ColumnarPerDocReader:
        return ColumnarPerDocReader(segment.opened(storage), segment)

    def new_segment(self, storage: Any, indexname: str) -> ColumnarSegment:
        """A segment with a name of its own; IndexOpenError where the storage is no folder."""
        folder_of(storage)
        return ColumnarSegment(indexname)
