"""Whoosh's writer over an index folder of ours: its commits are commits of searchkit."""

# mypy: disallow-untyped-calls=False
# Whoosh's classes, whose methods are called here, have few annotations.

import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from whoosh import fields
from whoosh.index import TOC
from whoosh.reading import IndexReader, SegmentReader
from whoosh.writing import IndexingError, SegmentWriter

from searchkit.storage import disk
from searchkit.storage.commitfile import Manifest, SegmentEntry
from searchkit.storage.commits import Contents, commit, require_space
from searchkit.storage.generations import newest
from searchkit.storage.layout import new_segment_name
from searchkit.storage.merging import merge
from searchkit.storage.opening import own_schema
from searchkit.storage.segment import EXTENSION, Segment
from searchkit.storage.sourcerecords import read_sources
from searchkit.storage.whooshcodec.articledraft import ArticleDraft, documents_of
from searchkit.storage.whooshcodec.codec import ColumnarCodec, ColumnarSegment
from searchkit.storage.whooshcodec.merging import MergePlan, are_alike, has_forms
from searchkit.storage.whooshcodec.readers import reader_of
from searchkit.storage.whooshcodec.schemajson import schema_to_json
from searchkit.storage.whooshcodec.survey import SurveyingPool
from searchkit.storage.whooshcodec.toc import toc_writer

MergePolicy = Callable[[Any, list[Any]], list[Any]]
"""Takes a writer and the segments; gives those that stay as they are."""

TEMPORARY = (".write-", ".tmp")
"""How the folders begin and end in which postings are sorted; a dot, so that no index takes them for its own."""


class WritableIndex(Protocol):
    """What a writer needs of its index beside what Whoosh's own asks for."""

    folder: Path

    def _read_toc(self) -> TOC: ...


class ArchiveWriter(SegmentWriter):
    """Adds, deletes and merges as Whoosh's writer does; nothing of it is seen before the commit."""

    def __init__(self, ix: WritableIndex, **options: Any) -> None:
        """Takes the lock (whoosh.index.LockError where another holds it after `timeout` seconds).

        `options` are those of `whoosh.writing.SegmentWriter`, but for the codec.
        """
        self.folder = ix.folder
        self.writelock: Any = None
        options |= {"codec": ColumnarCodec(), "compound": False}
        try:
            super().__init__(ix, **options)
            self._remove_leftovers()
            self._base = newest(self.folder)
        except BaseException:
            if self.writelock:
                self.writelock.release()
            raise
        self.pool = SurveyingPool(self._tempstorage, self.newsegment, limitmb=options.get("limitmb", 128))
        self._draft = self.newsegment.drafted(self.storage)
        self._draft.survey = self.pool.survey
        self._articles = ArticleDraft(self.folder)
        self._takes_articles: bool | None = None
        self._void: list[int] = []
        self._made: list[Path] = []
        self._committing = False

    def _remove_leftovers(self) -> None:
        """Folders of writers that were killed; the lock is held, so that nobody uses them."""
        own = Path(self._tempstorage.folder).name
        for path in self.folder.glob(f"{TEMPORARY[0]}*{TEMPORARY[1]}"):
            if path.name != own and path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)

    def reader(self, reuse: Any = None, **options: Any) -> IndexReader:
        """What is committed, without what this writer deleted. A reader to `reuse` is closed."""
        self._check_state()
        if reuse is not None:
            reuse.close()
        return reader_of(self.storage, self.schema, self.segments, self.generation)

    def add_field(  # type: ignore[override]  # Whoosh's two base classes name the parameter differently
        self, fieldname: str, fieldspec: fields.FieldType, **kwargs: Any
    ) -> None:
        """SchemaError where the field cannot be kept."""
        self._require_untouched()
        super().add_field(fieldname, fieldspec, **kwargs)
        try:
            schema_to_json(self.schema)
        except BaseException:
            self.schema.remove(fieldname)
            raise

    def remove_field(self, fieldname: str, **kwargs: Any) -> None:
        """What segments keep of it goes when they are merged."""
        self._require_untouched()
        super().remove_field(fieldname, **kwargs)

    def _require_untouched(self) -> None:
        if len(self._articles):
            raise IndexingError("the schema cannot be changed after documents were added; commit first")
        self._takes_articles = None

    def _is_archive(self) -> bool:
        """Whether documents are articles: the fields are exactly those of an archive."""
        if self._takes_articles is None:
            self._takes_articles = schema_to_json(self.schema) == own_schema()
        return self._takes_articles

    def doc_count(self) -> int:
        """How many documents were added."""
        return int(super().doc_count()) + len(self._articles)

    def add_document(self, **values: Any) -> None:
        """As Whoosh's; a document that fails leaves nothing behind but its error.

        In an archive of articles a document becomes an article, and has an id of its own.
        """
        if self._is_archive():
            self._check_state()
            self._check_fields(self.schema, [name for name in values if not name.startswith("_")])
            self._articles.add(values)
            return
        before = self.docnum
        try:
            super().add_document(**values)
        except Exception:
            if self.perdocwriter.begun:
                self._bury(before)
            raise

    def _bury(self, number: int) -> None:
        """Some postings of the document are in the pool already: its number stays, as that of a deleted one."""
        self.perdocwriter.cancel_doc()
        self.perdocwriter.start_doc(number)
        self.perdocwriter.finish_doc()
        self._void.append(number)
        self.docnum = number + 1
        self._added = True

    def add_reader(self, reader: Any) -> None:
        """Documents of a reader from elsewhere; in an archive, as far as they are stored."""
        if self._is_archive():
            for values in documents_of(reader):
                self.add_document(**{name: value for name, value in values.items() if name in self.schema})
            return
        super().add_reader(reader)
        for leaf, _ in reader.leaf_readers():
            segment = leaf.segment()
            if isinstance(segment, ColumnarSegment):
                self._draft.languages |= _languages(segment.opened(leaf.storage()))

    def commit(  # type: ignore[override]  # as Whoosh's SegmentWriter
        self, mergetype: MergePolicy | None = None, optimize: bool | None = None, merge: bool | None = None
    ) -> None:
        """Makes what was added and deleted the newest commit, and gives the lock back, even where it fails.

        Small segments are merged unless `merge` is false; all are with `optimize`; a policy of one's own (see
        `whoosh.writing`) decides alone. Raises IndexWriteError where the disk refuses, IndexDamagedError where
        another program committed with Whoosh meanwhile; the last commit then stands.
        """
        super().commit(mergetype=mergetype, optimize=optimize, merge=merge)

    def cancel(self) -> None:  # type: ignore[override]  # as Whoosh's SegmentWriter
        """Forgets what was added and deleted, and gives the lock back."""
        self._articles.discard()
        super().cancel()

    def _merge_segments(self, mergetype: Any, optimize: Any, merge: Any) -> list[ColumnarSegment]:
        """Lets the policy choose; merges array by array where the segments are alike, else as Whoosh does."""
        plan = MergePlan(self)
        policy: Callable[..., Any] = SegmentWriter._merge_segments
        kept: list[ColumnarSegment] = policy(plan, mergetype, optimize, merge)
        alike = [group for group in self._groups(plan.chosen) if self._by_arrays(group)]
        articles = self._articles.finish(self.indexname)
        self._draft.languages |= self._articles.languages
        if not alike:
            return kept + articles
        fresh = self._finished() + articles
        for group in alike:
            joined = self._joining(group, fresh)
            kept.append(self._merged([*group, *joined]))
            fresh = [one for one in fresh if one not in joined]
        return kept + fresh

    def _joining(self, group: Sequence[ColumnarSegment], fresh: Sequence[ColumnarSegment]) -> list[ColumnarSegment]:
        """The new segments that can be merged with a group array by array."""
        opened = [one.opened(self.storage) for one in group]
        return [one for one in fresh if are_alike([*opened, one.opened(self.storage)], self.schema)]

    def _groups(self, segments: Sequence[ColumnarSegment]) -> list[list[ColumnarSegment]]:
        """Segments with written forms apart from those without, where there are both."""
        formed = [has_forms(segment.opened(self.storage)) for segment in segments]
        groups = [[one for one, has in zip(segments, formed, strict=True) if has is wanted] for wanted in (True, False)]
        return [group for group in groups if group]

    def _by_arrays(self, group: Sequence[ColumnarSegment]) -> bool:
        """Whether the segments can be merged so; if not, their documents are added to the new segment."""
        opened = [segment.opened(self.storage) for segment in group]
        if are_alike(opened, self.schema) or any(map(has_forms, opened)):
            return True
        for segment in group:
            reader = SegmentReader(self.storage, self.schema, segment)
            self.add_reader(reader)
            reader.close()
        return False

    def _finished(self) -> list[ColumnarSegment]:
        """The new segment, written; none where nothing was added."""
        if not self._added:
            return []
        segment = self._finalize_segment()
        self._added = False
        return [segment]

    def _finalize_segment(self) -> ColumnarSegment:
        segment: ColumnarSegment = super()._finalize_segment()
        for number in self._void:
            segment.delete_document(number)
        return segment

    def _merged(self, group: Sequence[ColumnarSegment]) -> ColumnarSegment:
        if len(group) == 1 and not group[0].has_deletions():
            return group[0]
        return self._merged_arrays(group)

    def _merged_arrays(self, group: Sequence[ColumnarSegment]) -> ColumnarSegment:
        sources = [Segment(segment.path(self.storage), segment.deleted) for segment in group]
        require_space(self.folder, sum(source.file.size_bytes for source in sources))
        name = new_segment_name()
        path = self.folder / f"{name}{EXTENSION}"
        merge(sources, path)
        self._made.append(path)
        merged = Segment(path)
        for source in sources:
            source.close()
        return ColumnarSegment(self.indexname, name, merged.doc_count).hold(merged)

    def _commit_toc(self, segments: Sequence[ColumnarSegment]) -> None:
        """Makes the commit. Segments without a document left are dropped."""
        living = [segment for segment in segments if segment.doc_count()]
        known = {entry.name: entry for entry in self._base.segments}
        entries = tuple(known.get(segment.name) or self._entry(segment) for segment in living)
        deleted = {
            segment.name: segment.deleted
            for segment in living
            if segment.deleted is not None and segment.deletes_changed
        }
        self._committing = True
        self._commit(entries, deleted)

    def _commit(self, entries: tuple[SegmentEntry, ...], deleted: Mapping[str, NDArray[np.bool_]]) -> None:
        base: Manifest = self._base
        languages = tuple(sorted({*base.languages, *self._draft.languages}))
        contents = Contents(schema_to_json(self.schema), base.analyzer, languages, entries, deleted)
        sources = read_sources(self.folder, base.sources).values()
        manifest = commit(self.folder, contents, sources, toc_writer(self.folder, self.schema, deleted))
        self.generation = manifest.generation

    def _entry(self, segment: ColumnarSegment) -> SegmentEntry:
        file = segment.opened(self.storage).file
        return SegmentEntry(segment.name, file.path.name, file.size_bytes, file.digest, segment.doc_count_all())

    def _cleanup_on_error(self) -> None:
        """Takes back what the failed commit wrote.

        Not once the manifest was begun: it may be there and name these files. The next commit removes what it does
        not name.
        """
        self._draft.discard()
        self._articles.discard()
        if not self._committing:
            for path in filter(None, (*self._made, self._draft.path, self._articles.path)):
                disk.remove(path)
        super()._cleanup_on_error()


def _languages(segment: Segment) -> set[str]:
    return {str(one) for one in segment.file.meta.get("languages", ())}
