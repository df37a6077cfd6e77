"""Which bracket belongs to which; what has no partner is text."""

from collections.abc import Iterable, Iterator

from searchkit.query.notes import Notes
from searchkit.query.tokens import Lexed, Token

MAX_DEPTH = 100
"""Brackets stand in one another at most so deep."""


def paired(lexed: Iterable[Lexed], notes: Notes) -> Iterator[Lexed]:
    """The tokens without the brackets that count for nothing.

    What stands right behind a pair is known already where it opens.
    """
    tokens = list(lexed)
    partners = _partners(tokens)
    depth = 0
    for place, token in enumerate(tokens):
        if not isinstance(token, Token) or token.kind not in ("open", "close"):
            yield token
            continue
        if place not in partners:
            yield from _without_partner(token, notes)
            continue
        opens = token.kind == "open"
        depth += opens
        if depth <= MAX_DEPTH:
            # what has a partner that opens has one that closes
            yield token._replace(suffix=tokens[partners[place]].suffix) if opens else token  # type: ignore[union-attr]
        elif opens:
            notes.mistake(token.start, f"brackets stand more than {MAX_DEPTH} deep in one another", "left out")
        depth -= not opens


def _partners(tokens: list[Lexed]) -> dict[int, int]:
    """The place of the closing bracket for that of each opening one, and the other way round."""
    partners: dict[int, int] = {}
    opened: list[int] = []
    for place, token in enumerate(tokens):
        if isinstance(token, Token) and token.kind == "open":
            opened.append(place)
        elif isinstance(token, Token) and token.kind == "close" and opened:
            partners[place] = opened.pop()
            partners[partners[place]] = place
    return partners


def _without_partner(token: Token, notes: Notes) -> Iterator[Token]:
    """The words that stood before an opening one."""
    notes.mistake(token.start, "bracket without a partner")
    if token.kind == "open" and token.text:
        yield Token("word", token.start - len(token.text), token.text)
