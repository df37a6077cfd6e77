"""The story itself, as it stands in NITF, XHTML or plain text, alone or inside a NewsML item."""

from collections.abc import Iterator
from dataclasses import dataclass

from searchkit.extract.markup import without_title
from searchkit.sources.wires.facts import authors_in, place_of
from searchkit.sources.wires.prose import paragraphs_in, plain_paragraphs
from searchkit.sources.wires.tree import Element, line_in, text_at, texts_at

_LEAD = "LEAD:"
_NYT_BYLINE = "print_byline"
_NYT_TEXT = "full_text"


@dataclass(frozen=True, slots=True)
class Story:
    """What stands in the content of an item; `abstract` is no part of the paragraphs."""

    paragraphs: tuple[str, ...] = ()
    title: str = ""
    subtitle: str = ""
    authors: tuple[str, ...] = ()
    dateline: str = ""
    distributor: str = ""
    abstract: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()


def story_in(content: Element) -> Story:
    """Of an element that is, or holds, a `nitf`, an `html`, blocks of text, or text alone."""
    nitf = content if content.tag == "nitf" else content.find(".//nitf")
    if nitf is not None:
        return _of_nitf(nitf)
    page = content if content.tag == "html" else content.find("html")
    if page is not None:
        return _of_page(page)
    if content.find("sports-content") is not None:
        return Story()  # tables of figures for machines
    return Story(tuple(paragraphs_in(content) if len(content) else plain_paragraphs(content.text or "")))


def _of_page(page: Element) -> Story:
    body = page.find("body")
    title = text_at(page, "head/title", "body//h1")
    paragraphs = "\n\n".join(paragraphs_in(page if body is None else body))
    return Story(tuple(filter(None, without_title(paragraphs, title).split("\n\n"))), title)


def _of_nitf(nitf: Element) -> Story:
    body = nitf.find("body")
    body = nitf if body is None else body
    bylines = body.findall("body.head/byline")
    titles = [line for line in map(line_in, body.iterfind("body.head//hl1")) if line]
    content = body.find("body.content")
    paragraphs = _nitf_paragraphs(body if content is None else content)
    return Story(
        (*paragraphs, *texts_at(body, "body.end/tagline")),
        title=titles[0] if titles else "",
        subtitle=text_at(body, "body.head//hl2"),
        authors=authors_in(_names([byline for byline in bylines if byline.get("class") == _NYT_BYLINE] or bylines)),
        dateline=place_of(_text_without(body.find("body.head/dateline"), "story.date")),
        distributor=text_at(body, "body.head/distributor", "body.head/rights/rights.owner"),
        abstract=tuple(paragraph for part in body.iterfind("body.head/abstract") for paragraph in paragraphs_in(part)),
        captions=tuple(texts_at(body, "body.content//media-caption")),
    )


def _nitf_paragraphs(content: Element) -> list[str]:
    """Of the New York Times only the full text, as another block has its first paragraphs once more."""
    blocks = [block for block in content.iterfind("block") if block.get("class") == _NYT_TEXT]
    if not blocks:
        return paragraphs_in(content)
    paragraphs = [paragraph for block in blocks for paragraph in paragraphs_in(block)]
    if paragraphs and paragraphs[0].startswith(_LEAD):  # until 1990, and then the paragraph again
        paragraphs[0] = paragraphs[0].removeprefix(_LEAD).strip()
        del paragraphs[0 : paragraphs[0] in paragraphs[1:2]]
    return paragraphs


def _names(bylines: list[Element]) -> Iterator[str]:
    """The persons that are marked in a byline; else its text without titles."""
    for byline in bylines:
        persons = [*texts_at(byline, "person")]
        yield from persons or [_text_without(byline, "byttl")]


def _text_without(element: Element | None, name: str) -> str:
    """The text of an element on one line, but for its parts of this name."""
    if element is None:
        return ""
    parts = [element.text or ""]
    for part in element:
        parts += [" " if part.tag == name else "".join(map(str, part.itertext())), part.tail or ""]
    return " ".join("".join(parts).split())
