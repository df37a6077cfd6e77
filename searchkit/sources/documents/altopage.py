"""Pages in ALTO, the format of text recognition: words with their places, and the text of any part of a page."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from math import isfinite
from typing import Any

from searchkit.sources.decode import clean
from searchkit.sources.documents.lines import HYPHEN, Line, joined_lines, paragraphs_of_lines
from searchkit.sources.documents.xmlroot import root_of
from searchkit.sources.values import language_of

_SENTENCE_END = re.compile(r"[.!?…:;][\"'”’»)]*$")
_DIVIDED = re.compile(r"[^\W_][-\u00ad\u00ac]$")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it was recognised; `confidence` from 0 to 1, -1 where it is not said.

    `block` and `line` tell where it stands. A word that is divided between two lines is the whole word at its first
    part, and nothing at its second one, where that is known.
    """

    text: str
    block: int
    line: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its number as it is given, its words in the order of reading, where its lines stand.

    `ranges` has first and last (not included) word of each part that has a name.
    """

    number: str
    language: str
    words: Sequence[Word]
    lines: Sequence[Line]
    ranges: dict[str, tuple[int, int]]

    def between(self, begin: str, end: str = "") -> Sequence[Word]:
        """The words of the part of this name, or from that one to the end of another; none for unknown names."""
        first, last = self.ranges.get(begin), self.ranges.get(end or begin)
        return self.words[first[0] : last[1]] if first and last else ()

    def paragraphs(self, words: Iterable[Word]) -> list[list[str]]:
        """The paragraphs in each block of these words."""
        return [found for _, block in groupby(words, lambda word: word.block) if (found := self._of_block(block))]

    def _of_block(self, words: Iterable[Word]) -> list[str]:
        lines = [(self.lines[number], _line_text(parts)) for number, parts in groupby(words, lambda word: word.line)]
        if not any(line.right for line, _ in lines):
            return [text] if (text := joined_lines([text for _, text in lines])) else []
        return paragraphs_of_lines([Line(text, line.left, line.right, line.top) for line, text in lines])


def pages_of(content: bytes) -> list[Page]:
    """The pages of an ALTO document; Unreadable where it is none."""
    root = root_of(content)
    order = [reference.get("REF", "") for reference in root.iterfind(".//{*}ReadingOrder//{*}ElementRef")]
    return [_page(page, order) for page in root.iterfind("{*}Layout/{*}Page")]


def body_of(blocks: Iterable[list[str]]) -> str:
    """The paragraphs of blocks as a body; one that a block ends in the middle of goes on in the next."""
    found: list[str] = []
    for paragraphs in blocks:
        first, *rest = paragraphs
        if found and _goes_on(found[-1], first):
            found[-1] = joined_lines([found[-1], first])
        else:
            found.append(first)
        found += rest
    return clean("\n\n".join(found))


def confidence_of(words: Iterable[Word]) -> float | None:
    """How sure the recognition was of these words on average, of two decimal places; None where it does not say."""
    said = [word.confidence for word in words if word.confidence >= 0]
    return round(sum(said) / len(said), 2) if said else None


def _goes_on(before: str, after: str) -> bool:
    if _DIVIDED.search(before):
        return after[:1].islower()
    return after[:1].islower() and not _SENTENCE_END.search(before)


def _line_text(words: Iterable[Word]) -> str:
    return " ".join(word.text for word in words if word.text)


def _page(element: Any, order: Sequence[str]) -> Page:
    """The page, its blocks in that order if they are named there, the others behind them as they stand."""
    places = {name: place for place, name in enumerate(order)}
    blocks = sorted(element.iter("{*}TextBlock"), key=lambda block: places.get(block.get("ID"), len(places)))
    found = _Found()
    languages: Counter[str] = Counter()
    for number, block in enumerate(blocks):
        start = len(found.words)
        for line in block.iter("{*}TextLine"):
            found.take_line(line, number)
        found.name(block, start)
        for composed in block.iterancestors("{*}ComposedBlock"):
            found.name(composed, start)
        languages[language_of(block.get("LANG") or block.get("language") or "")] += 1
    language = next((tag for tag, _ in languages.most_common() if tag), "")
    return Page(element.get("PHYSICAL_IMG_NR", ""), language, found.words, found.lines, found.ranges)


class _Found:
    """What has been found of a page so far."""

    def __init__(self) -> None:
        self.words: list[Word] = []
        self.lines: list[Line] = []
        self.ranges: dict[str, tuple[int, int]] = {}
        self._is_whole = False

    def name(self, part: Any, start: int) -> None:
        """Notes that the words from `start` on are in a part; together with those that are in it already."""
        name, end = part.get("ID"), len(self.words)
        if name and start < end:
            self.ranges[name] = (self.ranges.get(name, (start, end))[0], end)

    def take_line(self, element: Any, block: int) -> None:
        """The words of a line."""
        start = len(self.words)
        left, top, width = (_number(element.get(name)) for name in ("HPOS", "VPOS", "WIDTH"))
        for part in element:
            tag = part.tag.rpartition("}")[2] if isinstance(part.tag, str) else ""
            if tag == "String":
                before = len(self.words)
                self.words.append(Word(self._text(part), block, len(self.lines), _number(part.get("WC"), -1.0)))
                self.name(part, before)
            elif tag == "HYP" and len(self.words) > start and not self._is_whole:
                last = self.words[-1]
                self.words[-1] = replace(last, text=last.text.rstrip("-\u00ad\u00ac") + HYPHEN)
        self.lines.append(Line("", left, left + width, top))
        self.name(element, start)

    def _text(self, part: Any) -> str:
        """The content of a `String`; of a divided word the whole at its first part."""
        kind, whole = part.get("SUBS_TYPE", ""), part.get("SUBS_CONTENT", "")
        was_whole, self._is_whole = self._is_whole, bool(kind == "HypPart1" and whole)
        if self._is_whole:
            return " ".join(whole.split())
        if kind == "HypPart2" and was_whole:
            return ""
        return " ".join(part.get("CONTENT", "").split())


def _number(text: str | None, otherwise: float = 0.0) -> float:
    try:
        number = float(text) if text else otherwise
    except ValueError:
        return otherwise
    return number if isfinite(number) else otherwise
