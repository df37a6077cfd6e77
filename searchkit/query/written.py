"""Which written words does a pattern stand for? Asked of Whoosh's readers, term by term: slow and plain."""

import re
from collections.abc import Callable, Iterator
from fnmatch import translate
from functools import lru_cache
from typing import Any, Protocol, runtime_checkable

from whoosh import matching, query
from whoosh.support.levenshtein import levenshtein

from searchkit.analysis import fold_marks, term_of
from searchkit.analysis.tokens import APOSTROPHES, divide, is_dense, pair_terms, width_of

_STRAIGHT = str.maketrans(dict.fromkeys(APOSTROPHES, "'") | dict.fromkeys("‐‑", "-"))


@runtime_checkable
class Pattern(Protocol):
    """A query for all words of a field that are written in some way."""

    fieldname: str
    boost: float

    def accepts(self, form: str) -> bool:
        """Whether a written word is one of them."""


def folded(word: str) -> str:
    """A word as it is compared: case, accents, and kinds of quotes and hyphens do not count.

    >>> folded("Élysée"), folded("O’Brien")
    ('elysee', "o'brien")
    """
    term = pair_terms([word])[0] if is_dense(word[0]) else term_of(word, stem=False)
    return term.translate(_STRAIGHT)


def spellings(form: str) -> set[str]:
    """A written word, folded; a compound is also its joined spelling.

    >>> sorted(spellings("E-Mail"))
    ['e-mail', 'email']
    """
    return {folded(spelling) for spelling in (form, divide(form)[1]) if spelling}


@lru_cache(maxsize=256)
def pattern_test(kind: str, text: str, distance: int, prefix: int) -> Callable[[str], bool]:
    """What tells whether a folded word is as a `WordPattern` says; its own case and accents do not count either."""
    if kind == "regex":
        whole = _compiled(text)
        return lambda word: whole.fullmatch(word) is not None
    wanted = fold_marks(text.casefold()).translate(_STRAIGHT)
    if kind == "prefix":
        return lambda word: word.startswith(wanted)
    if kind == "wildcard":
        glob = re.compile(translate(wanted.replace("[", "[[]")))
        return lambda word: glob.match(word) is not None
    start = wanted[:prefix]
    return lambda word: word[:prefix] == start and levenshtein(wanted, word) <= distance


def _compiled(text: str) -> re.Pattern[str]:
    try:
        return re.compile(fold_marks(text), re.IGNORECASE)
    except re.error as error:
        raise query.QueryError(f"/{text}/ is no regular expression: {error}") from error


def written_terms(
    pattern: Pattern, reader: Any, scorer_of: Callable[[bytes], Any] = lambda text: None
) -> Iterator[tuple[bytes, matching.Matcher]]:
    """The terms of one segment that have accepted forms, with the postings at these; the weight is their number."""
    if pattern.fieldname not in reader.schema:
        return
    for text in reader.lexicon(pattern.fieldname):
        found = _postings(pattern, reader, text, scorer_of(text))
        if text and found.is_active():
            yield text, found


def _postings(pattern: Pattern, reader: Any, text: bytes, scorer: Any) -> matching.Matcher:
    """Those of a term at accepted forms; where no forms are kept, a term is taken for its only one."""
    name = pattern.fieldname
    found: matching.Matcher = matching.NullMatcher()
    if not _keeps_forms(name, reader):
        return reader.postings(name, text, scorer=scorer) if pattern.accepts(text.decode("utf-8", "replace")) else found
    return _form_postings(name, text, pattern.accepts, reader, scorer)


def postings_by_width(
    name: str, text: bytes, accepts: Callable[[str], bool], reader: Any
) -> Iterator[tuple[int, matching.Matcher]]:
    """The postings of a term of one segment at accepted forms, for each number of positions that they reach over.

    Where no forms are kept every word has one position, and none is asked for.
    """
    if not _keeps_forms(name, reader):
        yield 1, reader.postings(name, text)
        return
    by_width: dict[int, set[str]] = {}
    for form in filter(accepts, reader._terms.forms(name, text)):
        by_width.setdefault(width_of(form), set()).add(form)
    for width, forms in by_width.items():
        yield width, _form_postings(name, text, forms.__contains__, reader)


def _keeps_forms(name: str, reader: Any) -> bool:
    # Whoosh has no public way to the codec's own readers.
    terms: Any = getattr(reader, "_terms", None)
    return hasattr(terms, "has_forms") and bool(terms.has_forms(name))


def _form_postings(
    name: str, text: bytes, accepts: Callable[[str], bool], reader: Any, scorer: Any = None
) -> matching.Matcher:
    found: matching.Matcher = reader._terms.form_matcher(name, text, reader.schema[name].format, accepts, scorer)
    if not reader.has_deletions():
        return found
    return matching.FilterMatcher(found, frozenset(reader._perdoc.deleted_docs()), exclude=True)
