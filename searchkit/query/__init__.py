"""What was asked? From what was typed to a tree of Whoosh query nodes."""

from searchkit.query.daterange import date_query
from searchkit.query.dates import Interval, age_days, clause_interval
from searchkit.query.describe import describe
from searchkit.query.questions import weighted
from searchkit.query.resolve import TITLE_WEIGHT, Resolver, relax
from searchkit.query.syntax import MAX_QUERY_BYTES, Parsed, has_date, parse
from searchkit.query.wordqueries import names_query

__all__ = [
    "MAX_QUERY_BYTES",
    "TITLE_WEIGHT",
    "Interval",
    "Parsed",
    "Resolver",
    "age_days",
    "clause_interval",
    "date_query",
    "describe",
    "has_date",
    "names_query",
    "parse",
    "relax",
    "weighted",
]
