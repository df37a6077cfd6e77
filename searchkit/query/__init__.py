"""What was asked? From what was typed to a tree of Whoosh query nodes."""

from searchkit.query.dates import Interval, clause_interval
from searchkit.query.describe import describe
from searchkit.query.resolve import Resolver, date_query, names_query, relax
from searchkit.query.syntax import MAX_QUERY_CHARS, Parsed, has_date, parse

__all__ = [
    "MAX_QUERY_CHARS",
    "Interval",
    "Parsed",
    "Resolver",
    "clause_interval",
    "date_query",
    "describe",
    "has_date",
    "names_query",
    "parse",
    "relax",
]
