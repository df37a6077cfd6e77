"""Finds what a page says of its article in JSON-LD (schema.org), as sites really write it."""

import json
import re
from collections.abc import Iterator
from typing import Any

_NOISE = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*.*?\*/)|(?://\s*)?\]\]>\s*$|-->\s*$|;\s*$")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_ARTICLES = ("Article", "BlogPosting", "Report", "LiveBlogPosting")
_INSIDE = ("@graph", "mainEntity", "mainEntityOfPage")
_MOST_DEPTH = 6


def article_in(tree: Any) -> dict[str, Any]:
    """The first object in a page's JSON-LD that is an article; empty if there is none.

    As it is written, but for author and publisher that stand elsewhere and are only named by their `@id`.
    """
    things = [thing for script in _scripts(tree) for thing in _things(_loaded(script))]
    found = next((thing for thing in things if _is_article(thing)), {})
    named = {thing["@id"]: thing for thing in things if isinstance(thing.get("@id"), str) and "name" in thing}
    return {key: _followed(value, named) if key in ("author", "publisher") else value for key, value in found.items()}


def _scripts(tree: Any) -> Iterator[str]:
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower().startswith("application/ld+json"):
            yield script.text or ""


def _is_article(thing: dict[str, Any]) -> bool:
    types = thing.get("@type")
    return any(str(name).endswith(_ARTICLES) for name in (types if isinstance(types, list) else [types]))


def _loaded(text: str) -> Any:
    """JSON with raw line ends, CDATA marks and commas too many; None if it stays unreadable."""
    bare = _NOISE.sub("", text.strip())
    for attempt in (text, bare, _TRAILING_COMMA.sub(r"\1", bare)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _things(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for part in value if depth < _MOST_DEPTH else ():
            yield from _things(part, depth + 1)
    elif isinstance(value, dict) and depth < _MOST_DEPTH:
        yield value
        for name in _INSIDE:
            yield from _things(value.get(name), depth + 1)


def _followed(value: Any, named: dict[str, dict[str, Any]]) -> Any:
    if isinstance(value, list):
        return [_followed(part, named) for part in value]
    is_reference = isinstance(value, dict) and "name" not in value and isinstance(value.get("@id"), str)
    return named.get(value["@id"], value) if is_reference else value
