"""Takes the elements and the text out of SGML as TREC and the LDC write it: flat, with end tags missing."""

import html
import re
from collections.abc import Iterator

from searchkit.sources.decode import clean
from searchkit.sources.wires.lines import indented_paragraphs, wire_paragraphs

TITLES = ("HEADLINE", "HEAD", "HL", "TI", "TTL", "TITLE", "CONTENTTITLE")
TEXTS = ("LEADPARA", "LP", "LD", "TEXT", "TXT", "TX", "CORRECTION", "CONTENT")
CAPTIONS = ("CAPTION", "GRAPHIC")
_VALUES = """
DOCNO DOCID DATE DATE1 DATE_TIME PUBDATE DD BYLINE AUTHOR PUB NAME SO SOURCE SECTION PAGE DATELINE FILEID FIRST
SECOND SLUG TRAILER LANGUAGE EDITION SUBJECT TYPE DESCRIPT MEMO DOCTYPE DOCHDR LENGTH PROFILE HT CO IN URL
""".split()
BETWEEN = ""
"""The name under which stands what is in no element."""

_OPEN = re.compile(rf"<({'|'.join((*TITLES, *TEXTS, *CAPTIONS, *_VALUES, 'F'))})(\s[^<>]*)?>", re.IGNORECASE)
_TAG = re.compile(r"</?([A-Za-z!][\w.-]*)[^<>]*>")
_BLOCKS = frozenset("P BR TABLE TABLEROW ROWRULE TR LI UL OL DIV H1 H2 H3 H4 H5 H6 H7 H8".split())
_CELLS = frozenset(("TABLECELL", "TD", "TH"))
_ENTITY = re.compile(r"&(#[0-9]{1,3}|blank|hyph|AMP|MD|HT|Cx[0-9a-f]{2}|[QULT][CLR]);")
_ENTITIES = {"blank": " ", "hyph": "-", "AMP": "&", "MD": "—", "HT": "\t"}

_MOST_ELEMENTS = 10_000  # 0.1 s; a story has some twenty

Elements = dict[str, list[str]]


def elements_of(document: str) -> Elements:
    """The content of each element that is known, by its name in capitals, markup and all; `F` with its number.

    An element without an end reaches to the next one. What stands in a longer one is part of that.
    """
    elements: Elements = {}
    at = count = 0
    unended: set[str] = set()
    while (opening := _OPEN.search(document, at)) and (count := count + 1) <= _MOST_ELEMENTS:
        elements.setdefault(BETWEEN, []).append(document[at : opening.start()])
        end, at = _end(document, opening, unended)
        number = re.search(r"[0-9]+", opening[2] or "") if opening[1] in ("F", "f") else None
        name = opening[1].upper() + (number[0] if number else "")
        elements.setdefault(name, []).append(document[opening.end() : end])
    elements.setdefault(BETWEEN, []).append(document[at:])
    return elements


def _end(document: str, opening: re.Match[str], unended: set[str]) -> tuple[int, int]:
    """Where the content of an element ends, and where to go on; `unended` keeps what has no end tag any more."""
    tag = f"</{opening[1]}>"
    end = -1 if tag in unended else document.find(tag, opening.end())
    if end >= 0:
        return end, end + len(tag)
    unended.add(tag)
    following = _OPEN.search(document, opening.end())
    end = following.start() if following else len(document)
    return end, end


def line_in(content: str) -> str:
    """The text of an element on one line."""
    return " ".join(plain(_TAG.sub(" ", content) if "<" in content else content).split())


def lines_in(content: str) -> list[str]:
    """The lines of an element that are not blank."""
    return [line.strip() for line in plain(_TAG.sub("\n", content)).split("\n") if line.strip()]


def paragraphs_in(content: str) -> list[str]:
    """The paragraphs of an element, whether tags mark them, indents or blank lines."""
    blocks = list(_blocks(content))
    paragraphs = wire_paragraphs if len(blocks) == 1 else indented_paragraphs
    return [paragraph for block in blocks for paragraph in paragraphs(plain(block))]


def plain(text: str) -> str:
    """Text without control references, entities resolved once."""
    if "&" in text:
        text = html.unescape(_ENTITY.sub(_character, text))
    return clean(text)


def _character(entity: re.Match[str]) -> str:
    name = entity[1]
    if name[0] == "#":
        return entity[0] if 32 <= int(name[1:]) != 127 else ""
    return _ENTITIES.get(name, "")


def _blocks(content: str) -> Iterator[str]:
    """The pieces between tags that part paragraphs; other tags fall away, cells of a table stand apart."""
    block: list[str] = []
    at = 0
    for tag in _TAG.finditer(content):
        block.append(content[at : tag.start()])
        at = tag.end()
        name = tag[1].upper()
        if name in _BLOCKS:
            yield "".join(block)
            block.clear()
        elif name in _CELLS and "".join(block[-1:]).strip():
            block.append("   ")
    yield "".join((*block, content[at:]))
