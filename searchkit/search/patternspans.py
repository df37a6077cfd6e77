"""Where the words of a pattern begin and end: the joined spelling of a compound ends with its last part."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from searchkit.analysis.tokens import JOINERS, width_of
from searchkit.search.chosen import Chosen, occurrences
from searchkit.search.multiterm import TermsNode
from searchkit.search.nodes import Node
from searchkit.search.postings import Docs, union_of
from searchkit.search.spans import PLACE_BITS, Keys, Numbers
from searchkit.search.termpieces import Occurrences
from searchkit.search.view import SegmentView
from searchkit.search.wordpositions import NO_ENDS, Ends
from searchkit.storage.arrays import ragged
from searchkit.storage.segment import SegmentField
from searchkit.storage.writtenforms import WrittenForms

_MAY_JOIN = np.zeros(256, np.bool_)
_MAY_JOIN[[joiner.encode()[0] for joiner in JOINERS]] = True


class _Widths(NamedTuple):
    """How far each form from number `first` on reaches behind its begin, if it is chosen."""

    first: np.int64
    beyond: NDArray[np.uint8]


def pattern_ends(part: SegmentView, node: Node, docs: Docs) -> Ends:
    """The words that a pattern stands for, as `word_ends` has them."""
    if not isinstance(node, TermsNode) or (found := node.chosen(part)) is None:
        return NO_ENDS
    field, chosen = found
    widths: _Widths | tuple[()] = part.remembered(("widths", node), lambda: _widths(field, chosen))
    words = occurrences(field, chosen, docs, with_forms=bool(widths))
    if not widths:
        keys = union_of([_keys(words)])
        return keys, keys
    return _ends(_keys(words), widths.beyond.take(words.forms - widths.first))


def _keys(words: Occurrences) -> Keys:
    """The place of each word, in no order."""
    keys: Keys = words.docs.astype(np.int64)
    keys <<= PLACE_BITS
    keys += words.positions
    return keys


def _ends(keys: Keys, beyond: NDArray[np.uint8]) -> Ends:
    """Of words in any order that end so far behind where they begin; few of them elsewhere."""
    at = np.flatnonzero(beyond)
    if not len(at):
        keys = np.sort(keys)
        return keys, keys
    begins, behind = keys.take(at), beyond.take(at)
    order = begins.argsort(kind="stable")
    begins, behind = begins.take(order), behind.take(order)
    plain = np.sort(keys[beyond == 0])  # to sort the keys alone is far quicker than to find their order
    places = plain.searchsorted(begins, side="right")
    return np.insert(plain, places, begins), np.insert(plain, places, begins + behind)


def _widths(field: SegmentField, chosen: Chosen) -> _Widths | tuple[()]:
    """None where all that is chosen has one position."""
    if not field.has_forms or not chosen.count:
        return ()
    written = field.written
    forms = _forms(written, chosen)
    at = _that_may_join(written, forms)
    wide = [width_of(form) - 1 for form in written.texts(forms.take(at))]
    if not any(wide):
        return ()
    beyond = np.zeros(int(forms[-1] - forms[0]) + 1, np.uint8)
    beyond[forms.take(at) - forms[0]] = wide
    return _Widths(forms[0], beyond)


def _forms(written: WrittenForms, chosen: Chosen) -> Numbers:
    """The numbers of all forms that are chosen, ascending."""
    if not len(chosen.whole):
        return chosen.forms
    first, last = int(chosen.whole[0]), int(chosen.whole[-1]) + 1
    begins = written.begins(first, last)
    counts = np.diff(begins).take(chosen.whole - first)
    return np.sort(np.concatenate((ragged(begins.take(chosen.whole - first), counts), chosen.forms)))


def _that_may_join(written: WrittenForms, forms: Numbers) -> Numbers:
    """The places of the forms in which there is a byte that a joiner may begin with."""
    blob, borders = written.some(forms)
    at = np.flatnonzero(_MAY_JOIN.take(blob))
    return union_of([borders.searchsorted(at, side="right") - 1])
