"""Reads a telegram of IPTC 7901 as dpa and others set it: a title that ends in `=`, the text, a notebook."""

import re
from itertools import islice

from searchkit.extract.dates import parse_date
from searchkit.model import PublicationDate
from searchkit.sources.bylines import split_authors
from searchkit.sources.decode import clean
from searchkit.sources.values import label_of
from searchkit.sources.wires.lines import wire_paragraphs
from searchkit.sources.wires.telegrams import Story, Telegram, byline_of, persons_in, section_of

_HEADING = re.compile(r"\s*([A-Za-z]{1,4}[0-9]{3,5}) +([0-9]) +([A-Za-z]) +([0-9]+)(.*)")
_AGENCY = re.compile(r"([A-Za-z][A-Za-z-]*)\s+[0-9]+\s*$")
_TITLE_LINES = 8
_MARK = re.compile(r"[^a-zß-öø-ÿ]{2,40}")  # `1ST LEAD`, `REFILE`, `KORR`
_NOTEBOOK = re.compile(r"(?mi)^(?:# .{0,20}notebook\b|# .{0,20}notizblock\b|\* \* \* \*|\*{3,4})[^\n]*$")
_REPORTERS = re.compile(
    r"- (?:reporting by|by|autor(?:en|in|innen)?|text): ?([^\n]+(?:\n[ \t]+[^\n]+)*)", re.IGNORECASE
)
_NAME_END = re.compile(r",?\s+(?:and|und)\s+|,\s+")
_SIGNATURE = re.compile(r"(?:\A|\n)\s*[a-z]{2,8}(?: [a-z]{2,4}){1,6}\s*\Z")
_SENT = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{2})(?: ([A-Z]{3,4}))? ([A-Za-zä]{3,4})\.? ([0-9]{2})\b")


def story_of(telegram: Telegram) -> Story:
    """The story of a telegram, whatever part of its heading is missing."""
    first_line, _, keywords = clean(telegram.heading).strip().partition("\n")
    heading = _HEADING.fullmatch(first_line)
    number, priority, category, _, rest = heading.groups() if heading else ("", "", "", "", "")
    agency = _AGENCY.search(rest)
    lines = clean(telegram.text).strip("\n").split("\n")
    title, byline, marks, begins = _title(lines)
    text, note = _parted("\n".join(lines[begins:]))
    return Story(
        title=title,
        paragraphs=wire_paragraphs(text),
        date=_date(telegram.trailer),
        agency=agency[1] if agency else "",
        section=section_of(category),
        authors=persons_in(byline.partition(",")[0]) or _reporters(note),
        extra={
            "number": number,
            "priority": priority,
            "category": category,
            "slug": label_of(" ".join(keywords.split()).strip("/ ")),
            "byline": label_of(byline),
            "note": ", ".join(marks),
        },
    )


def _title(lines: list[str]) -> tuple[str, str, list[str], int]:
    """Title, byline and marks such as `1ST LEAD`, and where the text begins.

    These stand in the lines as far as one that ends in `=`; without such a line the first one is the title.
    """
    ends = next((i for i, line in enumerate(islice(lines, _TITLE_LINES)) if line.rstrip().endswith("=")), None)
    head = [line.strip().rstrip("= ") for line in lines[: 1 if ends is None else ends + 1]]
    byline = next((found for line in head[1:] if (found := byline_of(line))), "")
    titles = [line for line in head if line and not (byline and byline_of(line) == byline)]
    marks: list[str] = []
    while len(titles) > 1 and _MARK.fullmatch(titles[0]):
        marks.append(titles.pop(0))
    return " ".join(titles), byline, marks, len(head)


def _parted(text: str) -> tuple[str, str]:
    """The text as it is to be published, and the notes for editors behind it."""
    notebook = _NOTEBOOK.search(text)
    end = notebook.start() if notebook else len(text)
    return _SIGNATURE.sub("", text[:end]), text[end:]


def _reporters(note: str) -> tuple[str, ...]:
    """The persons whom the notes name as reporters."""
    found = _REPORTERS.search(note)
    names = _NAME_END.split(" ".join(found[1].split())) if found else []
    return tuple(person for name in names[:10] for person in split_authors(name) if person[0].isupper())


def _date(trailer: str) -> PublicationDate | None:
    """`212322 GMT Nov 18`: day, hour and minute of a month."""
    found = _SENT.search(trailer)
    if found is None:
        return None
    day, hour, minute, zone, month, year = found.groups()
    century = 2000 if int(year) < 69 else 1900
    return parse_date(f"{day} {month} {century + int(year)} {hour}:{minute} {zone or ''}".strip())
