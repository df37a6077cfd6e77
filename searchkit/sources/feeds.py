"""Reads RSS, RDF and Atom feeds, and WordPress exports, which are RSS."""

import io
import re
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

from searchkit.extract.dates import parse_date
from searchkit.model import Article, Rejected
from searchkit.sources.base import BAD_RECORD, NO_TEXT, TOO_LARGE, Source, Unreadable
from searchkit.sources.feedpieces import pieces_of
from searchkit.sources.mapping import article_of
from searchkit.sources.mending import mended_record

_MOST_TAGS = 500_000  # 10 s

_SHORTCODE = re.compile(r"\[/?(caption|gallery|embed|audio|video|playlist)\b[^\[\]]*\]")
# What plugins add is known by its end.
_OPEN_SHORTCODE = re.compile(r"\[([a-z][a-z0-9_-]{1,30})(?:[ =][^\[\]]*)?\]", re.IGNORECASE)
_END_OF_SHORTCODE = re.compile(r"\[/([a-z][a-z0-9_-]{1,30})\]", re.IGNORECASE)
_WORDPRESS_STORIES = ("post", "page", "")


def read(source: Source) -> Iterator[Article | Rejected]:
    """The entries of a feed, a teaser alone included, numbered from 1; Unreadable if there is no feed in it.

    Broken XML is read as far as it makes sense. Entities of a DTD are not expanded, nothing is fetched.
    """
    numbers, found, fault = count(1), 0, ""
    for piece in pieces_of(source):
        feed = _parsed(piece)
        source.decoding.note(feed.get("encoding", ""), "declared")
        fault = fault or str(feed.get("bozo_exception", ""))
        found += len(feed.entries)
        for entry, number in zip(feed.entries, numbers, strict=False):
            yield _article(entry, feed.feed, source, number)
    if not found and fault:
        raise Unreadable(BAD_RECORD, f"no entries; {fault}"[:200])
    if not found:
        raise Unreadable(NO_TEXT, "a feed without entries")


def _article(entry: Mapping[str, Any], feed: Mapping[str, Any], source: Source, number: int) -> Article | Rejected:
    post_type, status = entry.get("wp_post_type", ""), entry.get("wp_status", "publish")
    if post_type not in _WORDPRESS_STORIES or status != "publish":
        return source.rejected(NO_TEXT, f"WordPress {post_type or 'item'}, {status}", number)
    return article_of(mended_record(_record(entry, feed), source), source.at(number), source.options)


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
        "url": entry.get("link") if entry.get("link") != entry.get("id") else "",  # feedparser fills one from the other
        "guid": entry.get("id") or entry.get("wp_post_id"),
    }
    return {name: value for name, value in record.items() if value}


def _text(value: Any) -> str:
    """A text without the shortcodes of WordPress; what stands between them stays."""
    if not isinstance(value, str) or "[" not in value:
        return value if isinstance(value, str) else ""
    text = _SHORTCODE.sub("", value)
    closed = {name.lower() for name in _END_OF_SHORTCODE.findall(text)}
    if not closed:
        return text
    text = _END_OF_SHORTCODE.sub("", text)
    return _OPEN_SHORTCODE.sub(lambda tag: "" if tag[1].lower() in closed else tag[0], text)


def _date(entry: Mapping[str, Any]) -> str:
    """The first date that can be read: as it is written, else as feedparser reads it (in UTC)."""
    # `in`, not `get`: feedparser answers a missing "updated" with another date and a warning.
    names = [name for name in ("published", "created", "updated") if name in entry]
    written = next((entry[name] for name in names if parse_date(str(entry[name]))), "")
    if written:
        return str(written)
    read_as = next((entry[f"{name}_parsed"] for name in names if entry.get(f"{name}_parsed")), None)
    return "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z".format(*read_as[:6]) if read_as else ""
