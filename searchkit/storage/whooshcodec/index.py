"""An index folder as a `whoosh.index.FileIndex`: made from the manifest; Whoosh's pickled TOC is not read."""

# mypy: disallow-untyped-calls=False
# Whoosh's classes, whose methods are called here, have few annotations.

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

from whoosh import fields
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex
from whoosh.reading import IndexReader

from searchkit.analysis import FINGERPRINT
from searchkit.errors import IndexOpenError
from searchkit.storage.commitfile import Manifest
from searchkit.storage.commits import Contents, commit
from searchkit.storage.generations import newest
from searchkit.storage.layout import generations_of, missing_index, names_in, require_room
from searchkit.storage.lock import WriteLock
from searchkit.storage.opening import OpenCommit, open_commit
from searchkit.storage.whooshcodec.codec import ColumnarSegment
from searchkit.storage.whooshcodec.readers import reader_of
from searchkit.storage.whooshcodec.schemajson import schema_from_json, schema_to_json
from searchkit.storage.whooshcodec.toc import INDEX_NAME, toc_writer
from searchkit.storage.whooshcodec.writer import TEMPORARY, ArchiveWriter


class FolderStorage(FileStorage):
    """Whoosh's storage in a folder, with temporary folders of its own.

    Whoosh gives those a fixed name and empties them in the end: in an index of a stranger that name could be
    a link to any folder of yours.
    """

    def temp_storage(self, name: str | None = None) -> FileStorage:
        """A new, private folder within the folder."""
        return FileStorage(tempfile.mkdtemp(TEMPORARY[1], TEMPORARY[0], self.folder))


class ArchiveIndex(FileIndex):
    """The index of a folder for everything written for Whoosh.

    Each reader opens the newest commit and keeps it, whatever is committed later; with a `commit` given,
    all readers are of that one. Raises an IndexOpenError where the folder holds no index that is whole.
    """

    def __init__(self, folder: Path, commit: OpenCommit | None = None) -> None:
        # Whoosh's own constructor reads its TOC.
        self.folder = folder
        self.storage = FolderStorage(str(folder))
        self.indexname = INDEX_NAME
        self._schema = None
        self._commit = commit
        if commit is None:
            newest(folder)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self.folder)!r})"

    def _read_toc(self) -> TOC:
        """Schema and open segments of the commit; both may be changed by whoever asked."""
        commit = self._commit or open_commit(self.folder)
        manifest = commit.manifest
        segments = [
            ColumnarSegment(INDEX_NAME, segment.name, segment.doc_count, segment.deleted).hold(segment)
            for segment in commit.segments
        ]
        return TOC(schema_from_json(manifest.schema), segments, manifest.generation)

    @property
    def manifest(self) -> Manifest:
        """What the commit says of itself."""
        return self._commit.manifest if self._commit else newest(self.folder)

    @property
    def schema(self) -> fields.Schema:
        """The fields; a schema of its own for each who asks."""
        return schema_from_json(self.manifest.schema)

    def _current_schema(self) -> fields.Schema:
        return self.schema

    def is_empty(self) -> bool:
        return not self.manifest.segments

    def latest_generation(self) -> int:
        """The number of the newest commit in the folder."""
        names = names_in(self.folder)
        generations = generations_of(names)
        if not generations:
            raise missing_index(self.folder, names)
        return generations[0]

    def up_to_date(self) -> bool:
        """Whether its readers are of the newest commit."""
        return self._commit is None or self._commit.manifest.generation == self.latest_generation()

    def refresh(self) -> "ArchiveIndex":
        """The index of the newest commit."""
        return self if self._commit is None else ArchiveIndex(self.folder)

    def last_modified(self) -> int:
        """When the commit was made, in seconds since 1970."""
        return int(dt.datetime.fromisoformat(self.manifest.created).timestamp())

    def lock(self, name: str) -> WriteLock:
        """The lock of the folder, not taken yet; there is one only."""
        return WriteLock(self.folder)

    def reader(self, reuse: Any = None) -> IndexReader:
        """A reader of the commit. `reuse` is closed: a reader keeps what was deleted when it was made."""
        toc = self._read_toc()
        found = reader_of(self.storage, toc.schema, toc.segments, toc.generation)
        if reuse is not None:
            reuse.close()
        return found

    def optimize(self, **options: Any) -> None:
        """Makes all segments one, without what was deleted; `options` are those of `writer`."""
        self.writer(**options).commit(optimize=True)

    def writer(self, procs: int = 1, **options: Any) -> ArchiveWriter:
        """A writer on the newest commit, in this process whatever `procs` says; see `ArchiveWriter`."""
        return ArchiveWriter(self.refresh(), **options)


def create_archive_index(folder: Path, schema: fields.Schema | type[fields.Schema]) -> ArchiveIndex:
    """A new, empty index in the folder, which is made where it is missing.

    Raises SchemaError naming a field that cannot be kept, IndexOpenError where the folder holds an index or
    other files, IndexLockedError where somebody writes to it.
    """
    ensured: fields.Schema = fields.ensure_schema(schema)
    value = schema_to_json(ensured)
    with WriteLock(folder):
        require_room(folder)
        if generations_of(names_in(folder)):
            raise IndexOpenError(f"{folder} holds an index already; open it, or name an empty folder")
        commit(folder, Contents(value, FINGERPRINT, (), ()), (), toc_writer(folder, ensured, {}))
    return ArchiveIndex(folder)
