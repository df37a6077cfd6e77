"""What is found out about every article that files give, whatever its format.

What a source states stands. Where it is silent, the slug and the byline of the text, its address, its path and its
language are looked at; each value says where it was found.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from searchkit.extract.dates import date_in_lines, date_in_path, date_in_url, is_plausible
from searchkit.extract.language import language_of
from searchkit.extract.wire import Slug, slug_of
from searchkit.model import Article, PublicationDate
from searchkit.sources.base import Decoding, Source
from searchkit.sources.bylines import Byline, byline_of

_PLAIN = ("utf-8", "utf-8-sig", "ascii")
_PARAGRAPH = "\n\n"
_HEAD_PARAGRAPHS = 3
_LONGEST_BYLINE = 120
_YEAR = re.compile(r"(?:1[6-9]|20)[0-9]{2}")


@dataclass(frozen=True, slots=True)
class _Opening:
    """What the first and the last lines of a body say, and the body without them."""

    body: str
    slug: Slug | None = None
    byline: Byline | None = None


def finished(article: Article, source: Source) -> Article:
    """The article with what its source does not state but its text, address or path tells.

    What is taken out of the body stands in `extra`: `dateline` and `agency` of a slug, `office` of a byline. There are
    also `language_found_in` where the language is not stated, and `encoding` where the source is not plain UTF-8.
    """
    opening = _opening(article)
    changes: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    if opening.body != article.body:
        changes["body"] = opening.body
        extra.update(_said(opening))
    if opening.byline and not article.authors:
        changes["authors"] = opening.byline.authors
    date = _date(article, source, opening.slug)
    if date is not article.date:
        changes["date"] = date
    if not article.language and (language := language_of(opening.body or article.title)):
        changes["language"] = language
        extra["language_found_in"] = "text"
    if said := _decoding(source.decoding):
        extra["encoding"] = said
    if extra:
        changes["extra"] = {**article.extra, **extra}
    return replace(article, **changes) if changes else article


def _opening(article: Article) -> _Opening:
    """Takes a slug off the first paragraphs, and a byline from before it or from the end."""
    body = article.body
    at, byline = 0, None
    if "dateline" in article.extra:
        return _Opening(body)
    for _ in range(_HEAD_PARAGRAPHS):
        end = body.find(_PARAGRAPH, at)
        paragraph = body[at:] if end < 0 else body[at:end]
        if slug := slug_of(paragraph):
            return _Opening(body[at + slug.char_end :], slug, byline)
        found = _byline_at(paragraph, article) if byline is None and end >= 0 else None
        if found is None:
            break
        byline, at = found, end + len(_PARAGRAPH)
    if byline is None:
        start = body.rfind(_PARAGRAPH)
        if start > 0 and (byline := _byline_at(body[start + len(_PARAGRAPH) :], article)):
            return _Opening(body[:start], None, byline)
    return _Opening(body[at:], None, byline)


def _byline_at(paragraph: str, article: Article) -> Byline | None:
    """The byline that a paragraph is; only where it adds authors, or says again who they are."""
    if len(paragraph) > _LONGEST_BYLINE or (byline := byline_of(paragraph)) is None:
        return None
    return byline if not article.authors or byline.authors == article.authors else None


def _said(opening: _Opening) -> Iterator[tuple[str, str]]:
    """What was taken out of the body, by name."""
    if opening.slug and opening.slug.dateline:
        yield "dateline", opening.slug.dateline
    if opening.slug and opening.slug.agency:
        yield "agency", opening.slug.agency
    if opening.byline and opening.byline.office:
        yield "office", opening.byline.office


def _date(article: Article, source: Source, slug: Slug | None) -> PublicationDate | None:
    """The date that the source states; else, or where that is only a year or a month, the first that fits it.

    The day on which a page was fetched is taken last, and tells the year of a slug.
    """
    stated = article.date
    fetched = stated if stated is not None and stated.found_in == "header" and "fetched" in article.extra else None
    if stated is not None and fetched is None and stated.precision not in ("year", "month"):
        return stated
    path = _path(article, source)
    found = None if fetched else stated
    finders: tuple[Callable[[], PublicationDate | None], ...] = (
        lambda: date_in_url(article.url) if article.url else None,
        lambda: date_in_path(path),
        lambda: date_in_lines(article.body.split("\n"), source.day_order.day_first) if found is None else None,
        lambda: _of_slug(slug, found or fetched, path) if slug else None,
    )
    for find in finders:
        date = find()
        if date is not None and (found is None or _refines(date, found)):
            found = date
    found = found or fetched
    if found is None and source.options.date_from_file_time and source.path is not None:
        return _file_time(source.path)
    return found


def _refines(date: PublicationDate, known: PublicationDate) -> bool:
    """Whether a date lies within a known one and says more."""
    is_shorter = date.end - date.start < known.end - known.start
    return is_shorter and known.start <= date.start < known.end


def _path(article: Article, source: Source) -> tuple[str, ...]:
    """Where an article's file stands; of a file with several articles only names that are nothing but a date.

    For `dump-2023-09-01.jsonl` was written that day, what stands in it was not.
    """
    parts = (*source.folders, source.name)
    if article.origin is None or article.origin.record is None:
        return parts
    return tuple(part.partition(".")[0] for part in parts if not any(map(str.isalpha, part.partition(".")[0])))


def _of_slug(slug: Slug, known: PublicationDate | None, path: tuple[str, ...]) -> PublicationDate | None:
    """The day of a slug, in the year that it has, or that the known date or a folder has; never after a known day."""
    folder_years = [int(part) for part in path if _YEAR.fullmatch(part)]
    year = slug.year or (known.start.year if known else folder_years[-1] if folder_years else 0)
    if not (year and slug.month):
        return None
    try:
        date = PublicationDate(dt.datetime(year, slug.month, slug.day), "day", None, "text")
        if known is not None and not slug.year and date.start >= known.end and known.precision == "second":
            date = replace(date, start=date.start.replace(year=year - 1))
    except ValueError:  # the 29th of February
        return None
    return date if is_plausible(date) else None


def _file_time(path: Path) -> PublicationDate | None:
    """When a file was last written, in UTC; None where that lies ahead or is none."""
    moment = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
    date = PublicationDate.from_datetime(moment, "mtime")
    return date if is_plausible(date) else None


def _decoding(decoding: Decoding) -> str:
    """As in `cp1252, detected`; empty for UTF-8 without a fault."""
    is_plain = decoding.encoding in _PLAIN and ", " not in decoding.how
    return "" if is_plain or not decoding.encoding else f"{decoding.encoding}, {decoding.how}"
