"""Which format is this? The content decides, the file name where the content leaves it open."""

import csv
import re
from itertools import islice

from searchkit.sources.decode import looks_binary
from searchkit.sources.head import Head, Root
from searchkit.sources.names import FIELD_NAMES, folded

_MAGIC = (
    (b"\x89PNG", "PNG image"),
    (b"\xff\xd8\xff", "JPEG image"),
    (b"GIF8", "GIF image"),
    (b"II*\0", "TIFF image"),
    (b"MM\0*", "TIFF image"),
    (b"RIFF", "WebP, WAV or AVI media"),
    (b"ID3", "MP3 sound"),
    (b"OggS", "Ogg media"),
    (b"\x7fELF", "program (ELF)"),
    (b"MZ", "program (Windows)"),
    (b"\xd0\xcf\x11\xe0", "old Office document"),
    (b"\x1f\x9d", "Unix compress file; unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip file; unpack it first"),
    (b"Rar!\x1a\x07", "RAR file; unpack it first"),
    (b"\x04\x22\x4d\x18", "LZ4 file; unpack it first"),
    (b"PAR1", "Parquet file"),
    (b"\x93NUMPY", "NumPy array"),
)
_MAGICS = tuple(magic for magic, _ in _MAGIC)
_CDX = "CDX index: where pages stand in a web archive, without their text"
_TEXT_KINDS = (
    (re.compile(r"CDX [A-Za-z] |!meta 0 \{|[^\s()]+\)\S* \d{14} \{"), _CDX),
    (
        re.compile(r"name,type,description\s+(?:GLOBALEVENTID|GKGRECORDID|DATE),(?:INTEGER|STRING),"),
        "names of GDELT's columns, without any text",
    ),
    (
        re.compile(
            r"\d{5,12}\t\d{8}\t\d{6}\t\d{4}\t\d{4}\.\d+\t|\d{14}-T?\d+\t\d{14}\t|\d{5,12}\t\d{14}\t\d{14}\t"
            r"|DATE\tNUMARTS\tCOUNTS\t"
        ),
        "GDELT table: what articles are about and their addresses, without their text",
    ),
    (re.compile(r"%!PS"), "PostScript"),
    (re.compile(r"-----BEGIN [A-Z ]+-----"), "key or certificate"),
    (re.compile(r'\{"format": ?"json-pages-'), "page list of a WACZ web archive"),
    (re.compile(r'\{\s*"(?:profile": ?"data-package"|path": ?"datapackage\.json")'), "file list of a WACZ web archive"),
)
# Text but no article, by suffix; much of it lies beside saved web pages.
_NO_ARTICLE = {
    **dict.fromkeys((".css", ".scss", ".less"), "style sheet"),
    **dict.fromkeys((".js", ".mjs", ".ts", ".map"), "script"),
    **dict.fromkeys((".py", ".c", ".h", ".cpp", ".java", ".rs", ".go", ".rb", ".sh", ".bat", ".sql"), "program"),
    **dict.fromkeys((".ini", ".cfg", ".toml", ".yaml", ".yml"), "settings"),
    **dict.fromkeys((".cdx", ".cdxj"), _CDX),
    **dict.fromkeys((".srt", ".vtt"), "subtitles"),
}

_FORMAT_OF_SUFFIX = {
    **dict.fromkeys((".html", ".htm", ".xhtml", ".shtml"), "html"),
    **dict.fromkeys((".md", ".markdown", ".mdown", ".mkd"), "markdown"),
    **dict.fromkeys((".csv", ".tsv", ".tab"), "csv"),
    **dict.fromkeys((".jsonl", ".ndjson", ".jl", ".jsonlines"), "jsonl"),
    ".json": "json",
}

_REUTERS = re.compile(r"<!DOCTYPE\s+lewis|<REUTERS\s[^>]*NEWID=")
_HTML_TAG = re.compile(
    "html|head|body|article|div|section|main|p|h[1-6]|title|meta|link|script|style|table|span|header|nav|center"
    "|font|a|b|i|img|br|ul|ol|form|center|noscript|iframe"
)
_FEEDS = {"rss": "", "feed": "", "rdf": "purl.org/rss", "channel": ""}
_XML_KINDS = {
    "tei": "TEI XML",
    "urlset": "sitemap: addresses of pages, without their text",
    "sitemapindex": "list of sitemaps, without any text",
    "opml": "OPML outline: addresses of feeds, without their entries",
    "svg": "SVG image",
    "didl": "DIDL XML: the files of an issue, whose texts are files of their own",
    "xmd-entity": "Olive XML: the words of an article by their place on the page",
    "xmd-page": "Olive XML: the layout of a page",
}

_JSON_START = re.compile(r"\{\s*(?:\"|\}|$)|\[\s*(?:[\[{\"\]]|-?\d|$)")
_FENCE = re.compile(r"(---|\+\+\+)[^\S\n]*\n(?:\s*(?:#[^\n]*\n|[\w\"' -]+\s*[:=]))")
_KEY_VALUE_BLOCK = re.compile(r"(?i)(?:[A-Za-z][\w -]{0,30}:[^\n]*\n(?:[ \t]+\S[^\n]*\n)*){2,}[^\S\n]*(?:\n|$)")
_KEY_OF_ARTICLE = re.compile(r"(?mi)^title:[^\S\n]*\S")
_MARKDOWN = re.compile(r"(?m)^#{1,6} \S|\[[^\]\n]+\]\(\S+\)|^(?:\*\*|__)\S|^> \S|^!\[|^```")

_HEADER_NAMES = frozenset(name for names in FIELD_NAMES.values() for name in names)
_DELIMITERS = ",\t;|"
_ROWS = 20


def sniff(head: Head) -> str:
    """The name of the general format of a source: text, html, json and the like; empty where there is no reader.

    The formats that tell themselves are asked before. `describe` has words for what has no reader.
    """
    if _magic(head.content) or (head.is_binary and not head.encoding):
        return ""
    text, suffix = head.text, head.suffix
    if text.startswith("<") and (format_name := _markup_format(head)) != "?":
        return format_name
    if _text_kind(text):
        return ""
    by_name = _FORMAT_OF_SUFFIX.get(suffix, "")
    if by_name == "markdown" or _FENCE.match(text) or _has_key_value_block(text):
        return "markdown"
    if _JSON_START.match(text) or by_name in ("json", "jsonl"):
        return by_name if by_name in ("json", "jsonl") else "json"
    if suffix in _NO_ARTICLE:
        return ""
    if by_name == "csv" or _is_delimited(text):
        return "csv"
    if by_name == "html":
        return "html"
    return "markdown" if _is_markdown(text) else "text"


def describe(head: Head) -> str:
    """What a source that has no reader seems to be, in words; empty for unknown binary data."""
    kind = _magic(head.content)
    if kind or head.is_binary:
        return kind
    text = head.text
    return _text_kind(text) or _xml_kind(head) or _NO_ARTICLE.get(head.suffix, "unknown format")


def _magic(head: bytes) -> str:
    if head[4:8] == b"ftyp":
        return "MP4 or HEIC media"
    if not head.startswith(_MAGICS):
        return ""
    for magic, words in _MAGIC:
        # A magic of letters alone is also how a text may begin.
        if head.startswith(magic) and (not magic.isalnum() or looks_binary(head)):
            return words
    return ""


def _markup_format(head: Head) -> str:
    """The format of text that begins with `<`; empty for markup without a reader, `?` for no markup."""
    text, suffix = head.text, head.suffix
    if _REUTERS.search(text[:8192]):
        return "reuters21578"
    if re.match(r"<!doctype\s+html", text, re.IGNORECASE):
        return "html"
    if head.root is None:
        is_html = _FORMAT_OF_SUFFIX.get(suffix) == "html"
        return "html" if is_html else "" if text.startswith("<?xml") or suffix == ".xml" else "?"
    return _root_format(head.root, suffix, text.startswith("<?xml") or suffix in (".xml", ".nitf"))


def _root_format(root: Root, suffix: str, is_xml: bool) -> str:
    prefix, tag, attributes = root
    if tag in _FEEDS and _FEEDS[tag] in attributes.lower():
        return "feed"
    is_html_name = _FORMAT_OF_SUFFIX.get(suffix) == "html"
    if tag == "html" or is_html_name or (_HTML_TAG.fullmatch(tag) and not prefix and not is_xml):
        return "html"
    return "" if is_xml or tag in _XML_KINDS or prefix else "?"


def _xml_kind(head: Head) -> str:
    if head.root is None:
        return "XML without an element" if head.text.startswith("<") else ""
    return _XML_KINDS.get(head.root.tag, f"XML with root element {head.root.tag[:40]}")


def _text_kind(text: str) -> str:
    return next((words for pattern, words in _TEXT_KINDS if pattern.match(text)), "")


def _has_key_value_block(text: str) -> bool:
    """`Title: …` among lines of `Key: value` before a blank line, as MultiMarkdown and Pelican have it."""
    block = _KEY_VALUE_BLOCK.match(text[:4096])
    return block is not None and _KEY_OF_ARTICLE.search(block[0]) is not None


def _is_markdown(text: str) -> bool:
    """A heading at the start and another mark of Markdown below it."""
    return text.startswith("# ") and len(_MARKDOWN.findall(text)) > 1


def _is_delimited(text: str) -> bool:
    """Whether a delimiter cuts all rows into equally many fields below a row of known names."""
    header = text.partition("\n")[0]
    return any(_is_delimited_by(text, header, delimiter) for delimiter in _DELIMITERS if delimiter in header)


def _is_delimited_by(text: str, header: str, delimiter: str) -> bool:
    if len({folded(field) for field in header.split(delimiter)} & _HEADER_NAMES) < 2:
        return False
    rows = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    try:
        widths = [len(row) for row in islice(rows, _ROWS) if row]
    except csv.Error:
        return False
    same = sum(width == widths[0] for width in widths[1:])
    return len(widths) > 1 and same >= 0.8 * (len(widths) - 2)
