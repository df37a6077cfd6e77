"""How much less an article counts for its age, where that is asked for."""

import numpy as np
from numpy.typing import NDArray

from searchkit.search.topk import UNDATED, TieOrder
from searchkit.storage.arrays import AnyArray

_DAY = 86_400_000_000  # microseconds, the unit of dates


class Recency:
    """Halves a score for every so many days that an article is older than the newest one of the archive.

    To count from another day would change all scores alike. An article without a date counts as the oldest one.
    With a `moment`, microseconds since the year 1, the days between that and the article are counted, either way.
    """

    def __init__(self, order: TieOrder, half_life_days: float, moment: int | None = None) -> None:
        self._order, self.half_life_days, self._moment = order, half_life_days, moment

    def factors(self, docs: AnyArray) -> NDArray[np.float64]:
        """What the scores of documents of the commit are multiplied by: 0 to 1."""
        factors: NDArray[np.float64] = 0.5 ** (self.ages(docs) / self.half_life_days)
        return factors

    def ages(self, docs: AnyArray) -> NDArray[np.float64]:
        """Days between each and the newest of the archive, or the moment they are counted from."""
        known = self._order.newness[self._order.newness != UNDATED]
        if not len(known):
            return np.zeros(len(docs))
        days = np.maximum(self._order.newness.take(docs), known.min())
        moment = known.max() if self._moment is None else self._moment
        ages: NDArray[np.float64] = np.abs(moment - days) / _DAY
        return ages
