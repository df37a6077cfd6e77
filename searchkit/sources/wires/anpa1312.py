"""Reads a telegram of ANPA-1312 as AP sets it: `^` before lines that are set apart, tabs before paragraphs."""

import re
from dataclasses import dataclass, field

from searchkit.sources.decode import clean
from searchkit.sources.paragraphs import join_lines
from searchkit.sources.values import label_of
from searchkit.sources.wires.collections import date_sent
from searchkit.sources.wires.lines import printed
from searchkit.sources.wires.telegrams import (
    Story,
    Telegram,
    byline_of,
    is_office,
    persons_in,
    section_of,
)

_NUMBER = re.compile(r"\s*([A-Za-z][0-9]{3,5})(?:\x1f([^\n]*))?\n")
_SECOND_LINE = re.compile(r"\s*([A-Za-z]) ([A-Za-z])[\x11-\x14]")
_AGENCY = re.compile(r"\s*([A-Z]{2,8})-")
_KEYWORD = re.compile(r"(?:(?:AM|PM|BC|AP)-)?(?:[A-Z]{2,3}--)?(.*?)(?:,[0-9 ]*)?", re.DOTALL)
_NOTE = re.compile(
    r"(?:eds?:|editor|with (?:ap )?(?:photos?|graphics?|video)|ap (?:photo|graphic|video))", re.IGNORECASE
)
_RULE = re.compile(r"_+|END|MORE", re.IGNORECASE)
_HALF = re.compile(r"(?<=[0-9])\{")
# A table line's start and the bands that keep its columns apart.
_TABLE_LINE = "\x08"
_BANDS = str.maketrans({"\x10": "", "\x1e": " ", "\x1f": "   ", "\x08": ""})


@dataclass(slots=True)
class _Lines:
    """What has been read of the lines of a text so far."""

    slug: str = ""
    title: str = ""
    byline: str = ""
    subtitle: str = ""
    notes: list[str] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    is_heading: bool = True
    is_behind_row: bool = False

    def add(self, line: str) -> None:
        """Reads one line, by the sign it begins with."""
        is_set_apart = line.startswith("^")
        self.is_heading = self.is_heading and (is_set_apart or not line.strip())
        text = clean(line.lstrip("^").translate(_BANDS)).rstrip("\n<= ").strip("^ \t")
        is_row = not is_set_apart and (line.startswith(_TABLE_LINE) or (";" in text and line.rstrip().endswith("<")))
        text = _HALF.sub("½", text) if is_row else " ".join(text.split())
        if not text or _RULE.fullmatch(text):
            is_row = False
        elif not (self.is_heading and self._add_to_head(text, line)):
            self._add_to_text(text, line, is_row)
        self.is_behind_row = is_row

    def _add_to_text(self, text: str, line: str, is_row: bool) -> None:
        if is_row and self.is_behind_row:
            self.paragraphs[-1] += f"\n{text}"
        elif is_row or line.startswith(("\t", "^")) or self.is_behind_row or not self.paragraphs:
            self.paragraphs.append(text)
        else:
            self.paragraphs[-1] = join_lines(self.paragraphs[-1], text)

    def _add_to_head(self, text: str, line: str) -> bool:
        """Takes a line as one of the heading; False for one that belongs to the text."""
        if not self.slug:
            self.slug = text
        elif _NOTE.match(text):
            self.notes.append(text)
        elif not self.byline and (byline := byline_of(text)):
            self.byline = byline
        elif self.byline and is_office(text):
            self.byline += f", {text}"
        elif not self.title:
            self.title = text
        elif line.rstrip().endswith("<"):
            self.subtitle = f"{self.subtitle} {text}".strip()
        else:
            return False
        return True


def story_of(telegram: Telegram) -> Story:
    """The story of a telegram; the keyword line is its title where it has no other."""
    number = _NUMBER.match(telegram.heading)
    second = _SECOND_LINE.match(telegram.heading[number.end() if number else 0 :])
    priority, category = second.groups() if second else ("", "")
    agency = _AGENCY.match(telegram.trailer)
    lines = _Lines()
    for line in telegram.text.split("\n"):
        lines.add(line)
    keyword = _KEYWORD.fullmatch(lines.slug)
    return Story(
        title=printed(lines.title or (keyword[1] if keyword else "")),
        paragraphs=[printed(paragraph) for paragraph in lines.paragraphs],
        date=date_sent(telegram.trailer),
        agency=agency[1] if agency else "",
        section=section_of(category),
        authors=persons_in(lines.byline.partition(",")[0]),
        extra={
            "number": number[1] if number else "",
            "priority": priority,
            "category": category,
            "slug": label_of(lines.slug),
            "byline": label_of(lines.byline),
            "subtitle": label_of(lines.subtitle),
            "note": label_of(" ".join(lines.notes)),
        },
    )
