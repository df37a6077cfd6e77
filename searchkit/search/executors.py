"""One executor for each way to score a commit that was asked for; a few are kept."""

from collections import OrderedDict
from threading import Lock

from searchkit.search.execute import Executor
from searchkit.search.similarity import Similarity
from searchkit.search.snapshot import Snapshot

MOST_KEPT = 3
"""Each remembers up to a snapshot's `cache_bytes`; more are only asked for one after the other, to compare them."""


class Executors:
    """Executors over one commit, by similarity. Threads may share it."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._lock = Lock()
        self._known: OrderedDict[Similarity, Executor] = OrderedDict()

    def scoring_by(self, similarity: Similarity) -> Executor:
        """The executor that scores so; the one that was not asked for the longest time makes room for a new one."""
        with self._lock:
            found = self._known.get(similarity)
            if found is None:
                found = self._known[similarity] = Executor(self.snapshot.scored_by(similarity))
                while len(self._known) > MOST_KEPT:
                    self._known.popitem(last=False)
            self._known.move_to_end(similarity)
            return found
