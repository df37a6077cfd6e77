"""Reads NewsML 1.0 to 1.2: an article for each news item, from the first of its components that has text."""

import re
from collections.abc import Iterator

from searchkit.model import VERSION, Article, Rejected
from searchkit.sources.base import NO_TEXT, WITHDRAWN, Source
from searchkit.sources.head import Head
from searchkit.sources.values import id_of, language_of
from searchkit.sources.wires.cutting import RecordCutter
from searchkit.sources.wires.facts import (
    CANCELED,
    authors_in,
    date_in,
    place_of,
    short,
    subject_of,
    version_in,
    withdrawn,
    without_byline,
)
from searchkit.sources.wires.records import last_trees
from searchkit.sources.wires.story import Story, story_in
from searchkit.sources.wires.tree import LANGUAGE, Element, text_at, texts_at, value_at, values_at

_IDENTIFIER = b"<NewsIdentifier"
_IDENTIFIER_BYTES = 4000
_PART = re.compile(rb"<(ProviderId|DateId|NewsItemId|RevisionId)\b[^>]*>\s*([^<]*?)\s*</")
_IDENTITY = (b"ProviderId", b"DateId", b"NewsItemId")
_REVISION = re.compile(r":[0-9]+[A-Z]?\Z")
_DIGITS = 18

_ITEM = "identification/newsidentifier"
_MANAGEMENT = "newsmanagement"
_NO_TEXT = re.compile(r"photo|picture|image|graphic|video|audio|animation|complexdata", re.IGNORECASE)
_NO_STORY = re.compile(r"caption|thumbnail|preview|quicklook", re.IGNORECASE)


def recognises(head: Head) -> bool:
    """Whether the first element is `NewsML`."""
    return head.root is not None and head.root.tag == "newsml"


def read(source: Source) -> Iterator[Article | Rejected]:
    """One article for each item with text, of its revisions only the highest, and none if that is withdrawn."""
    for number, item in last_trees(RecordCutter(source, "NewsItem"), source, _key, "revision"):
        yield item if isinstance(item, Rejected) else _article(item, source, number)


def _key(record: bytes) -> tuple[str, int] | None:
    """Who has named the story how, and the revision."""
    start = record.find(_IDENTIFIER)
    parts = dict(_PART.findall(record[start : start + _IDENTIFIER_BYTES])) if start >= 0 else {}
    if not parts.get(b"NewsItemId"):
        return None
    revision = parts.get(b"RevisionId", b"")[:_DIGITS]
    name = b":".join(parts.get(part, b"") for part in _IDENTITY).decode("latin-1")
    return name, int(revision) if revision.isdigit() else 1


def _article(item: Element, source: Source, number: int) -> Article | Rejected:
    status = value_at(item, f"{_MANAGEMENT}/status", "FormalName").lower()
    if status in CANCELED:
        name, version = id_of(_id(item)), _version(item)
        return withdrawn(source.rejected(WITHDRAWN, f"{name}, revision {version}", number), name, version)
    component, story = _told(item)
    title = text_at(component, ".//newslines/headline") or text_at(item, ".//newslines/headline") or story.title
    body = story.paragraphs or story.abstract
    if not body and (not title or _kinds(item)):
        return source.rejected(NO_TEXT, ", ".join(_kinds(item)) or "no headline, no content", number)
    bylines = [*texts_at(component, ".//newslines/byline")] or [*texts_at(item, ".//newslines/byline")]
    return Article(
        id=id_of(_id(item)),
        title=title,
        body=without_byline(body, " and ".join(bylines)),
        date=date_in(*_dates(item)),
        source=_source(item, story),
        section=_section(item),
        authors=authors_in(bylines) or story.authors,
        language=language_of(_language(item)),
        origin=source.at(number),
        extra=_extra(item, story, status),
    )


def _id(item: Element) -> str:
    """The public identifier without its revision."""
    public = text_at(item, f"{_ITEM}/publicidentifier")
    return _REVISION.sub("", public) or text_at(item, f"{_ITEM}/newsitemid")


def _version(item: Element) -> int:
    return version_in(text_at(item, f"{_ITEM}/revisionid"))


def _told(item: Element) -> tuple[Element, Story]:
    """The first component that has text for its story, else the item itself; captions are none."""
    for component in item.iter("newscomponent"):
        if _NO_STORY.search(value_at(component, "role", "FormalName")):
            continue
        for content in component.iterfind("contentitem"):
            if _NO_TEXT.search(value_at(content, "mediatype", "FormalName")) or content.find("encoding") is not None:
                continue
            data = content.find("datacontent")
            if data is not None and (story := story_in(data)).paragraphs:
                return component, story
    return item, Story()


def _kinds(item: Element) -> list[str]:
    """Which media an item has beside text, in its own words."""
    kinds = (kind.lower() for kind in values_at(item, ".//contentitem/mediatype", "FormalName"))
    return list(dict.fromkeys(kind for kind in kinds if _NO_TEXT.search(kind)))


def _dates(item: Element) -> Iterator[str]:
    yield text_at(item, f"{_MANAGEMENT}/firstcreated")
    yield text_at(item, f"{_ITEM}/dateid")
    yield text_at(item, f"{_MANAGEMENT}/thisrevisioncreated")


def _source(item: Element, story: Story) -> str:
    parties = (
        value_at(item, f".//administrativemetadata/{role}/party", "FormalName") for role in ("provider", "source")
    )
    return next(filter(None, parties), "") or story.distributor or text_at(item, f"{_ITEM}/providerid")


def _section(item: Element) -> str:
    codes = (
        code
        for level in ("subject", "subjectmatter", "subjectdetail")
        for code in values_at(item, f".//descriptivemetadata/subjectcode/{level}", "FormalName")
    )
    return subject_of(codes)


def _language(item: Element) -> str:
    stated = value_at(item, ".//descriptivemetadata/language", "FormalName")
    return stated or item.get(LANGUAGE) or next(filter(None, (part.get(LANGUAGE) for part in item.iter())), "")


def _extra(item: Element, story: Story, status: str) -> dict[str, object]:
    properties = item.iterfind(".//descriptivemetadata/property")
    keywords = [each.get("Value", "") for each in properties if each.get("FormalName", "").lower() == "keyword"]
    return short(
        {
            VERSION: _version(item),
            "status": "" if status == "usable" else status,
            "subtitle": text_at(item, ".//newslines/subheadline"),
            "dateline": place_of(text_at(item, ".//newslines/dateline")) or story.dateline,
            "slug": text_at(item, ".//newslines/slugline"),
            "captions": [*story.captions],
            "keywords": [*texts_at(item, ".//newslines/keywordline"), *filter(None, keywords)],
        }
    )
