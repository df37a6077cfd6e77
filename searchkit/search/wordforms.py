"""Which written words of a field does a pattern stand for?

Terms are stems, and a pattern is about words as they are written. The index keeps how each term is written; a word
is folded (case, accents) to be compared, and of a compound the joined spelling counts as well.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchkit.query.exact import accepts
from searchkit.query.nodes import PatternKind, WordPattern
from searchkit.search.chosen import NO_NUMBERS, Chosen, occurrences
from searchkit.search.foldedwords import FoldedWords, fold, folded_words
from searchkit.search.postings import union_of
from searchkit.search.wordmatch import PrefixMatch, WordMatch, folded_regex, match_of
from searchkit.storage.arrays import slices
from searchkit.storage.segment import Segment, SegmentField
from searchkit.storage.writtenforms import WrittenForms

_FOLDED_TOGETHER = 1 << 13  # terms: what is worked on stays in the processor's cache

Numbers = NDArray[np.int64]
Remember = Callable[[Hashable, Callable[[], Any]], Any]
"""Gives what was made for a key before, or makes it."""

WordCounts = tuple[tuple[str, int], ...]
"""Words, each with a number of articles."""


def anew(key: Hashable, make: Callable[[], Any]) -> Any:
    """Remembers nothing."""
    return make()


@dataclass(frozen=True, slots=True)
class WordExpansion:
    """The words of a field that match a pattern, in every segment."""

    field: str
    text: str
    kind: PatternKind
    distance: int = 0
    prefix: int = 0
    shape: str | None = None

    @classmethod
    def of(cls, node: WordPattern) -> "WordExpansion":
        """What a resolved query asks for; QueryError of what is no regular expression."""
        text = node.text.replace("\n", " ")  # neither stands in a word
        text = folded_regex(text) if node.kind == "regex" else fold(text)
        return cls(node.fieldname, text, node.kind, node.distance, node.prefix, node.shape)

    def chosen(self, field: SegmentField, remembered: Remember = anew) -> Chosen:
        """The terms of a segment's field that any matching word stands for; where no forms are kept they are the words.

        `remembered` keeps what other expansions in the same field need as well.
        """
        match = match_of(self.kind, self.text, self.distance, self.prefix)
        if not field.has_forms:
            return Chosen.terms(_terms(match, field))
        written = field.written
        forms = _forms(match, field, written, remembered)
        return Chosen.of(written, forms if self.shape is None else _shaped(forms, self.shape, written))

    def count(self, field: SegmentField, remembered: Remember = anew) -> int:
        """How many terms of a segment's field it stands for."""
        return self.chosen(field, remembered).count


def _terms(match: WordMatch, field: SegmentField) -> Numbers:
    first, last = field.prefix_range(match.start.encode())
    terms = [term.decode("utf-8", "replace") for term in field.terms(first, last)]
    return first + match.lines(FoldedWords.of(terms, np.arange(len(terms))))


def _shaped(forms: Numbers, shape: str, written: WrittenForms) -> Numbers:
    """Those whose case is as wanted."""
    return forms[np.array([accepts(shape, form) for form in written.texts(forms)], np.bool_)]


def _forms(match: WordMatch, field: SegmentField, written: WrittenForms, remembered: Remember) -> Numbers:
    """The numbers of all forms that match, ascending.

    With a known start only those forms are looked at that may begin so, and those that do not begin as their terms.
    """
    if not match.start:
        return _matching(match, remembered(("folded", field.name), lambda: _all_folded(field, written)))
    unlike = remembered(("unlike", field.name), lambda: _folded(written, written.unlike()))
    possible, is_sure = _beginning(match.start.encode(), field, written)
    if not isinstance(match, PrefixMatch):
        is_sure = np.zeros(len(possible), np.bool_)
    found = _matching(match, (*_folded(written, possible[~is_sure]), *unlike))
    return union_of((found, possible[is_sure]))


def _beginning(start: bytes, field: SegmentField, written: WrittenForms) -> tuple[Numbers, NDArray[np.bool_]]:
    """The forms that may begin so, of those that begin as their terms do; and of each whether it certainly does.

    What a form has in common with its term is in every spelling of it, whatever the stemmer did to the rest: the
    term begins with as much of the start.
    """
    first, last = field.prefix_range(start[:1])
    common = np.ones(last - first, np.int64)
    for length in range(2, len(start) + 1):
        begin, end = field.prefix_range(start[:length])
        if begin >= end:
            break
        common[begin - first : end - first] = length
    begins = written.begins(first, last)
    common = common.repeat(np.diff(begins))
    alike = written.alike(first, last)
    has_all = common == len(start)
    possible = np.flatnonzero((alike > 0) & (has_all | (alike <= common)))
    return begins[0] + possible, (has_all & (alike >= len(start)))[possible]


def _folded(written: WrittenForms, forms: Numbers) -> tuple[FoldedWords, ...]:
    return folded_words(written.some(forms), forms)


def _all_folded(field: SegmentField, written: WrittenForms) -> tuple[FoldedWords, ...]:
    found: list[FoldedWords] = []
    for first, last in slices(field.term_count, _FOLDED_TOGETHER):
        begins = written.begins(first, last)
        numbers = np.arange(begins[0], begins[-1], dtype=np.uint32 if len(written) < 1 << 32 else np.int64)
        found += folded_words(written.between(first, last), numbers)
    return tuple(found)


def _matching(match: WordMatch, groups: Sequence[FoldedWords]) -> Numbers:
    """What the matching words are spellings of, ascending, each once."""
    return union_of([NO_NUMBERS, *(words.numbers[match.lines(words)] for words in groups)])


def words_of(expansion: WordExpansion, segments: Sequence[Segment], most: int) -> tuple[WordCounts, int]:
    """The words it stands for, in small letters, with the number of articles that have each, most frequent first.

    At most `most` of them, and how many there are; deleted articles do not count.
    """
    return _counted(expansion.field, expansion.chosen, segments, most)


def forms_of_term(name: str, term: bytes, segments: Sequence[Segment], most: int) -> tuple[WordCounts, int]:
    """How a term of a field is written, as `words_of` has it."""

    def chosen(field: SegmentField) -> Chosen:
        ordinal = field.find(term)
        return Chosen.terms(np.arange(ordinal, ordinal + (ordinal >= 0), dtype=np.int64))

    return _counted(name, chosen, segments, most)


def _counted(
    name: str, choose: Callable[[SegmentField], Chosen], segments: Sequence[Segment], most: int
) -> tuple[WordCounts, int]:
    counts: Counter[str] = Counter()
    for segment in segments:
        field = segment.fields.get(name)
        if field is not None:
            counts.update(_articles_with(field, choose(field), segment))
    words = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(words[:most]), len(words)


def _articles_with(field: SegmentField, chosen: Chosen, segment: Segment) -> dict[str, int]:
    """In how many articles of a segment each chosen word stands."""
    docs = np.arange(segment.doc_count) if segment.deleted is None else np.flatnonzero(~segment.deleted)
    found = occurrences(field, chosen, docs, with_forms=True)
    forms = union_of([found.forms])
    words = [form.lower() for form in field.written.texts(forms)]
    numbers = {word: number for number, word in enumerate(dict.fromkeys(words))}
    number_of = np.array([numbers[word] for word in words], np.int64)
    keys = number_of.take(forms.searchsorted(found.forms)) * segment.doc_count + found.docs
    counts = np.bincount(union_of([keys]) // max(1, segment.doc_count), minlength=len(numbers))
    return dict(zip(numbers, counts.tolist(), strict=True))
