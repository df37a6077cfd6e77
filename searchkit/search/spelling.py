"""Did you mean …? The archive's own words that come nearest to a word that no article has."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from string import ascii_lowercase
from typing import NamedTuple

import numpy as np
from whoosh import query

from searchkit.analysis import term_of, tokenize
from searchkit.model import Suggestion
from searchkit.query import Resolver
from searchkit.query.nodes import Apart
from searchkit.search.dictionary import Dictionary
from searchkit.search.editdistance import Spelt, edit_distances
from searchkit.storage.segment import Segment

MOST_WORDS = 10
MOST_ALTERNATIVES = 3
MIN_LETTERS = 3

_ALPHABETS = (ascii_lowercase, "абвгдежзийклмнопрстуфхцчшщъыьэюя")
_SMALL_OPERATORS = frozenset("AND OR NOT BUT ANDNOT TO".split())
_MOST_COMPARED = 100  # terms whose written words are looked at, 10 µs each


class _Near(NamedTuple):
    """A term of which some written words are near: how far they are, and how many articles have the term."""

    distance: int
    articles: int
    term: str
    words: frozenset[str]


def suggest(tree: query.Query, resolver: Resolver, segments: Sequence[Segment]) -> tuple[Suggestion, ...]:
    """For the first words of a parsed query that no article has in the fields asked, the nearest that some have.

    `MOST_WORDS` such words are answered, each with at most `MOST_ALTERNATIVES`: those with the fewest slips of typing
    first, of these those that most articles have. A word of up to five letters may have one slip, a longer one two;
    a wrong first letter is thought of where nothing else is near, and if the next two are right. Numbers, words under
    `MIN_LETTERS` and those of scripts without spaces have none.
    """
    found = []
    for word, terms, dictionary in islice(_unknown_words(tree, resolver, segments), MOST_WORDS):
        alternatives = tuple(_alternatives(word, terms, dictionary))
        if alternatives:
            found.append(Suggestion(word, alternatives))
    return tuple(found)


def corrected(text: str, suggestions: Iterable[Suggestion]) -> str:
    """The query as typed with the first alternative in place of each word; "" where nothing is to be replaced.

    >>> corrected("wheta AND (title:Wheta OR iraq)", [Suggestion("wheta", ("wheat", "whet"))])
    'wheat AND (title:wheat OR iraq)'
    """
    better = {each.word.casefold(): each.alternatives[0] for each in suggestions}
    if not better:
        return ""
    words = "|".join(re.escape(word) for word in sorted(better, key=len, reverse=True))
    typed = re.compile(rf"(?<!\w)(?:{words})(?!\w|[:=]\S)", re.IGNORECASE)  # a field's name has a colon behind it
    changed = typed.sub(lambda match: _as_word(better.get(match[0].casefold(), match[0])), text)
    return changed if changed != text else ""


def _as_word(word: str) -> str:
    """Operators are written in capitals."""
    return word.lower() if word in _SMALL_OPERATORS else word


def _unknown_words(
    tree: query.Query, resolver: Resolver, segments: Sequence[Segment]
) -> Iterator[tuple[str, frozenset[str], Dictionary]]:
    """Each word or part of a compound that stands nowhere, its terms, and those of the fields it is wanted in."""
    for name, typed in dict.fromkeys(_typed_words(tree)):
        fields, terms = _meant(resolver.resolve(query.Term(name, typed)))
        dictionary = Dictionary(segments, fields)
        if any(map(dictionary.has, terms)):
            continue
        for token in tokenize(typed, stem=False):
            if token.whole or token.dense or len(token.form) < MIN_LETTERS or not token.form.isalpha():
                continue
            _, terms = _meant(resolver.resolve(query.Term(name, token.form)))
            if not any(map(dictionary.has, terms)):
                yield token.form, terms, dictionary


def _typed_words(node: query.Query) -> Iterator[tuple[str, str]]:
    """Field and text of each word that is wanted."""
    match node:
        case query.Not():
            return
        case Apart():
            yield from _typed_words(node.a)
        case query.Term():
            yield node.fieldname, str(node.text)
        case query.Phrase():
            yield from ((node.fieldname, word) for word in node.words)
        case _:
            for part in node.children():
                yield from _typed_words(part)


def _meant(resolved: query.Query) -> tuple[frozenset[str], frozenset[str]]:
    """The fields in which a word is looked for, and the terms it may have there."""
    leaves = list(resolved.leaves())
    terms = frozenset([str(leaf.text) for leaf in leaves if type(leaf) is query.Term])
    return frozenset([leaf.field() or "" for leaf in leaves]), terms


def _alternatives(word: str, terms: frozenset[str], dictionary: Dictionary) -> Iterator[str]:
    """The nearest words, best first."""
    near = (term for term in _nearest(word, terms, dictionary) if dictionary.has(term.term))
    for best in islice(near, MOST_ALTERNATIVES):
        counts = dictionary.form_counts(best.term)
        yield _shown({form: count for form, count in counts.items() if _folded(form) in best.words})


def _shown(counts: Mapping[str, int]) -> str:
    """The most frequent form: in small letters, unless most are not."""
    small: Counter[str] = Counter()
    for form, count in counts.items():
        small[form.lower()] += count
    capitals = {form: count for form, count in counts.items() if form != form.lower()}
    chosen = capitals if 2 * sum(capitals.values()) > sum(counts.values()) else small
    return min(chosen, key=lambda form: (-chosen[form], form))


def _nearest(word: str, terms: frozenset[str], dictionary: Dictionary) -> list[_Near]:
    """The terms of which some written words are near, best first."""
    typed = _folded(word)
    most = 1 if len(typed) < 6 else 2
    for beginnings in _beginnings(typed):
        found = _near_terms(dictionary, beginnings, {typed, *terms}, most)
        if near := _as_written(dictionary, found, typed, most):
            return near
    return []


def _as_written(dictionary: Dictionary, found: Mapping[str, int], typed: str, most: int) -> list[_Near]:
    """Those of the terms of which written words are near; only the nearest words count."""
    best = sorted((distance, -dictionary.articles(term), term) for term, distance in found.items())[:_MOST_COMPARED]
    written = {term: list({*map(_folded, dictionary.forms(term))}) for _, _, term in best}
    words = [word for forms in written.values() for word in forms]
    distances = dict(zip(words, edit_distances([typed], Spelt.of(words), most).tolist(), strict=True))
    near = []
    for _, articles, term in best:
        least = min(distances[word] for word in written[term])
        nearest = frozenset(word for word in written[term] if distances[word] == least)
        if least <= most:
            near.append(_Near(least, -articles, term, nearest))
    return sorted(near, key=lambda near: (near.distance, -near.articles, near.term))


def _folded(written: str) -> str:
    return term_of(written, stem=False)


def _near_terms(dictionary: Dictionary, beginnings: Iterable[str], spellings: set[str], most: int) -> dict[str, int]:
    """The terms that begin so and are near one of the spellings, and how far they are."""
    spelt = Spelt(*dictionary.letters(beginnings))
    least, greatest = min(map(len, spellings)) - most, max(map(len, spellings)) + most
    spelt = spelt.take(np.flatnonzero((spelt.lengths >= least) & (spelt.lengths <= greatest)))
    distances = edit_distances(spellings, spelt, most)
    found = {}
    for number in np.flatnonzero(distances <= most).tolist():
        start = int(spelt.starts[number])
        letters = spelt.text[start : start + int(spelt.lengths[number])]
        found["".join(map(chr, letters.tolist()))] = int(distances[number])
    return found


def _beginnings(typed: str) -> Iterator[set[str]]:
    """How near words may begin: as typed, or with a letter exchanged or too much; then, with one missing or wrong."""
    first, second, next_two = typed[0], typed[1], typed[1:3]
    yield {first} | {each for each in (second + first, next_two) if each[0] != first}
    alphabet = next((letters for letters in _ALPHABETS if first in letters), "")
    yield {letter + behind for letter in alphabet for behind in (typed[:2], next_two) if letter != first}
