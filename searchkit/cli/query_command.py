"""`searchkit query`: from words to ranked passages."""

import sys
from dataclasses import replace
from typing import Annotated

import typer

import searchkit
from searchkit.cli.options import (
    DEFAULT_FOLDER,
    ColorOption,
    DeepOption,
    Folder,
    ParamsOption,
    RankerOption,
    RecentOption,
    SetsOption,
    StrictOption,
    UnitOption,
    option,
    printable,
)
from searchkit.cli.output import Color, PageFormat, emit, show_page, style, tell
from searchkit.cli.sets import saved_sets
from searchkit.errors import QueryError
from searchkit.model import (
    Explanation,
    Filters,
    Hit,
    Match,
    Ranking,
    ResultPage,
    SearchOptions,
    SearchRequest,
    Sort,
    Span,
    Unit,
    passage_id,
)
from searchkit.render import TextStyle, explanation_lines, for_terminal

EXAMPLE = (
    """Example:  searchkit query wheat exports --since 2024-03 -n 5   |   searchkit query '"wheat board" OR barley'"""
)

_DEFAULTS = SearchRequest("")


def query(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            help="What to search for; put -- before words that begin with -. A lone - reads standard input."
        ),
    ] = None,
    folder: Folder = DEFAULT_FOLDER,
    limit: Annotated[int, option("--limit", "-n", min=0, help="The most hits to show.")] = 10,
    offset: Annotated[int, option("--offset", min=0, help="Hits to pass over first.")] = 0,
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
    unit: UnitOption = "article",
    ranker: RankerOption = "full",
    deep: DeepOption = False,
    recent: RecentOption = "",
    params: ParamsOption = "",
    strict: StrictOption = False,
    plain: Annotated[bool, option("--plain", help="Read the query as words: no operators, signs or patterns.")] = False,
    sets: SetsOption = None,
    max_query: Annotated[
        int, option("--max-query", min=1, metavar="BYTES", help="The longest query that is read, in UTF-8.")
    ] = _DEFAULTS.max_query_bytes,
    max_terms: Annotated[
        int, option("--max-terms", min=1, help="The most words that one pattern such as expor* may stand for.")
    ] = _DEFAULTS.max_terms,
    output_format: Annotated[PageFormat, option("--format", "-f", help="Form of the output.")] = "text",
    width: Annotated[
        int | None,
        option("--width", min=0, help="Characters of a passage shown; 0: all. As a rule 360, with --context all."),
    ] = None,
    context: Annotated[
        int | None, option("--context", min=0, help="Show so many characters on either side of each match.")
    ] = None,
    color: ColorOption = "auto",
    count: Annotated[bool, option("--count", "-c", help="Print only how many articles, or passages, match.")] = False,
    ids_only: Annotated[
        bool, option("--ids", "-l", help="Print only the ids of the articles; of passages ID#char=START,END.")
    ] = False,
    null: Annotated[bool, option("--null", "-0", help="With -l: end each id with NUL, not a new line.")] = False,
    explain: Annotated[
        bool, option("--explain", help="Say how the query was understood, and what each score consists of.")
    ] = False,
    quiet: Annotated[bool, option("--quiet", "-q", help="Results and errors only.")] = False,
) -> None:
    """Search an index: ranked articles, each with its best passages and the matches marked.

    Bare words mean all of them; where no article has all, the best of any are shown. AND, OR, NOT,
    brackets, "phrases", W/5, PRE/3, W/S, W/P, ATLEAST3(…), prefix*, wild?card, fuzzy~, =exact, CAPS(…),
    title:, lead:, author:, source:, date:2006-01..2006-03, after:, newer:7d, wc>800, @set.
    """
    if on and (since or until):
        raise QueryError("--on cannot be combined with --since or --until")
    text, match = _text(words or []), _match(any_words, all_words)
    options = SearchOptions(
        limit=0 if count else limit,
        offset=offset,
        passages=_passages(passages, unit, count, ids_only),
        match=match,
        sort=sort,
        filters=Filters(source or (), section or (), author or (), lang or (), since=on or since, until=on or until),
        strict=strict,
        plain=plain,
        max_query_bytes=max_query,
        max_terms=max_terms,
        sets=saved_sets(sets or [], text),
        ranker=ranker,
        deep=deep,
        recent=recent,
        unit=unit,
        scores=explain and not (count or ids_only),
        ranking=Ranking().changed(params),
    )
    with searchkit.open(folder) as archive:
        page = archive.search(text, **options)
        run_as: SearchOptions = {**options, "match": "any" if page.relaxed else match}
        explanation = archive.explain(text, **run_as) if explain else None
    _remarks(page, explanation, quiet)
    if count:
        emit([f"{page.total}\n"])
    elif ids_only:
        ids = [_id(hit, unit) for hit in page]
        emit(each + "\0" if null else for_terminal(each) + "\n" for each in ids)
    else:
        beside = None if quiet else style(color, sys.stderr)
        show_page(page, output_format, _style(color, width, context), beside, explanation)
    raise typer.Exit(0 if page.total else 1)


def _text(words: list[str]) -> str:
    if words == ["-"]:
        return sys.stdin.read().strip()
    return printable(" ".join(words))


def _match(any_words: bool, all_words: bool) -> Match:
    if any_words and all_words:
        raise QueryError("--any and --all exclude each other")
    return "any" if any_words else "all" if all_words else "auto"


def _passages(most: int, unit: Unit, count: bool, ids_only: bool) -> int:
    """How many passages of a hit are needed: those that are shown, and the one that an id names."""
    if unit == "passage":
        return 1 if ids_only and not count else most
    return 0 if count or ids_only else most


def _id(hit: Hit, unit: Unit) -> str:
    """The id of what was found; an article without a body has no passages."""
    if unit == "article" or not hit.passages:
        return hit.id
    return passage_id(hit.id, Span(hit.passages[0].char_start, hit.passages[0].char_end))


def _remarks(page: ResultPage, explanation: Explanation | None, quiet: bool) -> None:
    for line in explanation_lines(explanation) if explanation else ():
        tell(line)
    if not quiet:
        for note in page.notes:
            tell(f"note: {note}")
        if page.did_you_mean:
            tell(f"did you mean: {page.did_you_mean}")


def _style(color: Color, width: int | None, context: int | None) -> TextStyle:
    """How much of a passage is shown: as much as was asked for; all of the matches' context, if that was."""
    plain = style(color)
    whole = 0 if context is not None else plain.snippet_chars
    return replace(plain, snippet_chars=whole if width is None else width, context_chars=context)
