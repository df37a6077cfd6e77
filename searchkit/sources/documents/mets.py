"""Reads issues of papers that METS describes: their articles, out of the ALTO pages that lie beside the document."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from searchkit.extract.dates import date_in_path
from searchkit.extract.markup import without_title
from searchkit.model import Article, Rejected
from searchkit.sources.base import NO_ARTICLE, NO_TEXT, TOO_LARGE, UNREADABLE, UNSAFE_NAME, Source, Unreadable
from searchkit.sources.documents.altopage import Page, Word, body_of, confidence_of, pages_of
from searchkit.sources.documents.metsfiles import beside, is_mets
from searchkit.sources.documents.metsissue import Area, Division, Issue, issue_of
from searchkit.sources.values import label_of

_PAGES_KEPT = 8

recognises = is_mets


def read(source: Source) -> Iterator[Article | Rejected]:
    """The articles of the issue, counted in the order of the document.

    Each page that cannot be read is one `Rejected`, and so is each article without words. Unreadable where the
    document says nothing of articles, or stands in a container, out of which no other file can be read.
    """
    issue = issue_of(source.read_all())
    if not any(division.areas for division in issue.divisions):
        raise Unreadable(NO_ARTICLE, "METS that parts no articles; its pages are read one by one")
    if source.path is None:
        raise Unreadable(NO_ARTICLE, "METS in a container; unpacked, it would part the articles of its pages")
    pages = _Pages(issue, source, source.path.parent)
    for number, division in enumerate(issue.divisions, 1):
        found = _article(issue, division, pages, number, source)
        yield from pages.faults()
        yield found


class _Text(NamedTuple):
    """The heading and the body of an article, the words of both, and the page that it begins on."""

    heading: str
    body: str
    words: Sequence[Word]
    page: Page | None


class _Pages:
    """The pages of an issue, read when they are needed; the last ones are kept."""

    def __init__(self, issue: Issue, source: Source, folder: Path) -> None:
        self._issue = issue
        self._source = source
        self._folder = folder
        self._faults: list[Rejected] = []
        self._faulty: set[str] = set()
        self._page = lru_cache(_PAGES_KEPT)(self._read)

    def faults(self) -> list[Rejected]:
        """What has been found wrong with pages since this was asked before."""
        faults, self._faults = self._faults, []
        return faults

    def words(self, area: Area) -> tuple[Page | None, Sequence[Word]]:
        """The words of a part of a page, and the page."""
        page = self._page(area.file)
        return page, page.between(area.begin, area.end) if page else ()

    def _read(self, file: str) -> Page | None:
        """The page in the file of this name in the document; None if there is none."""
        if file in self._faulty:
            return None
        address = self._issue.files.get(file, "")
        try:
            return self._at(address)
        except Unreadable as error:
            self._faulty.add(file)
            self._faults.append(self._source.rejected(error.reason, f"{address or file}: {error.detail}"[:300]))
            return None

    def _at(self, address: str) -> Page:
        path = beside(self._folder, address)
        if path is None:
            raise Unreadable(UNSAFE_NAME, "not below the folder of its METS document")
        limit = self._source.options.max_article_bytes
        try:
            with path.open("rb") as file:
                content = file.read(limit + 1)
        except OSError as error:
            raise Unreadable(UNREADABLE, f"a page of the issue; {error.strerror}") from error
        if len(content) > limit:
            raise Unreadable(TOO_LARGE, f"more than {limit:,} bytes for one article (--max-article-size)")
        pages = pages_of(content)
        if not pages:
            raise Unreadable(NO_TEXT, "no ALTO page")
        return pages[0]


def _article(issue: Issue, division: Division, pages: _Pages, number: int, source: Source) -> Article | Rejected:
    found = _text(division, pages)
    if found.page is None or not any(map(str.isalpha, "".join(word.text for word in found.words))):
        detail = f"{division.kind or 'article'} {division.name}".strip()
        return source.rejected(NO_TEXT, detail if found.page else f"{detail}; its page cannot be read", number)
    return Article(
        id=f"{issue.name}#{division.name}" if issue.name and division.name else "",
        title=division.title or label_of(" ".join(found.heading.split())),
        body=found.body,
        date=issue.date or date_in_path((*source.folders, source.name)),
        source=issue.paper,
        section=division.section,
        authors=division.authors,
        language=division.language or issue.language or found.page.language,
        url=division.url,
        origin=source.at(number),
        extra=_extra(division, found.page, found.words),
    )


def _text(division: Division, pages: _Pages) -> _Text:
    """What stands in the areas of a division. Headings that come first are its heading, others are in the body."""
    words: list[Word] = []
    parts: list[tuple[bool, str]] = []
    first: Page | None = None
    for is_heading, areas in groupby(division.areas, key=lambda area: area.is_heading):
        blocks: list[list[str]] = []
        for page, part in map(pages.words, areas):
            if page is not None and part:
                first = first or page
                words += part
                blocks += page.paragraphs(part)
        parts.append((is_heading, body_of(blocks)))
    heading = parts[0][1] if parts and parts[0][0] else ""
    is_title = not division.title or not without_title(" ".join(heading.split()), division.title)
    body = "\n\n".join(text for _, text in (parts[1:] if heading and is_title else parts) if text)
    return _Text(heading, without_title(body, division.title), words, first)


def _extra(division: Division, first: Page, words: Sequence[Word]) -> dict[str, Any]:
    extra = {"page": first.number, "kind": division.kind, "ocr_confidence": confidence_of(words)}
    return {name: value for name, value in extra.items() if value not in ("", None)}
