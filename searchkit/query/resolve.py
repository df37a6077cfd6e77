"""From words as typed to terms as indexed: every leaf goes through the analysis the articles went through."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from whoosh import query

from searchkit.analysis import Token, fold_marks, primary_language, tokenize
from searchkit.fields import BY_NAME, DEFAULT_FIELDS, Field
from searchkit.query.dates import Interval
from searchkit.query.exact import ExactPhrase, ExactTerm
from searchkit.query.normal import normalized
from searchkit.query.syntax import ANY_TEXT, DateClause, Required, Words
from searchkit.query.without import Without

TITLE_BOOST = 2.0
"""A word in the headline counts this much more than one in the body; to be fitted on judgements."""

MAX_FUZZY_DISTANCE = 2

_LONGEST = dt.timedelta(days=366)  # no article's date is longer than a year: ranges of dates end somewhere


@dataclass(frozen=True, slots=True)
class Resolver:
    """Turns a parsed tree into stock Whoosh nodes over the index's fields.

    `languages` are those the archive's articles were analysed in: a word is looked for under each stem
    it has in one of them.
    """

    languages: Sequence[str]

    def resolve(self, node: query.Query) -> query.Query:
        """The same tree with every leaf analysed; a leaf of mere punctuation vanishes."""
        return normalized(self._resolve(node))

    def _resolve(self, node: query.Query) -> query.Query:
        match node:
            case Required():
                return query.And(self._children(node.subqueries))
            case query.Or():
                return query.Or(_flat(self._children(node.subqueries)), boost=node.boost)
            case query.And():
                return self._and(node.subqueries)
            case query.Not():
                return self._and([node])
            case query.AndNot():
                return self._and([node.a, query.Not(node.b)])
            case query.AndMaybe() | query.Require():
                return type(node)(self._resolve(node.a), self._resolve(node.b))
            case DateClause():
                return date_query(node.interval)
        return self._leaf(node)

    def _and(self, nodes: Iterable[query.Query]) -> query.Query:
        """What is wanted, less what is not; all articles less that, where nothing is wanted."""
        wanted: list[query.Query] = []
        unwanted: list[query.Query] = []
        for node in nodes:
            if isinstance(node, query.Not):
                unwanted.append(node.query)
            else:
                wanted.append(node)
        kept, negated = self._children(wanted), self._children(unwanted)
        if not negated:
            return query.And(kept)
        if wanted and not kept:
            return query.NullQuery
        return Without(query.And(kept) if kept else query.Every(), query.Or(negated))

    def _children(self, nodes: Iterable[query.Query]) -> list[query.Query]:
        resolved = (self._resolve(node) for node in nodes)
        return [node for node in resolved if node != query.NullQuery]

    def _leaf(self, node: query.Query) -> query.Query:
        name = node.field()
        if isinstance(node, query.Every) and name in (None, ANY_TEXT):
            return query.Every()
        if name is None:
            return query.NullQuery
        if name == ANY_TEXT:
            if isinstance(node, query.Wildcard) and not node.text.strip("*"):
                return query.Every()
            return query.Or(_flat([self._in_field(node, BY_NAME[default]) for default in DEFAULT_FIELDS]))
        return self._in_field(node, BY_NAME[name])

    def _in_field(self, node: query.Query, field: Field) -> query.Query:
        boost = getattr(node, "boost", 1.0) * (TITLE_BOOST if field.name == "title" else 1.0)
        if field.kind == "exact":
            return _exact(node, field.name, boost)
        match node:
            case ExactTerm():
                return self._as_written(field, node.shape, 1, boost)
            case ExactPhrase():
                return self._as_written(field, " ".join(node.shapes), node.slop, boost)
            case query.Term():
                return self._text(field, node.text, 1, boost)
            case query.Phrase():
                return self._text(field, " ".join(node.words), node.slop, boost)
            case query.Prefix():
                prefix = query.Prefix(field.name, fold(node.text), boost=boost)
                # Stemming may have cut what was typed before the star.
                return query.Or([prefix, self._text(field, node.text, 1, boost)])
            case query.Wildcard():
                return query.Wildcard(field.name, fold(node.text), boost=boost)
            case query.FuzzyTerm():
                # Misspelt endings may be what the stem takes off.
                return query.Or([_fuzzy(node, field.name, boost), self._text(field, node.text, 1, boost)])
            case query.TermRange():
                start, end = fold(node.start or ""), fold(node.end or "")
                return query.TermRange(field.name, start, end, node.startexcl, node.endexcl, boost=boost)
            case query.Every():
                return query.Every(field.name)
        return query.NullQuery

    def _text(self, field: Field, text: str, slop: int, boost: float) -> query.Query:
        return _any([_text_query(field.name, tokens, slop, boost) for tokens in self._ways(field, text)])

    def _as_written(self, field: Field, text: str, slop: int, boost: float) -> query.Query:
        return _any([_exact_query(field.name, tokens, slop, boost) for tokens in self._ways(field, text)])

    def _ways(self, field: Field, text: str) -> Sequence[tuple[Token, ...]]:
        stem = field.kind == "words"
        ways = _ways_of_word if len(text) < _SHORT else _ways
        return ways(text, tuple(self.languages) if stem else ("",), stem)


def _ways(text: str, languages: tuple[str, ...], stem: bool) -> Sequence[tuple[Token, ...]]:
    """The tokens of the text in each way the archive's languages stem it, each way once."""
    return tuple({tuple(tokenize(text, language, stem)): None for language in languages})


_SHORT = 50  # characters: what is longer must not fill the cache
_ways_of_word = lru_cache(maxsize=1024)(_ways)


def _flat(queries: list[query.Query]) -> list[query.Query]:
    """The parts of an Or, with plain Ors among them taken apart; Whoosh's `normalize` makes deep copies for that."""
    flat: list[query.Query] = []
    for each in queries:
        if type(each) is query.Or and each.boost == 1.0 and all(type(part) in _PLAIN for part in each.subqueries):
            flat += each.subqueries
        else:
            flat.append(each)
    return flat


_PLAIN = (query.Term, query.Phrase, ExactTerm, ExactPhrase)


def relax(node: query.Query) -> query.Query:
    """The same tree with words that stand side by side wanted in any number, not all.

    What was joined by AND, marked with + or NOT, or is a date stays wanted.
    """
    if isinstance(node, Words):
        children = [relax(child) for child in node.subqueries]
        firm = [c for c in children if isinstance(c, query.Not | Required | DateClause)]
        loose = [c for c in children if not isinstance(c, query.Not | Required | DateClause)]
        return query.And([*firm, *([query.Or(loose)] if loose else [])])
    if isinstance(node, query.Or):
        return type(node)([relax(child) for child in node.subqueries])
    return node


class _Dates(query.DateRange):
    """A range of dates that prints as dates."""

    def __str__(self) -> str:
        interval = str(Interval(self.startdate, self.enddate))
        return f"{self.fieldname}:{'{' if self.startexcl else ''}{interval[self.startexcl :]}"


def date_query(interval: Interval) -> query.Query:
    """Articles whose date, at its precision, overlaps the interval: a month's article is in each of its days."""
    parts: list[query.Query] = []
    if interval.end is not None:
        earliest = interval.start and _shifted(interval.start, -_LONGEST)
        parts.append(_Dates("date", earliest, interval.end, endexcl=True))
    if interval.start is not None:
        latest = interval.end and _shifted(interval.end, _LONGEST)
        parts.append(_Dates("date_end", interval.start, latest, startexcl=True))
    return query.And(parts) if parts else query.Every("date")


def _shifted(moment: dt.datetime, step: dt.timedelta) -> dt.datetime | None:
    """None where the calendar ends before."""
    try:
        return moment + step
    except OverflowError:
        return None


def names_query(field: str, values: Sequence[str]) -> query.Query:
    """Articles whose field holds the words of any of these names, in order."""
    return query.Or([_text_query(field, list(tokenize(value, stem=False)), 1, 1.0) for value in values])


def fold(pattern: str) -> str:
    """A word or wildcard pattern as terms are written, but for the stem."""
    return fold_marks(pattern.casefold())


def _exact(node: query.Query, name: str, boost: float) -> query.Query:
    match node:
        case query.Prefix() | query.Wildcard():
            return type(node)(name, node.text, boost=boost)
        case query.Phrase():
            return query.Term(name, " ".join(node.words), boost=boost)
        case query.Every():
            return query.Every(name)
        case query.TermRange():
            return query.TermRange(name, node.start, node.end, node.startexcl, node.endexcl)
        case query.Term() | query.FuzzyTerm():
            text = primary_language(node.text) if name == "language" else node.text
            return query.Term(name, text, boost=boost)
    return query.NullQuery


def _fuzzy(node: query.FuzzyTerm, name: str, boost: float) -> query.Query:
    """Edit distance as asked, at most 2; where no number was given 1 up to five letters, else 2.

    The first letter must be right unless the query says otherwise: few misspellings touch it, and without
    it a word takes over a second on 63,000 terms, with it 0.02 to 0.04.
    """
    word = fold(node.text)
    distance = min(node.maxdist, MAX_FUZZY_DISTANCE) or (1 if len(word) < 6 else 2)
    prefix = node.prefixlength or 1
    return query.FuzzyTerm(name, word, boost=boost, maxdist=distance, prefixlength=prefix, constantscore=False)


def _text_query(name: str, tokens: Sequence[Token], slop: int, boost: float) -> query.Query:
    """The query for a run of tokens: a term, or a phrase, or the joined spelling of one compound."""
    words = [token for token in tokens if not token.whole]
    if not words:
        return query.NullQuery
    if words[-1].dense and len(words[-1].term) == 1:  # the lone last character stands only where a run ends
        if len(words) == 1:
            return query.Prefix(name, words[0].term, boost=boost)
        words.pop()
    wholes = [token for token in tokens if token.whole]
    compound = len(wholes) == 1 and wholes[0].char_end >= words[-1].char_end and wholes[0].position == words[0].position
    if compound and not wholes[0].term.isalnum():  # 3.5 is one number, and not a 3 beside a 5
        return query.Term(name, wholes[0].term, boost=boost)
    sequence = _sequence(name, words, slop, boost)
    if compound:
        return query.Or([sequence, query.Term(name, wholes[0].term, boost=boost)])
    return sequence


def _exact_query(name: str, tokens: Sequence[Token], slop: int, boost: float) -> query.Query:
    """The query for a run of tokens as written: of a compound its joined spelling in place of its first part."""
    words: list[Token] = []
    for token in tokens:
        if token.whole:
            words.pop()
        words.append(token)
    if not words or (words[-1].dense and len(words[-1].term) == 1 and len(words) == 1):
        return _text_query(name, tokens, slop, boost)
    if words[-1].dense and len(words[-1].term) == 1:
        words.pop()
    if len(words) == 1 or (words[0].whole and words[0].char_end >= words[-1].char_end):
        return ExactTerm(name, words[0].term, words[0].form, boost=boost)
    return ExactPhrase(name, [word.term for word in words], [word.form for word in words], slop=slop, boost=boost)


def _any(queries: list[query.Query]) -> query.Query:
    return queries[0] if len(queries) == 1 else query.Or(_flat(queries))


def _sequence(name: str, words: list[Token], slop: int, boost: float) -> query.Query:
    if len(words) == 1:
        return query.Term(name, words[0].term, boost=boost)
    return query.Phrase(name, [word.term for word in words], slop=slop, boost=boost)
