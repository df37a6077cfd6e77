"""Which words are meant: the spellings of what was typed, and patterns of written words."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from whoosh import query

from searchkit.analysis import Token, fold_marks
from searchkit.analysis.tokens import JOINERS
from searchkit.query.exact import accepts
from searchkit.query.nodes import WordPattern


class Wanted(NamedTuple):
    """A term, or the beginning of one; and how it must be written, if that counts."""

    term: str
    is_beginning: bool = False
    shape: str | None = None

    def is_met_by(self, token: Token) -> bool:
        """Whether it is this word."""
        same = token.term.startswith(self.term) if self.is_beginning else token.term == self.term
        return same and (self.shape is None or accepts(self.shape, token.form))


def spellings(tokens: list[Token], shapes: Sequence[str]) -> Iterator[list[Wanted]]:
    """The terms that may stand side by side for what was typed; as written if it has shapes.

    The parts of all compounds one by one, or the joined spelling of each (of a number, and as written, always that).
    The last character alone of a script without spaces is no word, unless it is all that was typed: then it is the
    beginning of one.
    """
    if tokens and tokens[-1].dense and len(tokens[-1].term) == 1:
        if len(tokens) == 1:
            yield [Wanted(tokens[0].term, is_beginning=True)]
            return
        tokens = tokens[:-1]
    joined = [t for t in tokens if t.whole]
    numbers = [t for t in joined if _is_number(t)]
    if shapes:
        yield [Wanted(t.term, shape=_shape(shapes[0], t.form)) for t in _with(joined, tokens)]
        return
    yield [Wanted(t.term) for t in _with(joined, tokens)]
    if numbers != joined:
        yield [Wanted(t.term) for t in _with(numbers, tokens)]


def _with(joined: Sequence[Token], tokens: Sequence[Token]) -> list[Token]:
    """Some compounds, and the words that are no parts of them."""
    covered = {at for whole in joined for at in range(whole.char_start, whole.char_end)}
    return [t for t in tokens if t in joined or (not t.whole and t.char_start not in covered)]


def _is_number(token: Token) -> bool:
    """Whether a compound keeps its points."""
    return token.whole and ("." in token.term or "," in token.term)


def _shape(typed: str, form: str) -> str:
    """The shape of one word: as typed, or a condition on its case, or both."""
    condition = re.fullmatch(r"((?:ALL|NO)?CAPS)\((.*)\)", typed)
    if condition is None:
        return form
    return f"{condition[1]}({form})" if condition[2] else typed


def in_range(leaf: query.TermRange, term: str) -> bool:
    """Whether a term lies between two, both as typed but for case and accents."""
    first, last = fold_marks((leaf.start or "").casefold()), fold_marks((leaf.end or "").casefold())
    above = term > first or (term == first and not leaf.startexcl)
    return above and (not last or term < last or (term == last and not leaf.endexcl))


def _folded(written: str) -> str:
    return fold_marks(unicodedata.normalize("NFKC", written).casefold())


def fits(leaf: WordPattern, token: Token) -> bool:
    """Whether a word is written as a pattern says; a compound as it is written or as it is joined."""
    if leaf.shape is not None and not accepts(leaf.shape, token.form):
        return False
    is_joined = token.whole and not _is_number(token)
    joined = re.sub(f"[{JOINERS}]", "", token.form) if is_joined else token.form
    return any(_matches(leaf, _folded(spelling)) for spelling in (token.form, joined))


def _matches(leaf: WordPattern, word: str) -> bool:
    text = leaf.text if leaf.kind == "regex" else _folded(leaf.text)
    match leaf.kind:
        case "prefix":
            return word.startswith(text)
        case "wildcard":
            signs = {"*": ".*", "?": "."}
            return bool(re.fullmatch("".join(signs.get(char, re.escape(char)) for char in text), word, re.DOTALL))
        case "regex":
            return bool(re.fullmatch(text, word))
    right = leaf.prefix or 1
    return word[:right] == text[:right] and _distance(text, word) <= (leaf.distance or (1 if len(text) < 6 else 2))


@cache
def _distance(a: str, b: str) -> int:
    """Levenshtein's: letters put in, left out or changed."""
    if not a or not b:
        return len(a) + len(b)
    return min(_distance(a[1:], b) + 1, _distance(a, b[1:]) + 1, _distance(a[1:], b[1:]) + (a[0] != b[0]))
