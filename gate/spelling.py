"""How often "did you mean" means the right word: over misspellings of our own, and over slips of the hand at random.

The archive is the sample corpus and the words that are meant, nothing that changes for other reasons. A word counts as
the right one if it has the same stem.
"""

import math
import random
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import searchkit
from searchkit import Archive, Article
from searchkit.analysis import term_of
from searchkit.sources import read, walk

ROOT = Path(__file__).parent.parent
DATA = Path(__file__).parent / "data" / "spelling" / "misspellings.txt"
SEED, SLIPS = 1990, 200
_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_WORD = re.compile(r"\b[a-z]{5,}\b")
_KINDS = {"exchange": 25, "leave out": 30, "double": 10, "change": 25, "add": 10}


class Pair(NamedTuple):
    """What was typed, and what was meant."""

    typed: str
    meant: str


def measure() -> Mapping[str, float]:
    """The shares of words where the first, and one of three, alternatives is right."""
    articles = [*_articles([ROOT / "corpus"]), Article("meant", body=" ".join(p.meant for p in listed()))]
    return _measured(articles)


def measure_outside(folder: Path) -> Mapping[str, float]:
    """The same with the words of Reuters, where many are alike and some are misspelt themselves."""
    return _measured(_articles([folder / "reuters21578"]))


def listed() -> list[Pair]:
    """The misspellings of our own."""
    lines = (line for line in DATA.read_text("utf-8").splitlines() if not line.startswith("#"))
    return [Pair(*line.split()) for line in lines]


def _articles(folders: list[Path]) -> Iterator[Article]:
    for file in walk(folders, []):
        if isinstance(file, searchkit.Rejected):
            continue
        yield from (found for found in read(file, searchkit.ReadOptions()) if isinstance(found, Article))


def _measured(articles: Iterable[Article]) -> dict[str, float]:
    counts: Counter[str] = Counter()

    def counted() -> Iterator[Article]:
        for article in articles:
            counts.update(_WORD.findall(article.body))
            yield article

    with tempfile.TemporaryDirectory() as folder, searchkit.create(Path(folder) / "index") as archive:
        archive.add(counted())
        figures = {f"listed.{name}": value for name, value in _shares(archive, listed()).items()}
        return figures | {f"random.{name}": value for name, value in _shares(archive, _random_slips(counts)).items()}


def _shares(archive: Archive, pairs: list[Pair]) -> dict[str, float]:
    """Over the words that are not in the archive, of words that are."""
    asked = [pair for pair in pairs if _count(archive, pair.meant) and not _count(archive, pair.typed)]
    first = third = 0
    for typed, meant in asked:
        found = archive.search(typed, limit=0, plain=True).suggestions
        stems = [term_of(word, "en") for each in found for word in each.alternatives]
        first += stems[:1] == [term_of(meant, "en")]
        third += term_of(meant, "en") in stems
    return {"at_1": first / len(asked), "at_3": third / len(asked)}


def _count(archive: Archive, word: str) -> int:
    return archive.search(word, limit=0, plain=True).total


def _random_slips(counts: Counter[str]) -> list[Pair]:
    """Slips in words of five letters or more that stand there more than once, in frequent ones more often."""
    chance = random.Random(SEED)
    words = sorted(word for word, count in counts.items() if count > 1)
    drawn = chance.choices(words, [math.sqrt(counts[word]) for word in words], k=SLIPS)
    return [Pair(_slip(word, chance), word) for word in drawn]


def _slip(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word))
    before, letter, behind = word[:at], word[at], word[at + 1 :]
    match chance.choices(list(_KINDS), list(_KINDS.values()))[0]:
        case "exchange":
            return before + behind[:1] + letter + behind[1:]
        case "leave out":
            return before + behind
        case "double":
            return before + letter * 2 + behind
        case "change":
            return before + _neighbour(letter, chance) + behind
    return before + _neighbour(letter, chance) + letter + behind


def _neighbour(letter: str, chance: random.Random) -> str:
    row = next(row for row in _KEYBOARD if letter in row)
    at = row.index(letter)
    return chance.choice(row[max(0, at - 1) : at] + row[at + 1 : at + 2])
