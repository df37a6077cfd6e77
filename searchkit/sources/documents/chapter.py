"""What one document of a book says: its heading, its text, and whether it only leads to others."""

import re
from dataclasses import dataclass
from typing import Any

from searchkit.extract.markup import text_of_html
from searchkit.sources.base import Source
from searchkit.sources.decode import clean, text_in
from searchkit.sources.values import label_of, language_of

_DECLARED = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{2,40})")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_CONTENTS_LINKS = 3
_CONTENTS_SHARE = 0.7


@dataclass(frozen=True, slots=True)
class Chapter:
    """A document's first heading, the title in its head, its text in paragraphs, its language.

    `is_navigation` says that it is a list of links, as tables of contents are.
    """

    heading: str
    title: str
    body: str
    language: str
    is_navigation: bool


def chapter_of(content: bytes, source: Source) -> Chapter:
    """The document that these bytes of a source are; never raises for bad markup."""
    declared = _DECLARED.match(content)
    text = clean(text_in(content, source, declared[1].decode("ascii") if declared else ""))
    tree = _tree(text)
    body = text_of_html(text)
    if tree is None:
        return Chapter("", "", body, "", False)
    headings = (_text(element) for element in tree.iter(*_HEADINGS))
    return Chapter(
        heading=next(filter(None, headings), ""),
        title=next(filter(None, map(_text, tree.iter("title"))), ""),
        body=body,
        language=language_of(tree.get("lang") or tree.get("xml:lang") or ""),
        is_navigation=_is_navigation(tree, len(body)),
    )


def _tree(text: str) -> Any:
    """The document as far as it is no more than 256 levels deep; None where there is nothing of it."""
    from lxml import etree, html  # noqa: PLC0415 -- 30 ms that other archives need not pay

    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        return html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def _text(element: Any) -> str:
    return label_of(" ".join("".join(element.itertext()).split()))


def _is_navigation(tree: Any, chars: int) -> bool:
    linked = [len("".join(link.itertext()).strip()) for link in tree.iter("a") if link.get("href")]
    return len(linked) >= _CONTENTS_LINKS and sum(linked) >= _CONTENTS_SHARE * chars
