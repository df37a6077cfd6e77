"""Making a damaged index whole again: a new commit of all that is undamaged, and an account of what is lost."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchkit.errors import IndexDamagedError, IndexOpenError
from searchkit.storage import disk
from searchkit.storage.checks import CheckReport, best_manifest, check, segment_problems
from searchkit.storage.commitfile import FileEntry, Manifest, SegmentEntry
from searchkit.storage.commits import Contents, commit, writing
from searchkit.storage.generations import foreign_toc, read_deletes, read_table
from searchkit.storage.layout import generations_of, names_in
from searchkit.storage.lock import WriteLock
from searchkit.storage.segment import Segment, SegmentField
from searchkit.storage.sourcerecords import SourceRecord, forgotten, read_sources
from searchkit.storage.whooshcodec.schemajson import schema_from_json
from searchkit.storage.whooshcodec.toc import toc_writer

ID_FIELD, OWNER_FIELD = "id", "file"
"""The fields of `searchkit.storage.schema` that hold an article's id and the source file it belongs to."""


@dataclass(frozen=True, slots=True)
class LostSegment:
    """A segment that is no longer in the index: how many articles it had, and where its file is now ("": gone)."""

    name: str
    articles: int
    set_aside: str


@dataclass(frozen=True, slots=True)
class RepairReport:
    """What a repair did. `generation` is the new commit's, None where there was nothing to repair.

    `lost` are the segments that are out, `reread` the source files that the next indexing reads again,
    `revived` how many deleted articles are back, since what said that they were deleted is damaged.
    """

    folder: str
    generation: int | None
    found: CheckReport
    lost: tuple[LostSegment, ...] = ()
    reread: tuple[str, ...] = ()
    revived: int = 0
    notes: tuple[str, ...] = ()

    @property
    def lost_articles(self) -> int:
        """How many articles are lost, if no source file brings them back."""
        return sum(segment.articles for segment in self.lost)

    def to_dict(self) -> dict[str, Any]:
        """As JSON values, with `lost_articles`."""
        return {"lost_articles": self.lost_articles} | asdict(self) | {"found": self.found.to_dict()}


@dataclass
class _Plan:
    """What the new commit shall hold, as it takes shape: `deleted` and `revived` are by name of segment."""

    kept: list[SegmentEntry] = field(default_factory=list)
    damaged: list[SegmentEntry] = field(default_factory=list)
    deleted: dict[str, NDArray[np.bool_]] = field(default_factory=dict)
    revived: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def repair(folder: Path, wait_s: float = 0.0) -> RepairReport:
    """Commits anew every article of undamaged segments; damaged files stay beside, as `<name>.damaged`.

    Checks deeply first, and changes nothing where no problem is found. A commit that another program made
    is set aside (`.toc.foreign`). Raises IndexOpenError where nothing can be kept, IndexLockedError where
    another writer is at work for longer than `wait_s`, IndexWriteError where the disk refuses.
    """
    check(folder)  # an index that is none gets no lock file
    with WriteLock(folder, wait_s):
        found = check(folder, deep=True)
        if found.ok:
            return RepairReport(str(folder), None, found)
        manifest, notes = _manifest(folder)
        plan = _plan(folder, manifest)
        records, reread = _sources(folder, manifest, plan)
        changed = {name: plan.deleted[name] for name in plan.revived}
        table = _boilerplate(folder, manifest, plan)
        contents = Contents(manifest.schema, manifest.analyzer, manifest.languages, tuple(plan.kept), changed, table)
        toc = toc_writer(folder, schema_from_json(manifest.schema), changed)
        with writing(folder):
            notes += _set_foreign_aside(folder, manifest)
            made = commit(folder, contents, records, toc, keep=[entry.name for entry in plan.damaged], rebuild=True)
            lost = [LostSegment(entry.name, entry.live_count, _set_aside(folder, entry)) for entry in plan.damaged]
    revived = sum(plan.revived.values())
    return RepairReport(str(folder), made.generation, found, tuple(lost), tuple(reread), revived, (*notes, *plan.notes))


def _manifest(folder: Path) -> tuple[Manifest, list[str]]:
    """The newest manifest that can be read, of either copy; and a note where that is not the newest commit."""
    generations = generations_of(names_in(folder))
    for generation in generations:
        manifest, _ = best_manifest(folder, generation)
        if manifest is None:
            continue
        if generation == generations[0]:
            return manifest, []
        return manifest, [f"commit {generations[0]} cannot be read; the index is as of commit {generation} again"]
    raise IndexDamagedError(
        f"{folder} cannot be repaired: both copies of the manifest are damaged; make the index anew with --rebuild"
    )


def _plan(folder: Path, manifest: Manifest) -> _Plan:
    plan = _Plan()
    for entry in manifest.segments:
        if _is_damaged(folder, entry):
            plan.damaged.append(entry)
        elif (readable := _readable_deletes(folder, entry)) is None:
            plan.revived[entry.name] = entry.deleted_count
            plan.kept.append(replace(entry, deleted_count=0, deletes_file=None, deletes_digest=None))
        else:
            plan.kept.append(entry)
            plan.deleted |= readable
    for name in plan.revived:
        _delete_superseded(folder, plan, name)
    return plan


def _is_damaged(folder: Path, entry: SegmentEntry) -> bool:
    try:
        return (folder / entry.file).is_symlink() or bool(segment_problems(folder, entry, deep=True))
    except OSError:
        return True


def _readable_deletes(folder: Path, entry: SegmentEntry) -> dict[str, NDArray[np.bool_]] | None:
    """The deletes by segment name, none where there are none; None where they cannot be read."""
    try:
        deleted = read_deletes(folder, entry)
    except (IndexOpenError, FileNotFoundError):
        return None
    return {} if deleted is None else {entry.name: deleted}


def _delete_superseded(folder: Path, plan: _Plan, name: str) -> None:
    """Of a segment whose deletes are unknown: deletes again every article that another segment has, too."""
    entry = next(entry for entry in plan.kept if entry.name == name)
    taken = {key for other in plan.kept if other.name != name for key in _live_ids(folder, other, plan)}
    segment = Segment(folder / entry.file)
    deleted = np.zeros(entry.doc_count, np.bool_)
    for key, docs in _postings(segment, ID_FIELD):
        if key in taken:
            deleted[docs] = True
        else:
            deleted[docs[:-1]] = True  # the same id twice in a segment: the later one took the other's place
    segment.close()
    plan.deleted[name] = deleted
    plan.revived[name] = max(plan.revived[name] - int(deleted.sum()), 0)
    plan.notes.append(
        f"{entry.file}: which of its articles were deleted is lost; {plan.revived[name]:,} may be back, "
        "until their source files are read again"
    )


def _live_ids(folder: Path, entry: SegmentEntry, plan: _Plan) -> Iterable[bytes]:
    segment, deleted = Segment(folder / entry.file), plan.deleted.get(entry.name)
    try:
        for key, docs in _postings(segment, ID_FIELD):
            if deleted is None or not deleted[docs].all():
                yield key
    finally:
        segment.close()


def _postings(segment: Segment, name: str) -> Iterable[tuple[bytes, NDArray[Any]]]:
    found: SegmentField | None = segment.fields.get(name)
    for ordinal in range(found.term_count if found else 0):
        assert found is not None
        yield found.term(ordinal), found.docs(ordinal)


def _sources(folder: Path, manifest: Manifest, plan: _Plan) -> tuple[list[SourceRecord], list[str]]:
    """The source records of the new commit, and the names of those that are read again.

    Which segments a source file's articles were in is known of none; so its articles are counted in what
    is left, and where there are fewer than it had, it is read again.
    """
    try:
        records = read_sources(folder, manifest.sources).values()
    except IndexDamagedError:
        plan.notes.append("the records of source files are lost; the next indexing reads all of them again")
        return [], []
    if not plan.damaged and not plan.revived:
        return list(records), []
    left = _articles_by_source(folder, plan)
    again = {record.name for record in records if plan.revived or left.get(record.name, 0) < record.articles}
    return [forgotten(record) if record.name in again else record for record in records], sorted(again)


def _boilerplate(folder: Path, manifest: Manifest, plan: _Plan) -> FileEntry | None:
    try:
        read_table(folder, manifest.boilerplate)
    except (IndexDamagedError, FileNotFoundError):
        plan.notes.append("what was learnt and decided of boilerplate is lost; --rebuild learns it anew")
        return None
    return manifest.boilerplate


def _articles_by_source(folder: Path, plan: _Plan) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    for entry in plan.kept:
        segment, deleted = Segment(folder / entry.file), plan.deleted.get(entry.name)
        for owner, docs in _postings(segment, OWNER_FIELD):
            live = len(docs) if deleted is None else int(np.count_nonzero(~deleted[docs]))
            name = owner.decode("utf-8", "replace")
            counts[name] = counts.get(name, 0) + live
        segment.close()
    return counts


def _set_foreign_aside(folder: Path, manifest: Manifest) -> Sequence[str]:
    notes = []
    while foreign := foreign_toc(folder, manifest, names_in(folder)):
        disk.replace(folder / foreign, folder / f"{foreign}.foreign")
        notes.append(
            f"the commit of another program is set aside as {foreign}.foreign; "
            "articles that only it had are no longer in the index"
        )
    return notes


def _set_aside(folder: Path, entry: SegmentEntry) -> str:
    """Keeps the files of a damaged segment under another name; gives that of the segment file, "" if it is gone."""
    if entry.deletes_file and (folder / entry.deletes_file).exists():
        disk.replace(folder / entry.deletes_file, folder / f"{entry.deletes_file}.damaged")
    if not (folder / entry.file).exists():
        return ""
    disk.replace(folder / entry.file, folder / f"{entry.file}.damaged")
    return f"{entry.file}.damaged"
