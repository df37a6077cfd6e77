"""From tokens in the order of the text to postings in the order of the terms: inversion, on whole arrays."""

import mmap
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from searchkit.analysis.batch import Lexicon, TokenArrays
from searchkit.storage.arrays import AnyArray, slices
from searchkit.storage.build import TermRun, narrow

BUCKET_TOKENS = 1 << 17
"""So many tokens are sorted at a time, for their keys stay in the processor's cache (sorting a million costs 1.3
times as much a token); `MOST_BUCKETS` keeps the number of buckets in one byte."""

MOST_BUCKETS = 200
_COUNTED_PARTS = 16


class Words(NamedTuple):
    """The terms and forms of a lexicon, without what it takes to analyse further texts."""

    terms: Sequence[str]
    forms: Sequence[str]
    form_terms: AnyArray

    @classmethod
    def of(cls, lexicon: Lexicon) -> "Words":
        """Those a lexicon knows now."""
        return cls(lexicon.terms, lexicon.forms, lexicon.form_terms)


class _Part(NamedTuple):
    """Tokens of some neighbouring texts: `forms`, `positions` (tokens,) and `counts` (texts,)."""

    forms: AnyArray
    positions: AnyArray
    counts: AnyArray


class FieldTokens:
    """The tokens of a field, gathered in the order of the texts.

    A token takes 6 bytes in texts of up to 65,536: a form is one of a single term, which need not be kept.
    """

    def __init__(self) -> None:
        self._parts: deque[_Part] = deque()
        self.greatest_position = 0

    def add(self, tokens: TokenArrays) -> None:
        """Those of the next texts."""
        greatest = int(tokens.positions.max(initial=0))
        self.greatest_position = max(self.greatest_position, greatest)
        positions = _apart(tokens.positions, narrow(max(greatest, 256)))
        self._parts.append(_Part(_apart(tokens.forms, "u4"), positions, tokens.counts))

    @property
    def lengths(self) -> AnyArray:
        """How many tokens each text has."""
        return np.concatenate([np.zeros(0, np.uint32), *(part.counts for part in self._parts)])

    def form_freqs(self, forms: int) -> AnyArray:
        """How often each of so many forms stands in the texts."""
        freqs = np.zeros(forms, np.int64)
        parts = [part.forms for part in self._parts]
        for start, stop in slices(len(parts), _COUNTED_PARTS):
            freqs += np.bincount(np.concatenate(parts[start:stop]), minlength=forms)
        return freqs

    def take(self) -> Iterator[_Part]:
        """Gives part after part away."""
        while self._parts:
            yield self._parts.popleft()


def _apart(values: AnyArray, dtype: str) -> AnyArray:
    """A copy in memory of its own."""
    copy = _empty(len(values), dtype)
    copy[:] = values
    return copy


def _empty(size: int, dtype: str) -> AnyArray:
    """An array whose memory is taken as it is filled, and given back as soon as it is dropped.

    NumPy's is taken 2 MiB at a time, and a heap keeps what it once had.
    """
    array: AnyArray = np.frombuffer(mmap.mmap(-1, max(1, size) * np.dtype(dtype).itemsize), dtype, size)
    return array


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """The terms and forms that stand in a field: T terms in byte order, F forms in the order of their terms.

    `terms` (T,) and `forms` (F,) are their numbers in the lexicon, `places` (F,) those of the forms' terms in the
    order, `local` (F,) the forms' numbers among those of their term, the most frequent first; `form_counts` and
    `token_counts` (T,).
    """

    terms: AnyArray
    forms: AnyArray
    places: AnyArray
    local: AnyArray
    form_counts: AnyArray
    token_counts: AnyArray


def _vocabulary(freqs: AnyArray, lexicon: Words) -> _Vocabulary:
    """Of the forms that stand anywhere, each `freqs` times."""
    forms = np.flatnonzero(freqs).astype(np.uint32)
    form_terms = lexicon.form_terms[forms]
    terms = np.flatnonzero(np.bincount(form_terms, minlength=len(lexicon.terms))).tolist()
    terms.sort(key=lexicon.terms.__getitem__)  # by code points, and so by their UTF-8 bytes
    place_of = np.zeros(len(lexicon.terms), np.uint32)
    place_of[terms] = np.arange(len(terms), dtype=np.uint32)
    places = place_of[form_terms]
    order = np.lexsort((-freqs[forms], places))
    forms, places = forms[order], places[order]
    counts = np.bincount(places, minlength=len(terms))
    firsts = np.cumsum(counts) - counts
    return _Vocabulary(
        np.array(terms, np.uint32),
        forms,
        places,
        np.arange(len(forms), dtype=np.uint32) - np.repeat(firsts.astype(np.uint32), counts),
        counts,
        np.add.reduceat(freqs[forms], firsts) if len(forms) else counts,
    )


def encoded(texts: Sequence[str]) -> list[bytes]:
    """Texts without NUL, which no token has, as UTF-8."""
    return "\0".join(texts).encode().split(b"\0") if texts else []


class Inversion:
    """The postings of a field: every term of the tokens, with documents, frequencies, positions and forms.

    A token becomes one number: its term, document, position and form side by side. Ranges of terms, each of
    few enough tokens to be sorted in the cache, get their numbers first and are sorted one by one: a third of
    the time that sorting all at once takes, and of the memory, which is 8 bytes a token.
    """

    def __init__(self, tokens: FieldTokens, lexicon: Words) -> None:
        """Takes the tokens away once `runs` are asked for."""
        self._tokens = tokens
        self._words = words = _vocabulary(tokens.form_freqs(len(lexicon.forms)), lexicon)
        self._lexicon = lexicon
        self.lengths = tokens.lengths
        self.most_forms = int(words.form_counts.max(initial=0))
        self._form_bits = max(self.most_forms - 1, 0).bit_length()
        self._position_bits = tokens.greatest_position.bit_length()
        self._doc_bits = max(len(self.lengths) - 1, 0).bit_length()

    def runs(self) -> Iterator[TermRun]:
        """The postings of all terms, range after range."""
        words = self._words
        if not len(words.terms):
            return
        firsts = self._range_starts()
        token_ends = np.add.reduceat(words.token_counts, firsts).cumsum()
        keys = self._keys(firsts, token_ends)
        shape_ends = np.append(0, words.form_counts.cumsum()).tolist()
        token_at = 0
        for first, stop, token_end in zip(
            firsts.tolist(), [*firsts[1:].tolist(), len(words.terms)], token_ends.tolist(), strict=True
        ):
            yield self._run(keys[token_at:token_end], slice(first, stop), slice(shape_ends[first], shape_ends[stop]))
            token_at = token_end

    def _range_starts(self) -> AnyArray:
        """The first term of each range: of so few tokens, and so few terms that a number of one fits into the key."""
        counts = self._words.token_counts
        before = counts.cumsum()
        size = max(BUCKET_TOKENS, int(before[-1]) // MOST_BUCKETS)
        wide = min(64 - self._doc_bits - self._position_bits - self._form_bits, 32)
        changes = np.diff((before - counts) // size) | np.diff(np.arange(len(counts)) >> wide)
        return np.append(0, np.flatnonzero(changes) + 1)

    def _keys(self, firsts: AnyArray, token_ends: AnyArray) -> AnyArray:
        """The tokens' numbers, in the order of the texts within each range of terms."""
        form_ranges, form_keys = self._of_forms(firsts)
        position_shift = np.uint64(self._form_bits)
        doc_shift = np.uint64(self._form_bits + self._position_bits)
        keys = _empty(int(token_ends[-1]), "u8")
        at = [0, *token_ends[:-1].tolist()]
        doc = 0
        for part in self._tokens.take():
            docs = np.arange(doc, doc + len(part.counts), dtype=np.uint64)
            doc += len(part.counts)
            own = np.repeat(docs << doc_shift, part.counts)
            own |= form_keys.take(part.forms)
            own |= part.positions.astype(np.uint64) << position_shift
            ranges = form_ranges.take(part.forms)
            own = own.take(ranges.argsort(kind="stable"))
            start = 0
            for number, size in enumerate(np.bincount(ranges).tolist()):
                keys[at[number] : at[number] + size] = own[start : start + size]
                at[number], start = at[number] + size, start + size
        return keys

    def _of_forms(self, firsts: AnyArray) -> tuple[AnyArray, AnyArray]:
        """For each form of the lexicon the range of its term, and what it is of the number of a token."""
        words = self._words
        ranges = np.searchsorted(firsts, words.places, "right") - 1
        form_ranges = np.zeros(len(self._lexicon.forms), narrow(len(firsts)))
        form_ranges[words.forms] = ranges
        form_keys = np.zeros(len(self._lexicon.forms), np.uint64)
        form_keys[words.forms] = (words.places - firsts[ranges]).astype(np.uint64)
        form_keys <<= np.uint64(self._doc_bits + self._position_bits + self._form_bits)
        form_keys[words.forms] |= words.local.astype(np.uint64)
        return form_ranges, form_keys

    def _run(self, keys: AnyArray, terms: slice, shapes: slice) -> TermRun:
        """The postings of one range of terms; overwrites its keys."""
        words = self._words
        keys.sort()
        forms = _lowest(keys, self._form_bits)
        positions = _lowest(keys, self._position_bits)
        is_first = np.empty(len(keys), np.bool_)
        is_first[0] = True
        np.not_equal(keys[1:], keys[:-1], out=is_first[1:])
        starts = np.flatnonzero(is_first)
        postings = keys.take(starts)
        docs = _lowest(postings, self._doc_bits)
        return TermRun(
            encoded([self._lexicon.terms[number] for number in words.terms[terms].tolist()]),
            np.bincount(postings.astype(np.int64), minlength=terms.stop - terms.start),
            docs,
            np.diff(starts, append=len(keys)).astype(np.uint32),
            positions=positions,
            forms=forms,
            shapes=encoded([self._lexicon.forms[number] for number in words.forms[shapes].tolist()]),
            shape_counts=words.form_counts[terms],
        )


def _lowest(keys: AnyArray, bits: int) -> AnyArray:
    """The lowest bits of the keys, which lose them."""
    lowest = (keys & np.uint64((1 << bits) - 1)).astype(narrow((1 << bits) - 1))
    keys >>= np.uint64(bits)
    return lowest


def values_run(ids: AnyArray, keys: Sequence[bytes]) -> TermRun:
    """The postings of a field of whole values: document `d` has `keys[ids[d]]`, or nothing where the id is -1."""
    docs = np.flatnonzero(ids >= 0)
    order = docs[np.argsort(ids[docs], kind="stable")]
    freqs = np.bincount(ids[docs], minlength=len(keys))
    return TermRun(keys, freqs, order.astype(np.uint32), np.ones(len(order), np.uint8))


def keyed(values: Sequence[str]) -> tuple[AnyArray, list[bytes]]:
    """For each value its number among the distinct ones, and those in byte order."""
    keys = sorted(set(values))
    number = {key: n for n, key in enumerate(keys)}
    return np.fromiter(map(number.__getitem__, values), np.int64, len(values)), [key.encode() for key in keys]


def numeric_run(values: AnyArray, present: AnyArray) -> TermRun:
    """The postings of a Whoosh NUMERIC field of 64 bits with a `shift_step` of 0.

    `values` are uint64 in Whoosh's sortable form; a term is a zero byte and the value, big-endian.
    """
    docs = np.flatnonzero(present)
    order = docs[np.argsort(values[docs], kind="stable")]
    keys, counts = np.unique(values[docs], return_counts=True)
    raw = keys.astype(">u8").tobytes()
    terms = [b"\0" + raw[at : at + 8] for at in range(0, len(raw), 8)]
    return TermRun(terms, counts, order.astype(np.uint32), np.ones(len(order), np.uint8))
