"""Which words of an archive may someone have meant who typed another one? The likeliest first.

By a noisy channel: the likelihood that the word is meant, from how many articles have it, times the likelihood that
who means it types what was typed.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from string import ascii_lowercase
from typing import NamedTuple

import numpy as np

from searchkit.analysis import term_of
from searchkit.search.dictionary import Dictionary
from searchkit.search.editdistance import Spelt, edit_distances
from searchkit.search.slips import CHANGED, FIRST, slip_costs

_FREQUENCY = 0.6  # what the logarithm of a number of articles counts; `python -m gate spelling` measures it
_ONE_SLIP = 5.5  # no single slip but one in the first letter costs more
_HOPELESS = 6.0  # so much less likely than the likeliest is not worth saying
_MOST_COMPARED = 50  # words whose articles are counted, 60 µs each
_MOST_COUNTED = 6  # words whose forms are counted
_ACCENTS = 4  # further bytes of a word that has signs or accents where none are typed
_ALPHABETS = (ascii_lowercase, "абвгдежзийклмнопрстуфхцчшщъыьэюя")


class Intended(NamedTuple):
    """A term that may have been meant, how often it is written in each near form, how likely it is.

    `cost` is that of the slips alone, as `slip_costs` has it.
    """

    score: float
    cost: float
    term: str
    forms: Mapping[str, int]


class Near(NamedTuple):
    """A written word near what was typed, folded; a term that it is a form of."""

    word: str
    term: str


def intended(typed: str, terms: frozenset[str], dictionary: Dictionary) -> list[Intended]:
    """Those likely enough to be told; `typed` is folded and has two letters at least, `terms` are its stems.

    A word of up to five letters may have one slip, a longer one two. A wrong or missing first letter is thought of
    where one slip explains nothing else, and if the next two are right.
    """
    most = 1 if len(typed) < 6 else 2
    spellings = {typed, *terms}
    costs = _costs(typed, _words_near(dictionary, spellings, typed, most), most)
    if min(costs.values(), default=math.inf) > _ONE_SLIP:
        costs |= _costs(typed, _terms_near(dictionary, spellings, typed, most), most)
    cheapest = sorted(costs, key=lambda near: (costs[near], near))[:_MOST_COMPARED]
    articles = {term: dictionary.articles(term) for term in dict.fromkeys(near.term for near in cheapest)}
    likely = sorted(cheapest, key=lambda near: (-_score(costs[near], articles[near.term]), near))
    found = [_counted(near, costs[near], articles[near.term], dictionary) for near in likely[:_MOST_COUNTED]]
    return _told(sorted([each for each in found if each.forms], key=lambda each: (-each.score, each.term)))


def folded(written: str) -> str:
    """A word as it is compared: without case and accents."""
    return term_of(written, stem=False)


def _score(cost: float, articles: int) -> float:
    return _FREQUENCY * math.log(articles + 0.5) - cost


def _counted(near: Near, cost: float, articles: int, dictionary: Dictionary) -> Intended:
    """A word with its written forms; it may be a rare form of a frequent term."""
    letters, counts = _letters(near.word), dictionary.form_counts(near.term)
    forms = {form: count for form, count in counts.items() if "." not in form and _letters(folded(form)) == letters}
    return Intended(_score(cost, min(articles, sum(forms.values()))), cost, near.term, forms)


def _letters(word: str) -> str:
    """Without what joins a compound."""
    return "".join(filter(str.isalnum, word))


def _told(likely: list[Intended]) -> list[Intended]:
    """Of each term its likeliest word, without those that are too unlikely beside the first."""
    firsts: dict[str, Intended] = {}
    for each in likely:
        if each.score > likely[0].score - _HOPELESS:
            firsts.setdefault(each.term, each)
    return list(firsts.values())


def _costs(typed: str, near: Iterable[Near], most: int) -> dict[Near, float]:
    """What each word costs, if it is not near in its stem alone."""
    found = list(dict.fromkeys(near))
    costs = slip_costs(typed, Spelt.of([each.word for each in found])).tolist()
    return {each: cost for each, cost in zip(found, costs, strict=True) if cost <= FIRST + most * CHANGED}


def _words_near(dictionary: Dictionary, spellings: set[str], typed: str, most: int) -> Iterator[Near]:
    """The words with the same first letter; of terms where that is exchanged or too much, those near themselves."""
    least, greatest = _lengths(spellings, most)
    bytes_a_letter = -(-len(typed.encode()) // len(typed))
    written = dictionary.written(typed[0], range(least, greatest * bytes_a_letter + _ACCENTS + 1))
    groups = [Spelt(words.points, words.starts[:-1], words.lengths) for words in written.words]
    rows = [row for words in written.words for row in words.numbers.tolist()]
    others = Spelt(*dictionary.letters(_exchanged(typed)))
    for number, word in _near(spellings, Spelt.joined([*groups, others]), most):
        if number < len(rows):
            yield Near(word, written.term(rows[number]))
        else:
            yield from (Near(folded(form), word) for form in dictionary.forms(word))


def _terms_near(dictionary: Dictionary, spellings: set[str], typed: str, most: int) -> Iterator[Near]:
    """The words of terms that are near one of the spellings, but for a missing or wrong first letter."""
    for _, term in _near(spellings, Spelt(*dictionary.letters(_mistaken(typed))), most):
        yield from (Near(folded(form), term) for form in dictionary.forms(term))


def _near(spellings: set[str], words: Spelt, most: int) -> Iterator[tuple[int, str]]:
    """The words, with their numbers, at most so many slips from one of the spellings."""
    least, greatest = _lengths(spellings, most)
    numbers = np.flatnonzero((words.lengths >= least) & (words.lengths <= greatest))
    near = edit_distances(spellings, words.take(numbers), most) <= most
    yield from ((number, words.word(number)) for number in numbers[near].tolist())


def _lengths(spellings: set[str], most: int) -> tuple[int, int]:
    """The lengths, from the least to the greatest, that words near one of the spellings have."""
    return min(map(len, spellings)) - most, max(map(len, spellings)) + most


def _exchanged(typed: str) -> set[str]:
    """How near words begin, if the first letter is exchanged with the second or too much."""
    return {each for each in (typed[1] + typed[0], typed[1:3]) if each[0] != typed[0]}


def _mistaken(typed: str) -> set[str]:
    """How near words begin, if the first letter is missing or wrong."""
    alphabet = next((letters for letters in _ALPHABETS if typed[0] in letters), "")
    return {letter + behind for letter in alphabet for behind in (typed[:2], typed[1:3]) if letter != typed[0]}
