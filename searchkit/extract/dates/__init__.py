"""When was it published? Dates in fields, texts, paths and addresses, read without guessing."""

from searchkit.extract.dates.bounds import is_plausible
from searchkit.extract.dates.lines import date_in_lines, date_line
from searchkit.extract.dates.order import day_first_in, day_first_in_json
from searchkit.extract.dates.paths import date_in_path, date_in_url
from searchkit.extract.dates.reading import parse_date, parse_epoch

__all__ = [
    "date_in_lines",
    "date_in_path",
    "date_in_url",
    "date_line",
    "day_first_in",
    "day_first_in_json",
    "is_plausible",
    "parse_date",
    "parse_epoch",
]
