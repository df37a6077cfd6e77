"""What AND, OR and NOT mean inside a proximity, a count or a place: the same of each part."""

from collections.abc import Iterator

from whoosh import query

from searchkit.analysis import tokenize
from searchkit.query import nodes
from searchkit.query.nodes import Apart, Near, Positional, Together, WordCount
from searchkit.query.syntax import Required

TEXTS, NAMES = ("title", "body"), ("authors", "source", "section")
COVERED = {"*": TEXTS, "hlp": TEXTS, "lead": ("body",)} | {name: (name,) for name in (*TEXTS, *NAMES)}
"""The fields in which a word is looked for, by the name it was typed with."""


def spread(node: query.Query) -> query.Query | None:
    """The same with AND, OR and NOT above what asks for places; None where no word is left."""
    match node:
        case query.Not():
            inner = spread(node.query)
            return None if inner is None else query.Not(inner)
        case Required() | query.And():
            wanted = [spread(part) for part in node.subqueries if not isinstance(part, query.Not)]
            left = [part for part in map(spread, node.subqueries) if part is not None]
            nothing_is_left = not left or (wanted and all(part is None for part in wanted))
            return None if nothing_is_left else query.And(left)
        case query.Or():
            left = [each for part in map(spread, node.subqueries) if part is not None for each in _alternatives(part)]
            return query.Or(left) if left else None
        case nodes.Sequence() | Together():
            parts = [part for part in map(spread, node.parts) if part is not None]
            return _with(node, parts=parts) if len(parts) > 1 else next(iter(parts), None)
        case Positional() if node.PARTS:
            return _spread_over(node)
    return node if _says_something(node) else None


def has_place(node: query.Query) -> bool:
    """Whether a part of a query stands at places: a word, or what asks for places of words."""
    match node:
        case query.Or():
            return all(map(has_place, node.subqueries))
        case query.And() | query.Not() | query.Every() | WordCount():
            return False
    return isinstance(node, Positional) or node.field() in COVERED


def _says_something(leaf: query.Query) -> bool:
    """Whether a leaf is more than punctuation."""
    if isinstance(leaf, query.Term | query.Phrase) and leaf.field() in COVERED:
        return any(True for _ in tokenize(" ".join(leaf.words) if isinstance(leaf, query.Phrase) else leaf.text))
    return True


def _has_words(node: query.Query) -> bool:
    """Whether any part of it stands at places."""
    match node:
        case query.And() | query.Or():
            return any(map(_has_words, node.subqueries))
        case query.Not():
            return _has_words(node.query)
    return has_place(node)


def _words(node: query.Query | None) -> Iterator[query.Query]:
    """All that stands at places and is not negated."""
    match node:
        case None | query.Not():
            return
        case query.And() | query.Or():
            for part in node.subqueries:
                yield from _words(part)
        case _ if has_place(node):
            yield node


def _alternatives(node: query.Query) -> list[query.Query]:
    """The parts of an Or inside an Or are parts of the outer one."""
    return list(node.subqueries) if type(node) is query.Or else [node]


def _with(node: Positional, **parts: object) -> Positional:
    """The same with other parts."""
    return type(node)(**{name: getattr(node, name) for name in node.VALUES} | parts)


def _spread_over(node: Positional) -> query.Query | None:
    """Near, Apart, AtLeast or Leading of parts that may be anything: their first part's operators go outermost."""
    parts = {name: spread(getattr(node, name)) for name in node.PARTS}
    if isinstance(node, Apart):
        unwanted = list(_words(parts["b"]))
        if parts["a"] is None or not unwanted:
            return parts["a"]
        parts["b"] = query.Or(unwanted)
    elif None in parts.values():
        return next((part for part in parts.values() if part is not None), None)
    return _over(_with(node, **parts))


def _over(node: Positional) -> query.Query:
    """The same of each part of its parts; what has no place in the text is wanted beside the rest."""
    for name in node.PARTS:
        part = getattr(node, name)
        if has_place(part):
            continue
        others = [getattr(node, other) for other in node.PARTS if other != name and isinstance(node, Near)]
        match part:
            case query.Not():
                return query.Not(_over(_with(node, **{name: part.query})))
            case query.Or():
                together = [each for each in part.subqueries if has_place(each)]
                apart = [each for each in part.subqueries if not has_place(each)]
                joined = [query.Or(together)] if together else []
                return query.Or([_over(_with(node, **{name: each})) for each in (*joined, *apart)])
            case query.And():
                inside = [each for each in part.subqueries if _has_words(each)]
                beside = [each for each in part.subqueries if not _has_words(each)]
                if all(isinstance(each, query.Not) for each in inside):
                    beside += others
                return query.And([*beside, *[_over(_with(node, **{name: each})) for each in inside]])
        return query.And([part, *others])
    return node
