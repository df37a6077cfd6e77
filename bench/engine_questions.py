"""Questions for the comparison of engines: their words are taken from the articles, so that each has an answer.

Only English articles and plain words of letters are drawn from, which every engine's tokeniser sees alike.
"""

import datetime as dt
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import Stemmer

from bench.news_words import is_function_word

Kind = Literal["OR", "AND", "phrase", "prefix", "wildcard", "fuzzy", "dated", "newest"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_SAMPLE = 3_000
_RUN = re.compile(r"(?<![\w'’-])[A-Za-z]+(?: [A-Za-z]+)+(?![\w'’-])")
_PATTERNED = re.compile(r"[a-z]{6,12}")
_stem_old, _stem_new = Stemmer.Stemmer("porter").stemWord, Stemmer.Stemmer("english").stemWord


@dataclass(frozen=True, slots=True)
class Question:
    """Words, and how they are meant; `pattern` is what prefix, wildcard and fuzzy ask for.

    "dated" and "newest" ask for any of the words: published from `since` to `until`, both included, or newest first.
    """

    kind: Kind
    words: tuple[str, ...]
    pattern: str = ""
    since: str = ""
    until: str = ""


def questions(jsonl: Path, articles: int, each: int, seed: int) -> list[Question]:
    """So many of each kind, asked of the first articles of a file."""
    chance = random.Random(seed)
    sample = _sample(jsonl, articles)
    asked: list[Question] = []
    for kind in KINDS:
        made = 0
        while made < each:
            if question := _question(kind, chance.choice(sample), chance):
                asked.append(question)
                made += 1
    return asked


def neighbours(jsonl: Path, articles: int, count: int, seed: int) -> list[tuple[str, ...]]:
    """So many runs of two or three neighbouring words of the first articles of a file."""
    chance = random.Random(seed)
    sample = _sample(jsonl, articles)
    found: list[tuple[str, ...]] = []
    while len(found) < count:
        asked = _question("phrase", chance.choice(sample), chance)
        if asked is not None and 2 <= len(asked.words) <= 3:
            found.append(asked.words)
    return found


def _sample(jsonl: Path, articles: int) -> list[dict[str, Any]]:
    return [record for record in _lines(jsonl, articles, max(1, articles // _SAMPLE)) if record["language"] == "en"]


def _lines(jsonl: Path, articles: int, step: int) -> Iterator[dict[str, Any]]:
    with jsonl.open(encoding="utf-8") as file:
        for number, line in enumerate(file):
            if number == articles:
                return
            if number % step == 0:
                yield json.loads(line)


def _question(kind: Kind, article: dict[str, Any], chance: random.Random) -> Question | None:
    """One question on this article; None where it has no words for it."""
    runs: list[list[str]] = [run.split() for run in _RUN.findall(article["body"].replace("\n", " "))]
    if not runs:
        return None
    match kind:
        case "OR" | "AND":
            words = _words(runs, chance)
            return Question(kind, words) if len(set(words)) > 1 else None
        case "phrase":
            return Question(kind, _piece(chance.choice(runs), chance))
        case "prefix" | "wildcard" | "fuzzy":
            return _patterned(kind, runs, chance)
        case "dated":
            since, until = _quarter(article["date"])
            return Question(kind, _words(runs, chance), since=since, until=until)
    return Question(kind, _words(runs, chance))


def _words(runs: list[list[str]], chance: random.Random) -> tuple[str, ...]:
    """Two to eight words: half of the time as a person asks, function words and all, otherwise what matters."""
    if chance.random() < 0.5:
        return tuple(dict.fromkeys(_piece(chance.choice(runs), chance)))
    meant = sorted({word for run in runs for word in run if not is_function_word(word.lower())})
    return tuple(chance.sample(meant, min(len(meant), chance.randint(2, 8))))


def _piece(run: list[str], chance: random.Random) -> tuple[str, ...]:
    """Two to eight neighbours, short pieces more often than long ones."""
    length = min(len(run), chance.choice((2, 2, 2, 3, 3, 4, 5, 6, 8)))
    start = chance.randint(0, len(run) - length)
    return tuple(run[start : start + length])


def _patterned(kind: Kind, runs: list[list[str]], chance: random.Random) -> Question | None:
    """Of a word that is its own stem, for engines look patterns up among stems."""
    fit = [word for run in runs for word in run if _PATTERNED.fullmatch(word) and _is_stem(word)]
    if not fit:
        return None
    word = chance.choice(fit)
    place = chance.randrange(2, len(word) - 1)
    patterns = {
        "prefix": word[: chance.randint(4, 6)],
        "wildcard": word[:place] + "?" + word[place + 1 : place + 2] + "*",
        "fuzzy": word[:place] + chance.choice("bcdfg") + word[place + 1 :],
    }
    return Question(kind, (word,), patterns[kind])


def _is_stem(word: str) -> bool:
    return bool(_stem_old(word) == word == _stem_new(word))


def _quarter(day: str) -> tuple[str, str]:
    """Three months around a day."""
    middle = dt.date.fromisoformat(day)
    return str(middle - dt.timedelta(days=45)), str(middle + dt.timedelta(days=45))


def save(asked: Sequence[Question], path: Path) -> None:
    """Writes questions for another process."""
    path.write_text(json.dumps([asdict(question) for question in asked]), "utf-8")


def load(path: Path) -> list[Question]:
    """What `save` wrote."""
    return [Question(**one | {"words": tuple(one["words"])}) for one in json.loads(path.read_text("utf-8"))]
