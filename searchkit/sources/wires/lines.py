"""Turns the lines of a wire into paragraphs, and the signs it sends into those that are printed."""

import re
from textwrap import dedent

from searchkit.sources.paragraphs import has_columns, join_lines, paragraphs_of

_INDENTS = ("  ", "\t")
_INDENTED = re.compile(r"\n(?:  |\t)")
_AT_MARGIN = re.compile(r"\n\S")
_BREAK = re.compile(r"\n(?=  |\t|[^\S\n]*\n)")


def wire_paragraphs(text: str) -> list[str]:
    """The paragraphs of a text with `\\n` line ends: as `indented_paragraphs`, where any line is set in.

    Where none is set in more than others, `paragraphs_of` says what is a paragraph.
    """
    text = f"\n{text}"
    text = text if _AT_MARGIN.search(text) else dedent(text)
    if _INDENTED.search(text):
        return indented_paragraphs(text)
    return [printed(paragraph) for paragraph in paragraphs_of(text)]


def indented_paragraphs(text: str) -> list[str]:
    """Paragraphs of which each begins at an indent or behind a blank line; lines of tables keep their line ends."""
    pieces = _of_running_text(text)
    return [printed(piece) for piece in (_of_lines(text) if pieces is None else pieces)]


def _of_running_text(text: str) -> list[str] | None:
    """As `_of_lines`, of a text that plainly has no line of a table and no word cut in two; None for any other one."""
    if "-\n" in text or "...." in text or "\t" in text.lstrip():
        return None
    pieces = [piece.strip().replace("\n", " ") for piece in _BREAK.split(text)]
    if any(["  " in piece for piece in pieces]):  # noqa: C419 -- a list is faster than a generator
        return None
    return [piece for piece in pieces if piece]


def _of_lines(text: str) -> list[str]:
    paragraphs: list[str] = []
    is_open = was_table = False
    for line in text.split("\n"):
        words = line.strip()
        is_table = has_columns(words)
        if words and is_open and is_table and was_table:
            paragraphs[-1] += f"\n{words}"
        elif words and is_open and not (is_table or was_table or line.startswith(_INDENTS)):
            paragraphs[-1] = join_lines(paragraphs[-1], words)
        elif words:
            paragraphs.append(words)
        is_open, was_table = bool(words), is_table
    return paragraphs


def printed(text: str) -> str:
    """Text with quotation marks and dashes for what stands for them on a wire of seven bits."""
    if "``" in text:
        text = text.replace("``", "“").replace("''", "”")
    return text.replace(" _ ", " — ")
