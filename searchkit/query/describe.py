"""A query printed back as it was understood."""

from whoosh import query

from searchkit.query.exact import ExactPhrase, ExactTerm
from searchkit.query.syntax import ANY_TEXT, DateClause, Required, Words


def describe(node: query.Query) -> str:
    """One line in the query language that means the same; every operator that was implied is written."""
    return _print(node, top=True)


def _print(node: query.Query, top: bool = False) -> str:
    match node:
        case Required():
            return "+" + " ".join(_print(child) for child in node.subqueries)
        case Words() | query.And() | query.Or():
            joint = " OR " if isinstance(node, query.Or) else " AND "
            text = joint.join(_print(child) for child in node.subqueries)
            return text if top or len(node.subqueries) < 2 else f"({text})"
        case query.Not():
            return f"NOT {_print(node.query)}"
        case query.AndNot():
            return f"({_print(node.a)} AND NOT {_print(node.b)})"
        case query.AndMaybe() | query.Require():
            return f"({_print(node.a)} {type(node).__name__.upper()} {_print(node.b)})"
        case DateClause():
            return f"date:{node.interval}"
    return _leaf(node)


def _leaf(node: query.Query) -> str:
    name = node.field()
    field = "" if name in (None, ANY_TEXT) else f"{name}:"
    weight = getattr(node, "boost", 1.0)
    boost = f"^{weight:g}" if weight != 1.0 else ""
    match node:
        case ExactTerm():
            return f"{field}={node.shape}{boost}"
        case query.Phrase():
            sign, words = ("=", node.shapes) if isinstance(node, ExactPhrase) else ("", node.words)
            slop = f"~{node.slop}" if node.slop != 1 else ""
            return f'{field}{sign}"{" ".join(words)}"{slop}{boost}'
        case query.Prefix():
            return f"{field}{node.text}*{boost}"
        case query.FuzzyTerm():
            return f"{field}{node.text}~{node.maxdist or ''}{boost}"
        case query.TermRange():
            first, last = "{" if node.startexcl else "[", "}" if node.endexcl else "]"
            return f"{field}{first}{node.start or '*'} TO {node.end or '*'}{last}{boost}"
        case query.Every():
            return f"{field or '*:'}*"
        case query.Term() | query.Wildcard():
            return f"{field}{node.text}{boost}"
    return "nothing"
