"""From tokens to the tree: brackets, functions and fields are kept on a stack, so that nothing typed is a recursion."""

import re
from collections.abc import Mapping, Sequence

from whoosh import query

from searchkit.query.brackets import paired
from searchkit.query.keywords import ATLEAST
from searchkit.query.leaves import Leaves
from searchkit.query.lexer import scan
from searchkit.query.nodes import AtLeast
from searchkit.query.operators import Item, Operand, joined, leading
from searchkit.query.scope import Scope
from searchkit.query.tokens import Operator, Token
from searchkit.query.typed import SavedSet, Words

Sets = Mapping[str, Sequence[str]]

MAX_HEIGHT = 150
"""Nodes stand in one another at most about so deep, as what works on a tree is recursive."""

_QUOTED = re.compile(r'(=?)"([^"]*)"')


class _Frame:
    """What stands in one pair of brackets, as far as it was read."""

    def __init__(self, scope: Scope, opening: Token | None = None) -> None:
        self.scope, self.opening = scope, opening
        self.items: list[Item] = []


class Parser:
    """Reads one query; what is mixed without brackets is kept in `mixed`, as it was read."""

    def __init__(self, leaves: Leaves, sets: Sets) -> None:
        self.leaves, self.sets = leaves, sets
        self.mixed: Operand | None = None
        self._frames = [_Frame(Scope())]

    def read(self) -> Words:
        """The tree of all that was typed."""
        for token in paired(scan(self.leaves.typed, self.leaves.notes), self.leaves.notes):
            if isinstance(token, Operator):
                self._frames[-1].items.append(token)
                if token.text == "ANDNOT":
                    self._frames[-1].items.append(token._replace(kind="not"))
            elif token.kind == "open":
                scope = self._frames[-1].scope.inside(token.field, token.function, token.suffix.boost)
                self._frames.append(_Frame(scope, token))
            elif token.kind == "close":
                self._close(token)
            else:
                self._add(self._leaf(token), token)
        whole = self._joined(self._frames[0])
        if whole is None:
            return Words([])
        return whole.node if isinstance(whole.node, Words) else Words([whole.node])

    def _close(self, closing: Token) -> None:
        frame = self._frames.pop()
        inner = self._joined(frame)
        opening = frame.opening or closing
        if closing.suffix.slop:
            self.leaves.notes.mistake(closing.start + 1, "~ and a number belong behind quotation marks", "left out")
        if inner is None:
            self.leaves.notes.mistake(opening.start, "there is nothing between the brackets", "left out")
        elif inner.height > MAX_HEIGHT:
            self.leaves.notes.mistake(opening.start, f"operators stand more than {MAX_HEIGHT} deep", "bracket left out")
            self._frames[-1].items += frame.items
        elif counted := ATLEAST.fullmatch(opening.function):
            self._add(AtLeast(inner.node, int(counted[1])), closing, inner._replace(height=inner.height + 1))
        else:
            self._add(inner.node, closing, inner)

    def _add(self, node: query.Query | None, token: Token, inner: Operand | None = None) -> None:
        if node is None:
            return
        operand = inner._replace(node=node) if inner else Operand(node, token.start)
        if token.suffix.leading:
            operand = leading(operand, token.suffix.leading)
        self._frames[-1].items.append(operand)

    def _joined(self, frame: _Frame) -> Operand | None:
        whole = joined(frame.items, self.leaves.notes)
        if self.mixed is None and whole and whole.mixed:
            self.mixed = whole
        return whole

    def _leaf(self, token: Token) -> query.Query | None:
        scope = self._frames[-1].scope.inside(token.field, "", token.suffix.boost)
        if token.kind != "set":
            return self.leaves.leaf(token, scope)
        if token.text in self.sets and scope.kind not in ("date", "count"):
            return self._saved_set(token, scope)
        self.leaves.notes.mistake(token.start, f"there is no saved set {token.text!r}")
        return self.leaves.leaf(token._replace(kind="word", text=f"@{token.text}"), scope)

    def _saved_set(self, token: Token, scope: Scope) -> query.Query | None:
        """Any of the words and phrases of the set."""
        found = []
        for alternative in self.sets[token.text]:
            quoted = _QUOTED.fullmatch(alternative)
            exact, inside = (bool(quoted[1]), quoted[2]) if quoted else (False, alternative)
            leaf = self.leaves.phrase(inside, token.start, scope, exact)
            if leaf is not None:
                found.append(leaf)
        return SavedSet(found, typed=scope.written(f"@{token.text}")) if found else None
