"""`searchkit index`: from files to an index, with an account of every record."""

import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TextIO

import typer

import searchkit
from searchkit.cli.options import DEFAULT_FOLDER, Folder, finite, option
from searchkit.cli.output import emit, tell
from searchkit.cli.reading import (
    MAX_ARTICLE_SIZE,
    MAX_FILE_SIZE,
    DateFromFileTimeOption,
    EncodingOption,
    FieldMapOption,
    HtmlOption,
    MaxArticleSizeOption,
    MaxDepthOption,
    MaxFileSizeOption,
    MaxMembersOption,
    MaxParseSecondsOption,
    MaxRatioOption,
    field_map_of,
)
from searchkit.errors import SearchkitError, SourceError
from searchkit.model import IndexSummary, Rejected
from searchkit.render import dumps, for_terminal, summary_table
from searchkit.settings import MEBIBYTE, IndexOptions, ReadOptions

if TYPE_CHECKING:
    from searchkit.account import OnSkip, Progress

EXAMPLE = "Example:  searchkit index articles/ more.jsonl.gz --index archive/   |   cat feed.jsonl | searchkit index -"


def index(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Files and folders; - is JSON lines on standard input.")
    ] = None,
    folder: Folder = DEFAULT_FOLDER,
    prune: Annotated[
        bool, option("--prune", help="Remove articles whose files are gone from the given paths.")
    ] = False,
    rebuild: Annotated[bool, option("--rebuild", help="Start fresh, without reading the old index.")] = False,
    dry_run: Annotated[bool, option("--dry-run", help="Say what would happen; change nothing.")] = False,
    field_map: FieldMapOption = "",
    encoding: EncodingOption = "",
    max_article_size: MaxArticleSizeOption = MAX_ARTICLE_SIZE,
    max_file_size: MaxFileSizeOption = MAX_FILE_SIZE,
    max_members: MaxMembersOption = 1_000_000,
    max_ratio: MaxRatioOption = 200,
    max_depth: MaxDepthOption = 3,
    max_parse_seconds: MaxParseSecondsOption = 60.0,
    html: HtmlOption = "precise",
    date_from_file_time: DateFromFileTimeOption = False,
    keep_boilerplate: Annotated[
        bool,
        option("--keep-boilerplate", help="Leave link lists, consent texts and the like in the articles."),
    ] = False,
    skipped: Annotated[
        Path | None, option("--skipped", help="Write a line for each skipped record here.", metavar="FILE")
    ] = None,
    wait: Annotated[float, option("--wait", min=0, callback=finite, help="Seconds to wait for another writer.")] = 0.0,
    memory: Annotated[int, option("--memory", min=16, help="MiB that articles not yet written may take.")] = 1024,
    jobs: Annotated[int, option("--jobs", "-j", min=0, help="Processes that read and analyse; 0: one a core.")] = 0,
    output_format: Annotated[Literal["text", "json"], option("--format", "-f", help="Form of the summary.")] = "text",
    quiet: Annotated[bool, option("--quiet", "-q", help="No progress.")] = False,
) -> None:
    """Index articles: text, Markdown, HTML, JSON, CSV, feeds, Reuters SGML, alone or in gz, bz2, xz, zip, tar.

    Indexing again reads only what is new or changed. Without PATHS the folder corpus/ is indexed.
    """
    read = ReadOptions(
        encoding=encoding,
        field_map=field_map_of(field_map),
        max_article_bytes=round(max_article_size * MEBIBYTE),
        max_file_bytes=round(max_file_size * MEBIBYTE),
        max_members=max_members,
        max_ratio=max_ratio,
        max_depth=max_depth,
        max_parse_seconds=max_parse_seconds,
        html=html,
        date_from_file_time=date_from_file_time,
    )
    options = IndexOptions(
        read=read,
        keep_boilerplate=keep_boilerplate,
        prune=prune,
        rebuild=rebuild,
        dry_run=dry_run,
        reread_skipped=skipped is not None,
        memory_mb=memory,
        jobs=jobs,
        wait_s=wait,
    )
    summary = _run(folder, paths or [Path("corpus")], options, skipped, quiet)
    if dry_run:
        tell("dry run: nothing was changed")
    emit([f"{dumps(summary.to_dict())}\n" if output_format == "json" else summary_table(summary)])
    raise typer.Exit(0 if summary.added + summary.updated + summary.unchanged else 1)


def _run(folder: Path, paths: list[Path], options: IndexOptions, skipped: Path | None, quiet: bool) -> IndexSummary:
    from searchkit import archive  # noqa: PLC0415 -- NumPy and all, which --help need not wait for

    bar = _ProgressLine() if sys.stderr.isatty() and not quiet else None
    with ExitStack() as stack:
        on_skip = _skip_list(stack, skipped) if skipped else None
        try:
            return archive.index(folder, paths, options, on_skip, bar)
        except KeyboardInterrupt:
            raise _interrupted(folder, bar) from None
        finally:
            if bar:
                bar.clear()


def _interrupted(folder: Path, bar: "_ProgressLine | None") -> typer.Exit:
    if bar:
        bar.clear()
    try:
        with searchkit.open(folder) as kept:
            count = kept.count()
            articles = f"{count:,} article{'' if count == 1 else 's'}"
            tell(f"interrupted: {folder} is as of its last commit, with {articles}; index again to go on")
    except SearchkitError:
        tell(f"interrupted: nothing had been committed to {folder}")
    return typer.Exit(130)


def _skip_list(stack: ExitStack, path: Path) -> "OnSkip":
    try:
        file: TextIO = stack.enter_context(path.open("w", encoding="utf-8", newline="\n"))
    except OSError as error:
        raise SourceError(f"cannot write the list of skipped records to {path}: {error.strerror}") from error
    file.write("where\treason\tdetail\n")

    def write(rejected: Rejected) -> None:
        cells = (str(rejected.origin), rejected.reason, rejected.detail)
        file.write("\t".join(for_terminal(cell) for cell in cells) + "\n")

    return write


class _ProgressLine:
    """One line on the terminal that is written over, ten times a second at most."""

    def __init__(self) -> None:
        self.next_at, self.started = 0.0, time.monotonic()

    def __call__(self, progress: "Progress") -> None:
        now = time.monotonic()
        if now < self.next_at:
            return
        self.next_at = now + 0.1
        rate = progress.records / max(now - self.started, 0.001)
        line = f"{progress.files:,} files, {progress.records:,} articles, {rate:,.0f}/s  {for_terminal(progress.file)}"
        sys.stderr.write(f"\r\x1b[K{line[:78]}")
        sys.stderr.flush()

    def clear(self) -> None:
        """Takes the line away."""
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()
