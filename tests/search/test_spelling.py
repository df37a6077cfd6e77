"""Words that no article has are answered with the archive's own that come nearest."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from math import log
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import searchkit
from searchkit import Archive, Article
from searchkit.analysis import term_of, tokenize
from searchkit.model import Suggestion
from searchkit.query import Resolver, parse
from searchkit.search.editdistance import Spelt, edit_distances
from searchkit.search.slips import CHANGED, FIRST, slip_costs
from searchkit.search.spelling import MOST_ALTERNATIVES, corrected, suggest
from searchkit.storage.opening import open_commit
from searchkit.storage.segment import Segment

LETTERS = "abéж"
WORDS = st.text(LETTERS, min_size=1, max_size=8)


@cache
def slips(a: str, b: str) -> int:
    """Letters put in, left out, changed, or exchanged with their neighbour."""
    if not a or not b:
        return len(a) + len(b)
    least = min(slips(a[1:], b) + 1, slips(a, b[1:]) + 1, slips(a[1:], b[1:]) + (a[0] != b[0]))
    exchanged = len(a) > 1 and len(b) > 1 and (a[0], a[1]) == (b[1], b[0])
    return min(least, slips(a[2:], b[2:]) + 1) if exchanged else least


@given(
    texts=st.lists(WORDS, min_size=1, max_size=3), others=st.lists(st.text(LETTERS, max_size=9)), most=st.integers(1, 3)
)
def test_distances_agree_with_the_plain_ones(texts: list[str], others: list[str], most: int) -> None:
    plain = [min(most + 1, *[slips(text, other) for text in texts]) for other in others]
    assert edit_distances(texts, Spelt.of(others), most).tolist() == plain


def opened(folder: Path) -> Sequence[Segment]:
    return open_commit(folder).segments


def suggested(folder: Path, query: str) -> tuple[Suggestion, ...]:
    return suggest(parse(query).tree, Resolver(("en",)), opened(folder))


@pytest.mark.parametrize(
    ("query", "suggestions"),
    [
        ("wheat board", ()),
        ("wheta", (Suggestion("wheta", ("wheat",)),)),
        ("Wehat", (Suggestion("Wehat", ("wheat",)),)),
        ("hweat", (Suggestion("hweat", ("wheat",)),)),
        ("theat", (Suggestion("theat", ("wheat",)),)),
        ("kickbaks", (Suggestion("kickbaks", ("kickbacks",)),)),
        ('"wheat baord"', (Suggestion("baord", ("board",)),)),
        ("title:barly OR wheta", (Suggestion("barly", ("Barley",)), Suggestion("wheta", ("wheat",)))),
        ("author:nowak", (Suggestion("nowak", ("Novak",)),)),
        ("whaet-board", (Suggestion("whaet", ("wheat",)),)),
        ("wheat -irak", ()),
        ("irak", (Suggestion("irak", ("Iraq",)),)),
        ("WHETA", (Suggestion("WHETA", ("wheat",)),)),
        ("эспорт", (Suggestion("эспорт", ("Экспорт",)),)),
        ("xq wh 2007 3.6 lang:xx 中国", ()),
        ("zzzzzzzz", ()),
        ("", ()),
    ],
)
def test_suggestions(hay_folder: Path, query: str, suggestions: tuple[Suggestion, ...]) -> None:
    assert suggested(hay_folder, query) == suggestions


@pytest.mark.parametrize(
    ("typed", "better"),
    [
        ("wheta", "wheat"),
        ("+Wheta W/5 (title:wheta OR iraq)", "+wheat W/5 (title:wheat OR iraq)"),
        ('"wheta board"~3', '"wheat board"~3'),
        ("wheta:iraq whetas", ""),
        ("state:baord in", "state:board in"),
        ("nto", "not"),
    ],
)
def test_the_words_of_a_query_are_replaced(typed: str, better: str) -> None:
    suggestions = [Suggestion("wheta", ("wheat", "whet")), Suggestion("baord", ("board",)), Suggestion("nto", ("NOT",))]
    assert corrected(typed, suggestions) == better


def test_what_only_deleted_articles_have_is_not_suggested(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "index") as archive:
        archive.add([Article("1", body="barley"), Article("2", body="wheat")])
        archive.add([Article("1", body="oats")])
    assert suggested(tmp_path / "index", "barlye whaet") == (Suggestion("whaet", ("wheat",)),)


def test_names_keep_their_capitals_and_words_lose_them(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "index") as archive:
        archive.add([Article("1", body="Wheat, wheat, WHEAT, wheat, Howard, howard, Howard")])
    assert suggested(tmp_path / "index", "whaet howrad") == (
        Suggestion("whaet", ("wheat",)),
        Suggestion("howrad", ("Howard",)),
    )


def test_a_frequent_word_goes_before_one_as_near(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "index") as archive:
        archive.add([Article(str(number), body="stock") for number in range(9)])
        archive.add([Article("10", body="stack, stocky")])
    assert suggested(tmp_path / "index", "stpck") == (Suggestion("stpck", ("stock", "stack")),)


def test_a_word_is_near_though_its_stem_is_not(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "index") as archive:
        archive.add([Article("1", body="The government met.", language="en")])
    assert suggested(tmp_path / "index", "govrnment") == (Suggestion("govrnment", ("government",)),)


@pytest.fixture(scope="module")
def slipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """Three hundred articles with "government", one with a slip of it, one with a name like it."""
    with searchkit.create(tmp_path_factory.mktemp("slipped") / "index") as archive:
        archive.add([Article(str(number), body="government and budget") for number in range(300)])
        archive.add([Article("slip", body="goverment and deficit"), Article("name", body="Govermann and deficit")])
        yield archive


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("goverment", "government"),
        ("goverment budget", "government budget"),
        ("goverment OR budget", ""),
        ("=goverment", ""),
        ("Govermann", ""),
        ("government", ""),
    ],
)
def test_a_slip_that_few_articles_share_is_answered_where_few_are_found(
    slipped: Archive, query: str, meant: str
) -> None:
    assert slipped.search(query).did_you_mean == meant


SYLLABLES = "ba be bi bo da de di do ka ke s é ж".split()


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    chance = random.Random(5)
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 5))) for _ in range(150)]
    words += [word.capitalize() for word in words[:60]]
    texts = [" ".join(chance.choices(words, k=30)) for _ in range(30)]
    return [Article(str(number), text[:20], text, language="en") for number, text in enumerate(texts)]


@pytest.fixture(scope="module")
def segments(articles: list[Article], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sequence[Segment]]:
    folder = tmp_path_factory.mktemp("spelling") / "index"
    with searchkit.create(folder) as archive:
        for start in (0, 10, 20):
            archive.add(articles[start : start + 10])
    yield opened(folder)


class Term(NamedTuple):
    """How many articles have a term in the field where most have it, and how often it is written in each way."""

    articles: int
    forms: Counter[str]


@pytest.fixture(scope="module")
def vocabulary(articles: list[Article]) -> dict[str, Term]:
    """Every term of every article by itself."""
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    counts: Counter[tuple[str, str]] = Counter()
    for article in articles:
        for field in ("title", "body"):
            tokens = list(tokenize(getattr(article, field), "en"))
            counts.update({(field, token.term) for token in tokens})
            for token in tokens:
                forms[token.term][token.form] += 1
    return {term: Term(max(counts["title", term], counts["body", term]), written) for term, written in forms.items()}


def plainly_suggested(word: str, vocabulary: dict[str, Term]) -> list[str]:
    typed, stem = term_of(word, stem=False), term_of(word, "en")
    if stem in vocabulary:
        return []
    most, costs = 1 if len(typed) < 6 else 2, dict[tuple[str, str], float]()
    for rarely in (False, True):
        if min(costs.values(), default=9.0) > 5.5:
            costs |= {
                (each, term): slip_cost(typed, each) for each, term in near(vocabulary, (typed, stem), most, rarely)
            }
    costs = {pair: cost for pair, cost in costs.items() if cost <= FIRST + most * CHANGED}
    cheapest = sorted(costs, key=lambda pair: (costs[pair], pair))[:50]
    scores = {pair: 0.6 * log(vocabulary[pair[1]].articles + 0.5) - costs[pair] for pair in cheapest}
    ranked = []
    for each, term in sorted(cheapest, key=lambda pair: (-scores[pair], pair))[:6]:
        forms = {form: times for form, times in vocabulary[term].forms.items() if term_of(form, stem=False) == each}
        times = min(vocabulary[term].articles, sum(forms.values()))
        ranked.append((costs[each, term] - 0.6 * log(times + 0.5), term, shown(forms)))
    ranked.sort()
    told = {term: form for score, term, form in reversed(ranked) if score < ranked[0][0] + 6}
    return [told[term] for term in dict.fromkeys(term for _, term, _ in ranked) if term in told][:MOST_ALTERNATIVES]


def slip_cost(typed: str, word: str) -> float:
    return float(slip_costs(typed, Spelt.of([word]))[0])


def near(vocabulary: dict[str, Term], spellings: tuple[str, str], most: int, rarely: bool) -> Iterator[tuple[str, str]]:
    """Words with their terms: near themselves, with the first letter typed; or near in their term."""
    typed = spellings[0]
    for term, (_, forms) in vocabulary.items():
        words = {term_of(form, stem=False) for form in forms}
        begins = 0 if term[0] == typed[0] else 1 if term.startswith((typed[1] + typed[0], typed[1:3])) else 2
        if begins == 0 and not rarely:
            yield from ((word, term) for word in words if min(slips(each, word) for each in spellings) <= most)
        elif begins and min(slips(each, term) for each in spellings) <= most:
            mistaken = term[1:].startswith((typed[:2], typed[1:3])) and term[0].isascii() == typed[0].isascii()
            if mistaken if rarely else begins == 1:
                yield from ((word, term) for word in words)


def shown(forms: dict[str, int]) -> str:
    """Small, unless most are not."""
    capitals = {form: count for form, count in forms.items() if not form.islower()}
    if 2 * sum(capitals.values()) > sum(forms.values()):
        return min(capitals, key=lambda form: (-capitals[form], form))
    small = Counter(form.lower() for form, count in forms.items() for _ in range(count))
    return min(small, key=lambda form: (-small[form], form))


@settings(max_examples=100)
@given(data=st.data())
def test_suggestions_agree_with_the_plain_ones(
    vocabulary: dict[str, Term], segments: Sequence[Segment], data: st.DataObject
) -> None:
    known = sorted({form for term in vocabulary.values() for form in term.forms if len(form) > 4})
    word = data.draw(st.sampled_from(known))
    for _ in range(data.draw(st.integers(1, 2))):
        at, kind = data.draw(st.integers(0, len(word) - 1)), data.draw(st.sampled_from("leave put change swap".split()))
        letter, kept = data.draw(st.sampled_from("abdkéжs")), word[at + (kind in ("leave", "change")) :]
        word = word[:at] + letter * (kind in ("put", "change")) + (kept[1::-1] + kept[2:] if kind == "swap" else kept)
    found = suggest(parse(word).tree, Resolver(("en",)), segments)
    assert [word for each in found for word in each.alternatives] == plainly_suggested(word, vocabulary)
