"""The facts that are planted: what happened, how a paper says it, and how people ask for it."""

import random
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

_TEMPLATES = tomllib.loads((Path(__file__).parent / "planted.toml").read_text("utf-8"))
_SLOT = re.compile(r"\{([a-z]+)(\d?)\}")
_ANSWER = re.compile(r"\[(.*?)\]")

Values = Mapping[str, str]
_NOTHING: Values = {}


class Told(NamedTuple):
    """Text, and where in it the answer stands: code points `start` to `end`; both 0 where there is none."""

    text: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Fact:
    """One planted fact: its frame, and the names and numbers it is about."""

    qid: str
    frame: Mapping[str, Any]
    values: Values


class Writer:
    """Writes sentences from the templates, by chance, but always the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.lists: Mapping[str, list[str]] = _TEMPLATES["lists"]

    def pick(self, *path: str) -> str:
        """One of the templates in this place of the file."""
        found: Any = _TEMPLATES
        for name in path:
            found = found[name]
        return str(self.chance.choice(found))

    def sentences(self, section: str) -> Iterator[str]:
        """Templates of this section, then of all others; each comes again only when all were used."""
        while True:
            names = [section, *self.chance.sample(list(_TEMPLATES["sentences"]), len(_TEMPLATES["sentences"]))]
            for name in dict.fromkeys(names):
                yield from self.chance.sample(_TEMPLATES["sentences"][name], len(_TEMPLATES["sentences"][name]))

    def fill(self, template: str, known: Values = _NOTHING) -> str:
        """A template with what is known in its slots, and anything in the others; a capital first."""
        drawn: dict[str, str] = {}

        def value(slot: re.Match[str]) -> str:
            name = slot[1] + slot[2]
            return known.get(name) or drawn.setdefault(name, self.draw(slot[1], {**known, **drawn}))

        text = _SLOT.sub(value, template)
        return text[:1].upper() + text[1:]

    def draw(self, name: str, known: Values = _NOTHING) -> str:
        """A value for a slot, other than those that are known."""
        match name:
            case "person":
                return f"{self.chance.choice(self.lists['first'])} {self.chance.choice(self.lists['last'])}"
            case "n":
                return str(int(3 + 900 * self.chance.random() ** 3))
            case "age":
                return str(self.chance.randint(24, 66))
            case "day":
                return f"{self.chance.randint(1, 28)} {self.draw('month')}"
            case "hour":
                return f"{self.chance.randint(6, 23)}.{self.chance.choice(('00', '15', '30', '45'))}"
        return self.chance.choice([value for value in self.lists[name] if value not in known.values()])

    def cast(self) -> dict[str, str]:
        """Names and things that an article comes back to."""
        found: dict[str, str] = {}
        for name in ("town", "person", "firm", "body", "thing", "river", "crop", "sport", "school"):
            found[name] = self.draw(name, found)
        return found


def facts(writer: Writer, each: int) -> Iterator[Fact]:
    """So many facts of every frame, or as many as its key has values."""
    seen: set[tuple[str, ...]] = set()
    for frame in _TEMPLATES["frames"]:
        for number in range(each):
            values = _fresh(writer, frame, seen)
            if values is None:
                break
            yield Fact(f"{frame['kind'].replace(' ', '-')}-{frame['name']}-{number:02}", frame, values)


def _fresh(writer: Writer, frame: Mapping[str, Any], seen: set[tuple[str, ...]]) -> Values | None:
    """Values that no fact has yet; None where none were found."""
    texts = (text for key in ("sentence", "split", "short") for text in frame[key])
    names = dict.fromkeys(slot[1] + slot[2] for text in texts for slot in _SLOT.finditer(text))
    for _ in range(200):
        values: dict[str, str] = {}
        for name in names:
            values[name] = writer.draw(name.rstrip("0123456789"), values)
        if (key := tuple(values[name] for name in frame["key"])) not in seen:
            seen.add(key)
            return values
    return None


def told(writer: Writer, fact: Fact) -> Told:
    """One or two sentences that answer the question, and where."""
    way = "split" if writer.chance.random() < 0.3 else "sentence"
    filled = writer.fill(writer.chance.choice(fact.frame[way]), fact.values)
    answer = _ANSWER.search(filled)
    assert answer is not None, filled
    text = filled[: answer.start()] + answer[1] + filled[answer.end() :]
    return Told(text[:1].upper() + text[1:], answer.start(), answer.start() + len(answer[1]))


def short_question(writer: Writer, fact: Fact) -> str:
    """As people type it."""
    return _filled(writer.chance.choice(fact.frame["short"]), fact)


def long_question(writer: Writer, fact: Fact) -> str:
    """As people say it to a librarian."""
    clause = _filled(writer.chance.choice(fact.frame["clause"]), fact)
    return writer.fill(writer.pick("verbose", "wrap"), {"clause": clause})


def parts(fact: Fact) -> list[str]:
    """What the fact is about, piece by piece."""
    return [_filled(part, fact) for part in fact.frame["parts"]]


def _filled(template: str, fact: Fact) -> str:
    return _SLOT.sub(lambda slot: fact.values[slot[1] + slot[2]], template)
