"""Which tokens begin a sentence, a paragraph or a passage: the array twin of `passages`."""

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from searchkit.analysis.characters import Bytes, ClassTable, EncodedTexts, Positions, class_table
from searchkit.analysis.joining import passage_starts
from searchkit.analysis.passages import (
    CLOSERS,
    DENSE_CLOSERS,
    DENSE_STOPS,
    STOPS,
    WORD_CHARS,
)
from searchkit.analysis.tokens import DENSE

_SPACE, _STOP, _CLOSER, _DENSE_STOP, _DENSE_CLOSER, _WORD, _DENSE = 1, 2, 4, 8, 16, 32, 64
_LINE_END = ord("\n")
_WIDE_STOP_BYTES = 3  # of every stop outside ASCII


Numbers = NDArray[np.uint32]


class Borders(NamedTuple):
    """The units of one kind that have tokens: the position of the first token of each, text after text (units,),
    and how many units each text has (texts,)."""

    starts: Numbers
    counts: Numbers


class TokenPlaces(NamedTuple):
    """Where the tokens of texts lie: first byte and position of each (tokens,), and the number of the first token
    of each text (texts + 1,)."""

    byte_starts: Numbers
    positions: Numbers
    text_tokens: Numbers

    def borders(self, starts: Positions) -> Borders:
        """The units that start at these bytes, ascending, and together hold all tokens."""
        firsts = np.searchsorted(self.byte_starts, starts.astype(np.uint32))
        firsts = firsts[np.append(firsts[1:], len(self.positions)) > firsts]  # the others have no tokens
        counts = np.diff(np.searchsorted(firsts, self.text_tokens))
        return Borders(self.positions[firsts], counts.astype(np.uint32))


@cache
def _classes() -> ClassTable:
    return class_table(
        (r"\s", _SPACE),
        (STOPS, _STOP),
        (CLOSERS, _CLOSER),
        (DENSE_STOPS, _DENSE_STOP),
        (DENSE_CLOSERS, _DENSE_CLOSER),
        (WORD_CHARS, _WORD),
        (DENSE, _DENSE),
    )


def find_borders(texts: EncodedTexts, places: TokenPlaces) -> tuple[Borders, Borders, Borders]:
    """The borders of the sentences, paragraphs and passages of texts."""
    classes = texts.classify(_classes())
    paragraphs = _paragraph_starts(texts, classes)
    ends = _sentence_ends(texts, classes)
    words = _word_starts(texts, classes)
    passages = passage_starts(texts.starts, paragraphs, ends, words)
    return (
        places.borders(np.sort(np.concatenate([paragraphs, ends]), kind="stable")),
        places.borders(paragraphs),
        places.borders(passages),
    )


def _paragraph_starts(texts: EncodedTexts, classes: Bytes) -> Positions:
    """The first byte of each paragraph."""
    line_ends = np.flatnonzero(np.frombuffer(texts.data, np.uint8) == _LINE_END)
    starts = line_ends[:-1] + 1
    if not len(starts):
        return starts
    blank = np.logical_and.reduceat((classes[: line_ends[-1] + 1] & _SPACE).astype(bool), starts)
    lines = np.flatnonzero(~blank)
    text_lines = np.searchsorted(starts[lines], texts.starts)  # (texts + 1,): the first line with words of each
    return starts[lines[_divided_by_blank_lines(lines, text_lines)]]


def _divided_by_blank_lines(lines: Positions, text_lines: Positions) -> Positions:
    """Which of the lines that are not blank begin a paragraph; each does in a text without blank lines inside."""
    after_gap = np.ones(len(lines), bool)
    after_gap[1:] = lines[1:] != lines[:-1] + 1
    after_gap[text_lines[:-1][np.diff(text_lines) > 0]] = False
    gaps = np.append(0, np.cumsum(after_gap))[text_lines]
    after_gap |= np.repeat(np.diff(gaps) == 0, np.diff(text_lines))
    after_gap[text_lines[:-1][np.diff(text_lines) > 0]] = True
    return np.flatnonzero(after_gap)


def _sentence_ends(texts: EncodedTexts, classes: Bytes) -> Positions:
    """The byte behind each sentence, but for those that end with their paragraph."""
    data = np.frombuffer(texts.data, np.uint8)
    stops = _first_bytes(data, classes, _STOP)
    before = data[stops - 1]
    stops = stops[(before < ord("A")) | (before > ord("Z"))]
    closed = _behind_closers(data, classes, stops, _CLOSER)
    ends: Positions = closed[(classes[closed] & _SPACE) != 0]
    dense_stops = _first_bytes(data, classes, _DENSE_STOP)
    if not len(dense_stops):
        return ends
    return np.sort(np.concatenate([ends, _behind_closers(data, classes, dense_stops, _DENSE_CLOSER)]))


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


def _word_starts(texts: EncodedTexts, classes: Bytes) -> Positions:
    """The first byte of each word as `passages` counts them."""
    in_word = classes & _WORD
    starts = np.flatnonzero(in_word[1:] > in_word[:-1]) + 1
    dense = np.flatnonzero(_classes().classify(texts.wide) & _DENSE)
    if not len(dense):
        return starts
    at, ends = texts.wide_at[dense], texts.wide_at[dense] + texts.widths[dense]
    numbers = np.arange(len(at))
    begins = np.ones(len(at), bool)
    begins[1:] = at[1:] != ends[:-1]
    run_starts = np.maximum.accumulate(np.where(begins, numbers, 0))
    return np.sort(np.concatenate([starts, at[(numbers - run_starts) % 2 == 0]]), kind="stable")
