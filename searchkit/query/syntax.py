"""From what was typed to a tree of Whoosh query nodes that still hold the words as typed.

Whoosh's own parser does the reading, with its plugins set so that news text survives them. The tree is
not analysed yet: `resolve` does that.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from whoosh import qparser, query
from whoosh.qparser import plugins, syntax

from searchkit.errors import QueryError
from searchkit.fields import BY_NAME
from searchkit.query.dates import Interval, clause_interval
from searchkit.query.exact import ExactPhrase, ExactTerm

MAX_QUERY_CHARS = 4096
"""Whoosh's parser takes quadratic time on some inputs (78 s on 100,000 characters, 0.2 s on this many)."""

ANY_TEXT = "*"
"""Field name of a word typed without a field."""

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"') | dict.fromkeys("‘’‚‛", "'") | {"：": ":", "（": "(", "）": ")"})
_WORD_START = r"(?:^|(?<=[\s(]))"
_QUESTION = re.compile(r"(?<=\w)\?+\s*$")
_DATE_NAMES = [name for name, field in BY_NAME.items() if field.kind == "date"]
_FIELD_NAMES = [name for name, field in BY_NAME.items() if field.kind != "date"]
_LONGEST_BEFORE = max(map(len, _FIELD_NAMES)) + 3  # a field's name, its colon, a sign and a space
_LOOKS_LIKE_FIELD = re.compile(rf"{_WORD_START}[-+(]*(?P<name>[A-Za-z_]\w*):(?=[^\s/])")

_WORD = r"\w++(?:[-'’.,&@]\w++)*+"  # no plugin looks at these
_PLAIN = re.compile(rf'\s*+(?:(?:{_WORD}|"\s*+(?:{_WORD}(?:\s++|(?=")))*+")(?:\s++|\Z))*+')
_PIECE = re.compile(r'([^\s"]+)|"([^"]*)"')
_OPERATORS = frozenset("AND OR NOT ANDNOT ANDMAYBE REQUIRE TO".split())
_JOINTS: dict[str, type[query.And | query.Or]] = {"AND": query.And, "OR": query.Or}


class Words(query.And):
    """Words side by side with no operator between them: all are wanted, and may be relaxed to any."""


class Required(query.Or):
    """What stood behind a plus: wanted even where the words beside it are relaxed."""


class DateClause(query.Query):
    """A date clause, resolved to its interval."""

    def __init__(self, interval: Interval) -> None:
        self.interval = interval

    def field(self) -> str:
        """The index field it is about."""
        return "date"


def has_date(tree: query.Query) -> bool:
    """Whether a date clause stands anywhere in a parsed query."""
    return any(isinstance(leaf, DateClause) for leaf in tree.leaves())


class _WordsGroup(syntax.GroupNode):  # no AndGroup: AND would merge its words into itself
    qclass = Words


class _RequiredGroup(syntax.GroupNode):
    qclass = Required


class _DateNode(syntax.SyntaxNode):
    has_boost = True

    def __init__(self, interval: Interval) -> None:
        self.interval = interval
        self.boost = 1.0

    def r(self) -> str:
        return f"date:{self.interval}"

    def query(self, parser: qparser.QueryParser) -> query.Query:
        return DateClause(self.interval)


class _DatePlugin(plugins.TaggingPlugin):
    """Takes date clauses before any other plugin sees them: Whoosh reads some of them as a whole year."""

    expr = re.compile(
        rf'(?<!\w)(?P<name>{"|".join(_DATE_NAMES)}):(?P<value>[\[{{][^\]}}]*[\]}}]|"[^"]*"|[^\s()"\[\]{{}}]+)'
    )
    priority = -20

    def __init__(self) -> None:
        super().__init__()

    def create(self, parser: "_Parser", match: re.Match[str]) -> syntax.SyntaxNode:
        return _DateNode(clause_interval(BY_NAME[match["name"]].name, match["value"], parser.now))


class _ExactNode(syntax.TextNode):
    """A word, or words in quotation marks, behind an equals sign."""

    def __init__(self, text: str, words: list[str] | None, slop: int) -> None:
        super().__init__(text)
        self.words = words
        self.slop = slop

    def query(self, parser: qparser.QueryParser) -> query.Query:
        name: str = self.fieldname or ANY_TEXT
        if self.words is None:
            return ExactTerm(name, self.text, self.text, boost=self.boost)
        return ExactPhrase(name, self.words, list(self.words), slop=self.slop, boost=self.boost)


class _ExactPlugin(plugins.TaggingPlugin):
    """`=US` and `="Wheat Board"`, at the start of a word or right behind a field's name."""

    expr = re.compile(
        r"""=(?:"(?P<phrase>[^"]*)"(?:~(?P<slop>[1-9]\d{0,8}))?|(?P<word>[^\s()"=^~*?][^\s()"^~*?]*))""", re.VERBOSE
    )
    before = re.compile(rf"[\s(][-+]?(?:(?:{'|'.join(_FIELD_NAMES)}):)?\Z")
    priority = -10

    def __init__(self) -> None:
        super().__init__()

    def match(self, parser: qparser.QueryParser, text: str, pos: int) -> syntax.SyntaxNode | None:
        """None where the sign stands inside a word or alone."""
        if text[pos] != "=" or not self.before.search((" " + text[:pos])[-_LONGEST_BEFORE:]):
            return None
        node: syntax.SyntaxNode | None = super().match(parser, text, pos)
        return node

    def create(self, parser: qparser.QueryParser, match: re.Match[str]) -> syntax.SyntaxNode:
        if match["word"] is not None:
            return _ExactNode(match["word"], None, 1)
        return _ExactNode(match["phrase"], match["phrase"].split(), int(match["slop"] or 1))


class _FuzzyPlugin(plugins.FuzzyTermPlugin):
    """`word~` without a number gets distance 0, which `resolve` turns into one that suits the word."""

    def __init__(self) -> None:
        super().__init__()

    def create(self, parser: qparser.QueryParser, match: re.Match[str]) -> syntax.SyntaxNode:
        node: syntax.SyntaxNode = plugins.FuzzyTermPlugin.FuzzinessNode(
            int(match["maxdist"] or 0), int(match["prefix"] or 0), match[0]
        )
        return node


class _Parser(qparser.QueryParser):
    """Whoosh's parser, set for news text: no schema, so that words stay as typed."""

    def __init__(self, now: dt.datetime) -> None:
        self.now = now
        plus: Any = plugins.OperatorsPlugin.OpTagger
        operators = plugins.OperatorsPlugin(
            ops=[(plus(rf"{_WORD_START}\+(?=[^\s+])", _RequiredGroup, syntax.PrefixOperator), 0)],
            And=r"(?<=\s)(?:AND|&&)(?=\s)",
            Or=r"(?<=\s)(?:OR|\|\|)(?=\s)",
            Not=rf"{_WORD_START}(?:NOT(?=\s)|-(?=[^\s-]))",
        )
        chosen: list[Any] = [
            _DatePlugin(),
            _ExactPlugin(),
            plugins.FieldsPlugin(rf"(?<!\w)(?P<text>{'|'.join(_FIELD_NAMES)}):(?=\S)", remove_unknown=False),
            plugins.WildcardPlugin(),
            plugins.PhrasePlugin(),
            plugins.RangePlugin(),
            plugins.GroupPlugin(),
            operators,
            plugins.BoostPlugin(),
            plugins.EveryPlugin(),
            _FuzzyPlugin(),
        ]
        super().__init__(ANY_TEXT, None, group=_WordsGroup, plugins=chosen)


@dataclass(frozen=True, slots=True)
class Parsed:
    """The tree of a query, words as typed, and what had to be read as plain text."""

    tree: query.Query
    notes: tuple[str, ...] = ()


def parse(text: str, now: dt.datetime | None = None) -> Parsed:
    """Reads a query; relative dates count from `now`.

    Raises QueryError for a query over MAX_QUERY_CHARS and for a date that cannot be read; anything
    else a person may type gives a tree, at worst of its plain words.
    """
    if len(text) > MAX_QUERY_CHARS:
        raise QueryError(f"the query has {len(text):,} characters; the most is {MAX_QUERY_CHARS:,}")
    typed = text.translate(_QUOTES)
    if len(typed.split()) > 2 and not re.search(r"[*\"():~]", typed):
        typed = _QUESTION.sub("", typed)  # the question mark of a question, not a wildcard
    if (plain := _read_plain(typed)) is not None:
        return Parsed(plain)
    notes = tuple(_notes(typed))
    try:
        return Parsed(_Parser(now or dt.datetime.now()).parse(typed, normalize=False), notes)
    except QueryError:
        raise
    except Exception:  # Whoosh's parser gives up in many ways; a person's words are still an answer
        return Parsed(_plain(typed), (*notes, "the operators could not be read: searched for the words alone"))


def _read_plain(typed: str) -> query.Query | None:
    """The tree of plain words and quotations, bare or all joined by OR or by AND; None for anything else.

    The parser, whose plugins would not look at any of it, takes twenty times as long.
    """
    if not _PLAIN.fullmatch(typed):
        return None
    pieces = _PIECE.findall(typed)
    operators = [word for word in typed.split() if word in _OPERATORS]
    if not operators:
        return Words(_leaves(pieces)) if pieces else None
    joints = [word for word, _ in pieces[1::2]]
    kind = _JOINTS.get(operators[0])
    if kind is None or joints != operators or len(set(joints)) > 1 or len(pieces) % 2 == 0:
        return None
    return Words([kind(_leaves(pieces[::2]))])


def _leaves(pieces: list[tuple[str, str]]) -> list[query.Query]:
    return [query.Term(ANY_TEXT, word) if word else query.Phrase(ANY_TEXT, quoted.split()) for word, quoted in pieces]


def _plain(text: str) -> query.Query:
    return Words([query.Term(ANY_TEXT, word) for word in re.findall(r"\w+", text)])


def _notes(text: str) -> Iterator[str]:
    for match in _LOOKS_LIKE_FIELD.finditer(text):
        if match["name"] not in BY_NAME:
            yield f"column {match.start('name') + 1}: there is no field {match['name']!r}: read as text"
    if text.count('"') % 2:
        column = text.rindex('"') + 1
        yield f"column {column}: quotation mark without a partner: read as text"
    if text.count("(") != text.count(")"):
        column = (text.rindex("(") if text.count("(") > text.count(")") else text.rindex(")")) + 1
        yield f"column {column}: bracket without a partner: read as text"
