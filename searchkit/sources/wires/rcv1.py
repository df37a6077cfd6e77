"""Reads RCV1 and RCV2, the Reuters Corpora of 1996 and 1997: a small XML file a story, in daily zip files."""

from collections.abc import Iterator

from searchkit.model import Article, Rejected
from searchkit.sources.base import NO_TEXT, Source
from searchkit.sources.head import Head
from searchkit.sources.values import id_of, language_of
from searchkit.sources.wires.cutting import RecordCutter
from searchkit.sources.wires.facts import authors_in, date_in, short
from searchkit.sources.wires.prose import paragraphs_in
from searchkit.sources.wires.records import trees
from searchkit.sources.wires.tree import LANGUAGE, Element, text_at, texts_at

# The roots of the hierarchy of topics (Lewis et al. 2004, RCV1: A New Benchmark Collection, section 3.2.1).
_SECTIONS = {"CCAT": "Corporate/Industrial", "ECAT": "Economics", "GCAT": "Government/Social", "MCAT": "Markets"}
_CODES = {"bip:topics": "topics", "bip:countries": "countries", "bip:industries": "industries"}


def recognises(head: Head) -> bool:
    """Whether the first element is a `newsitem` with an `itemid`."""
    return head.root is not None and head.root.tag == "newsitem" and "itemid=" in head.root.attributes


def read(source: Source) -> Iterator[Article | Rejected]:
    """One article for each story; a file has one, as a rule."""
    for number, item in trees(RecordCutter(source, "newsitem"), source):
        yield item if isinstance(item, Rejected) else _article(item, source, number)


def _article(item: Element, source: Source, number: int) -> Article | Rejected:
    dc = {tag.get("element", ""): tag.get("value", "") for tag in item.iterfind("metadata/dc")}
    text = item.find("text")
    body = [] if text is None else paragraphs_in(text)
    title = text_at(item, "headline", "title")
    if not body and not title:
        return source.rejected(NO_TEXT, "no headline, no content", number)
    codes = _codes(item)
    return Article(
        id=id_of(item.get("itemid", "")),
        title=title,
        body=body,
        date=date_in(item.get("date", ""), dc.get("dc.date.published", ""), dc.get("dc.date.created", "")),
        source=dc.get("dc.source") or dc.get("dc.publisher", ""),
        section=next((_SECTIONS[topic] for topic in codes.get("topics", ()) if topic in _SECTIONS), ""),
        authors=authors_in(texts_at(item, "byline")),
        language=language_of(item.get(LANGUAGE, "")),
        origin=source.at(number),
        extra=short({"dateline": text_at(item, "dateline"), **codes}),
    )


def _codes(item: Element) -> dict[str, list[str]]:
    """The codes of each kind; `bip:topics:1.0` is that of topics."""
    codes: dict[str, list[str]] = {}
    for group in item.iterfind("metadata/codes"):
        if name := _CODES.get(group.get("class", "").rpartition(":")[0]):
            codes.setdefault(name, []).extend(code.get("code", "") for code in group.iterfind("code"))
    return codes
