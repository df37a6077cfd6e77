"""How an article becomes a Whoosh document, and a Whoosh document an article again."""

import json
from collections.abc import Iterator
from typing import Any

from whoosh import columns, fields
from whoosh.analysis import Analyzer
from whoosh.analysis import Token as WhooshToken

from searchkit.analysis import analysis_language, passages, primary_language, tokenize
from searchkit.model import Article

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
        title=fields.TEXT(analyzer=words),
        body=fields.TEXT(analyzer=words),
        authors=fields.TEXT(analyzer=names),
        source=fields.TEXT(analyzer=names, sortable=True),
        section=fields.TEXT(analyzer=names),
        language=fields.ID(sortable=True),
        url=fields.ID(),
        file=fields.ID(),
        date=fields.DATETIME(sortable=True),
        date_end=fields.DATETIME(),
        undated=fields.ID(sortable=True),
        passages=fields.COLUMN(columns.NumericColumn("I")),
        hash=fields.STORED(),
        owner=fields.STORED(),
        article=fields.STORED(),
    )


def document(article: Article, owner: str) -> dict[str, Any]:
    """The field values of an article; `owner` names the source file it belongs to, "" for none."""
    language = analysis_language(article.language)
    record = article.to_dict()
    values: dict[str, Any] = {
        "id": article.id,
        "title": LanguageText(article.title, language),
        "body": LanguageText(article.body, language),
        "authors": "; ".join(article.authors),
        "source": article.source,
        "section": article.section,
        "language": primary_language(article.language),
        "url": article.url[:MAX_VALUE_CHARS],
        "file": owner,
        "undated": "1" if article.date is None else "0",
        "passages": len(passages(article.body)),
        "hash": article.content_hash,
        "owner": owner,
        "article": json.dumps(record, ensure_ascii=False),
    }
    if article.date is not None:
        values |= {"date": article.date.start, "date_end": article.date.end}
    return {name: value for name, value in values.items() if value != ""}


def article_of(stored: dict[str, Any]) -> Article:
    """The article of a document's stored fields."""
    return Article.from_dict(json.loads(stored["article"]))
