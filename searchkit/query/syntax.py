"""From what was typed to a tree of query nodes that still hold the words as typed.

The tree is not analysed yet: `resolve` does that.
"""

import datetime as dt
import gc
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from whoosh import query

from searchkit.errors import QueryError
from searchkit.query.describe import describe
from searchkit.query.keywords import PLAIN_KEYWORD
from searchkit.query.leaves import Leaves
from searchkit.query.lexer import WORD
from searchkit.query.notes import Notes
from searchkit.query.parser import Parser
from searchkit.query.plain import plain_words
from searchkit.query.typed import ANY_TEXT, DateClause, Required, SavedSet, Words, has_date

__all__ = [
    "ANY_TEXT",
    "MAX_QUERY_BYTES",
    "DateClause",
    "Parsed",
    "Required",
    "SavedSet",
    "Words",
    "has_date",
    "parse",
]

MAX_QUERY_BYTES = 64 * 1024

_MIXED_CHARS = 200
_LONG = 10_000
_SIGNS = str.maketrans(
    dict.fromkeys("“”„‟«»＂", '"')
    | dict.fromkeys("‘’‚‛", "'")
    | dict(zip("：（）＝＊～＾［］｛｝＜＞＠", ":()=*~^[]{}<>@", strict=True))
    | dict.fromkeys(map(chr, range(0xD800, 0xE000)), "\ufffd")  # halves of characters, which no article has
)
_GERSHAYIM = re.compile(r'(?<=[א-ת])"(?=[א-ת])')
_SIGNED = re.compile(r'[*"():~]|\b(?:AND|OR|NOT)\b')
_QUESTION = re.compile(r"(?<=[^\s?])\?+\s*\Z")
_PLAIN = re.compile(rf'\s*+(?:(?:{WORD}|"\s*+(?:{WORD}(?:\s++|(?=")))*+")(?:\s++|\Z))*+')
_PIECE = re.compile(r'([^\s"]+)|"([^"]*)"')
_JOINTS: dict[str, type[query.And | query.Or]] = {"AND": query.And, "OR": query.Or}


@dataclass(frozen=True, slots=True)
class Parsed:
    """The tree of a query, words as typed, and what there is to say about how it was read, one line each."""

    tree: query.Query
    notes: tuple[str, ...] = ()


def parse(
    text: str,
    now: dt.datetime | None = None,
    *,
    strict: bool = False,
    max_bytes: int = MAX_QUERY_BYTES,
    sets: Mapping[str, Sequence[str]] | None = None,
    plain: bool = False,
) -> Parsed:
    """Reads a query; relative dates count from `now`, `@name` stands for the alternatives of that name in `sets`.

    If `plain`, the text is words, whatever signs and operators stand in it.

    Raises QueryError for a query of more than `max_bytes` (as UTF-8) and for a date that cannot be read; anything
    else a person may type gives a tree, at worst of its plain words, and a note. If `strict`, the first such note is
    raised as a QueryError.
    """
    _check_size(text, max_bytes)
    typed = _straight(text)
    with _uncollected(typed):
        tree = plain_words(typed) if plain else _read_plain(typed)
        if tree is not None:
            return Parsed(tree)
        notes = Notes()
        parser = Parser(Leaves(typed, now or dt.datetime.now(), notes), sets or {})
        tree = parser.read()
        if strict and (error := notes.first_mistake(text)):
            raise error
        if parser.mixed:
            read = describe(parser.mixed.node)
            read = read if len(read) <= _MIXED_CHARS else f"{read[:_MIXED_CHARS]}…"
            notes.remark(parser.mixed.start, f"AND binds tighter than OR: read as {read}")
        return Parsed(tree, notes.lines())


@contextmanager
def _uncollected(typed: str) -> Iterator[None]:
    """Python looks for garbage again and again while a long query becomes a tree: a third of the time, for none."""
    pausing = len(typed) > _LONG and gc.isenabled()
    if pausing:
        gc.disable()
    try:
        yield
    finally:
        if pausing:
            gc.enable()


def _check_size(text: str, max_bytes: int) -> None:
    size = len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
    if size > max_bytes:
        raise QueryError(
            f"the query has {size:,} bytes; the most is {max_bytes:,}: --max-query (max_query_bytes) allows more",
            query=text,
        )


def _straight(text: str) -> str:
    """The text with one kind of each sign, no longer and no shorter; the question mark of a question is gone."""
    typed = text if text.isascii() else _GERSHAYIM.sub("״", text.translate(_SIGNS))
    if "?" in typed and len(typed.split()) > 2 and not _SIGNED.search(typed):
        typed = _QUESTION.sub("", typed)
    return typed


def _read_plain(typed: str) -> Words | None:
    """The tree of plain words and quotations, bare or all joined by OR or by AND; None for anything else.

    Most queries are of this kind; reading tokens takes several times as long.
    """
    if not _PLAIN.fullmatch(typed):
        return None
    pieces = _PIECE.findall(typed)
    if any(not word and not quoted.strip() for word, quoted in pieces):
        return None
    keywords = [word for word, _ in pieces if word and PLAIN_KEYWORD.fullmatch(word)]
    if not keywords:
        return Words(_leaves(pieces))
    kind = _JOINTS.get(keywords[0])
    joints = [word for word, _ in pieces[1::2]]
    if kind is None or joints != keywords or len(set(joints)) > 1 or len(pieces) % 2 == 0:
        return None
    return Words([kind(_leaves(pieces[::2]))])


def _leaves(pieces: list[tuple[str, str]]) -> list[query.Query]:
    return [query.Term(ANY_TEXT, word) if word else _quoted(quoted.split()) for word, quoted in pieces]


def _quoted(words: list[str]) -> query.Query:
    return query.Phrase(ANY_TEXT, words) if len(words) > 1 else query.Term(ANY_TEXT, words[0])
