"""`searchkit terms`: words that mark the articles of a query against the rest."""

from typing import Annotated, Literal

import typer

import searchkit
from searchkit.cli.options import DEFAULT_FOLDER, Folder, SetsOption, StrictOption, option, printable
from searchkit.cli.output import emit
from searchkit.cli.sets import saved_sets
from searchkit.errors import QueryError
from searchkit.model import Filters, SearchOptions
from searchkit.render.terms import terms_csv, terms_json, terms_table

EXAMPLE = "Example:  searchkit terms wheat exports --since 2024-03 -n 10"

_WRITERS = {"table": terms_table, "json": terms_json, "csv": terms_csv}


def terms(
    words: Annotated[list[str], typer.Argument(help="A query; put -- before words that begin with -.")],
    folder: Folder = DEFAULT_FOLDER,
    limit: Annotated[int, option("--limit", "-n", min=1, help="The most words to show.")] = 20,
    best: Annotated[
        int, option("--best", min=0, help="Look at so many of the articles that match, the best ones; 0: at all.")
    ] = 1000,
    any_words: Annotated[bool, option("--any", help="Articles with any of the words.")] = False,
    since: Annotated[str, option("--since", help="Published on or after: 2006, 2006-01, 2006-01-15, 7d …")] = "",
    until: Annotated[str, option("--until", help="Published on or before.")] = "",
    source: Annotated[
        list[str] | None, option("--source", help="Only this source; may be given several times.")
    ] = None,
    lang: Annotated[list[str] | None, option("--lang", help="Only this language, as ISO 639-1 code.")] = None,
    strict: StrictOption = False,
    sets: SetsOption = None,
    output_format: Annotated[
        Literal["table", "json", "csv"], option("--format", "-f", help="Form of the output.")
    ] = "table",
) -> None:
    """Words that stand in more of the articles that match than chance would have it, and less in the rest.

    Most telling first, by Dunning's log-likelihood ratio G2, each as it is written most often, with the number
    of articles inside and outside that have it. The words of the query itself and stop words are left out.
    """
    text = printable(" ".join(words))
    if not text.strip():
        raise QueryError("give a query; * stands for all articles")
    options = SearchOptions(
        limit=limit,
        match="any" if any_words else "auto",
        filters=Filters(source or (), languages=lang or (), since=since, until=until),
        strict=strict,
        sets=saved_sets(sets or [], text),
    )
    with searchkit.open(folder) as archive:
        found = archive.terms(text, best=best, **options)
    emit([_WRITERS[output_format](found)])
    raise typer.Exit(0 if found else 1)
