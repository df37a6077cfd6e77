"""From a Whoosh query to the nodes that evaluate it: fields and terms resolved, nested ors made flat.

What Whoosh does oddly and people may see is kept: the boost of a group of one is ignored, a constant
score of 0 counts as 1. What depends on where its matchers happen to stand is not: AndNot leaves out the
first article too, DisjunctionMax looks at scores of the same article only, AndMaybe always adds.
Kinds of query not known here become `StockNode`.
"""

from collections.abc import Callable, Mapping
from collections.abc import Sequence as SequenceOf
from dataclasses import replace
from functools import cache
from typing import Any

from whoosh import fields, query
from whoosh.fields import Schema
from whoosh.util.numeric import tiered_ranges, to_sortable

from searchkit.query.exact import ExactPhrase, ExactTerm, WordsPhrase
from searchkit.query.nodes import Apart, AtLeast, Leading, Near, Positional, Sequence, Together, WordCount, WordPattern
from searchkit.query.without import Without
from searchkit.search.boolean import AndNode, GreatestNode, MaybeNode, NotNode, OrNode, RequireNode, WithoutNode
from searchkit.search.expand import (
    Expansion,
    FuzzyExpansion,
    PrefixExpansion,
    RangeExpansion,
    RegexExpansion,
    WildcardExpansion,
)
from searchkit.search.multiterm import PatternNode, WordPatternNode
from searchkit.search.nodes import BoostNode, ConstantNode, EveryNode, Node, NothingNode, StockNode, TermNode
from searchkit.search.phrases import PhraseNode
from searchkit.search.ranges import LengthNode, NumberRangeNode
from searchkit.search.spanplan import positional_node
from searchkit.search.wordforms import WordExpansion

_DECIDING = ("matcher", "_matcher", "_btexts", "_compile_query")  # the methods of a query that say what it matches
_LAST_TERM = b"\xff\xff\xff\xff"  # where Whoosh's TermRange ends if its end is open


def plan(node: query.Query, schema: Schema) -> Node:
    """The plan of a query; a term that a field cannot have, or of an unknown field, matches nothing."""
    make = _maker(type(node))  # type: ignore[arg-type]  # a class has a hash, whatever its instances have
    return StockNode(node) if make is None else make(node, schema)


@cache
def _maker(kind: type) -> Callable[[Any, Schema], Node] | None:
    """How a kind of query is planned; one that only prints otherwise than its parent is planned as that."""
    base = next((base for base in kind.__mro__ if base in _MAKERS), None)
    if base is None or any(getattr(kind, name, None) is not getattr(base, name, None) for name in _DECIDING):
        return None
    return _MAKERS[base]


def _term(node: query.Term, schema: Schema) -> Node:
    if node.minquality:
        return StockNode(node)
    term = _as_term(schema, node.fieldname, node.text)
    shape = node.shape if isinstance(node, ExactTerm) else None
    return NothingNode() if term is None else TermNode(((node.fieldname, 1.0),), term, node.boost, shape)


def _as_term(schema: Schema, field: str, text: Any) -> bytes | None:
    if field not in schema:
        return None
    try:
        return bytes(schema[field].to_bytes(text))
    except ValueError:
        return None


def _group(node: Any, schema: Schema, make: Callable[[list[Node]], Node]) -> Node:
    """A group of none matches nothing; of one it is that one, whatever its boost."""
    children = [plan(child, schema) for child in node.subqueries]
    if len(children) < 2:
        return children[0] if children else NothingNode()
    return boost_node(make(children), node.boost)


def _and(node: query.And, schema: Schema) -> Node:
    return _group(node, schema, lambda children: AndNode(tuple(children)))


def _or(node: query.Or, schema: Schema) -> Node:
    if node.scale or node.minmatch:
        return StockNode(node)
    return _group(node, schema, or_node)


def _greatest(node: query.DisjunctionMax, schema: Schema) -> Node:
    return _group(node, schema, lambda children: GreatestNode(tuple(children)))


def or_node(children: SequenceOf[Node]) -> Node:
    """Any of the nodes; ors among them are taken apart, equal terms are made one, in whichever fields they are."""
    terms: dict[tuple[bytes, str | None], dict[str, float]] = {}
    others: list[Node] = []
    for child in children:
        if isinstance(child, OrNode):
            others += child.others
        elif not isinstance(child, TermNode):
            others.append(child)
        for term in child.terms if isinstance(child, OrNode) else (child,) if isinstance(child, TermNode) else ():
            boosts = terms.setdefault((term.term, term.shape), {})
            for name, boost in term.fields:
                boosts[name] = boosts.get(name, 0.0) + boost * term.boost
    leaves = tuple(_of_fields(boosts, *key) for key, boosts in terms.items())
    return leaves[0] if len(leaves) == 1 and not others else OrNode(leaves, tuple(others))


def _of_fields(boosts: Mapping[str, float], term: bytes, shape: str | None) -> TermNode:
    """A term in some fields; the boost of the first goes to the node, so that the rest is the same in all queries."""
    in_order = sorted(boosts.items())
    first = in_order[0][1] or 1.0
    return TermNode(tuple((name, boost / first) for name, boost in in_order), term, first, shape)


def boost_node(node: Node, boost: float) -> Node:
    """A node with its scores multiplied; boosts of ors go to their parts, so that ors stay flat."""
    if boost == 1.0:
        return node
    match node:
        case TermNode():
            return replace(node, boost=node.boost * boost)
        case OrNode():
            terms = tuple(replace(term, boost=term.boost * boost) for term in node.terms)
            return OrNode(terms, tuple(boost_node(child, boost) for child in node.others))
        case BoostNode():
            return BoostNode(node.child, node.boost * boost)
    return BoostNode(node, boost)


def _not(node: query.Not, schema: Schema) -> Node:
    return NotNode(plan(node.query, schema))


def _without(node: query.AndNot, schema: Schema) -> Node:
    return WithoutNode(plan(node.a, schema), plan(node.b, schema))


def _require(node: query.Require, schema: Schema) -> Node:
    return RequireNode(plan(node.a, schema), plan(node.b, schema))


def _maybe(node: query.AndMaybe, schema: Schema) -> Node:
    return MaybeNode(plan(node.a, schema), plan(node.b, schema))


def _constant(node: query.ConstantScoreQuery, schema: Schema) -> Node:
    return ConstantNode(plan(node.child, schema), node.score or 1.0)


def _every(node: query.Every, schema: Schema) -> Node:
    if node.fieldname is not None and node.fieldname not in schema:
        return NothingNode()
    return EveryNode(node.fieldname, node.boost or 1.0)


def _nothing(node: query.Query, schema: Schema) -> Node:
    return NothingNode()


def _phrase(node: query.Phrase, schema: Schema) -> Node:
    name = node.fieldname
    if name not in schema or not node.words:
        return NothingNode()
    form = schema[name].format
    if not form or not form.supports("positions"):
        return StockNode(node)  # which takes it for an And, or raises what Whoosh raises
    terms = [_as_term(schema, name, word) for word in node.words]
    shapes = node.shapes if isinstance(node, ExactPhrase) else [None] * len(terms)
    words = tuple((term, shape) for term, shape in zip(terms, shapes, strict=True) if term is not None)
    if len(words) < len(terms):
        return NothingNode()
    return PhraseNode(name, words, node.slop, node.boost, isinstance(node, WordsPhrase))


def _prefix(node: query.Prefix, schema: Schema) -> Node:
    if node.text == "":
        return _every(query.Every(node.fieldname, node.boost), schema)
    prefix = _as_term(schema, node.fieldname, node.text)
    return NothingNode() if prefix is None else _pattern(node, schema, PrefixExpansion(prefix))


def _wildcard(node: query.Wildcard, schema: Schema) -> Node:
    if node.text == "*":
        return _every(query.Every(node.fieldname, node.boost), schema)
    return _pattern(node, schema, WildcardExpansion(node.text))


def _regex(node: query.Regex, schema: Schema) -> Node:
    if node.text == ".*":
        return _every(query.Every(node.fieldname, node.boost), schema)
    return _pattern(node, schema, RegexExpansion(node.text))


def _fuzzy(node: query.FuzzyTerm, schema: Schema) -> Node:
    if node.fieldname in schema and schema[node.fieldname].separate_spelling():
        return StockNode(node)  # the words to compare with stand in another field
    return _pattern(node, schema, FuzzyExpansion(node.text, int(node.maxdist), node.prefixlength))


def _pattern(node: Any, schema: Schema, expansion: Expansion) -> Node:
    if node.fieldname not in schema:
        return NothingNode()
    if isinstance(schema[node.fieldname], fields.NUMERIC) and not isinstance(expansion, PrefixExpansion):
        return StockNode(node)
    return PatternNode(node.fieldname, expansion, node.boost, bool(node.constantscore))


def _word_pattern(node: WordPattern, schema: Schema) -> Node:
    return NothingNode() if node.fieldname not in schema else WordPatternNode(WordExpansion.of(node), node.boost)


def _term_range(node: query.TermRange, schema: Schema) -> Node:
    first = None if node.start is None else _as_term(schema, node.fieldname, node.start)
    last = _LAST_TERM if node.end is None else _as_term(schema, node.fieldname, node.end)
    if node.fieldname not in schema or last is None or (first is None and node.start is not None):
        return NothingNode()
    expansion = RangeExpansion(first, last, node.startexcl, node.endexcl)
    return PatternNode(node.fieldname, expansion, node.boost, bool(node.constantscore))


def _number_range(node: query.NumericRange, schema: Schema) -> Node:
    if node.fieldname not in schema:
        return NothingNode()
    field: Any = schema[node.fieldname]
    if not node.constantscore or type(field) not in (fields.NUMERIC, fields.DATETIME):
        return StockNode(node)
    start, end = (None if x is None else field.prepare_number(x) for x in (node.start, node.end))
    kind = field.numtype, field.bits, field.signed
    [(least, most, _)] = tiered_ranges(*kind, start, end, 0, node.startexcl, node.endexcl)
    if least > most or not 0 <= least <= most < 1 << field.bits:
        return NothingNode()
    terms = field.sortable_to_bytes(least), field.sortable_to_bytes(most)
    if isinstance(field, fields.DATETIME):  # its column holds plain ticks, from 0 on
        zero = to_sortable(*kind, 0)
        least, most = max(0, least - zero), most - zero
    return NumberRangeNode(node.fieldname, least, most, *terms, node.boost or 1.0)


def _positional(node: Positional, schema: Schema) -> Node:
    return positional_node(node, schema, plan)


def _word_count(node: WordCount, schema: Schema) -> Node:
    return LengthNode("body", node.least or 0, node.most)


_MAKERS: dict[type, Callable[[Any, Schema], Node]] = {
    query.Term: _term,
    ExactTerm: _term,
    query.And: _and,
    query.Or: _or,
    query.DisjunctionMax: _greatest,
    query.Not: _not,
    query.AndNot: _without,
    Without: _without,
    query.Require: _require,
    query.AndMaybe: _maybe,
    query.ConstantScoreQuery: _constant,
    query.Every: _every,
    type(query.NullQuery): _nothing,
    query.Phrase: _phrase,
    WordsPhrase: _phrase,
    ExactPhrase: _phrase,
    query.Prefix: _prefix,
    query.Wildcard: _wildcard,
    query.Regex: _regex,
    query.FuzzyTerm: _fuzzy,
    query.TermRange: _term_range,
    query.NumericRange: _number_range,
    query.DateRange: _number_range,
    Near: _positional,
    Apart: _positional,
    AtLeast: _positional,
    Leading: _positional,
    Sequence: _positional,
    Together: _positional,
    WordCount: _word_count,
    WordPattern: _word_pattern,
}
