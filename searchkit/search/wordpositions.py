"""Where words stand in some documents of a segment: keys of a document's number and a position, ascending."""

import numpy as np

from searchkit.search.postings import Docs
from searchkit.search.segmentpostings import SegmentPostings
from searchkit.search.spans import NO_KEYS, PLACE_BITS, Keys, Numbers

Ends = tuple[Keys, Keys]
"""First and last position of each word, ascending by the first: one array where each word has one position."""

NO_ENDS: Ends = (NO_KEYS, NO_KEYS)


def word_ends(postings: SegmentPostings, docs: Docs) -> Ends:
    """Those of a term in those of the documents that have it."""
    having = docs[postings.has(docs)]
    return ends_in(postings, having, having.astype(np.int64)) if len(having) else NO_ENDS


def ends_in(postings: SegmentPostings, docs: Docs, numbers: Numbers) -> Ends:
    """Those of a term in documents that all have it, which go by these numbers in the keys."""
    owners, firsts, lasts = postings.spans_at(postings.places(docs))
    keys: Keys = numbers.take(owners)
    keys <<= PLACE_BITS
    if lasts is firsts:
        keys += firsts
        return keys, keys
    return keys + firsts, keys + lasts
