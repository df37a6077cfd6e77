"""Where the words of a query stand in some articles: every occurrence, and to which passage it belongs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchkit.search.querywords import QueryWord
from searchkit.search.segmentpostings import SegmentPostings, locate
from searchkit.search.view import CommitView
from searchkit.storage.arrays import AnyArray
from searchkit.storage.segment import BorderKind

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Matrix = NDArray[np.float64]

_SHIFT = 32  # a key is the number of an article among those looked at, and a position in it
_NONE: Numbers = np.empty(0, np.int64)


@dataclass(frozen=True, eq=False)
class Occurrences:
    """Occurrences in one field of `doc_count` articles, by article and position.

    `keys` ascend; beside each stand the number of its word among `word_count`, and whether it is written as typed.
    """

    keys: Numbers
    words: Numbers
    as_typed: Flags
    word_count: int
    doc_count: int

    @cached_property
    def docs(self) -> Numbers:
        """The number of the article of each."""
        return self.keys >> _SHIFT

    @cached_property
    def counts(self) -> Matrix:
        """How often each word stands in each article: a row for each word."""
        return self._sums(self.words, self.docs)

    @cached_property
    def counts_as_typed(self) -> Matrix:
        """The same of those written as typed."""
        return self._sums(self.words[self.as_typed], self.docs[self.as_typed])

    def nearness(self, window: int, power: float) -> Matrix:
        """For each word and article how near other words of the query stand.

        Each two neighbouring occurrences of different words at most `window` positions apart give both words
        distance^-power. One more occurrence never takes anything from any word. (S. Büttcher, C. Clarke and
        B. Lushman, "Term proximity scoring for ad-hoc retrieval on very large text collections", 2006.)
        """
        gaps = np.diff(self.keys)
        first, second = self.words[:-1], self.words[1:]
        near = np.flatnonzero((gaps <= window) & (gaps > 0) & (first != second))
        values = gaps[near].astype(np.float64) ** -power
        docs = self.docs[near]
        return self._sums(np.append(first[near], second[near]), np.append(docs, docs), np.append(values, values))

    def in_passages(self, passages: "Passages") -> Matrix:
        """How often each word stands in each passage: a row for each word."""
        places = passages.keys.searchsorted(self.keys, side="right") - 1
        return _table(self.words, places, self.word_count, len(passages.keys))

    def _sums(self, words: Numbers, docs: Numbers, values: Matrix | None = None) -> Matrix:
        return _table(words, docs, self.word_count, self.doc_count, values)


@dataclass(frozen=True, eq=False)
class Passages:
    """The passages of some articles: each has one at least. `keys` are their first positions, as `Occurrences` has it.

    `begins` says where those of each article begin among them, `sentences` are the first positions of all sentences.
    """

    keys: Numbers
    begins: Numbers
    sentences: Numbers

    @cached_property
    def docs(self) -> Numbers:
        """The number of the article of each."""
        return self.keys >> _SHIFT

    @cached_property
    def ordinals(self) -> Numbers:
        """The number of each in its article."""
        return np.arange(len(self.keys)) - self.begins.take(self.docs)

    def short_sentences(self, words: int, within: int) -> Numbers:
        """How many sentences of fewer words each body has among its first `within`, its last one not counted."""
        docs, ends = self.sentences >> _SHIFT, self.sentences[1:] & ((1 << _SHIFT) - 1)
        are_short = (np.diff(self.sentences) < words) & (docs[1:] == docs[:-1]) & (ends <= within)
        return np.bincount(docs[:-1][are_short], minlength=len(self.begins))


def _table(rows: Numbers, columns: Numbers, height: int, width: int, values: Matrix | None = None) -> Matrix:
    """Values, or ones, added up where a row and a column meet."""
    found: Any = np.bincount(rows * width + columns, values, height * width)
    table: Matrix = found.astype(np.float64, copy=False).reshape(height, width)
    return table


class OccurrenceReader:
    """Reads the occurrences of words in articles of a commit, given by ascending numbers."""

    def __init__(self, view: CommitView, words: Sequence[QueryWord], docs: AnyArray) -> None:
        self._view, self._words, self._docs = view, words, docs
        self._local = {part.number: (int(docs.searchsorted(part.base)), part.of(docs)) for part in view.parts}

    def occurrences(self, field: str) -> Occurrences:
        """All occurrences in a field."""
        found = [
            (number, *each)
            for number, word in enumerate(self._words)
            if field in word.fields
            for each in self._of(word, field)
        ]
        sizes = len(self._words), len(self._docs)
        if not found:
            return Occurrences(_NONE, _NONE, _NONE > 0, *sizes)
        keys = np.concatenate([each for _, each, _ in found])
        words = np.array([number for number, _, _ in found]).repeat([len(each) for _, each, _ in found])
        order = keys.argsort(kind="stable")
        as_typed = np.concatenate([each for _, _, each in found])
        return Occurrences(keys.take(order), words.take(order), as_typed.take(order), *sizes)

    def _of(self, word: QueryWord, field: str) -> Iterator[tuple[Numbers, Flags]]:
        """The keys of a word in each segment, and whether it is written there as typed."""
        postings = self._view.positions(field, word.term.encode(), word.shape)
        for number, part in postings.parts.items() if postings is not None else ():
            yield _in_segment(part, *self._local[number], word.forms)

    def passages(self) -> Passages:
        """The passages of the bodies."""
        return Passages(*self._borders("passage"), self._borders("sentence")[0])

    def _borders(self, kind: BorderKind) -> tuple[Numbers, Numbers]:
        """The keys of the units of the bodies, and where those of each body begin; one not known of is one unit."""
        starts, counts = [_NONE], [_NONE]
        for number, (_, local) in self._local.items():
            field = self._view.parts[number].segment.fields.get("body")
            borders = None if field is None else field.all_borders(kind)
            if borders is None:
                starts.append(np.zeros(len(local), np.int64))
                counts.append(np.ones(len(local), np.int64))
            else:
                each, known = borders.of_some(local)
                starts.append(np.insert(each, np.cumsum(known)[known == 0], 0))
                counts.append(np.maximum(known, 1))
        sizes = np.concatenate(counts)
        keys = (np.arange(len(sizes)).repeat(sizes) << _SHIFT) + np.concatenate(starts)
        return keys, np.cumsum(sizes) - sizes


def _in_segment(part: SegmentPostings, first: int, local: AnyArray, forms: frozenset[str]) -> tuple[Numbers, Flags]:
    found, places = locate(part.docs, local)
    places = places[found]
    if not len(places):
        return _NONE, _NONE > 0
    owners, positions, as_typed = part.written_at(places, forms)
    docs = np.flatnonzero(found).take(owners) + first
    return (docs << _SHIFT) + positions.astype(np.int64), as_typed
