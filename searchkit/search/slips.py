"""How unlikely is it that someone who means one word types another? Costs of slips, on whole arrays.

A noisy channel (Kernighan, Church and Gale 1990; with pairs of letters, Brill and Moore 2000). A cost is the negative
natural logarithm of a likelihood. What is likely is told by rule, so that it holds in every language and archive:
the hand slips to a neighbouring key or exchanges two letters, the ear confuses sounds, the eye miscounts doubles.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from searchkit.search.editdistance import Spelt
from searchkit.storage.arrays import AnyArray

Costs = NDArray[np.float32]

EXCHANGED = 2.6
"""Two neighbouring letters."""

UNDOUBLED, DOUBLED = 2.0, 2.3
"""One of a double letter left out; a letter typed twice."""

SOUNDS_ALIKE, NEAR_KEY, CHANGED = 2.8, 3.8, 5.2
"""A letter for another one: one that sounds like it, one beside it on a keyboard, any."""

WEAK_MISSING, MISSING = 3.2, 3.7
"""A letter left out: one that is hardly heard, any."""

NEAR_ADDED, ADDED = 3.9, 4.5
"""A letter too much: one beside its neighbour on a keyboard, or hardly heard; any."""

FIRST = 2.5
"""More where it is the first letter, of which people are sure."""

FAR = 99.0
"""What cannot be told: more slips than were looked for."""

_KEYBOARDS = (
    ("qwertyuiop", "asdfghjkl", "zxcvbnm"),
    ("qwertzuiop", "asdfghjkl", "yxcvbnm"),
    ("azertyuiop", "qsdfghjklm", "wxcvbn"),
    ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю"),
)
_SOUNDS = "aei eiy ouw aou ckq cs sz cz gj gk td pb fv vw mn lr iy іи оа еи еэ яи ыи сз дт бп вф гк жш шщ".split()
_PAIRS = (("ph", "f"), ("ck", "k"), ("ch", "k"), ("ch", "c"), ("gh", "g"), ("qu", "k"), ("sc", "s"), ("sh", "s"))
_WEAK = frozenset("aeiouyhаеёиоуыэюяьъ")
_CODES = 0x500  # Latin, Greek and Cyrillic letters; any other is like no letter
_REACH = 2  # how far apart the numbers of letters read may be


def slip_costs(typed: str, words: Spelt) -> Costs:
    """(words,): the cost of typing so where each of these words is meant; `FAR` or more for those far away.

    >>> [round(cost, 1) for cost in slip_costs("goverment", Spelt.of(["government", "garment"])).tolist()]
    [3.7, 11.2]
    """
    letters = words.letters(len(typed) + _REACH).astype(np.int64)
    np.copyto(letters, _CODES - 1, where=letters >= _CODES)
    missing = _missing(letters)
    width, count = len(letters), letters.shape[1]
    far = np.full(count, FAR, np.float32)
    lines = [[far] * (width + 1), [np.zeros(count, np.float32)]]
    for cost in missing:
        lines[1].append(lines[1][-1] + cost)
    for i in range(1, len(typed) + 1):
        line = [far] * (width + 1)
        for j in range(max(0, i - _REACH), min(width, i + _REACH) + 1):
            line[j] = _least(typed, letters, missing, (i, j), (lines[-2], lines[-1], line))
        lines = [lines[-1], line]
    ends = np.minimum(words.lengths, width)
    costs: Costs = np.stack(lines[-1])[ends, np.arange(count)]
    costs[words.lengths > width] = FAR
    return costs


def _least(
    typed: str, letters: AnyArray, missing: list[Costs], at: tuple[int, int], lines: tuple[list[Costs], ...]
) -> Costs:
    """The cost of having typed the first `i` letters for the first `j` of each word, by the cheapest last step."""
    (i, j), (before, above, line) = at, lines
    cost: Costs = above[j] + np.float32(_added(typed, i - 1))
    if not j:
        return cost
    changed: Costs = _changed(typed[i - 1]).take(letters[j - 1])
    if i == j == 1:
        changed += (changed > 0) * np.float32(FIRST)
    cost = np.minimum(cost, above[j - 1] + changed)
    cost = np.minimum(cost, line[j - 1] + missing[j - 1])
    if i > 1 and j > 1:
        exchanged = _where(letters[j - 2 : j], typed[i - 1] + typed[i - 2], EXCHANGED)
        cost = np.minimum(cost, before[j - 2] + exchanged)
    for two, one in _PAIRS:
        if j > 1 and typed[i - 1] == one:
            cost = np.minimum(cost, above[j - 2] + _where(letters[j - 2 : j], two, SOUNDS_ALIKE))
        if typed[:i].endswith(two):
            cost = np.minimum(cost, before[j - 1] + _where(letters[j - 1 : j], one, SOUNDS_ALIKE))
    return cost


def _where(letters: AnyArray, wanted: str, cost: float) -> Costs:
    """The cost where these letters of a word are as wanted."""
    is_wanted = np.logical_and.reduce([row == _code(letter) for row, letter in zip(letters, wanted, strict=True)])
    return np.where(is_wanted, np.float32(cost), np.float32(FAR))


def _missing(letters: AnyArray) -> list[Costs]:
    """Of each letter of each word the cost of leaving it out."""
    weak = np.zeros(_CODES, np.bool_)
    weak[[ord(letter) for letter in _WEAK]] = True
    costs = np.where(weak.take(letters), np.float32(WEAK_MISSING), np.float32(MISSING))
    costs[1:][letters[1:] == letters[:-1]] = UNDOUBLED
    costs[:1] += FIRST
    return list(costs)


def _added(typed: str, at: int) -> float:
    """The cost of a letter too much."""
    letter, before, behind = typed[at], typed[at - 1 : at], typed[at + 1 : at + 2]
    if letter == before:
        return DOUBLED
    near = _near_keys(letter) & {before, behind} or letter in _WEAK
    return (NEAR_ADDED if near else ADDED) + (0.0 if at else FIRST)


def _code(letter: str) -> int:
    return min(ord(letter), _CODES - 1)


@cache
def _changed(typed: str) -> Costs:
    """(codes,): the cost of typing this letter for each other."""
    costs = np.full(_CODES, CHANGED, np.float32)
    costs[[ord(letter) for letter in _near_keys(typed)]] = NEAR_KEY
    costs[[ord(letter) for sounds in _SOUNDS if typed in sounds for letter in sounds]] = SOUNDS_ALIKE
    if ord(typed) < _CODES:
        costs[ord(typed)] = 0.0
    return costs


@cache
def _near_keys(letter: str) -> frozenset[str]:
    """The keys on either side, and above and below: each row stands half a key further right."""
    near = set()
    for rows in _KEYBOARDS:
        for number, row in enumerate(rows):
            at = row.find(letter)
            for step, places in ((-1, (at, at + 1)), (0, (at - 1, at + 1)), (1, (at - 1, at))):
                if at >= 0 and 0 <= number + step < len(rows):
                    other = rows[number + step]
                    near |= {other[place] for place in places if 0 <= place < len(other)}
    return frozenset(near)
