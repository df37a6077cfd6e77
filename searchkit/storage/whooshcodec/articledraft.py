"""Documents for an archive of articles, given field by field as Whoosh wants them, on the way articles take.

Only so do they get what Whoosh's postings know nothing of: written forms, sentences, paragraphs, passages.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.reading import IndexReader
from whoosh.util.times import long_to_datetime

from searchkit.model import Article, PublicationDate
from searchkit.storage.articles import ArticleSegment
from searchkit.storage.layout import new_segment_name
from searchkit.storage.schema import NO_DATE, article_of, stored_bytes
from searchkit.storage.segment import EXTENSION
from searchkit.storage.whooshcodec.codec import ColumnarSegment
from searchkit.stored import stored_fields

_PLAIN = ("id", "title", "body", "source", "section", "url")


class ArticleDraft:
    """A segment of articles being gathered; of several with one id the last one counts."""

    def __init__(self, folder: Path) -> None:
        self.languages: set[str] = set()
        self.path: Path | None = None
        self._folder = folder
        self._segment: ArticleSegment | None = None
        self._numbers: dict[str, int] = {}
        self._replaced: list[int] = []

    def __len__(self) -> int:
        return 0 if self._segment is None else len(self._segment)

    def add(self, values: Mapping[str, Any]) -> None:
        """The next document. Boosts are passed over; InvalidArticleError where the values make no article."""
        article = article_from(values)
        stored = stored_fields(article, _text(values, "owner") or _text(values, "file"), article.content_hash)
        stored.setdefault("id", article.content_hash)
        raw = stored_bytes(stored)
        if self._segment is None:
            self.path = self._folder / f"{new_segment_name()}{EXTENSION}"
            self._segment = ArticleSegment(self.path)
        if stored["id"] in self._numbers:
            self._replaced.append(self._numbers[stored["id"]])
        self._numbers[stored["id"]] = len(self._segment)
        self._segment.add(stored, raw)

    def finish(self, indexname: str) -> list[ColumnarSegment]:
        """The segment, written; none where nothing was added."""
        if self._segment is None or self.path is None:
            return []
        count = len(self._segment)
        self._segment.write()
        self.languages |= self._segment.languages
        self._segment = None
        made = ColumnarSegment(indexname, self.path.stem, count, np.zeros(count, bool) if self._replaced else None)
        for number in self._replaced:
            made.delete_document(number)
        return [made]

    def discard(self) -> None:
        """Forgets what was gathered."""
        if self._segment is not None:
            self._segment.discard()
        self._segment = None


def article_from(values: Mapping[str, Any]) -> Article:
    """The article of a document's values, whether `document` of the schema made them or somebody else."""
    plain = {name: _text(values, name) for name in _PLAIN}
    rest = values.get("article")
    if not isinstance(rest, Mapping):
        language = _text(values, "language") or getattr(values.get("body"), "language", "")
        authors = [name for name in _text(values, "authors").split("; ") if name]
        rest = {"language": language, "authors": authors} | _date(values)
    return article_of(plain | {"article": rest})


def _text(values: Mapping[str, Any], name: str) -> str:
    """What is to be kept of a text field; several values are one text."""
    value = values.get(f"_stored_{name}", values.get(name))
    if isinstance(value, (list, tuple)):
        return " ".join(map(str, value))
    return "" if value is None else str(value)


def _date(values: Mapping[str, Any]) -> dict[str, str]:
    """The date as precise as its end tells; midnight alone is a day."""
    start, end = values.get("date"), values.get("date_end")
    if not isinstance(start, dt.datetime):
        return {"date": str(start)} if start else {}
    known = (PublicationDate(start, precision) for precision in ("year", "month", "day", "second"))
    found = next((date for date in known if date.end == end), None)
    if found is None:
        found = PublicationDate(start, "day" if start.time() == dt.time() else "second")
    return {"date": str(found)}


def documents_of(reader: IndexReader) -> Iterator[dict[str, Any]]:
    """The documents of a reader from elsewhere: what it stores, with date and language of its columns."""
    leaves: list[Any] = [leaf for leaf, _ in reader.leaf_readers()]
    for leaf in leaves:
        wanted = [name for name in ("date", "language") if leaf.has_column(name)]
        columns = {name: leaf.column_reader(name, translate=False) for name in wanted}
        for number, stored in leaf.iter_docs():
            yield {name: _column_value(name, column[number]) for name, column in columns.items()} | stored


def _column_value(name: str, value: Any) -> Any:
    if name == "date":
        return None if value == NO_DATE else long_to_datetime(value)
    return value.decode("utf-8", "replace")
