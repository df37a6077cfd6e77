"""Reads exports of LexisNexis, Nexis, Lexis Advance and Nexis Uni, saved as text, page, Word or RTF file."""

import re
from collections.abc import Iterable, Iterator

from searchkit.model import Article, Rejected
from searchkit.sources.base import DAMAGED, NO_TEXT, TOO_LARGE, Source
from searchkit.sources.blocks import Block, records
from searchkit.sources.exports.counting import Count
from searchkit.sources.exports.lexisarticle import BODY, article_of
from searchkit.sources.exports.lexiskeys import keyed
from searchkit.sources.exports.opened import blocks_of, opening_of
from searchkit.sources.exports.pages import Layout
from searchkit.sources.head import Head

_NUMBERED = re.compile(
    r"\s*(?:LEVEL \d+ - )?(\d{1,7}) OF (\d{1,7}) (?:DOCUMENTS?|STORIES|STORY)\s*"
    r"|\s*(?:Dokument|Document|Documento) (\d{1,7}) (?:von|de|van|di) (\d{1,7})\s*",
    re.IGNORECASE,
)
_NUMBERED_ON_PAGE = re.compile(rf">(?:{_NUMBERED.pattern})<", re.IGNORECASE)
_LENGTH_NAMES = ("LENGTH", "LÄNGE", "LONGUEUR", "LONGITUD", "LENGTE", "LUNGHEZZA", "EXTENSIÓN")
_LENGTH_WORDS = (*_LENGTH_NAMES, *map(str.capitalize, _LENGTH_NAMES))
_LENGTH = re.compile(rf"(?m)^[^\S\n]{{0,40}}(?:{'|'.join(_LENGTH_WORDS)}) ?:[^\S\n]{{1,9}}\d")
_END = re.compile(r"\s*(?:End of Document|Dokumentende|Fin du document|Fin del documento|Einde van document)\s*", re.I)
_LISTED = re.compile(r"\s*(?:Documents?|Dokumente?|Documentos?|Documenten) \((\d{1,7})\)\s*")
_SELECTED = re.compile(r"Select(?:ed)? Items: (\d{1,7})\s*-\s*(\d{1,7})")
_COVER = ("Job Number:", "Date and Time:")
# Stands in every length, and in few other texts.
_FIGURE = re.compile(r":[^\S\n]{1,9}\d")
_ANCHOR = "#DOC_ID_"


def recognises(head: Head) -> bool:
    """Whether a source has articles with a length that are numbered or ended as LexisNexis does it, or its cover."""
    text = opening_of(head)
    if text.startswith("<"):
        is_marked = "LXNComment" in text or ("<DOCFULL>" in text and "DOC_ID_" in text)
        return is_marked or _NUMBERED_ON_PAGE.search(text) is not None
    # Most texts have no figure behind a colon or none of these words, which is quickly told.
    has_length = _FIGURE.search(text) and any(word in text for word in _LENGTH_WORDS) and _LENGTH.search(text)
    if not (has_length or any(mark in text for mark in _COVER) or _NUMBERED.match(text)):
        return False
    return any(BODY.fullmatch(line) or _is_border(line) or _LISTED.fullmatch(line) for line in text.split("\n"))


def read(source: Source) -> Iterator[Article | Rejected]:
    """The articles of an export in order; at the end a `Rejected` that says how many are missing, if any are."""
    count = Count()
    number = 0
    limit = source.options.max_article_bytes
    for record in records(_apart(blocks_of(source, Layout(has_rows=True))), _starts, _ends, limit):
        if record is None:
            number += 1
            yield source.rejected(TOO_LARGE, f"more than {limit:,} characters (--max-article-size)", number)
            continue
        _note_count(record, count)
        if any(map(_is_of_article, record)):
            number += 1
            yield article_of([block for block in record if not _is_border(block.text)], source, number)
    if not number:
        yield source.rejected(NO_TEXT, "a list of documents without any of them")
    elif missing := count.missing(number):
        yield source.rejected(DAMAGED, missing)


def _apart(blocks: Iterable[Block]) -> Iterator[Block]:
    """Blocks in which a field, a number or an end stands at the beginning or not at all.

    Where a line that is always one by itself stands among others, as in text saved by Word, each line is a block.
    """
    for block in blocks:
        if "\n" not in block.text or block.cells:
            yield block
            continue
        lines = block.text.split("\n")
        if any(map(_stands_alone, lines)):
            yield from (Block(line, block.marks) for line in lines)
        else:
            yield from _cut_at_fields(lines, block.marks)


def _cut_at_fields(lines: list[str], marks: tuple[str, ...]) -> Iterator[Block]:
    start = 0
    for at in range(1, len(lines)):
        if keyed(lines[at])[0]:
            yield Block("\n".join(lines[start:at]), marks)
            start = at
    yield Block("\n".join(lines[start:]), marks)


def _stands_alone(line: str) -> bool:
    return bool(_is_border(line) or _LISTED.fullmatch(line) or BODY.fullmatch(line)) or keyed(line)[0] == "length"


def _is_border(line: str) -> bool:
    return len(line) < 100 and bool(_NUMBERED.fullmatch(line) or _END.fullmatch(line))


def _starts(block: Block) -> bool:
    is_anchor = bool(block.marks) and block.marks[0].startswith(_ANCHOR)
    return is_anchor or (len(block.text) < 100 and _NUMBERED.fullmatch(block.text) is not None)


def _ends(block: Block) -> bool:
    return len(block.text) < 100 and _END.fullmatch(block.text) is not None


def _is_of_article(block: Block) -> bool:
    """Whether a block cannot stand on the cover."""
    return _starts(block) or BODY.fullmatch(block.text) is not None or keyed(block.text)[0] == "length"


def _note_count(record: list[Block], count: Count) -> None:
    for block in record:
        if found := _NUMBERED.fullmatch(block.text[:100]):
            count.number(int(found[1] or found[3]), int(found[2] or found[4]))
        elif found := _LISTED.fullmatch(block.text[:100]):
            count.announced += int(found[1])
        elif found := _SELECTED.search(block.text[:2000]):
            count.announced += int(found[2]) - int(found[1]) + 1
