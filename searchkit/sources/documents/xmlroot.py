"""Opens an XML document of a library or a book, with its names as they are and in their name spaces."""

from typing import Any

from searchkit.sources.base import BAD_RECORD, Unreadable


def root_of(content: bytes) -> Any:
    """The root element, whose tree has no more than what is written: nothing is loaded, no entity expanded.

    Broken markup is read as far as it makes sense; Unreadable where there is no element.
    """
    from lxml import etree  # noqa: PLC0415 -- 30 ms that other archives need not pay

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(content, parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise Unreadable(BAD_RECORD, str(error)[:200]) from error
    if root is None:
        raise Unreadable(BAD_RECORD, "no XML")
    return root
