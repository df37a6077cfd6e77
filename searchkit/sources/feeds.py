"""Reads RSS, RDF and Atom feeds, and WordPress exports, which are RSS."""

import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

from searchkit.extract.dates import parse_date
from searchkit.model import Article, Rejected
from searchkit.sources.base import BAD_RECORD, NO_TEXT, TOO_LARGE, Source, Unreadable
from searchkit.sources.mapping import article_of

_MOST_TAGS = 500_000  # 10 s

_SHORTCODE = re.compile(r"\[/?(?:caption|gallery|embed|audio|video|playlist)\b[^\[\]]*\]")
_WORDPRESS_STORIES = ("post", "page", "")


def read(source: Source) -> Iterator[Article | Rejected]:
    """The entries of a feed, a teaser alone included, numbered from 1; Unreadable if there is no feed in it.

    Broken XML is read as far as it makes sense. Entities of a DTD are not expanded, nothing is fetched.
    """
    feed = _parsed(source.read_all())
    if not feed.entries:
        fault = feed.get("bozo_exception")
        if fault is not None:
            raise Unreadable(BAD_RECORD, f"no entries; {fault}"[:200])
        raise Unreadable(NO_TEXT, "a feed without entries")
    for number, entry in enumerate(feed.entries, 1):
        post_type, status = entry.get("wp_post_type", ""), entry.get("wp_status", "publish")
        if post_type not in _WORDPRESS_STORIES or status != "publish":
            yield source.rejected(NO_TEXT, f"WordPress {post_type or 'item'}, {status}", number)
        else:
            record = _record(entry, feed.feed)
            yield article_of(record, source.at(number), source.options)


def _parsed(content: bytes) -> Any:
    import feedparser  # noqa: PLC0415 -- 0.1 s that other archives need not pay

    if content.count(b"<") > _MOST_TAGS:
        raise Unreadable(TOO_LARGE, f"a feed of more than {_MOST_TAGS:,} tags")
    try:
        # As a stream: feedparser would open a string, or bytes, that look like an address or a path.
        return feedparser.parse(io.BytesIO(content))
    except Exception as error:  # it lets through whatever its parsers run into
        raise Unreadable(BAD_RECORD, f"{type(error).__name__}: {error}"[:200]) from error


def _record(entry: Mapping[str, Any], feed: Mapping[str, Any]) -> dict[str, Any]:
    """An entry under the names that articles are made of."""
    summary = _text(entry.get("summary"))
    contents = [_text(content.get("value")) for content in entry.get("content", ())]
    sections = [tag.get("term") for tag in entry.get("tags", ()) if tag.get("term")]
    record = {
        "title": _text(entry.get("title")),
        "content": max(contents, key=len, default=""),
        "summary": "" if summary in contents else summary,  # feedparser fills one from the other
        "date": _date(entry),
        "authors": [person.get("name") for person in entry.get("authors", ()) if person.get("name")]
        or entry.get("author"),
        "source": entry.get("source", {}).get("title") or feed.get("title"),
        "category": sections[0] if len(sections) == 1 else sections,
        "language": entry.get("language") or feed.get("language"),
        "url": entry.get("link"),
        "guid": entry.get("id") or entry.get("wp_post_id"),
    }
    return {name: value for name, value in record.items() if value}


def _text(value: Any) -> str:
    return _SHORTCODE.sub("", value) if isinstance(value, str) else ""


def _date(entry: Mapping[str, Any]) -> str:
    """The first date that can be read: as it is written, else as feedparser reads it (in UTC)."""
    # `in`, not `get`: feedparser answers a missing "updated" with another date and a warning.
    names = [name for name in ("published", "created", "updated") if name in entry]
    written = next((entry[name] for name in names if parse_date(str(entry[name]))), "")
    if written:
        return str(written)
    read_as = next((entry[f"{name}_parsed"] for name in names if entry.get(f"{name}_parsed")), None)
    return "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z".format(*read_as[:6]) if read_as else ""
