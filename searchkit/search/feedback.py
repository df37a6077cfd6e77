"""Further words for a query from its best articles: relevance feedback without anybody's judgement.

RM3: V. Lavrenko and W. B. Croft, "Relevance-Based Language Models", 2001; N. Abdul-Jaleel et al., "UMass at TREC 2004".
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice
from math import exp

from whoosh import query

from searchkit.analysis import analysis_language
from searchkit.model import Article, Ranking
from searchkit.query.typed import ANY_TEXT, Words
from searchkit.search.dictionary import Dictionary
from searchkit.search.statistics import CommitStatistics
from searchkit.search.textterms import Text, TextTerms, is_word, stop_words
from searchkit.storage.segment import Segment

MOST_CHARS = 2000
"""So much of the beginning of each article is read: whole articles and best passages found nothing better."""

MOST_SHARE = 0.1
"""A word that more than this share of the articles have tells too little."""

_FEW_ARTICLES = 5
"""In a tiny archive a word that so many articles have is not yet frequent."""

SCORE_UNIT = 0.25
"""An article this much of a score below the best counts 1/e of it."""

MOST_WORDS = 5.0
"""Words of a query that count against the further ones: long questions say for themselves what they want."""

_LEAST_WEIGHT = 0.01  # of an article, beside the best, and of the words of a query
_MOST_TOLD = 5  # to look up how a frequent word is written takes a tenth of a millisecond


def feedback(
    ranked: Sequence[tuple[Article, float]], terms: TextTerms, statistics: CommitStatistics, ranking: Ranking
) -> dict[str, float]:
    """Terms that stand in the best articles of a query, with weights that sum to 1; best first.

    `ranked` are articles with their scores, best first. A term's weight is its share P(w|D) of an article's tokens,
    summed over the articles, each of which counts P(D|Q) ~ e^(score / SCORE_UNIT); those far below the best are left
    out.
    """
    if not ranked:
        return {}
    best = ranked[0][1]
    weighed = [(article, exp((score - best) / SCORE_UNIT)) for article, score in ranked[: ranking.feedback_articles]]
    texts = [
        Text(_opening(article), analysis_language(article.language), weight)
        for article, weight in weighed
        if weight >= _LEAST_WEIGHT
    ]
    stops = stop_words(one.language for one in texts)
    telling = _telling(terms.sums(texts, shared=True), stops, statistics)
    chosen = dict(islice(telling, ranking.feedback_terms))
    total = sum(chosen.values())
    return {term: weight / total for term, weight in chosen.items()}


def _opening(article: Article) -> str:
    return f"{article.title}\n\n{article.body[:MOST_CHARS]}"


def _telling(
    sums: Mapping[str, float], stops: Collection[str], statistics: CommitStatistics
) -> Iterator[tuple[str, float]]:
    """Words that are not too frequent, in their order."""
    most = max(_FEW_ARTICLES, MOST_SHARE * statistics.doc_count("body"))
    for term, weight in sums.items():
        if is_word(term) and term not in stops and statistics.doc_freq("body", term.encode()) <= most:
            yield term, weight


def widened(
    tree: query.Query,
    wanted: query.Query,
    further: Mapping[str, float],
    ranking: Ranking,
    title_weight: float,
    may_add: bool,
) -> query.Query:
    """What a query `tree` was resolved to, `wanted`, with further words in title and body that share its weight.

    In the title they count `title_weight` times as much, as all words do: a word in both queries stays one word. If it
    `may_add`, articles with any of the further words match too; otherwise only the scores change.
    """
    if not further:
        return wanted
    asked = max(_LEAST_WEIGHT, min(1.0, ranking.feedback_weight))
    factor = (1 - asked) / asked * _mass(tree)
    boosts = {term: round(share * factor, 4) for term, share in further.items()}
    more = [
        query.Term(name, term, boost * weight)
        for term, boost in boosts.items()
        if boost
        for name, weight in (("body", 1.0), ("title", title_weight))
    ]
    return query.Or([wanted, *more]) if may_add else query.AndMaybe(wanted, query.Or(more))


def remark(further: Mapping[str, float], wanted: query.Query, segments: Sequence[Segment]) -> str:
    """Which words were looked for that the query has not, those of most weight by name."""
    asked = {getattr(leaf, "text", None) for leaf in wanted.leaves()}
    terms = [term for term in further if term not in asked]
    dictionary = Dictionary(segments, ("body", "title"))
    told = ", ".join(dictionary.usual_form(term) for term in terms[:_MOST_TOLD])
    more = len(terms) - _MOST_TOLD
    return f"also looked for words of the best articles: {told}{f' and {more} more' if more > 0 else ''}"


def is_of_bare_words(tree: query.Query) -> bool:
    """Whether a parsed query is of words without a field, any of which is wanted: it leaves out no article."""
    if type(tree) is query.Term:
        return tree.field() == ANY_TEXT
    is_group = type(tree) in (Words, query.Or) or (type(tree) is query.And and len(tree.subqueries) == 1)
    return is_group and all(map(is_of_bare_words, tree.children()))


def _mass(tree: query.Query) -> float:
    """How much the words of a parsed query weigh together."""
    return min(MOST_WORDS, sum(getattr(leaf, "boost", 1.0) for leaf in tree.leaves()))
