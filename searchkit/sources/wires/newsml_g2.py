"""Reads NewsML-G2: messages of any number of items, of which news items that are text give articles."""

import re
from collections.abc import Iterator

from searchkit.model import VERSION, Article, Rejected
from searchkit.sources.base import NO_TEXT, WITHDRAWN, Source
from searchkit.sources.head import Head
from searchkit.sources.values import host_of, id_of, language_of
from searchkit.sources.wires.cutting import RecordCutter
from searchkit.sources.wires.facts import (
    CANCELED,
    authors_in,
    date_in,
    is_host,
    place_of,
    short,
    subject_of,
    version_in,
    withdrawn,
    without_byline,
)
from searchkit.sources.wires.records import last_trees
from searchkit.sources.wires.story import Story, story_in
from searchkit.sources.wires.tree import LANGUAGE, Element, line_in, text_at, texts_at, value_at

_ITEMS = ("newsItem", "packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem")
_ROOTS = ("newsmessage", *(name.lower() for name in _ITEMS))

_OPENING_BYTES = 8192
_GUID = re.compile(rb"\bguid\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_VERSION = re.compile(rb"\sversion\s*=\s*[\"']\s*([0-9]{1,18})\s*[\"']")
_NO_TEXT = re.compile(r"picture|photo|graphic|video|audio|animation|composite|package|multimedia", re.IGNORECASE)
_SECTION_TYPE = re.compile(r"categ|department|section|desk", re.IGNORECASE)
_NO_SUBJECT = re.compile(r"geoarea|person|organi[sz]ation|event|poi|team|cptype", re.IGNORECASE)
_CODE_CHARS = 2
_ABSTRACT = re.compile(r"abstract|summary", re.IGNORECASE)


def recognises(head: Head) -> bool:
    """Whether the first element is a message or an item of NewsML-G2."""
    if head.root is None or head.root.tag not in _ROOTS:
        return False
    return head.root.tag != "newsitem" or "itemid=" not in head.root.attributes


def read(source: Source) -> Iterator[Article | Rejected]:
    """One article for each text item, of each guid only the highest version, and none if that is withdrawn."""
    for number, item in last_trees(RecordCutter(source, *_ITEMS), source, _key):
        yield item if isinstance(item, Rejected) else _article(item, source, number)


def _key(record: bytes) -> tuple[str, int] | None:
    """The guid and the version in the opening tag."""
    opening = record[:_OPENING_BYTES].partition(b">")[0]
    guid = _GUID.search(opening)
    if guid is None:
        return None
    version = _VERSION.search(opening)
    return (guid[1] or guid[2] or b"").decode("latin-1"), int(version[1]) if version else 1


def _article(item: Element, source: Source, number: int) -> Article | Rejected:
    kind = _kind(item)
    if kind:
        return source.rejected(NO_TEXT, kind, number)
    status = _local(value_at(item, "itemmeta/pubstatus", "qcode"))
    if status in CANCELED:
        guid, version = id_of(item.get("guid", "")), version_in(item.get("version", ""))
        return withdrawn(source.rejected(WITHDRAWN, f"{guid}, version {version}", number), guid, version)
    story = _story(item)
    title = text_at(item, "contentmeta/headline") or story.title or text_at(item, "itemmeta/title")
    body = story.paragraphs or story.abstract or tuple(_abstracts(item))
    if not body and not title:
        return source.rejected(NO_TEXT, "no headline, no content", number)
    return Article(
        id=id_of(item.get("guid", "")),
        title=title,
        body=without_byline(body, text_at(item, "contentmeta/by")),
        date=date_in(*_dates(item)),
        source=_source(item),
        section=_section(item),
        authors=_authors(item, story),
        language=language_of(value_at(item, "contentmeta/language", "tag") or item.get(LANGUAGE, "")),
        origin=source.at(number),
        extra=_extra(item, story, status, title),
    )


def _kind(item: Element) -> str:
    """What an item is in words, where it is no text."""
    if item.tag != "newsitem":
        return item.tag.removesuffix("item")
    kind = _local(value_at(item, "itemmeta/itemclass", "qcode"))
    return kind if _NO_TEXT.search(kind) else ""


def _local(qcode: str) -> str:
    """A code without the alias of its scheme, in lower case: `stat:usable` is usable."""
    return qcode.rpartition(":")[2].lower()


def _story(item: Element) -> Story:
    """The longest of the renditions of the content."""
    contents = [*item.iterfind(".//contentset/inlinexml"), *item.iterfind(".//contentset/inlinedata")]
    stories = [story_in(content) for content in contents]
    return max(stories, key=lambda story: sum(map(len, story.paragraphs)), default=Story())


def _abstracts(item: Element) -> Iterator[str]:
    descriptions = item.iterfind("contentmeta/description")
    return (line_in(part) for part in descriptions if _ABSTRACT.search(part.get("role", "")))


def _dates(item: Element) -> Iterator[str]:
    for path in ("contentmeta/contentcreated", "itemmeta/firstcreated", "itemmeta/versioncreated"):
        yield text_at(item, path)


def _names(item: Element, path: str) -> Iterator[str]:
    """Who stands at a path, each by the name or the literal."""
    for party in item.iterfind(path):
        if name := text_at(party, "name") or party.get("literal", ""):
            yield name


def _source(item: Element) -> str:
    """The provider under the best name that is given; an address only where nothing else is."""
    providers = [*_names(item, "itemmeta/provider")]
    sources = [*_names(item, "contentmeta/infosource"), *_names(item, "rightsinfo/copyrightholder")]
    code = value_at(item, "itemmeta/provider", "qcode").rpartition(":")[2]
    hosts = [name.casefold().split(".") for name in providers if is_host(name)]
    candidates = (
        *(name for name in providers if not is_host(name)),
        *(name for name in sources if any(name.casefold() in host for host in hosts)),
        *providers,
        "" if is_host(code) else code,
        *sources,
        code,
        host_of(value_at(item, "itemmeta/provider", "uri")),
    )
    return next(filter(None, candidates), "")


def _section(item: Element) -> str:
    """As the agency names it, else the first subject that has a code of IPTC, else the first with a name."""
    subjects = item.findall("contentmeta/subject")
    named = [(f"{each.get('type', '')} {each.get('qcode', '')}", text_at(each, "name")) for each in subjects]
    categories = (name for kind, name in named if len(name) > _CODE_CHARS and _SECTION_TYPE.search(kind))
    section = next(categories, "") or subject_of(each.get("qcode", "") for each in subjects)
    return section or next(
        (name for kind, name in named if len(name) > _CODE_CHARS and not _NO_SUBJECT.search(kind)), ""
    )


def _authors(item: Element, story: Story) -> tuple[str, ...]:
    """Of the byline; else of the text's own; else who made it, where that is no organisation."""
    authors = authors_in(texts_at(item, "contentmeta/by")) or story.authors
    makers = dict.fromkeys(texts_at(item, "contentmeta/creator/name"))
    organisations = {*_names(item, "itemmeta/provider"), *_names(item, "contentmeta/infosource")}
    return authors or authors_in(name for name in makers if name not in organisations)


def _extra(item: Element, story: Story, status: str, title: str) -> dict[str, object]:
    return short(
        {
            VERSION: version_in(item.get("version", "")),
            "status": "" if status == "usable" else status,
            "subtitle": "" if story.subtitle == title else story.subtitle,
            "dateline": place_of(text_at(item, "contentmeta/dateline")) or story.dateline,
            "slug": text_at(item, "contentmeta/slugline"),
            "captions": [*story.captions],
            "keywords": [*texts_at(item, "contentmeta/keyword")],
            "subjects": [*texts_at(item, "contentmeta/subject/name")],
        }
    )
