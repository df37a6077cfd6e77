"""What a commit holds by id and by source file: what an indexing run must know of it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from searchkit.storage import Segment, load_values

Place = tuple[Segment, int]


class Lookup:
    """Articles of one commit, by id and by source file; those marked as deleted are not there."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self.segments = segments

    def places(self, field: str, value: str) -> Iterator[Place]:
        """The segment and number of each document whose field has this whole value."""
        term = value.encode()
        for segment in self.segments:
            terms = segment.fields.get(field)
            ordinal = terms.find(term) if terms else -1
            if terms is None or ordinal < 0:
                continue
            for number in terms.docs(ordinal).tolist():
                if segment.deleted is None or not segment.deleted[number]:
                    yield segment, number

    def stored(self, id: str) -> dict[str, Any] | None:
        """The stored fields of the article with this id."""
        for segment, number in self.places("id", id):
            return load_values(segment.stored(number))
        return None

    def held(self, source: str) -> Mapping[str, str]:
        """Id to content hash of the articles that belong to a source file."""
        found = (load_values(segment.stored(number)) for segment, number in self.places("file", source))
        return {values["id"]: values.get("hash", "") for values in found}

    def find(self, id: str) -> tuple[str, str] | None:
        """Source file ("" for none) and content hash of an article, or None."""
        values = self.stored(id)
        return None if values is None else (values.get("owner", ""), values.get("hash", ""))

    def close(self) -> None:
        """Lets go of the commit's files."""
        for segment in self.segments:
            segment.close()
