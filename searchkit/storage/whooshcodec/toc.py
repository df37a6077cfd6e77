"""Whoosh's own table of contents of a commit, for other programs: searchkit writes it and never reads it."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from whoosh import fields
from whoosh.filedb.filestore import RamStorage
from whoosh.index import TOC

from searchkit.storage.commitfile import SegmentEntry
from searchkit.storage.generations import read_deletes
from searchkit.storage.layout import toc_name
from searchkit.storage.whooshcodec.codec import ColumnarSegment

INDEX_NAME = "MAIN"
"""Whoosh's default name of an index; `whoosh.index.open_dir` looks for it."""


def toc_bytes(generation: int, schema: fields.Schema, segments: Sequence[ColumnarSegment]) -> bytes:
    """The content of `_MAIN_G.toc`: schema and segments, pickled as Whoosh does."""
    storage = RamStorage()
    TOC(schema, list(segments), generation).write(storage, INDEX_NAME)
    return bytes(storage.files[toc_name(generation)])


def toc_writer(
    folder: Path, schema: fields.Schema, deleted: Mapping[str, NDArray[np.bool_]]
) -> Callable[[int, tuple[SegmentEntry, ...]], bytes]:
    """What `commit` asks for the TOC; `deleted` are the deletions that changed, by name of the segment."""

    def write(generation: int, entries: tuple[SegmentEntry, ...]) -> bytes:
        segments = (
            ColumnarSegment(INDEX_NAME, entry.name, entry.doc_count, _deleted(folder, entry, deleted))
            for entry in entries
        )
        return toc_bytes(generation, schema, list(segments))

    return write


def _deleted(folder: Path, entry: SegmentEntry, changed: Mapping[str, NDArray[np.bool_]]) -> NDArray[np.bool_] | None:
    return changed[entry.name] if entry.name in changed else read_deletes(folder, entry)
