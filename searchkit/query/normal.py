"""Query trees without nesting, repetition and empty parts.

What Whoosh's `normalize` gives, but for what goes wrong there: it takes `wheat AND *` for `*`, `body:wheat AND
body:*` for `body:*`, and two ranges of words for the words in both, which an article need not have.
"""

from collections.abc import Iterator

from whoosh import query

from searchkit.query.without import Without


def normalized(node: query.Query) -> query.Query:
    """A query of the same meaning; parts of the tree may be shared with it."""
    if isinstance(node, Without):
        wanted, unwanted = normalized(node.a), normalized(node.b)
        return wanted if query.NullQuery in (wanted, unwanted) else Without(wanted, unwanted)
    if type(node) is not query.And and type(node) is not query.Or:
        return node.normalize()
    parts: list[query.Query] = [part for part in dict.fromkeys(_parts(node)) if part is not query.NullQuery]
    if type(node) is query.And and any(map(_is_everything, parts)):
        parts = [part for part in parts if not _is_everything(part)] or [query.Every()]
    if not parts:
        return query.NullQuery
    if len(parts) > 1:
        return type(node)(parts, boost=node.boost)
    return parts[0] if node.boost == 1.0 else _boosted(parts[0], node.boost)


def _parts(node: query.And | query.Or) -> Iterator[query.Query]:
    """The parts, with those of the same kind taken apart."""
    for each in node.subqueries:
        part = each if type(each) is query.Term else normalized(each)
        if type(part) is not type(node):
            yield part
        elif part.boost == 1.0:
            yield from part.subqueries
        else:
            yield from (_boosted(inner, part.boost) for inner in part.subqueries)


def _is_everything(node: query.Query) -> bool:
    return isinstance(node, query.Every) and node.fieldname is None


def _boosted(node: query.Query, boost: float) -> query.Query:
    return node.with_boost(node.boost * boost) if hasattr(node, "boost") else node
