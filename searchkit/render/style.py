"""How a page should look: its width, its colours, how much of a passage is shown."""

from dataclasses import dataclass

NARROWEST = 20
# Longer lines are hard to read: the eye loses the start of the next one.
WIDEST_TEXT = 100
SNIPPET_CHARS = 360
"""As much of a passage as takes five lines of a terminal."""


@dataclass(frozen=True, slots=True)
class TextStyle:
    """Columns of the terminal, whether it shows colours, how much of a passage is shown.

    `snippet_chars` is the most of a passage in code points (0: all); with `context_chars` it is so much on either
    side of each match.
    """

    width: int = 80
    color: bool = False
    snippet_chars: int = SNIPPET_CHARS
    context_chars: int | None = None

    @property
    def columns(self) -> int:
        """The columns that are written to; a terminal under 20 is taken as 20."""
        return max(self.width, NARROWEST)

    @property
    def measure(self) -> int:
        """The columns of running text: at most 100."""
        return min(self.columns, WIDEST_TEXT)


@dataclass(frozen=True, slots=True)
class Palette:
    """Texts in the colours of a terminal (SGR codes), or as they are where it is not enabled."""

    enabled: bool

    def title(self, text: str) -> str:
        """Bold."""
        return self._sgr("1", text)

    def match(self, text: str) -> str:
        """Bold red, as grep does: readable on black and on white."""
        return self._sgr("1;31", text)

    def place(self, text: str) -> str:
        """Cyan: the source."""
        return self._sgr("36", text)

    def number(self, text: str) -> str:
        """Green: the rank."""
        return self._sgr("32", text)

    def dim(self, text: str) -> str:
        """Faint: scores, ids, labels."""
        return self._sgr("2", text)

    def _sgr(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.enabled and text else text
