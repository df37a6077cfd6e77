"""Opening a commit: its manifest, and the segments it names, mapped."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from searchkit.analysis import FINGERPRINT
from searchkit.errors import IndexDamagedError, IndexOpenError
from searchkit.storage.commitfile import Json, Manifest, SegmentEntry
from searchkit.storage.generations import opened, read_deletes, require_analyzer
from searchkit.storage.schema import schema
from searchkit.storage.segment import Segment
from searchkit.storage.whooshcodec.schemajson import schema_to_json


@dataclass(frozen=True, slots=True)
class OpenCommit:
    """A commit whose segments are mapped; it stays readable whatever is committed later."""

    manifest: Manifest
    segments: tuple[Segment, ...]

    def close(self) -> None:
        """Lets go of the files."""
        for segment in self.segments:
            segment.close()


def open_commit(folder: Path) -> OpenCommit:
    """The newest commit of an index folder; an IndexOpenError says what is wrong where it cannot be opened."""
    return opened(folder, lambda manifest: _open(folder, manifest))


def _open(folder: Path, manifest: Manifest) -> OpenCommit:
    require_analyzer(folder, manifest, FINGERPRINT)
    segments: list[Segment] = []
    try:
        for entry in manifest.segments:
            segments.append(open_segment(folder, entry))
    except BaseException:
        for segment in segments:
            segment.close()
        raise
    return OpenCommit(manifest, tuple(segments))


def open_segment(folder: Path, entry: SegmentEntry) -> Segment:
    """A segment of a commit; IndexDamagedError where the file is not the one that the commit names."""
    segment = Segment(folder / entry.file, read_deletes(folder, entry))
    if (segment.file.digest, segment.doc_count) != (entry.digest, entry.doc_count):
        segment.close()
        raise IndexDamagedError(f"{folder / entry.file} is not the file that was committed; see searchkit check")
    return segment


def require_own_fields(folder: Path, manifest: Manifest) -> None:
    """IndexOpenError for an index of other fields than those of news articles."""
    if manifest.schema != own_schema():
        raise IndexOpenError(
            f"{folder} has other fields than an archive of articles; open it with whoosh.index.open_dir"
        )


@cache
def own_schema() -> Json:
    """The schema of an archive of articles, as a manifest keeps it."""
    return schema_to_json(schema())
