"""What AND, OR and NOT mean inside a proximity, a count or a place: the same of each part."""

from collections.abc import Callable
from dataclasses import dataclass, field

from whoosh import query

from searchkit.errors import QueryError
from searchkit.fields import BY_NAME
from searchkit.query.nodes import Apart, AtLeast, Leading, Near, Positional, Reach
from searchkit.query.without import Without

MAX_PAIRS = 1000

Make = Callable[[query.Query], query.Query]


def has_place(node: query.Query) -> bool:
    """Whether a resolved query matches at positions of a text, so that it can be near something."""
    match node:
        case query.Or():
            return bool(node.subqueries) and all(map(has_place, node.subqueries))
        case Positional():
            return True
        case query.Term() | query.Phrase() | query.MultiTerm():
            name = node.field()
            return name in BY_NAME and BY_NAME[name].kind in ("words", "names")
    return False


@dataclass
class Spreading:
    """Makes nodes over resolved parts, of which each holds nothing but what has a place."""

    _made: list[None] = field(default_factory=list)

    def near(self, a: query.Query, b: query.Query, reach: Reach, ordered: bool) -> query.Query:
        """Each part of `a` near each of `b`; what has no place in the text is wanted beside it."""
        if query.NullQuery in (a, b):
            return a if b == query.NullQuery else b

        def near_b(x: query.Query) -> query.Query:
            return self._each(lambda y: Near(x, y, reach, ordered), b, x)

        return self._each(near_b, a, b)

    def apart(self, a: query.Query, b: query.Query, reach: Reach, ordered: bool) -> query.Query:
        """Each part of `a` away from all words of `b`."""
        unwanted = _words(b)
        if not unwanted:
            return a
        return self._each(lambda x: Apart(x, _either(unwanted), reach, ordered), a, None)

    def at_least(self, part: query.Query, count: int) -> query.Query:
        """Each part so often."""
        return self._each(lambda x: AtLeast(x, count), part, None)

    def leading(self, part: query.Query, words: int | None) -> query.Query:
        """Each part among the first words."""
        return self._each(lambda x: Leading(x, words), part, None)

    def _each(self, make: Make, node: query.Query, beside: query.Query | None) -> query.Query:
        """What `make` makes of each part that has a place; what has none is wanted beside them, or beside `beside`."""
        if node == query.NullQuery:
            return node
        if has_place(node):
            return self._counted(make(node))
        match node:
            case query.Or():
                placed = [part for part in node.subqueries if has_place(part)]
                others = [self._each(make, part, beside) for part in node.subqueries if not has_place(part)]
                return query.Or([*([self._each(make, _either(placed), beside)] if placed else []), *others])
            case query.And():
                placed = [part for part in node.subqueries if _holds_place(part)]
                if placed:
                    outside = [part for part in node.subqueries if part not in placed]
                    return query.And([*[self._each(make, part, beside) for part in placed], *outside])
            case Without():
                wanted = node.a if isinstance(node.a, query.Every) else self._each(make, node.a, beside)
                return Without(wanted, self._each(make, node.b, None))
        return node if beside is None else query.And([node, beside])

    def _counted(self, made: query.Query) -> query.Query:
        self._made.append(None)
        if len(self._made) > MAX_PAIRS:
            raise QueryError(f"words joined by AND around a proximity make over {MAX_PAIRS:,} pairs; ask for fewer")
        return made


def _holds_place(node: query.Query) -> bool:
    """Whether any part of it has a place."""
    return has_place(node) or any(map(_holds_place, node.children()))


def _words(node: query.Query) -> list[query.Query]:
    """All parts that have a place, but for what is negated."""
    if has_place(node):
        return [node]
    match node:
        case query.And() | query.Or():
            return [word for part in node.subqueries for word in _words(part)]
        case Without():
            return _words(node.a)
    return []


def _either(parts: list[query.Query]) -> query.Query:
    return parts[0] if len(parts) == 1 else query.Or(parts)
