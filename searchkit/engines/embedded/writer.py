"""The way into the archive: articles gathered into segments, in bulk, and segments put into commits."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from searchkit.analysis import FINGERPRINT
from searchkit.engines.base import KILLED_BUILDER, Unstored
from searchkit.engines.embedded.building import Built, Lost
from searchkit.engines.embedded.lookup import Lookup
from searchkit.engines.embedded.segmenting import segmenter
from searchkit.engines.embedded.tidying import merge_plan
from searchkit.model import Article, Origin, Rejected
from searchkit.settings import IndexOptions
from searchkit.storage import (
    Contents,
    OpenCommit,
    Segment,
    SegmentEntry,
    SourceRecord,
    WriteLock,
    commit,
    generations_of,
    merge,
    names_in,
    new_segment_name,
    open_commit,
    read_sources,
    require_own_fields,
    require_space,
    schema,
    tidy,
    toc_writer,
    writing,
)
from searchkit.storage.opening import own_schema
from searchkit.stored import PackedArticle


@dataclass(slots=True)
class _Pending:
    """A segment that is not committed yet; `deleted` are documents of it that were replaced since."""

    name: str
    deleted: set[int] = field(default_factory=set)


class BulkWriter:
    """A `Writer` on an index folder; holds the folder's lock until `close`."""

    def __init__(self, folder: Path, options: IndexOptions) -> None:
        """Raises IndexLockedError where another still holds the lock after `options.wait_s` seconds."""
        self.folder, self.options = folder, options
        self._lock = WriteLock(folder, options.wait_s)
        self._lock.__enter__()
        try:
            self._rebuilds = options.rebuild
            self._commit: OpenCommit | None = None
            self._sources: tuple[SourceRecord, ...] = ()
            if generations_of(names_in(folder)) and not options.rebuild:
                self._commit = open_commit(folder)
                require_own_fields(folder, self._commit.manifest)
                tidy(folder, self._commit.manifest)
                self._sources = tuple(read_sources(folder, self._commit.manifest.sources).values())
            self._segmenter = segmenter(folder, options)
            self._begin()
            if self._commit is None and not options.rebuild:
                self._write_commit(())
        except BaseException:
            self._lock.release()
            raise

    def _begin(self) -> None:
        """A view of what is committed, and nothing put yet."""
        self._segments: tuple[Segment, ...] = self._commit.segments if self._commit else ()
        self._lookup = Lookup(self._segments)
        self._put: dict[str, tuple[str, str, _Pending, int]] = {}
        self._given: dict[str, list[str]] = {}
        self._pending: dict[str, _Pending] = {}
        self._touched: set[str] = set()
        self._updates: set[str] = set()
        self._built: list[Built] = []

    def held(self, source: str) -> Mapping[str, str]:
        """Id to content hash of the articles that belong to a source file."""
        given = ((key, self._put.get(key)) for key in self._given.get(source, ()))
        return {**self._lookup.held(source), **{key: put[1] for key, put in given if put and put[0] == source}}

    def find(self, id: str) -> tuple[str, str] | None:
        """Source file ("" for none) and content hash of an article, or None."""
        put = self._put.get(id)
        return put[:2] if put else self._lookup.find(id)

    def put(self, article: Article | PackedArticle, source: str, digest: str) -> None:
        """Adds an article, in place of one with the same id; `digest` is its content hash."""
        if self._take_out(article.id):
            self._updates.add(article.id)
        try:
            name, number = self._segmenter.add(article, source)
        except OSError:
            with writing(self.folder):
                raise
        pending = self._pending.get(name)
        if pending is None:
            pending = self._pending[name] = _Pending(name)
        self._put[article.id] = source, digest, pending, number
        given = self._given.get(source)
        if given is None:
            given = self._given[source] = []
        given.append(article.id)

    def remove(self, id: str) -> None:
        """Takes an article out."""
        self._take_out(id)

    def _take_out(self, id: str) -> bool:
        """Whether there was such an article."""
        put = self._put.pop(id, None)
        if put is not None:
            put[2].deleted.add(put[3])
        places = list(self._lookup.places("id", id))
        for segment, number in places:
            if segment.deleted is None:
                segment.deleted = np.zeros(segment.doc_count, np.bool_)
            segment.deleted[number] = True
            self._touched.add(segment.name)
        return put is not None or bool(places)

    def settle(self) -> Sequence[Unstored]:
        """Brings all that was put to disk, as a commit must; tells of what could not be."""
        with writing(self.folder):
            results = self._segmenter.finish()
        self._built += [one for one in results if isinstance(one, Built)]
        return [gone for one in results if isinstance(one, Lost) and (gone := self._given_up(one))]

    def _given_up(self, lost: Lost) -> Unstored | None:
        """Forgets an article; None if another one has taken its place since."""
        if lost.number in self._pending[lost.draft].deleted:
            return None
        values = lost.values
        key, source, origin = values["id"], values.get("owner", ""), values["article"].get("origin")
        del self._put[key]
        rejected = Rejected(Origin(**origin) if origin else Origin(source or key), KILLED_BUILDER, lost.reason)
        return Unstored(key, source, key in self._updates, rejected)

    def commit(self, sources: Iterable[SourceRecord], last: bool, boilerplate: bytes | None = None) -> None:
        """Makes all since the last commit visible and lasting; the `last` one merges small segments."""
        self._sources = tuple(sources)
        self._write_commit(self._built, boilerplate=boilerplate)
        if last:
            self._merge()

    def _entries(self) -> dict[str, SegmentEntry]:
        return {entry.name: entry for entry in self._commit.manifest.segments} if self._commit else {}

    def _write_commit(
        self,
        built: Iterable[Built],
        merged: Mapping[str, Built | None] | None = None,
        boilerplate: bytes | None = None,
    ) -> None:
        """Commits the segments there are, with those that were built; `merged` ones are left out or replaced."""
        entries = self._entries()
        deleted = {s.name: s.deleted for s in self._segments if s.name in self._touched and s.deleted is not None}
        languages = set(self._commit.manifest.languages) if self._commit else set()
        for one in built:
            entries[one.entry.name] = one.entry
            languages |= set(one.languages)
            if gone := [
                number for number in self._replaced(one.draft) if 0 <= number - one.first < one.entry.doc_count
            ]:
                row = np.zeros(one.entry.doc_count, np.bool_)
                row[np.array(gone) - one.first] = True
                deleted[one.entry.name] = row
        for name in merged or ():
            del entries[name]
            deleted.pop(name, None)
        kept = {name: entry for name, entry in entries.items() if not (name in deleted and deleted[name].all())}
        changed = {name: row for name, row in deleted.items() if name in kept}
        table = boilerplate or (self._commit.manifest.boilerplate if self._commit else None)
        contents = Contents(own_schema(), FINGERPRINT, tuple(sorted(languages)), tuple(kept.values()), changed, table)
        toc = toc_writer(self.folder, schema(), changed)
        commit(self.folder, contents, self._sources, toc, rebuild=self._rebuilds)
        self._rebuilds = False
        if self._commit:
            self._commit.close()
        self._commit = open_commit(self.folder)
        self._begin()

    def _replaced(self, draft: str) -> set[int]:
        """The articles of a segment that others have replaced since they were given to it."""
        pending = self._pending.get(draft)
        return pending.deleted if pending else set()

    def _merge(self) -> None:
        """Merges as long as there are too many small segments, or many deleted articles."""
        while group := merge_plan(self._entries().values()):
            chosen = [segment for segment in self._segments if segment.name in group]
            require_space(self.folder, sum(segment.file.size_bytes for segment in chosen))
            name = new_segment_name()
            with writing(self.folder):
                stamp = merge(chosen, self.folder / f"{name}.sk")
            count = sum(segment.live_count for segment in chosen)
            entry = SegmentEntry(name, stamp.name, stamp.size_bytes, stamp.digest, count)
            self._write_commit([Built(entry, ())], dict.fromkeys(group))

    def close(self) -> None:
        """Ends the run; what was not committed is dropped."""
        try:
            with suppress(OSError):
                self._segmenter.discard()
            if self._commit:
                self._commit.close()
        finally:
            self._lock.release()
