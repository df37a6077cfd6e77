"""Many texts analysed into arrays at once: the exact twin of `tokenize`, without a loop over tokens.

Only a unit of text that a lexicon has not seen before goes through the functions of `tokens`, once; every
other time its tokens are looked up as a whole.

>>> lexicon = Lexicon()
>>> arrays = analyse(["The U.S. board", "boards"], ["en", "en"], lexicon)
>>> [lexicon.terms[term] for term in arrays.terms], arrays.positions.tolist(), arrays.counts.tolist()
(['the', 'u', 'us', 's', 'board', 'board'], [0, 1, 1, 2, 3, 0], [5, 1])
>>> [lexicon.forms[form] for form in arrays.forms]
['The', 'U', 'U.S', 'S', 'board', 'boards']
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from searchkit.analysis.borders import Borders, TokenPlaces, find_borders
from searchkit.analysis.characters import EncodedTexts
from searchkit.analysis.lexicon import Lexicon
from searchkit.analysis.unit_tokens import WORDS, UnitTokens
from searchkit.analysis.units import find_units
from searchkit.analysis.words import Words

__all__ = ["Borders", "Lexicon", "TokenArrays", "analyse"]

CHUNK_CHARS = 1 << 19
"""Texts are analysed about so many characters at a time, few enough for the processor's cache."""

Numbers = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class TokenArrays:
    """The tokens of texts, text after text, in the order of `tokenize`.

    `terms`, `forms` (numbers in the lexicon) and `positions` are (tokens,); `counts` (texts,) is the number of
    tokens of each text. The borders are None unless asked for.
    """

    terms: Numbers
    forms: Numbers
    positions: Numbers
    counts: Numbers
    sentences: Borders | None = None
    paragraphs: Borders | None = None
    passages: Borders | None = None


def analyse(
    texts: Sequence[str], languages: Sequence[str], lexicon: Lexicon, stem: bool = True, borders: bool = False
) -> TokenArrays:
    """The tokens of each text, analysed in its language; with `borders` also where its sentences,
    paragraphs and passages start.

    New terms and forms are added to the lexicon. Takes memory of some 30 times the longest text, which must be
    shorter than 4 GiB.
    """
    tag_of = {language: lexicon.tag(language, stem) for language in dict.fromkeys(languages)}
    tags = [tag_of[language] for language in languages]
    parts = [_analyse_chunk(texts[a:z], tags[a:z], lexicon, borders) for a, z in _chunks(texts)]
    if len(parts) == 1:
        return parts[0]
    return _joined(parts) if parts else _analyse_chunk([], [], lexicon, borders)


def _chunks(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Neighbouring texts of together about CHUNK_CHARS, at least one: the first, and the one past the last."""
    first, size = 0, 0
    for i, text in enumerate(texts):
        if size and size + len(text) > CHUNK_CHARS:
            yield first, i
            first, size = i, 0
        size += len(text) + 1
    if first < len(texts):
        yield first, len(texts)


def _joined(parts: list[TokenArrays]) -> TokenArrays:
    return TokenArrays(
        np.concatenate([part.terms for part in parts]),
        np.concatenate([part.forms for part in parts]),
        np.concatenate([part.positions for part in parts]),
        np.concatenate([part.counts for part in parts]),
        _joined_borders([part.sentences for part in parts]),
        _joined_borders([part.paragraphs for part in parts]),
        _joined_borders([part.passages for part in parts]),
    )


def _joined_borders(parts: list[Borders | None]) -> Borders | None:
    asked = [part for part in parts if part is not None]
    if not asked:
        return None
    return Borders(np.concatenate([part.starts for part in asked]), np.concatenate([part.counts for part in asked]))


def _analyse_chunk(texts: Sequence[str], tags: Sequence[int], lexicon: Lexicon, borders: bool) -> TokenArrays:
    encoded = EncodedTexts.of(texts)
    units = find_units(encoded)
    text_units = np.searchsorted(units.starts, encoded.starts)  # (texts + 1,): the first unit of each text
    rows = lexicon.unit_rows(encoded.data, units, np.repeat(np.array(tags, np.uint64), np.diff(text_units)))
    tokens = UnitTokens.of(units, rows, lexicon.compounds)
    text_tokens = tokens.firsts[text_units]
    positions = tokens.positions(text_tokens)
    found: tuple[Borders, ...] = ()
    if borders:
        words = Words.of(encoded.data, units, rows[:, WORDS])
        found = find_borders(encoded, words, TokenPlaces(units, tokens, positions, text_tokens))
    return TokenArrays(tokens.terms, tokens.forms, positions, np.diff(text_tokens).astype(np.uint32), *found)
