"""Comparing parsed trees: AND that was implied is AND, and brackets that change nothing do not count."""

from whoosh import query

from searchkit.query.syntax import Required, SavedSet


def plain(node: query.Query) -> query.Query:
    """The tree without nesting of a kind in itself; words side by side are joined by AND."""
    if node.is_leaf() or isinstance(node, SavedSet):
        return node
    if not isinstance(node, query.And | query.Or) or isinstance(node, Required):
        return node.apply(plain)
    kind = query.Or if isinstance(node, query.Or) else query.And
    parts: list[query.Query] = []
    for part in map(plain, node.subqueries):
        parts += part.subqueries if type(part) is kind else [part]
    return parts[0] if len(parts) == 1 else kind(parts)
