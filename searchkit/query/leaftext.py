"""How a leaf of the tree is typed: with its field before it, its boost behind it, its wanted case about it."""

import datetime as dt
import re
from functools import lru_cache

from whoosh import query

from searchkit.errors import QueryError
from searchkit.query.exact import ExactPhrase, ExactTerm, condition
from searchkit.query.keywords import PLAIN_KEYWORD
from searchkit.query.leaves import Leaves
from searchkit.query.lexer import WORD
from searchkit.query.nodes import Sequence, Together, WordPattern
from searchkit.query.notes import Notes
from searchkit.query.parser import Parser
from searchkit.query.scope import boosted
from searchkit.query.typed import ANY_TEXT

_PLAIN = re.compile(WORD)
_OTHER_BESIDE_OTHERS = re.compile(r"@|BUT\Z")  # a saved set where there is one of the name; BUT NOT
_LIMIT = re.compile(r'(?!(?:TO|\*)\Z)[^\s"()\[\]{}]+')


def leaf_text(node: query.Query) -> str:
    """What is typed for a leaf, "nothing" for what cannot be typed."""
    if isinstance(node, query.Every):
        return f"{node.fieldname}:*" if node.fieldname else "*"
    if isinstance(node, query.Term):
        return _word(node)
    text = _signed(node)
    return "nothing" if text is None else _about(node, text)


def _about(node: query.Query, text: str) -> str:
    """The text of a leaf with all that belongs to it."""
    first = node.parts[0] if isinstance(node, Sequence | Together) else node
    name = first.field()
    field = "" if name in (None, ANY_TEXT) else f"{name}:"
    written = f"{field}{text}{boosted(getattr(first, 'boost', 1.0))}"
    case = _case(first)
    return f"{case}({written})" if case else written


def _case(leaf: query.Query) -> str:
    shape = leaf.shapes[0] if isinstance(leaf, ExactPhrase) else getattr(leaf, "shape", None)
    return condition(shape or "")[0]


def _word(node: query.Term) -> str:
    """A word, in quotation marks where it would not be read as that without them."""
    text = _bare(node)
    if _PLAIN.fullmatch(text.removeprefix("=")) and not PLAIN_KEYWORD.fullmatch(text):
        return _about(node, text)
    sign, word = ("=", text[1:]) if isinstance(node, ExactTerm) and condition(node.shape)[1] else ("", text)
    bare, quoted = _about(node, text), _about(node, f'{sign}"{word}"')
    if not _OTHER_BESIDE_OTHERS.match(text) and _read(bare) == [node]:
        return bare
    if _read(quoted) == [node]:
        return quoted
    words = " ".join(re.findall(r"\w+", word))
    return _about(node, f'{sign}"{words}"')


@lru_cache(maxsize=64)
def _read(text: str) -> list[query.Query]:
    """What a text is read as; nothing for an error."""
    try:
        return [*Parser(Leaves(text, dt.datetime.now(), Notes()), {}).read().children()]
    except QueryError:
        return []


def _bare(part: query.Query) -> str:
    """A word as typed in a phrase."""
    if isinstance(part, WordPattern):
        return _pattern(part)
    if isinstance(part, ExactTerm):
        typed = condition(part.shape)[1]
        return f"={typed}" if typed else part.text
    return str(getattr(part, "text", part))


def _signed(node: query.Query) -> str | None:
    """A leaf of more than one word or with signs; None for what the language has no signs for."""
    match node:
        case WordPattern():
            return _pattern(node)
        case Sequence():
            return _quoted(node.parts)
        case Together():
            return f"{_quoted(node.parts)}~{node.slop}"
        case ExactPhrase():
            return f'="{" ".join(condition(shape)[1] for shape in node.shapes)}"'
        case query.Phrase():
            return f'"{" ".join(node.words)}"'
        case query.Prefix():
            return f"{node.text}*"
        case query.Wildcard():
            return str(node.text)
        case query.TermRange():
            return _range(node)
    return None


def _quoted(parts: list[query.Query]) -> str:
    if all(isinstance(part, ExactTerm) and condition(part.shape)[1] for part in parts):
        return f'="{" ".join(_bare(part)[1:] for part in parts)}"'
    return f'"{" ".join(map(_bare, parts))}"'


def _pattern(node: WordPattern) -> str:
    match node.kind:
        case "prefix":
            return f"{node.text}*"
        case "fuzzy":
            if node.prefix:
                return f"{node.text}~{node.distance}/{node.prefix}"
            return f"{node.text}~{node.distance or ''}"
        case "regex":
            return f"/{node.text}/"
    return node.text


def _range(node: query.TermRange) -> str:
    first, last = (_limit(end) for end in (node.start, node.end))
    return f"{'{' if node.startexcl else '['}{first} TO {last}{'}' if node.endexcl else ']'}"


def _limit(end: str | None) -> str:
    if end is None:
        return "*"
    return end if _LIMIT.fullmatch(end) else f'"{end}"'
