"""Reads PDF files that have text in them, each as one article."""

import re
from collections.abc import Iterator

from searchkit.extract.dates import date_in_lines, date_in_path, parse_date
from searchkit.extract.markup import without_title
from searchkit.model import Article, PublicationDate, Rejected
from searchkit.sources.base import Source
from searchkit.sources.documents.files import on_disk
from searchkit.sources.documents.pdftext import PdfText, text_of_pdf
from searchkit.sources.head import Head
from searchkit.sources.limited import limited
from searchkit.sources.values import label_of, language_of

_MARK = b"%PDF-"
_MARK_WITHIN = 1024  # where Acrobat looks for it: mail gateways and printers put lines before it

# What programs and not persons write into the title.
_FILE_NAME = re.compile(
    r"\S*[_\d/\\]\S*|.*\.(?:docx?|dot|indd|qx[dp]|pdf|rtf|txt|exe|xlsx?|pptx?|pmd|tex|dvi)", re.IGNORECASE
)
_PROGRAM = re.compile(
    r"microsoft (?:word|powerpoint|excel|publisher)\b.*"
    r"|(?:powerpoint|pdf|word|untitled|unbenannt|sans titre|sin título|senza titolo|presentation|document|dokument"
    r"|layout|slide|page|title|scan|print|none|null)(?:[ -]?(?:presentation|document|\d+))?",
    re.IGNORECASE,
)
_DATE = re.compile(r"(?:D:)?(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d))?(?:(Z)|([+-]\d\d)'?(\d\d)'?)?")
_TITLE_CHARS = 120
_FIRST_LINES = 3


def read(source: Source) -> Iterator[Article | Rejected]:
    """The one article of a PDF file; Unreadable without a text layer, when encrypted, or without PDFium.

    The title is what the file calls itself, if a person did, else its largest line or a short first one.
    """
    with on_disk(source) as path:
        found = limited(text_of_pdf, str(path), source.options.max_article_bytes, options=source.options)
    title, paragraphs = _titled(found)
    yield Article(
        title=title,
        body=without_title("\n\n".join(paragraphs), title),
        date=date_in_path((*source.folders, source.name)) or date_in_lines(found.paragraphs) or _created(found),
        language=language_of(found.language),
        origin=source.at(None),
        extra=_extra(found),
    )


def recognises(head: Head) -> bool:
    """Whether the mark of a PDF file stands at the start, or shortly behind it among bytes that are no text."""
    return head.content.startswith(_MARK) or (_MARK in head.content[:_MARK_WITHIN] and head.is_binary)


def _titled(found: PdfText) -> tuple[str, list[str]]:
    """The title, and the paragraphs that are left."""
    given = label_of(found.properties.get("Title", ""))
    if given and not _FILE_NAME.fullmatch(given) and not _PROGRAM.fullmatch(given):
        is_headline = found.headline and found.headline.casefold() != given.casefold()
        return given, [found.headline, *found.paragraphs] if is_headline else found.paragraphs
    if found.headline:
        return found.headline, found.paragraphs
    for place, paragraph in enumerate(found.paragraphs[:_FIRST_LINES]):
        is_line = len(paragraph) <= _TITLE_CHARS and paragraph[-1:] not in ".:;," and not date_in_lines([paragraph])
        if is_line and place + 1 < len(found.paragraphs):
            return paragraph, [*found.paragraphs[:place], *found.paragraphs[place + 1 :]]
    return "", found.paragraphs


def _created(found: PdfText) -> PublicationDate | None:
    """When the file was made, which is seldom when its text was published: for want of anything better."""
    match = _DATE.match(found.properties.get("CreationDate", ""))
    if match is None:
        return None
    year, month, day, hour, minute, second, utc, zone_hours, zone_minutes = match.groups()
    if not hour:
        return parse_date(f"{year}-{month}-{day}", "header")
    zone = utc or (f"{zone_hours}:{zone_minutes}" if zone_hours else "")
    return parse_date(f"{year}-{month}-{day}T{hour}:{minute}:{second}{zone}", "header")


def _extra(found: PdfText) -> dict[str, str | int]:
    said = {name.lower(): label_of(found.properties.get(name, "")) for name in ("Subject", "Keywords")}
    extra: dict[str, str | int] = {name: words for name, words in said.items() if words}
    extra["pages"] = found.page_count
    if found.empty_pages:
        extra["pages_without_text"] = found.empty_pages
    return extra
