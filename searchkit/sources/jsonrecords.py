"""Reads JSON and JSON lines of any length as a stream of records."""

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any

from searchkit.extract.dates import day_first_in_json
from searchkit.model import Article, Rejected
from searchkit.sources.base import BAD_RECORD, DAMAGED, NO_TEXT, TOO_LARGE, WITHDRAWN, Source
from searchkit.sources.decode import PREFIX_BYTES, LineDecoder, text_lines
from searchkit.sources.jsontext import JsonText
from searchkit.sources.jsonwrappers import DECODER, Record, record_in, wrapped, wrapper_start
from searchkit.sources.mapping import article_of
from searchkit.sources.mending import mended_record

_NOTHING: Record = {}
_NINJS = frozenset(("versioncreated", "versionCreated", "pubstatus", "pubStatus", "renditions"))
_NOT_TEXT = frozenset(("picture", "graphic", "video", "audio", "event"))
_WITHHELD = ("canceled", "cancelled", "withheld")
_RESYNC_TRIES = 10
_LINE_SUFFIXES = (".jsonl", ".ndjson", ".jl", ".jsonlines")

_SPACE = re.compile(r"[\s\x1e\ufeff]*")
_SEPARATORS = re.compile(r"[\s,\x1e\ufeff]*")

Result = Iterator[Article | Rejected]


def read(source: Source) -> Result:
    """The articles in JSON lines, one object, an array, objects one after another, or a wrapper around a list.

    Records of JSON lines are numbered by the line they stand on, other records by their order, from 1.
    Memory holds one record (at most max_article_bytes), or a wrapper object if it is no larger.
    """
    limit = source.options.max_article_bytes
    prefix = source.stream.read(PREFIX_BYTES)
    if b"\n" not in prefix:
        prefix += source.stream.readline(limit)
    encoding = LineDecoder(prefix, forced=source.options.encoding, noted=source.decoding).encoding
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    head = decoder.decode(prefix)
    source.day_order.day_first = day_first_in_json(head)
    is_long_line = len(prefix) > limit and b"\n" not in prefix and source.name.lower().endswith(_LINE_SUFFIXES)
    if is_lines(head) or (is_long_line and head.startswith("{")):
        return _read_lines(source, prefix)
    return _Scanner(source, JsonText(source.stream, head, decoder)).read()


def is_lines(head: str) -> bool:
    """Whether each line is a record, told by the first line that is not blank."""
    start = _SPACE.match(head)
    line, newline, rest = head[start.end() if start else 0 :].partition("\n")
    if not line.startswith("{"):
        return bool(line) and not line.startswith("[")
    try:
        value, end = DECODER.raw_decode(line)
    except json.JSONDecodeError as error:
        unfinished = error.pos >= len(line.rstrip()) and not error.msg.startswith("Unterminated")
        return bool(newline) and not unfinished
    except (RecursionError, ValueError):
        return bool(newline)
    alone = not rest.strip() and len(head) < PREFIX_BYTES
    return not (alone or line[end:].strip()) and wrapped(value) is None


def _read_lines(source: Source, prefix: bytes) -> Result:
    limit = source.options.max_article_bytes
    lines = text_lines(source.stream, limit, forced=source.options.encoding, prefix=prefix, noted=source.decoding)
    for number, line in enumerate(lines, 1):
        if line is None:
            yield source.rejected(TOO_LARGE, f"line of more than {limit:,} bytes (--max-article-size)", number)
        elif text := line.strip(" \t\r\n\x1e\ufeff"):
            try:
                value = DECODER.decode(text)
            except (ValueError, RecursionError) as error:
                cut = not line.endswith("\n") and isinstance(error, json.JSONDecodeError)
                yield source.rejected(DAMAGED if cut else BAD_RECORD, _fault(error), number)
            else:
                yield _article(mended_record(value, source, text), source, number)


def _fault(error: Exception, start: int = 0) -> str:
    """What is wrong with a record that begins at `start`, and at which of its characters."""
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} (character {error.pos - start + 1} of the record)"
    if isinstance(error, RecursionError):
        return "nested too deep"
    return "a number of too many digits"


def _article(value: Any, source: Source, number: int, common: Record = _NOTHING) -> Article | Rejected:
    if not isinstance(value, dict):
        return source.rejected(BAD_RECORD, f"not an object but {_kind(value)}", number)
    record = record_in(value, common)
    if (status := _status(record)) in _WITHHELD:
        return source.rejected(WITHDRAWN, f"pubstatus {status}", number)
    if (kind := str(record.get("type"))) in _NOT_TEXT and not _NINJS.isdisjoint(record):
        return source.rejected(NO_TEXT, kind, number)
    try:
        return article_of(record, source.at(number), source.options, day_first=source.day_order.day_first)
    except RecursionError:
        return source.rejected(BAD_RECORD, "nested too deep", number)


def _status(record: Record) -> str:
    """What a ninjs record says of its use: usable, withheld or canceled; empty for other records."""
    return str(record.get("pubstatus") or record.get("pubStatus") or "").lower()


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    names = {bool: "true or false", str: "a string", list: "an array", int: "a number", float: "a number"}
    return names.get(type(value), "something else")


class _Scanner:
    """Takes values off the front of a text that is read piece by piece."""

    def __init__(self, source: Source, text: JsonText) -> None:
        self._source = source
        self._text = text
        self._number = 0
        self._in_array = False
        self._open_objects = 0
        self._common = _NOTHING
        self._tries = self._deep_tries = _RESYNC_TRIES
        self._limit = source.options.max_article_bytes

    def read(self) -> Result:
        """Every value, mapped; the elements of top-level arrays, and of wrapped ones, each on its own."""
        text = self._text
        while text.skip(_SEPARATORS):
            first = text.text[text.at]
            if first == "]" and self._in_array:
                self._in_array = False
                text.at += 1
                if self._open_objects:
                    text.skip_value(self._open_objects)
                    self._open_objects, self._common = 0, _NOTHING
            elif first == "[" and not self._in_array:
                self._in_array = True
                text.at += 1
            else:
                text.tidy()
                yield from self._next()
        if self._in_array:
            yield self._rejected(DAMAGED, "the array is not closed")
        elif self._number == 0:
            yield self._source.rejected(NO_TEXT, "no records in it")

    def _next(self) -> Result:
        text = self._text
        while True:
            try:
                value, end = DECODER.raw_decode(text.text, text.at)
            except json.JSONDecodeError as error:
                if self._may_go_on(error) and len(text.text) - text.at > self._limit:
                    yield from self._past_large()
                elif self._may_go_on(error) and text.grow():
                    continue
                else:
                    yield self._rejected(DAMAGED if self._may_go_on(error) else BAD_RECORD, _fault(error, text.at))
                    self._resync(max(error.pos, text.at + 1))
            except (ValueError, RecursionError) as error:
                yield self._rejected(BAD_RECORD, _fault(error))
                self._past_deep()
            else:
                raw, text.at = text.text[text.at : end], end
                yield from self._articles(mended_record(value, self._source, raw), len(raw))
            return

    def _articles(self, value: Any, size: int) -> Result:
        found = None if self._in_array else wrapped(value)
        if found is None and size > self._limit:
            yield self._too_large()
            return
        records, common = found or ([value], self._common)
        for record in records:
            self._number += 1
            yield _article(record, self._source, self._number, common)

    def _past_large(self) -> Result:
        """Goes into a wrapper that is too large to be held, past any other value."""
        start = None if self._in_array else wrapper_start(self._text.text, self._text.at)
        if start:
            self._text.at, self._open_objects, self._common = start
            self._in_array = True
        else:
            yield self._too_large()
            self._text.skip_value()

    def _too_large(self) -> Rejected:
        return self._rejected(TOO_LARGE, f"more than {self._limit:,} characters (--max-article-size)")

    def _rejected(self, reason: str, detail: str) -> Rejected:
        self._number += 1
        return self._source.rejected(reason, detail, self._number)

    def _may_go_on(self, error: json.JSONDecodeError) -> bool:
        """Whether a value is only cut off by the end of what has been read (of a word, 10 letters may be missing)."""
        return error.pos >= len(self._text.text) - 10 or error.msg.startswith("Unterminated string")

    def _past_deep(self) -> None:
        """Goes past a value nested too deep: to the next line that may be a record, after some of them by brackets.

        Each try costs as much as the depth that Python allows, so a storm of them would take minutes.
        """
        self._deep_tries -= 1
        if self._deep_tries > 0:
            self._resync(self._text.at + 1)
        else:
            self._text.skip_value()

    def _resync(self, error_at: int) -> None:
        """Goes to the next record after a broken one: the next line that starts as this record's line did.

        A record that stands on one line with others is left at the next `}, {`. After some records that
        were cut off by the end of the file the rest is given up: each costs reading all of it again.
        """
        text = self._text
        self._tries -= text.has_ended and error_at >= len(text.text) - 10
        line_start = text.text.rfind("\n", 0, text.at) + 1
        indent = text.text[line_start : text.at]
        on_its_own = not indent.strip() and (line_start > 0 or not indent)
        next_record = re.compile(rf"\n{indent}(?=[{{\]])" if on_its_own else r"\}\s*,\s*(?=\{)")
        text.at = text.at + 1 if on_its_own else error_at
        if self._tries <= 0 or not text.find(next_record):
            text.skip_all()
            self._in_array = False
