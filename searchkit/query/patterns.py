"""Which words typed are patterns of words."""

import re
from typing import NamedTuple

from searchkit.query.nodes import PatternKind


class Pattern(NamedTuple):
    """What a word typed stands for; `distance` 0 is one that suits the word."""

    text: str
    kind: PatternKind
    distance: int = 0
    prefix: int = 0


_SIGNS = re.compile(r"[*?~!$]")
_ONE_WORD = r"""[^\s()"\[\]{}<>/\\|;:=^~+]+"""
_FUZZY = re.compile(r"\W*(\w[^*?~]*)~(?:([0-9])(?:/([0-9]{1,2}))?|0?\.[0-9]{1,6})?")
_TRUNCATED = re.compile(r"(\w(?:[-'’.,&@]?\w){2,})[!$]")
_PUNCTUATION = "-‐‑–—.,;:…'’‘\"&@#%+=^~!|/\\<>()[]{}"
_WILD = re.compile(r"[*?]")
_ONE_WILD_WORD = re.compile(r"""(?=[^*?]*[*?])(?=\W*\w)""" + _ONE_WORD)
_ONE_WHOLE_WORD = re.compile(_ONE_WORD)
_STARS = re.compile(r"\*{2,}")


def pattern(word: str) -> Pattern | None:
    """The pattern that a word is by its signs; None for a plain word.

    >>> pattern("expor*"), pattern("Yahoo"), pattern("U$")
    (Pattern(text='expor', kind='prefix', distance=0, prefix=0), None, None)
    """
    if not _SIGNS.search(word):
        return None
    if (found := _FUZZY.fullmatch(word)) and _ONE_WHOLE_WORD.fullmatch(found[1]):
        return Pattern(found[1], "fuzzy", int(found[2] or 0), int(found[3] or 0))
    if found := _TRUNCATED.fullmatch(word):
        return Pattern(found[1], "prefix")
    inner = _STARS.sub("*", word.strip(_PUNCTUATION))
    if not _ONE_WILD_WORD.fullmatch(inner):
        return None
    if inner.endswith("*") and not _WILD.search(inner[:-1]):
        return Pattern(inner[:-1], "prefix")
    return Pattern(inner, "wildcard")
