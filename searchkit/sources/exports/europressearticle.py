"""Takes one document of Europresse apart: by the classes of its page, or by the order of its lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from searchkit.extract.dates import date_in_path
from searchkit.model import Article, PublicationDate
from searchkit.sources.base import Source
from searchkit.sources.blocks import Block, paragraphs
from searchkit.sources.exports.dateline import dated
from searchkit.sources.paragraphs import paragraphs_of
from searchkit.sources.values import LABEL_CHARS, split_byline

NUMBER = re.compile(
    r"(?:Num[ée]ro de document|Document number|N[úu]mero de documento|Dokumentnummer)\s?:\s{0,9}"
    r"(news[·•.]\d{8}[·•.]\w{1,20}[·•.][\w-]{1,60})",
    re.IGNORECASE,
)
"""The line behind every document."""

_RIGHTS = re.compile(r"\s*(?:©|\(c\)).{1,300}", re.IGNORECASE | re.DOTALL)
_NOTE = re.compile(r"\s*(Illustration|Note|Légende|Encadré)\(?s?\)?\s?:\s*(.*)", re.DOTALL)
_ISSUE = re.compile(r"(.+?),? (no\.? ?[\w./ -]{1,40})")
_LENGTH = re.compile(r"(\d{1,6} (?:mots|words|palabras|Wörter|parole))(?:, |$)")
_CERTIFICATE = re.compile(r"\s*(?:Ce certificat|Date d'émission|Le présent document|news[·•.]\d{8}|Certificat)")
_NAME = re.compile(r"[^\W\d_][\w.'’-]*(?:[ ,;&/]+[\w.'’-]+){1,11}")
_NAME_CHARS = 100


@dataclass(slots=True)
class _Parts:
    """A document taken apart; `notes` are the captions and notes behind the text."""

    paper: str = ""
    header: str = ""
    title: str = ""
    kicker: list[str] = field(default_factory=list)
    authors: tuple[str, ...] = ()
    body: list[Block] = field(default_factory=list)
    notes: dict[str, list[str]] = field(default_factory=dict)
    rights: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class _Header:
    section: str = ""
    date: PublicationDate | None = None
    rest: str = ""


def has_mark(block: Block, name: str) -> bool:
    """Whether a class of the block ends in this name, in any case: sites put a prefix before it."""
    return any(mark.lower().endswith(name) for mark in block.marks)


def article_of(blocks: Sequence[Block], source: Source, number: int) -> Article | None:
    """The article in the blocks of one record; None where they are none, such as what stands before the first."""
    is_marked = any(has_mark(block, "docpublicationname") for block in blocks)
    parts = _by_marks(blocks) if is_marked else _by_order(blocks)
    body = "\n\n".join(paragraphs(parts.body) if is_marked else paragraphs_of(_joined(parts.body)))
    if not parts.header or not (parts.title or body):
        return None
    issue = _ISSUE.fullmatch(parts.paper)
    header = _read_header(parts.header)
    extra = {name: " ".join(" ".join(texts).split()) for name, texts in parts.notes.items()}
    length = _LENGTH.match(header.rest)
    extra |= {"kicker": ", ".join(parts.kicker), "issue": issue[2] if issue else "", "rights": parts.rights}
    extra |= {"length": length[1] if length else "", "page": header.rest[length.end() if length else 0 :]}
    return Article(
        id=parts.number,
        title=parts.title,
        body=body,
        date=header.date or date_in_path((*source.folders, source.name)),
        source=issue[1] if issue else parts.paper,
        section=header.section,
        authors=parts.authors,
        origin=source.at(number),
        extra={name: value for name, value in extra.items() if value and len(value) <= LABEL_CHARS},
    )


def _joined(blocks: Sequence[Block]) -> str:
    return "\n\n".join(block.text for block in blocks)


def _by_marks(blocks: Sequence[Block]) -> _Parts:
    parts = _Parts()
    for at, block in enumerate(blocks):
        text = " ".join(block.text.split())
        if has_mark(block, "docpublicationname"):
            parts.paper = parts.paper or text
        elif has_mark(block, "docheader"):
            parts.header = f"{parts.header} {text}".strip()
        elif has_mark(block, "titrearticlevisu") or has_mark(block, "articletitle"):
            parts.title = f"{parts.title} {text}".strip()
        elif not parts.title and not parts.body and (parts.header and "section" not in block.marks):
            if text:
                parts.kicker.append(text)
        elif _take_rest(blocks, at, parts):
            break
    return parts


def _take_rest(blocks: Sequence[Block], at: int, parts: _Parts) -> bool:
    """Takes a block that stands behind the title; whether it is the last one of the document."""
    block = blocks[at]
    note = _NOTE.match(block.text)
    if found := NUMBER.search(block.text):
        parts.number = found[1]
        return True
    if _RIGHTS.fullmatch(block.text) and not parts.rights:
        parts.rights = " ".join(block.text.split())
    elif note:
        parts.notes[note[1].lower()] = [note[2].strip()] if note[2].strip() else []
    elif parts.notes and "section" not in block.marks:
        parts.notes[next(reversed(parts.notes))].append(block.text)
    elif not parts.body and not parts.authors and _is_byline(blocks, at):
        parts.authors = split_byline(block.text)
    elif not _CERTIFICATE.match(block.text):
        parts.body.append(block)
    return False


def _is_byline(blocks: Sequence[Block], at: int) -> bool:
    """Whether the block behind the title names writers: on newer pages by its place, else by its look."""
    text = blocks[at].text.strip()
    if "header" in blocks[at].marks:
        return len(text) <= _NAME_CHARS
    follows = blocks[at + 1 :]
    is_last = not follows or bool(_RIGHTS.fullmatch(follows[0].text) or NUMBER.search(follows[0].text))
    words = re.findall(r"[^\W\d_]{3,}", text)
    is_name = (
        len(text) <= _NAME_CHARS and _NAME.fullmatch(text) is not None and all(word[0].isupper() for word in words)
    )
    return is_name and not is_last


def _by_order(blocks: Sequence[Block]) -> _Parts:
    """Of text without marks: the line with a date, above it the paper, below it the title, the writers, the text."""
    parts = _Parts()
    lines: list[Block] = []
    for block in blocks:
        found = bool(lines) and _read_header(lines[-1].text).date is not None
        lines += [block] if found else [Block(line) for line in block.text.split("\n") if line.strip()]
    at = next((i for i, block in enumerate(lines) if i and _is_header(block.text)), 0)
    if not at or at + 1 >= len(lines):
        return parts
    parts.paper, parts.header = lines[at - 1].text.strip(), lines[at].text.strip()
    above, _, below = lines[at + 1].text.strip().partition("\n")
    parts.title = above
    rest = [*([Block(below)] if below else []), *lines[at + 2 :]]
    for place in range(len(rest)):
        if _take_rest(rest, place, parts):
            break
    return parts


def _is_header(text: str) -> bool:
    return not _CERTIFICATE.match(text) and _read_header(text).date is not None


def _read_header(text: str) -> _Header:
    """`Politics, Tuesday, March 14, 2006, p. 16`: section, date, and what follows."""
    if len(text) > LABEL_CHARS:
        return _Header()
    pieces = [piece.strip() for piece in text.split(",")]
    for at in range(min(len(pieces), 8)):
        if found := dated(", ".join(pieces[at : at + 5])):
            rest = ", ".join((found[1], *pieces[at + 5 :]))
            return _Header(", ".join(pieces[:at]), found[0], rest.strip(" ,"))
    return _Header(section=text)
