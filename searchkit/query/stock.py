"""How our query classes run under Whoosh's own searcher: slow and obviously right, the twin of the fast search."""

# mypy: disallow-untyped-calls=False
# Whoosh's classes, which are extended here, have few annotations.

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from typing import Any

from whoosh import matching, query
from whoosh.util import make_binary_tree

from searchkit.query.standing import FieldText, Placed, SegmentWords
from searchkit.query.written import Pattern, written_terms

MOST_SCORED_TERMS = 1023
"""Of a pattern with more terms in a segment every article scores the same, as in Whoosh."""

Make = Callable[[Any], matching.Matcher]


def positional_matcher(node: query.Query, searcher: Any, context: Any = None) -> matching.Matcher:
    """The articles where the node has a span; they score as the Or of its words, wherever these stand."""

    def in_segment(segment: Any) -> matching.Matcher:
        kept = frozenset(_matching(node, segment))
        words = list(dict.fromkeys(scored_leaves(node)))
        return _Kept(query.Or(words).matcher(segment, context), kept) if kept else _nothing()

    return _joined(in_segment, searcher)


def phrase_matcher(
    phrase: query.Query, words: Sequence[query.Query], searcher: Any, context: Any = None
) -> matching.Matcher:
    """The articles where its words stand as a phrase wants them; they score as the And of these."""

    def in_segment(segment: Any) -> matching.Matcher:
        kept = frozenset(_matching(phrase, segment))
        return _Kept(query.And(list(words)).matcher(segment, context), kept) if kept else _nothing()

    return _joined(in_segment, searcher)


def pattern_matcher(pattern: Pattern, searcher: Any, context: Any = None) -> matching.Matcher:
    """The articles with any of the words; the scores of their terms add up, unless these are too many."""

    def in_segment(segment: Any) -> matching.Matcher:
        weighting = getattr(context, "weighting", None) or segment.weighting
        scorer_of = partial(weighting.scorer, segment, pattern.fieldname)
        found = [matcher for _, matcher in written_terms(pattern, segment.reader(), scorer_of)]
        if len(found) > MOST_SCORED_TERMS:
            return _listed({doc for matcher in found for doc in matcher.all_ids()}, pattern.boost)
        either = make_binary_tree(matching.UnionMatcher, found) if found else _nothing()
        return either if pattern.boost == 1.0 or not found else matching.WrappingMatcher(either, boost=pattern.boost)

    return _joined(in_segment, searcher)


def count_matcher(name: str, least: int | None, most: int | None, boost: float, searcher: Any) -> matching.Matcher:
    """The articles with so many words in a field; None leaves an end open."""

    def fits(count: int) -> bool:
        return (least is None or least <= count) and (most is None or count <= most)

    def in_segment(segment: Any) -> matching.Matcher:
        reader = segment.reader()
        return _listed([doc for doc in reader.all_doc_ids() if fits(reader.doc_field_length(doc, name))], boost)

    return _joined(in_segment, searcher)


def _matching(node: query.Query, searcher: Any) -> Iterator[int]:
    """The documents of one segment where the node has a span."""
    words, leaves = SegmentWords(searcher), list(_leaves(node))
    names = frozenset(name for leaf in leaves if (name := leaf.field()))
    for doc in sorted({doc for leaf in leaves for doc in words.standing(leaf)}):
        if any(FieldText(words, doc, name, names).spans(node) for name in names):
            yield doc


def _leaves(node: query.Query) -> Iterator[query.Query]:
    """All words, phrases and patterns below; QueryError where anything but Or joins them."""
    if node.is_leaf():
        yield node
    elif isinstance(node, (query.Or, Placed)):
        for part in node.children():
            yield from _leaves(part)
    else:
        raise query.QueryError(f"{type(node).__name__} has no place in a text: {node}")


def scored_leaves(node: Any, boost: float = 1.0) -> Iterator[query.Query]:
    """The words, phrases and patterns that count for the score, with all boosts above them."""
    boost *= node.boost
    if node.is_leaf():
        yield node if boost == node.boost else node.with_boost(boost)
        return
    for part in node.scored_parts() if isinstance(node, Placed) else node.children():
        yield from scored_leaves(part, boost)


def _nothing() -> matching.Matcher:
    nothing: matching.Matcher = matching.NullMatcher()
    return nothing


def _listed(docs: Collection[int], score: float) -> matching.Matcher:
    listed: matching.Matcher = matching.ListMatcher(sorted(docs), all_weights=score)
    return listed if docs else _nothing()


def _joined(make: Make, searcher: Any) -> matching.Matcher:
    """The matcher over one segment, or those over all of them, one after the other."""
    if searcher.is_atomic():
        return make(searcher)
    found = [(make(segment), offset) for segment, offset in searcher.leaf_searchers()]
    active = [(matcher, offset) for matcher, offset in found if matcher.is_active()]
    return _Joined([matcher for matcher, _ in active], [offset for _, offset in active]) if active else _nothing()


class _Joined(matching.MultiMatcher):
    """Each document scores as in its segment: what joins several words has no scorer of its own."""

    def score(self) -> float:
        return float(self.matchers[self.current].score())


class _Kept(matching.FilterMatcher):
    """Some documents of a matcher; Whoosh's own, stepped on by quality, stands on others as well."""

    def supports_block_quality(self) -> bool:
        return False
