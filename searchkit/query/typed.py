"""What stands in a tree of words as typed beside the nodes of Whoosh and of `nodes`."""

from typing import Any

from whoosh import query

from searchkit.query.dates import Interval

ANY_TEXT = "*"
"""Field name of a word typed without a field."""


class Words(query.And):
    """Words side by side with no operator between them: all are wanted, and may be relaxed to any."""


class Required(query.Or):
    """What stood behind a plus: wanted even where the words beside it are relaxed."""


class SavedSet(query.Or):
    """The alternatives of a saved set; `typed` is what stood for them."""

    def __init__(self, subqueries: list[query.Query], *args: Any, typed: str = "", **kwargs: Any) -> None:
        super().__init__(subqueries, *args, **kwargs)
        self.typed = typed


class DateClause(query.Query):
    """A date clause, resolved to its interval."""

    def __init__(self, interval: Interval) -> None:
        self.interval = interval

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DateClause) and self.interval == other.interval

    def __hash__(self) -> int:
        return hash((DateClause, self.interval))

    def __repr__(self) -> str:
        return f"DateClause({self.interval})"

    def field(self) -> str:
        """The index field it is about."""
        return "date"


def has_date(tree: query.Query) -> bool:
    """Whether a date clause stands anywhere in a parsed query."""
    return any(isinstance(leaf, DateClause) for leaf in tree.leaves())
