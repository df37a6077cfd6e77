"""What is typed as a value: dates, and numbers of words."""

import datetime as dt
import re

from searchkit.query.dates import Interval, clause_interval
from searchkit.query.nodes import WordCount
from searchkit.query.typed import DateClause

_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_DATE_WORDS = {"is": "", "aft": ">", "after": ">", "since": ">=", "bef": "<", "before": "<"}
_FIRST_WORD = re.compile(r"\A\s*(is|aft|after|since|bef|before)\s+", re.IGNORECASE)
_COMPARED = re.compile(r"\s*(>=|<=|=>|=<|>|<|=)?\s*([0-9][0-9,]{0,11})\s*")
_FROM_TO = re.compile(r"\s*([0-9]{1,9})?\s*\.\.\s*([0-9]{1,9})?\s*")
_RANGE = re.compile(r"([\[{])\s*([0-9]{1,9}|\*)\s+TO\s+([0-9]{1,9}|\*)\s*([\]}])", re.IGNORECASE)


def date_clause(name: str, value: str, now: dt.datetime) -> DateClause:
    """The clause of a value behind the name of a date's field; QueryError where it cannot be read."""
    return DateClause(clause_interval(name, value, now))


def date_function(inside: str, now: dt.datetime) -> DateClause:
    """The clause of DATE(…): `> 2006`, `aft 2006`, `is 2006-01`, several joined by `and`."""
    whole = Interval()
    for part in _AND.split(inside.strip()):
        value = _FIRST_WORD.sub(lambda word: _DATE_WORDS[word[1].lower()], part, count=1)
        whole = whole.meet(clause_interval("date", value, now))
    return DateClause(whole)


def word_count(value: str) -> WordCount | None:
    """The numbers of words that `>800`, `<= 300`, `500`, `300..800` and `[300 TO 800}` accept; None for other text."""
    least, most = 0, None
    for part in _AND.split(value.strip().strip('"')):
        found = _one_count(part)
        if found is None:
            return None
        least = max(least, found[0])
        most = min(n for n in (most, found[1]) if n is not None) if (most, found[1]) != (None, None) else None
    return WordCount(least or None, most)


def _one_count(part: str) -> tuple[int, int | None] | None:
    if found := _COMPARED.fullmatch(part):
        return _compared(found[1] or "=", int(found[2].replace(",", "")))
    if (found := _FROM_TO.fullmatch(part)) and (found[1] or found[2]):
        return int(found[1] or 0), int(found[2]) if found[2] else None
    if found := _RANGE.fullmatch(part):
        least = 0 if found[2] == "*" else int(found[2]) + (found[1] == "{")
        return least, None if found[3] == "*" else int(found[3]) - (found[4] == "}")
    return None


def _compared(sign: str, count: int) -> tuple[int, int | None]:
    match sign:
        case ">":
            return count + 1, None
        case ">=" | "=>":
            return count, None
        case "<":
            return 0, count - 1
        case "<=" | "=<":
            return 0, count
    return count, count
