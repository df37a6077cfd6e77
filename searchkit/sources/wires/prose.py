"""The paragraphs in NITF, XHTML and plain markup of wires: which elements part them, which line ends are meant."""

import re
from html import unescape

from searchkit.extract.markup import looks_like_html, text_of_html
from searchkit.sources.paragraphs import has_columns, is_table, joined, paragraphs_of
from searchkit.sources.wires.tree import Element

_BLOCKS = frozenset(
    """address article blockquote block body body.content body.end bq caption dd div dl dt fn h1 h2 h3 h4 h5 h6 hl1
    hl2 hr html li main nitf nitf-table ol p pre section table tagline tbody tfoot thead tr ul""".split()
)
# What belongs to pictures, to the page around the text, and the head of an article, which has fields of its own.
_DROPPED = frozenset(
    """aside body.head footer form head header iframe media nav noscript nitf-table-metadata object script style
    video audio img figure""".split()
)
_CELLS = frozenset(("td", "th"))

# Line ends where an inline element begins or ends are the layout of the file; a mark that follows has no blank.
_STARTS_LINE = re.compile(r"\A\s*\n\s*(?:(?=[,.;](?:\s|\Z))|(.?))", re.DOTALL)

_BREAK = "\v"
_BREAKS = re.compile(r"\v\s*\v\s*")
_BLANK_LINE = re.compile(r"\n(?:[ \t]*\n)+")
# A longer line is a paragraph, however many there are.
_PAGE_COLUMNS = 100
_SET_IN = re.compile(r"\n {2,8}\S[^\n]*\n\S")
_ENTITY = re.compile(r"&(?:#[0-9]{2,5}|#x[0-9a-f]{2,4}|[a-z]{2,8});", re.IGNORECASE)


class _Prose:
    """Gathers text piece by piece into paragraphs."""

    def __init__(self) -> None:
        self.paragraphs: list[str] = []
        self._pieces: list[str] = []
        self._preformatted = 0

    def start(self, name: str, text: str) -> None:
        """An element begins, with the text before its first part."""
        if name in _BLOCKS:
            self.end_block()
            self._preformatted += name == "pre"
        elif name == "br":
            self._pieces.append(_BREAK)
        elif name in _CELLS:
            self._pieces.append("  " if self._preformatted else " ")
        elif not self._preformatted:
            if self._pieces:
                self._pieces[-1] = _without_line_end(self._pieces[-1])
            text = " ".join([line.strip() for line in text.split("\n")]) if "\n" in text else text
        self._pieces.append(text)

    def end(self, name: str, tail: str) -> None:
        """An element ends, with the text behind it."""
        if name in _BLOCKS:
            self.end_block()
            self._preformatted -= name == "pre"
        elif not self._preformatted:
            tail = _STARTS_LINE.sub(lambda found: f" {found[1]}" if found[1] else "", tail)
        self._pieces.append(tail)

    def end_block(self) -> None:
        """What has been gathered is whole."""
        if (text := "".join(self._pieces)) and not text.isspace():
            for part in _BREAKS.split(text):
                self.paragraphs += _laid_out(part, self._preformatted > 0)
        self._pieces.clear()


def _without_line_end(text: str) -> str:
    """The text with a single blank behind it, where a line end stands there."""
    bare = text.rstrip(" \t\n")
    return f"{bare} " if "\n" in text[len(bare) :] else text


def paragraphs_in(element: Element) -> list[str]:
    """The text of an element as paragraphs, none empty: one a block, more where its lines are set as several."""
    from lxml import etree  # noqa: PLC0415 -- 30 ms that plain text archives need not pay

    prose = _Prose()
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, part in walk:
        is_dropped = part.tag in _DROPPED and part is not element
        if event == "end":
            prose.end("" if is_dropped else part.tag, part.tail or "" if part is not element else "")
        elif is_dropped:
            walk.skip_subtree()
        else:
            prose.start(part.tag, part.text or "")
    prose.end_block()
    return prose.paragraphs


def plain_paragraphs(text: str) -> list[str]:
    """The paragraphs of text that may be HTML, or have the lines of a page."""
    return _laid_out(text, preformatted=True)


def _laid_out(text: str, preformatted: bool) -> list[str]:
    """The paragraphs of a block; line ends are spaces in it, unless its lines are those of a page."""
    text = unescape(text) if "&" in text and _ENTITY.search(text) else text  # some agencies escape twice
    if "<" in text and looks_like_html(text):
        return [paragraph for paragraph in text_of_html(text).split("\n\n") if paragraph]
    if "\n" not in text and _BREAK not in text:
        return [line] if (line := " ".join(text.split())) else []
    page = _page(text)
    if is_table(page.split("\n")) or (preformatted and not _SET_IN.search(page)):
        return _of_page(page.replace(_BREAK, "\n"))
    if preformatted or _BLANK_LINE.search(page) or _SET_IN.search(page):
        return _of_set_in(page.replace(_BREAK, "\n"))
    return _of_page("\n".join(filter(None, (" ".join(line.split()) for line in text.split(_BREAK)))))


def _page(text: str) -> str:
    """The lines as they stand on a page, less what all but the first are set in by."""
    text = text.expandtabs(4).strip("\n").rstrip()
    first, _, rest = text.partition("\n")
    return "\n".join((first.rstrip(), *_moved_left(rest.split("\n")))) if rest else first


def _moved_left(lines: list[str]) -> list[str]:
    """The lines less the blanks that all of them begin with; textwrap takes seconds where those are millions."""
    margin = min((len(line) - len(line.lstrip(" ")) for line in lines if line.strip()), default=0)
    return [line[margin:].rstrip() for line in lines]


def _of_page(page: str) -> list[str]:
    """Lines set to a width are joined; other ones without a blank line among them stay together."""
    paragraphs = paragraphs_of(page)
    lines = [line.rstrip() for line in page.split("\n")]
    if len(paragraphs) < len(lines) or max(map(len, lines)) > _PAGE_COLUMNS:
        return paragraphs
    return ["\n".join(lines).strip()]


def _of_set_in(page: str) -> list[str]:
    """A paragraph begins where a line is set in, or behind a blank one; lines of tables keep their ends."""
    paragraphs: list[list[str]] = []
    tables: set[int] = set()
    for block in _BLANK_LINE.split(page):
        was_row = False
        for number, line in enumerate(_moved_left(block.split("\n"))):
            is_row = has_columns(line)
            is_new = not number or is_row != was_row or (line.startswith("  ") and not is_row)
            if is_new:
                paragraphs.append([])
                tables |= {len(paragraphs) - 1} if is_row else set()
            paragraphs[-1].append(line.strip() if is_row else " ".join(line.split()))
            was_row = is_row
    texts = ("\n".join(lines) if number in tables else joined(lines) for number, lines in enumerate(paragraphs))
    return list(filter(None, texts))
