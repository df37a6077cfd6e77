"""Turns the lines of plain text into paragraphs: which line ends were the author's, which the typesetter's?"""

import re
from itertools import pairwise

_BLANK_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_COLUMNS = re.compile(r"\S(?: {3,}|\t+|\.{4,})\S")
_GAP = re.compile(r"\S {2,}\S")
_SENTENCE_END = re.compile(r"[.!?…:;][\"'”’»)]*\s*$")
_HYPHENATED = re.compile(r"[^\W\d_]-$")

# Text set to a width has lines of 60–80 columns; old wires have 55, some mail 100.
_NARROWEST, _WIDEST = 40, 100
# A line of text that is set to no width and is longer than this is a paragraph of its own.
_LONG_LINE = 120
_MOSTLY = 0.7


def paragraphs_of(text: str) -> list[str]:
    r"""The paragraphs of a text with `\n` line ends, in order, none empty.

    Paragraphs are what blank lines separate; where there are none, each line is one. Text set to a width is
    joined into whole paragraphs again; lines of tables, verses and lists keep their line ends.
    """
    lines = text.strip("\n").split("\n")
    if not any(lines[1::2]):  # a blank line behind every line: none of them can be part of another one's paragraph
        return [paragraph for line in lines[::2] if (paragraph := line.strip())]
    blocks = [block.split("\n") for block in _BLANK_LINES.split(text.strip("\n")) if block.strip()]
    width = wrap_width([line for block in blocks for line in block])
    width = width if any(breaks_sentences(block, width) for block in blocks) else 0
    paragraphs: list[str] = []
    for block in blocks:
        lines = [line.rstrip() for line in block]
        if width and is_wrapped(lines, width):
            paragraphs += reflow(lines, width)
        elif len(blocks) == 1 or max(map(len, lines)) > _LONG_LINE:
            paragraphs += [line.strip() for line in lines if line.strip()]
        else:
            paragraphs.append("\n".join(line.strip() for line in lines))
    return paragraphs


def wrap_width(lines: list[str]) -> int:
    """The number of columns the lines are set to; 0 if to none. One line in fifty may stick out."""
    lengths = sorted(len(line.rstrip()) for line in lines if " " in line.strip())
    if len(lengths) < 2:
        return 0
    width = lengths[-1 - len(lengths) // 50]
    return width if _NARROWEST <= width <= _WIDEST else 0


def is_wrapped(lines: list[str], width: int) -> bool:
    """Whether the lines of one block end because the next word did not fit, but for ends of paragraphs."""
    if len(lines) < 2:
        return False
    breaks = [(line, after) for line, after in pairwise(lines) if not _starts_paragraph(after)]
    full = sum(_is_full(line, after, width) for line, after in breaks)
    return full > 0 and full >= _MOSTLY * len(breaks) and not is_table(lines)


def breaks_sentences(lines: list[str], width: int) -> bool:
    """Whether a full line ends within a sentence: short paragraphs of like length, one a line, do not.

    In a text all in capitals the next line tells nothing, so most full lines must end so.
    """
    within = [
        after.lstrip()[0].isupper()
        for line, after in pairwise(lines)
        if _is_full(line, after, width) and not _SENTENCE_END.search(line)
    ]
    if "".join(lines).isupper():
        return len(within) >= _MOSTLY * (len(lines) - 1) > 1
    return not all(within)


def is_table(lines: list[str]) -> bool:
    """Whether most of these lines have columns."""
    return sum(has_columns(line) for line in lines) * 2 > len(lines)


def has_columns(line: str) -> bool:
    """Whether a line is one of a table: wide gaps or leaders within, or two gaps and figures."""
    line = line.strip()
    if "  " not in line and "\t" not in line and "...." not in line:
        return False
    return bool(_COLUMNS.search(line)) or (len(_GAP.findall(line)) > 1 and any(c.isdigit() for c in line))


def reflow(lines: list[str], width: int) -> list[str]:
    """Paragraphs of lines set to `width` columns: a new one starts at an indent and after a short line."""
    paragraphs: list[list[str]] = []
    open_line = ""
    for line in lines:
        if open_line and not _starts_paragraph(line) and _is_full(open_line, line, width):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
        open_line = line
    return [paragraph for lines in paragraphs if (paragraph := joined(lines))]


def joined(lines: list[str]) -> str:
    """What `join_lines` makes of these lines one after another, in time proportional to them."""
    pieces: list[str] = []
    for line in filter(None, map(str.strip, lines)):
        if pieces:
            pieces.append(_glue(pieces[-1], line))
        pieces.append(line)
    return "".join(pieces)


def join_lines(text: str, line: str) -> str:
    """One line behind the text of the lines before it; a word cut by a hyphen keeps it and is joined."""
    line = line.strip()
    return f"{text}{_glue(text, line)}{line}" if text and line else text or line


def _glue(text: str, line: str) -> str:
    return "" if text.endswith("-") and _HYPHENATED.search(text[-2:]) and line[:1].islower() else " "


def _starts_paragraph(line: str) -> bool:
    return line.startswith(("  ", "\t"))


def _is_full(line: str, after: str, width: int) -> bool:
    """Whether the first word of the line after would not have fitted behind this one."""
    first_word = after.split(maxsplit=1)[:1]
    return bool(first_word) and len(line.rstrip()) + 1 + len(first_word[0]) > width - 2
