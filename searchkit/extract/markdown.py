"""Turns Markdown into plain paragraphs, in time proportional to its length.

Own code and not a Markdown parser: those need seconds for 50 kB of `[`, and the text alone is simpler.
"""

import html
import re
from collections.abc import Iterator

from searchkit.extract.markup import looks_like_html, text_of_html

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_QUOTE = re.compile(r"(?: {0,3}> ?)+")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+|$)")
_HEADING_END = re.compile(r"[ \t]#+[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|[0-9]{1,9}[.)])(?:[ \t]+(?:\[[ xX]\][ \t]+)?|$)")
_TABLE_ROW = re.compile(r"[ \t]*\|.*\|[ \t]*")
_DEFINITION = re.compile(r" {0,3}\[([^\[\]^][^\[\]]*)\]:[ \t]*\S")
_FOOTNOTE = re.compile(r" {0,3}\[\^[^\[\]\s]+\]:[ \t]*")

_CODE = re.compile(r"(`+[^`]+`+)")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\((?:[^()\n]|\([^()\n]{0,500}\)){0,2000}\)")
_REFERENCE = re.compile(r"!?\[([^\[\]]+)\] ?\[[^\[\]]*\]")
_SHORTCUT = re.compile(r"!?\[([^\[\]]+)\]")
_DROPPED = re.compile(r"<(?:https?://|mailto:)[^<>\s]*>|\[\^[^\[\]\s]+\]|\{[%{][^{}\n]*[%}]\}|\{:[^{}\n]*\}")
_EMPHASIS = (
    re.compile(r"(?<![\w*\\])\*([^*\s](?:[^*]*[^*\s\\])?)\*(?!\w)"),
    re.compile(r"(?<![\w\\])_([^_\s](?:[^_]*[^_\s\\])?)_(?!\w)"),
    re.compile(r"\*\*([^*]+)\*\*"),
    re.compile(r"(?<!\w)__([^_]+)__(?!\w)"),
    re.compile(r"(?<![\w*\\])\*([^*\s](?:[^*]*[^*\s\\])?)\*(?!\w)"),
    re.compile(r"~~([^~]+)~~"),
)
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!<>~|])")


def text_of_markdown(text: str) -> tuple[str, str]:
    """The first top heading (empty if there is none) and all text, as paragraphs with a blank line between.

    Link texts and code stay, addresses and markup go; list items and table rows are paragraphs. Never raises.
    """
    text = _COMMENT.sub("", text)
    lines = text.expandtabs(4).split("\n")
    references = {" ".join(m[1].casefold().split()) for line in lines if (m := _DEFINITION.match(line))}
    title = ""
    paragraphs: list[str] = []
    for kind, block in _blocks(lines):
        plain = block if kind == "code" else _inline(block, references)
        if kind == "title" and not title:
            title = " ".join(plain.split())
        paragraphs.append(plain)
    return title, "\n\n".join(p.strip() for p in paragraphs if p.strip())


def _blocks(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Each block as ("title", "text" or "code", its source without the marks of the block)."""
    block: list[str] = []
    fence = ""
    for raw in lines:
        line = raw[m.end() :] if (m := _QUOTE.match(raw)) else raw
        if fence:
            if line.strip().startswith(fence) and not line.strip().strip(fence[0]):
                yield "code", "\n".join(block)
                block, fence = [], ""
            else:
                block.append(line)
        elif block and len(block) == 1 and _UNDERLINE.fullmatch(line):
            yield "title" if "=" in line else "text", block.pop()
        elif (starts := _starts_block(line)) is not None:
            if block:
                yield "text", "\n".join(block)
            block, fence = [], m[1] if (m := _FENCE.match(line)) else ""
            kind, rest = starts
            if kind == "text":
                block = [rest]
            elif kind:
                yield kind, rest
        else:
            block.append(line)
    if block:
        yield "code" if fence else "text", "\n".join(block)


def _starts_block(line: str) -> tuple[str, str] | None:
    """None if the line goes on with a paragraph; else what begins: a text, a whole block, or ("", "") for nothing."""
    if not line.strip() or _FENCE.match(line) or _RULE.fullmatch(line) or _DEFINITION.match(line):
        return "", ""
    if match := _HEADING.match(line):
        return "title" if match[1] == "#" else "heading", _HEADING_END.sub("", line[match.end() :])
    if "|" in line and "-" in line and not line.strip(" \t|:-"):
        return "", ""
    if _TABLE_ROW.fullmatch(line):
        return "row", " ".join(cell.strip() for cell in line.strip().strip("|").split("|"))
    if match := _ITEM.match(line) or _FOOTNOTE.match(line):
        return "text", line[match.end() :]
    return None


def _inline(block: str, references: set[str]) -> str:
    """The text of a block without inline marks; its code stands as it is, its HTML becomes text."""
    block = "\n".join(line.strip() for line in block.split("\n"))
    pieces = _CODE.split(block)
    pieces[1::2] = [html.escape(code.strip("`").strip(), quote=False) for code in pieces[1::2]]
    if len(pieces) == 1:
        plain = _unmarked(block, references)
    else:  # marks may stand around code: it is put aside as one character that no mark has
        kept = iter(pieces[1::2])
        marked = _unmarked("\x00".join(piece.replace("\x00", "") for piece in pieces[::2]), references)
        plain = re.sub("\x00", lambda _: next(kept, ""), marked)
    if looks_like_html(plain):
        return text_of_html(plain)
    return " ".join(html.unescape(plain).split())


def _unmarked(text: str, references: set[str]) -> str:
    def shortcut(match: re.Match[str]) -> str:
        return match[1] if " ".join(match[1].casefold().split()) in references else match[0]

    text = _DROPPED.sub("", text)
    for pattern in (_LINK, _LINK, _REFERENCE):  # twice: an image may stand in a link
        text = pattern.sub(r"\1", text)
    text = _SHORTCUT.sub(shortcut, text)
    for pattern in _EMPHASIS:
        text = pattern.sub(r"\1", text)
    return _ESCAPE.sub(r"\1", text)
