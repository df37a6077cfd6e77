"""Where in a text its positions lie, found without a look at what the words mean.

>>> places = Places.of("The U.S. board's e-mail")
>>> [places.text[a:b] for a, b in places.parts], [places.text[a:b] for a, b in places.wholes.values()]
(['The', 'U', 'S', 'board', 'e', 'mail'], ['U.S', 'e-mail'])
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache

from searchkit.analysis.tokens import DENSE, JOINERS, MARKS, RUN, divide, is_dense, runs

# Most words stand alone: what may be of several parts has one of these inside.
_JOINED = re.compile(rf"[_ʼ]|(?<=\w)[{JOINERS}](?=\w)")


@dataclass(frozen=True, slots=True)
class Places:
    """First code point, and the one after the last, of what stands at each position of a text.

    `parts[position]` is the word there or, of a script without spaces, the pair of characters; `wholes` has
    the compounds, by their first position.
    """

    text: str
    parts: list[tuple[int, int]]
    wholes: dict[int, tuple[int, int]]

    @classmethod
    def of(cls, text: str) -> "Places":
        """The places of all positions of a text."""
        if not text.isascii() and _difficult().search(text):
            return cls._of_any(text)
        words = [match.span() for match in RUN.finditer(text)]
        parts: list[tuple[int, int]] = []
        wholes: dict[int, tuple[int, int]] = {}
        done = 0
        for joined in _JOINED.finditer(text):
            number = bisect_right(words, (joined.start(), len(text))) - 1
            if number >= done:
                parts += words[done:number]
                _add_compound(text, *words[number], parts, wholes)
                done = number + 1
        return cls(text, parts + words[done:], wholes)

    @classmethod
    def _of_any(cls, text: str) -> "Places":
        """For texts of any script: a loop over all words."""
        parts: list[tuple[int, int]] = []
        wholes: dict[int, tuple[int, int]] = {}
        for start, end, plain in runs(text):
            if plain:
                parts.append((start, end))
            elif is_dense(text[start]):
                parts += [(at, min(at + 2, end)) for at in range(start, end)]
            else:
                _add_compound(text, start, end, parts, wholes)
        return cls(text, parts, wholes)


@cache
def _difficult() -> re.Pattern[str]:
    return re.compile(f"[{DENSE}{MARKS}]")


def _add_compound(
    text: str, start: int, end: int, parts: list[tuple[int, int]], wholes: dict[int, tuple[int, int]]
) -> None:
    spans, whole = divide(text[start:end])
    if whole:
        wholes[len(parts)] = start + spans[0][0], start + spans[-1][1]
    parts += [(start + a, start + b) for a, b in spans]
