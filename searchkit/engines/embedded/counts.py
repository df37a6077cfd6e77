"""What an archive holds, counted over the columns of its segments."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence

import numpy as np

from searchkit.model import ArchiveStats
from searchkit.storage import NO_DATE, AnyArray, KeyColumn, NumberColumn, Segment


def archive_stats(segments: Sequence[Segment], folder_bytes: int) -> ArchiveStats:
    """The counts over all articles that are not deleted."""
    sources: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    years: Counter[str] = Counter()
    passages = 0
    terms: set[bytes] = set()
    dates: list[AnyArray] = []
    for segment in segments:
        live = np.arange(segment.doc_count) if segment.deleted is None else np.flatnonzero(~segment.deleted)
        sources += _by_key(segment, "source", live)
        languages += _by_key(segment, "language", live)
        passages += int(_numbers(segment, "passages", live).sum(dtype=np.int64))
        found = _numbers(segment, "date", live)
        dates.append(found[found != NO_DATE])
        if body := segment.fields.get("body"):
            terms.update(body.terms(0, body.term_count))
    dated = np.concatenate(dates) if dates else np.empty(0, np.uint64)
    days, counts = np.unique(dated // _MICROSECONDS_A_DAY, return_counts=True)
    for day, count in zip(days.tolist(), counts.tolist(), strict=True):
        years[str(_day(day).year)] += count
    articles = sum(segment.live_count for segment in segments)
    return ArchiveStats(
        articles=articles,
        passages=passages,
        terms=len(terms),
        undated=articles - len(dated),
        earliest=_day(days[0]).isoformat() if len(days) else None,
        latest=_day(days[-1]).isoformat() if len(days) else None,
        sources=dict(sources.most_common()),
        languages=dict(languages.most_common()),
        years=dict(sorted(years.items())),
        size_bytes=folder_bytes,
    )


_MICROSECONDS_A_DAY = 86_400_000_000


def _day(number: int) -> dt.date:
    return dt.date.min + dt.timedelta(days=int(number))


def _by_key(segment: Segment, name: str, live: AnyArray) -> Counter[str]:
    column = segment.columns.get(name)
    if not isinstance(column, KeyColumn):
        return Counter({"(none)": len(live)}) if len(live) else Counter()
    counts = np.bincount(column.ids[live], minlength=len(column.keys)).tolist()
    return Counter({key.decode() or "(none)": n for key, n in zip(column.keys, counts, strict=True) if n})


def _numbers(segment: Segment, name: str, live: AnyArray) -> AnyArray:
    column = segment.columns.get(name)
    if not isinstance(column, NumberColumn):
        return np.full(len(live), NO_DATE, np.uint64) if name == "date" else np.zeros(len(live), np.uint32)
    return column.values[live]
