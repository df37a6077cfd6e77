"""`searchkit similar`: articles like one, as background to it."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

import searchkit
from searchkit.cli.options import DEFAULT_FOLDER, ColorOption, Folder, option, printable
from searchkit.cli.output import PageFormat, emit, show_page, style, tell
from searchkit.errors import QueryError
from searchkit.model import ResultPage, SimilarOptions
from searchkit.render import explanation_lines, for_terminal

EXAMPLE = (
    "Example:  searchkit similar corpus/wire/meridian-2024-03.jsonl#2 --before-date -n 5   |   "
    "searchkit similar --text draft.txt --time-decay 30d"
)


def similar(
    id: Annotated[str, typer.Argument(help="Id of the article, as query prints it.")] = "",
    text: Annotated[
        str, option("--text", metavar="FILE", help="Articles like the text of this file; - is standard input.")
    ] = "",
    folder: Folder = DEFAULT_FOLDER,
    limit: Annotated[int, option("--limit", "-n", min=0, help="The most articles to show.")] = 10,
    offset: Annotated[int, option("--offset", min=0, help="Articles to pass over first.")] = 0,
    passages: Annotated[int, option("--passages", min=0, help="The most passages of an article; 0: none.")] = 1,
    terms: Annotated[int, option("--terms", min=1, help="How many words of the article are looked for.")] = 40,
    before: Annotated[str, option("--before", metavar="DATE", help="Published before 2006, 2006-01, 7d …")] = "",
    before_date: Annotated[bool, option("--before-date", help="Published before the article itself.")] = False,
    time_decay: Annotated[
        str, option("--time-decay", metavar="AGE", help="Halve scores for every so much time between: 30d, 6m, 1y.")
    ] = "",
    output_format: Annotated[PageFormat, option("--format", "-f", help="Form of the output.")] = "text",
    width: Annotated[int | None, option("--width", min=0, help="Characters of a passage shown; 0: all.")] = None,
    color: ColorOption = "auto",
    ids_only: Annotated[bool, option("--ids", "-l", help="Print only the ids of the articles.")] = False,
    explain: Annotated[
        bool, option("--explain", help="List the words that are looked for, with their weights.")
    ] = False,
    quiet: Annotated[bool, option("--quiet", "-q", help="Results and errors only.")] = False,
) -> None:
    """Articles like one of the archive, or like a text: those that share its significant words.

    Words count by how often they stand in the article and how rare they are in the archive, in the title
    twice. The article itself and its copies are left out.
    """
    if bool(id) == bool(text):
        raise QueryError("give either the id of an article or --text FILE")
    like = {"text": _text(text)} if text else {"id": printable(id)}
    options = SimilarOptions(
        limit=limit,
        offset=offset,
        passages=0 if ids_only else passages,
        terms=terms,
        before=before,
        earlier=before_date,
        half_life=time_decay,
    )
    with searchkit.open(folder) as archive:
        page = archive.similar(**like, **options)
        explanation = archive.explain_similar(**like, **options) if explain else None
    for line in explanation_lines(explanation) if explanation else ():
        tell(line)
    _notes(page, quiet)
    if ids_only:
        emit(for_terminal(hit.id) + "\n" for hit in page)
    else:
        plain = style(color)
        shown = plain if width is None else replace(plain, snippet_chars=width)
        show_page(page, output_format, shown, None if quiet else style(color, sys.stderr), explanation)
    raise typer.Exit(0 if page.total else 1)


def _text(name: str) -> str:
    """The text of a file; QueryError where it cannot be read or holds nothing."""
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text("utf-8", errors="replace")
    except OSError as error:
        raise QueryError(f"{name} cannot be read: {error.strerror}") from error
    if not text.strip():
        raise QueryError(f"{'standard input' if name == '-' else name} holds no text")
    return text


def _notes(page: ResultPage, quiet: bool) -> None:
    for note in () if quiet else page.notes:
        tell(f"note: {note}")
