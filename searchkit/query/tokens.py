"""What the lexer makes of what was typed: operands and operators, each with the offset where it starts."""

from typing import Literal, NamedTuple

from searchkit.query.nodes import Reach

TokenKind = Literal["word", "phrase", "regex", "range", "set", "date", "count", "open", "close"]
OperatorKind = Literal["and", "or", "not", "plus", "near", "atleast", "leading"]

MAX_COUNT = 1_000_000
"""The largest distance, number of times or number of words that can be asked for."""

MAX_BOOST = 1e6


class Nearness(NamedTuple):
    """What a proximity operator asks for."""

    reach: Reach
    ordered: bool = False


class Operator(NamedTuple):
    """What does something to the operands beside it; `times` is the number of ATLEASTn and /Fn/."""

    kind: OperatorKind
    start: int
    text: str
    near: Nearness = Nearness(1)
    times: int = 0


class Suffix(NamedTuple):
    """What stands right behind an operand: `^2`, `~3`, `/F50/`; 0 where there is no such."""

    boost: float = 1.0
    slop: int = 0
    leading: int = 0


class Token(NamedTuple):
    """An operand, or the beginning or end of one; `text` is what stands inside its signs.

    `field` is the field named before it, `function` the function in capitals whose bracket it opens ("" for none).
    """

    kind: TokenKind
    start: int
    text: str
    field: str = ""
    exact: bool = False
    function: str = ""
    suffix: Suffix = Suffix()


Lexed = Token | Operator
