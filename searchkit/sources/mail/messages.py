"""Makes an article of a mail message."""

from dataclasses import dataclass, replace
from typing import Any

from searchkit.extract.markup import text_of_html, without_title
from searchkit.model import Article, PublicationDate, Rejected
from searchkit.sources.base import BAD_RECORD, NO_TEXT, TOO_LARGE, Source
from searchkit.sources.decode import clean, text_in
from searchkit.sources.mail.addresses import bracketed, host_in, moment_in, name_in, words
from searchkit.sources.mail.mime import Fields, Part, part_of, texts_in
from searchkit.sources.paragraphs import paragraphs_of
from searchkit.sources.values import id_of, label_of, language_of, url_of

_STUB_WORDS = 50
_STUB_RATIO = 4
_INTERNAL = "FOLDER INTERNAL DATA"
_EXTRA = {"in-reply-to": "in_reply_to", "newsgroups": "newsgroups", "keywords": "keywords", "x-rss-tags": "keywords"}


@dataclass(frozen=True, slots=True)
class Message:
    """The bytes of a message, the date on its envelope, and whether more than the limit was left unread."""

    content: bytes
    envelope_date: str = ""
    is_cut: bool = False


def article_of(message: Message, source: Source, record: int | None) -> Article | Rejected:
    """The article that a message is: its text parts, else its HTML; files sent along are left out."""
    source.decoding.note("", "")
    part = part_of(message.content.lstrip(b" \t\r\n"), message.is_cut)
    fields = part.fields
    title = words(_first(fields, "subject"))
    if _INTERNAL in title:
        return source.rejected(NO_TEXT, "no mail but a record of the mailbox", record)
    parts, is_whole = texts_in(part)
    texts = [each for each in parts if each.kind in ("text/plain", "text/html")]
    if any(each.is_open for each in texts):
        limit = source.options.max_article_bytes
        return source.rejected(TOO_LARGE, f"more than {limit:,} bytes (--max-article-size)", record)
    body = without_title("\n\n".join(_body(texts, source)), title)
    if not body and not is_whole:
        return source.rejected(BAD_RECORD, "more parts, or parts within parts, than a message can have", record)
    if not (title or body):
        return source.rejected(NO_TEXT, "", record)
    sender, list_id = _first(fields, "from"), _first(fields, "list-id")
    author = name_in(sender)
    return Article(
        id=id_of(bracketed(_first(fields, "message-id"))),
        title=title,
        body=body,
        date=_date(fields, message.envelope_date),
        source=label_of(name_in(list_id) or bracketed(list_id) or host_in(sender)),
        authors=(author,) if author else (),
        language=language_of(_first(fields, "content-language")),
        url=_url(fields),
        origin=source.at(record),
        extra=_extra(fields) | ({} if is_whole else {"truncated": True}),
    )


def _first(fields: Fields, name: str) -> str:
    return fields.get(name, [""])[0]


def _body(parts: list[Part], source: Source) -> list[str]:
    """The paragraphs of all plain texts; of the pages where there is none, or only one that points at a page."""
    plain = [text for part in parts if part.kind == "text/plain" for text in _plain(part, source)]
    pages = [part for part in parts if part.kind == "text/html"]
    if not pages or (count := _count(plain)) >= _STUB_WORDS:
        return plain
    decoding = replace(source.decoding)
    marked_up = [text for part in pages for text in _page(part, source)]
    if plain and _count(marked_up) < _STUB_RATIO * count:
        source.decoding.note(decoding.encoding, decoding.how)
        return plain
    return marked_up


def _count(paragraphs: list[str]) -> int:
    return sum(len(paragraph.split()) for paragraph in paragraphs)


def _plain(part: Part, source: Source) -> list[str]:
    text = clean(text_in(part.content(), source, part.charset))
    if part.is_flowed:
        text = _unfolded(text)
    paragraphs = paragraphs_of(text)
    while paragraphs and paragraphs[-1] in ("--", "-- "):  # a signature that is empty
        paragraphs.pop()
    return paragraphs


def _unfolded(text: str) -> str:
    """Text of `format=flowed` with each paragraph on one line."""
    lines: list[str] = []
    is_open = False
    for line in (each.removeprefix(" ") for each in text.split("\n")):
        if is_open and not line.startswith(">"):
            lines[-1] += line
        else:
            lines.append(line)
        is_open = line.endswith(" ") and line != "-- "
    return "\n".join(lines)


def _page(part: Part, source: Source) -> list[str]:
    """All text of a page: mail is laid out in tables, of which an extractor of articles takes only some cells."""
    text = clean(text_of_html(text_in(part.content(), source, part.charset)))
    return [paragraph for paragraph in text.split("\n\n") if any(map(str.isalnum, paragraph))]


def _date(fields: Fields, envelope_date: str) -> PublicationDate | None:
    """When a message was written, else when the first to receive it did."""
    received = [value.rpartition(";")[2] for value in reversed(fields.get("received", []))]
    return moment_in((*fields.get("date", ()), *received, envelope_date))


def _url(fields: Fields) -> str:
    names = ("archived-at", "x-rss-url", "list-post")
    return next((url for name in names if (url := url_of(bracketed(_first(fields, name))))), "")


def _extra(fields: Fields) -> dict[str, Any]:
    return {key: label for name, key in _EXTRA.items() if (label := label_of(words(_first(fields, name))))}
