"""Takes one document of LexisNexis apart: what stands above the text, the fields around it, the text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from searchkit.extract.dates import date_in_path
from searchkit.model import Article, PublicationDate, Rejected
from searchkit.sources.base import NO_TEXT, Source
from searchkit.sources.blocks import Block, paragraphs
from searchkit.sources.bylines import split_authors
from searchkit.sources.exports.dateline import dated
from searchkit.sources.exports.lexiskeys import BEFORE, BEHIND, LONG, NOT_FIRST, SURE, keyed
from searchkit.sources.paragraphs import paragraphs_of
from searchkit.sources.values import LABEL_CHARS, language_of, url_of

BODY = re.compile(r"\s*(?:Body|BODY:?)\s*")
"""The line above the text, as Nexis Uni and the oldest exports have it."""

_RIGHTS = re.compile(
    r"\s*(?:(?:Copyright|Copy|©|\(c\)) ?(?:©|\(c\))? ?\d{4}\b|All Rights Reserved|Alle Rechte vorbehalten"
    r"|Tous droits r[ée]serv[ée]s|Todos los derechos reservados|Alle rechten voorbehouden)",
    re.IGNORECASE,
)
_HEADINGS = {"classification": "", "graphic": "graphic", "notes": "notes", "correction": "correction"}
_EDITION = re.compile(r"\b(?:edition|ausgabe|édition|edición|editie|correction appended|final)\b", re.IGNORECASE)
_MESSAGE_CHARS = 300  # "We are sorry but there is an error in this document", in any language
_FAR = 40  # blocks; no head is longer


@dataclass(slots=True)
class _Parts:
    """A document taken apart; the text of a field is what stands behind its name."""

    head: list[Block] = field(default_factory=list)
    body: list[Block] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    rights: str = ""


@dataclass(frozen=True, slots=True)
class _Heading:
    title: str = ""
    source: str = ""
    date: PublicationDate | None = None
    edition: str = ""


def article_of(blocks: Sequence[Block], source: Source, number: int) -> Article | Rejected:
    """The article in the blocks of one document; Rejected where the database gave a message instead of one."""
    is_new = any(BODY.fullmatch(block.text) for block in blocks)
    parts = _parted(blocks, is_new)
    heading = _new_heading(parts.head) if is_new else _old_heading(parts.head)
    body = _text(parts.body)
    title = parts.fields.pop("title", "") or heading.title
    words = " ".join(" ".join(block.text for block in blocks).split())
    is_message = not parts.fields and not heading.date and len(words) < _MESSAGE_CHARS
    if is_message or not (body or title):
        return source.rejected(NO_TEXT, words[:200], number)
    language, byline = parts.fields.pop("language", ""), parts.fields.pop("byline", "")
    return Article(
        title=" ".join(title.split()),
        body=body,
        date=heading.date or date_in_path((*source.folders, source.name)),
        source=heading.source,
        section=" ".join(parts.fields.pop("section", "").split()),
        authors=split_authors(" ".join(byline.split())) if byline else (),
        language=language_of(language.partition(";")[0].strip()),
        url=url_of(parts.fields.pop("url", "")),
        origin=source.at(number),
        extra=_extra(parts, heading),
    )


def _extra(parts: _Parts, heading: _Heading) -> dict[str, Any]:
    values = {**parts.fields, "edition": heading.edition or parts.fields.get("edition", ""), "rights": parts.rights}
    squeezed = {name: " ".join(value.split()) for name, value in values.items()}
    return {name: value for name, value in squeezed.items() if value and len(value) <= LABEL_CHARS}


def _text(blocks: list[Block]) -> str:
    """The paragraphs; those of plain text, which may be set to a width, joined again."""
    if any(block.cells for block in blocks):
        return "\n\n".join(paragraphs(blocks))
    return "\n\n".join(paragraphs_of("\n\n".join(block.text for block in blocks)))


def _parted(blocks: Sequence[Block], is_new: bool) -> _Parts:
    parts = _Parts()
    at = _head_end(blocks, parts, is_new)
    end = next((i for i in range(at, len(blocks)) if _is_behind(blocks, i, is_new)), len(blocks))
    parts.body = [block for block in blocks[at:end] if not _RIGHTS.match(block.text[:40])]
    _take_behind(blocks[end:], parts)
    return parts


def _head_end(blocks: Sequence[Block], parts: _Parts, is_new: bool) -> int:
    """Takes what stands above the text; gives where that begins."""
    names = [keyed(block.text) for block in blocks[:_FAR]] if not is_new else [keyed(block.text) for block in blocks]
    last = max((i for i, (name, _) in enumerate(names) if name == "length"), default=-1)
    has_fields = False
    for at, (name, value) in enumerate(names):
        text = blocks[at].text
        if BODY.fullmatch(text):
            return at + 1
        if _RIGHTS.match(text[:40]):
            _take_rights(blocks[at], parts)
        elif name in BEFORE.values() or (name and is_new):
            has_fields = True
            parts.fields.setdefault(name, value)
        elif has_fields and not is_new and at > last:
            return at
        elif not has_fields:
            parts.head.append(blocks[at])
    return len(names) if has_fields else _without_fields(parts)


def _without_fields(parts: _Parts) -> int:
    """Where the text begins of a document that names no field: behind the title, which follows the date."""
    at = next((i for i, block in enumerate(parts.head) if dated(block.text)), -1)
    end = at + 2 if at >= 0 else 0
    del parts.head[end:]
    return end


def _take_rights(block: Block, parts: _Parts) -> None:
    """Notes the owner of the text; what other lines stand in the same block are kept."""
    lines = block.text.split("\n")
    parts.rights = parts.rights or lines[0].strip()
    if rest := [line for line in lines if not _RIGHTS.match(line)]:
        parts.head.append(Block("\n".join(rest)))


def _is_behind(blocks: Sequence[Block], at: int, is_new: bool) -> bool:
    """Whether the fields behind the text begin here, and not a paragraph with a word and a colon."""
    text = blocks[at].text
    if is_new and text.strip().lower() in _HEADINGS:
        return True
    name, value = keyed(text)
    is_written = is_new or text.partition(":")[0].isupper()
    if not is_written or name in NOT_FIRST or name not in BEHIND.values():
        return False
    if name == "load_date":
        return dated(value) is not None
    if name == "language":
        return bool(language_of(value.partition(";")[0].strip()))
    follows = blocks[at + 1].text if at + 1 < len(blocks) else ""
    return name in SURE or not follows or bool(keyed(follows)[0]) or _RIGHTS.match(follows[:40]) is not None


def _take_behind(blocks: Sequence[Block], parts: _Parts) -> None:
    current = ""
    for block in blocks:
        name, value = keyed(block.text)
        heading = _HEADINGS.get(block.text.strip().lower())
        if _RIGHTS.match(block.text[:40]):
            parts.rights = parts.rights or block.text.split("\n")[0].strip()
            current = ""
        elif name:
            current = name
            parts.fields.setdefault(name, value)
        elif heading is not None:
            current = heading
        elif current in LONG:
            parts.fields[current] = f"{parts.fields.get(current, '')}\n{block.text}".strip()


def _old_heading(head: list[Block]) -> _Heading:
    """Above the date the paper, below it in the same block the edition, then the title."""
    for at, block in enumerate(head):
        lines = [line.strip() for line in block.text.split("\n")]
        found = next(((i, *hit) for i, line in enumerate(lines) if (hit := dated(line))), None)
        if found is None:
            continue
        on, date, rest = found
        below = [" ".join(each.text.split()) for each in head[at + 1 :]]
        titles = [text for text in below if not _EDITION.search(text[:60])] or below
        above = lines[:on] or (head[at - 1].text.split("\n")[-1:] if at else [])
        editions = [rest, *lines[on + 1 :], *(text for text in below if text not in titles)]
        return _Heading(next(iter(titles), ""), " ".join(" ".join(above).split()), date, _joined(editions))
    return _Heading(title=" ".join(head[-1].text.split()) if head else "")


def _new_heading(head: list[Block]) -> _Heading:
    """The title, the paper and the date on lines of their own; the cover may stand above them."""
    lines = [(" ".join(line.split()), at) for at, block in enumerate(head) for line in block.text.split("\n")]
    for i in range(len(lines) - 1, -1, -1):
        if found := dated(lines[i][0]):
            title = lines[i - 2][0] if i > 1 else ""
            paper = lines[i - 1][0] if i > 0 else ""
            return _Heading(title, paper, found[0], _joined([found[1], *(line for line, _ in lines[i + 1 :])]))
    return _Heading(title=lines[0][0] if lines else "")


def _joined(editions: list[str]) -> str:
    return ", ".join(text for text in (each.strip(" ,") for each in editions) if text)
