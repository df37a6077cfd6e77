"""Chosen terms of a field, some of them only where they are written in chosen forms: postings and positions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from searchkit.search.segmentpostings import locate
from searchkit.search.termpieces import NO_NUMBERS, Numbers, Occurrences, TermPostings, flags_of, pieces_of
from searchkit.storage.arrays import AnyArray
from searchkit.storage.segment import SegmentField
from searchkit.storage.writtenforms import WrittenForms


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """Terms of a field: the `whole` wherever they stand, the `partial` only where one of the `forms` is written.

    `whole` and `partial` are ordinals, `forms` numbers of forms of the partial terms; all ascend.
    """

    whole: Numbers
    partial: Numbers
    forms: Numbers

    @classmethod
    def of(cls, written: WrittenForms, forms: Numbers) -> "Chosen":
        """The terms that are written in any of these forms, which ascend."""
        owners = written.owners(forms)
        firsts = np.flatnonzero(np.diff(owners, prepend=-1))
        ordinals, counts = owners[firsts], np.diff(np.append(firsts, len(owners)))
        is_whole = counts == written.counts(ordinals)
        return cls(ordinals[is_whole], ordinals[~is_whole], forms[~is_whole.repeat(counts)])

    @classmethod
    def terms(cls, ordinals: Numbers) -> "Chosen":
        """These terms."""
        return cls(ordinals, NO_NUMBERS, NO_NUMBERS)

    @property
    def count(self) -> int:
        """How many terms."""
        return len(self.whole) + len(self.partial)

    @property
    def ordinals(self) -> Numbers:
        """All terms, ascending."""
        return np.sort(np.concatenate((self.whole, self.partial)))

    @property
    def nbytes(self) -> int:
        """How much memory it takes."""
        return self.whole.nbytes + self.partial.nbytes + self.forms.nbytes


def chosen_postings(field: SegmentField, chosen: Chosen) -> TermPostings:
    """The postings of chosen terms; the weight of a partial one is how often it stands there in a chosen form."""
    found = [near.postings() for near in pieces_of(field, chosen.whole)]
    found += [near.counted(chosen.forms) for near in pieces_of(field, chosen.partial)]
    return TermPostings(*_joined(found)) if found else TermPostings(NO_NUMBERS, NO_NUMBERS, NO_NUMBERS, NO_NUMBERS)


def occurrences(field: SegmentField, chosen: Chosen, docs: AnyArray, with_forms: bool = False) -> Occurrences:
    """Where chosen terms stand in these documents, which ascend; in no order. Nowhere if positions are not kept."""
    if not len(docs) or not field.has_positions:
        return Occurrences(NO_NUMBERS, NO_NUMBERS, NO_NUMBERS)
    wanted = flags_of(docs)
    found = [near.occurrences(wanted, with_forms) for near in pieces_of(field, chosen.whole)]
    for near in pieces_of(field, chosen.partial):
        each = near.occurrences(wanted, True)
        kept = locate(chosen.forms, each.forms)[0]
        found.append(Occurrences(*(values[kept] for values in each)))
    return Occurrences(*_joined(found)) if found else Occurrences(NO_NUMBERS, NO_NUMBERS, NO_NUMBERS)


def terms_in(field: SegmentField, chosen: Chosen, docs: AnyArray) -> tuple[AnyArray, Numbers]:
    """Each of these documents, which ascend and are at least one, with each chosen term it has, however written there.

    Two arrays of documents and of ordinals, in no order.
    """
    wanted = flags_of(docs)
    found = [piece.terms_in(wanted) for piece in pieces_of(field, chosen.ordinals)]
    if not found:
        return NO_NUMBERS, NO_NUMBERS
    standing, ordinals = _joined(found)
    return standing, ordinals


def _joined(parts: Sequence[tuple[AnyArray, ...]]) -> Iterator[AnyArray]:
    return (np.concatenate(values) for values in zip(*parts, strict=True))
