"""Finds the records in what APIs and feeds wrap around them."""

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

DECODER = json.JSONDecoder(strict=False)
"""Lenient with control characters in strings, as records of the web have them."""

_WRAPPERS = ("articles", "results", "docs", "items", "item", "stories", "hits", "response", "data", "news", "feed")
# An object with one of these is a record, whatever lists it holds.
_BODIES = frozenset(
    ("body", "text", "content", "contents", "articleBody", "article_body", "body_text", "body_html", "maintext")
)
_WRAPPER_DEPTH = 3
_JSON_FEED = "https://jsonfeed.org/version/"

_SPACE = re.compile(r"[\s\x1e\ufeff]*")
_COLON = re.compile(r"\s*:\s*")
_COMMA = re.compile(r"\s*,\s*")
_LIST_OF_OBJECTS = re.compile(r"\[\s*\{")

Record = Mapping[str, Any]


class Wrapped(NamedTuple):
    """The records in a wrapper, and what it says about all of them."""

    records: list[Any]
    common: Record


class Start(NamedTuple):
    """Where the records begin in a wrapper, how many objects are open there, and what was said before."""

    at: int
    depth: int
    common: Record


def wrapped(value: Any, depth: int = 0) -> Wrapped | None:
    """The records in a wrapper such as `{"response": {"docs": […]}}`; None if the object is a record itself."""
    if not isinstance(value, dict) or depth > _WRAPPER_DEPTH or not _BODIES.isdisjoint(value):
        return None
    for name in _WRAPPERS:
        inner = value.get(name)
        if isinstance(inner, list) and (not inner or isinstance(inner[0], dict)):
            return Wrapped(inner, _common(value))
        if isinstance(inner, dict) and (found := wrapped(inner, depth + 1)) is not None:
            return found
    return None


def wrapper_start(text: str, at: int) -> Start | None:
    """Where the records begin in a wrapper that is not held to its end.

    None for anything else. An object inside is a wrapper too if it is the one that is cut off.
    """
    try:
        for depth in range(1, _WRAPPER_DEPTH + 2):
            at = _SPACE.match(text, at + 1).end() if text[at] == "{" else len(text)  # type: ignore[union-attr]  # always matches
            before: dict[str, Any] = {}
            while True:
                name, at = DECODER.raw_decode(text, at)
                at = _COLON.match(text, at).end()  # type: ignore[union-attr]  # AttributeError is caught
                if name in _BODIES:
                    return None
                if name in _WRAPPERS and _LIST_OF_OBJECTS.match(text, at):
                    return Start(at + 1, depth, _common(before))
                try:
                    before[name], end = DECODER.raw_decode(text, at)
                except ValueError:
                    break
                at = _COMMA.match(text, end).end()  # type: ignore[union-attr]  # as above
            if name not in _WRAPPERS:
                return None
    except (ValueError, TypeError, AttributeError, IndexError, RecursionError):
        pass
    return None


def _common(wrapper: Record) -> Record:
    """What a JSON Feed says about all its items: its title is their source."""
    if not str(wrapper.get("version", "")).startswith(_JSON_FEED):
        return {}
    authors = wrapper.get("authors") or wrapper.get("author")
    said = {"feed": wrapper.get("title"), "language": wrapper.get("language"), "authors": authors}
    return {name: value for name, value in said.items() if value}


def record_in(value: dict[str, Any], common: Record) -> Record:
    """The record in a hit of Elasticsearch or an answer of the AP media API, which have ids outside of it."""
    inner = value.get("_source")
    if isinstance(inner, dict):
        return {"_id": value.get("_id")} | inner
    data = value.get("data")
    item = (data if isinstance(data, dict) else value).get("item")
    if isinstance(item, dict) and isinstance(ids := item.get("altids"), dict):
        return {"id": ids.get("itemid")} | item
    # An item's own author beats the feed's under either name.
    return {**common, **({"authors": None} if value.get("author") else {}), **value} if common else value
