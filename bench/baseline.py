"""Stock Whoosh as a person would set it up for articles: the baseline of indexing and querying."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whoosh import fields, index, qparser, query, sorting
from whoosh.analysis import StemmingAnalyzer

from searchkit import IndexOptions

MEMORY_MB = IndexOptions().memory_mb
"""What the writer may hold in memory: as much as searchkit's."""


@dataclass(frozen=True, slots=True)
class Record:
    """What both engines are given of an article."""

    id: str
    title: str
    body: str
    date: dt.datetime


def build(folder: Path, records: Iterable[Record]) -> None:
    """A new Whoosh index of these records in one commit, in a folder that exists and is empty."""
    words = StemmingAnalyzer()
    schema = fields.Schema(
        id=fields.STORED,
        title=fields.TEXT(analyzer=words, stored=True),
        body=fields.TEXT(analyzer=words, stored=True),
        date=fields.DATETIME(sortable=True, stored=True),
    )
    writer = index.create_in(str(folder), schema).writer(limitmb=MEMORY_MB)
    for record in records:
        writer.add_document(id=record.id, title=record.title, body=record.body, date=record.date)
    writer.commit()


class StockSearch:
    """A searcher that is held open, with Whoosh's parser over title and body."""

    def __init__(self, folder: Path) -> None:
        opened = index.open_dir(str(folder))
        self.searcher: Any = opened.searcher()
        self.parser: Any = qparser.MultifieldParser(["title", "body"], opened.schema)
        self.parser.add_plugin(qparser.FuzzyTermPlugin())

    def close(self) -> None:
        """Lets go of the files."""
        self.searcher.close()

    def top(
        self, text: str, dates: tuple[dt.datetime, dt.datetime] | None, newest_first: bool, passages: bool
    ) -> tuple[list[str], int]:
        """Ids of the best ten, and how many match; their fields are loaded, their passages cut if asked for.

        `dates` is an interval without its end.
        """
        parsed = self.parser.parse(text)
        order = sorting.FieldFacet("date", reverse=True) if newest_first else None
        mask = query.DateRange("date", *dates, endexcl=True) if dates else None
        results = self.searcher.search(parsed, limit=10, sortedby=order, filter=mask)
        found = [hit.fields() for hit in results]
        if passages:
            for hit in results:
                hit.highlights("body", top=1)
        return [values["id"] for values in found], len(results)
