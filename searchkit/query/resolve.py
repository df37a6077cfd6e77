"""From words as typed to terms as indexed: every leaf goes through the analysis the articles went through."""

from collections.abc import Iterable
from collections.abc import Sequence as SequenceOf
from dataclasses import dataclass
from functools import lru_cache

from whoosh import query

from searchkit.analysis import Token, tokenize
from searchkit.fields import BY_NAME, DEFAULT_FIELDS, Field
from searchkit.query.daterange import date_query
from searchkit.query.exact import ExactPhrase, ExactTerm
from searchkit.query.nodes import Apart, AtLeast, Leading, Near, Sequence, Together, WordCount, WordPattern
from searchkit.query.normal import normalized
from searchkit.query.spreading import Spreading
from searchkit.query.typed import ANY_TEXT, DateClause, Required, SavedSet, Words
from searchkit.query.without import Without
from searchkit.query.wordqueries import (
    any_of,
    exact_query,
    flat,
    fold,
    form_typed,
    pattern_query,
    shape_maker,
    text_query,
    whole_value,
)

TITLE_WEIGHT = 2.0
"""A word in the headline counts this much more than one in the body, unless something else is asked for."""


@dataclass(frozen=True, slots=True)
class Resolver:
    """Turns a parsed tree into stock Whoosh nodes over the index's fields.

    `languages` are those the archive's articles were analysed in: a word is looked for under each stem
    it has in one of them. A word in a title counts `title_weight` times as much as elsewhere.
    """

    languages: SequenceOf[str]
    title_weight: float = TITLE_WEIGHT

    def resolve(self, node: query.Query) -> query.Query:
        """The same tree with every leaf analysed; a leaf of mere punctuation vanishes."""
        return normalized(self._resolve(node))

    def _resolve(self, node: query.Query) -> query.Query:
        match node:
            case Required():
                return query.And(self._children(node.subqueries))
            case query.Or():
                return query.Or(flat(self._children(node.subqueries)), boost=node.boost)
            case query.And():
                return self._and(node.subqueries)
            case query.Not():
                return self._and([node])
            case query.AndNot():
                return self._and([node.a, query.Not(node.b)])
            case query.AndMaybe() | query.Require():
                return type(node)(self._resolve(node.a), self._resolve(node.b))
            case DateClause():
                return date_query(node.interval)
            case WordCount():
                return node
            case Near() | Apart() | AtLeast() | Leading() | Sequence() | Together():
                return self._positional(node)
        return self._leaf(node)

    def _positional(self, node: query.Query) -> query.Query:
        match node:
            case Near():
                return Spreading().near(self.resolve(node.a), self.resolve(node.b), node.reach, node.ordered)
            case Apart():
                return Spreading().apart(self.resolve(node.a), self.resolve(node.b), node.reach, node.ordered)
            case AtLeast():
                return Spreading().at_least(self.resolve(node.part), node.count)
            case Leading():
                return Spreading().leading(self.resolve(node.part), node.words)
            case Sequence() | Together():
                parts = [normalized(part) for part in self._children(node.parts)]
                if len(parts) < 2:
                    return parts[0] if parts else query.NullQuery
                return Sequence(parts) if isinstance(node, Sequence) else Together(parts, node.slop)
        return query.NullQuery

    def _and(self, nodes: Iterable[query.Query]) -> query.Query:
        """What is wanted, less what is not; all articles less that, where nothing is wanted."""
        wanted: list[query.Query] = []
        unwanted: list[query.Query] = []
        for node in nodes:
            if isinstance(node, query.Not):
                unwanted.append(node.query)
            else:
                wanted.append(node)
        kept, negated = self._children(wanted), self._children(unwanted)
        if not negated:
            return query.And(kept)
        if wanted and not kept:
            return query.NullQuery
        return Without(query.And(kept) if kept else query.Every(), query.Or(negated))

    def _children(self, nodes: Iterable[query.Query]) -> list[query.Query]:
        resolved = (self._resolve(node) for node in nodes)
        return [node for node in resolved if node != query.NullQuery]

    def _leaf(self, node: query.Query) -> query.Query:
        name = node.field()
        if isinstance(node, query.Every) and name in (None, ANY_TEXT):
            return query.Every()
        if name is None:
            return query.NullQuery
        if name == "lead":
            return Spreading().leading(self._in_field(node, BY_NAME["body"]), None)
        if name == "hlp":
            lead = Spreading().leading(self._in_field(node, BY_NAME["body"]), None)
            return query.Or([self._in_field(node, BY_NAME["title"]), lead])
        if name == ANY_TEXT:
            return query.Or(flat([self._in_field(node, BY_NAME[default]) for default in DEFAULT_FIELDS]))
        return self._in_field(node, BY_NAME[name])

    def _in_field(self, node: query.Query, field: Field) -> query.Query:
        boost = getattr(node, "boost", 1.0) * (self.title_weight if field.name == "title" else 1.0)
        if field.kind == "exact":
            return whole_value(node, field.name, boost)
        match node:
            case ExactTerm():
                return self._as_written(field, node.text, [node.shape], boost)
            case ExactPhrase():
                return self._as_written(field, " ".join(node.words), node.shapes, boost)
            case WordPattern():
                return pattern_query(node, field.name, boost)
            case query.Term():
                return self._text(field, node.text, boost)
            case query.Phrase():
                return self._text(field, " ".join(node.words), boost)
            case query.TermRange():
                start, end = fold(node.start or ""), fold(node.end) if node.end else None
                return query.TermRange(field.name, start, end, node.startexcl, node.endexcl, boost=boost)
            case query.Every():
                return query.Every(field.name)
        return query.NullQuery

    def _text(self, field: Field, text: str, boost: float) -> query.Query:
        return any_of([text_query(field.name, tokens, boost) for tokens in self._ways(field, text)])

    def _as_written(self, field: Field, text: str, shapes: SequenceOf[str], boost: float) -> query.Query:
        """`shapes` are those of words; all words are under the same condition, if under any."""
        shape_of = shape_maker(shapes[0]) if shapes else form_typed
        return any_of([exact_query(field.name, tokens, boost, shape_of) for tokens in self._ways(field, text)])

    def _ways(self, field: Field, text: str) -> SequenceOf[tuple[Token, ...]]:
        stem = field.kind == "words"
        ways = _ways_of_word if len(text) < _SHORT else _ways
        return ways(text, tuple(self.languages) if stem else ("",), stem)


def _ways(text: str, languages: tuple[str, ...], stem: bool) -> SequenceOf[tuple[Token, ...]]:
    """The tokens of the text in each way the archive's languages stem it, each way once."""
    return tuple({tuple(tokenize(text, language, stem)): None for language in languages})


_SHORT = 50  # characters: what is longer must not fill the cache
_ways_of_word = lru_cache(maxsize=1024)(_ways)


def relax(node: query.Query) -> query.Query:
    """The same tree with words that stand side by side wanted in any number, not all.

    What was joined by AND, marked with + or NOT, or is a condition on the article as a whole stays wanted.
    """
    if isinstance(node, Words):
        children = [relax(child) for child in node.subqueries]
        firm = [child for child in children if _is_firm(child)]
        loose = [child for child in children if not _is_firm(child)]
        return query.And([*firm, *([query.Or(loose)] if loose else [])])
    if isinstance(node, query.Or) and not isinstance(node, SavedSet):
        return type(node)([relax(child) for child in node.subqueries])
    return node


def _is_firm(node: query.Query) -> bool:
    if isinstance(node, query.Not | Required | DateClause | WordCount):
        return True
    field = BY_NAME.get(node.field() or "")
    return field is not None and field.kind == "exact"
