"""Reads NITF 2.5 to 3.6, the News Industry Text Format, as agencies and the New York Times corpus have it."""

from collections.abc import Iterator, Mapping

from searchkit.model import Article, Rejected
from searchkit.sources.base import NO_TEXT, WITHDRAWN, Source
from searchkit.sources.head import Head
from searchkit.sources.values import id_of, language_of, url_of
from searchkit.sources.wires.cutting import RecordCutter
from searchkit.sources.wires.facts import CANCELED, date_in, short, subject_of
from searchkit.sources.wires.records import trees
from searchkit.sources.wires.story import Story, story_in
from searchkit.sources.wires.tree import LANGUAGE, Element, text_at, value_at, values_at

_SUBJECT_NAMES = ("tobject.subject.type", "tobject.subject.matter", "tobject.subject.detail")
_NO_SECTION = ("", "news", "none")


def recognises(head: Head) -> bool:
    """Whether the first element is `nitf`."""
    return head.root is not None and head.root.tag == "nitf"


def read(source: Source) -> Iterator[Article | Rejected]:
    """One article for each NITF document; a file has one, as a rule."""
    for number, document in trees(RecordCutter(source, "nitf"), source):
        yield document if isinstance(document, Rejected) else _article(document, source, number)


def _article(document: Element, source: Source, number: int) -> Article | Rejected:
    story = story_in(document)
    meta = {tag.get("name", ""): tag.get("content", "") for tag in document.iterfind("head/meta")}
    title = story.title or text_at(document, "head/title")
    body = story.paragraphs or story.abstract
    status = value_at(document, "head/docdata", "management-status").lower()
    if not body and status in CANCELED:
        return source.rejected(WITHDRAWN, "", number)
    if not body and not title:
        return source.rejected(NO_TEXT, "no headline, no content", number)
    return Article(
        id=id_of(value_at(document, "head/docdata/doc-id", "id-string")),
        title=title,
        body=body,
        date=date_in(*_dates(document, meta)),
        source=_source(document, story),
        section=_section(document, meta),
        authors=story.authors,
        language=language_of(document.get(LANGUAGE) or document.get("baselang") or ""),
        url=url_of(value_at(document, "head/pubdata", "ex-ref")),
        origin=source.at(number),
        extra=_extra(document, story, title, status),
    )


def _dates(document: Element, meta: Mapping[str, str]) -> Iterator[str]:
    yield value_at(document, "head/pubdata", "date.publication")
    yield value_at(document, "head/docdata/date.issue", "norm")
    yield value_at(document, "head/docdata/date.release", "norm")
    yield value_at(document, "body/body.head/dateline/story.date", "norm")
    year, month, day = (meta.get(f"publication_{unit}", "") for unit in ("year", "month", "day_of_month"))
    yield f"{year}-{month:0>2}-{day:0>2}"


def _source(document: Element, story: Story) -> str:
    """The publication, else who holds the rights in the story or has sent it."""
    return (
        value_at(document, "head/pubdata", "name")
        or value_at(document, "head/docdata/doc.copyright", "holder")
        or story.distributor
        or value_at(document, "head/docdata/doc-id", "regsrc")
        or value_at(document, "head/docdata/del-list/from-src", "src-name")
    )


def _section(document: Element, meta: Mapping[str, str]) -> str:
    """As the publication names it; else the widest subject."""
    subjects = "head/tobject/tobject.subject"
    names = (
        value_at(document, "head/pubdata", "position.section"),
        meta.get("online_sections", "").partition(";")[0].strip(),
        meta.get("dsk", ""),
        value_at(document, subjects, "tobject.subject.type"),
        value_at(document, "head/tobject", "tobject.type"),
        value_at(document, "head/docdata/doc-scope", "scope"),
        subject_of(values_at(document, subjects, "tobject.subject.refnum")),
    )
    return next((name for name in names if name.lower() not in _NO_SECTION), "")


def _extra(document: Element, story: Story, title: str, status: str) -> dict[str, object]:
    subjects = [*document.iterfind("head/tobject/tobject.subject")]
    return short(
        {
            "status": "" if status == "usable" else status,
            "subtitle": "" if story.subtitle == title else story.subtitle,
            "abstract": " ".join(story.abstract) if story.paragraphs else "",
            "dateline": story.dateline,
            "captions": [*story.captions],
            "keywords": [*values_at(document, "head/docdata/key-list/keyword", "key")],
            "subjects": [name for subject in subjects for key in _SUBJECT_NAMES if (name := subject.get(key, ""))],
        }
    )
