"""The paragraphs of a text; those that are boilerplate are set aside, and can be put back in their places.

>>> rest, aside = set_aside("The board met.\\n\\nRead more: wheat\\n\\nIt denied it.", {1: "links"})
>>> rest, aside
('The board met.\\n\\nIt denied it.', (Boilerplate(place=1, text='Read more: wheat', reason='links'),))
>>> put_back(rest, aside)
'The board met.\\n\\nRead more: wheat\\n\\nIt denied it.'
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """A paragraph that is no part of the story: `place` among all paragraphs of the article, from 0, and why."""

    place: int
    text: str
    reason: str

    def to_dict(self) -> dict[str, int | str]:
        """As JSON values."""
        return {"place": self.place, "text": self.text, "reason": self.reason}


def paragraphs_of(text: str) -> list[str]:
    """What blank lines divide, or line ends in a text that has no blank line; none is empty."""
    parts = text.split("\n\n" if "\n\n" in text else "\n")
    if "\n\n\n" not in text and [*map(str.strip, parts)] == parts and text:
        return parts
    if _BLANK_LINES.search(text.strip()):
        parts = _BLANK_LINES.split(text)
    return [stripped for part in parts if (stripped := part.strip())]


def set_aside(text: str, reasons: Mapping[int, str]) -> tuple[str, tuple[Boilerplate, ...]]:
    """The text without those paragraphs for which there is a reason, and these; blank lines divide what is left."""
    if not reasons:
        return text, ()
    paragraphs = paragraphs_of(text)
    rest = [paragraph for place, paragraph in enumerate(paragraphs) if place not in reasons]
    aside = [Boilerplate(place, paragraphs[place], reason) for place, reason in sorted(reasons.items())]
    return "\n\n".join(rest), tuple(aside)


def put_back(rest: str, aside: Iterable[Boilerplate]) -> str:
    """The text as it was before paragraphs were set aside."""
    return "\n\n".join(paragraph if isinstance(paragraph, str) else paragraph.text for paragraph in all_of(rest, aside))


def all_of(rest: str, aside: Iterable[Boilerplate]) -> Iterator[str | Boilerplate]:
    """All paragraphs of an article in order, those that were set aside as such."""
    return in_places(_BLANK_LINES.split(rest) if rest else (), aside)


def in_places(paragraphs: Iterable[T], aside: Iterable[Boilerplate]) -> Iterator[T | Boilerplate]:
    """The paragraphs with those that were set aside in their places."""
    left, place = iter(paragraphs), 0
    for one in sorted(aside, key=lambda one: one.place):
        while place < one.place and (paragraph := next(left, None)) is not None:
            yield paragraph
            place += 1
        yield one
        place += 1
    yield from left
