"""What a commit of searchkit holds beside Whoosh's own files: how it was made, and from which source files.

`searchkit-G.json` and `sources-G.jsonl` belong to the Whoosh commit of generation G. They are written and
flushed before it; until Whoosh's own file of that generation appears, nobody reads them.
"""

import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from searchkit.analysis import FINGERPRINT
from searchkit.errors import IndexDamagedError

FORMAT = 0
"""Number of the index format; 0 keeps articles in Whoosh's default codec."""

_FILE = re.compile(r"(?:searchkit|sources)-(\d+)\.jsonl?")


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A source file as it was when it was read: unchanged since, it need not be read again."""

    name: str
    path: str
    size_bytes: int
    mtime_ns: int
    digest: str
    options: str
    articles: int
    skipped: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Manifest:
    """How the index of one generation was made. `languages` are those its articles were analysed in."""

    generation: int
    languages: tuple[str, ...] = ()
    format: int = FORMAT
    analyzer: str = FINGERPRINT


def read_manifest(folder: Path, generation: int) -> Manifest:
    """The manifest of a generation; IndexDamagedError says what is wrong with it and what to do."""
    path = folder / f"searchkit-{generation}.json"
    try:
        record = json.loads(path.read_text("utf-8"))
        manifest = Manifest(**record | {"languages": tuple(record["languages"])})
    except FileNotFoundError as error:
        raise IndexDamagedError(
            f"{folder}: the last commit was not made by searchkit; make the index anew with --rebuild"
        ) from error
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise IndexDamagedError(f"{path} cannot be read ({error}); make the index anew with --rebuild") from error
    if manifest.format != FORMAT or manifest.analyzer != FINGERPRINT:
        raise IndexDamagedError(
            f"{folder} was made by another version of searchkit (format {manifest.format}, analysis "
            f"{manifest.analyzer}; this one has {FORMAT}, {FINGERPRINT}); make the index anew with --rebuild"
        )
    return manifest


def read_sources(folder: Path, generation: int) -> dict[str, SourceRecord]:
    """The source files of a generation, by name."""
    path = folder / f"sources-{generation}.jsonl"
    try:
        with path.open(encoding="utf-8") as lines:
            records = [SourceRecord(**json.loads(line)) for line in lines]
    except (OSError, ValueError, TypeError) as error:
        raise IndexDamagedError(f"{path} cannot be read ({error}); make the index anew with --rebuild") from error
    return {record.name: record for record in records}


def write_manifest(folder: Path, manifest: Manifest, sources: Iterable[SourceRecord]) -> None:
    """Writes both files and waits until they are on disk."""
    lines = (json.dumps(asdict(source), ensure_ascii=True) + "\n" for source in sources)
    _write(folder / f"sources-{manifest.generation}.jsonl", lines)
    _write(folder / f"searchkit-{manifest.generation}.json", [json.dumps(asdict(manifest), indent=1) + "\n"])


def remove_other_manifests(folder: Path, generation: int) -> None:
    """Deletes the files of other generations; one that is still open elsewhere is left for the next commit."""
    for path in folder.iterdir():
        match = _FILE.fullmatch(path.name)
        if match and int(match[1]) != generation:
            try:
                path.unlink(missing_ok=True)
            except PermissionError:  # Windows: open in another process
                continue


def _write(path: Path, lines: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(lines)
        file.flush()
        os.fsync(file.fileno())
