"""What the weights of a field are like, found out while postings are collected: it decides how they are kept."""

# mypy: disallow-untyped-calls=False
# Whoosh's classes, whose methods are called here, have few annotations.

from dataclasses import dataclass, field
from typing import Any

from whoosh.writing import PostingPool

_MAX_WHOLE = 1 << 32


@dataclass(slots=True)
class Survey:
    """The fields with weights that are no whole numbers, and those where a weight is not the term's frequency."""

    fractional: set[str] = field(default_factory=set)
    uneven: set[str] = field(default_factory=set)


class SurveyingPool(PostingPool):
    """Whoosh's pool of postings, which sorts them on disk; it looks at each weight on the way in."""

    def __init__(self, tempstore: Any, segment: Any, **options: Any) -> None:
        super().__init__(tempstore, segment, **options)
        self.survey = Survey()

    def add(self, item: tuple[str, bytes, int, float, bytes]) -> None:
        """A posting: field, term, document, weight and value in the field's format."""
        name, _, _, weight, value = item
        # All of Whoosh's formats that have a value begin it with the frequency.
        if weight != (int.from_bytes(value[:4], "big") if value else 1):
            self.survey.uneven.add(name)
        if not 0 <= weight < _MAX_WHOLE or weight % 1:
            self.survey.fractional.add(name)
        super().add(item)
