"""Which tokens begin a sentence, a paragraph or a passage: the array twin of `passages`."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from searchkit.analysis.characters import (
    CLOSER,
    DENSE_CLOSER,
    DENSE_STOP,
    SPACE,
    STOP,
    Bytes,
    EncodedTexts,
    Positions,
)
from searchkit.analysis.joining import passage_starts
from searchkit.analysis.unit_tokens import UnitTokens
from searchkit.analysis.units import Units
from searchkit.analysis.words import Words

_LINE_END = ord("\n")
_WIDE_STOP_BYTES = 3  # of every stop outside ASCII

Numbers = NDArray[np.uint32]


class Borders(NamedTuple):
    """The units of one kind that have tokens: the position of the first token of each, text after text (units,),
    and how many units each text has (texts,)."""

    starts: Numbers
    counts: Numbers


@dataclass(frozen=True, slots=True)
class TokenPlaces:
    """Where the tokens of texts lie: their units, the tokens of these, the position of each token, and the number of
    the first token of each text (texts + 1,)."""

    units: Units
    tokens: UnitTokens
    positions: Numbers
    text_tokens: Positions

    def from_bytes(self, starts: Positions) -> Positions:
        """The first token at or behind each of these bytes, which may lie within a compound."""
        tokens = self.tokens
        firsts = tokens.firsts[np.searchsorted(self.units.starts, starts)]
        within = np.append(tokens.inner, len(self.positions))[np.searchsorted(tokens.inner_bytes, starts)]
        first: Positions = np.minimum(firsts, within)
        return first

    def borders(self, firsts: Positions) -> Borders:
        """The pieces of text that begin with these tokens or behind them, ascending, and together hold all tokens."""
        firsts = firsts[np.append(firsts[1:], len(self.positions)) > firsts]  # the others have no tokens
        counts = np.diff(np.searchsorted(firsts, self.text_tokens))
        return Borders(self.positions[firsts], counts.astype(np.uint32))


def find_borders(texts: EncodedTexts, words: Words, places: TokenPlaces) -> tuple[Borders, Borders, Borders]:
    """The borders of the sentences, paragraphs and passages of texts."""
    paragraphs = words.places(_paragraph_starts(texts))
    ends = words.places(_sentence_ends(texts))
    passages = passage_starts(texts.starts, paragraphs, ends, words)
    paragraph_tokens = places.tokens.firsts[paragraphs.units]
    sentence_tokens = np.concatenate([paragraph_tokens, places.tokens.firsts[ends.units]])
    return (
        places.borders(np.sort(sentence_tokens, kind="stable")),
        places.borders(paragraph_tokens),
        places.borders(places.from_bytes(passages)),
    )


def _paragraph_starts(texts: EncodedTexts) -> Positions:
    """The first byte of each paragraph."""
    line_ends = np.flatnonzero(np.frombuffer(texts.data, np.uint8) == _LINE_END)
    starts = line_ends[:-1] + 1
    if not len(starts):
        return starts
    blank = (texts.classes[starts] & SPACE) != 0
    doubtful = np.flatnonzero(blank & (starts < line_ends[1:]))  # most lines begin with a word, or have none
    lines = [texts.data[a:z] for a, z in zip(starts[doubtful].tolist(), line_ends[doubtful + 1].tolist(), strict=True)]
    blank[doubtful] = [line.decode("utf-8", "surrogatepass").isspace() for line in lines]
    lines_with_words = np.flatnonzero(~blank)
    text_lines = np.searchsorted(starts[lines_with_words], texts.starts)  # (texts + 1,): the first of each
    return starts[lines_with_words[_divided_by_blank_lines(lines_with_words, text_lines)]]


def _divided_by_blank_lines(lines: Positions, text_lines: Positions) -> Positions:
    """Which of the lines that are not blank begin a paragraph; each does in a text without blank lines inside."""
    after_gap = np.ones(len(lines), bool)
    after_gap[1:] = lines[1:] != lines[:-1] + 1
    after_gap[text_lines[:-1][np.diff(text_lines) > 0]] = False
    gaps = np.append(0, np.cumsum(after_gap))[text_lines]
    after_gap |= np.repeat(np.diff(gaps) == 0, np.diff(text_lines))
    after_gap[text_lines[:-1][np.diff(text_lines) > 0]] = True
    return np.flatnonzero(after_gap)


def _sentence_ends(texts: EncodedTexts) -> Positions:
    """The byte behind each sentence, but for those that end with their paragraph."""
    data: Bytes = np.frombuffer(texts.data, np.uint8)
    stops = _first_bytes(data, texts.classes, STOP)
    before = data[stops - 1]
    stops = stops[(before < ord("A")) | (before > ord("Z"))]
    closed = _behind_closers(data, texts.classes, stops, CLOSER)
    ends: Positions = closed[(texts.classes[closed] & SPACE) != 0]
    if not (texts.wide_classes & DENSE_STOP).any():
        return ends
    dense_stops = _first_bytes(data, texts.classes, DENSE_STOP)
    return np.sort(np.concatenate([ends, _behind_closers(data, texts.classes, dense_stops, DENSE_CLOSER)]))


def _first_bytes(data: Bytes, classes: Bytes, wanted: int) -> Positions:
    found = _where(classes, wanted)
    first: Positions = found[(data[found] & 0xC0) != 0x80]
    return first


def _where(classes: Bytes, wanted: int) -> Positions:
    """The bytes of a class; of booleans the ones are found many times faster than of numbers."""
    return np.flatnonzero((classes & wanted) != 0)


def _behind_closers(data: Bytes, classes: Bytes, stops: Positions, closer: int) -> Positions:
    """The byte behind each stop and all the closing marks right behind it."""
    ends: Positions = stops + np.where(data[stops] < 0x80, 1, _WIDE_STOP_BYTES)
    closed = np.flatnonzero(classes[ends] & closer)
    if len(closed):
        closers = _where(classes, closer)
        run_ends = closers[np.append(closers[1:] != closers[:-1] + 1, True)] + 1
        ends[closed] = run_ends[np.searchsorted(run_ends, ends[closed], side="right")]
    return ends
