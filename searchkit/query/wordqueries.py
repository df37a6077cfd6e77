"""The queries of what was typed for one field, once it is cut into tokens: terms, phrases, patterns, names."""

import unicodedata
from collections.abc import Callable, Sequence

from whoosh import query

from searchkit.analysis import Token, fold_marks, primary_language, tokenize
from searchkit.query.exact import ExactPhrase, ExactTerm, WordsPhrase, condition
from searchkit.query.nodes import WordPattern

MAX_FUZZY_DISTANCE = 2
_POINTS = frozenset(".,")  # stand in no other term


def names_query(field: str, values: Sequence[str]) -> query.Query:
    """Articles whose field holds the words of any of these names, in order."""
    return query.Or([text_query(field, list(tokenize(value, stem=False)), 1.0) for value in values])


def fold(pattern: str) -> str:
    """A word or wildcard pattern as terms are written, but for the stem."""
    return fold_marks(unicodedata.normalize("NFKC", pattern).casefold())


def whole_value(node: query.Query, name: str, boost: float) -> query.Query:
    """The query for a value that is not cut into words."""
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


def pattern_query(node: WordPattern, name: str, boost: float) -> query.Query:
    """A pattern of words as written; of fuzzy ones up to five letters one may be wrong, else two, and never the first.

    Few misspellings touch the first letter, and it spares a look at all words.
    """
    text = node.text if node.kind == "regex" else fold(node.text)
    fuzzy = node.kind == "fuzzy"
    distance = (min(node.distance, MAX_FUZZY_DISTANCE) or (1 if len(text) < 6 else 2)) if fuzzy else 0
    return WordPattern(name, text, node.kind, distance, (node.prefix or 1) if fuzzy else 0, node.shape, boost)


def text_query(name: str, tokens: Sequence[Token], boost: float) -> query.Query:
    """The query for a run of tokens: a term, or a phrase; of compounds their parts, or all of them joined."""
    words, is_lone = _words(tokens)
    if not words:
        return query.NullQuery
    if is_lone:
        return query.Prefix(name, words[0].term, boost=boost)
    ways = [[token.term for token in _joined(words, wanted)] for wanted in (_is_number, _is_whole)]
    return any_of([_sequence(name, way, boost) for way in (ways if ways[0] != ways[1] else ways[:1])])


def form_typed(token: Token) -> str:
    """The shape of a word as it was typed."""
    return token.form


def shape_maker(shape: str) -> Callable[[Token], str]:
    """What gives each word its shape: what is typed, a condition on its case, or both."""
    case, typed = condition(shape)
    if not case:
        return form_typed
    return (lambda token: f"{case}({token.form})") if typed else lambda token: shape


def exact_query(name: str, tokens: Sequence[Token], boost: float, shape_of: Callable[[Token], str]) -> query.Query:
    """The query for a run of tokens as written: of a compound its joined spelling."""
    words, is_lone = _words(tokens)
    if not words or is_lone:
        return text_query(name, tokens, boost)
    words = _joined(words, _is_whole)
    if len(words) == 1:
        return ExactTerm(name, words[0].term, shape_of(words[0]), boost=boost)
    return ExactPhrase(name, [word.term for word in words], [*map(shape_of, words)], boost=boost)


def any_of(queries: list[query.Query]) -> query.Query:
    """Any of the queries."""
    return queries[0] if len(queries) == 1 else query.Or(flat(queries))


def _words(tokens: Sequence[Token]) -> tuple[Sequence[Token], bool]:
    """The tokens to look for, and whether there is but the lone last character of a script without spaces.

    Behind others that is left out: it stands by itself only where a run ends.
    """
    if not tokens or not tokens[-1].dense or len(tokens[-1].term) > 1:
        return tokens, False
    return (tokens, True) if len(tokens) == 1 else (tokens[:-1], False)


def _joined(tokens: Sequence[Token], is_wanted: Callable[[Token], bool]) -> list[Token]:
    """The words of tokens, with compounds that are wanted in place of all their parts."""
    words: list[Token] = []
    end = 0  # of the last such compound, which stands behind its first part
    for token in tokens:
        if token.whole and is_wanted(token):
            words[-1] = token
            end = token.char_end
        elif not token.whole and token.char_start >= end:
            words.append(token)
    return words


def _is_whole(token: Token) -> bool:
    return token.whole


def _is_number(token: Token) -> bool:
    """Whether a compound is a number: 3.5 is one, and not a 3 beside a 5."""
    return token.whole and not _POINTS.isdisjoint(token.term)


def _sequence(name: str, terms: list[str], boost: float) -> query.Query:
    if len(terms) == 1:
        return query.Term(name, terms[0], boost=boost)
    return WordsPhrase(name, terms, boost=boost)


def flat(queries: list[query.Query]) -> list[query.Query]:
    """The parts of an Or, with plain Ors among them taken apart; Whoosh's `normalize` makes deep copies for that."""
    flat: list[query.Query] = []
    for each in queries:
        if type(each) is query.Or and each.boost == 1.0 and all(type(part) in _PLAIN for part in each.subqueries):
            flat += each.subqueries
        else:
            flat.append(each)
    return flat


_PLAIN = (query.Term, WordsPhrase, ExactTerm, ExactPhrase)
