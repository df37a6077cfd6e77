"""The operands and operators of one pair of brackets become one node: the operators that bind tightest first."""

from collections.abc import Callable
from typing import NamedTuple

from whoosh import query

from searchkit.query.nodes import Apart, AtLeast, Leading, Near
from searchkit.query.notes import Notes
from searchkit.query.tokens import Operator, OperatorKind
from searchkit.query.typed import Required, Words

MAX_PROXIMITIES = 100
"""So deep may the operands of a proximity be, and no deeper: every level is a step of recursion later on."""


class Operand(NamedTuple):
    """A node, the offset where it starts, how many nodes in it stand in one another, and whether AND and OR stood in it
    without brackets.
    """

    node: query.Query
    start: int
    height: int = 0
    mixed: bool = False


Item = Operand | Operator


def joined(items: list[Item], notes: Notes) -> Operand | None:
    """All items as one operand; None where there is no operand among them."""
    mixed = False
    kinds = {item.kind for item in items if isinstance(item, Operator)}
    if kinds:
        for step, its_kinds in _STEPS:
            items = items if its_kinds.isdisjoint(kinds) else step(items, notes)
        with_and = _all_joined(items, "and", notes)
        with_or = _all_joined(with_and, "or", notes)
        mixed = _has_fewer_operands(with_and, items) and _has_fewer_operands(with_or, with_and)
        items = with_or
    operands = [item for item in items if isinstance(item, Operand)]
    return _joint(Words, _without_stars(operands, notes))._replace(mixed=mixed) if operands else None


def leading(operand: Operand, words: int) -> Operand:
    """The operand among the first words of a field."""
    if isinstance(operand.node, Leading) and operand.node.words:
        return operand._replace(node=Leading(operand.node.part, min(words, operand.node.words)))
    return _around(operand, Leading(operand.node, words))


def _joint(kind: type[query.And | query.Or], operands: list[Operand]) -> Operand:
    if len(operands) == 1:
        return operands[0]
    highest = max(operand.height for operand in operands)
    return Operand(kind([operand.node for operand in operands]), operands[0].start, highest + 1)


def _around(operand: Operand, node: query.Query) -> Operand:
    return operand._replace(node=node, height=operand.height + 1)


def _has_fewer_operands(items: list[Item], before: list[Item]) -> bool:
    few, many = (sum(isinstance(item, Operand) for item in each) for each in (items, before))
    return few < many


def _leading(items: list[Item], notes: Notes) -> list[Item]:
    done: list[Item] = []
    for item in items:
        if isinstance(item, Operand) or item.kind != "leading":
            done.append(item)
        elif done and isinstance(done[-1], Operand):
            done[-1] = leading(done[-1], item.times)
        else:
            _note(item, notes)
    return done


def _counted(items: list[Item], notes: Notes) -> list[Item]:
    done: list[Item] = []
    waiting: Operator | None = None
    for item in items:
        if waiting and isinstance(item, Operand):
            done.append(_around(item, AtLeast(item.node, waiting.times)))
            waiting = None
            continue
        if waiting:
            _note(waiting, notes)
        waiting = item if isinstance(item, Operator) and item.kind == "atleast" else None
        if not waiting:
            done.append(item)
    if waiting:
        _note(waiting, notes)
    return done


def _near(items: list[Item], notes: Notes) -> list[Item]:
    """Proximities from left to right, each with all before it; NOT before one belongs to it."""
    done: list[Item] = []
    at = 0
    while at < len(items):
        left, item, right = done[-1] if done else None, items[at], _at(items, at + 1)
        negated = isinstance(left, Operand) and _is(item, "not") and _is(right, "near")
        if negated and right:
            item, right, at = right, _at(items, at + 2), at + 1
        if isinstance(item, Operand) or item.kind != "near":
            done.append(item)
        elif not (isinstance(left, Operand) and isinstance(right, Operand)):
            _note(item, notes)
        elif max(left.height, right.height) < MAX_PROXIMITIES:
            done[-1] = _pair(left, right, item, negated)
            at += 1
        else:
            notes.mistake(item.start, f"more than {MAX_PROXIMITIES} proximities in a row", f"{item.text} read as AND")
            done.append(item._replace(kind="and"))
        at += 1
    return done


def _pair(left: Operand, right: Operand, operator: Operator, negated: bool) -> Operand:
    reach, ordered = operator.near
    node = (Apart if negated else Near)(left.node, right.node, reach, ordered)
    return Operand(node, left.start, max(left.height, right.height) + 1)


def _negated(items: list[Item], notes: Notes) -> list[Item]:
    """NOT and + with what is behind them; of several in a row one counts."""
    done: list[Item] = []
    waiting: list[Operator] = []
    for item in items:
        if isinstance(item, Operator) and item.kind in ("not", "plus"):
            waiting.append(item)
        elif waiting and isinstance(item, Operand):
            negative = any(operator.kind == "not" for operator in waiting)
            node = query.Not(item.node) if negative else Required([item.node])
            _note_all(waiting[1:], notes)
            done.append(_around(item, node))
            waiting = []
        else:
            _note_all(waiting, notes)
            waiting = []
            done.append(item)
    _note_all(waiting, notes)
    return done


def _all_joined(items: list[Item], kind: OperatorKind, notes: Notes) -> list[Item]:
    """Operands with operators of one kind between them become one."""
    done: list[list[Operand] | Operator] = []
    joining = False
    for place, item in enumerate(items):
        if isinstance(item, Operand):
            if joining and isinstance(done[-1], list):
                done[-1].append(item)
            else:
                done.append([item])
            joining = False
        elif item.kind != kind:
            done.append(item)
        elif done and isinstance(done[-1], list) and isinstance(_at(items, place + 1), Operand):
            joining = True
        else:
            _note(item, notes)
    node = query.And if kind == "and" else query.Or
    return [_joint(node, each) if isinstance(each, list) else each for each in done]


# What comes before AND and OR, in order, and what each step reads.
_STEPS: tuple[tuple[Callable[[list[Item], Notes], list[Item]], frozenset[OperatorKind]], ...] = (
    (_leading, frozenset({"leading"})),
    (_counted, frozenset({"atleast"})),
    (_near, frozenset({"near"})),
    (_negated, frozenset({"not", "plus"})),
)


def _without_stars(operands: list[Operand], notes: Notes) -> list[Operand]:
    """Words beside a lone star are not widened by it to all articles."""
    stars = [operand for operand in operands if _is_star(operand.node)]
    others = [operand for operand in operands if not _is_star(operand.node)]
    if not stars or all(isinstance(operand.node, query.Not) for operand in others):
        return operands
    for star in stars:
        notes.mistake(star.start, "* alone stands for any article", "left out beside words")
    return others


def _is_star(node: query.Query) -> bool:
    return isinstance(node, query.Every) and not node.fieldname


def _at(items: list[Item], place: int) -> Item | None:
    return items[place] if place < len(items) else None


def _is(item: Item | None, kind: OperatorKind) -> bool:
    return isinstance(item, Operator) and item.kind == kind


def _note_all(strays: list[Operator], notes: Notes) -> None:
    for stray in strays:
        _note(stray, notes)


def _note(stray: Operator, notes: Notes) -> None:
    notes.mistake(stray.start, f"{stray.text} has nothing to join here", "left out")
