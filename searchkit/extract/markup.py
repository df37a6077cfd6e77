"""Turns HTML out of feeds and records into plain paragraphs."""

import re
from typing import Any

# The elements that begin and end a paragraph; list items and table rows are paragraphs of their own.
_BLOCK_NAMES = """
address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form
h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody tfoot thead tr ul
"""
_DROPPED_NAMES = "script style noscript template iframe object svg math head select textarea"
_INLINE = (
    "a abbr acronym b big br cite code del em font i iframe img ins kbd mark q s small span strike strong sub sup u"
)
BLOCKS = frozenset(_BLOCK_NAMES.split())
DROPPED = frozenset(_DROPPED_NAMES.split())
_TAG = re.compile(
    rf"</?(?:{'|'.join(sorted({*BLOCKS, *DROPPED, *_INLINE.split(), 'html', 'td', 'th'}))})(?:\s[^<>]*)?/?>", re.I
)
_BREAKS = re.compile(r"<(?:p|br|div)\b", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_BLANK_LINE = re.compile(r"[ \t]*\n(?:[ \t]*\n)+")
_SUFFIX_MARK = r"\s*(?:[|»·•:]|\s[-–—])\s*"


class _Paragraphs:
    """A parser target: gets the tags and text of a page one by one, so that no tree can be too deep."""

    def __init__(self) -> None:
        self._done: list[str] = []
        self._open: list[str] = []
        self._dropped = 0
        self._preformatted = 0

    def start(self, tag: str, _attributes: object) -> None:
        if tag in DROPPED:
            self._dropped += 1
        elif tag == "br":
            self._open.append("\n")
        elif tag in ("td", "th"):
            self._open.append(" ")
        elif tag in BLOCKS:
            self._end_paragraph()
            self._preformatted += tag == "pre"

    def end(self, tag: str) -> None:
        if tag in DROPPED:
            self._dropped = max(0, self._dropped - 1)
        elif tag in BLOCKS:
            self._end_paragraph()
            self._preformatted = max(0, self._preformatted - (tag == "pre"))

    def data(self, text: str) -> None:
        if not self._dropped:
            self._open.append(text if self._preformatted else _SPACES.sub(" ", text))

    def close(self) -> list[str]:
        self._end_paragraph()
        return self._done

    def _end_paragraph(self) -> None:
        for paragraph in _BLANK_LINE.split("".join(self._open)):
            lines = (
                " ".join(line.split()) if not self._preformatted else line.rstrip() for line in paragraph.split("\n")
            )
            if text := "\n".join(lines).strip():
                self._done.append(text)
        self._open.clear()


def text_of_html(fragment: str) -> str:
    """The text of HTML as paragraphs with a blank line between them; entities are decoded once.

    Block elements, list items, table rows and doubled `<br>` part paragraphs, a single `<br>` parts lines;
    blank lines do where no element does. Scripts and styles are dropped. Never raises.
    """
    from lxml import etree  # noqa: PLC0415 -- 30 ms that plain text archives need not pay

    if not fragment.strip():
        return ""
    if not _BREAKS.search(fragment):  # as WordPress keeps it: blank lines are the paragraphs
        fragment = _BLANK_LINE.sub("<br><br>", fragment)
    target: Any = _Paragraphs()
    parser = etree.HTMLParser(target=target, encoding="utf-8", no_network=True, huge_tree=True)
    try:
        parser.feed(_CONTROL.sub("", fragment).encode("utf-8", "replace"))
        paragraphs: Any = parser.close()
    except etree.LxmlError:
        return _SPACES.sub(" ", _TAG.sub(" ", fragment)).strip()
    return "\n\n".join(paragraphs)


def looks_like_html(text: str) -> bool:
    """Whether real HTML tags stand in the text; `a < b` and `<name@host>` are none."""
    return "<" in text and _TAG.search(text) is not None


def strip_site_suffix(title: str, site: str) -> str:
    """`Wheat deal | TheDaily` without the name of the site that follows a separator, in any case and spacing."""
    if not site.strip():
        return title
    bare = re.sub(_SUFFIX_MARK + r"\s*".join(map(re.escape, site.split())) + r"\s*$", "", title, flags=re.IGNORECASE)
    return bare or title


def without_title(body: str, title: str) -> str:
    """The body without first paragraphs that only repeat the title."""
    longest = 2 * len(title) + 20
    # Only as far as a title may reach, for most bodies begin with more than that.
    while body and (len(body) <= longest or "\n\n" in body[: longest + 2]):
        first, _, rest = body.partition("\n\n")
        if _begin_differently(title, first) or not (wanted := _letters(title)) or _letters(first) != wanted:
            break
        body = rest.lstrip("\n")
    return body


def _begin_differently(title: str, first: str) -> bool:
    """Whether the first characters tell already that the letters of two texts differ; only of ASCII letters."""
    begin = title[:1] + first[:1]
    return begin.isascii() and begin.isalpha() and len(begin) == 2 and begin[0].lower() != begin[1].lower()


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()
