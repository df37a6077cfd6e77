"""In a long question the words that any text has, and those that only ask, count less."""

from collections.abc import Collection, Sequence
from functools import lru_cache

from whoosh import query

from searchkit.analysis import tokenize
from searchkit.model import Ranking
from searchkit.query.questionwords import QuestionWords, question_words
from searchkit.query.typed import ANY_TEXT, Words, has_date

_SENTENCE_END = (".", "?", "!", ":")


def weighted(tree: query.Query, languages: Sequence[str], ranking: Ranking) -> query.Query:
    """The tree with the boost `ranking.stop_weight` on the stop and question words of a long question.

    It is long where at least `ranking.long_query` other words stand side by side. Only words change that are typed
    barely: none in an operator, phrase or field, none with a sign or boost, and none that a capital tells to be a
    name. A word is looked at in the one of the archive's languages that has most of the question's words for such.
    """
    if not isinstance(tree, Words) or ranking.stop_weight == 1.0:
        return tree
    nodes = tree.subqueries
    if len(nodes) <= ranking.long_query:
        return tree
    bare = {number: text for number, node in enumerate(nodes) if (text := _bare(node))}
    places = list(bare)
    slight = {places[place] for place in _slight(list(bare.values()), languages)}
    others = sum(number not in slight and not has_date(node) for number, node in enumerate(nodes))
    if others < ranking.long_query:
        return tree
    weight = ranking.stop_weight
    boosted = {number: query.Term(ANY_TEXT, bare[number], boost=weight) for number in slight}
    return Words([boosted.get(number, node) for number, node in enumerate(nodes)])


def _bare(node: query.Query) -> str:
    """The text of a word typed without field, sign and boost; "" for anything else."""
    if type(node) is query.Term and node.fieldname == ANY_TEXT and node.boost == 1.0:
        return str(node.text)
    return ""


def _slight(words: Sequence[str], languages: Sequence[str]) -> set[int]:
    """The places of the words that count less.

    Where there are several languages a single such word does not tell one: "war" is a German one.
    """
    found = [_slight_in(question_words(language), words) for language in dict.fromkeys(languages)]
    most = max(map(len, found), default=0)
    if most < (1 if len(found) < 2 else 2):
        return set()
    slight = set.intersection(*[places for places in found if len(places) == most])
    if not any(map(str.islower, words)):
        return slight  # where every word has capitals they tell nothing
    return {place for place in slight if not _is_name(words, place)}


def _slight_in(known: QuestionWords, words: Sequence[str]) -> set[int]:
    places = {place for place, word in enumerate(words) if _is_among(known.stops, word)}
    return places | set(range(_end_of_request(known, words)))


def _end_of_request(known: QuestionWords, words: Sequence[str]) -> int:
    """How many words at the beginning only ask for articles: "find reports of", not yet the subject."""
    end = 0
    for place, word in enumerate(words):
        if _is_among(known.stops, word) or _is_among(known.requests, word):
            end = place + 1
        elif not _is_among(known.ambiguous, word):
            break
    return end


def _is_among(known: Collection[str], word: str) -> bool:
    parts = _parts(word)
    return bool(parts) and all(part in known for part in parts)


@lru_cache(maxsize=1024)
def _parts(word: str) -> tuple[str, ...]:
    return tuple(token.term for token in tokenize(word, stem=False) if not token.whole)


def _is_name(words: Sequence[str], place: int) -> bool:
    """Whether a word has a capital that no sentence begins with, or more than one: "the Who", "WHO"."""
    word = words[place]
    if not word[:1].isupper():
        return False
    if len(word) > 1 and word.isupper():
        return True
    return place > 0 and not words[place - 1].endswith(_SENTENCE_END)
