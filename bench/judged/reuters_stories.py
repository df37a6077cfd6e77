"""Stories of Reuters-21578 (1987, distribution 1.0) to ask about, and which of them print the same copy."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.judged import reading
from searchkit import Article

FOLDER = "reuters21578"
_SHINGLE_WORDS = 4
_NEAR = 0.7
_WORD = re.compile(r"[a-z0-9]+")


def stories(folder: Path) -> list[Article]:
    """All that have a title and a body, in the order of their files."""
    paths = sorted((folder / FOLDER).glob("reut2-*.sgm*"))
    return [story for story in reading.articles(paths) if story.title and story.body]


def codes(story: Article) -> tuple[str, ...]:
    """The topics that Reuters' indexers gave it."""
    return tuple(story.extra.get("topics", ()))


def words(text: str) -> list[str]:
    """Its words in lower case, without signs."""
    return _WORD.findall(text.lower())


def copies(wanted: Sequence[Article], among: Sequence[Article]) -> dict[str, dict[str, int]]:
    """For each wanted story the ids of those with its copy: 2 where the body has the same words, itself too.

    1 where seven tenths of all shingles of four words of the two bodies are in both, as in an update.
    """
    shingles = {story.id: _shingles(story) for story in wanted}
    holders: dict[tuple[str, ...], list[str]] = {}
    for docid, own in shingles.items():
        for shingle in own:
            holders.setdefault(shingle, []).append(docid)
    found: dict[str, dict[str, int]] = {story.id: {} for story in wanted}
    for story in among:
        for docid, grade in _grades(_shingles(story), shingles, holders):
            found[docid][story.id] = grade
    return found


def _grades(
    other: frozenset[tuple[str, ...]],
    shingles: dict[str, frozenset[tuple[str, ...]]],
    holders: dict[tuple[str, ...], list[str]],
) -> Iterator[tuple[str, int]]:
    shared = Counter(docid for shingle in other for docid in holders.get(shingle, ()))
    for docid, both in shared.items():
        likeness = both / (len(other) + len(shingles[docid]) - both)
        if likeness >= _NEAR:
            yield docid, 2 if likeness == 1 else 1


def _shingles(story: Article) -> frozenset[tuple[str, ...]]:
    found = words(story.body)
    return frozenset(tuple(found[at : at + _SHINGLE_WORDS]) for at in range(max(1, len(found) - _SHINGLE_WORDS + 1)))
