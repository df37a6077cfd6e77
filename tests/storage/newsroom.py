"""Small index folders of real articles, in two segments from two source files, for tests of check and repair."""

from collections.abc import Sequence
from pathlib import Path

from searchkit import Article
from searchkit.analysis import FINGERPRINT
from searchkit.storage.arrays import AnyArray, ArrayFile, ArrayFileWriter
from searchkit.storage.articles import ArticleSegment
from searchkit.storage.commitfile import Manifest, SegmentEntry
from searchkit.storage.commits import Contents
from searchkit.storage.layout import new_segment_name
from searchkit.storage.opening import open_commit, own_schema
from searchkit.storage.schema import stored_bytes
from searchkit.storage.sourcerecords import SourceRecord
from searchkit.stored import stored_fields


def article(id: str, body: str = "The wheat board paid. The board denied it.\n\nExports fell.") -> Article:
    return Article(id=id, title=f"About {id}", body=body, date="2026-01-16", language="en", source="Vale Courier")


def segment(folder: Path, articles: Sequence[Article], owner: str) -> SegmentEntry:
    """A new segment file of articles that belong to a source file."""
    name = new_segment_name()
    target = ArticleSegment(folder / f"{name}.sk")
    for one in articles:
        values = stored_fields(one, owner, one.content_hash)
        target.add(values, stored_bytes(values))
    stamp = target.write()
    return SegmentEntry(name, stamp.name, stamp.size_bytes, stamp.digest, len(articles))


def contents(segments: Sequence[SegmentEntry], deleted: dict[str, AnyArray] | None = None) -> Contents:
    return Contents(own_schema(), FINGERPRINT, ("en",), tuple(segments), deleted or {})


def record(name: str, articles: int) -> SourceRecord:
    return SourceRecord(name, f"/news/{name}", 10, 20, "abcd", "plain", articles)


def live_ids(folder: Path) -> list[str]:
    """The ids of all articles that a reader finds."""
    found = open_commit(folder)
    ids = []
    for opened in found.segments:
        field = opened.fields["id"]
        for ordinal in range(field.term_count):
            docs = [doc for doc in field.docs(ordinal).tolist() if opened.deleted is None or not opened.deleted[doc]]
            ids += [field.term(ordinal).decode()] * len(docs)
    found.close()
    return sorted(ids)


def rewrite(path: Path, changes: dict[str, AnyArray | None], meta: dict[str, object] | None = None) -> None:
    """Writes a segment again with other arrays (None: without it), and with checksums that are right."""
    file = ArrayFile(path)
    with ArrayFileWriter(path.with_name("seg-ffffffffffffffff.sk")) as writer:
        for name in file.names():
            values = changes.get(name, file.get(name))
            if values is not None:
                writer.add(name, values)
        writer.finish(file.meta | (meta or {}))
    file.close()
    path.with_name("seg-ffffffffffffffff.sk").replace(path)


def flip(path: Path, bit: int) -> None:
    """Turns one bit of a file over."""
    with path.open("r+b") as file:
        file.seek(bit // 8)
        value = file.read(1)[0]
        file.seek(bit // 8)
        file.write(bytes([value ^ 1 << bit % 8]))


def damage(folder: Path, manifest: Manifest, number: int) -> str:
    """Turns a bit in an array of a segment over; gives the name of the file."""
    name = manifest.segments[number].file
    flip(folder / name, 8 * 64)
    return name
