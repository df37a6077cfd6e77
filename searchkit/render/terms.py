"""Words that mark some articles: a table for people, JSON and CSV for programs."""

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict

from searchkit.model import SignificantTerm
from searchkit.render.grid import grid
from searchkit.render.records import dumps
from searchkit.render.safety import for_csv, for_terminal

_HEADERS = ("Word", "G2", "Inside", "%", "Outside", "%")
_COLUMNS = ("term", "word", "score", "inside", "all_inside", "outside", "all_outside")


def terms_table(terms: Sequence[SignificantTerm]) -> str:
    """Each word with its score and how many articles have it, as numbers and shares: those looked at, and others."""
    rows = [
        (
            for_terminal(one.word),
            f"{one.score:,.1f}",
            f"{one.inside:,}",
            _share(one.inside, one.all_inside),
            f"{one.outside:,}",
            _share(one.outside, one.all_outside),
        )
        for one in terms
    ]
    return grid(rows, _HEADERS, right=_HEADERS[1:]) if rows else ""


def _share(count: int, total: int) -> str:
    return f"{100 * count / total:.1f}" if total else ""


def terms_json(terms: Sequence[SignificantTerm]) -> str:
    """A list of objects, each on a line of its own."""
    records = [asdict(one) | {"score": round(one.score, 6)} for one in terms]
    return "[" + ",".join(f"\n{dumps(record)}" for record in records) + "\n]\n"


def terms_csv(terms: Sequence[SignificantTerm]) -> str:
    """A header, then a row for each word, as RFC 4180; cells are made safe for spreadsheets."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for one in terms:
        counts = (one.inside, one.all_inside, one.outside, one.all_outside)
        writer.writerow((for_csv(one.term), for_csv(one.word), round(one.score, 6), *counts))
    return text.getvalue()
