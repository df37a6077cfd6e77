"""`searchkit show`, `stats`, `fields` and `check`: what an archive holds, and whether it is whole."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

import typer

import searchkit
from searchkit.cli.options import (
    DEFAULT_FOLDER,
    ColorOption,
    Folder,
    SetsOption,
    StrictOption,
    finite,
    option,
    printable,
)
from searchkit.cli.output import emit, style
from searchkit.cli.sets import saved_sets
from searchkit.fields import FIELDS
from searchkit.model import Article, Span
from searchkit.render import article_markdown, article_record, article_text, dumps, for_terminal, stats_table
from searchkit.render.grid import grid

SHOW_EXAMPLE = "Example:  searchkit show corpus/wire/meridian-2024-03.jsonl#2 --query 'wheat exports'"
STATS_EXAMPLE = "Example:  searchkit stats --format json"
CHECK_EXAMPLE = "Example:  searchkit check --index archive --deep"
FIELDS_EXAMPLE = "Example:  searchkit fields"


def show(
    id: Annotated[str, typer.Argument(help="Id of the article, as query prints it.")],
    folder: Folder = DEFAULT_FOLDER,
    query: Annotated[str, option("--query", help="Mark what this query matches.")] = "",
    strict: StrictOption = False,
    sets: SetsOption = None,
    output_format: Annotated[
        Literal["text", "json", "markdown"], option("--format", "-f", help="Form of the output.")
    ] = "text",
    color: ColorOption = "auto",
) -> None:
    """Print one article, whole, as it is stored, and where it came from."""
    with searchkit.open(folder) as archive:
        article = archive.article(printable(id))
        title_spans, body_spans = _highlights(archive, article, printable(query), strict, sets or [])
        origin = article.origin
        record = archive.sources().get(origin.file) if origin else None
    if output_format == "json":
        emit([dumps(article_record(article, title_spans, body_spans)) + "\n"])
    elif output_format == "markdown":
        emit(article_markdown(article, title_spans, body_spans))
    else:
        emit(article_text(article, title_spans, body_spans, style(color)))
        if record:
            emit([f"\nFile: {for_terminal(record.path)}\n"])


def _highlights(
    archive: "searchkit.Archive", article: Article, query: str, strict: bool, sets: list[Path]
) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    if not query.strip():
        return (), ()
    return archive.highlights(article, query, strict=strict, sets=saved_sets(sets, query))


def stats(
    folder: Folder = DEFAULT_FOLDER,
    output_format: Annotated[Literal["text", "json"], option("--format", "-f", help="Form of the output.")] = "text",
) -> None:
    """Print what an index holds: articles, passages, terms, dates, sources, languages, years, size."""
    with searchkit.open(folder) as archive:
        found = archive.stats()
    emit([dumps(found.to_dict()) + "\n" if output_format == "json" else stats_table(found)])


def fields(
    output_format: Annotated[Literal["text", "json"], option("--format", "-f", help="Form of the output.")] = "text",
) -> None:
    """Print the fields a query can name."""
    if output_format == "json":
        keys = ("name", "aliases", "kind", "example", "meaning")
        emit([dumps([{key: getattr(field, key) for key in keys} for field in FIELDS]) + "\n"])
        return
    rows = [(field.name, ", ".join(field.aliases), field.example, field.meaning) for field in FIELDS]
    emit([grid(rows, ("field", "also", "example", "finds"))])


def check(
    folder: Folder = DEFAULT_FOLDER,
    deep: Annotated[bool, option("--deep", help="Read every byte of every file, not only what is small.")] = False,
    repair: Annotated[
        bool, option("--repair", help="Keep all that is undamaged, say what is lost. Checks deeply first.")
    ] = False,
    wait: Annotated[
        float, option("--wait", min=0, callback=finite, help="Seconds to wait for a writer, with --repair.")
    ] = 0.0,
    output_format: Annotated[Literal["text", "json"], option("--format", "-f", help="Form of the output.")] = "text",
) -> None:
    """Check that an index is whole, and name what is not. Exit code 0: whole; 1: problems; 2: cannot be checked."""
    if repair:
        _repair(folder, wait, output_format)
        return
    found = searchkit.check(folder, deep)
    emit([dumps(found.to_dict()) + "\n" if output_format == "json" else "".join(_check_lines(found))])
    raise typer.Exit(0 if found.ok else 1)


def _repair(folder: Path, wait_s: float, output_format: str) -> None:
    done = searchkit.repair(folder, wait_s)
    emit([dumps(done.to_dict()) + "\n" if output_format == "json" else "".join(_repair_lines(done))])
    raise typer.Exit(0 if done.generation is None else 1)


def _check_lines(found: "searchkit.CheckReport") -> Iterator[str]:
    rows = [
        ("generation", f"{found.generation:,}"),
        ("segments", f"{found.segments:,}"),
        ("articles", f"{found.articles:,}"),
        ("deleted", f"{found.deleted:,}"),
        ("problems", f"{len(found.problems):,}"),
    ]
    yield grid(rows, right=(1,))
    yield from (f"problem: {for_terminal(str(problem))}\n" for problem in found.problems)
    yield from (f"remark: {for_terminal(remark)}\n" for remark in found.remarks)


def _repair_lines(done: "searchkit.RepairReport") -> Iterator[str]:
    yield from _check_lines(done.found)
    if done.generation is None:
        yield "nothing to repair\n"
        return
    for segment in done.lost:
        kept = f"its file is kept as {segment.set_aside}" if segment.set_aside else "its file is gone"
        yield f"lost: {segment.name} with {_articles(segment.articles)}; {kept}\n"
    yield from (f"note: {for_terminal(note)}\n" for note in done.notes)
    for name in done.reread:
        yield f"read again at the next searchkit index: {for_terminal(name)}\n"
    yield f"repaired: commit {done.generation:,} holds all that is undamaged; {_loss(done.lost_articles)}\n"


def _articles(count: int) -> str:
    return f"{count:,} article{'' if count == 1 else 's'}"


def _loss(count: int) -> str:
    if not count:
        return "no article is lost"
    are, them = ("is", "it") if count == 1 else ("are", "them")
    return f"{_articles(count)} {are} lost, unless source files bring {them} back"
