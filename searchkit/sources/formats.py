"""The formats that are read: to add one, write its reader, teach `sniff` to tell it, and enter it here."""

from dataclasses import dataclass

from searchkit.sources import delimited, feeds, html, jsonrecords, markdown, reuters, text
from searchkit.sources.base import Reader


@dataclass(frozen=True, slots=True)
class Format:
    """A format by the name `sniff` gives it, what it is in words, the suffixes it often has, and its reader."""

    name: str
    words: str
    suffixes: tuple[str, ...]
    reader: Reader


FORMATS: tuple[Format, ...] = (
    Format("text", "plain text, one article a file", (".txt", ".text"), text.read),
    Format("markdown", "Markdown with front matter", (".md", ".markdown"), markdown.read),
    Format("html", "saved web pages", (".html", ".htm", ".xhtml"), html.read),
    Format("json", "JSON: an article, an array of them, or a wrapper around one", (".json",), jsonrecords.read),
    Format("jsonl", "JSON lines", (".jsonl", ".ndjson", ".jl"), jsonrecords.read),
    Format("csv", "CSV and TSV with a header row", (".csv", ".tsv"), delimited.read),
    Format("feed", "RSS, Atom and RDF feeds", (".rss", ".atom", ".xml", ".rdf"), feeds.read),
    Format("reuters21578", "the Reuters-21578 collection", (".sgm",), reuters.read),
)

FORMAT_OF_NAME = {entry.name: entry for entry in FORMATS}
