"""The fields of a Factiva document, by the codes that stand before them or by their order where none do."""

import re
from collections.abc import Iterable, Iterator, Sequence

from searchkit.extract.dates import parse_date
from searchkit.sources.blocks import Block
from searchkit.sources.values import language_of

Fields = dict[str, list[str]]
"""The paragraphs of each field, under its code."""

_HEAD_CODES = frozenset("SE HD CR BY WC PD ET SN SC NGC GC ED PG VOL LA CY CX CLM LP TD".split())
TEXT = frozenset(("LP", "TD"))
"""The codes of the lead and of the rest of the text."""

_CODES = _HEAD_CODES | frozenset("ART CT RF CO IN NS RE IPC IPD PUB AN".split())

DOCUMENT = re.compile(
    r"(?:AN\s+)?(?:Document[oe]?|Dokument|Документ|文件|文档|文書) ([A-Z][A-Z0-9]{3,9}\d{8,14}\w{0,10})\s*"
)
"""The last line of every document, with its accession number."""

_CODED = re.compile(r"([A-Z]{2,3})(\s*$|\t\s*| {2,}|\s)(.*)", re.DOTALL)
_LISTED = re.compile(r"\w{1,12} : \S")
WORDS = re.compile(
    r"\s*[\d.,\s]{1,12}(?:words?|mots?|Wörter|Wort|palabras?|parole|woorden|palavras?|слов\w?|słów|slov|ord|字|単語|kelime)\s*"
)
_CLOCK = re.compile(r"\s*\d{1,2}[:.]\d{2}(?:\s?[AP]M)?(?: [A-Z]{2,4})?\s*")
_SOURCE_CODE = re.compile(r"[A-Z][A-Z0-9]{0,11}")
_RIGHTS = re.compile(r"\s*(?:\(c\)|©|Copyright\b|Volltext |\d{4}\b.{0,80}All rights reserved)", re.IGNORECASE)
_BYLINE = re.compile(r"\s*(?:by|von|par|por|di|door)\s", re.IGNORECASE)
_PAGE = re.compile(
    r"\s*(?:Page|Seite|Página|Pagina) \d+ (?:of|de|von|di) \d+.*"
    r"|\s*(?:Factiva\s*)?(?:Dow Jones|Factiva)\s*|©.*Factiva.*"
)


def lines_apart(blocks: Iterable[Block]) -> Iterator[Block]:
    """Blocks cut at those of their lines that begin with codes, as plain text has them."""
    for block in blocks:
        lines = block.text.split("\n")
        if block.cells or len(lines) == 1:
            yield block
            continue
        start = 0
        in_text = coded(Block(lines[0]), False)[0] in ("", *TEXT)
        for at in range(1, len(lines)):
            if code := coded(Block(lines[at]), in_text)[0]:
                yield Block("\n".join(lines[start:at]), block.marks)
                start, in_text = at, code in TEXT
        yield Block("\n".join(lines[start:]), block.marks)


def coded(block: Block, in_text: bool) -> tuple[str, str]:
    """The code that a block begins with, and what follows it; two empty texts for running text.

    `in_text` says that LP or TD is open: there the codes that are words too must stand apart or before a list.
    """
    if block.cells:
        code = block.cells[0].strip()
        return (code, "\n".join(block.cells[1:]).strip()) if code in _CODES else ("", "")
    found = _CODED.match(block.text)
    if found is None or found[1] not in _CODES:
        return "", ""
    code, gap, value = found.groups()
    is_apart = not value or gap in ("\t", "\n") or len(gap) > 1
    is_listed = DOCUMENT.fullmatch(block.text) or _LISTED.match(value)
    return (code, value) if is_apart or is_listed or (not in_text and code in _HEAD_CODES) else ("", "")


def by_codes(blocks: Sequence[Block]) -> Fields:
    """The fields of a document with codes; empty where it has none."""
    fields: Fields = {}
    current = ""
    for block in blocks:
        code, value = coded(block, current in TEXT)
        if code:
            current = code if code in TEXT or code not in fields else ""
            fields.setdefault(code, [])
        if current:
            text = value if code else block.text
            fields[current] += [part for part in text.split("\n") if part.strip()] if block.cells else [text]
    return fields if "HD" in fields or "AN" in fields else {}


def by_order(blocks: Sequence[Block]) -> Fields:
    """The fields of a document without codes: headline, byline, number of words, date, paper and so on, text."""
    lines = [block for block in blocks if not _PAGE.fullmatch(block.text)]
    at = next((i for i, block in enumerate(lines[:20]) if WORDS.fullmatch(block.text)), None)
    if at is None:
        return {}
    fields: Fields = {"WC": [lines[at].text.strip()]}
    _name_above(lines[:at], fields)
    below = _name_below(lines[at + 1 :], fields)
    for block in lines[at + 1 + below :]:
        if found := DOCUMENT.fullmatch(block.text):
            fields["AN"] = [found[0]]
            break
        fields.setdefault("TD", []).append(block.text)
    return fields


def _name_above(blocks: Sequence[Block], fields: Fields) -> None:
    """Section, headline and byline, of which only the headline is in every document; pages mark it."""
    marked = [i for i, block in enumerate(blocks) if any(mark.endswith("Headline") for mark in block.marks)]
    texts = [" ".join(block.text.split()) for block in blocks][-3:]
    if marked:
        title = marked[-1] - len(blocks) + len(texts)
    elif len(texts) == 3 or (len(texts) == 2 and _is_section(*texts)):
        title = 1
    else:
        title = 0
    for code, at in (("SE", title - 1), ("HD", title), ("BY", title + 1)):
        if 0 <= at < len(texts):
            fields[code] = [texts[at]]


def _is_section(first: str, second: str) -> bool:
    """Whether of two lines the first is a section above a headline, and not the headline above a byline."""
    return not _BYLINE.match(second) and len(first.split()) <= 3 < len(second.split())


def _name_below(blocks: Sequence[Block], fields: Fields) -> int:
    """Date, time, paper, its code, page, language and rights, in this order; gives how many lines they are."""
    for count, block in enumerate(blocks[:12]):
        text = " ".join(block.text.split())
        if _RIGHTS.match(text):
            fields["CY"] = [text]
            return count + 1
        if "PD" not in fields and parse_date(text):
            fields["PD"] = [text]
        elif "SN" not in fields and _CLOCK.fullmatch(text):
            fields["ET"] = [text]
        elif "SN" not in fields:
            fields["SN"] = [text]
        elif "SC" not in fields and _SOURCE_CODE.fullmatch(text):
            fields["SC"] = [text]
        elif language_of(text) and len(text) < 30:
            fields["LA"] = [text]
        elif len(text) < 40:
            fields.setdefault("PG", [text])
        else:
            return count
    return min(len(blocks), 12)
