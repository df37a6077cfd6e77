"""How an article becomes a Whoosh document, and a Whoosh document an article again."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from typing import Any

from whoosh import columns, fields
from whoosh.analysis import Analyzer
from whoosh.analysis import Token as WhooshToken

from searchkit.analysis import analysis_language, passages, primary_language, tokenize
from searchkit.model import Article
from searchkit.storage.values import dump_values
from searchkit.stored import PLAIN_FIELDS, stored_fields

NO_DATE = (1 << 64) - 1
"""The date column's value for an article without a date, as Whoosh has it."""

MAX_VALUE_CHARS = 1000
"""Longer addresses are indexed by their beginning; Whoosh's terms have an upper size."""


class LanguageText(str):
    """Text that knows the language it is analysed in."""

    language: str

    def __new__(cls, text: str, language: str) -> "LanguageText":
        """`language` is what `analysis_language` gives: a code with a stemmer, or ""."""
        self = super().__new__(cls, text)
        self.language = language
        return self


class ArticleAnalyzer(Analyzer):
    """Whoosh's view of `searchkit.analysis.tokenize`."""

    def __init__(self, stem: bool) -> None:
        self.stem = stem

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ArticleAnalyzer) and other.stem == self.stem

    def __hash__(self) -> int:
        return hash((ArticleAnalyzer, self.stem))

    def __call__(self, value: str, start_pos: int = 0, start_char: int = 0, **flags: Any) -> Iterator[WhooshToken]:
        """Yields one token object, changed in place, as Whoosh's own tokenizers do."""
        token: Any = WhooshToken(positions=True, chars=True, mode=flags.get("mode", ""))
        language = getattr(value, "language", "")
        for found in tokenize(value, language, self.stem):
            token.text = token.original = found.term
            token.pos = start_pos + found.position
            token.startchar, token.endchar = start_char + found.char_start, start_char + found.char_end
            token.boost, token.stopped = 1.0, False
            yield token


def schema() -> fields.Schema:
    """The fields of every searchkit index; the names a query may use are in `searchkit.fields`."""
    words, names = ArticleAnalyzer(stem=True), ArticleAnalyzer(stem=False)
    return fields.Schema(
        id=fields.ID(unique=True, sortable=True, stored=True),
        title=fields.TEXT(analyzer=words, stored=True),
        body=fields.TEXT(analyzer=words, stored=True),
        boilerplate=fields.TEXT(analyzer=words),
        authors=fields.TEXT(analyzer=names),
        source=fields.TEXT(analyzer=names, sortable=True, stored=True),
        section=fields.TEXT(analyzer=names, stored=True),
        language=fields.ID(sortable=True),
        url=fields.ID(stored=True),
        file=fields.ID(),
        date=_dates(),
        date_end=_dates(),
        undated=fields.ID(sortable=True),
        passages=fields.COLUMN(columns.NumericColumn("I")),
        article=fields.STORED(),
        hash=fields.STORED(),
        owner=fields.STORED(),
    )


def _dates() -> fields.DATETIME:
    """Dates kept as one term each: ranges are answered from the column, and need no tiers of precision."""
    field = fields.DATETIME(sortable=True)
    field.shift_step = 0
    return field


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_EMPTY_BODY = '"body":""'
_CONTROLS = bytes(code for code in range(32) if code != ord("\n"))


def stored_bytes(values: Mapping[str, Any]) -> bytes:
    """What `stored_fields` gave, as `values.load_values` reads it.

    Six times as fast as `dump_values`, which it leaves what JSON does not keep, and keys that begin with
    the mark of such values.
    """
    body = values.get("body", "")
    text = _ENCODER.encode({**values, "body": ""} if body else values)
    if '"!' in text:
        return dump_values(dict(values))
    before, mark, after = text.partition(_EMPTY_BODY)  # stands in no string, where quotes are escaped
    return f"{before}{mark[:-2]}".encode() + _quoted(body) + after.encode() if body else text.encode()


def _quoted(text: str) -> bytes:
    """A text as a JSON string; to replace in bytes takes a third of the encoder's time."""
    raw = text.encode()
    if len(raw.translate(None, _CONTROLS)) < len(raw):
        return _ENCODER.encode(text).encode()
    return b'"%b"' % raw.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n")


def article_of(stored: Mapping[str, Any]) -> Article:
    """The article of a document's stored fields."""
    plain = {name: stored[name] for name in PLAIN_FIELDS if name in stored}
    return Article.from_dict(plain | stored.get("article", {}))


def document(article: Article, owner: str) -> dict[str, Any]:
    """The values of an article's fields for a Whoosh writer; `owner` names its source file, "" for none."""
    language = analysis_language(article.language)
    values: dict[str, Any] = {
        "id": article.id,
        "title": LanguageText(article.title, language),
        "body": LanguageText(article.body, language),
        "boilerplate": LanguageText("\n\n".join(one.text for one in article.boilerplate), language),
        "authors": "; ".join(article.authors),
        "source": article.source,
        "section": article.section,
        "language": primary_language(article.language),
        "url": article.url[:MAX_VALUE_CHARS],
        "file": owner,
        "undated": "1" if article.date is None else "0",
        "passages": len(passages(article.body)),
    }
    stored = stored_fields(article, owner, article.content_hash)
    for name in ("article", "hash", "owner"):
        values[name] = stored.get(name)
    for name in ("title", "body", "url"):
        values[f"_stored_{name}"] = stored.get(name)
    if article.date is not None:
        values |= {"date": article.date.start, "date_end": article.date.end}
    return {name: value for name, value in values.items() if value not in ("", None)}


def ticks(moment: dt.datetime) -> int:
    """Microseconds since the year 1, as Whoosh's date columns have it."""
    return (moment - dt.datetime.min) // _TICK


_TICK = dt.timedelta(microseconds=1)
