"""What of a request contradicts itself is refused before anything is looked for."""

from typing import get_args

from searchkit.errors import QueryError
from searchkit.model import Ranker, SearchRequest, Unit
from searchkit.query import age_days


def check_ranking(request: SearchRequest) -> None:
    """Raises QueryError for a ranking that there is none of, or that could change nothing."""
    if request.ranker not in get_args(Ranker) or request.unit not in get_args(Unit):
        raise QueryError(f"ranker is one of {get_args(Ranker)}, unit one of {get_args(Unit)}")
    if request.recent:
        _check_age(request.recent)
    if request.sort != "relevance":
        passage_unit = request.unit == "passage"
        for name, asked in {"recent": request.recent, "deep": request.deep, "unit passage": passage_unit}.items():
            if asked:
                raise QueryError(f"{name} ranks by relevance: it cannot be combined with sort {request.sort}")
    if request.unit == "passage" and request.passages > 1:
        raise QueryError(f"unit passage gives each passage by itself: passages is 0 or 1, not {request.passages}")


def _check_age(recent: str) -> None:
    try:
        age_days(recent)
    except QueryError as error:
        raise QueryError(f"recent: {error}") from error
