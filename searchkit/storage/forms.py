"""Written shapes in short, by what they have in common with their term.

The first byte says how many bytes the term and the shape begin with alike (the lower six bits), and what is
then done to the whole (the upper two): nothing, or its first letter, or all its letters, made capitals of ASCII.
The other bytes follow what they have in common. English and German shapes take a third of their bytes so.
"""

import itertools
from collections.abc import Sequence

import numpy as np

from searchkit.storage.arrays import AnyArray, ragged, slices

Pieces = tuple[AnyArray, AnyArray]  # bytes of texts one after the other, and where each begins, and the last ends

_MOST_ALIKE = 63
_FIRST_CAPITAL, _CAPITALS = 1 << 6, 2 << 6
_TOGETHER = 1 << 13  # as many as rows of a matrix stay in the processor's cache


def shortened(terms: Sequence[bytes], forms: Sequence[bytes], counts: AnyArray) -> tuple[AnyArray, AnyArray]:
    """The shapes of terms in short, `counts` of each term: their bytes one after the other, and their lengths."""
    owners = np.repeat(np.arange(len(terms)), counts).tolist()
    parts = [
        _shortened([terms[owner] for owner in owners[start:stop]], forms[start:stop])
        for start, stop in slices(len(forms), _TOGETHER)
    ]
    if not parts:
        return np.empty(0, np.uint8), np.empty(0, np.int64)
    return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])


def _shortened(terms: Sequence[bytes], forms: Sequence[bytes]) -> tuple[AnyArray, AnyArray]:
    rows, lengths = _rows(forms)
    term_rows, term_lengths = _rows(terms)
    capital, small = (rows >= ord("A")) & (rows <= ord("Z")), (rows >= ord("a")) & (rows <= ord("z"))
    first = capital[:, 0]
    capitals = first & (lengths > 1) & ~small.any(axis=1)
    lowered = capital & capitals[:, None]
    lowered[:, 0] |= first
    rows |= lowered.view(np.uint8) << 5
    width = min(rows.shape[1], term_rows.shape[1], _MOST_ALIKE)
    same = rows[:, :width] == term_rows[:, :width]
    same &= np.arange(width) < np.minimum(lengths, term_lengths)[:, None]
    alike = np.where(same.all(axis=1), width, same.argmin(axis=1))
    heads = alike + np.where(capitals, _CAPITALS, np.where(first, _FIRST_CAPITAL, 0))
    columns = np.arange(-1, rows.shape[1])
    kept = (columns < 0) | (columns >= alike[:, None]) & (columns < lengths[:, None])
    return np.column_stack((heads.astype(np.uint8), rows))[kept], lengths - alike + 1


def _rows(texts: Sequence[bytes]) -> tuple[AnyArray, AnyArray]:
    """Texts as the rows of a matrix, one byte wide at least, and their lengths."""
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    rows = np.zeros((len(texts), max(1, int(lengths.max()))), np.uint8)
    rows[np.arange(rows.shape[1]) < lengths[:, None]] = np.frombuffer(b"".join(texts), np.uint8)
    return rows, lengths


def restored(short: bytes, term: bytes) -> bytes:
    """The shape of a term that `shortened` made this of; IndexError of nothing."""
    head = short[0]
    plain = term[: head & _MOST_ALIKE] + short[1:]
    if head < _FIRST_CAPITAL:
        return plain
    return plain.upper() if head & _CAPITALS else plain[:1].upper() + plain[1:]


def restored_pieces(shorts: Pieces, terms: Pieces, counts: AnyArray) -> Pieces:
    """The same of many shapes at once, `counts` of each term."""
    blob, borders = shorts
    term_blob, term_borders = terms
    owners = np.repeat(np.arange(len(counts)), counts)
    starts, lengths = borders[:-1], np.diff(borders)
    heads = blob[starts]
    alike = np.minimum(heads & _MOST_ALIKE, np.diff(term_borders)[owners])
    pieces = np.column_stack((term_borders[:-1][owners] + len(blob), starts + 1))
    counted = np.column_stack((alike, lengths - 1))
    found = np.concatenate((blob, term_blob))[ragged(pieces.ravel(), counted.ravel())]
    ends = np.zeros(len(starts) + 1, np.int64)
    np.cumsum(counted.sum(axis=1), out=ends[1:])
    raised = ends[:-1][(heads >= _FIRST_CAPITAL) & (ends[1:] > ends[:-1])]
    capitals = np.repeat(heads >= _CAPITALS, np.diff(ends))
    capitals[raised] = True
    found[capitals & (found >= ord("a")) & (found <= ord("z"))] -= 32
    return found, ends


def all_restored(shorts: Pieces, terms: Pieces, counts: AnyArray) -> list[bytes]:
    """What `restored_pieces` gives, each shape by itself."""
    found, ends = restored_pieces(shorts, terms, counts)
    whole = found.tobytes()
    return [whole[start:end] for start, end in itertools.pairwise(ends.tolist())]


def bytes_alike(heads: AnyArray) -> AnyArray:
    """How many bytes shapes that begin so in short have in common with their term, but for capitals of ASCII."""
    return heads & np.uint8(_MOST_ALIKE)
