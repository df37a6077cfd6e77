"""What is counted of an article: its source, its story, and what its paragraphs are known by."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from searchkit.extract.boilerplate.fingerprints import fingerprints, hashed, may_be_filled_in, templates, word_counts
from searchkit.extract.boilerplate.rules import RULE_WORDS, may_have_rule, rule_for
from searchkit.model import Article
from searchkit.paragraphs import paragraphs_of

Sign = tuple[str, int]
"""Why a paragraph may be boilerplate, in a word or two, and the fingerprint of that."""

_STORY_WORDS = 6
"""Shorter paragraphs (a place, a day, "By our staff") open different stories."""

_MOST_ALIKE = 4
"""A label that stands before more paragraphs of one article is a speaker's name, or what a list is made of."""

_MOST_SOURCE_CHARS = 200
_SPACES = re.compile(r"\s+")


class Traits(NamedTuple):
    """An article by its paragraphs: the fingerprint and the number of words of each, and the signs some have.

    `article` is equal for the same article when it is read again, `story` for articles that print the same story.
    Small, and quick to pickle.
    """

    source: str
    article: int
    story: int
    fingerprints: tuple[int, ...]
    words: tuple[int, ...]
    signs: Mapping[int, tuple[Sign, ...]]


def traits_of(article: Article) -> Traits:
    """What there is to count of an article."""
    paragraphs = paragraphs_of(article.body)
    words, prints = tuple(word_counts(paragraphs)), tuple(fingerprints(paragraphs))
    signs = {
        place: found
        for place, text in enumerate(paragraphs)
        if words[place] <= RULE_WORDS and (found := _signs(text, words[place]))
    }
    signs = _without_lists(signs) if len(signs) > _MOST_ALIKE else signs
    return Traits(source_of(article), _identity(article), _story(prints, words), prints, words, signs)


def _identity(article: Article) -> int:
    origin = article.origin
    key = f"{origin.file if origin else ''}\0{article.id or origin}"
    return hashed(key.encode("utf-8", "replace"))


def _story(prints: tuple[int, ...], words: tuple[int, ...]) -> int:
    """The first paragraph that says something; what stands at the head of every article must not hide them."""
    firsts = (one for one, count in zip(prints, words, strict=True) if count >= _STORY_WORDS)
    return next(firsts, prints[0] if prints else 0)


def _signs(text: str, words: int) -> tuple[Sign, ...]:
    found = templates(text, words) if may_be_filled_in(text, words) else ()
    rule = rule_for(text, words) if may_have_rule(text, words) else ""
    return (*found, (rule, rule_fingerprint(rule))) if rule else found


def _without_lists(signs: dict[int, tuple[Sign, ...]]) -> dict[int, tuple[Sign, ...]]:
    labels = Counter(sign for found in signs.values() for sign in found if sign[0] == "label")
    many = {sign for sign, count in labels.items() if count > _MOST_ALIKE}
    kept = {place: tuple(sign for sign in found if sign not in many) for place, found in signs.items()}
    return {place: found for place, found in kept.items() if found}


def rule_fingerprint(rule: str) -> int:
    """By what a rule is counted and overruled."""
    return hashed(b"rule\0" + rule.encode())


def source_of(article: Article) -> str:
    """Whose boilerplate an article has: its source, else the host of its address, else its folder."""
    if article.source.strip():
        return _SPACES.sub(" ", article.source).strip().casefold()[:_MOST_SOURCE_CHARS]
    if host := _host(article.url):
        return host[:_MOST_SOURCE_CHARS]
    file = article.origin.file if article.origin else ""
    return file.rpartition("/")[0][:_MOST_SOURCE_CHARS] or file[:_MOST_SOURCE_CHARS]


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.") if "//" in url else ""
    except ValueError:
        return ""
