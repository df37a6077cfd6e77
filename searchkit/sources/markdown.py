"""Reads Markdown files with YAML, TOML, JSON or plain `Key: value` front matter, or none."""

import datetime as dt
import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from searchkit.extract.dates import date_in_path
from searchkit.extract.markdown import text_of_markdown
from searchkit.model import Article, Rejected
from searchkit.sources.base import EMPTY, Source
from searchkit.sources.decode import clean, text_in
from searchkit.sources.mapping import article_of

_FRONT_CHARS = 1 << 16
_MOST_BRACKETS = 1000  # PyYAML takes time in the square of how deep they nest
_FENCED = re.compile(r"(---|\+\+\+)[ \t]*\n(.*?)(?:\n|(?<=\n))(?:\1|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_KEY_LINE = re.compile(r"([A-Za-z][\w -]{0,40}):(?:[ \t]+(.*))?")
_CONTINUED = re.compile(r"[ \t]+\S")
_NO_VALUE = ("", "null", "Null", "NULL", "~")


def read(source: Source) -> Iterator[Article | Rejected]:
    """The one article in a Markdown file; its date may stand in the path."""
    text = clean(text_in(source.read_all(), source)).lstrip("\n")
    if not text.strip():
        yield source.rejected(EMPTY, "nothing but blanks")
        return
    front, rest = split_front_matter(text)
    heading, body = text_of_markdown(rest)
    found = article_of(front, source.at(None), source.options, body=body)
    if isinstance(found, Article):
        if heading and not found.title:
            found = article_of({**front, "title": heading}, source.at(None), source.options, body=body)
        if isinstance(found, Article) and found.date is None:
            found = replace(found, date=date_in_path((*source.folders, source.name)))
    yield found


def split_front_matter(text: str) -> tuple[dict[str, Any], str]:
    """The fields in front of a Markdown text, and the text after them; all dates and numbers as written.

    Fields of more than 64 KiB, or that cannot be parsed at all, are text.
    """
    head = text[:_FRONT_CHARS]
    if match := _FENCED.match(head):
        fields = _toml(match[2]) if match[1] == "+++" else _yaml(match[2])
        return (fields, text[match.end() :]) if fields is not None else ({}, text)
    if head.startswith("{"):
        try:
            value, end = json.JSONDecoder(strict=False).raw_decode(head)
        except (ValueError, RecursionError):
            return {}, text
        return (value, text[end:]) if isinstance(value, dict) else ({}, text)
    block, blank_line, rest = head.partition("\n\n")
    lines = block.split("\n")
    is_header = len(lines) > 1 and all(_KEY_LINE.fullmatch(line) or _CONTINUED.match(line) for line in lines)
    if is_header and _KEY_LINE.fullmatch(lines[0]):
        return _key_lines(lines), text[len(block) + len(blank_line) :] if blank_line else rest
    return {}, text


def _yaml(text: str) -> dict[str, Any] | None:
    if text.count("[") + text.count("{") > _MOST_BRACKETS:
        return _key_lines(text.split("\n"))
    import yaml  # noqa: PLC0415 -- 20 ms that other archives need not pay

    try:
        # An alias can stand for a billion values (and the base loader makes no objects, dates or booleans).
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.BaseLoader)):
            return _key_lines(text.split("\n"))
        value = yaml.load(text, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError, ValueError):
        # Mostly `title: Foo: bar`, which is no YAML but is what people write.
        return _key_lines(text.split("\n")) or None
    if not isinstance(value, dict):
        return None
    return {str(k): v for k, v in value.items() if not (isinstance(v, str) and v in _NO_VALUE)}


def _toml(text: str) -> dict[str, Any] | None:
    try:
        return {key: _as_json(value) for key, value in tomllib.loads(text).items()}
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        return None


def _as_json(value: Any, depth: int = 0) -> Any:
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if depth > 10:
        return None
    if isinstance(value, dict):
        return {key: _as_json(inner, depth + 1) for key, inner in value.items()}
    return [_as_json(inner, depth + 1) for inner in value] if isinstance(value, list) else value


def _key_lines(lines: list[str]) -> dict[str, Any]:
    """`Key: value` lines; an indented line goes on with the value before."""
    fields: dict[str, Any] = {}
    key = ""
    for line in lines:
        if match := _KEY_LINE.fullmatch(line):
            key = match[1]
            fields.setdefault(key, (match[2] or "").strip().strip("\"'"))
        elif key and _CONTINUED.match(line):
            fields[key] = f"{fields[key]} {line.strip()}".strip()
    return {key: value for key, value in fields.items() if value not in _NO_VALUE}
