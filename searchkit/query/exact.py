"""Words wanted as they are written: the terms of stock Whoosh queries, and beside them the shapes typed.

A shape accepts the forms that are equal to it as written; case counts only where a capital was typed.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from whoosh import matching, query

from searchkit.query.stock import phrase_matcher

_CONDITION = re.compile(r"((?:ALL|NO)?CAPS)\((.*)\)", re.DOTALL)
_STRAIGHT = str.maketrans(dict.fromkeys("‘’ʼ＇", "'") | dict.fromkeys("‐‑", "-") | dict.fromkeys("“”", '"'))


def accepts(shape: str, form: str) -> bool:
    """Whether a form is what was typed; accents and endings always count, kinds of quotes and hyphens never.

    A shape may also be a condition, `CAPS()` (there is a capital), `ALLCAPS()` (all letters are) or `NOCAPS()` (none
    is), or a condition on what was typed.

    >>> accepts("wheat", "WHEAT"), accepts("US", "us"), accepts("résumé", "resume")
    (True, False, False)
    >>> accepts("CAPS()", "Turkey"), accepts("NOCAPS(turkey)", "turkey"), accepts("ALLCAPS(us)", "us")
    (True, True, False)
    """
    if shape == form:
        return True
    case, typed, case_counts = _typed(shape)
    if case and not _CONDITIONS[case](form):
        return False
    return not typed or typed == (_plain(form) if case_counts else _plain(form).lower())


def condition(shape: str) -> tuple[str, str]:
    """The name of the condition in a shape, and the shape that was typed; "" for none."""
    found = _CONDITION.fullmatch(shape)
    return (found[1], found[2]) if found else ("", shape)


@lru_cache(maxsize=256)
def _typed(shape: str) -> tuple[str, str, bool]:
    case, typed = condition(shape)
    plain = _plain(typed)
    case_counts = has_capital(plain)
    return case, plain if case_counts else plain.lower(), case_counts


def _plain(written: str) -> str:
    return unicodedata.normalize("NFC", written.translate(_STRAIGHT))


def has_capital(form: str) -> bool:
    """Whether a letter is a capital."""
    return any(char.isupper() or char.istitle() for char in form)


def all_capitals(form: str) -> bool:
    """Whether all letters that have a case are capitals, and there are such."""
    return form.upper() == form and has_capital(form)


_CONDITIONS: dict[str, Callable[[str], bool]] = {
    "CAPS": has_capital,
    "ALLCAPS": all_capitals,
    "NOCAPS": lambda form: not has_capital(form),
}


class ExactTerm(query.Term):
    """A term at the positions where it is written in the shape typed."""

    def __init__(
        self, fieldname: str, text: Any, shape: str, boost: float = 1.0, minquality: float | None = None
    ) -> None:
        super().__init__(fieldname, text, boost, minquality)
        self.shape = shape

    def __eq__(self, other: object) -> bool:
        return super().__eq__(other) and isinstance(other, ExactTerm) and self.shape == other.shape

    def __hash__(self) -> int:
        return hash((super().__hash__(), self.shape))

    def __repr__(self) -> str:
        return f"ExactTerm({self.fieldname!r}, {self.text!r}, {self.shape!r}, boost={self.boost})"

    def __str__(self) -> str:
        return f"{self.fieldname}:={self.shape}" + (f"^{self.boost}" if self.boost != 1.0 else "")

    def accepts(self, form: str) -> bool:
        """Whether a written word is what was typed."""
        return accepts(self.shape, form)

    def matcher(self, searcher: Any, context: Any = None) -> matching.Matcher:
        """The postings at whose positions the shape stands; QueryError where the index does not keep forms."""
        text = _indexed(searcher, self.fieldname, self.text)
        if text is None:
            return _nothing()
        weighting = getattr(context, "weighting", None) or searcher.weighting
        found = _form_matcher(searcher, self.fieldname, text, self.accepts, weighting)
        return _boosted(found, self.boost)


class WordsPhrase(query.Phrase):
    """Words in order; one that is the joined spelling of a compound reaches to the end of that."""

    def each_word(self) -> Sequence[query.Term]:
        """Each word by itself."""
        return [query.Term(self.fieldname, word) for word in self.words]

    def matcher(self, searcher: Any, context: Any = None) -> matching.Matcher:
        """The articles with the phrase; QueryError where the index does not keep what is asked for."""
        words = [word.with_boost(self.boost) for word in self.each_word()]
        return phrase_matcher(self, words, searcher, context)


class ExactPhrase(WordsPhrase):
    """Words in order, each written in the shape typed for it: `shapes[i]` is that of `words[i]`."""

    def __init__(
        self,
        fieldname: str,
        words: list[str],
        shapes: list[str],
        slop: int = 1,
        boost: float = 1.0,
        char_ranges: list[tuple[int, int]] | None = None,
        degrade: bool = False,
    ) -> None:
        super().__init__(fieldname, words, slop, boost, char_ranges, degrade)
        self.shapes = shapes

    def __eq__(self, other: object) -> bool:
        return super().__eq__(other) and isinstance(other, ExactPhrase) and self.shapes == other.shapes

    def __hash__(self) -> int:
        return hash((super().__hash__(), tuple(self.shapes)))

    def __repr__(self) -> str:
        return f"ExactPhrase({self.fieldname!r}, {self.words!r}, {self.shapes!r}, slop={self.slop}, boost={self.boost})"

    def __str__(self) -> str:
        slop = f"~{self.slop}" if self.slop != 1 else ""
        return f'{self.fieldname}:="{" ".join(self.shapes)}"{slop}'

    def each_word(self) -> Sequence[ExactTerm]:
        """Each word by itself."""
        return [ExactTerm(self.fieldname, word, shape) for word, shape in zip(self.words, self.shapes, strict=True)]

    def normalize(self) -> query.Query:
        """One word is no phrase."""
        if not self.words:
            return query.NullQuery
        if len(self.words) == 1:
            return ExactTerm(self.fieldname, self.words[0], self.shapes[0], boost=self.boost)
        return self


def _nothing() -> matching.Matcher:
    found: matching.Matcher = matching.NullMatcher()
    return found


def _boosted(found: matching.Matcher, boost: float) -> matching.Matcher:
    if boost == 1.0 or not found.is_active():
        return found
    boosted: matching.Matcher = matching.WrappingMatcher(found, boost=boost)
    return boosted


def _indexed(searcher: Any, fieldname: str, text: Any) -> bytes | None:
    """The term as the index has it; None where it has none such."""
    if fieldname not in searcher.schema:
        return None
    try:
        found: bytes = searcher.schema[fieldname].to_bytes(text)
    except ValueError:
        return None
    return found if (fieldname, found) in searcher.reader() else None


def _form_matcher(
    searcher: Any, fieldname: str, text: bytes, accept: Callable[[str], bool], weighting: Any
) -> matching.Matcher:
    """A matcher over one segment, or over all of them where the searcher has several."""
    if searcher.is_atomic():
        return _segment_matcher(searcher, fieldname, text, accept, weighting)
    matchers, offsets = [], []
    for subsearcher, offset in searcher.subsearchers:
        if (fieldname, text) in subsearcher.reader():
            found = _segment_matcher(subsearcher, fieldname, text, accept, weighting)
            if found.is_active():
                matchers.append(found)
                offsets.append(offset)
    if not matchers:
        return _nothing()
    joined: matching.Matcher = matching.MultiMatcher(matchers, offsets, weighting.scorer(searcher, fieldname, text))
    return joined


def _segment_matcher(
    searcher: Any, fieldname: str, text: bytes, accept: Callable[[str], bool], weighting: Any
) -> matching.Matcher:
    reader = searcher.reader()
    # Whoosh has no public way to the codec's own readers.
    terms: Any = getattr(reader, "_terms", None)
    if not hasattr(terms, "form_matcher"):
        raise query.QueryError(f"the exact form of {fieldname}:{text.decode()} is not kept in this kind of index")
    scorer = weighting.scorer(searcher, fieldname, text)
    try:
        found: matching.Matcher = terms.form_matcher(fieldname, text, reader.schema[fieldname].format, accept, scorer)
    except ValueError as error:
        raise query.QueryError(f"field {fieldname} keeps no exact forms: {error}") from error
    if not reader.has_deletions():
        return found
    deleted = frozenset(reader._perdoc.deleted_docs())
    kept: matching.Matcher = matching.FilterMatcher(found, deleted, exclude=True)
    return kept
