"""Turns the text of one XML record into a tree of plain names, whatever entities and name spaces it has."""

import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from html.entities import html5
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from searchkit.sources.decode import clean

if TYPE_CHECKING:
    from lxml.etree import XMLParser, _Element

    Element = _Element
else:  # lxml is loaded by the readers that need it
    Element = object

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

_REFERENCE = re.compile(
    r"&(?:(amp|lt|gt|quot|apos);|(#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};)|([A-Za-z][A-Za-z0-9]{1,31};))?"
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NAME = re.compile(r"[a-z_][\w.-]*", re.ASCII)
_SURROGATE = re.compile("[\ud800-\udfff]")


def tree_of(record: str) -> Element | None:
    """The element that a record is, with all names in lower case and without prefix; None where there is none.

    Broken markup is read as far as it makes sense. References to characters and the names that HTML has for them
    are resolved, all others stand as they are written: nothing a document declares is ever expanded.
    """
    from lxml import etree  # noqa: PLC0415 -- 30 ms that plain text archives need not pay

    content = clean(_CONTROL.sub("", _REFERENCE.sub(_resolved, record)))
    try:
        root = etree.fromstring(_SURROGATE.sub("\ufffd", content).encode(), _parser())
    except etree.LxmlError:
        return None
    if root is None:
        return None
    for element in root.iter("*"):
        element.tag = _plain(str(element.tag))
    return root


@cache
def _parser() -> "XMLParser":
    """The parser of all records: it recovers, loads nothing and expands nothing."""
    from lxml import etree  # noqa: PLC0415 -- see tree_of

    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
    )


def text_at(element: Element, *paths: str) -> str:
    """The text at the first of these paths that has any, on one line; empty where none has."""
    return next((text for path in paths for text in texts_at(element, path)), "")


def texts_at(element: Element, path: str) -> Iterator[str]:
    """The text of each element at a path, on one line; those without any are left out."""
    return (text for found in element.iterfind(path) if (text := line_in(found)))


def value_at(element: Element, path: str, attribute: str) -> str:
    """The first value of an attribute at a path that is not blank; empty where there is none."""
    return next(values_at(element, path, attribute), "")


def values_at(element: Element, path: str, attribute: str) -> Iterator[str]:
    """All values of an attribute at a path that are not blank, on one line."""
    return (value for found in element.iterfind(path) if (value := " ".join(found.get(attribute, "").split())))


def line_in(element: Element) -> str:
    """All text in an element, on one line."""
    line = " ".join("".join(map(str, element.itertext())).split())
    return unescape(line) if "&" in line else line  # some agencies escape twice


def _resolved(reference: re.Match[str]) -> str:
    kept, number, name = reference.groups()
    if kept:
        return reference[0]
    character = unescape(reference[0]) if number else html5.get(name or "", "")
    if character:
        return escape(character)
    return "" if number else "&amp;" + reference[0][1:]


def _plain(tag: str) -> str:
    """A name without its name space, or its prefix where none was declared for it; `_` where that leaves no name."""
    name = tag.rpartition("}")[2].rpartition(":")[2].lower()
    return name if _NAME.fullmatch(name) else "_"
