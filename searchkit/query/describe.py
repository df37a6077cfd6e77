"""A query printed back as it was understood."""

from whoosh import query

from searchkit.query.leaftext import leaf_text
from searchkit.query.nodes import Apart, AtLeast, Leading, Near, Reach, Sequence, Together, WordCount
from searchkit.query.typed import DateClause, Required, SavedSet, Words

_UNITS: dict[Reach, str] = {"sentence": "S", "paragraph": "P", "field": "SEG"}
_WORDS = (query.Term, query.Phrase, Sequence, Together)


def describe(node: query.Query) -> str:
    """One line in the query language that means the same; every operator that was implied is written."""
    return _print(node, top=True)


def _print(node: query.Query, top: bool = False) -> str:
    match node:
        case Required():
            return "+" + " ".join(map(_signless, node.subqueries))
        case SavedSet() if node.typed:
            return node.typed
        case Words() | query.And() | query.Or():
            return _joined(node, top)
        case query.Not():
            return f"NOT {_signless(node.query)}"
        case Near() | Apart():
            return f"({_signless(node.a)} {_proximity(node)} {_signless(node.b)})"
        case AtLeast():
            return f"ATLEAST{node.count}({_print(node.part, top=True)})"
        case Leading():
            return f"{_operand(node.part)}/F{node.words}/" if node.words else f"LEAD({_print(node.part, top=True)})"
        case DateClause():
            return f"date:{node.interval}"
        case WordCount():
            return _word_count(node)
    return leaf_text(node)


def _joined(node: query.And | query.Or, top: bool) -> str:
    if top and len(node.subqueries) == 1 and isinstance(node.subqueries[0], query.And):
        return _joined(node.subqueries[0], top)
    joint = " OR " if isinstance(node, query.Or) else " AND "
    text = joint.join(map(_print, node.subqueries)) or "nothing"
    return text if top or len(node.subqueries) < 2 else f"({text})"


def _proximity(node: Near | Apart) -> str:
    sign = "PRE" if node.ordered else "W"
    return f"{'NOT ' if isinstance(node, Apart) else ''}{sign}/{_UNITS.get(node.reach, node.reach)}"


def _signless(node: query.Query) -> str:
    """In brackets where it begins with a sign of its own."""
    text = _print(node)
    return f"({text})" if isinstance(node, query.Not | Required) else text


def _operand(node: query.Query) -> str:
    """In brackets where what is written behind it would else belong to a part of it."""
    text = _print(node)
    bare = text.isalnum() or (isinstance(node, _WORDS) and text[-1] in ')"')
    return text if bare else f"({_print(node, top=True)})"


def _word_count(node: WordCount) -> str:
    least, most = node.least or 0, node.most
    if most is None:
        return f"wc>{least - 1}" if least else "wc>=0"
    if not least:
        return f"wc<{most + 1}"
    return f"wc:{least}..{most}" if most >= 0 else f"wc:[{least} TO {most + 1}}}"
