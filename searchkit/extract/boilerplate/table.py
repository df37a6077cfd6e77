"""What an archive has learnt of its sources' boilerplate, and what its owner decided: counts, examples, verdicts."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from searchkit.extract.boilerplate.counts import EVERYWHERE, Counts
from searchkit.extract.boilerplate.fingerprints import fingerprint, hashed, word_count
from searchkit.extract.boilerplate.marking import DECIDED, REPEATED, TEMPLATES, Judge, Mark, Verdict
from searchkit.extract.boilerplate.traits import Traits

MOST_LEARNT = 20_000
"""Examples that are kept; what is marked beyond them is counted as well, but not listed."""

MOST_EXAMPLE_CHARS = 300
_KEY = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class LearntBoilerplate:
    """What is taken for boilerplate in the articles of one source ("" for all), and why.

    `key` names it, and is equal for equal paragraphs of any source. `reason` is "repeated" for a paragraph that
    stands in several stories, "label", "tag", "opening" or "heading" for a template that is filled in, or the name
    of a rule. `stories` is in how many it was found, `verdict` what the archive's owner decided ("" for nothing).
    """

    key: str
    source: str
    reason: str
    stories: int
    example: str
    verdict: str = ""

    def to_dict(self) -> dict[str, Any]:
        """As JSON values, under the field names."""
        return asdict(self)


@dataclass(slots=True)
class BoilerplateTable:
    """Counts articles, tells boilerplate, and keeps an example of each kind that was found."""

    counts: Counts = field(default_factory=Counts)
    overrules: dict[tuple[str, int], Verdict] = field(default_factory=dict)
    examples: dict[tuple[str, int], tuple[str, str]] = field(default_factory=dict)
    """Reason and text, by source and fingerprint."""
    is_changed: bool = False
    """Whether there is anything to be kept since it was made or read."""
    _judge: Judge = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._judge = Judge(self.counts, self.overrules)

    def count(self, traits: Traits) -> None:
        """Counts an article, unless it was counted before, or another one that prints the same story."""
        self.counts.add(traits)
        self.is_changed = True

    def marks(self, traits: Traits) -> tuple[Mark, ...]:
        """The paragraphs of an article that are boilerplate by all that is known now."""
        return self._judge.marks(traits)

    def has_example(self, mark: Mark) -> bool:
        """Whether a paragraph is kept that was marked for the same; there may be no room for it either."""
        return (mark.source, mark.fingerprint) in self.examples or len(self.examples) >= MOST_LEARNT

    def note_example(self, mark: Mark, text: str) -> None:
        """Keeps the beginning of a paragraph that was marked."""
        self.examples[mark.source, mark.fingerprint] = mark.reason, text[:MOST_EXAMPLE_CHARS]

    def overrule(self, what: str, verdict: Verdict | None, source: str = "") -> None:
        """Decides for good that a paragraph, or what has the key `what`, is kept or is boilerplate; None: undoes it."""
        self.is_changed = True
        source = source.strip().casefold()
        number = int(what, 16) if _KEY.fullmatch(what) else fingerprint(what.strip())
        if verdict is None:
            self.overrules.pop((source, number), None)
            return
        self.overrules[source, number] = verdict
        if not _KEY.fullmatch(what):
            self.examples.setdefault((source, number), (DECIDED, what.strip()[:MOST_EXAMPLE_CHARS]))

    def decisions(self) -> "BoilerplateTable":
        """A table that has learnt nothing yet, with the same decisions."""
        kept = {place: found for place, found in self.examples.items() if place in self.overrules}
        return BoilerplateTable(Counts(), dict(self.overrules), kept, is_changed=bool(self.overrules))

    def overrules_fingerprint(self) -> str:
        """Text that is equal for equal decisions; "" for none."""
        decided = sorted((source, number, verdict) for (source, number), verdict in self.overrules.items())
        return f"{hashed(repr(decided).encode('utf-8', 'replace')):016x}" if decided else ""

    def learnt(self) -> Iterator[LearntBoilerplate]:
        """What is boilerplate by all that is known now, and what was decided; the most frequent of a source first."""
        found = [self._learnt(source, number) for source, number in {**self.examples, **dict.fromkeys(self.overrules)}]
        yield from sorted(
            (one for one in found if one.verdict or one.stories),
            key=lambda one: (one.source, -one.stories, one.reason, one.key),
        )

    def _learnt(self, source: str, number: int) -> LearntBoilerplate:
        reason, text = self.examples.get((source, number)) or self._example_elsewhere(number)
        stories = self._stories(source, number, reason, text)
        verdict = self.overrules.get((source, number)) or self.overrules.get((EVERYWHERE, number))
        return LearntBoilerplate(f"{number:016x}", source, reason, stories, text, verdict or "")

    def _example_elsewhere(self, number: int) -> tuple[str, str]:
        return next((found for (_, other), found in self.examples.items() if other == number), (REPEATED, ""))

    def _stories(self, source: str, number: int, reason: str, text: str) -> int:
        """In how many stories it was found, if these are still enough."""
        if reason in (REPEATED, DECIDED):
            return self._judge.repeated_in(number, word_count(text), source)
        if reason in TEMPLATES:
            return self._judge.filled_in(number, source)
        return max(self.counts.of(number, source), 1)
