"""Queries that have answers: their words are taken from the articles they are asked of."""

import datetime as dt
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from whoosh.lang.porter import stem

from bench.articles import is_function_word
from searchkit import Article
from searchkit.analysis import tokenize

KINDS = ("AND", "OR", "phrase", "prefix", "fuzzy", "AND, 3 months", "OR, newest first")

_WORD = re.compile(r"\b[a-z]{5,}\b")
_NEIGHBOURS = re.compile(r"(?<![\w-])([a-z]{5,}) ([a-z]{5,})(?![\w-])")


@dataclass(frozen=True, slots=True)
class Question:
    """One query of a kind; `months` are the first days of the first and last month to look in."""

    kind: str
    text: str
    months: tuple[dt.datetime, dt.datetime] | None = None
    newest_first: bool = False


def questions(some: Sequence[Article], each: int, seed: int = 2) -> list[Question]:
    """So many questions of each kind; each has an answer among the English articles."""
    chance = random.Random(seed)
    english = [article for article in some if article.language == "en"]
    asked: list[Question] = []
    for kind in KINDS:
        while sum(question.kind == kind for question in asked) < each:
            if question := _question(kind, chance.choice(english), chance.choice(english), chance):
                asked.append(question)
    return asked


def _question(kind: str, article: Article, other: Article, chance: random.Random) -> Question | None:
    """A question on an article, for OR on another one too; None where the article has no words for it."""
    words, date = _words(article), article.date
    neighbours = [pair for pair in _NEIGHBOURS.findall(article.body) if not any(map(is_function_word, pair))]
    if len(words) < 2 or not neighbours or not _words(other) or date is None:
        return None
    two = chance.sample(words, 2)
    patterned = next(filter(_is_stem, two), "")  # patterns are looked up among stems
    either = " OR ".join([*two, *chance.sample(_words(other), 1)])
    month = date.start.replace(day=1)
    match kind:
        case "AND":
            return Question(kind, " AND ".join(two))
        case "OR":
            return Question(kind, either)
        case "phrase":
            return Question(kind, '"{} {}"'.format(*chance.choice(neighbours)))
        case "prefix":
            return Question(kind, patterned[:5] + "*") if patterned else None
        case "fuzzy":
            return Question(kind, _misspelt(patterned, chance) + "~1/1") if patterned else None
        case "AND, 3 months":
            return Question(kind, " AND ".join(two), (month, (month + dt.timedelta(days=63)).replace(day=1)))
    return Question(kind, either, newest_first=True)


def _is_stem(word: str) -> bool:
    """Whether a word of some length is left as it is by Whoosh's stemmer and by ours."""
    return len(word) > 5 and stem(word) == word and [token.term for token in tokenize(word, "en")] == [word]


def _words(article: Article) -> list[str]:
    """The different words of an article that are worth asking for, in their order."""
    return [word for word in dict.fromkeys(_WORD.findall(article.body)) if not is_function_word(word)]


def _misspelt(word: str, chance: random.Random) -> str:
    """One letter wrong, but not the first."""
    at = chance.randrange(1, len(word))
    return word[:at] + chance.choice("bcdfg") + word[at + 1 :]
