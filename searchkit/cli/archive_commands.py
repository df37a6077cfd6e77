"""`searchkit show`, `stats` and `fields`: what an archive holds."""

from typing import Annotated, Literal

import typer

import searchkit
from searchkit.cli.options import DEFAULT_FOLDER, ColorOption, Folder, option, printable
from searchkit.cli.output import emit, style
from searchkit.fields import FIELDS
from searchkit.render import article_markdown, article_record, article_text, dumps, for_terminal, stats_table
from searchkit.render.grid import grid

SHOW_EXAMPLE = "Example:  searchkit show corpus/wire/meridian-2024-03.jsonl#2 --query 'wheat exports'"
STATS_EXAMPLE = "Example:  searchkit stats --format json"
FIELDS_EXAMPLE = "Example:  searchkit fields"


def show(
    id: Annotated[str, typer.Argument(help="Id of the article, as query prints it.")],
    folder: Folder = DEFAULT_FOLDER,
    query: Annotated[str, option("--query", help="Mark what this query matches.")] = "",
    output_format: Annotated[
        Literal["text", "json", "markdown"], option("--format", "-f", help="Form of the output.")
    ] = "text",
    color: ColorOption = "auto",
) -> None:
    """Print one article, whole, as it is stored, and where it came from."""
    with searchkit.open(folder) as archive:
        article = archive.article(printable(id))
        title_spans, body_spans = archive.highlights(article, printable(query)) if query.strip() else ((), ())
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
