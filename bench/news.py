"""News archives of any size that nobody wrote, as JSON lines: the same one for the same seed, some 20 MB/s.

Lengths are log-normal around 260 words, every hundredth article is long (up to 4,000). An article has its own
topic words and names, which it repeats; some words tend to follow others. One article in ten is not ASCII:
French, German, Russian and Chinese in looks, and English with typographic apostrophes.
"""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench import news_words as words
from bench.news_words import Ids, Vocabulary

Record = dict[str, Any]

_BATCH = 2_000
_TONGUES = (words.ENGLISH, words.TYPOGRAPHIC, words.FRENCH, words.GERMAN, words.RUSSIAN, words.CHINESE)
_SHARES = (0.9, 0.02, 0.025, 0.025, 0.02, 0.01)
_TOPIC_WORDS, _TOPIC_SHARE = 8, 0.1
_FOLLOW_SHARE = 0.08  # of words that the one before calls for, as in "prime minister"
_NAME_SHARE = 0.04
_NUMBER_SHARE = 0.015
_FIRST_DAY, _DAYS = dt.date(2005, 1, 1), 12 * 365
_SOURCES = (
    "Northgate Evening Post",
    "Harrow Vale Courier",
    "Kessock Herald",
    "Meridian Wire",
    "The Alden Times",
    "Port Sarum Observer",
    "Lowmoor Gazette",
    "Eastern Tribune",
)
_SECTIONS = ("World", "Business", "Politics", "Sport", "Culture", "Science", "Opinion", "Local")


@dataclass(frozen=True, slots=True)
class Corpus:
    """A file of articles as JSON lines, and the megabytes (10^6) of title and body in it, as UTF-8."""

    path: Path
    articles: int
    text_mb: float


def write(count: int, path: Path, seed: int = 1) -> Corpus:
    """Writes so many articles; a file that is longer begins with the shorter one's."""
    size = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for record in records(count, seed):
            size += len(record["title"].encode()) + len(record["body"].encode())
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    return Corpus(path, count, size / 1e6)


def records(count: int, seed: int = 1) -> Iterator[Record]:
    """Articles with id, title, body, date, source, section, authors and language."""
    vocabularies = words.vocabularies(_TONGUES)
    for first in range(0, count, _BATCH):
        chance = np.random.default_rng((seed, first))
        # A batch is always drawn whole, so that its articles do not depend on how many are wanted.
        tongues = chance.choice(len(_TONGUES), _BATCH, p=_SHARES)
        texts: list[tuple[str, str]] = [("", "")] * _BATCH
        for number, vocabulary in enumerate(vocabularies):
            places = np.flatnonzero(tongues == number)
            for place, text in zip(places.tolist(), _texts(vocabulary, len(places), chance), strict=True):
                texts[place] = text
        frames = _frames(first, tongues, chance)
        for frame, (title, body) in zip(frames[: count - first], texts, strict=False):
            yield frame | {"title": title, "body": body}


def _frames(first: int, tongues: NDArray[np.int64], chance: np.random.Generator) -> list[Record]:
    """All of the articles but their text."""
    days = chance.integers(0, _DAYS, _BATCH).tolist()
    places = chance.integers(0, [[len(_SOURCES)], [len(_SECTIONS)], [500], [40]], (4, _BATCH)).T.tolist()
    return [
        {
            "id": f"story-{first + number:07}",
            "title": "",
            "body": "",
            "date": (_FIRST_DAY + dt.timedelta(days=day)).isoformat(),
            "source": _SOURCES[source],
            "section": _SECTIONS[section],
            "authors": [f"{_INITIALS[given % 20]}. {_SURNAMES[writer % len(_SURNAMES)]}"],
            "language": _TONGUES[tongue].code,
        }
        for number, (day, (source, section, writer, given), tongue) in enumerate(
            zip(days, places, tongues.tolist(), strict=True)
        )
    ]


_INITIALS = "ABCDEFGHIJKLMNOPRSTW"
_SURNAMES = ("Novak", "Harlow", "Pereira", "Lindqvist", "Okafor", "Tanaka", "Moreau", "Keller", "Byrne", "Castell")


def _texts(vocabulary: Vocabulary, count: int, chance: np.random.Generator) -> Iterator[tuple[str, str]]:
    """Titles and bodies of so many articles."""
    lengths = _lengths(count, chance)
    titles = chance.integers(5, 11, count)
    bounds = np.concatenate([[0], np.cumsum(lengths + titles)])
    pieces, ids = _tokens(vocabulary, bounds, chance)
    separators = _separators(vocabulary, bounds, titles, chance)
    starts = _capitals(separators, bounds)
    pieces[starts] = vocabulary.capitalised(ids[starts])
    woven = np.empty(2 * len(pieces), object)
    woven[0::2], woven[1::2] = pieces, separators
    flat = woven.tolist()
    for start, title, end in zip(bounds[:-1].tolist(), titles.tolist(), bounds[1:].tolist(), strict=True):
        body = 2 * (start + title)
        yield "".join(flat[2 * start : body - 1]), "".join(flat[body : 2 * end])


def _lengths(count: int, chance: np.random.Generator) -> Ids:
    """Words of each body."""
    usual = np.exp(chance.normal(np.log(260), 0.6, count))
    long = chance.uniform(1_500, 4_000, count)
    return np.clip(np.where(chance.random(count) < 0.01, long, usual), 40, 4_000).astype(np.int64)


def _tokens(vocabulary: Vocabulary, bounds: Ids, chance: np.random.Generator) -> tuple[NDArray[np.object_], Ids]:
    """The words of all articles one after the other, as written within a sentence, and their ids."""
    total, count = int(bounds[-1]), len(bounds) - 1
    ids = vocabulary.draw(chance, total)
    article = np.repeat(np.arange(count), np.diff(bounds))
    follow = np.flatnonzero(chance.random(total - 1) < _FOLLOW_SHARE)
    ids[follow + 1] = _follower(ids[follow])
    topics = _topics(vocabulary, count, chance)
    kind = chance.random(total)
    on_topic = np.flatnonzero(kind < _TOPIC_SHARE)
    ids[on_topic] = topics[article[on_topic], chance.integers(0, _TOPIC_WORDS, len(on_topic))]
    names = np.flatnonzero((kind > _TOPIC_SHARE) & (kind < _TOPIC_SHARE + _NAME_SHARE))
    ids[names] = 1_000 + (article[names] * 97 + ids[names] % 3 * 31) % 20_000
    pieces = vocabulary.lower[ids]
    pieces[names] = vocabulary.capitalised(ids[names])
    numbers = np.flatnonzero(kind > 1 - _NUMBER_SHARE)
    pieces[numbers] = _numbers(len(numbers), chance)
    return pieces, ids


def _topics(vocabulary: Vocabulary, count: int, chance: np.random.Generator) -> Ids:
    """The words each article keeps coming back to: none of the commonest."""
    drawn = vocabulary.draw(chance, count * _TOPIC_WORDS).reshape(count, _TOPIC_WORDS)
    return np.where(drawn < 150, 150 + drawn * 37 % 5_000, drawn)


def _follower(ids: Ids) -> Ids:
    """The word that likes to come after each of these."""
    return (ids * 48_271 + 11) % 2_000


def _numbers(count: int, chance: np.random.Generator) -> NDArray[np.object_]:
    """Years, amounts, shares."""
    sizes = chance.uniform(0.3, 6, count)
    rounded = 10.0 ** np.maximum(np.floor(sizes) - 2, 0)  # to three figures, as papers do
    values = (np.floor(10**sizes / rounded) * rounded).astype(np.int64).tolist()
    kinds = chance.integers(0, 4, count).tolist()
    years = chance.integers(1950, 2026, count).tolist()
    written = [
        str(year) if kind == 0 else f"{value / 10:.1f}" if kind == 1 else f"{value:,}"
        for value, kind, year in zip(values, kinds, years, strict=True)
    ]
    return np.fromiter(written, object, count)


def _separators(vocabulary: Vocabulary, bounds: Ids, titles: Ids, chance: np.random.Generator) -> NDArray[np.object_]:
    """What stands after each word: a space mostly, the end of a sentence or of a paragraph."""
    sounds, total = vocabulary.sounds, int(bounds[-1])
    thousand = [sounds.joint] * 1000
    thousand[:45], thousand[45:53], thousand[53:60] = [sounds.comma] * 45, [sounds.possessive] * 8, ["-"] * 7
    separators = np.array(thousand, object)[chance.integers(0, 1000, total)]
    ends = np.cumsum(chance.integers(7, 33, total // 15 + 2))
    ends = ends[ends < total]
    separators[ends] = np.where(chance.random(len(ends)) < 0.4, sounds.end + "\n\n", sounds.stop)
    separators[bounds[1:] - 1] = sounds.end
    for place in range(11):  # no sentence ends within a title
        within = bounds[:-1][titles > place] + place
        separators[within] = sounds.joint
    separators[bounds[:-1] + titles - 1] = "\n"
    return separators


def _capitals(separators: NDArray[np.object_], bounds: Ids) -> Ids:
    """Where sentences, titles and bodies begin."""
    ends = np.fromiter((piece[:1] in ".。\n" and piece != "" for piece in separators), bool, len(separators))
    starts = np.flatnonzero(ends) + 1
    return np.union1d(starts[starts < len(separators)], bounds[:-1])
