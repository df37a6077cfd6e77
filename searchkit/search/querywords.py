"""The words that a query wants: their terms, what each counts, and how they were typed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from whoosh import query

from searchkit.analysis import tokenize
from searchkit.query.exact import ExactPhrase, ExactTerm
from searchkit.query.nodes import Apart, Positional
from searchkit.query.without import Without
from searchkit.query.wordqueries import fold

FIELDS = ("title", "body")


@dataclass(frozen=True, slots=True)
class QueryWord:
    """A term that is wanted in some fields, written in a shape if one is given.

    `boost` is what it counts in a body, `forms` are how it was typed, folded.
    """

    term: str
    shape: str | None
    boost: float
    fields: frozenset[str]
    forms: frozenset[str] = frozenset()


class _Leaf(NamedTuple):
    field: str
    term: str
    shape: str | None
    boost: float


def query_words(
    tree: query.Query, typed: query.Query, languages: Sequence[str], title_weight: float
) -> tuple[QueryWord, ...]:
    """The words of a resolved query, in its order; patterns, ranges and what is not wanted are left out.

    `typed` is the query as parsed, `languages` those it was resolved for. Different boosts of one word add up.
    """
    boosts: dict[tuple[str, str | None], dict[str, float]] = {}
    for leaf in _leaves(tree):
        if leaf.field in FIELDS:
            known = boosts.setdefault((leaf.term, leaf.shape), {})
            boost = leaf.boost / (title_weight or 1.0) if leaf.field == "title" else leaf.boost
            known[leaf.field] = known.get(leaf.field, 0.0) + boost
    forms = _forms(typed, languages)
    return tuple(
        QueryWord(*key, max(known.values()), frozenset(known), frozenset(forms.get(key[0], ())))
        for key, known in boosts.items()
    )


def _leaves(node: query.Query) -> Iterator[_Leaf]:
    """Each word that is wanted."""
    match node:
        case query.Term():
            yield _Leaf(node.fieldname, node.text, node.shape if isinstance(node, ExactTerm) else None, node.boost)
        case query.Phrase():
            shapes = node.shapes if isinstance(node, ExactPhrase) else [None] * len(node.words)
            for word, shape in zip(node.words, shapes, strict=True):
                yield _Leaf(node.fieldname, word, shape, node.boost)
        case _:
            for part in _wanted(node):
                yield from _leaves(part)


def _wanted(node: query.Query) -> Sequence[query.Query]:
    """The parts of a query, but for those that must not match."""
    match node:
        case query.Not():
            return ()
        case Without() | query.AndNot() | Apart():
            return (node.a,)
        case Positional() | query.And() | query.Or() | query.DisjunctionMax() | query.AndMaybe() | query.Require():
            return tuple(node.children())
    return ()


def _forms(typed: query.Query, languages: Sequence[str]) -> dict[str, set[str]]:
    """For each term of the words of a parsed query how they were typed, folded."""
    forms: dict[str, set[str]] = {}
    for leaf in _leaves(typed):
        for language in languages:
            for token in tokenize(leaf.term, language):
                forms.setdefault(token.term, set()).add(fold(token.form))
    return forms
