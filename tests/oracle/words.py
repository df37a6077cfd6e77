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

    The parts of a compound one by one, or its joined spelling (of a number always that); as written its joined
    spelling in place of its first part. The last character alone of a script without spaces is no word, unless it
    is all that was typed: then it is the beginning of one.
    """
    parts, joined = [t for t in tokens if not t.whole], [t for t in tokens if t.whole]
    if parts and parts[-1].dense and len(parts[-1].term) == 1:
        if len(parts) == 1:
            yield [Wanted(parts[0].term, is_beginning=True)]
            return
        tokens = [t for t in tokens if t is not parts[-1]]
        parts.pop()
    all_of_it = parts and (parts[0].char_start, parts[-1].char_end)
    compound = [t for t in joined if (t.char_start, t.char_end) == all_of_it]
    if shapes:
        heads = {t.position for t in joined}
        written = compound or [t for t in tokens if t.whole or t.position not in heads]
        yield [Wanted(t.term, shape=_shape(shapes[0], t.form)) for t in written]
        return
    if all(t.term.isalnum() for t in compound):
        yield [Wanted(t.term) for t in parts]
    if compound:
        yield [Wanted(compound[0].term)]


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
    is_joined = token.whole and token.term.isalnum()  # a number keeps its point
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
