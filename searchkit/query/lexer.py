"""From what was typed to tokens: one scan from left to right, in time proportional to the length."""

import re
from collections.abc import Iterator

from searchkit.fields import BY_NAME, Field
from searchkit.query.keywords import PLAIN_KEYWORD, counted, function_name, operator
from searchkit.query.notes import Notes
from searchkit.query.tokens import MAX_BOOST, Lexed, Operator, Suffix, Token

WORD = r"\w++(?:[-'’.,&@]\w++)*+"
"""A word that needs no closer look."""

_SPACE = re.compile(r"\s*+")
_PLAIN = re.compile(rf"{WORD}(?=[\s)]|\Z)")
_SIGN = re.compile(r"[-+!](?=[^\s\-+!)])")
_NAME = re.compile(r"([A-Za-z_]\w*+)(?:([:=])|(?=[<>]))")
_VALUE = re.compile(r'[\[{][^\]}]{0,80}+[\]}]|"[^"]{0,80}+"|[^\s()"\[\]{}]++')
_EXACT = re.compile(r"=(?=[^\s=()])")
_PHRASE = re.compile(r'"([^"]*+)"')
_CHUNK = re.compile(r'(?:[^\s()"]|(?<=\w)")*+')
_END = r"(?=[\s)^]|\Z)"
_LIMIT = r'(?:"[^"]{0,100}+"|[^\s"()\[\]{}]{1,100}+)'
_SPECIAL = re.compile(
    rf"""
    /[Ff](?P<leading>[0-9]++)/{_END}
  | /(?P<regex>[^\s/]{{1,200}}+)/{_END}
  | (?P<range>[\[{{]\s{{0,9}}(?:(?!TO\s){_LIMIT}\s{{1,9}})?TO(?:\s{{1,9}}{_LIMIT})?\s{{0,9}}[\]}}])
  | @(?P<set>\w[^\s()"^/~]*+)
  | (?P<call>(?i:date|length)\([^()]{{1,200}}+\))
  | (?P<open>(?:[A-Za-z]\w*+)?+\()
  | (?P<close>\))
    """,
    re.VERBOSE,
)
_BOOST = r"\^([0-9]{1,7}(?:\.[0-9]{1,6})?|\.[0-9]{1,6})"
_SUFFIX = re.compile(rf"/[Ff]([0-9]{{1,9}})/|{_BOOST}|~([0-9]{{1,9}})")
_LAST_SUFFIX = re.compile(rf"(?:/[Ff]([0-9]{{1,9}})/|{_BOOST})\Z")
_LONGEST_SUFFIX = 16
_PLURAL_ENDING = re.compile(r"\((?:s|es|ies)\)")  # "the author(s)" calls no function
_LONE_SIGN = re.compile(r"[-+=~@^]")
_UNPAIRED = "quotation mark without a partner"
_INCHES = "″"
_BUT_NOT = re.compile(r"\s++NOT(?=[\s(])")


def scan(text: str, notes: Notes) -> Iterator[Lexed]:
    """The tokens of a query, in order."""
    return _Scan(text, notes).tokens()


class _Scan:
    """A text, and how far it has been read."""

    def __init__(self, text: str, notes: Notes) -> None:
        self.text, self.notes, self.at = text, notes, 0
        self.or_seen = False

    def tokens(self) -> Iterator[Lexed]:
        """All that are left."""
        text, plain = self.text, _PLAIN.match
        while (start := self._end_of_space()) < len(text):
            self.at = start
            if found := plain(text, start):
                self.at = found.end()
                yield self._word(start, found[0])
            elif found := _SIGN.match(text, start):
                self.at = start + 1
                yield Operator("plus" if found[0] == "+" else "not", start, found[0])
                yield self._operand()
            else:
                yield self._operand()

    def _end_of_space(self) -> int:
        found = _SPACE.match(self.text, self.at)
        return found.end() if found else self.at

    def _word(self, start: int, word: str) -> Lexed:
        """A plain word, which may be an operator."""
        if not PLAIN_KEYWORD.fullmatch(word):
            return Token("word", start, word)
        if word == "or":
            self._note_or(start)
        if word == "BUT" and _BUT_NOT.match(self.text, self.at):
            return Operator("and", start, word)
        return operator(word, start, self.notes) or Token("word", start, word)

    def _note_or(self, start: int) -> None:
        if not self.or_seen and start and self.text[self.at :].strip():
            self.notes.remark(start, "or is a word here: OR joins only in capitals")
        self.or_seen = True

    def _operand(self) -> Lexed:
        """What begins here, with the names of fields before it."""
        start, name = self.at, ""
        while found := _NAME.match(self.text, self.at):
            field = BY_NAME.get(found[1].lower())
            if field is None or not (found[2] or field.kind in ("date", "count")):
                self._note_name(found, field)
                break
            following = self.text[found.end() : found.end() + 1]
            if not following.strip() or following == ")":
                self.notes.mistake(found.start(), f"{found[0]} has nothing behind it")
                self.at = start
                return self._chunk(start, "", exact=False)
            self.at, name = found.end(), field.name
            if field.kind in ("date", "count") and (value := _VALUE.match(self.text, self.at)):
                self.at = value.end()
                return Token("date" if field.kind == "date" else "count", start, value[0], name)
        return self._body(start, name)

    def _note_name(self, found: re.Match[str], field: Field | None) -> None:
        following = self.text[found.end() : found.end() + 1]
        if field is None and found[2] == ":" and following.strip() and following not in "/\\)":
            self.notes.mistake(found.start(), f"there is no field {found[1]!r}")

    def _body(self, start: int, field: str) -> Lexed:
        """What stands behind the names: signs tell what it is."""
        exact = _EXACT.match(self.text, self.at) is not None
        self.at += exact
        if self.text[self.at] == '"':
            return self._phrase(start, field, exact)
        special = None if exact else _SPECIAL.match(self.text, self.at)
        if not special:
            return self._chunk(start, field, exact)
        if special["open"]:
            return self._open(start, field, special)
        if special["leading"] and not field:
            return self._leading(start, special)
        return self._enclosed(start, field, special)

    def _phrase(self, start: int, field: str, exact: bool) -> Lexed:
        """What is in quotation marks; behind one without a partner stand words, of a whole value as they are."""
        if found := _PHRASE.match(self.text, self.at):
            self.at = found.end()
            return Token("phrase", start, found[1], field, exact, suffix=self._suffix())
        self.notes.mistake(self.at, _UNPAIRED)
        self.at += 1
        return self._chunk(start, field, exact=_is_whole(field))

    def _open(self, start: int, field: str, found: re.Match[str]) -> Lexed:
        """A bracket, with the function it is of; any other word before it is a word."""
        word = found["open"][:-1]
        function = function_name(word) if word else ""
        if function.startswith("ATLEAST") and not counted(function[7:], word, start, self.notes):
            function = ""
        if word and (not function or _PLURAL_ENDING.match(self.text, found.end() - 1)):
            self.at = found.end() - 1
            return Token("word", start, word, field) if field else self._word(start, word)
        self.at = found.end()
        return Token("open", self.at - 1, self.text[start : self.at - 1], field, function=function)

    def _leading(self, start: int, found: re.Match[str]) -> Lexed:
        count = counted(found["leading"], found[0], start, self.notes)
        self.at = found.end()
        return Operator("leading", start, found[0], times=count) if count else Token("word", start, found[0])

    def _enclosed(self, start: int, field: str, found: re.Match[str]) -> Token:
        self.at = found.end()
        if call := found["call"]:
            name, _, inside = call[:-1].partition("(")
            named = BY_NAME[name.lower()]
            return Token("date" if named.kind == "date" else "count", start, inside, named.name, function=name)
        if found["close"]:
            return Token("close", start, ")", suffix=self._suffix())
        if text := found["set"]:
            return Token("set", start, text, field, suffix=self._suffix())
        if text := found["range"]:
            return Token("range", start, text, field, suffix=self._suffix())
        return Token("regex", start, found[0][1:-1], field, suffix=self._suffix())

    def _suffix(self) -> Suffix:
        """All that stands right behind a closing sign."""
        suffix = Suffix()
        while found := _SUFFIX.match(self.text, self.at):
            leading, boost, slop = found.groups()
            wanted = leading or (slop if int(slop or 0) else None)
            count = counted(wanted, found[0], self.at, self.notes) if wanted else 0
            suffix = _with(suffix, leading and count, boost, slop and count)
            self.at = found.end()
        return suffix

    def _chunk(self, start: int, field: str, exact: bool) -> Lexed:
        """A word with any signs in it, up to the next space or bracket."""
        found = _CHUNK.match(self.text, self.at)
        first, word = self.at, found[0] if found else ""
        self.at += len(word)
        word = self._without_quotes(first, word)
        if first == start and (token := operator(word, start, self.notes)):
            return token
        word, suffix = self._parted(word, first, _is_whole(field))
        return Token("word", start, word, field, exact, suffix=suffix)

    def _without_quotes(self, start: int, word: str) -> str:
        """A word whose quotation marks can be taken for none."""
        if _LONE_SIGN.fullmatch(word):
            self.notes.mistake(start, f"{word} stands alone")
        elif (quote := word.find('"')) >= 0:
            self.notes.mistake(start + quote, _UNPAIRED)
            return word.rstrip('"').replace('"', _INCHES)
        return word

    def _parted(self, word: str, start: int, whole: bool) -> tuple[str, Suffix]:
        """A word and what stands right behind it; of a whole value only a boost does."""
        suffix, end = Suffix(), len(word)
        while found := _LAST_SUFFIX.search(word, max(1, end - _LONGEST_SUFFIX), end):
            leading, boost = found.groups()
            if leading and (whole or not counted(leading, found[0], start + found.start(), self.notes)):
                break
            suffix = _with(suffix, leading, boost, None)
            end = found.start()
        return word[:end], suffix


def _is_whole(field: str) -> bool:
    return bool(field) and BY_NAME[field].kind == "exact"


def _with(suffix: Suffix, leading: str | int | None, boost: str | None, slop: str | int | None) -> Suffix:
    if boost:
        return suffix._replace(boost=min(suffix.boost * float(boost), MAX_BOOST))
    return suffix._replace(leading=int(leading)) if leading else suffix._replace(slop=int(slop or 0))
