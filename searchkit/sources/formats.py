"""The formats that are read, and which of them a source has. To add one, write its reader and enter it here."""

from functools import cache
from importlib.metadata import EntryPoint, entry_points

from searchkit.errors import SourceError
from searchkit.sources import (
    delimited,
    documents,
    exports,
    feeds,
    html,
    jsonrecords,
    mail,
    markdown,
    reuters,
    text,
    web,
    wires,
)
from searchkit.sources.format import Format
from searchkit.sources.head import Head
from searchkit.sources.sniff import sniff

ENTRY_POINT = "searchkit.sources"
"""The group of entry points under which other packages offer a `Format`."""

_GENERAL = (
    Format("text", "plain text, one article a file", (".txt", ".text"), text.read),
    Format("markdown", "Markdown with front matter", (".md", ".markdown"), markdown.read),
    Format("html", "saved web pages", (".html", ".htm", ".xhtml"), html.read, extra="html"),
    Format("json", "JSON: an article, an array of them, or a wrapper around one", (".json",), jsonrecords.read),
    Format("jsonl", "JSON lines", (".jsonl", ".ndjson", ".jl"), jsonrecords.read),
    Format("csv", "CSV and TSV with a header row", (".csv", ".tsv"), delimited.read),
    Format("feed", "RSS, Atom and RDF feeds", (".rss", ".atom", ".xml", ".rdf"), feeds.read),
    Format("reuters21578", "the Reuters-21578 collection", (".sgm",), reuters.read),
)

FORMATS: tuple[Format, ...] = (
    *documents.FORMATS,
    *web.FORMATS,
    *wires.FORMATS,
    *exports.FORMATS,
    *mail.FORMATS,
    *_GENERAL,
)
"""The formats of searchkit itself, in the order in which they are asked."""

_BY_NAME = {each.name: each for each in FORMATS}


@cache
def all_formats() -> tuple[Format, ...]:
    """Those that other packages offer, by name, and behind them our own.

    Raises SourceError where one of other packages cannot be loaded, or is no `Format`.
    """
    offered = sorted(entry_points(group=ENTRY_POINT), key=lambda point: point.name)
    return (*map(_loaded, offered), *FORMATS)


def format_of(head: Head) -> Format | None:
    """The format of a source that begins so; None where there is no reader for it."""
    for each in all_formats():
        if each.recognises is not None and each.recognises(head):
            return each
    return _BY_NAME.get(sniff(head))


def _loaded(point: EntryPoint) -> Format:
    try:
        found = point.load()
    except Exception as error:  # whatever the code of a stranger raises when it is imported
        raise SourceError(f"the format {point.name!r} of {point.value} cannot be loaded: {error}") from error
    if not isinstance(found, Format):
        raise SourceError(f"the format {point.name!r} of {point.value} is no searchkit.Format")
    return found
