"""Query trees without nesting, repetition and empty parts: what Whoosh's `normalize` gives, without its deep copies."""

from whoosh import query


def normalized(node: query.Query) -> query.Query:
    """What `node.normalize()` is equal to; parts of the tree may be shared with it."""
    if type(node) is not query.And and type(node) is not query.Or:
        return _by_whoosh(node)
    parts = _parts(node)
    if parts is None:
        return _by_whoosh(node)
    kept = [part for part in dict.fromkeys(parts) if part is not query.NullQuery]
    if not kept:
        return query.NullQuery
    return type(node)(kept) if len(kept) > 1 else kept[0]


def _parts(node: query.And | query.Or) -> list[query.Query] | None:
    """The parts, with those of the same kind taken apart; None where they need more than that."""
    if node.boost != 1.0:
        return None
    parts: list[query.Query] = []
    for each in node.subqueries:
        part = each if type(each) is query.Term else normalized(each)
        if not isinstance(part, type(node)):
            parts.append(part)
        elif type(part) is type(node) and part.boost == 1.0:
            parts += part.subqueries
        else:
            return None
    return None if any(isinstance(part, _SWALLOWING) for part in parts) else parts


_SWALLOWING = (query.Every, query.TermRange, query.NumericRange)  # or they join others of their kind


def _by_whoosh(node: query.Query) -> query.Query:
    return node.normalize()
