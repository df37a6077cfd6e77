"""Options, read once at an edge: flags, then environment, then `searchkit.toml`, then these defaults."""

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Literal

MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How source files are read, and the bounds that keep a hostile one from doing harm."""

    encoding: str = ""
    """Forces this character encoding on every file; empty: it is found out."""

    field_map: Mapping[str, str] = field(default_factory=dict)
    """Article field to the name it has in JSON and CSV records, e.g. `{"title": "headline"}`."""

    max_article_bytes: int = 20 * MEBIBYTE
    """The most one article (one record, or a file that is one article) may take in its source."""

    max_file_bytes: int = 64 * 1024 * MEBIBYTE
    """The most one source file may expand to, through all its containers."""

    max_members: int = 1_000_000
    """The most members read from one zip or tar."""

    max_ratio: int = 200
    """The most a compressed stream may expand, times its own size; applied past the first 10 MiB."""

    max_depth: int = 3
    """How deep containers may nest."""

    max_parse_seconds: float = 60.0
    """The most one page or document may take where its parser is known to hang; 0: no limit."""

    html: Literal["precise", "fast"] = "precise"
    """How the article of a page is found: by trafilatura, or several times as fast and less exactly by resiliparse."""

    date_from_file_time: bool = False
    """Date an article by the time its file was last written, where nothing else tells."""

    def fingerprint(self) -> str:
        """Text that is equal for options that read a file into the same articles."""
        return repr(asdict(self))


@dataclass(frozen=True, slots=True)
class IndexOptions:
    """How an indexing run treats what it finds."""

    read: ReadOptions = ReadOptions()

    prune: bool = False
    """Remove the articles of files that are gone from below the given paths."""

    rebuild: bool = False
    """Start from nothing; an existing index is replaced when the new one is whole, and never read."""

    dry_run: bool = False
    """Report what would happen, change nothing."""

    keep_boilerplate: bool = False
    """Leave link lists, consent texts and what else a source repeats in the articles, and learn nothing of it."""

    reread_skipped: bool = False
    """Read unchanged files again if records of theirs were skipped, so that each can be listed."""

    commit_every: int = 100_000
    """Commit whenever this many articles have been written; a run that ends early keeps them."""

    memory_mb: int = 1024
    """Megabytes that indexing may take, all its processes together; more make fewer, larger segments.

    At least a quarter is for articles that are not written yet: what many processes take beside may exceed the rest.
    """

    jobs: int = 0
    """Processes that read and analyse; 0: one for each processor core. The index is the same for any number."""

    wait_s: float = 0.0
    """How long to wait for another writer to finish."""

    @property
    def processes(self) -> int:
        """How many processes `jobs` means on this machine."""
        return self.jobs or os.cpu_count() or 1
