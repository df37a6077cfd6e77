"""What the words and patterns of a query stand for in an archive, for the person who asks why this was found."""

import copy
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

from whoosh import query

from searchkit.model import Expansion
from searchkit.query import Resolver, describe
from searchkit.query.exact import ExactPhrase, ExactTerm
from searchkit.query.nodes import WordPattern
from searchkit.query.typed import ANY_TEXT, DateClause, SavedSet
from searchkit.search.wordforms import WordExpansion, forms_of_term, words_of
from searchkit.storage.segment import Segment

MOST_EXPLAINED = 200
"""Words and patterns of one query: a frequent word takes 50 ms in 100,000 articles."""

MOST_WORDS = 20
MOST_COUNTED = 1000
"""Of a saved set with more alternatives it is only told how many they are."""

Count = Callable[[query.Query], int]
"""How many articles match a resolved query."""

_Words = tuple[tuple[str, int], ...]
_ALL = 1 << 62


def intervals(tree: query.Query) -> tuple[str, ...]:
    """The dates that a parsed query asks for, from the first moment to the one after the last."""
    return tuple(dict.fromkeys(str(leaf.interval) for leaf in tree.leaves() if isinstance(leaf, DateClause)))


def expansions(
    tree: query.Query, resolver: Resolver, segments: Sequence[Segment], count: Count
) -> tuple[Expansion, ...]:
    """What each word, pattern and saved set of a parsed query stands for, in the order of the query.

    Each is told once for every field in which it stands for anything, or once with no words; of a longer query only
    the first `MOST_EXPLAINED`. `count` is asked for the articles with what is wanted as it is written, and with each
    alternative of a set.
    """
    explaining = _Explaining(resolver, segments, count)
    return tuple(
        found for leaf in islice(dict.fromkeys(_leaves(tree)), MOST_EXPLAINED) for found in explaining.leaf(leaf)
    )


def _leaves(node: query.Query) -> Iterator[query.Query]:
    """The words, those of phrases one by one, the patterns and the sets."""
    match node:
        case SavedSet() | query.Term() | WordPattern():
            yield node
        case ExactPhrase():
            yield from node.each_word()
        case query.Phrase():
            yield from (query.Term(node.fieldname, word) for word in node.words)
        case _:
            for part in node.children():
                yield from _leaves(part)


class _Explaining:
    """One archive in which leaves of parsed queries are looked up."""

    def __init__(self, resolver: Resolver, segments: Sequence[Segment], count: Count) -> None:
        self._resolver, self._segments, self._count = resolver, segments, count

    def leaf(self, leaf: query.Query) -> Iterator[Expansion]:
        """What it stands for in each of its fields."""
        if isinstance(leaf, SavedSet):
            yield self._set(leaf)
            return
        names = dict.fromkeys(part.field() or "" for part in self._resolver.resolve(leaf).leaves())
        each = [self._in_field(leaf, name) for name in names if self._keeps_words(name)]
        yield from [found for found in each if found.total] or each[-1:]

    def _keeps_words(self, name: str) -> bool:
        return any(name in segment.fields and segment.fields[name].has_forms for segment in self._segments)

    def _in_field(self, leaf: query.Query, name: str) -> Expansion:
        typed = describe(_moved(leaf, ANY_TEXT))
        resolved: Any = self._resolver.resolve(_moved(leaf, name))
        match leaf:
            case WordPattern():
                words, total = words_of(WordExpansion.of(resolved), self._segments, MOST_WORDS)
                return Expansion(typed, name, leaf.kind, words, total)
            case ExactTerm():
                return Expansion(typed, name, "exact", *_shown({leaf.text: self._count(resolved)}))
        terms = [part.text for part in resolved.leaves() if type(part) is query.Term]
        if not terms:  # a word of a script without spaces
            return Expansion(typed, name, "stem", *_shown({typed: self._count(resolved)}))
        found: Counter[str] = Counter()
        for term in terms:
            found.update(dict(forms_of_term(name, term.encode(), self._segments, _ALL)[0]))
        return Expansion(typed, name, "stem", *_shown(found))

    def _set(self, saved: SavedSet) -> Expansion:
        alternatives, names = saved.subqueries, {leaf.field() or ANY_TEXT for leaf in saved.leaves()}
        field = "" if len(names) > 1 or ANY_TEXT in names else names.pop()
        words: _Words = ()
        if len(alternatives) <= MOST_COUNTED:
            typed = [describe(each).removeprefix(f"{field}:") for each in alternatives]
            counts = map(self._count, map(self._resolver.resolve, alternatives))
            words, _ = _shown(dict(zip(typed, counts, strict=True)))
        return Expansion(saved.typed.removeprefix(f"{field}:"), field, "set", words, len(alternatives))


def _moved(leaf: query.Query, name: str) -> Any:
    """The same in another field."""
    moved: Any = copy.copy(leaf)
    moved.fieldname = name
    return moved


def _shown(counts: dict[str, int]) -> tuple[_Words, int]:
    """The words that most articles have, and how many words some article has."""
    found = sorted(((word, count) for word, count in counts.items() if count), key=lambda word: (-word[1], word[0]))
    return tuple(found[:MOST_WORDS]), len(found)
