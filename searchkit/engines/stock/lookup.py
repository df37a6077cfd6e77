"""What a commit holds by id and by source file: what an indexing run must know of it."""

from collections.abc import Mapping

from whoosh import query
from whoosh.searching import Searcher


class Lookup:
    """Articles of one commit, by id and by source file."""

    def __init__(self, searcher: Searcher) -> None:
        self.searcher = searcher

    def held(self, source: str) -> Mapping[str, str]:
        """Id to content hash of the articles that belong to a source file."""
        reader = self.searcher.reader()
        stored = map(reader.stored_fields, self.searcher.docs_for_query(query.Term("file", source)))
        return {fields["id"]: fields["hash"] for fields in stored}

    def has(self, id: str) -> bool:
        """Whether the id stands in the index; perhaps of a deleted article."""
        return ("id", id.encode()) in self.searcher.reader()

    def find(self, id: str) -> tuple[str, str] | None:
        """Source file ("" for none) and content hash of an article, or None."""
        stored = self.searcher.document(id=id) if self.has(id) else None
        return None if stored is None else (stored.get("owner", ""), stored["hash"])

    def close(self) -> None:
        """Lets go of the commit's files."""
        self.searcher.close()
