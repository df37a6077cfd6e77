"""Articles that nobody wrote, with the statistics that matter to an index: the same ones for the same seed.

Words follow Simon's process: each is either new or a repetition of one that was written before, whichever
that is. The words' frequencies then fall as Zipf's law says, and the vocabulary keeps growing, as Heaps'
law says. (H. A. Simon, On a class of skew distribution functions, Biometrika 42, 1955.)
"""

import datetime as dt
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from searchkit import Article

_FUNCTION_WORDS = (
    "the the the the the the the of of of of to to to to in in in and and and a a a that that is was for for on on "
    "said said it with he as at by be are from has have had his not but an were will which who been they she their"
).split()
_SYLLABLES = "ba cor da den el fi gra hol in ka lin mar ne or pel qui ro sta tam ur vel wen yar zo tri ment".split()
_ENDINGS = ["", "", "", "", "s", "s", "ed", "ing", "er", "ly", "ation"]
_CYRILLIC = "ба кор да ден эл фи гра хол ин ка лин мар не ор пел куй ро ста там ур вел вен яр зо три мент".split()
_CYRILLIC_ENDINGS = ["", "", "а", "ы", "ов", "ами", "ость", "ный", "ная"]
_ACCENTED = "bä cör dé den él fi grà höl in ka lín mar ñe ör pel qui rö stå tam ür vel wén yar zö tri ment".split()
_FIRST_WORDS = 1500  # with fewer, the very first would be every tenth word of all that follows
_NEW_WORD_DECAY = 0.25
_FUNCTION_SHARE = 0.4
_TOPIC_SHARE = 0.12
_FIRST_DAY = dt.datetime(2004, 1, 1)
_DAYS = 5 * 365
_SOURCES = ("Northgate Evening Post", "Harrow Vale Courier", "Kessock Herald", "Meridian Wire")


@dataclass(slots=True)
class _Tongue:
    """A language: its code, its sounds, and all that was written in it so far."""

    code: str
    syllables: list[str]
    endings: list[str]
    function_words: list[str]
    written: list[str] = field(default_factory=list)

    def word(self, chance: random.Random) -> str:
        """The next word that carries meaning: a new one less and less often."""
        is_new = chance.random() < (1 + len(self.written)) ** -_NEW_WORD_DECAY
        if is_new or len(self.written) < _FIRST_WORDS:
            syllables = chance.choices(self.syllables, k=chance.choice((2, 2, 3, 3, 4)))
            word = "".join(syllables) + chance.choice(self.endings)
        else:
            word = self.written[int(chance.random() * len(self.written))]
        self.written.append(word)
        return word


def articles(count: int, seed: int = 1) -> Iterator[Article]:
    """This many articles of 80 to 900 words, over five years; each tenth is not in ASCII."""
    chance = random.Random(seed)
    english = _Tongue("en", _SYLLABLES, _ENDINGS, _FUNCTION_WORDS)
    others = [
        _Tongue("ru", _CYRILLIC, _CYRILLIC_ENDINGS, "и и в в на не что с по как это но из у к за от".split()),
        _Tongue("de", _ACCENTED, ["", "", "e", "en", "er", "ung"], "der die und in den von für über ist mit".split()),
    ]
    for tongue in (english, *others):
        for _ in range(_FIRST_WORDS):
            tongue.word(chance)
    for number in range(count):
        tongue = others[number // 10 % 2] if number % 10 == 9 else english
        yield _article(number, tongue, chance)


def _article(number: int, tongue: _Tongue, chance: random.Random) -> Article:
    topic = [tongue.word(chance) for _ in range(8)]
    title = " ".join([chance.choice(topic), *(tongue.word(chance) for _ in range(5))]).capitalize()
    # Most are short: the square of an even chance.
    left = 80 + int(820 * chance.random() ** 2)
    paragraphs = []
    while left > 0:
        sentences = [_sentence(tongue, topic, chance) for _ in range(chance.randint(1, 4))]
        left -= sum(sentence.count(" ") + 1 for sentence in sentences)
        paragraphs.append(" ".join(sentences))
    day = _FIRST_DAY + dt.timedelta(days=chance.randrange(_DAYS))
    return Article(
        id=f"story-{number:06}",
        title=title,
        body=paragraphs,
        date=day.date(),
        source=chance.choice(_SOURCES),
        language=tongue.code,
    )


def _sentence(tongue: _Tongue, topic: list[str], chance: random.Random) -> str:
    words = []
    for _ in range(chance.randint(8, 30)):
        kind = chance.random()
        if kind < _FUNCTION_SHARE:
            words.append(chance.choice(tongue.function_words))
        elif kind < _FUNCTION_SHARE + _TOPIC_SHARE:
            words.append(chance.choice(topic))
        else:
            words.append(_written(tongue.word(chance), chance))
    words[0] = words[0][:1].upper() + words[0][1:]
    return " ".join(words).rstrip(",") + "."


def _written(word: str, chance: random.Random) -> str:
    """A word as newspapers also have it: as a name, before a comma, as a compound, with a figure."""
    kind = int(chance.random() * 40)
    match kind:
        case 0 | 1:
            return word.capitalize()
        case 2 | 3:
            return word + ","
        case 4:
            return f"{word}-{chance.choice(_SYLLABLES)}"
        case 5:
            return f"{word} {chance.randint(1, 2000):,}"
    return word


def text_bytes(some: Sequence[Article]) -> int:
    """Bytes of title and body in UTF-8, of all of them."""
    return sum(len(article.title.encode()) + len(article.body.encode()) for article in some)


def is_function_word(word: str) -> bool:
    """Whether it is one of those words without a meaning of its own, which are not searched for."""
    return word in _FUNCTION_WORDS


def write_jsonl(some: Sequence[Article], path: Path) -> None:
    """Articles as JSON lines, with the fields both engines are given."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for article in some:
            record = {"id": article.id, "title": article.title, "body": article.body, "date": str(article.date)}
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
