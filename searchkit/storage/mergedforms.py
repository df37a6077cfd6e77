"""The written shapes of terms of several segments made one: each once, and numbered anew."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from searchkit.storage.arrays import AnyArray
from searchkit.storage.field import SegmentField


@dataclass(frozen=True, slots=True)
class KnownShapes:
    """The written shapes of the terms of all fields: S of them, D distinct ones, by term and bytes.

    `firsts` are, for each field, where the shapes of each of its terms begin among the S, `distinct` (S,) their
    numbers among the D, `owners` (D,) the merged terms that have them.
    """

    shapes: list[bytes]
    owners: AnyArray
    distinct: AnyArray
    firsts: list[AnyArray]


def known_shapes(
    fields: Sequence[SegmentField], ranges: Sequence[tuple[int, int]], targets: Sequence[AnyArray]
) -> KnownShapes:
    """Those of ranges of terms, one for each field; `targets` are the numbers of a field's terms when merged."""
    firsts: list[AnyArray] = []
    pairs: list[tuple[int, bytes]] = []
    for field, between, target in zip(fields, ranges, targets, strict=True):
        texts, counts = field.shapes(*between)
        firsts.append(len(pairs) + np.cumsum(counts) - counts)
        pairs += zip(np.repeat(target, counts).tolist(), texts, strict=True)
    ordered = sorted(set(pairs))
    number = {pair: at for at, pair in enumerate(ordered)}
    return KnownShapes(
        [shape for _, shape in ordered],
        np.fromiter((owner for owner, _ in ordered), np.int64, len(ordered)),
        np.fromiter(map(number.__getitem__, pairs), np.int64, len(pairs)),
        firsts,
    )


@dataclass(frozen=True, slots=True)
class UsedShapes:
    """The shapes that still stand somewhere, `counts` of each merged term, the most frequent first.

    `forms` are the numbers of the shapes at all positions, among those of their term.
    """

    shapes: list[bytes]
    counts: AnyArray
    forms: AnyArray


def used_shapes(known: KnownShapes, places: AnyArray, terms: int) -> UsedShapes:
    """Of what is merged; `places` are the numbers of the shapes among the S, for all positions in their order."""
    distinct = known.distinct[places]
    freqs = np.bincount(distinct, minlength=len(known.shapes))
    order = np.lexsort((-freqs, known.owners))
    order = order[freqs[order] > 0]
    counts = np.bincount(known.owners[order], minlength=terms)
    local = np.empty(len(known.shapes), np.int64)
    local[order] = np.arange(len(order)) - np.repeat(np.cumsum(counts) - counts, counts)
    return UsedShapes([known.shapes[number] for number in order.tolist()], counts, local[distinct])
