"""Is an index whole? Every file of the newest commit against its manifest; with `deep`, every byte and number."""

import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from searchkit.analysis import FINGERPRINT
from searchkit.errors import IndexDamagedError, IndexOpenError
from searchkit.storage.arrays import ArrayFile
from searchkit.storage.commitfile import Manifest, SegmentEntry, read_manifest_file
from searchkit.storage.commits import dead_files
from searchkit.storage.generations import (
    file_problems,
    foreign_toc,
    read_deletes,
    read_table,
    require_analyzer,
)
from searchkit.storage.layout import (
    copy_name,
    foreign_files,
    generations_of,
    manifest_name,
    missing_index,
    names_in,
    set_aside,
)
from searchkit.storage.sourcerecords import read_sources
from searchkit.storage.structure import Problem, check_segment, complaint
from searchkit.storage.whooshcodec.schemajson import schema_from_json

_ATTEMPTS = 100
_FOREIGN = (
    "is a commit that another program made with Whoosh after searchkit's last one; --repair sets it aside; "
    "if you want its articles, export them with Whoosh before"
)


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check found. `articles` are those not deleted; remarks are no problems."""

    folder: str
    generation: int
    deep: bool
    segments: int
    articles: int
    deleted: int
    problems: tuple[Problem, ...]
    remarks: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether there are no problems."""
        return not self.problems

    def to_dict(self) -> dict[str, Any]:
        """As JSON values, with `ok`."""
        return {"ok": self.ok} | asdict(self) | {"problems": [asdict(p) for p in self.problems]}


def check(folder: Path, deep: bool = False) -> CheckReport:
    """Looks at the newest commit: sizes and checksums of small files; with `deep`, at all that is in its segments.

    Changes nothing and needs no lock. Raises IndexOpenError where there is no index of this format to check.
    """
    for _ in range(_ATTEMPTS):
        names = names_in(folder)
        report = _check(folder, names, deep)
        if report.ok or generations_of(names_in(folder)) == generations_of(names):
            break  # else a writer committed meanwhile and took files away
    return report


def _check(folder: Path, names: list[str], deep: bool) -> CheckReport:
    generation = next(iter(generations_of(names)), None)
    if generation is None:
        raise missing_index(folder, names)
    manifest, problems = best_manifest(folder, generation)
    if manifest is None:
        return CheckReport(str(folder), generation, deep, 0, 0, 0, tuple(problems), ())
    if foreign := foreign_toc(folder, manifest, names):
        problems.append(Problem(foreign, "", _FOREIGN))
    problems += _problems(folder, manifest, deep)
    return CheckReport(
        str(folder),
        generation,
        deep,
        len(manifest.segments),
        sum(segment.live_count for segment in manifest.segments),
        sum(segment.deleted_count for segment in manifest.segments),
        tuple(problems),
        tuple(_remarks(manifest, names, foreign)),
    )


def best_manifest(folder: Path, generation: int) -> tuple[Manifest | None, list[Problem]]:
    """The manifest of a commit, or else its second copy, or else None; and what is wrong with either.

    A missing second copy is no damage: a writer that was killed leaves none.
    """
    found: list[Manifest] = []
    problems = []
    names = [manifest_name(generation)]
    if os.path.lexists(folder / copy_name(generation)):
        names.append(copy_name(generation))
    for name in names:
        try:
            found.append(read_manifest_file(folder / name, generation))
        except IndexDamagedError as error:
            problems.append(complaint(folder / name, error))
    if len(found) > 1 and found[0] != found[1]:
        problems.append(Problem(copy_name(generation), "", "is not that of this commit"))
    return (found[0] if found else None), problems


def _problems(folder: Path, manifest: Manifest, deep: bool) -> Iterator[Problem]:
    missing = dict(file_problems(folder, manifest))
    yield from (Problem(name, "", what) for name, what in missing.items())
    path = folder / manifest_name(manifest.generation)
    yield from _raised(path, schema_from_json, manifest.schema)
    yield from _raised(path, require_analyzer, folder, manifest, FINGERPRINT)
    for segment in manifest.segments:
        if segment.file not in missing:
            yield from segment_problems(folder, segment, deep)
        if segment.deletes_file and segment.deletes_file not in missing:
            yield from _raised(folder / segment.deletes_file, read_deletes, folder, segment)
    if manifest.boilerplate and manifest.boilerplate.name not in missing:
        yield from _raised(folder / manifest.boilerplate.name, read_table, folder, manifest.boilerplate)
    if manifest.sources.name not in missing:
        yield from _raised(folder / manifest.sources.name, read_sources, folder, manifest.sources)


def _raised(path: Path, call: Callable[..., object], *arguments: object) -> Iterator[Problem]:
    try:
        call(*arguments)
    except IndexOpenError as error:
        yield complaint(path, error)
    except FileNotFoundError:
        yield Problem(path.name, "", "is missing")


def segment_problems(folder: Path, segment: SegmentEntry, deep: bool) -> list[Problem]:
    """What is wrong with the file of a segment: with its directory, and with `deep` anywhere in it."""
    try:
        file = ArrayFile(folder / segment.file)
    except IndexDamagedError as error:
        return [complaint(folder / segment.file, error)]
    digest, count = file.digest, file.meta.get("doc_count")
    file.close()
    if (digest, count) != (segment.digest, segment.doc_count):
        return [Problem(segment.file, "", "is not the file that was committed")]
    return check_segment(folder / segment.file) if deep else []


def _remarks(manifest: Manifest, names: list[str], foreign: str) -> Iterator[str]:
    """What may be known but harms nobody."""
    for name in dead_files(names, manifest):
        if name != foreign:
            yield f"{name}: no part of the commit; the next one removes it"
    if copy_name(manifest.generation) not in names:
        yield f"{copy_name(manifest.generation)} is missing: the next commit writes one"
    if manifest.toc and manifest.toc.name not in names and not foreign:
        yield f"{manifest.toc.name} is missing: stock Whoosh cannot open the index before the next commit"
    for name in set_aside(names):
        yield f"{name}: set aside by a repair; delete it when you have no use for it"
    for name in foreign_files(names):
        yield f"{name}: not searchkit's"
