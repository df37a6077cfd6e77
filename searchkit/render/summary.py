"""The account of an indexing run and what an archive holds, as tables for people."""

from collections.abc import Mapping

from searchkit.model import ArchiveStats, IndexSummary
from searchkit.render.grid import grid
from searchkit.render.safety import for_terminal

_MOST_SHOWN = 10


def summary_table(summary: IndexSummary) -> str:
    """What became of every record that was read, in lines of a name and a number; `seconds` is wall-clock time."""
    rows = [
        ("files", f"{summary.files:,}"),
        ("records", f"{summary.records:,}"),
        ("added", f"{summary.added:,}"),
        ("updated", f"{summary.updated:,}"),
        ("unchanged", f"{summary.unchanged:,}"),
        ("removed", f"{summary.removed:,}"),
        ("skipped", f"{sum(summary.skipped.values()):,}"),
        *((f"skipped: {for_terminal(reason)}", f"{count:,}") for reason, count in _most_first(summary.skipped)),
        ("seconds", f"{summary.seconds:,.1f}"),
    ]
    written = summary.added + summary.updated
    if written and summary.seconds > 0:
        rows.append(("articles a second", f"{written / summary.seconds:,.0f}"))
    return grid(rows, right=(1,))


def stats_table(stats: ArchiveStats) -> str:
    """What an archive holds: totals, then the ten commonest sources and languages, and all years, of its articles."""
    rows = [
        ("articles", f"{stats.articles:,}"),
        ("passages", f"{stats.passages:,}"),
        ("terms", f"{stats.terms:,}"),
        ("earliest date", stats.earliest or "none"),
        ("latest date", stats.latest or "none"),
        ("without date", f"{stats.undated:,}"),
        ("size on disk", _size(stats.size_bytes)),
    ]
    counts = {"Source": _shortened(stats.sources), "Language": _shortened(stats.languages), "Year": stats.years}
    parts = [_counts_table(name, values) for name, values in counts.items() if values]
    return "\n".join([grid(rows, right=(1,)), *parts])


def _counts_table(name: str, counts: Mapping[str, int]) -> str:
    rows = [(for_terminal(value) or "(none)", f"{count:,}") for value, count in counts.items()]
    return grid(rows, (name, "Articles"), right=("Articles",))


def _most_first(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _shortened(counts: Mapping[str, int]) -> dict[str, int]:
    """The ten greatest, and the others together."""
    items = _most_first(counts)
    if len(items) <= _MOST_SHOWN + 1:
        return dict(items)
    others = items[_MOST_SHOWN:]
    return dict(items[:_MOST_SHOWN]) | {f"({len(others):,} others)": sum(count for _, count in others)}


def _size(size_bytes: int) -> str:
    """In the decimal unit that leaves at most four digits."""
    size = float(size_bytes)
    for unit in ("bytes", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "bytes" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:,.1f} TB"
