"""Which terms stand in a text, and where: one code path for articles and for queries.

>>> [(t.term, t.position) for t in tokenize("The U.S. wheat board's e-mails", "en")]
[('the', 0), ('u', 1), ('us', 1), ('s', 2), ('wheat', 3), ('board', 4), ('e', 5), ('email', 5), ('mail', 6)]
"""

import re
import threading
import unicodedata
from collections.abc import Iterator, Sequence
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
MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0900-\u0963\u0966-\u0dff\u1ab0-\u1aff\u1dc0-\u1dff"
    "\u20d0-\u20ff\ufe20-\ufe2f\u00ad\u200c\u200d"
)
WORD = rf"\w{MARKS}"
"""What words are made of, for a character class; JOINERS may stand between two such characters, one at a time."""
JOINERS = "-‐‑'’ʼ＇.&_@,"
# Compiling a class of many ranges takes milliseconds, and a query of plain words needs one only:
# this finds the runs, the patterns of `_dense_or_not` look closer at those that are not plain.
RUN = re.compile(rf"[{WORD}]+(?:[{JOINERS}][{WORD}]+)*")
_PART = re.compile(rf"[^{JOINERS}]+")
_SIGNS = frozenset(JOINERS)
_FIRST_DENSE = "\u0e00"
LETTER_APOSTROPHE = "ʼ"  # the one joiner that is also a letter
APOSTROPHES = "'’ʼ＇"
NUMBER = re.compile(r"\d+(?:[.,]\d+)+")
_IGNORED = re.compile("[\u00ad\u200c\u200d]")
_STRIPPED = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u064b-\u065f\u0670\u0640]")
MAX_PARTS = 6  # more are a list or a URL, whose joined spelling nobody types
MAX_TERM_CHARS = 100
MAX_SPELLING_CHARS = 2 * MAX_TERM_CHARS
"""Terms are made of so much of a word: what is longer must not fill caches."""

_local = threading.local()  # a Snowball stemmer must not be shared between threads


class Token(NamedTuple):
    """A term at a position, with the code points of the text it was made of.

    Positions count words; the joined spelling of a compound (`email` of `e-mail`) has the position of
    its first part and `whole` set. `dense` marks two neighbouring characters of a script without
    spaces, or the last one of a run alone. `form` is what stands in the text, case and accents kept, but
    for what no reader sees (soft hyphens, zero-width joiners), at most MAX_TERM_CHARS long.
    """

    term: str
    position: int
    char_start: int
    char_end: int
    whole: bool = False
    dense: bool = False
    form: str = ""


def tokenize(text: str, language: str = "", stem: bool = True) -> Iterator[Token]:
    """The tokens of a text, in order. `language` is an ISO 639-1 code; without `stem` words are only folded."""
    position = 0
    for start, end, plain in runs(text):
        run = text[start:end]
        if plain:
            yield Token(term_of(run, language, stem), position, start, end, form=run[:MAX_TERM_CHARS])
            position += 1
            continue
        tokens = _dense_tokens(run) if is_dense(run[0]) else unit_tokens(run, language, stem)
        for token in tokens:
            yield _moved(token, position, start)
        position += max((token.position + 1 for token in tokens), default=0)


def runs(text: str) -> Iterator[tuple[int, int, bool]]:
    """Start and end of each unit of a text, or run of dense characters; and whether it is one word and nothing else."""
    for match in RUN.finditer(text):
        run, start = match[0], match.start()
        if is_plain(run) and max(run) < _FIRST_DENSE:
            yield start, match.end(), True
        elif max(run) < _FIRST_DENSE:
            yield start, match.end(), False
        else:
            for piece in _dense_or_not().finditer(run):
                yield start + piece.start(), start + piece.end(), not is_dense(piece[0][0]) and is_plain(piece[0])


@cache
def _dense_or_not() -> re.Pattern[str]:
    """Cuts a run where scripts without spaces meet others."""
    return re.compile(rf"[{DENSE}]+|[^{DENSE}]+")


def is_dense(char: str) -> bool:
    """Whether a character is of a script that does not put spaces between words."""
    return char >= _FIRST_DENSE and _dense().match(char) is not None


@cache
def _dense() -> re.Pattern[str]:
    return re.compile(f"[{DENSE}]")


def _dense_tokens(run: str) -> list[Token]:
    return [_moved(pair_token(run[i : i + 2]), i, i) for i in range(len(run))]


def _moved(token: Token, positions: int, chars: int) -> Token:
    term, position, start, end, whole, dense, form = token
    return Token(term, position + positions, start + chars, end + chars, whole, dense, form)


def pair_token(pair: str) -> Token:
    """Two neighbouring characters of a script without spaces, or the last of a run, so that each begins a token.

    Each character is folded by itself, and kept where folding would change the length: offsets must hold.
    """
    return Token(pair_terms([pair])[0], 0, 0, len(pair), dense=True, form=pair)


def pair_terms(pairs: Sequence[str]) -> list[str]:
    """The terms of many pairs, in one go; a line end is in none of them, and folds to itself."""
    return "".join(map(_folded, "\n".join(pairs))).split("\n")


@lru_cache(maxsize=1 << 14)
def _folded(char: str) -> str:
    folded = unicodedata.normalize("NFKC", char).casefold()
    return folded if len(folded) == 1 else char


def unit_tokens(unit: str, language: str = "", stem: bool = True) -> list[Token]:
    """The tokens of a unit, positions and offsets counted from its start.

    A unit is a longest run of WORD characters and single JOINERS between them, with no DENSE character.
    """
    spans, whole = divide(unit)
    tokens = [
        Token(term_of(unit[start:end], language, stem), i, start, end, form=form_of(unit[start:end]))
        for i, (start, end) in enumerate(spans)
    ]
    if whole:
        start, end = spans[0][0], spans[-1][1]
        token = Token(term_of(whole, language, stem), 0, start, end, whole=True, form=form_of(unit[start:end]))
        tokens.insert(1, token)  # positions never go back, and postings are written in this order
    return tokens


def is_plain(unit: str) -> bool:
    """Whether a unit is one word and nothing else."""
    return unit.isalnum() and LETTER_APOSTROPHE not in unit


def divide(unit: str) -> tuple[list[tuple[int, int]], str]:
    """Start and end of each part of a unit, and their joined spelling; a possessive 's falls off.

    A number keeps its points. "" where nothing is to be joined.
    """
    spans = [part.span() for part in _PART.finditer(unit)]
    if not unit.isascii():
        spans = [(start, end) for start, end in spans if any(map(str.isalnum, unit[start:end]))]
    if len(spans) > 1 and unit[slice(*spans[-1])] in ("s", "S") and unit[spans[-1][0] - 1] in APOSTROPHES:
        spans.pop()
    if not 1 < len(spans) <= MAX_PARTS:
        return spans, ""
    inner = unit[spans[0][0] : spans[-1][1]]
    if NUMBER.fullmatch(inner):
        return spans, inner
    return spans, "".join([unit[start:end] for start, end in spans])


def form_of(written: str) -> str:
    """What is kept of the shape of a written word."""
    return (written if written.isascii() else _IGNORED.sub("", written))[:MAX_TERM_CHARS]


def width_of(form: str) -> int:
    """How many positions a word reaches over: one, or as many as the parts of a compound that is kept as one word.

    >>> width_of("wheat"), width_of("U.S"), width_of("e-mail")
    (1, 2, 2)
    """
    if _SIGNS.isdisjoint(form):
        return 1
    parts = _PART.findall(form)
    return len(parts) if form.isascii() else sum(any(map(str.isalnum, part)) for part in parts)


def term_of(written: str, language: str = "", stem: bool = True) -> str:
    """The term of one written word: NFKC, case folded, stemmed, diacritics off, at most MAX_TERM_CHARS long."""
    return _term_of(written[:MAX_SPELLING_CHARS], language, stem)


@lru_cache(maxsize=1 << 17)
def _term_of(written: str, language: str, stem: bool) -> str:
    word = _fold(written)
    return fold_marks(_stemmed([word], language)[0] if stem else word)[:MAX_TERM_CHARS] or written[:MAX_TERM_CHARS]


def fold_words(words: Sequence[str]) -> list[str]:
    """What of each word counts: NFKC and case folded. Its term is made of that alone, if anything is left of it.

    All words are folded as one text: no character composes with a line end, changes places with it, or folds to one.
    """
    return _fold("\n".join(words)).split("\n") if words else []


def _fold(text: str) -> str:
    if text.isascii():
        return text.lower()
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text).casefold())


def terms_of_folded(words: Sequence[str], language: str = "", stem: bool = True) -> list[str]:
    """The term of each folded word, in one go; "" where nothing would be left of it."""
    if not words:
        return []
    stems = _stemmed(words, language) if stem else words
    text = "\n".join(stems)
    terms = list(stems) if text.isascii() else fold_marks(text).split("\n")
    return [term[:MAX_TERM_CHARS] for term in terms] if max(map(len, terms)) > MAX_TERM_CHARS else terms


def _stemmed(words: Sequence[str], language: str) -> Sequence[str]:
    """Each word stemmed as its script asks for; all words of one script in one call."""
    if all(map(str.isascii, words)):
        return _stem(words, _algorithm("a", language))
    algorithms = [_algorithm(word[:1], language) for word in words]
    kinds = dict.fromkeys(algorithms)
    if len(kinds) == 1:
        return _stem(words, algorithms[0])
    found = list(words)
    for kind in kinds:
        at = [i for i, algorithm in enumerate(algorithms) if algorithm == kind]
        for i, word in zip(at, _stem([words[i] for i in at], kind), strict=True):
            found[i] = word
    return found


@lru_cache(maxsize=1 << 12)
def _algorithm(first_char: str, language: str) -> str:
    return stemmer_name(first_char, language) if first_char else ""


def _stem(words: Sequence[str], algorithm: str) -> Sequence[str]:
    return _stemmer(algorithm).stemWords(words) if algorithm else words


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
        stemmers[algorithm] = Stemmer.Stemmer(algorithm, 0)  # words come here once
    return stemmers[algorithm]
