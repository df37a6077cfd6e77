"""From a resolved query to the nodes that find its spans, and to the one that scores what they match."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from whoosh import query
from whoosh.fields import Schema

from searchkit.query.exact import WordsPhrase
from searchkit.query.nodes import Apart, AtLeast, Leading, Near, Positional, Together, WordPattern
from searchkit.query.nodes import Sequence as Adjacent
from searchkit.query.stock import scored_leaves
from searchkit.search.nodes import Node, NothingNode, TermNode
from searchkit.search.positional import PositionalNode
from searchkit.search.spanchoices import AtLeastSpans, LeadingSpans, TogetherSpans
from searchkit.search.spannodes import ApartSpans, EitherSpans, LeafSpans, NearSpans, SequenceSpans, SpanNode

Plan = Callable[[Any, Schema], Node]
MakeLeaf = Callable[[Any], SpanNode]


def positional_node(node: Positional, schema: Schema, plan: Plan) -> Node:
    """The plan of a query that matches at spans; `plan` is that of all queries."""
    leaves = dict.fromkeys(scored_leaves(node))
    found = span_node(node, lambda leaf: _planned(leaf, plan(leaf, schema)))
    return PositionalNode(found, plan(query.Or([*leaves]), schema))


def span_node(node: query.Query, leaf: MakeLeaf) -> SpanNode:
    """What finds the spans of a resolved query, of its words made by `leaf`; QueryError where a part has none."""

    def each(parts: Sequence[query.Query]) -> tuple[SpanNode, ...]:
        return tuple([span_node(part, leaf) for part in parts])

    match node:
        case query.Or():
            return EitherSpans(each(node.subqueries))
        case Near():
            return NearSpans(span_node(node.a, leaf), span_node(node.b, leaf), node.reach, node.ordered)
        case Apart():
            return ApartSpans(span_node(node.a, leaf), span_node(node.b, leaf), node.reach, node.ordered)
        case AtLeast():
            return AtLeastSpans(span_node(node.part, leaf), node.count)
        case Leading():
            return LeadingSpans(span_node(node.part, leaf), node.words)
        case Adjacent():
            return SequenceSpans(node, each(node.parts))
        case Together():
            return TogetherSpans(each(node.parts), len(node.parts) + node.slop)
        case query.Phrase():
            return _phrase(node, each(phrase_words(node)))
        case query.Term() | query.MultiTerm() | WordPattern():
            return leaf(node)
    raise query.QueryError(f"{type(node).__name__} has no place in a text: it cannot be part of a proximity")


def phrase_words(node: query.Phrase) -> Sequence[query.Term]:
    """Each word of a phrase by itself."""
    if isinstance(node, WordsPhrase):
        return node.each_word()
    return [query.Term(node.fieldname, word) for word in node.words]


def _phrase(node: query.Phrase, words: tuple[SpanNode, ...]) -> SpanNode:
    """A sloppy one, as Whoosh has it, is marked word by word."""
    if node.slop == 1 or len(words) < 2:
        return SequenceSpans(node, words)
    found = words[0]
    for word in words[1:]:
        found = NearSpans(found, word, node.slop, ordered=True)
    return found


def _planned(leaf: Any, node: Node) -> SpanNode:
    if isinstance(node, NothingNode):
        return EitherSpans(())
    if isinstance(node, TermNode):
        node = replace(node, fields=((leaf.fieldname, 1.0),), boost=1.0)
    return LeafSpans(leaf, node, leaf.fieldname)
