"""From tokens in the order of the text to postings in the order of the terms: inversion, on whole arrays."""

from collections.abc import Sequence

import numpy as np

from searchkit.analysis.batch import Lexicon, TokenArrays
from searchkit.storage.arrays import AnyArray
from searchkit.storage.build import TermRun


def ranks(texts: Sequence[str], used: AnyArray) -> tuple[list[int], AnyArray]:
    """The used texts' numbers in the order of the texts, and for each text its place in it.

    The order of Python's strings is that of their code points, and so of their UTF-8 bytes.
    """
    numbers = np.flatnonzero(used).tolist()
    numbers.sort(key=texts.__getitem__)
    places = np.zeros(len(texts), np.uint32)
    places[numbers] = np.arange(len(numbers), dtype=np.uint32)
    return numbers, places


def invert(tokens: TokenArrays, lexicon: Lexicon) -> TermRun:
    """The postings of a field: every term of the tokens, with documents, frequencies, positions and forms."""
    numbers, places = ranks(lexicon.terms, np.bincount(tokens.terms, minlength=len(lexicon.terms)))
    forms, shapes, shape_counts = _local_forms(tokens.forms, lexicon, places, len(numbers))
    terms = places.take(tokens.terms)
    docs = np.repeat(np.arange(len(tokens.counts), dtype=np.uint32), tokens.counts)
    values = (terms, docs, tokens.positions, forms)
    widths = [max(1, int(value.max(initial=0)).bit_length()) for value in values]
    sort = _sorted_by_value if sum(widths) <= 64 else _sorted_by_number
    terms, docs, positions, forms = sort(values, widths)
    first = np.empty(len(terms), np.bool_)
    first[:1] = True
    np.not_equal(terms[1:], terms[:-1], out=first[1:])
    first[1:] |= docs[1:] != docs[:-1]
    starts = np.flatnonzero(first)
    return TermRun(
        encoded([lexicon.terms[number] for number in numbers]),
        np.bincount(terms.take(starts), minlength=len(numbers)),
        docs.take(starts),
        np.diff(starts, append=len(terms)).astype(np.uint32),
        positions=positions,
        forms=forms,
        shapes=shapes,
        shape_counts=shape_counts,
    )


def encoded(texts: Sequence[str]) -> list[bytes]:
    """Texts without NUL, which no token has, as UTF-8."""
    return "\0".join(texts).encode().split(b"\0") if texts else []


def _sorted_by_value(values: Sequence[AnyArray], widths: Sequence[int]) -> list[AnyArray]:
    """Term, document, position and form of all tokens, in that order: packed into one number each, and sorted.

    Half the time of sorting token numbers by term and looking everything up by them.
    """
    key = values[0].astype(np.uint64)
    for value, width in zip(values[1:], widths[1:], strict=True):
        key <<= np.uint64(width)
        key |= value
    key.sort()
    found: list[AnyArray] = []
    for width in reversed(widths):
        found.append((key & np.uint64((1 << width) - 1)).astype(np.uint32))
        key >>= np.uint64(width)
    return found[::-1]


def _sorted_by_number(values: Sequence[AnyArray], widths: Sequence[int]) -> list[AnyArray]:
    """The same for tokens whose values do not fit into 64 bits together; those of one term stay in their order."""
    key = values[0].astype(np.uint64) << np.uint64(32)
    key |= np.arange(len(key), dtype=np.uint64)
    key.sort()
    order = key.astype(np.uint32)
    return [value.take(order) for value in values]


def _local_forms(
    forms: AnyArray, lexicon: Lexicon, places: AnyArray, terms: int
) -> tuple[AnyArray, list[bytes], AnyArray]:
    """For each token the number of its form among those of its term; all forms' texts; how many each term has."""
    form_places = places[np.asarray(lexicon.form_terms, np.uint32)]
    used = np.flatnonzero(np.bincount(forms, minlength=len(lexicon.forms)))
    used = used[np.argsort(form_places[used], kind="stable")]
    counts = np.bincount(form_places[used], minlength=terms)
    firsts = np.cumsum(counts) - counts
    local = np.zeros(len(lexicon.forms), np.uint16)
    local[used] = np.arange(len(used)) - np.repeat(firsts, counts)
    return local.take(forms), encoded([lexicon.forms[number] for number in used.tolist()]), counts


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
