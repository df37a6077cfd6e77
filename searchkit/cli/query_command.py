"""`searchkit query`: from words to ranked passages."""

import sys
from typing import Annotated, Literal

import typer

import searchkit
from searchkit.cli.options import DEFAULT_FOLDER, ColorOption, Folder, option, printable
from searchkit.cli.output import Color, emit, style, tell
from searchkit.errors import QueryError
from searchkit.model import Filters, Match, ResultPage, Sort
from searchkit.render import for_terminal, render_footer, render_header, render_page

EXAMPLE = (
    """Example:  searchkit query wheat exports --since 2024-03 -n 5   |   searchkit query '"wheat board" OR barley'"""
)

Format = Literal["text", "table", "json", "jsonl", "csv", "markdown", "html"]


def query(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            help="What to search for; put -- before words that begin with -. A lone - reads standard input."
        ),
    ] = None,
    folder: Folder = DEFAULT_FOLDER,
    limit: Annotated[int, option("--limit", "-n", min=0, help="The most articles to show.")] = 10,
    offset: Annotated[int, option("--offset", min=0, help="Articles to pass over first.")] = 0,
    passages: Annotated[int, option("--passages", min=0, help="The most passages of an article; 0: none.")] = 1,
    any_words: Annotated[bool, option("--any", help="Articles with any of the words.")] = False,
    all_words: Annotated[
        bool, option("--all", help="Only articles with all of the words, even if there are none.")
    ] = False,
    since: Annotated[str, option("--since", help="Published on or after: 2006, 2006-01, 2006-01-15, 7d …")] = "",
    until: Annotated[str, option("--until", help="Published on or before.")] = "",
    on: Annotated[str, option("--on", help="Published in this year, month or day.")] = "",
    source: Annotated[
        list[str] | None, option("--source", help="Only this source; may be given several times.")
    ] = None,
    section: Annotated[list[str] | None, option("--section", help="Only this section.")] = None,
    author: Annotated[list[str] | None, option("--author", help="Only this author.")] = None,
    lang: Annotated[list[str] | None, option("--lang", help="Only this language, as ISO 639-1 code.")] = None,
    sort: Annotated[Sort, option("--sort", help="Order of the articles.")] = "relevance",
    output_format: Annotated[Format, option("--format", "-f", help="Form of the output.")] = "text",
    color: ColorOption = "auto",
    count: Annotated[bool, option("--count", "-c", help="Print only how many articles match.")] = False,
    ids_only: Annotated[bool, option("--ids", "-l", help="Print only the ids of the articles.")] = False,
    null: Annotated[bool, option("--null", "-0", help="With -l: end each id with NUL, not a new line.")] = False,
    explain: Annotated[bool, option("--explain", help="Say how the query was understood.")] = False,
    quiet: Annotated[bool, option("--quiet", "-q", help="Results and errors only.")] = False,
) -> None:
    """Search an index: ranked articles, each with its best passages and the matches marked.

    Bare words mean all of them; where no article has all, the best of any are shown. AND, OR, NOT,
    brackets, "phrases", prefix*, wild?card, fuzzy~, title:, author:, source:, date:2006-01..2006-03,
    after:, before:, newer:7d.
    """
    text = _text(words or [])
    filters = Filters(
        sources=source or (),
        sections=section or (),
        authors=author or (),
        languages=lang or (),
        since=on or since,
        until=on or until,
    )
    if on and (since or until):
        raise QueryError("--on cannot be combined with --since or --until")
    match = _match(any_words, all_words)
    with searchkit.open(folder) as archive:
        page = archive.search(
            text,
            limit=0 if count else limit,
            offset=offset,
            passages=0 if count or ids_only else passages,
            match=match,
            sort=sort,
            filters=filters,
        )
        if explain:
            tell(f"understood as: {page.interpreted}")
            tell(f"run as: {archive.explain(text, match='any' if page.relaxed else match, filters=filters)}")
    _notes(page, quiet)
    if count:
        emit([f"{page.total}\n"])
    elif ids_only:
        emit(hit.id + "\0" if null else for_terminal(hit.id) + "\n" for hit in page)
    else:
        _show(page, output_format, color, quiet)
    raise typer.Exit(0 if page.total else 1)


def _text(words: list[str]) -> str:
    if words == ["-"]:
        return sys.stdin.read().strip()
    return printable(" ".join(words))


def _match(any_words: bool, all_words: bool) -> Match:
    if any_words and all_words:
        raise QueryError("--any and --all exclude each other")
    return "any" if any_words else "all" if all_words else "auto"


def _notes(page: ResultPage, quiet: bool) -> None:
    if not quiet:
        for note in page.notes:
            tell(f"note: {note}")


def _show(page: ResultPage, output_format: Format, color: Color, quiet: bool) -> None:
    """Header and footer are for people: on standard error, with the two forms people read."""
    for_people = output_format in ("text", "table") and not quiet
    if for_people:
        beside = style(color, sys.stderr)
        sys.stderr.writelines(render_header(page, beside))
        sys.stderr.flush()
    emit(render_page(page, output_format, style(color)))
    if for_people:
        sys.stderr.writelines(render_footer(page, beside))
