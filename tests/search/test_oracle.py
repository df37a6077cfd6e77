"""The search agrees with the oracle: which articles match any query, and exactly what is marked in them."""

import datetime as dt
import random
from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from whoosh import query

import searchkit
from searchkit import Article
from searchkit.engines.embedded.marks import Found, Marker, Shown
from searchkit.model import Hit, Span
from searchkit.query import Resolver, describe, parse
from searchkit.query.dates import Interval
from searchkit.query.exact import ExactPhrase, ExactTerm
from searchkit.query.nodes import Apart, AtLeast, Leading, Near, PatternKind, Together, WordCount, WordPattern
from searchkit.query.nodes import Sequence as Adjacent
from searchkit.query.syntax import ANY_TEXT, DateClause, Required, Words
from searchkit.search import Executor, Snapshot, merged
from searchkit.storage import article_of, load_values
from searchkit.storage.opening import open_commit
from searchkit.storage.whooshcodec.index import ArchiveIndex
from tests.oracle import Mark, Oracle
from tests.oracle.spread import TEXTS

ENGLISH = (
    "wheat Wheat wheats WHEAT board boards Board export exports exporting us US U.S. e-mail E-mails email 3.5 the"
).split()
OTHER = {"de": "Weizen weizen Börse Export us der e-mail".split(), "ru": "пшеница пшеницы Ирак us e-mail".split()}
CHINESE = "中国 国 人 小麦 中国人 wheat".split()
LANGUAGES = ("en", "de", "ru", "")
ENDS = (". ", "! ", "; ", ", ", ".\n\n", "\n\n")


def text(chance: random.Random, language: str, words: int) -> str:
    """Words in sentences and paragraphs, in the languages without spaces some of them run together."""
    if language == "zh":
        return "".join(chance.choice(CHINESE) + chance.choice(["", "", "。", " ", "\n\n"]) for _ in range(words))
    vocabulary = OTHER.get(language, ENGLISH)
    pieces = [chance.choice(vocabulary) + (chance.choice(ENDS) if chance.random() < 0.2 else " ") for _ in range(words)]
    return "".join(pieces).strip()


def article(chance: random.Random, ident: str) -> Article:
    """Mostly short, sometimes of several passages."""
    language = chance.choice(["en", "en", "en-AU", "de", "ru", "zh", ""])
    return Article(
        ident,
        text(chance, language, chance.randint(0, 4)),
        text(chance, language, chance.choice([0, 1, 3, 6, 12, 25, 25, 120])),
        date=chance.choice([None, "2006", "2006-01", "2006-01-31", "2006-02-01"]),
        source=chance.choice(["Vale Courier", "Wheat Board News", ""]),
        authors=chance.choice([(), ("Ana Novak",), ("Ana Novak", "Board, U.S.")]),
        language=language,
    )


class Asked(NamedTuple):
    """An article of the archive, its number there, and the oracle for it."""

    number: int
    article: Article
    oracle: Oracle


class Newsroom:
    """An archive of random articles in several segments, some of them replaced, and each article by itself."""

    def __init__(self, folder: Path, seed: int) -> None:
        chance, self.folder = random.Random(seed), folder
        with searchkit.create(folder) as archive:
            for _ in range(3):
                archive.add([article(chance, str(ident)) for ident in chance.sample(range(30), 14)])
        commit = open_commit(folder)
        index = ArchiveIndex(folder, commit)
        self.snapshot = Snapshot(commit.segments, index.schema, index.reader)
        self.executor, self.resolver = Executor(self.snapshot), Resolver(LANGUAGES)
        numbers, _ = self.executor.matches(query.Every())
        self.asked = [self._asked(number) for number in numbers.tolist()]

    def _asked(self, number: int) -> Asked:
        segment, place = self.snapshot.segment_at(number)
        found = article_of(load_values(segment.stored(place)))
        return Asked(number, found, Oracle(found, LANGUAGES))


@pytest.fixture(scope="module")
def newsrooms(tmp_path_factory: pytest.TempPathFactory) -> list[Newsroom]:
    """Several archives."""
    return [Newsroom(tmp_path_factory.mktemp("oracle") / "index", seed) for seed in range(6)]


FIELDS = st.sampled_from([ANY_TEXT] * 6 + ["body"] * 4 + ["title", "lead", "hlp", "source", "authors"])
WRITTEN = sorted({*ENGLISH, *CHINESE, *OTHER["de"], *OTHER["ru"], "absent", "mail", "s"})
WORD = st.sampled_from(WRITTEN) | st.sampled_from("wheat board export us e-mail the Weizen пшеница 中国".split())
PATTERNS: dict[PatternKind, list[str]] = {
    "prefix": "ex whea e-m em 中 пшениц exporti u".split(),
    "wildcard": "w?eat *s e*t* ?s *mail* b* ??".split(),
    "fuzzy": "weat bord exprots emial Wiezen".split(),
    "regex": ["wheats?", "b.*|us", "[a-f].*", "e-mails?"],
}


def exact(field: str, shapes: list[str]) -> query.Query:
    """As the language has `="..."`."""
    return ExactTerm(field, shapes[0], shapes[0]) if len(shapes) == 1 else ExactPhrase(field, shapes, shapes)


def patterns(field: str, shapes: st.SearchStrategy[str | None]) -> st.SearchStrategy[query.Query]:
    """Patterns of all kinds."""
    each = [
        st.builds(WordPattern, st.just(field), st.sampled_from(texts), st.just(kind), st.integers(0, 2), shape=shapes)
        for kind, texts in PATTERNS.items()
    ]
    return st.one_of(each)


CASES = st.sampled_from(["CAPS()", "ALLCAPS()", "NOCAPS()"])


@cache
def leaves(field: str) -> st.SearchStrategy[query.Query]:
    """What is found in one field without looking at what is around it."""
    name = st.just(field)
    term, plain = st.builds(query.Term, name, WORD), st.builds(query.Term, name, WORD.filter(str.isalnum))
    as_written, pattern = st.builds(exact, name, st.lists(WORD, min_size=1, max_size=3)), patterns(field, st.none())
    quoted = st.lists(term | pattern | st.builds(lambda word: exact(field, [word]), WORD), min_size=1, max_size=2)
    ranges = [query.TermRange(field, *ends) for ends in (("b", "e"), ("board", "wheat", True, True), (None, "export"))]
    return st.one_of(
        term,
        term,
        as_written,
        pattern,
        patterns(field, CASES),
        st.builds(ExactTerm, name, WORD, CASES),
        st.sampled_from(ranges),
        st.builds(query.Phrase, name, st.lists(WORD, min_size=1, max_size=3)),
        st.builds(lambda words, last: Adjacent([*words, last]), quoted, pattern),
        st.builds(Together, st.lists(plain, min_size=2, max_size=3), st.integers(1, 4)),
    )


FIELDS = st.sampled_from([ANY_TEXT] * 6 + ["body"] * 4 + ["title", "lead", "hlp", "source", "authors"])
WRITTEN = sorted({*ENGLISH, *CHINESE, *OTHER["de"], *OTHER["ru"], "absent", "mail", "s"})
WORD = st.sampled_from(WRITTEN) | st.sampled_from("wheat board export us e-mail the Weizen пшеница 中国".split())
PATTERNS: dict[PatternKind, list[str]] = {
    "prefix": "ex whea e-m em 中 пшениц exporti u".split(),
    "wildcard": "w?eat *s e*t* ?s *mail* b* ??".split(),
    "fuzzy": "weat bord exprots emial Wiezen".split(),
    "regex": ["wheats?", "b.*|us", "[a-f].*", "e-mails?"],
}


def exact(field: str, shapes: list[str]) -> query.Query:
    """As the language has `="..."`."""
    return ExactTerm(field, shapes[0], shapes[0]) if len(shapes) == 1 else ExactPhrase(field, shapes, shapes)


CASES = st.sampled_from([None, None, None, "CAPS()", "ALLCAPS()", "NOCAPS()"])


@cache
def single(field: str) -> st.SearchStrategy[query.Query]:
    """One word of a field."""
    patterns = [
        st.builds(WordPattern, st.just(field), st.sampled_from(texts), st.just(kind), st.integers(0, 2), shape=CASES)
        for kind, texts in PATTERNS.items()
    ]
    term = st.builds(query.Term, st.just(field), WORD)
    as_written = st.builds(exact, st.just(field), st.lists(WORD, min_size=1, max_size=1))
    cased = st.builds(ExactTerm, st.just(field), WORD, CASES.filter(bool))
    ranges = [query.TermRange(field, *ends) for ends in (("b", "e"), ("board", "wheat", True, True), (None, "export"))]
    return st.one_of(term, term, as_written, cased, st.sampled_from(ranges), *patterns)


@cache
def leaves(field: str) -> st.SearchStrategy[query.Query]:
    """What is found in one field without looking at what is around it."""
    some = st.lists(single(field), min_size=2, max_size=3)
    plain = st.builds(query.Term, st.just(field), WORD.filter(str.isalnum))
    return st.one_of(
        single(field),
        single(field),
        st.builds(query.Phrase, st.just(field), st.lists(WORD, min_size=1, max_size=3)),
        st.builds(exact, st.just(field), st.lists(WORD, min_size=2, max_size=3)),
        st.builds(Adjacent, some),
        st.builds(Together, st.lists(plain, min_size=2, max_size=3), st.integers(1, 4)),
    )


FIELDS = st.sampled_from([ANY_TEXT] * 6 + ["body"] * 4 + ["title", "lead", "hlp", "source", "authors"])
LEAVES = FIELDS.flatmap(leaves)
REACH = st.integers(1, 8) | st.sampled_from(["sentence", "paragraph", "field"])
JANUARY = Interval(dt.datetime(2006, 1, 1), dt.datetime(2006, 2, 1))
WITHOUT_PLACE = st.one_of(
    st.builds(DateClause, st.sampled_from([JANUARY, Interval(None, JANUARY.start), Interval(JANUARY.end, None)])),
    st.builds(query.Term, st.just("language"), st.sampled_from(["en", "de", "zh"])),
    st.builds(WordCount, st.none() | st.integers(0, 30), st.none() | st.integers(0, 30)),
    st.sampled_from(
        [query.Term("id", "7"), query.Prefix("id", "1"), query.Wildcard("id", "2?"), query.Every("authors")]
    ),
)


def _around(
    leading: st.SearchStrategy[int | None], parts: st.SearchStrategy[query.Query]
) -> st.SearchStrategy[query.Query]:
    several = st.lists(parts, min_size=1, max_size=3)
    mixed = st.builds(lambda some, other: [*some, other], several, WITHOUT_PLACE)
    several = several | several | mixed
    return st.one_of(
        *[st.builds(kind, several) for kind in (Words, query.And, query.Or, query.Or)],
        st.builds(lambda some: query.And([*some, query.Every(ANY_TEXT)]), several),
        st.builds(lambda wanted, unwanted: Words([*wanted, query.Not(unwanted)]), several, parts),
        st.builds(lambda part, others: Words([Required([part]), *others]), parts, several),
        st.builds(query.Not, parts),
        *[st.builds(kind, parts, parts, REACH, st.booleans()) for kind in (Near, Near, Near, Apart)],
        st.builds(AtLeast, parts, st.integers(1, 5)),
        st.builds(Leading, parts, leading),
    )


TREES = st.recursive(LEAVES, partial(_around, st.none() | st.integers(1, 20)), max_leaves=6)
TYPED_TREES = st.recursive(LEAVES, partial(_around, st.integers(1, 20)), max_leaves=4)


Spans = dict[str, tuple[Span, ...]]
"""Title and body, overlapping matches made one."""


def told(marks: set[Mark] | None) -> Spans | None:
    """What the oracle told."""
    if marks is None:
        return None
    return {name: merged([(start, end, 0) for field, start, end in marks if field == name]) for name in TEXTS}


def marked(marks: Mapping[str, list[tuple[int, int, int]]] | None) -> Spans | None:
    """What the search marked."""
    return None if marks is None else {name: merged(marks.get(name, ())) for name in TEXTS}


def shown(one: Shown) -> Spans:
    """What is marked in a hit."""
    assert one.all_spans is not None
    return {"title": one.title_spans, "body": one.all_spans()}


ROOMS = st.integers(0, 5)


@settings(max_examples=300)
@given(tree=TREES, number=ROOMS, data=st.data())
def test_articles_and_marks_are_those_of_the_oracle(
    newsrooms: list[Newsroom], tree: query.Query, number: int, data: st.DataObject
) -> None:
    room = newsrooms[number]
    expected = {one.number: told(one.oracle.answer(tree)) for one in room.asked}
    resolved = room.resolver.resolve(tree)
    assert set(room.executor.matches(resolved)[0].tolist()) == {n for n, spans in expected.items() if spans is not None}
    marker = Marker(resolved, room.snapshot)
    found = [Found(one.number, one.article) for one in room.asked if expected[one.number] is not None]
    assert [shown(one) for one in marker.shown(found, 1)] == [expected[one.number] for one in found]
    article = data.draw(st.sampled_from(room.asked))
    assert marked(marker.marks(article.article)) == expected[article.number]


@settings(max_examples=100)
@given(tree=TYPED_TREES, number=ROOMS)
def test_a_query_as_it_is_typed_finds_and_marks_the_same(
    newsrooms: list[Newsroom], tree: query.Query, number: int
) -> None:
    room, text = newsrooms[number], describe(tree)
    assume(not parse(text).notes)  # NOT beside a proximity cannot be typed
    expected = {one.article.id: told(one.oracle.answer(tree)) for one in room.asked}
    with searchkit.open(room.folder) as archive:
        hits = archive.search(text, limit=len(room.asked), passages=9, match="all").hits
        found = {hit.id: {"title": hit.title_spans, "body": hit.spans} for hit in hits}
        highlights = {hit.id: archive.highlights(hit.article, text) for hit in hits}
    assert found == {ident: spans for ident, spans in expected.items() if spans is not None}
    assert highlights == {ident: tuple(spans.values()) for ident, spans in found.items()}
    assert all(in_passages(hit) == within_passages(hit) for hit in hits)


def in_passages(hit: Hit) -> list[Span]:
    """What is marked in the passages of a hit, counted from the beginning of the body."""
    passages = sorted(hit.passages, key=lambda passage: passage.char_start)
    return [Span(each.char_start + start, each.char_start + end) for each in passages for start, end in each.spans]


def within_passages(hit: Hit) -> list[Span]:
    """What of the marks of a body lies in the passages that are shown."""
    borders = [(each.char_start, each.char_end) for each in hit.passages]
    return [span for span in hit.spans if any(start <= span.start < end for start, end in borders)]
