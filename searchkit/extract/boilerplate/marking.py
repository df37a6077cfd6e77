"""Which paragraphs of an article are boilerplate, and why: the thresholds, and what is never taken away."""

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from searchkit.extract.boilerplate.counts import EVERYWHERE, FEW_STORIES, Counts, salt_of
from searchkit.extract.boilerplate.traits import Sign, Traits

Verdict = Literal["keep", "drop"]

REPEATED = "repeated"
"""The reason of a paragraph that stands in several stories as it is."""

DECIDED = "decided"
"""The reason of a paragraph that a person said is boilerplate."""

ONE_OF = 333
"""A paragraph is repeated if it stands in one of so many stories of its source."""
LEAST_STORIES = 3
SHORT_WORDS, SHORT_ONE_OF, LEAST_OF_SHORT = 3, 20, 5
"""Of up to so many words: a subhead may stand over several stories by chance."""
LONG_WORDS, LEAST_OF_LONG = 60, 10
TEMPLATES = frozenset(("label", "tag", "opening", "heading"))
TEMPLATE_ONE_OF, LEAST_OF_TEMPLATES = 50, 5
LEAST_ELSEWHERE = 10
"""What one source has in one story only must stand in so many of all: an agency's story is printed by many papers."""

_CERTAIN = 1 << 62
_DECIDED = _CERTAIN + 1


class _Ground(NamedTuple):
    """Why a paragraph is boilerplate, by what fingerprint, and how certain that is: in so many stories."""

    reason: str
    fingerprint: int
    stories: int


class Mark(NamedTuple):
    """That a paragraph is boilerplate: its place, why, and the fingerprint of what it repeats."""

    place: int
    reason: str
    fingerprint: int
    source: str


Overrules = Mapping[tuple[str, int], Verdict]
"""What a person has decided, by source ("" for all) and fingerprint."""


class Judge:
    """Tells boilerplate by what was counted, and by what a person has decided."""

    def __init__(self, counts: Counts, overrules: Overrules) -> None:
        self.counts, self.overrules = counts, overrules

    def marks(self, traits: Traits) -> tuple[Mark, ...]:
        """The paragraphs that are boilerplate, in order; never the first, unless a person said so, and never more
        than half of the article: then what is least certain stays."""
        grounds: dict[int, _Ground] = {}
        for place in self._suspects(traits):
            ground = self._ground(traits, place, traits.fingerprints[place])
            if ground and (place or ground.stories == _DECIDED):
                grounds[place] = ground
        kept = _at_most_half(grounds, traits.words) if grounds else grounds
        return tuple([Mark(place, one.reason, one.fingerprint, traits.source) for place, one in kept.items()])

    def _suspects(self, traits: Traits) -> Iterable[int]:
        """The paragraphs that may be boilerplate: nearly all others stand in one story."""
        if self.overrules:
            return range(len(traits.fingerprints))
        counts, own, every = self.counts.counts, salt_of(traits.source), salt_of(EVERYWHERE)
        return [
            place
            for place, fingerprint in enumerate(traits.fingerprints)
            if fingerprint ^ own in counts or fingerprint ^ every in counts or place in traits.signs
        ]

    def _ground(self, traits: Traits, place: int, fingerprint: int) -> _Ground | None:
        verdict = self._verdict(traits.source, fingerprint) if self.overrules else None
        if verdict:
            return None if verdict == "keep" else _Ground(DECIDED, fingerprint, _DECIDED)
        signs = traits.signs.get(place, ())
        found = [ground for sign in signs if (ground := self._ground_of_sign(sign, traits.source))]
        if found:
            return max(found, key=lambda ground: ground.stories)
        stories = self.repeated_in(fingerprint, traits.words[place], traits.source)
        return _Ground(REPEATED, fingerprint, stories) if stories else None

    def _ground_of_sign(self, sign: Sign, source: str) -> _Ground | None:
        kind, fingerprint = sign
        verdict = self._verdict(source, fingerprint) if self.overrules else None
        if verdict:
            return None if verdict == "keep" else _Ground(kind, fingerprint, _DECIDED)
        if kind not in TEMPLATES:
            return _Ground(kind, fingerprint, _CERTAIN)
        stories = self.filled_in(fingerprint, source)
        return _Ground(kind, fingerprint, stories) if stories else None

    def _verdict(self, source: str, fingerprint: int) -> Verdict | None:
        return self.overrules.get((source, fingerprint)) or self.overrules.get((EVERYWHERE, fingerprint))

    def repeated_in(self, fingerprint: int, words: int, source: str) -> int:
        """In how many stories a paragraph stands, if these are enough; 0 if not."""
        if words <= SHORT_WORDS:
            return self._stories(fingerprint, source, SHORT_ONE_OF, LEAST_OF_SHORT)
        return self._stories(fingerprint, source, ONE_OF, LEAST_STORIES if words <= LONG_WORDS else LEAST_OF_LONG)

    def filled_in(self, fingerprint: int, source: str) -> int:
        """In how many stories a template stands, if these are enough; 0 if not."""
        return self._stories(fingerprint, source, TEMPLATE_ONE_OF, LEAST_OF_TEMPLATES)

    def _stories(self, fingerprint: int, source: str, one_of: int, least: int) -> int:
        counts = self.counts
        own, all_own = counts.of(fingerprint, source), counts.stories.get(source, 0)
        if own >= max(least, all_own / one_of):
            return own
        if all_own >= FEW_STORIES:
            return 0
        everywhere = counts.of(fingerprint, EVERYWHERE)
        needed = max(least if own > 1 else LEAST_ELSEWHERE, counts.stories.get(EVERYWHERE, 0) / one_of)
        return everywhere if everywhere >= needed else 0


def _at_most_half(grounds: dict[int, _Ground], words: tuple[int, ...]) -> dict[int, _Ground]:
    """Without the least certain, those of equal certainty together: a reprint has all its paragraphs in as many."""
    most = sum(words) / 2
    while grounds and sum(words[place] for place in grounds) > most:
        least = min(ground.stories for ground in grounds.values())
        grounds = {place: ground for place, ground in grounds.items() if ground.stories > least}
    return grounds
