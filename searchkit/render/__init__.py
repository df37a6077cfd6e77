"""How results are shown: offsets in, markup out; what articles contain is made harmless on the way."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from searchkit.model import Explanation, ResultPage
from searchkit.render.article import article_text
from searchkit.render.caret import caret
from searchkit.render.explanation import explanation_lines
from searchkit.render.markdown import article_markdown, markdown_page
from searchkit.render.records import article_record, csv_page, dumps, hit_record, json_page, jsonl_page, page_record
from searchkit.render.safety import for_terminal
from searchkit.render.snippets import Snippet, snippet
from searchkit.render.style import Palette, TextStyle
from searchkit.render.summary import stats_table, summary_table
from searchkit.render.table import table_page
from searchkit.render.text import render_footer, render_header, text_page
from searchkit.render.webpage import html_page

__all__ = [
    "FORMATS",
    "Palette",
    "Snippet",
    "TextStyle",
    "article_markdown",
    "article_record",
    "article_text",
    "caret",
    "dumps",
    "explanation_lines",
    "for_terminal",
    "hit_record",
    "page_record",
    "render_footer",
    "render_header",
    "render_page",
    "snippet",
    "stats_table",
    "summary_table",
]

PageRenderer = Callable[[ResultPage, TextStyle], Iterator[str]]

FORMATS: Mapping[str, PageRenderer] = MappingProxyType(
    {
        "text": text_page,
        "table": table_page,
        "json": json_page,
        "jsonl": jsonl_page,
        "csv": csv_page,
        "markdown": markdown_page,
        "html": html_page,
    }
)
"""The name of each format, and what writes a page of results in it, in chunks that end in a line end."""


def render_page(
    page: ResultPage, format: str, style: TextStyle, explanation: Explanation | None = None
) -> Iterator[str]:
    """The page in one of `FORMATS`, in chunks to be written as they come; ValueError for another format.

    Only `json` has a place for an explanation.
    """
    if format not in FORMATS:
        raise ValueError(f"no format {format!r}; there are {', '.join(FORMATS)}")
    return json_page(page, style, explanation) if format == "json" else FORMATS[format](page, style)
