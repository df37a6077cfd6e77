"""Did you mean …? The archive's own words that come nearest to a word that no article has."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from whoosh import query

from searchkit.analysis import tokenize
from searchkit.model import Suggestion
from searchkit.query import Resolver
from searchkit.query.exact import ExactPhrase, ExactTerm
from searchkit.query.nodes import Apart
from searchkit.search.dictionary import Dictionary
from searchkit.search.intended import Intended, folded, intended
from searchkit.storage.segment import Segment

MOST_WORDS = 10
MOST_ALTERNATIVES = 3
MIN_LETTERS = 3

# Of 500 words of six letters or more in at most 20 of 21,578 articles of Reuters, 18 are so rare beside a word so near:
# all are misspelt. At a hundred times 3 of 31 are not.
_RARE_LETTERS, _RARE, _TIMES, _LIGHT_SLIP = 6, 3, 300, 4.7

_SMALL_OPERATORS = frozenset("AND OR NOT BUT ANDNOT TO".split())


class _Doubtful(NamedTuple):
    """A word that was typed, its terms, how many articles have one, and the terms of the fields it is wanted in."""

    word: str
    terms: frozenset[str]
    articles: int
    dictionary: Dictionary


def suggest(
    tree: query.Query, resolver: Resolver, segments: Sequence[Segment], few: bool = False
) -> tuple[Suggestion, ...]:
    """For the first words of a parsed query that no article has in the fields asked, what may have been meant.

    `MOST_WORDS` such words are answered, each with at most `MOST_ALTERNATIVES`, as `intended` ranks them. Numbers,
    words under `MIN_LETTERS` and those of scripts without spaces have none. Where the query found `few` articles,
    words that hardly any article has are answered too, with what is one slip away and stands in hundreds of times
    as many.
    """
    found = []
    for doubtful in islice(_doubtful_words(tree, resolver, segments, few), MOST_WORDS):
        alternatives = tuple(_alternatives(doubtful))
        if alternatives:
            found.append(Suggestion(doubtful.word, alternatives))
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


def _doubtful_words(
    tree: query.Query, resolver: Resolver, segments: Sequence[Segment], few: bool
) -> Iterator[_Doubtful]:
    """Each word or part of a compound that stands nowhere; if `few`, single words that hardly stand anywhere too."""
    for name, typed, is_exact in dict.fromkeys(_typed_words(tree)):
        fields, terms = _meant(resolver.resolve(query.Term(name, typed)))
        dictionary = Dictionary(segments, fields)
        if any(map(dictionary.has, terms)):
            if few and not is_exact and len(typed) >= _RARE_LETTERS and typed.isalpha():
                yield _Doubtful(typed, terms, max(map(dictionary.articles, terms)), dictionary)
            continue
        for token in tokenize(typed, stem=False):
            if token.whole or token.dense or len(token.form) < MIN_LETTERS or not token.form.isalpha():
                continue
            _, terms = _meant(resolver.resolve(query.Term(name, token.form)))
            if not any(map(dictionary.has, terms)):
                yield _Doubtful(token.form, terms, 0, dictionary)


def _typed_words(node: query.Query) -> Iterator[tuple[str, str, bool]]:
    """Field and text of each word that is wanted, and whether it is wanted as it is written."""
    match node:
        case query.Not():
            return
        case Apart():
            yield from _typed_words(node.a)
        case query.Term():
            yield node.fieldname, str(node.text), isinstance(node, ExactTerm)
        case query.Phrase():
            yield from ((node.fieldname, word, isinstance(node, ExactPhrase)) for word in node.words)
        case _:
            for part in node.children():
                yield from _typed_words(part)


def _meant(resolved: query.Query) -> tuple[frozenset[str], frozenset[str]]:
    """The fields in which a word is looked for, and the terms it may have there."""
    leaves = list(resolved.leaves())
    terms = frozenset([str(leaf.text) for leaf in leaves if type(leaf) is query.Term])
    return frozenset([leaf.field() or "" for leaf in leaves]), terms


def _alternatives(doubtful: _Doubtful) -> Iterator[str]:
    """The likeliest words, best first."""
    word, terms, articles, dictionary = doubtful
    if articles > _RARE:
        return
    likely = (each for each in intended(folded(word), terms, dictionary) if dictionary.has(each.term))
    if articles:
        likely = (each for each in likely if _is_likelier(each, doubtful))
    for each in islice(likely, MOST_ALTERNATIVES):
        yield _shown(each.forms)


def _is_likelier(each: Intended, rare: _Doubtful) -> bool:
    """Whether a rare word is almost certainly a slip for another."""
    often = rare.dictionary.articles(each.term) >= _TIMES * rare.articles
    return often and each.cost <= _LIGHT_SLIP and each.term not in rare.terms


def _shown(counts: Mapping[str, int]) -> str:
    """The most frequent form: in small letters, unless most are not."""
    small: Counter[str] = Counter()
    for form, count in counts.items():
        small[form.lower()] += count
    capitals = {form: count for form, count in counts.items() if form != form.lower()}
    chosen = capitals if 2 * sum(capitals.values()) > sum(counts.values()) else small
    return min(chosen, key=lambda form: (-chosen[form], form))
