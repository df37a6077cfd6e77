"""In which order do articles stand? By score or date, then by newer date, then by id."""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import groupby, islice
from typing import Any

from searchkit.model import Sort

Scored = tuple[float, int]  # score, document number


class Order:
    """Sort keys of the documents of one commit, read from its columns.

    Columns are read per segment: one that lacks a column gives its default only so.
    """

    def __init__(self, reader: Any) -> None:
        self.bases: list[int] = []
        self.columns: list[tuple[Any, Any, Any]] = []
        for leaf, base in reader.leaf_readers():
            if not leaf.doc_count_all():
                continue  # of an archive without articles
            self.bases.append(base)
            dates = leaf.column_reader("date", translate=False)
            self.columns.append((leaf.column_reader("undated"), dates, leaf.column_reader("id")))

    def key(self, number: int, newest_first: bool) -> tuple[str, int, str]:
        """The dated first, by date, then by id."""
        segment = bisect_right(self.bases, number) - 1
        undated, dates, ids = self.columns[segment]
        local = number - self.bases[segment]
        return undated[local], -dates[local] if newest_first else dates[local], ids[local]

    def sorted(self, found: list[Scored], sort: Sort, first: int, last: int) -> list[Scored]:
        """The places `first` to `last` of what was found, which comes best score first."""
        if sort != "relevance":
            newest_first = sort == "newest"
            return sorted(found, key=lambda one: self.key(one[1], newest_first))[first:last]
        return list(islice(self._by_score(found), first, last))

    def _by_score(self, found: list[Scored]) -> Iterator[Scored]:
        """Documents of one score in the order of their keys; each such group is looked at when it is reached."""
        for _, tied in groupby(found, key=lambda one: one[0]):
            group = list(tied)
            yield from sorted(group, key=lambda one: self.key(one[1], True)) if len(group) > 1 else group
