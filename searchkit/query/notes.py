"""What is said about a query beside its answer: what was read as plain text, and how what is ambiguous was read."""

from searchkit.errors import QueryError

NOTES_SHOWN = 20
"""A query of nothing but mistakes must not answer with a page of them; how many more there were is said."""


class Notes:
    """Collects notes with the 0-based offsets they are about; a remark is about no mistake."""

    def __init__(self) -> None:
        self._mistakes: list[tuple[int, str, str]] = []
        self._remarks: list[tuple[int, str]] = []

    def mistake(self, start: int, text: str, instead: str = "read as text") -> None:
        """What stands there could not be read as what it looks like; `instead` says what became of it."""
        self._mistakes.append((start, text, instead))

    def remark(self, start: int, text: str) -> None:
        """What stands there was read in one of the ways it could be."""
        self._remarks.append((start, text))

    def first_mistake(self, typed: str) -> QueryError | None:
        """The leftmost one as an error."""
        if not self._mistakes:
            return None
        start, text, _ = min(self._mistakes)
        return QueryError(f"column {start + 1}: {text}", query=typed, column=start + 1)

    def lines(self) -> tuple[str, ...]:
        """All of them, one line each, from left to right."""
        mistakes = [(start, f"{text}: {instead}") for start, text, instead in self._mistakes]
        found = sorted({*mistakes, *self._remarks})
        lines = [f"column {start + 1}: {text}" for start, text in found[:NOTES_SHOWN]]
        more = len(found) - NOTES_SHOWN
        return (*lines, f"and {more:,} more notes of this kind") if more > 0 else tuple(lines)
