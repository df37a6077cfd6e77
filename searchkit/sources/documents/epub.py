"""Reads EPUB books and the newspapers that are bound as such: each chapter of the spine is an article."""

from collections.abc import Iterator

from searchkit.extract.dates import date_in_path
from searchkit.extract.markup import without_title
from searchkit.model import Article, Rejected
from searchkit.sources.base import NO_TEXT, UNREADABLE, Source, Unreadable
from searchkit.sources.documents.chapter import Chapter, chapter_of
from searchkit.sources.documents.epubmembers import Members, opened
from searchkit.sources.documents.epubpackage import Package, read_package
from searchkit.sources.documents.files import on_disk
from searchkit.sources.head import Head
from searchkit.sources.packages import package_of


def read(source: Source) -> Iterator[Article | Rejected]:
    """The chapters that hold text, counted by their places in the spine; pages of links alone are none.

    Title is a chapter's first heading, else its name in the table of contents.
    """
    with on_disk(source) as path, opened(path, source.options) as members:
        package = read_package(members)
        is_empty = True
        for number, name in enumerate(package.spine, 1):
            found = None if name in package.navigation else _record(package, members, number, source)
            if found is not None:
                is_empty = False
                yield found
        if is_empty:
            raise Unreadable(NO_TEXT, "a book without chapters")


def recognises(head: Head) -> bool:
    """Whether a source is an EPUB book."""
    return package_of(head.content, head.name) == "epub"


def _record(package: Package, members: Members, number: int, source: Source) -> Article | Rejected | None:
    """The document that stands so far down in the spine; None for a page of links."""
    name = package.spine[number - 1]
    if name in package.encrypted:
        return source.rejected(UNREADABLE, f"{name}: encrypted", number)
    try:
        chapter = chapter_of(members.read(name), source)
    except Unreadable as error:
        if members.is_spent:
            raise
        return source.rejected(error.reason, f"{name}: {error.detail}", number)
    if chapter.is_navigation:
        return None
    if not any(map(str.isalnum, chapter.body)):
        return source.rejected(NO_TEXT, name, number)
    return _article(package, chapter, number, source)


def _article(package: Package, chapter: Chapter, number: int, source: Source) -> Article:
    about = package.about
    title = (
        chapter.heading
        or package.labels.get(package.spine[number - 1], "")
        or (chapter.title if chapter.title != about.title else "")
    )
    return Article(
        title=title,
        body=without_title(chapter.body, title),
        date=about.date or date_in_path((*source.folders, source.name)),
        source=about.publisher or about.paper,
        authors=about.authors,
        language=about.language or chapter.language,
        origin=source.at(number),
        extra=about.extra,
    )
