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
from searchkit.search.chosen import Chosen, occurrences
from searchkit.search.foldedforms import Spellings, spellings_between, spellings_unlike
from searchkit.search.foldedwords import FoldedWords, fold
from searchkit.search.formrows import FormRows
from searchkit.search.postings import union_of
from searchkit.search.termpieces import NO_NUMBERS
from searchkit.search.wordmatch import WordMatch, folded_regex, match_of
from searchkit.storage.segment import Segment, SegmentField
from searchkit.storage.writtenforms import WrittenForms

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
    """The numbers of all forms that match, ascending."""
    groups = _spellings(match.start[:1], field, written, remembered)
    return union_of([NO_NUMBERS, *(_matching(match, group) for group in groups)])


def _spellings(letter: str, field: SegmentField, written: WrittenForms, remembered: Remember) -> Spellings:
    """Those of all forms that may begin with this letter, if there is one.

    What a form has in common with its term is in every spelling of it, whatever the stemmer did to the rest.
    """
    key, letters = (field.name, letter), field.prefix_range(letter.encode())
    alike: Spellings = remembered(("folded", key), lambda: spellings_between(written, *letters))
    if not letter:
        return alike
    unlike = remembered(("unlike", field.name), written.unlike)
    others: Spellings = remembered(("unlike", key), lambda: spellings_unlike(written, unlike, letter))
    return (*alike, *others)


def _matching(match: WordMatch, group: FormRows | FoldedWords) -> Numbers:
    """What the matching words are spellings of."""
    if isinstance(group, FormRows):
        rows, is_sure = match.rows(group)
        if is_sure:
            return group.numbers.take(rows)
        group = group.words(rows)
    return group.numbers[match.lines(group)]


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
