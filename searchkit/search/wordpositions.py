"""Where words stand in some documents of a segment: keys of a document's number and a position, ascending."""

import numpy as np

from searchkit.search.multiterm import TermsNode
from searchkit.search.nodes import Node
from searchkit.search.patternpositions import pattern_positions
from searchkit.search.postings import Docs
from searchkit.search.segmentpostings import SegmentPostings
from searchkit.search.spans import NO_KEYS, PLACE_BITS, Keys
from searchkit.search.view import SegmentView


def word_keys(postings: SegmentPostings, docs: Docs) -> Keys:
    """The positions of a term in those of the documents that have it."""
    having = docs[postings.has(docs)]
    if not len(having):
        return NO_KEYS
    owners, positions = postings.positions_at(postings.places(having))
    keys: Keys = having.astype(np.int64).take(owners)
    keys <<= PLACE_BITS
    keys += positions
    return keys


def pattern_keys(part: SegmentView, node: Node, docs: Docs) -> Keys:
    """The positions of all words that a pattern stands for."""
    return pattern_positions(part, node, docs) if isinstance(node, TermsNode) else NO_KEYS
