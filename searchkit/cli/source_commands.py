"""`searchkit formats` and `inspect`: what can be read, and what is made of a file before it is indexed."""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

import searchkit
from searchkit.cli.options import ColorOption, option
from searchkit.cli.output import emit, style, tell
from searchkit.cli.reading import (
    MAX_ARTICLE_SIZE,
    DateFromFileTimeOption,
    EncodingOption,
    FieldMapOption,
    MaxArticleSizeOption,
    field_map_of,
)
from searchkit.model import Article, Rejected
from searchkit.render import TextStyle, article_text, dumps, for_terminal
from searchkit.render.grid import grid
from searchkit.settings import MEBIBYTE, ReadOptions

FORMATS_EXAMPLE = "Example:  searchkit formats --format json"
INSPECT_EXAMPLE = (
    "Example:  searchkit inspect export.zip --limit 1   |   searchkit inspect old/ --format jsonl > articles.jsonl"
)

_FIRST = 3
_STANDARD_INPUT = "-"


def formats(
    output_format: Annotated[Literal["text", "json"], option("--format", "-f", help="Form of the output.")] = "text",
) -> None:
    """Print the formats that are read, and the extra that each needs."""
    found = searchkit.formats()
    if output_format == "json":
        keys = ("name", "words", "suffixes", "extra")
        emit([dumps([{key: getattr(each, key) for key in keys} for each in found]) + "\n"])
        return
    rows = [(each.name, each.words, " ".join(each.suffixes), each.extra) for each in found]
    emit([grid(rows, ("format", "what it is", "suffixes", "extra"))])


def inspect(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders; - is JSON lines on standard input.")],
    limit: Annotated[
        int | None, option("--limit", "-n", min=1, help="The most articles to print; 3, but all with jsonl.")
    ] = None,
    field_map: FieldMapOption = "",
    encoding: EncodingOption = "",
    max_article_size: MaxArticleSizeOption = MAX_ARTICLE_SIZE,
    date_from_file_time: DateFromFileTimeOption = False,
    output_format: Annotated[
        Literal["text", "json", "jsonl"], option("--format", "-f", help="Form of the output.")
    ] = "text",
    color: ColorOption = "auto",
) -> None:
    """Show what files are taken for, how they are decoded, and their first articles as they would be indexed.

    With --format jsonl: every article, whole, one a line. What is skipped is told on standard error.
    """
    options = ReadOptions(
        encoding=encoding,
        field_map=field_map_of(field_map),
        max_article_bytes=round(max_article_size * MEBIBYTE),
        date_from_file_time=date_from_file_time,
    )
    most = limit or (None if output_format == "jsonl" else _FIRST)
    run = _Inspection(_sources(paths, options), most)
    if output_format == "jsonl":
        emit(f"{dumps(article.to_dict())}\n" for seen in run for article in seen.articles)
    elif output_format == "json":
        emit([dumps([_record(seen) for seen in run]) + "\n"])
    else:
        emit(chunk for seen in run for chunk in _text(seen, style(color)))
    if run.has_more:
        tell(f"there may be more: --limit {2 * run.count}, or --format jsonl")
    raise typer.Exit(0 if run.count else 1)


def _sources(paths: list[Path], options: ReadOptions) -> Iterator["searchkit.Examined | Rejected"]:
    if str(paths[0]) == _STANDARD_INPUT:
        return searchkit.inspect_stream(sys.stdin.buffer, _STANDARD_INPUT, options)
    return searchkit.inspect(paths, options)


@dataclass(slots=True)
class _Seen:
    """One source, with the articles of it that are printed."""

    source: "searchkit.Examined"
    articles: Iterable[Article]


@dataclass(slots=True)
class _Inspection:
    """Goes through sources until so many articles have been printed; tells what is skipped."""

    sources: Iterator["searchkit.Examined | Rejected"]
    most: int | None
    count: int = 0
    has_more: bool = field(default=False)

    def __iter__(self) -> Iterator[_Seen]:
        for source in self.sources:
            if isinstance(source, Rejected):
                _tell_skipped(source)
            else:
                yield _Seen(source, self._articles(source))
                if self.has_more:
                    return

    def _articles(self, source: "searchkit.Examined") -> Iterator[Article]:
        for record in source.records:
            if isinstance(record, Rejected):
                _tell_skipped(record)
                continue
            self.count += 1
            yield record
            if self.count == self.most:
                self.has_more = True
                return


def _tell_skipped(rejected: Rejected) -> None:
    detail = f" ({rejected.detail})" if rejected.detail else ""
    tell(f"skipped: {rejected.origin}: {rejected.reason}{detail}")


def _record(seen: _Seen) -> dict[str, Any]:
    articles = [article.to_dict() for article in seen.articles]
    source = seen.source
    return {
        "origin": {"file": source.origin.file, "member": source.origin.member},
        "format": source.format.name if source.format else None,
        "encoding": source.decoding.encoding or None,
        "encoding_found": source.decoding.how or None,
        "articles": articles,
    }


def _text(seen: _Seen, text_style: TextStyle) -> Iterator[str]:
    source = seen.source
    articles = iter(seen.articles)
    first = [*islice(articles, 1)]  # only then is it known how the source is decoded
    yield f"{for_terminal(str(source.origin))}\n"
    yield f"format: {source.format.words} ({source.format.name})\n" if source.format else "format: none that is read\n"
    if source.decoding.encoding:
        yield f"encoding: {source.decoding.encoding} ({source.decoding.how})\n"
    yield "\n"
    for article in (*first, *articles):
        yield from article_text(article, (), (), text_style)
        yield "\n"
