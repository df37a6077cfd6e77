"""Words that are operators or functions, and what they ask for."""

import re

from searchkit.fields import BY_NAME
from searchkit.query.nodes import Reach
from searchkit.query.notes import Notes
from searchkit.query.tokens import MAX_COUNT, Nearness, Operator, OperatorKind

FIELD_FUNCTIONS = {
    name: BY_NAME[name.lower()].name
    for name in (
        "HEADLINE HEAD TITLE LEAD HLEAD BODY TEXT BYLINE AUTHOR SOURCE PUBLICATION SECTION LANGUAGE DATE LENGTH".split()
    )
}
CASE_FUNCTIONS = frozenset(["CAPS", "ALLCAPS", "NOCAPS"])
NUMBER_FUNCTIONS = frozenset(["SINGULAR", "PLURAL"])
ATLEAST = re.compile(r"ATLEAST([0-9]++)", re.IGNORECASE)

PLAIN_KEYWORD = re.compile(r"AND|OR|NOT|ANDNOT|BUT|NEAR|ADJ|SAME|or|(?i:near|adj|atleast)[0-9]+")
"""The words, of letters and digits alone, that are operators or are looked at as such."""

_JOINTS: dict[str, OperatorKind] = {"AND": "and", "&&": "and", "ANDNOT": "and", "OR": "or", "||": "or", "NOT": "not"}
_LONE = {"NEAR": Nearness(10), "ADJ": Nearness(1, ordered=True), "SAME": Nearness("paragraph")}
_UNITS: dict[str, Reach] = {"s": "sentence", "p": "paragraph", "seg": "field"}
_PROXIMITY = re.compile(r"(w|near|pre|adj)(?:/([0-9]++|seg|s|p)|(?<=[rj])([0-9]++))", re.IGNORECASE)
_LIKE_PROXIMITY = re.compile(r"(?:W|NEAR|PRE|ADJ)/.*")


def operator(word: str, start: int, notes: Notes) -> Operator | None:
    """The operator that a word without signs about it is; None for text."""
    if kind := _JOINTS.get(word):
        return Operator(kind, start, word)
    if near := _LONE.get(word):
        return Operator("near", start, word, near)
    if found := _PROXIMITY.fullmatch(word):
        return _proximity(found, start, notes)
    if found := ATLEAST.fullmatch(word):
        count = counted(found[1], word, start, notes)
        return Operator("atleast", start, word, times=count) if count else None
    if _LIKE_PROXIMITY.fullmatch(word):
        notes.mistake(start, f"{word} is no proximity (W/5, PRE/5, W/S, W/P and W/SEG are)")
    return None


def _proximity(found: re.Match[str], start: int, notes: Notes) -> Operator | None:
    reach: Reach | None = _UNITS.get((found[2] or "").lower())
    reach = reach or counted(found[2] or found[3], found[0], start, notes)
    ordered = found[1].lower() in ("pre", "adj")
    return Operator("near", start, found[0], Nearness(reach, ordered)) if reach else None


def counted(digits: str, typed: str, start: int, notes: Notes) -> int:
    """The number, 0 where it is none that can be asked for."""
    count = int(digits) if len(digits) <= 9 else 0
    if 1 <= count <= MAX_COUNT:
        return count
    notes.mistake(start, f"the number in {typed} is not between 1 and {MAX_COUNT:,}")
    return 0


def function_name(word: str) -> str:
    """The name, in capitals, of the function that a word right before a bracket is; "" for none."""
    name = word.upper()
    known = name in FIELD_FUNCTIONS or name in CASE_FUNCTIONS or name in NUMBER_FUNCTIONS
    return name if known or ATLEAST.fullmatch(name) else ""
