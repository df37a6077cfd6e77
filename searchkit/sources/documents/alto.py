"""Reads scanned pages in ALTO, each as one article, unless a METS document beside them says where articles are."""

from collections.abc import Iterator
from typing import Any

from searchkit.extract.dates import date_in_path
from searchkit.model import Article, Rejected
from searchkit.sources.base import DUPLICATE, NO_TEXT, Source, Unreadable
from searchkit.sources.documents.altopage import Page, body_of, confidence_of, pages_of
from searchkit.sources.documents.metsfiles import mets_with_page
from searchkit.sources.head import Head

_LETTERS_OF_A_WORD = 2


def read(source: Source) -> Iterator[Article | Rejected]:
    """The pages with text; they have no titles. Unreadable without a page."""
    if source.path is not None and (mets := mets_with_page(source.path, source.options)):
        yield source.rejected(DUPLICATE, f"its articles are read with {mets}")
        return
    pages = pages_of(source.read_all())
    if not pages:
        raise Unreadable(NO_TEXT, "ALTO without a page")
    for number, page in enumerate(pages, 1):
        if any(sum(map(str.isalpha, word.text)) >= _LETTERS_OF_A_WORD for word in page.words):
            yield _article(page, number, source)
        else:
            yield source.rejected(NO_TEXT, "a page without words", number)


def recognises(head: Head) -> bool:
    """Whether a source is an ALTO document of any version, in whatever namespace."""
    return head.root is not None and head.root.tag == "alto"


def _article(page: Page, number: int, source: Source) -> Article:
    extra: dict[str, Any] = {"page": page.number, "ocr_confidence": confidence_of(page.words)}
    return Article(
        body=body_of(page.paragraphs(page.words)),
        date=date_in_path((*source.folders, source.name)),
        language=page.language,
        origin=source.at(number),
        extra={name: value for name, value in extra.items() if value not in ("", None)},
    )
