"""Which terms stand in a text, and where: one code path for articles and for queries.

>>> [(t.term, t.position) for t in tokenize("The U.S. wheat board's e-mails", "en")]
[('the', 0), ('u', 1), ('us', 1), ('s', 2), ('wheat', 3), ('board', 4), ('e', 5), ('email', 5), ('mail', 6)]
"""

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import Stemmer

from searchkit.analysis.languages import stemmer_name

# Scripts that do not put spaces between words: Han, kana, Hangul, Thai, Lao, Myanmar, Khmer.
DENSE = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035"
    "\u3041-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff"
    "\uff66-\uff9f\U00020000-\U0003ffff"
)
# Combining marks are no letters to `re`, and belong to their word; of the Indic blocks all but the danda.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0900-\u0963\u0966-\u0dff\u1ab0-\u1aff\u1dc0-\u1dff"
    "\u20d0-\u20ff\ufe20-\ufe2f\u00ad\u200c\u200d"
)
_WORD = rf"[^\W_{DENSE}]+(?:[{_MARKS}]+[^\W_{DENSE}]*)*"
_JOINERS = "-‐‑'’ʼ＇.&_@,"
_TOKEN = re.compile(rf"(?P<dense>[{DENSE}]+)|{_WORD}(?:[{_JOINERS}]{_WORD})*")
_PART = re.compile(_WORD)
_APOSTROPHES = "'’ʼ＇"
_NUMBER = re.compile(r"\d+(?:[.,]\d+)+")
_IGNORED = dict.fromkeys(map(ord, "\u00ad\u200c\u200d"))
_STRIPPED = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u064b-\u065f\u0670\u0640]")
_MAX_PARTS = 6  # more are a list or a URL, whose joined spelling nobody types
MAX_TERM_CHARS = 100

_local = threading.local()  # a Snowball stemmer must not be shared between threads


class Token(NamedTuple):
    """A term at a position, with the code points of the text it was made of.

    Positions count words; the joined spelling of a compound (`email` of `e-mail`) has the position of
    its first part and `whole` set. `dense` marks two neighbouring characters of a script without
    spaces, or the last one of a run alone.
    """

    term: str
    position: int
    char_start: int
    char_end: int
    whole: bool = False
    dense: bool = False


def tokenize(text: str, language: str = "", stem: bool = True) -> Iterator[Token]:
    """The tokens of a text, in order. `language` is an ISO 639-1 code; without `stem` words are only folded."""
    position = 0
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if match["dense"] is not None:
            yield from _dense_tokens(match["dense"], position, start)
            position += end - start
            continue
        written = match[0]
        if written.isalnum():
            yield Token(term_of(written, language, stem), position, start, end)
            position += 1
            continue
        tokens = _compound_tokens(written, position, start, language, stem)
        yield from tokens
        position = max((t.position for t in tokens), default=position - 1) + 1


def _dense_tokens(run: str, position: int, start: int) -> Iterator[Token]:
    """Overlapping pairs of characters; the last character also alone, so that each begins some token."""
    folded = unicodedata.normalize("NFKC", run)
    if len(folded) != len(run):  # half-width kana with their marks: offsets would not hold
        folded = run
    folded = folded.casefold() if len(folded.casefold()) == len(run) else folded
    for i in range(len(run)):
        pair = folded[i : i + 2]
        yield Token(pair, position + i, start + i, start + i + len(pair), dense=True)


def _compound_tokens(written: str, position: int, start: int, language: str, stem: bool) -> list[Token]:
    """The parts of a word with inner punctuation, and their joined spelling; a possessive 's falls off."""
    if _NUMBER.fullmatch(written):
        parts = list(_PART.finditer(written))
        whole = Token(written, position, start, start + len(written), whole=True)
        return _with_whole(_part_tokens(parts, position, start, language, stem), whole)
    parts = list(_PART.finditer(written))
    if len(parts) > 1 and parts[-1][0] in "sS" and written[parts[-1].start() - 1] in _APOSTROPHES:
        parts.pop()
    tokens = _part_tokens(parts, position, start, language, stem)
    if 1 < len(parts) <= _MAX_PARTS:
        joined = term_of("".join(part[0] for part in parts), language, stem)
        return _with_whole(tokens, Token(joined, position, start, start + parts[-1].end(), whole=True))
    return tokens


def _with_whole(parts: list[Token], whole: Token) -> list[Token]:
    return [parts[0], whole, *parts[1:]]  # positions never go back: postings are written in this order


def _part_tokens(parts: list[re.Match[str]], position: int, start: int, language: str, stem: bool) -> list[Token]:
    return [
        Token(term_of(part[0], language, stem), position + i, start + part.start(), start + part.end())
        for i, part in enumerate(parts)
    ]


def term_of(written: str, language: str = "", stem: bool = True) -> str:
    """The term of one written word: NFKC, case folded, stemmed, diacritics off, at most MAX_TERM_CHARS long."""
    return _term_of(written[: 2 * MAX_TERM_CHARS], language, stem)  # what is longer must not fill the cache


@lru_cache(maxsize=1 << 17)
def _term_of(written: str, language: str, stem: bool) -> str:
    word = unicodedata.normalize("NFKC", written).casefold().translate(_IGNORED)
    if stem and word:
        algorithm = stemmer_name(word, language)
        word = _stemmer(algorithm).stemWord(word) if algorithm else word
    return fold_marks(word)[:MAX_TERM_CHARS] or written[:MAX_TERM_CHARS]


def fold_marks(word: str) -> str:
    """Accents, vowel points and the Arabic tatweel taken off; Cyrillic short i stays a letter of its own.

    >>> fold_marks("élysée"), fold_marks("ёлкой")
    ('elysee', 'елкой')
    """
    if word.isascii():
        return word
    kept = word.replace("й", "\ue000")  # й decomposes into и and a breve, and is not an и
    return unicodedata.normalize("NFC", _STRIPPED.sub("", unicodedata.normalize("NFD", kept))).replace("\ue000", "й")


def _stemmer(algorithm: str) -> Stemmer.Stemmer:
    stemmers: dict[str, Stemmer.Stemmer] | None = getattr(_local, "stemmers", None)
    if stemmers is None:
        stemmers = _local.stemmers = {}
    if algorithm not in stemmers:
        stemmers[algorithm] = Stemmer.Stemmer(algorithm)
    return stemmers[algorithm]
