"""Lines of print with their place on the page, and the paragraphs that they make."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

HYPHEN = "\x02"
"""Stands at the end of a line whose last word goes on in the next; PDFium has the same mark."""

_DIVIDED = re.compile(r"[^\W_][-\u00ad\u00ac\u2010\x02\ufffe]$")
_RANGE = re.compile(r"\d[-–—]$")
_HYPHENATED = re.compile(r"[^\W_]+(?:[-\u2010][^\W_]+)+")
_LAST_WORD = re.compile(r"[^\W_]+(?:[-\u2010][^\W_]+)*$")
_FIRST_WORD = re.compile(r"[^\W_]+(?:[-\u2010][^\W_]+)*")
_ITEM = re.compile(r"\s*(?:[•‣▪●◦■□*]|[-–—](?=\s)|\(?(?:\d{1,2}|[a-z])\))\s*\S")
_SENTENCE_END = re.compile(r"[.!?…:;][\"'”’»)]*$")

# Behind `Haupt-` and `two-` the hyphen is the word's own.
_CONJUNCTIONS = frozenset("and or to und oder bzw sowie bis en of och og eller et ou".split())

# In heights of a letter: how much lower than usual the first line of the next paragraph stands, and its indent.
_GAP = 0.15
_INDENT = 0.5
# Lines of scanned pages stand at uneven distances; so many times the usual difference is no gap.
_UNEVEN = 4
_SAME_SIZE = 1.2
# How far below a line, in heights of a letter, another one of its column may stand.
_REACH = 4


@dataclass(frozen=True, slots=True)
class Line:
    """One line of one column. Places are counted from the left and from the top of the page, in any one unit.

    `size` is how high letters are, in that unit; 0 where it is not known.
    """

    text: str
    left: float
    right: float
    top: float
    size: float = 0.0

    @property
    def letter_width(self) -> float:
        """How wide its letters are on average."""
        return (self.right - self.left) / max(len(self.text), 1)

    @property
    def height(self) -> float:
        """`size`, or what it probably is: letters are about half as wide as high."""
        return self.size or 2 * self.letter_width


def paragraphs_of_lines(lines: Sequence[Line]) -> list[str]:
    """The paragraphs of lines that stand in the order of reading, in any number of columns; none empty.

    A paragraph ends where a line is short, the next one is indented, set lower than the others, in letters of
    another size, or the item of a list. Words that were divided are joined; those that are written with a hyphen
    elsewhere keep it.
    """
    hyphenated = _hyphenated(line.text for line in lines)
    paragraphs: list[list[str]] = []
    before: _Column | None = None
    for column in _columns([line for line in lines if line.text.strip()]):
        for number, line in enumerate(column.lines):
            if column.goes_on(number) if number else before is not None and _goes_on_above(before, column):
                paragraphs[-1].append(line.text)
            else:
                paragraphs.append([line.text])
        before = column
    return [text for texts in paragraphs if (text := _joined(texts, hyphenated))]


def joined_lines(texts: Sequence[str]) -> str:
    """The texts of lines as one paragraph."""
    return _joined(texts, _hyphenated(texts))


def is_of_size(one: float, other: float) -> bool:
    """Whether two heights of letters are the same, but for how they were measured."""
    return not one or not other or max(one, other) <= min(one, other) * _SAME_SIZE


class _Column:
    """Lines that stand below one another, or one line."""

    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines
        lefts, rights = sorted(line.left for line in lines), sorted(line.right for line in lines)
        self._left = lefts[len(lefts) // 10]
        self._right = rights[-1 - len(rights) // 20]
        steps = [after.top - line.top for line, after in pairwise(lines)] if len(lines) > 2 else [0.0]
        self._step = median(steps)
        self._uneven = _UNEVEN * median(abs(step - self._step) for step in steps)

    @property
    def width(self) -> float:
        """From its left to its right edge."""
        return self._right - self._left

    @property
    def ends_full(self) -> bool:
        """Whether its last line reaches its right edge, as far as can be told without a word that comes next."""
        return self.lines[-1].right >= self._right - 2 * self.lines[-1].height

    def is_indented(self, number: int) -> bool:
        """Whether a line, but not the one after it, begins to the right of the edge: a paragraph's first."""
        line = self.lines[number]
        indent = _INDENT * line.height
        if line.left - self._left <= indent:
            return False
        return number + 1 == len(self.lines) or line.left - self.lines[number + 1].left > indent

    def goes_on(self, number: int) -> bool:
        """Whether a line belongs to the paragraph of the line above it."""
        line, above = self.lines[number], self.lines[number - 1]
        if not is_of_size(line.size, above.size) or self.is_indented(number) or _ITEM.match(line.text):
            return False
        if self._step and line.top - above.top > self._step + max(_GAP * line.height, self._uneven):
            return False
        if _DIVIDED.search(above.text.rstrip()):
            return True
        first_word = line.text.split(maxsplit=1)[0]
        return above.right + (len(first_word) + 2) * line.letter_width > self._right


def _columns(lines: Sequence[Line]) -> list[_Column]:
    """Runs of lines each of which stands below the one before, and not beside it."""
    runs: list[list[Line]] = []
    for line in lines:
        if runs and _is_below(line, runs[-1][-1]):
            runs[-1].append(line)
        else:
            runs.append([line])
    return [_Column(run) for run in runs]


def _is_below(line: Line, above: Line) -> bool:
    is_in_column = line.left < above.right and above.left < line.right
    return is_in_column and 0 < line.top - above.top <= _REACH * max(above.height, line.height)


def _goes_on_above(before: _Column, column: _Column) -> bool:
    """Whether the paragraph that ends one column goes on at the top of the next one."""
    last, first = before.lines[-1], column.lines[0]
    if not is_of_size(last.size, first.size) or not _are_alike(before, column) or column.is_indented(0):
        return False
    text = last.text.rstrip()
    if _DIVIDED.search(text):
        return True
    is_within = first.text.lstrip()[:1].islower() or min(len(before.lines), len(column.lines)) > 3
    return before.ends_full and is_within and not _SENTENCE_END.search(text)


def _are_alike(one: _Column, other: _Column) -> bool:
    """Whether two columns are of about one width, as those of one text are; of two or three lines it cannot be told."""
    is_short = min(len(one.lines), len(other.lines)) < 4
    return is_short or max(one.width, other.width) <= 1.5 * min(one.width, other.width)


def _hyphenated(texts: Iterable[str]) -> frozenset[str]:
    """The words with a hyphen within, folded."""
    return frozenset(word.casefold() for text in texts if "-" in text for word in _HYPHENATED.findall(text))


def _joined(texts: Iterable[str], hyphenated: frozenset[str]) -> str:
    """Lines as one text; where a word is divided, with or without its hyphen."""
    pieces: list[str] = []
    for text in texts:
        line = " ".join(text.split())
        if not line:
            continue
        if pieces and _DIVIDED.search(pieces[-1]):
            pieces[-1] = _undivided(pieces[-1], line, hyphenated)
        elif pieces and not (_RANGE.search(pieces[-1]) and line[0].isdecimal()):
            pieces.append(" ")
        pieces.append(line)
    return "".join(pieces).replace(HYPHEN, "-")


def _undivided(before: str, after: str, hyphenated: frozenset[str]) -> str:
    """A line that ends within a word, without its hyphen unless that is the word's own."""
    bare = before[:-1]
    start, end = _LAST_WORD.search(bare), _FIRST_WORD.match(after)
    if start is None or end is None or not end[0][0].islower():
        return f"{bare}-"
    if end[0] in _CONJUNCTIONS:
        return f"{bare}- "
    return f"{bare}-" if f"{start[0]}-{end[0]}".casefold() in hyphenated else bare
