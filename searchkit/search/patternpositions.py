"""Where the words stand that a pattern is for, in some documents of a segment, by whole arrays."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from searchkit.search.chosen import occurrences
from searchkit.search.multiterm import TermsNode
from searchkit.search.postings import Docs, union_of
from searchkit.search.termpieces import NO_NUMBERS, Numbers, Occurrences
from searchkit.search.view import SegmentView

_PLACE_BITS = 32

Keys = NDArray[np.int64]
"""The number of a document in its segment << 32 | a position in it."""


class PatternWords(NamedTuple):
    """Each word that matches: its key, ascending, and the number of the form that is written there.

    Two words may have one key: a compound and its first part.
    """

    keys: Keys
    forms: Numbers


def pattern_positions(part: SegmentView, node: TermsNode, docs: Docs) -> Keys:
    """The positions of all words that match, ascending, each once; `docs` are numbers in the segment and ascend."""
    found = node.chosen(part)
    return NO_NUMBERS if found is None else union_of([keys_of(occurrences(*found, docs))])


def pattern_words(part: SegmentView, node: TermsNode, docs: Docs) -> PatternWords:
    """The same words with what is written there, in a field that keeps written forms."""
    found = node.chosen(part)
    if found is None:
        return PatternWords(NO_NUMBERS, NO_NUMBERS)
    words = occurrences(*found, docs, with_forms=True)
    keys = keys_of(words)
    order = keys.argsort(kind="stable")
    return PatternWords(keys.take(order), words.forms.take(order))


def keys_of(words: Occurrences) -> Keys:
    """The key of each word, in no order."""
    keys: Keys = words.docs.astype(np.int64)
    keys <<= _PLACE_BITS
    keys += words.positions
    return keys
