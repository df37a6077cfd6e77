"""Which terms stand in a text, and where: one code path for articles and for queries.

>>> [(t.term, t.position) for t in tokenize("The U.S. wheat board's e-mails", "en")]
[('the', 0), ('u', 1), ('us', 1), ('s', 2), ('wheat', 3), ('board', 4), ('e', 5), ('email', 5), ('mail', 6)]
"""

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
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
_JOINERS = "-‐‑'’ʼ＇.&_@,"
# Compiling a class of many ranges takes milliseconds, and a query of plain words needs one only:
# this finds the runs, the patterns of `_dense_or_not` look closer at those that are not plain.
_RUN = re.compile(rf"[\w{_MARKS}]+(?:[{_JOINERS}][\w{_MARKS}]+)*")
_PART = re.compile(rf"[^{_JOINERS}]+")
_FIRST_DENSE = "\u0e00"
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
    for match in _RUN.finditer(text):
        run, start = match[0], match.start()
        if run.isalnum() and max(run) < _FIRST_DENSE:
            yield Token(term_of(run, language, stem), position, start, match.end())
            position += 1
            continue
        for piece in _dense_or_not().finditer(run):
            tokens = list(_piece_tokens(piece, position, start + piece.start(), language, stem))
            yield from tokens
            position = max((t.position for t in tokens), default=position - 1) + 1


@cache
def _dense_or_not() -> re.Pattern[str]:
    """Cuts a run where scripts without spaces meet others."""
    return re.compile(rf"(?P<dense>[{DENSE}]+)|[^{DENSE}]+")


def _piece_tokens(piece: re.Match[str], position: int, start: int, language: str, stem: bool) -> Iterator[Token]:
    if piece["dense"] is not None:
        return _dense_tokens(piece["dense"], position, start)
    return _compound_tokens(piece[0], position, start, language, stem)


def _dense_tokens(run: str, position: int, start: int) -> Iterator[Token]:
    """Overlapping pairs of characters; the last character also alone, so that each begins some token."""
    folded = unicodedata.normalize("NFKC", run)
    if len(folded) != len(run):  # half-width kana with their marks: offsets would not hold
        folded = run
    folded = folded.casefold() if len(folded.casefold()) == len(run) else folded
    for i in range(len(run)):
        pair = folded[i : i + 2]
        yield Token(pair, position + i, start + i, start + i + len(pair), dense=True)


def _compound_tokens(written: str, position: int, start: int, language: str, stem: bool) -> Iterator[Token]:
    """The parts of a word with inner punctuation, and their joined spelling; a possessive 's falls off."""
    parts = [part for part in _PART.finditer(written) if any(map(str.isalnum, part[0]))]
    if len(parts) > 1 and parts[-1][0] in "sS" and written[parts[-1].start() - 1] in _APOSTROPHES:
        parts.pop()
    whole = _joined(written, parts, language, stem)
    for i, part in enumerate(parts):
        yield Token(term_of(part[0], language, stem), position + i, start + part.start(), start + part.end())
        if i == 0 and whole:
            # Right after the first part: positions never go back, and postings are written in this order.
            yield Token(whole, position, start + part.start(), start + parts[-1].end(), whole=True)


def _joined(written: str, parts: list[re.Match[str]], language: str, stem: bool) -> str:
    """The spelling of a compound without its punctuation; a number keeps its points; "" for none."""
    if not 1 < len(parts) <= _MAX_PARTS:
        return ""
    inner = written[parts[0].start() : parts[-1].end()]
    if _NUMBER.fullmatch(inner):
        return inner[:MAX_TERM_CHARS]
    return term_of("".join(part[0] for part in parts), language, stem)


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
