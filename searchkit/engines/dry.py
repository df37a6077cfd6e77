"""A way into the archive that changes nothing: what a run would do."""

from collections.abc import Iterable, Sequence

from searchkit.engines.base import Lookup, Unstored
from searchkit.model import Article
from searchkit.storage import SourceRecord
from searchkit.stored import PackedArticle


class DryWriter:
    """A `Writer` that looks into the index and changes nothing: what a run would do."""

    def __init__(self, look: Lookup | None) -> None:
        self.look = look
        self.changed: dict[str, tuple[str, str] | None] = {}

    def held(self, source: str) -> dict[str, str]:
        """As in the index."""
        return dict(self.look.held(source)) if self.look else {}

    def find(self, id: str) -> tuple[str, str] | None:
        """As in the index after the changes so far."""
        if id in self.changed or not self.look:
            return self.changed.get(id)
        return self.look.find(id)

    def put(self, article: Article | PackedArticle, source: str, digest: str) -> None:
        """Notes the change."""
        self.changed[article.id] = (source, digest)

    def remove(self, id: str) -> None:
        """Notes the change."""
        self.changed[id] = None

    def settle(self) -> Sequence[Unstored]:
        """Has stored nothing, and lost nothing."""
        return ()

    def commit(self, sources: Iterable[SourceRecord], last: bool, boilerplate: bytes | None = None) -> None:
        """Does nothing."""

    def close(self) -> None:
        """Lets go of the index."""
        if self.look:
            self.look.close()
