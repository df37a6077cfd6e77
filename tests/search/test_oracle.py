"""The search agrees with the oracle: which articles match any query, and exactly what is marked in them."""

import random
from collections.abc import Iterator, Mapping
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
from searchkit.query import Resolver, describe, nodes, parse
from searchkit.search import Executor, Snapshot, merged
from searchkit.storage import article_of, load_values
from searchkit.storage.opening import open_commit
from searchkit.storage.whooshcodec.index import ArchiveIndex
from tests.oracle import Mark, Oracle
from tests.oracle.spread import TEXTS
from tests.search.questions import LANGUAGES, TREES, TYPED_TREES, article


class Asked(NamedTuple):
    """An article of the archive, its number there, and the oracle for it."""

    number: int
    article: Article
    oracle: Oracle


class Newsroom:
    """An archive of random articles in several segments, some of them replaced, and each article by itself."""

    def __init__(self, folder: Path, seed: int) -> None:
        chance = random.Random(seed)
        self.archive = searchkit.create(folder)
        for _ in range(3):
            self.archive.add([article(chance, str(ident)) for ident in chance.sample(range(30), 14)])
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
def newsrooms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Newsroom]]:
    """Several archives."""
    rooms = [Newsroom(tmp_path_factory.mktemp("oracle") / "index", seed) for seed in range(6)]
    yield rooms
    for room in rooms:
        room.archive.close()


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
    assume(not has_regex_in_phrase(tree))
    expected = {one.article.id: told(one.oracle.answer(tree)) for one in room.asked}
    hits = room.archive.search(text, limit=len(room.asked), passages=9, match="all").hits
    found = {hit.id: {"title": hit.title_spans, "body": hit.spans} for hit in hits}
    highlights = {hit.id: room.archive.highlights(hit.article, text) for hit in hits}
    assert found == {ident: spans for ident, spans in expected.items() if spans is not None}
    assert highlights == {ident: tuple(spans.values()) for ident, spans in found.items()}
    assert all(in_passages(hit) == within_passages(hit) for hit in hits)


def has_regex_in_phrase(node: query.Query) -> bool:
    """Whether there is what cannot be typed: a regular expression between quotation marks."""
    if isinstance(node, nodes.Sequence):
        return any(isinstance(part, nodes.WordPattern) and part.kind == "regex" for part in node.parts)
    return any(map(has_regex_in_phrase, node.children()))


def in_passages(hit: Hit) -> list[Span]:
    """What is marked in the passages of a hit, counted from the beginning of the body."""
    passages = sorted(hit.passages, key=lambda passage: passage.char_start)
    return [Span(each.char_start + start, each.char_start + end) for each in passages for start, end in each.spans]


def within_passages(hit: Hit) -> list[Span]:
    """What of the marks of a body lies in the passages that are shown."""
    borders = [(each.char_start, each.char_end) for each in hit.passages]
    return [span for span in hit.spans if any(start <= span.start < end for start, end in borders)]
