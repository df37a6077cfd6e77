"""A pattern stands for the words that are written so: by what the index tells of terms, and by a look at every form."""

import random
import re
from collections.abc import Callable, Hashable, Sequence
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.query import QueryError

import searchkit
from searchkit import Article
from searchkit.analysis import term_of
from searchkit.analysis.tokens import NUMBER, is_dense, pair_terms
from searchkit.query.nodes import PatternKind, WordPattern
from searchkit.search.chosen import Chosen
from searchkit.search.foldedwords import FoldedWords
from searchkit.search.wordforms import WordExpansion, forms_of_term, words_of
from searchkit.search.wordmatch import WildcardMatch
from searchkit.storage.opening import open_commit
from searchkit.storage.segment import Segment, SegmentField

# Stemmers take beginnings off (Arabic, Indonesian, Irish, Dutch, Yiddish, Tamil) or change letters in the middle.
WORDS = {
    "en": "organisation organization Organize dying lies skis US U.S. e-mail e-mails E-Mails email O’Brien O'Brien's "
    "pro-Western AT&T 3.5 1,000 35 McDonald naïve nai\u0308ve ﬁne ﬁnes x y's some_name R2-D2 a.m. co\u00adop",
    "ar": "الكتاب والكتاب كتاب كِتَاب مكتبة المكتبات بالمكتبة",
    "id": "menulis penulisan tulisan memperbaiki perbaikan berkata dikatakan",
    "ga": "bhfear fear n-éan éan hÉireann d'fhear mbád bád",
    "nl": "gelopen lopen geënt Geënt koeien",
    "de": "Häuser Haus Mueller Müller größe GRÖSSE Straße strasse Aebtissin",
    "yi": "געקומען קומען געזאָגט",
    "ta": "எங்கள் அவர்கள் வந்தார்கள்",
    "tr": "İstanbul istanbul ılık ISPARTA kitapları",
    "ru": "Ёлка ёлки Россия РОССИЯ россии и\u0306ог",
    "el": "Αθήνα ΑΘΗΝΑΣ αθήνας",
    "hi": "लड़के लड़का ऩया न\u093cया",
    "eo": "ĉevalo ĉevaloj",
    "fr": "l'élysée Élysée œuvre qu'il chevaux",
    "zh": "中国人 中國 東京都 กำ ｱｲｳ",
}
LETTERS = "aeiostléÉßüıİσςΣжЖйجא中ｱ’-.'3"


def text(chance: random.Random, language: str) -> str:
    words = WORDS[language].split()
    made = ["".join(chance.choices(LETTERS, k=chance.randint(1, 6))) for _ in range(20)]
    cased = [change(word) for word in words for change in (str, str.lower, str.upper, str.title)]
    return " ".join(chance.sample(cased, len(cased) // 2) + made)


@pytest.fixture(scope="module")
def segments(tmp_path_factory: pytest.TempPathFactory) -> tuple[Segment, ...]:
    """Words of many languages in two segments."""
    folder, chance = tmp_path_factory.mktemp("words") / "index", random.Random(1)
    with searchkit.create(folder) as archive:
        for number in range(2):
            archive.add(Article(f"{code}{number}", "", text(chance, code), language=code) for code in WORDS)
    return tuple(open_commit(folder).segments)


@cache
def spellings(form: str) -> set[str]:
    """A written word, folded, and without its joiners."""
    if is_dense(form[0]):
        return set(pair_terms([form]))
    folded = re.sub("[‐‑]", "-", re.sub("[’ʼ＇]", "'", term_of(form, stem=False)))
    return {folded} if NUMBER.fullmatch(folded) else {folded, re.sub("[-'.&_@,]", "", folded)}


def distance(a: str, b: str) -> int:
    """Levenshtein's, by the classic table."""
    above: list[int] = [*range(len(b) + 1)]
    for i, letter in enumerate(a, 1):
        line = [i]
        for j, other in enumerate(b, 1):
            line.append(min(line[-1] + 1, above[j] + 1, above[j - 1] + (letter != other)))
        above = line
    return above[-1]


def is_meant(word: str, pattern: WordPattern) -> bool:
    match pattern.kind:
        case "prefix":
            return word.startswith(pattern.text)
        case "wildcard":
            regex = re.escape(pattern.text).replace(r"\*", ".*").replace(r"\?", ".")
            return re.fullmatch(regex, word) is not None
        case "regex":
            return re.fullmatch(pattern.text, word) is not None
    same = word[: pattern.prefix] == pattern.text[: pattern.prefix]
    return same and distance(word, pattern.text) <= pattern.distance


Words = set[tuple[bytes, str]]


def meant(field: SegmentField, pattern: WordPattern) -> Words:
    """Each form that is meant, with its term."""
    forms = ((field.term(n), form) for n in range(field.term_count) for form in field.forms(n))
    return {(term, form) for term, form in forms if any(is_meant(word, pattern) for word in spellings(form))}


def told(field: SegmentField, chosen: Chosen) -> Words:
    """The same of what was chosen."""
    whole = {(field.term(n), form) for n in chosen.whole.tolist() for form in field.forms(n)}
    owners, forms = field.written.owners(chosen.forms), field.written.texts(chosen.forms)
    partial = {(field.term(n), form) for n, form in zip(owners.tolist(), forms, strict=True)}
    assert {term for term, _ in partial} == {field.term(n) for n in chosen.partial.tolist()}
    return whole | partial


class Memory(dict[Hashable, Any]):
    """Remembers all it was asked for."""

    def __call__(self, key: Hashable, make: Callable[[], Any]) -> Any:
        if key not in self:
            self[key] = make()
        return self[key]


def patterns(words: Sequence[str]) -> st.SearchStrategy[WordPattern]:
    """Patterns that are like one of the words."""

    def like(word: str, kind: PatternKind, data: random.Random) -> WordPattern:
        first, last = sorted(data.choices(range(len(word) + 1), k=2))
        begin, middle, end = word[:first], word[first:last], word[last:]
        if kind == "prefix":
            return WordPattern("body", word[:last] or word, kind)
        if kind == "wildcard":
            return WordPattern(
                "body", data.choice([f"{begin}*{end}", f"{begin}?{middle[1:]}{end}", f"*{middle}*"]), kind
            )
        if kind == "regex":
            inner = data.choice([".*", "[^x]*", r"\w+", f"({re.escape(middle)}|.)", ".?"])
            return WordPattern("body", re.escape(begin) + inner + re.escape(end), kind)
        slip = data.choice(["", "x", middle[::-1]])
        return WordPattern("body", (begin + slip + end) or word, kind, data.randint(0, 2), data.randint(0, 2))

    kinds: list[PatternKind] = ["prefix", "wildcard", "fuzzy", "regex"]
    made = st.builds(like, st.sampled_from(words), st.sampled_from(kinds), st.randoms(use_true_random=False))
    return made.filter(lambda pattern: WordExpansion.of(pattern).text == pattern.text)  # pieces may not be folded


def test_exactly_the_words_that_are_written_so_are_chosen(segments: tuple[Segment, ...]) -> None:
    fields = [segment.fields["body"] for segment in segments]
    memories = [Memory() for _ in fields]
    terms = [(field, n) for field in fields for n in range(field.term_count)]
    written = {word for field, n in terms for form in field.forms(n) for word in spellings(form)}
    words = sorted(written.union(field.term(n).decode() for field, n in terms))

    @settings(max_examples=300, deadline=None)
    @given(pattern=patterns(words))
    def are_chosen(pattern: WordPattern) -> None:
        expansion = WordExpansion.of(pattern)
        for field, memory in zip(fields, memories, strict=True):
            assert told(field, expansion.chosen(field, memory)) == meant(field, pattern)

    are_chosen()


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> tuple[Segment, ...]:
    """Two articles, and a third one that was replaced."""
    folder = tmp_path_factory.mktemp("news") / "index"
    bodies = [
        "Organisation of exporters: export exported exports, Exports. An e-mail to O’Brien of the élite.",
        "The organization exports 3.5 to the US; e-mails of us, died, dying.",
        "Exporter.",
    ]
    with searchkit.create(folder) as archive:
        archive.add(Article(str(n), "", body, language="en") for n, body in enumerate(bodies))
        archive.add([Article("2", "", "Nothing.", language="en")])
    return tuple(open_commit(folder).segments)


@pytest.mark.parametrize(
    ("text", "kind", "options", "words"),
    [
        ("exporte", "prefix", {}, ["exported", "exporters"]),
        ("organi?ation", "wildcard", {}, ["organisation", "organization"]),
        ("*ports", "wildcard", {}, ["exports"]),
        ("die", "prefix", {}, ["died"]),
        ("o*zation", "wildcard", {}, ["organization"]),
        ("e-m", "prefix", {}, ["e-mail", "e-mails"]),
        ("emails", "prefix", {}, ["e-mails"]),
        ("o'b", "prefix", {}, ["o’brien"]),
        ("Éli", "prefix", {}, ["élite"]),
        ("3.", "prefix", {}, ["3.5"]),
        ("35", "prefix", {}, []),
        ("exprots", "fuzzy", {"distance": 2, "prefix": 1}, ["exports"]),
        ("zzports", "fuzzy", {"distance": 2, "prefix": 1}, []),
        ("zxports", "fuzzy", {"distance": 2, "prefix": 0}, ["export", "exports"]),
        ("Exports?", "regex", {}, ["export", "exports"]),
        ("^.*zation", "regex", {}, ["organization"]),
        (r"\d\W\d", "regex", {}, ["3.5"]),
        ("us", "prefix", {"shape": "US"}, ["us"]),
        ("exp\nort", "prefix", {}, []),
        ("", "regex", {}, []),
        ("", "fuzzy", {"distance": 1}, ["3", "5", "e", "o"]),
    ],
)
def test_the_words_of_a_pattern(
    news: tuple[Segment, ...], text: str, kind: PatternKind, options: dict[str, Any], words: list[str]
) -> None:
    found, _ = words_of(WordExpansion.of(WordPattern("body", text, kind, **options)), news, 100)
    assert sorted(word for word, _ in found) == words


def test_words_come_with_their_articles_the_most_frequent_first(news: tuple[Segment, ...]) -> None:
    expansion = WordExpansion.of(WordPattern("body", "export", "prefix"))
    assert words_of(expansion, news, 2) == ((("exports", 2), ("export", 1)), 4)


def test_a_term_is_written_in_these_ways(news: tuple[Segment, ...]) -> None:
    term = term_of("exports", "en").encode()
    assert forms_of_term("body", term, news, 9) == (
        (("exports", 2), ("export", 1), ("exported", 1), ("exporters", 1)),
        4,
    )
    assert forms_of_term("body", b"absent", news, 9) == ((), 0)


def test_it_is_terms_that_are_counted(news: tuple[Segment, ...]) -> None:
    counts = [WordExpansion.of(WordPattern("body", "ex", "prefix")).count(segment.fields["body"]) for segment in news]
    assert counts == [1, 0]


@pytest.mark.parametrize(("text", "kind"), [("", "prefix"), ("*", "wildcard"), ("**", "wildcard"), (".*", "regex")])
def test_all_words_may_be_meant(news: tuple[Segment, ...], text: str, kind: PatternKind) -> None:
    for segment in news:
        field = segment.fields["body"]
        chosen = WordExpansion.of(WordPattern("body", text, kind)).chosen(field)
        assert (chosen.whole.tolist(), len(chosen.forms)) == ([*range(field.term_count)], 0)


def test_where_no_forms_are_kept_a_pattern_is_about_terms(news: tuple[Segment, ...]) -> None:
    segment = news[0]
    chosen = WordExpansion.of(WordPattern("id", "?", "wildcard")).chosen(segment.fields["id"])
    assert np.array_equal(chosen.whole, np.arange(segment.fields["id"].term_count))


def test_what_is_no_regular_expression_is_refused() -> None:
    with pytest.raises(QueryError, match=r"/a\(/ is no regular expression"):
        WordExpansion.of(WordPattern("body", "a(", "regex"))


def test_many_stars_take_little_longer_than_one() -> None:
    words = FoldedWords.of(["a" * 100], np.arange(1))
    assert WildcardMatch("*a" * 20 + "*b").lines(words).tolist() == []
