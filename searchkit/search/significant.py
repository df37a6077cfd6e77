"""Words that mark some articles against the rest: those that stand in more of them than chance would have it.

T. Dunning, "Accurate Methods for the Statistics of Surprise and Coincidence", 1993.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchkit.model import SignificantTerm
from searchkit.search.dictionary import Dictionary
from searchkit.search.postings import Docs
from searchkit.search.snapshot import Snapshot
from searchkit.search.textterms import is_word
from searchkit.search.view import SegmentView
from searchkit.storage.segment import SegmentField

FIELDS = ("body", "title")
"""The second is looked at where none of the articles has a word in the first."""

LEAST_SCORE = 3.84
"""What lies below is chance more often than once in twenty times (chi-squared of one degree of freedom)."""

_POSTINGS_READ = 1 << 20  # at a time: some 10 MB


def significant_terms(
    snapshot: Snapshot, docs: Docs, count: int, unwanted: Collection[str] = ()
) -> tuple[SignificantTerm, ...]:
    """The words that most mark these documents, given by ascending numbers, against all others; best first.

    A word must stand in two of them at least, if they are several; `unwanted` are terms and folded words that are left
    out. Reads all postings of a field once.
    """
    for field in FIELDS:
        inside = _inside(snapshot, field, docs)
        if inside:
            marking = _marking(snapshot, field, len(docs), inside)
            kept = (one for one in marking if one.term not in unwanted and one.word.casefold() not in unwanted)
            return tuple(islice(kept, count))
    return ()


def _marking(snapshot: Snapshot, field: str, all_inside: int, inside: Counter[bytes]) -> Iterator[SignificantTerm]:
    statistics = snapshot.statistics
    least = min(2, all_inside)
    terms = sorted(term for term, articles in inside.items() if articles >= least)
    having = np.array([inside[term] for term in terms], np.int64)
    others = np.array([statistics.doc_freq(field, term) for term in terms], np.int64) - having
    all_outside = max(0, statistics.doc_count(field) - all_inside)
    scores = log_likelihood_ratios(having, all_inside, others, all_outside)
    dictionary = Dictionary(statistics.segments, (field,))
    for number in np.argsort(-scores, kind="stable").tolist():
        term, score = terms[number].decode(), float(scores[number])
        if score >= LEAST_SCORE and is_word(term):
            counts = int(having[number]), all_inside, int(others[number]), all_outside
            yield SignificantTerm(term, dictionary.usual_form(term), score, *counts)


def _inside(snapshot: Snapshot, field: str, docs: Docs) -> Counter[bytes]:
    """How many of the documents have each term."""
    counts: Counter[bytes] = Counter()
    for part in snapshot.view.parts:
        terms, own = part.segment.fields.get(field), part.of(docs)
        if terms is not None and len(own):
            counts.update(_inside_segment(part, terms, own))
    return counts


def _inside_segment(part: SegmentView, field: SegmentField, docs: Docs) -> dict[bytes, int]:
    flags = np.zeros(part.doc_count, np.bool_)
    flags[docs] = True
    found: dict[bytes, int] = {}
    first = 0
    while first < field.term_count:
        last = max(first + 1, min(field.term_count, field.ordinal_at(_last_read(field, first))))
        begins = field.posting_begins(first, last)
        counts = np.add.reduceat(flags.take(field.docs_between(first, last)), begins[:-1] - begins[0], dtype=np.int64)
        for ordinal in np.flatnonzero(counts).tolist():
            found[field.term(first + ordinal)] = int(counts[ordinal])
        first = last
    return found


def _last_read(field: SegmentField, first: int) -> int:
    """The posting up to which is read."""
    return min(field.posting_count - 1, field.posting_end(first) + _POSTINGS_READ)


def log_likelihood_ratios(
    inside: NDArray[Any], all_inside: int, outside: NDArray[Any], all_outside: int
) -> NDArray[np.float64]:
    """Dunning's G2 of terms that stand in so many of the articles of either kind; 0 for those not more usual inside.

    >>> log_likelihood_ratios(np.array([10, 5]), 20, np.array([10, 50]), 200).round(2).tolist()
    [26.91, 0.0]
    """
    total = all_inside + all_outside
    having = inside + outside
    g2 = 2 * (
        _surprise(inside, all_inside * having / total)
        + _surprise(outside, all_outside * having / total)
        + _surprise(all_inside - inside, all_inside * (total - having) / total)
        + _surprise(all_outside - outside, all_outside * (total - having) / total)
    )
    return np.where(inside * all_outside > outside * all_inside, g2, 0.0)


def _surprise(observed: NDArray[Any], expected: NDArray[np.float64]) -> NDArray[np.float64]:
    """observed · ln(observed / expected), 0 where nothing was observed."""
    ratios = np.divide(observed, expected, out=np.ones(len(observed)), where=(observed > 0) & (expected > 0))
    return np.asarray(observed * np.log(ratios), np.float64)
