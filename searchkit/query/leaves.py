"""From single words, phrases and values as typed to the leaves of the tree."""

import datetime as dt
import re
from dataclasses import dataclass, replace

from whoosh import query

from searchkit.analysis import fold_marks
from searchkit.errors import QueryError
from searchkit.query.exact import ExactPhrase, ExactTerm
from searchkit.query.inflection import plural_forms, singular_forms
from searchkit.query.lexer import WORD
from searchkit.query.nodes import Sequence, Together, WordPattern
from searchkit.query.notes import Notes
from searchkit.query.patterns import Pattern, pattern
from searchkit.query.regexes import refusal
from searchkit.query.scope import Scope
from searchkit.query.tokens import Token
from searchkit.query.typed import ANY_TEXT, Words
from searchkit.query.values import date_clause, date_function, word_count

_VALUES = ("date", "count")
_WORD = re.compile(r"\w+")
_PLAIN = re.compile(WORD)
_LETTER = re.compile(r"\w")
_EXACT_WORD = re.compile(r"=(?!=)(?=.*\w)")
_TAIL = re.compile(r"[^\w*]*+")
_RANGE = re.compile(
    r"""(?P<open>[\[{])\s*(?:(?!TO\s)(?P<first>"[^"]*"|[^\s"]+)\s+)?TO(?:\s+(?P<last>"[^"]*"|[^\s"]+?))?\s*(?P<close>.)"""
)


@dataclass(frozen=True, slots=True)
class Leaves:
    """Makes leaves of a query `typed`; relative dates count from `now`, what is read as text is said in `notes`."""

    typed: str
    now: dt.datetime
    notes: Notes

    def leaf(self, token: Token, scope: Scope) -> query.Query | None:
        """The leaf that an operand is; None where there is nothing to look for in it."""
        kind, start, text = token.kind, token.start, token.text
        if kind in _VALUES or scope.kind in _VALUES:
            return self._value(token, scope)
        match kind:
            case "word":
                return self._word(text, start, scope, token.exact)
            case "phrase":
                return self.phrase(text, start, scope, token.exact, token.suffix.slop)
            case "regex":
                return self._regex(text, start, scope)
        return _term_range(text, scope)

    def _word(self, typed: str, start: int, scope: Scope, exact: bool) -> query.Query | None:
        if scope.kind == "exact":
            return query.Term(scope.field, typed, boost=scope.boost) if exact else _whole(typed, scope)
        if typed in ("*", "*:*"):
            return query.Every(None if typed == "*:*" or scope.field == ANY_TEXT else scope.index_field)
        return self._part(typed, start, scope, exact) if _LETTER.search(typed) else None

    def _part(self, typed: str, start: int, scope: Scope, exact: bool) -> query.Query:
        """A word, or one in a phrase, which has a letter or digit."""
        if _PLAIN.fullmatch(typed):
            return _plain(typed, scope, exact)
        if found := pattern(typed):
            if exact:
                self.notes.mistake(start, "= says nothing before a pattern, which is of written words", "left out")
            return _pattern(found, scope)
        bare = _without_question(typed.lstrip("=-+!"))  # signs that would mean something in print
        if bare != typed:
            return self._part(bare, start, scope, exact)
        if "*" in typed:
            self.notes.mistake(start, f"{typed} is no pattern of one word")
        elif "^" in typed:
            self.notes.mistake(start, "there is no number behind ^")
        return _plain(typed, scope, exact)

    def phrase(self, inside: str, start: int, scope: Scope, exact: bool, slop: int = 0) -> query.Query | None:
        """What stands between quotation marks; one word is that word."""
        if scope.kind == "exact":
            return query.Term(scope.field, " ".join(inside.split()), boost=scope.boost)
        if _PLAIN.fullmatch(inside):
            return _plain(inside, scope, exact)
        words = [word for word in inside.split() if _LETTER.search(word)]
        if not words:
            self.notes.mistake(start, "there is no word between the quotation marks", "left out")
            return None
        words[-1] = _without_question(words[-1])
        inner = replace(scope, number="") if scope.number else scope  # only the last word is inflected
        parts = [self._phrase_part(word, start, inner, exact) for word in words[:-1]]
        last = self._phrase_part(words[-1], start, scope, exact)
        if isinstance(last, query.Or):  # it has several spellings
            return query.Or([_phrase([*parts, each], words, scope, slop) for each in last.subqueries])
        return _phrase([*parts, last], words, scope, slop)

    def _phrase_part(self, word: str, start: int, scope: Scope, exact: bool) -> query.Query:
        marked = _EXACT_WORD.match(word) is not None
        return self._part(word[marked:], start, scope, exact or marked)

    def _regex(self, expression: str, start: int, scope: Scope) -> query.Query:
        reason = refusal(expression) or refusal(fold_marks(expression.casefold()))
        if scope.kind == "exact":
            reason = f"{scope.field} has whole values and no words"
        if not reason:
            return _pattern(Pattern(expression, "regex"), scope)
        self.notes.mistake(start, f"the pattern /{expression}/ cannot be used, as {reason}")
        return _plain(f"/{expression}/", scope, False)

    def _value(self, token: Token, scope: Scope) -> query.Query | None:
        name = token.field or scope.field
        if token.kind == "count" or scope.kind == "count":
            if found := word_count(token.text):
                return found
            self.notes.mistake(token.start, f"{token.text} is no number of words (wc>800, wc:300..800)")
            words = [_plain(word, Scope(), False) for word in _WORD.findall(token.text)]
            return Words(words) if words else None
        try:
            return date_function(token.text, self.now) if token.function else date_clause(name, token.text, self.now)
        except QueryError as error:
            column = token.start + 1
            raise QueryError(f"column {column}: {error}", query=self.typed, column=column) from error


def _without_question(word: str) -> str:
    """The last word of a question without its question mark."""
    tail = _TAIL.match(word[::-1])
    cut = word.find("?", len(word) - tail.end()) if tail else -1
    return word if cut < 0 else word[:cut]


def _plain(typed: str, scope: Scope, exact: bool) -> query.Query:
    """A word without signs; where its number matters it is looked for as it is spelled in that number."""
    if not scope.number:
        if exact or scope.case:
            return ExactTerm(scope.field, typed, scope.shape(typed if exact else ""), boost=scope.boost)
        return query.Term(scope.field, typed, boost=scope.boost)
    forms = (singular_forms if scope.number == "SINGULAR" else plural_forms)(typed)
    terms = [ExactTerm(scope.field, form, scope.shape(form), boost=scope.boost) for form in forms]
    return terms[0] if len(terms) == 1 else query.Or(terms)


def _pattern(found: Pattern, scope: Scope) -> query.Query:
    shape = scope.shape("") or None
    return WordPattern(scope.field, found.text, found.kind, found.distance, found.prefix, shape, scope.boost)


def _phrase(parts: list[query.Query], words: list[str], scope: Scope, slop: int) -> query.Query:
    """The node for parts side by side, or for all of them in so narrow a place."""
    if len(parts) == 1:
        return parts[0]
    if slop:
        return Together(parts, slop)
    if all(type(part) is query.Term for part in parts):
        return query.Phrase(scope.field, words, boost=scope.boost)
    exact = [part for part in parts if isinstance(part, ExactTerm) and part.shape != scope.shape("")]
    if len(exact) == len(parts):
        texts, shapes = [part.text for part in exact], [part.shape for part in exact]
        return ExactPhrase(scope.field, texts, shapes, boost=scope.boost)
    return Sequence(parts)


def _whole(typed: str, scope: Scope) -> query.Query:
    """A value of a field that is not cut into words: its beginning, a pattern of it, or all of it."""
    if typed == "*":
        return query.Every(scope.field)
    if typed.endswith("*") and not re.search(r"[*?]", typed[:-1]):
        return query.Prefix(scope.field, typed[:-1], boost=scope.boost)
    kind = query.Wildcard if re.search(r"[*?]", typed) else query.Term
    return kind(scope.field, typed, boost=scope.boost)


def _term_range(typed: str, scope: Scope) -> query.Query:
    found = _RANGE.fullmatch(typed)
    first, last = (found["first"], found["last"]) if found else (None, None)
    ends = [None if end in (None, "*") else end.strip('"') for end in (first, last)]
    open_start, open_end = typed[0] == "{", typed[-1] == "}"
    return query.TermRange(scope.field, ends[0], ends[1], open_start, open_end, boost=scope.boost)
