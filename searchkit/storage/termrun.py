"""What is written of a field at a time: postings of neighbouring terms, as arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from searchkit.storage.arrays import AnyArray

WeightKind = Literal["whole", "float", "unit"]
"""Whole numbers, any numbers, or 1 throughout."""


@dataclass(frozen=True, slots=True)
class PostingKind:
    """What a field keeps of each posting.

    `own_counts`: the number of its positions may differ from its weight.
    """

    positions: bool = False
    chars: bool = False
    boosts: bool = False
    forms: bool = False
    opaque: bool = False
    weights: WeightKind = "whole"
    own_counts: bool = False


@dataclass(frozen=True, slots=True)
class TermRun:
    """The postings of neighbouring terms, as arrays.

    T terms in byte order with P postings, `doc_freqs` (T,) of them each; `docs` and `weights` (P,);
    `counts` (P,) positions of each posting, None where they equal the weights; `positions`, `forms`,
    chars and boosts (Q,). Forms number the written shapes of their term from 0, which takes the least room
    where the most frequent come first; `shapes` holds those of all terms, `shape_counts` (T,) of them each.
    """

    terms: Sequence[bytes]
    doc_freqs: AnyArray
    docs: AnyArray
    weights: AnyArray
    counts: AnyArray | None = None
    positions: AnyArray | None = None
    forms: AnyArray | None = None
    shapes: Sequence[bytes] = ()
    shape_counts: AnyArray | None = None
    char_starts: AnyArray | None = None
    char_ends: AnyArray | None = None
    boosts: AnyArray | None = None
    values: Sequence[bytes] | None = None
