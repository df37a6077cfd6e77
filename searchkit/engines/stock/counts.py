"""What an archive holds, counted over the columns of its segments."""

import datetime as dt
from collections import Counter
from typing import Any


class Counts:
    """Counts over the articles of an archive, segment by segment."""

    def __init__(self) -> None:
        self.passages = self.undated = 0
        self.sources: Counter[str] = Counter()
        self.languages: Counter[str] = Counter()
        self.years: Counter[str] = Counter()
        self.dates: tuple[dt.date, dt.date] | None = None

    def add(self, reader: Any) -> None:
        """One segment. Columns are read per segment: one that lacks a column gives its default only so."""
        column = {name: reader.column_reader(name) for name in ("passages", "source", "language", "undated", "date")}
        for number in reader.all_doc_ids():
            self.passages += column["passages"][number]
            self.sources[column["source"][number] or "(none)"] += 1
            self.languages[column["language"][number] or "(none)"] += 1
            if column["undated"][number] == "1":
                self.undated += 1
                continue
            day = column["date"][number].date()
            self.years[str(day.year)] += 1
            self.dates = (min(day, self.dates[0]), max(day, self.dates[1])) if self.dates else (day, day)
