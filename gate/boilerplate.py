"""How well boilerplate is told from stories: precision and recall a paragraph, over papers that are made up.

Their stories are random sentences. Between them stand lines of each paper's own, which no rule knows; beside them
what must not be taken for boilerplate: stories of an agency printed by several papers, in part or whole, the same
story printed again, tables of figures that differ in their digits, questions and answers, subheads, quoted sentences.
"""

import random
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from searchkit.extract.boilerplate import BoilerplateTable, traits_of
from searchkit.model import Article, Rejected
from searchkit.paragraphs import paragraphs_of
from searchkit.settings import ReadOptions
from searchkit.sources import read, walk

DATA = Path(__file__).parent / "data" / "boilerplate" / "newsroom.toml"
CORPUS = Path(__file__).parent.parent / "corpus"
SEED = 1987
LEARNT = frozenset(("repeated", "label", "tag", "opening", "heading"))


class Told(NamedTuple):
    """An article, and the places of the paragraphs in it that are boilerplate."""

    article: Article
    boilerplate: frozenset[int]


def measure() -> Mapping[str, float]:
    """Precision and recall over all paragraphs, and the shares of what must stay that stays."""
    told = list(_Newsroom(tomllib.loads(DATA.read_text("utf-8")), random.Random(SEED)).articles())
    found = _found([one.article for one in told])
    right = sum(len(one.boilerplate & places) for one, places in zip(told, found, strict=True))
    marked, wanted = sum(map(len, found)), sum(len(one.boilerplate) for one in told)
    clean = [places for one, places in zip(told, found, strict=True) if not one.boilerplate]
    return {
        "precision": right / marked,
        "recall": right / wanted,
        "stories_left_whole": sum(not places for places in clean) / len(clean),
        "corpus_left_whole": _corpus_left_whole(),
    }


def _found(articles: list[Article]) -> list[set[int]]:
    table, traits = BoilerplateTable(), [traits_of(article) for article in articles]
    for one in traits:
        table.count(one)
    return [{mark.place for mark in table.marks(one)} for one in traits]


def _corpus_left_whole() -> float:
    """The share of the sample articles' paragraphs that are not taken for learnt boilerplate: they repeat nothing."""
    files = [file for file in walk([CORPUS], []) if not isinstance(file, Rejected)]
    read_all = [found for file in files for found in read(file, ReadOptions())]
    articles = [found for found in read_all if not isinstance(found, Rejected)]
    table, traits = BoilerplateTable(), [traits_of(article) for article in articles]
    for one in traits:
        table.count(one)
    learnt = sum(mark.reason in LEARNT for one in traits for mark in table.marks(one))
    return 1 - learnt / sum(len(paragraphs_of(article.body)) for article in articles)


class _Newsroom:
    """Makes the articles of all papers, in a random order."""

    def __init__(self, told: Mapping[str, Any], chance: random.Random) -> None:
        self._told, self._words, self._chance = told, told["words"], chance

    def articles(self) -> Iterator[Told]:
        wires = [self._story() for _ in range(self._told["agency"]["stories"])]
        source = self._told["agency"]["source"]
        made = [Told(self._article(source, wire), frozenset()) for wire in wires]
        for paper in self._told["paper"]:
            printed = [self._printed(paper, wires) for _ in range(paper["stories"])]
            made += printed + self._chance.sample(printed, len(printed) // 30)  # printed again
        self._chance.shuffle(made)
        yield from made

    def _article(self, source: str, paragraphs: list[str]) -> Article:
        return Article(id=f"{self._chance.random()}", title=self._headline(), body=paragraphs, source=source)

    def _printed(self, paper: Mapping[str, Any], wires: list[list[str]]) -> Told:
        """A story of the paper's own, or one in eight of the agency: as it came, or a few paragraphs of it."""
        story = self._story()
        if self._chance.random() < 0.125:
            wire = self._chance.choice(wires)
            story = list(wire) if self._chance.random() < 0.5 else story[:4] + wire[1:3] + story[4:]
        if self._chance.random() < paper.get("tables", 0):
            story[2:2] = self._table()
        if self._chance.random() < 0.05:
            story[2:2] = self._interview()
        if self._chance.random() < 0.03:
            story.insert(2, "What comes next")
        return self._with_boilerplate(paper, story)

    def _with_boilerplate(self, paper: Mapping[str, Any], story: list[str]) -> Told:
        paragraphs: list[tuple[str, bool]] = [(text, False) for text in story]
        for share, line in paper["every"]:
            if self._chance.random() < share:
                paragraphs.insert(self._chance.randint(1, len(paragraphs)), (self._filled(line), True))
        places = frozenset(place for place, (_, is_boilerplate) in enumerate(paragraphs) if is_boilerplate)
        return Told(self._article(paper["source"], [text for text, _ in paragraphs]), places)

    def _filled(self, line: str) -> str:
        number = str(self._chance.randint(10, 31))
        return line.format(headline=self._headline(), name=self._one("name"), number=number)

    def _one(self, kind: str) -> str:
        word: str = self._chance.choice(self._words[kind])
        return word

    def _sentence(self) -> str:
        parts = [self._one(kind) for kind in ("who", "did", "what", "when")]
        return f"{' '.join(parts)} {self._one('why')}" if self._chance.random() < 0.7 else " ".join(parts)

    def _headline(self) -> str:
        return " ".join(self._one(kind) for kind in ("who", "did", "what"))

    def _story(self) -> list[str]:
        return [self._paragraph() for _ in range(self._chance.randint(6, 14))]

    def _paragraph(self) -> str:
        text = ". ".join(self._sentence() for _ in range(self._chance.randint(1, 3)))
        if self._chance.random() < 0.3:
            return f"“{text},” {self._one('said')}."
        if self._chance.random() < 0.05:
            return f"{self._one('name')} said: “{text}.”"
        return f"{text}."

    def _table(self) -> list[str]:
        """Quarterly figures: the same words in every report, and other digits."""
        figures = [self._chance.randint(100_000, 9_999_999) for _ in range(6)]
        return [
            f"Shr {figures[0] % 90} cts vs {figures[1] % 90} cts",
            f"Net {figures[2]:,} vs {figures[3]:,}",
            f"Revs {figures[4]:,} vs {figures[5]:,}",
            f"Note: {self._one('firm')} {self._one('did')} {self._one('what')} {self._one('when')}.",
        ]

    def _interview(self) -> list[str]:
        name = self._one("name").split()[1].upper()
        return [f"{who}: {self._headline()}{end}" for _ in range(5) for who, end in (("ECHO", "?"), (name, "."))]
