"""Reads JSON and JSON lines of any length as a stream of records."""

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any

from searchkit.model import Article, Rejected
from searchkit.sources.base import BAD_RECORD, DAMAGED, NO_TEXT, TOO_LARGE, Source
from searchkit.sources.decode import PREFIX_BYTES, LineDecoder, text_lines
from searchkit.sources.mapping import article_of

WRAPPER_FACTOR = 10
"""An object that is no record but holds a list of them may be this many times max_article_bytes."""

_WRAPPERS = ("articles", "results", "docs", "items", "item", "stories", "hits", "response", "data", "news", "feed")
# An object with one of these is a record, whatever lists it holds.
_BODIES = frozenset(("body", "text", "content", "contents", "articleBody", "article_body", "body_text", "maintext"))
_WRAPPER_DEPTH = 3
_CHUNK_BYTES = 1 << 16
_RESYNC_TRIES = 10
_LINE_START = 200

_SPACE = re.compile(r"[\s\x1e\ufeff]*")
_SEPARATORS = re.compile(r"[\s,\x1e\ufeff]*")
_BRACKET = re.compile(r'["{}\[\]]|\\.', re.DOTALL)
_DECODER = json.JSONDecoder(strict=False)

Result = Iterator[Article | Rejected]


def read(source: Source) -> Result:
    """The articles in JSON lines, one object, an array, objects one after another, or a wrapper around a list.

    Records of JSON lines are numbered by the line they stand on, other records by their order, from 1.
    Memory holds one record (at most max_article_bytes), of a wrapper object ten times that.
    """
    limit = source.options.max_article_bytes
    prefix = source.stream.read(PREFIX_BYTES)
    if b"\n" not in prefix:
        prefix += source.stream.readline(limit)
    encoding = LineDecoder(prefix, forced=source.options.encoding).encoding
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    head = decoder.decode(prefix)
    if _is_lines(head):
        return _read_lines(source, prefix)
    return _Scanner(source, head, decoder).read()


def _is_lines(head: str) -> bool:
    """Whether each line is a record, told by the first line that is not blank."""
    start = _SPACE.match(head)
    line, newline, rest = head[start.end() if start else 0 :].partition("\n")
    if not line.startswith("{"):
        return bool(line) and not line.startswith("[")
    try:
        value, end = _DECODER.raw_decode(line)
    except json.JSONDecodeError as error:
        unfinished = error.pos >= len(line.rstrip()) and not error.msg.startswith("Unterminated")
        return bool(newline) and not unfinished
    except (RecursionError, ValueError):
        return bool(newline)
    alone = not rest.strip() and len(head) < PREFIX_BYTES
    return not (alone or line[end:].strip()) and _wrapped(value) is None


def _read_lines(source: Source, prefix: bytes) -> Result:
    limit = source.options.max_article_bytes
    lines = text_lines(source.stream, limit, forced=source.options.encoding, prefix=prefix)
    for number, line in enumerate(lines, 1):
        if line is None:
            yield source.rejected(TOO_LARGE, f"line of more than {limit:,} bytes (--max-article-size)", number)
        elif text := line.strip(" \t\r\n\x1e\ufeff"):
            try:
                value = _DECODER.decode(text)
            except (ValueError, RecursionError) as error:
                cut = not line.endswith("\n") and isinstance(error, json.JSONDecodeError)
                yield source.rejected(DAMAGED if cut else BAD_RECORD, _fault(error), number)
            else:
                yield _article(value, source, number)


def _fault(error: Exception, start: int = 0) -> str:
    """What is wrong with a record that begins at `start`, and at which of its characters."""
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} (character {error.pos - start + 1} of the record)"
    if isinstance(error, RecursionError):
        return "nested too deep"
    return "a number of too many digits"


def _article(value: Any, source: Source, number: int) -> Article | Rejected:
    if not isinstance(value, dict):
        return source.rejected(BAD_RECORD, f"not an object but {_kind(value)}", number)
    inner = value.get("_source")  # a hit of Elasticsearch: the record inside, the id outside
    record = {"_id": value.get("_id")} | inner if isinstance(inner, dict) else value
    try:
        return article_of(record, source.at(number), source.options)
    except RecursionError:
        return source.rejected(BAD_RECORD, "nested too deep", number)


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    names = {bool: "true or false", str: "a string", list: "an array", int: "a number", float: "a number"}
    return names.get(type(value), "something else")


def _wrapped(value: Any, depth: int = 0) -> list[Any] | None:
    """The records in a wrapper such as `{"response": {"docs": […]}}`; None if the object is a record itself."""
    if not isinstance(value, dict) or depth > _WRAPPER_DEPTH or not _BODIES.isdisjoint(value):
        return None
    for name in _WRAPPERS:
        inner = value.get(name)
        if isinstance(inner, list) and (not inner or isinstance(inner[0], dict)):
            return inner
        if isinstance(inner, dict) and (records := _wrapped(inner, depth + 1)) is not None:
            return records
    return None


class _Scanner:
    """Takes values off the front of a text that is read piece by piece."""

    def __init__(self, source: Source, head: str, decoder: codecs.IncrementalDecoder) -> None:
        self._source = source
        self._decoder = decoder
        self._text = head
        self._at = 0
        self._ended = False
        self._number = 0
        self._in_array = False
        self._tries = _RESYNC_TRIES
        self._limit = source.options.max_article_bytes

    def read(self) -> Result:
        """Every value, mapped; the elements of top-level arrays each on its own."""
        while self._skip(_SEPARATORS):
            first = self._text[self._at]
            if first == "]" and self._in_array:
                self._in_array = False
                self._at += 1
            elif first == "[" and not self._in_array:
                self._in_array = True
                self._at += 1
            else:
                yield from self._next()
        if self._in_array:
            yield self._rejected(DAMAGED, "the array is not closed")
        elif self._number == 0:
            yield self._source.rejected(NO_TEXT, "no records in it")

    def _next(self) -> Result:
        if self._at > _CHUNK_BYTES:  # a decoding error counts the lines of all text before it
            self._forget()
        limit = self._limit if self._in_array else self._limit * WRAPPER_FACTOR
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                if self._may_go_on(error) and self._grow():
                    if len(self._text) - self._at <= limit:
                        continue
                    yield self._too_large(limit)
                    self._skip_value()
                    return
                yield self._rejected(DAMAGED if self._may_go_on(error) else BAD_RECORD, _fault(error, self._at))
                self._resync(max(error.pos, self._at + 1))
                return
            except (ValueError, RecursionError) as error:
                yield self._rejected(BAD_RECORD, _fault(error))
                self._resync(self._at + 1)
                return
            size, self._at = end - self._at, end
            yield from self._articles(value, size)
            return

    def _articles(self, value: Any, size: int) -> Result:
        records = None if self._in_array else _wrapped(value)
        if records is None and size > self._limit:
            yield self._too_large(self._limit)
            return
        for record in [value] if records is None else records:
            self._number += 1
            yield _article(record, self._source, self._number)

    def _too_large(self, limit: int) -> Rejected:
        return self._rejected(TOO_LARGE, f"more than {limit:,} characters (--max-article-size)")

    def _rejected(self, reason: str, detail: str) -> Rejected:
        self._number += 1
        return self._source.rejected(reason, detail, self._number)

    def _may_go_on(self, error: json.JSONDecodeError) -> bool:
        """Whether a value is only cut off by the end of what has been read (of a word, 10 letters may be missing)."""
        return error.pos >= len(self._text) - 10 or error.msg.startswith("Unterminated string")

    def _grow(self) -> bool:
        """Doubles what is held from the current place on, so that retries cost no more than the text itself."""
        self._forget()
        wanted = max(len(self._text), _CHUNK_BYTES)
        pieces = [self._text]
        while wanted > 0 and not self._ended:
            data = self._source.stream.read(_CHUNK_BYTES)
            self._ended = not data
            pieces.append(self._decoder.decode(data, final=not data))
            wanted -= len(pieces[-1])
        self._text = "".join(pieces)
        return len(self._text) > len(pieces[0])

    def _forget(self) -> None:
        """Lets go of what has been read, but for the start of the current line, which `_resync` looks at."""
        start = max(0, self._at - _LINE_START)
        self._text = self._text[start:]
        self._at -= start

    def _skip(self, pattern: re.Pattern[str]) -> bool:
        """Goes past what matches; whether any text is left."""
        while True:
            if match := pattern.match(self._text, self._at):
                self._at = match.end()
            if self._at < len(self._text):
                return True
            if not self._grow():
                return False

    def _skip_value(self) -> None:
        """Goes past a value that is too large to be held, by its brackets."""
        depth, in_string = 0, False
        while True:
            for token in _BRACKET.finditer(self._text, self._at):
                mark = token[0]
                if mark == '"':
                    in_string = not in_string
                elif not in_string and mark[0] != "\\":
                    depth += 1 if mark in "{[" else -1
                    if depth <= 0:
                        self._at = token.end()
                        return
            held = self._text.endswith("\\") and not _ends_escaped(self._text)
            self._at = len(self._text) - held
            if not self._grow():
                self._at = len(self._text)
                return

    def _resync(self, error_at: int) -> None:
        """Goes to the next record after a broken one: the next line that starts as this record's line did.

        A record that stands on one line with others is left at the next `}, {`. After some records that
        were cut off by the end of the file the rest is given up: each costs reading all of it again.
        """
        self._tries -= self._ended and error_at >= len(self._text) - 10
        line_start = self._text.rfind("\n", 0, self._at) + 1
        indent = self._text[line_start : self._at]
        on_its_own = not indent.strip() and (line_start > 0 or not indent)
        next_record = re.compile(rf"\n{indent}(?=[{{\]])" if on_its_own else r"\}\s*,\s*(?=\{)")
        self._at = self._at + 1 if on_its_own else error_at
        while self._tries > 0:
            if match := next_record.search(self._text, self._at):
                self._at = match.end()
                return
            self._at = max(self._at, len(self._text) - _LINE_START)
            if not self._grow():
                break
        self._at = len(self._text)
        while self._grow():
            self._at = len(self._text)
        self._in_array = False


def _ends_escaped(text: str) -> bool:
    """Whether the last of the backslashes at the end is itself escaped."""
    return (len(text) - len(text.rstrip("\\"))) % 2 == 0
